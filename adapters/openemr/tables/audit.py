"""The EHR's own journal."""

from __future__ import annotations

from sqlalchemy import BigInteger, DateTime, Integer, String, Table

from facade.adapter import column

from .base import LONG_KEY, LONG_TEXT, TINY, metadata

log = Table(
    "log",
    metadata,
    column("id", LONG_KEY, primary_key=True),
    column("date", DateTime),
    column("event", String(255)),
    column("category", String(255)),
    column("user", String(255)),
    column("groupname", String(255)),
    column("comments", LONG_TEXT),
    column("user_notes", LONG_TEXT),
    column("patient_id", BigInteger, index=True),
    column("success", TINY, server_default="1"),
    column("checksum", LONG_TEXT),
    column("crt_user", String(255)),
    column("log_from", String(20), server_default="open-emr"),
    column("menu_item_id", Integer),
    column("ccda_doc_id", Integer),
)
