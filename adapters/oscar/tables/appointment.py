"""Appointments, and the list of reasons that they name."""

from __future__ import annotations

from sqlalchemy import CHAR, TIMESTAMP, Date, DateTime, Index, Integer, String, Table, Time

from facade.adapter import column

from .base import TINY, metadata

# end_time is the last minute of the visit: fifteen minutes from 09:00 end at 09:14:00. The letters of status tell
# upper from lower case; the column compares so itself (latin1_bin) unless a conversion of the table took that away.
# creator is "Last, First", no provider's number.
appointment = Table(
    "appointment",
    metadata,
    column("appointment_no", Integer, primary_key=True),
    column("provider_no", String(6), nullable=False, server_default=""),
    column("appointment_date", Date, nullable=False, server_default="0001-01-01"),
    column("start_time", Time, nullable=False, server_default="00:00:00"),
    column("end_time", Time, nullable=False, server_default="00:00:00"),
    column("name", String(50)),
    column("demographic_no", Integer, index=True),
    column("notes", String(255)),
    column("reasonCode", Integer),
    column("reason", String(80)),
    column("location", String(30), index=True),
    column("type", String(50)),
    column("status", CHAR(2)),
    column("createdatetime", DateTime),
    column("updatedatetime", DateTime),
    column("urgency", String(30)),
    Index("ix_appointment_when", "appointment_date", "start_time", "demographic_no"),
)

LookupListItem = Table(
    "LookupListItem",
    metadata,
    column("id", Integer, primary_key=True),
    column("lookupListId", Integer, nullable=False),
    column("value", String(50), nullable=False),
    column("label", String(255)),
    column("displayOrder", Integer, nullable=False),
    column("active", TINY, nullable=False),
    column("createdBy", String(8), nullable=False),
    column("dateCreated", TIMESTAMP, nullable=False),
)
