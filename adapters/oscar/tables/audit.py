"""The EHR's own journal."""

from __future__ import annotations

from sqlalchemy import DateTime, Index, Integer, String, Table, Text

from facade.adapter import column

from .base import LONG_KEY, metadata

log = Table(
    "log",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("dateTime", DateTime, nullable=False),
    column("provider_no", String(10)),
    column("action", String(100), index=True),
    column("content", String(80), index=True),
    column("contentId", String(80), index=True),
    column("ip", String(64)),
    column("demographic_no", Integer, index=True),
    column("data", Text),
    column("securityId", Integer),
    Index("ix_log_when", "dateTime", "provider_no"),
)
