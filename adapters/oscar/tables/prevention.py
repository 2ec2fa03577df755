"""Preventions: what was given, refused, or looked for, and the names and values beside it."""

from __future__ import annotations

from sqlalchemy import CHAR, Date, DateTime, Integer, String, Table, Text

from facade.adapter import column

from .base import TINY, metadata

# prevention_type and preventionsExt.keyval have an index on their first ten letters in every generation.
preventions = Table(
    "preventions",
    metadata,
    column("id", Integer, primary_key=True),
    column("demographic_no", Integer, nullable=False, server_default="0", index=True),
    column("creation_date", DateTime, index=True),
    column("prevention_date", DateTime),
    column("provider_no", String(6), nullable=False, server_default="", index=True),
    column("provider_name", String(255)),
    column("prevention_type", String(255)),
    column("deleted", CHAR(1), server_default="0", index=True),
    column("refused", CHAR(1), server_default="0", index=True),
    column("next_date", Date, index=True),
    column("never", CHAR(1), server_default="0", index=True),
    column("creator", Integer),
    column("lastUpdateDate", DateTime, nullable=False),
    column("restrictToProgram", TINY, since="2025-11"),  # in a fresh Open-O alone, not in one that was upgraded
    column("programNo", Integer, since="2025-11"),
    column("snomedId", String(255), since="2018-01"),
)

preventionsExt = Table(
    "preventionsExt",
    metadata,
    column("id", Integer, primary_key=True),
    column("prevention_id", Integer, index=True),
    column("keyval", String(20)),
    column("val", Text),
)
