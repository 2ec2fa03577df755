"""Notes of encounters. A note is there for its readers only through a row of `forms`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Date, DateTime, String, Table, Text

from facade.adapter import column

from .base import LONG_KEY, LONG_TEXT, TINY, UUID, metadata, stamped

# 6.0.0 had a table of this name in which the notes of one form shared a number: none of them could be named.
form_clinical_notes = Table(
    "form_clinical_notes",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("form_id", BigInteger, nullable=False),
    column("uuid", UUID, unique=True),
    column("date", Date),
    column("pid", BigInteger),
    column("user", String(255)),
    column("activity", TINY),
    column("code", String(255)),
    column("codetext", Text),
    column("description", Text),
    column("clinical_notes_type", String(100)),
    column("clinical_notes_category", String(100)),
    stamped("last_updated", DateTime, since="7.0.3"),
    info={"since": "6.1.0"},
)

form_soap = Table(
    "form_soap",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("date", DateTime),
    column("pid", BigInteger, server_default="0"),
    column("user", String(255)),
    column("activity", TINY, server_default="0"),
    column("subjective", Text),
    column("objective", Text),
    column("assessment", Text),
    column("plan", Text),
)

form_dictation = Table(
    "form_dictation",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("date", DateTime),
    column("pid", BigInteger),
    column("user", String(255)),
    column("activity", TINY),
    column("dictation", LONG_TEXT),
    column("additional_notes", LONG_TEXT),
)
