"""Titles of the clinic's own lists: what stands in a column as `option_id`, as people read it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column

from facade.adapter import joined

from .tables import list_options


def title(list_id: str, option: Column[Any]) -> Column[Any]:
    """The title of the option that the column names; empty where the list has no such option, or no more."""
    return joined(list_options, on=(option, "option_id"), only={"list_id": list_id})["title"]
