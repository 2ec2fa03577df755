"""Under whose care a patient is for a time: admissions to programs, and episodes such as a pregnancy."""

from __future__ import annotations

from sqlalchemy import TIMESTAMP, BigInteger, Date, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import LONG_KEY, TINY, metadata

admission = Table(
    "admission",
    metadata,
    column("am_id", LONG_KEY, primary_key=True),
    column("client_id", BigInteger, nullable=False, server_default="0", index=True),
    column("program_id", BigInteger, nullable=False, server_default="0", index=True),
    column("provider_no", String(6), nullable=False, server_default="0"),
    column("admission_date", DateTime),
    column("admission_from_transfer", TINY, nullable=False),
    column("discharge_date", DateTime),
    column("discharge_from_transfer", TINY, nullable=False),
    column("admission_status", String(24)),
    column("lastUpdateDate", DateTime, nullable=False),
)

Episode = Table(
    "Episode",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographicNo", Integer, nullable=False),
    column("startDate", Date, nullable=False),
    column("endDate", Date),
    column("code", String(50)),
    column("codingSystem", String(50)),
    column("description", String(255)),
    column("status", String(25)),
    column("lastUpdateUser", String(25), nullable=False),
    column("lastUpdateTime", TIMESTAMP, nullable=False),
    column("notes", Text),
)
