"""The days that providers work, the templates of such days, what their letters mean, and holidays."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, Index, Integer, String, Table, Text

from facade.adapter import column

from .base import metadata

# One row for a provider and day; `hour` names a template. A row that was replaced has status D.
scheduledate = Table(
    "scheduledate",
    metadata,
    column("id", Integer, primary_key=True),
    column("sdate", Date, nullable=False, index=True, server_default="0001-01-01"),
    column("provider_no", String(6), nullable=False, index=True, server_default=""),
    column("available", CHAR(1), nullable=False, server_default=""),
    column("priority", CHAR(1)),
    column("reason", String(255)),
    column("hour", String(255)),
    column("creator", String(50)),
    column("status", CHAR(1), nullable=False, index=True, server_default=""),
    Index("ix_scheduledate_day", "sdate", "provider_no", "hour", "status"),
)

# timecode: one letter for each stretch of the day, from midnight to midnight.
scheduletemplate = Table(
    "scheduletemplate",
    metadata,
    column("provider_no", String(6), primary_key=True, server_default=""),
    column("name", String(20), primary_key=True, server_default=""),
    column("summary", String(80)),
    column("timecode", Text),
)

# Letters tell upper from lower case, the column does not; a letter may have several rows.
scheduletemplatecode = Table(
    "scheduletemplatecode",
    metadata,
    column("id", Integer, primary_key=True),
    column("code", CHAR(1), nullable=False, index=True, server_default=""),
    column("description", String(80)),
    column("duration", CHAR(3), server_default=""),
    column("color", String(10)),
    column("confirm", CHAR(3), nullable=False, server_default="No"),
    column("bookinglimit", Integer, nullable=False, server_default="1"),
)

scheduleholiday = Table(
    "scheduleholiday",
    metadata,
    column("sdate", Date, primary_key=True, server_default="0001-01-01"),
    column("holiday_name", String(100), nullable=False, server_default=""),
)
