"""The clinic's own lists of choices: what stands in other tables as `option_id` has its title here."""

from __future__ import annotations

from sqlalchemy import String, Table

from facade.adapter import column

from .base import TINY, metadata

list_options = Table(
    "list_options",
    metadata,
    column("list_id", String(100), primary_key=True, server_default=""),
    column("option_id", String(100), primary_key=True, server_default=""),
    column("title", String(255), nullable=False, server_default=""),
    column("codes", String(255), nullable=False, server_default=""),
    column("activity", TINY, nullable=False, server_default="1"),
)
