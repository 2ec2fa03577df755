"""The clinic's own lists of choices, whose `option_id` stands in other tables, and its catalogue of codes."""

from __future__ import annotations

from sqlalchemy import Integer, SmallInteger, String, Table, Text

from facade.adapter import column

from .base import TINY, metadata

list_options = Table(
    "list_options",
    metadata,
    column("list_id", String(100), primary_key=True, server_default=""),
    column("option_id", String(100), primary_key=True, server_default=""),
    column("title", String(255), nullable=False, server_default=""),
    column("codes", String(255), nullable=False, server_default=""),
    column("toggle_setting_1", TINY, nullable=False, server_default="0"),
    column("toggle_setting_2", TINY, nullable=False, server_default="0"),
    column("activity", TINY, nullable=False, server_default="1"),
)

# `code_type` is the number of a code system.
codes = Table(
    "codes",
    metadata,
    column("id", Integer, primary_key=True),
    column("code_text", Text),
    column("code_text_short", Text),
    column("code", String(25), nullable=False, server_default="", index=True),
    column("code_type", SmallInteger, index=True),
)
