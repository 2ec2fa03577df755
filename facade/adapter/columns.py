"""Columns as an adapter declares them, and where a column comes from once it stands behind a relation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Alias, Column, Table
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine


def column(
    name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], *args: SchemaItem, since: str | None = None, **kw: Any
) -> Column[Any]:
    """A column of a vendor table. With `since` (the release that introduced it) it may be missing at a site."""
    return Column(name, type_, *args, info={"since": since}, **kw)


def origin(col: Column[Any]) -> Column[Any]:
    """The declared column behind a relation's alias; the column itself on a root table."""
    table: Any = col.table
    if isinstance(table, Alias):
        found: Column[Any] = table.element.c[col.key]
        return found
    return col


def table_of(col: Column[Any]) -> Table:
    """The declared table a column belongs to."""
    table = origin(col).table
    if not isinstance(table, Table):
        raise TypeError(f"{col} is not a column of a declared table")
    return table


def since(col: Column[Any]) -> str | None:
    """The release that introduced this column or its whole table, or None if it must be there."""
    own: str | None = origin(col).info.get("since")
    inherited: str | None = table_of(col).info.get("since")
    return own or inherited
