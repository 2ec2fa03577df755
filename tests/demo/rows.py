"""What is in a demo clinic, read back in a form in which engines can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CHAR,
    Column,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    cast,
    create_engine,
    literal_column,
    select,
)

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def read(url: str, metadata: MetaData) -> Rows:
    """All rows by table: dates and times as their text, decimals without needless zeros, in a fixed order."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "mysql":
            connection.exec_driver_sql("SET time_zone = '+00:00'")
        found = {}
        for table in metadata.tables.values():
            rows = connection.execute(select(*map(_as_stored, table.columns)).select_from(table)).all()
            found[table.name] = sorted((_plain(table, row) for row in rows), key=repr)
    engine.dispose()
    return found


def _as_stored(column: Column[Any]) -> Any:
    if isinstance(column.type, (Date, DateTime, Time)):
        return cast(column, CHAR(30)).label(column.name)
    quoted = column.table.name, column.name
    return literal_column(".".join(f"`{part}`" for part in quoted)).label(column.name)


def _plain(table: Table, row: Sequence[Any]) -> dict[str, Any]:
    return {column.name: _value(column, value) for column, value in zip(table.columns, row, strict=True)}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Numeric):
        return Decimal(str(value)).normalize()
    return bytes(value) if isinstance(column.type, LargeBinary) else value
