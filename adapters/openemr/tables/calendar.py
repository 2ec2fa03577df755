"""The calendar: appointments and the clinic's own events in one table, and their categories."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, DateTime, Integer, String, Table, Text, Time

from facade.adapter import column

from .base import TINY, UUID, metadata

openemr_postcalendar_categories = Table(
    "openemr_postcalendar_categories",
    metadata,
    column("pc_catid", Integer, primary_key=True),
    column("pc_constant_id", String(255), since="5.0.1"),
    column("pc_catname", String(100)),
    column("pc_cattype", Integer, nullable=False),
    column("pc_active", TINY, nullable=False, server_default="1"),
)

# pc_pid is a pid as text ('' of what concerns no patient), pc_aid a user's id as text. One row stands for all
# occurrences of an event that comes again.
openemr_postcalendar_events = Table(
    "openemr_postcalendar_events",
    metadata,
    column("pc_eid", Integer, primary_key=True),
    column("uuid", UUID, since="7.0.1"),
    column("pc_catid", Integer, nullable=False, server_default="0"),
    column("pc_aid", String(30)),
    column("pc_pid", String(11)),
    column("pc_title", String(150)),
    column("pc_time", DateTime),
    column("pc_hometext", Text),
    column("pc_eventDate", Date, nullable=False, index=True),
    column("pc_endDate", Date),
    column("pc_duration", BigInteger, nullable=False, server_default="0"),
    column("pc_recurrtype", Integer, nullable=False, server_default="0"),
    column("pc_recurrspec", Text),
    column("pc_startTime", Time),
    column("pc_endTime", Time),
    column("pc_alldayevent", Integer, nullable=False, server_default="0"),
    column("pc_apptstatus", String(15), nullable=False, server_default="-"),
    column("pc_facility", Integer, nullable=False, server_default="0"),
    column("pc_multiple", Integer, nullable=False),
)
