"""Virtual tables as SQL for the database in memory: how they are made and filled, and what their columns take.

SQLite takes any value in any column. A column of a clinic's database would not, so what it could not hold is NULL here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, String, Table

from facade.compiler.declared import as_it_stands
from facade.compiler.identity import MAX_ID, escape
from facade.sources.memory import DIALECT
from facade.sources.sqlite_functions import COLLATION

LONGEST_KEY = MAX_ID - 18  # of an id a prefix and a tag may be part


@dataclass(frozen=True)
class Filling:
    """`names`: the columns in the order in which `insert` wants their values."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]  # "integer", "date", "datetime", "text", "key": what the columns hold
    create: str
    insert: str
    index: tuple[str, ...]  # worth making for many rows


@cache
def filling(table: Table) -> Filling:
    """The statements of a table."""
    quoted, columns = _quoted(table.name), list(table.columns)
    key = ", ".join(_quoted(col.name) for col in table.primary_key)
    parts = [*map(_declared, columns), *([f"PRIMARY KEY ({key})"] if key else [])]
    indexed = sorted({tuple(col.name for col in index.columns) for index in table.indexes})
    indexes = [
        f"CREATE INDEX {_quoted(f'{table.name}_{at}')} ON {quoted} ({', '.join(map(_quoted, names))})"
        for at, names in enumerate(indexed)
    ]
    marks = ", ".join("?" for _ in columns)
    return Filling(
        tuple(col.name for col in columns),
        tuple(map(_kind, columns)),
        f"CREATE TABLE {quoted} ({', '.join(parts)})",
        f"INSERT OR IGNORE INTO {quoted} VALUES ({marks})",  # noqa: S608 (names of an adapter's own, no values)
        tuple(indexes),
    )


def row_of(table: Table, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row as the table can hold it, in the order of its columns; most of a long row is empty."""
    taking, width = _taking(table)
    row = [None] * width
    for name, value in values.items():
        if value is not None and name in taking:
            at, take = taking[name]
            row[at] = take(value)
    return tuple(row)


@cache
def _taking(table: Table) -> tuple[Mapping[str, tuple[int, Callable[[Any], Any]]], int]:
    """Of each column its place and what it makes of a value, and how many there are."""
    how = filling(table)
    places = {name: (at, _VALUES[kind]) for at, (name, kind) in enumerate(zip(how.names, how.kinds, strict=True))}
    return places, len(places)


def _key(value: Any) -> str | None:
    """What makes no id is no key."""
    text = _text(value)
    return text if text and len(escape(text)) <= LONGEST_KEY else None


def _kind(col: Column[object]) -> str:
    return "key" if col.primary_key else next((kind for class_, kind in _KINDS if isinstance(col.type, class_)), "text")


def _integer(value: Any) -> int | None:
    try:
        found = int(value)
    except (TypeError, ValueError):
        return None
    return found if -_WIDEST <= found < _WIDEST else None


def _text(value: Any) -> str:
    """Half a surrogate pair, which no database takes, is a question mark."""
    text = value if value.__class__ is str else str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _of_form(form: re.Pattern[str]) -> Callable[[Any], str | None]:
    return lambda value: str(value) if value is not None and form.match(str(value)) else None


_WIDEST = 2**63
_KINDS: tuple[tuple[type, str], ...] = ((DateTime, "datetime"), (Date, "date"), (Integer, "integer"))
_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "text": _text,
    "key": _key,
    "date": _of_form(re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)),
    "datetime": _of_form(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\Z", re.ASCII)),
}


def _declared(col: Column[object]) -> str:
    found = f"{_quoted(col.name)} {col.type.compile(DIALECT)}"
    if isinstance(col.type, String):
        found = f"{found.partition(' COLLATE ')[0]} COLLATE {'BINARY' if as_it_stands(col) else COLLATION}"
    return found if col.nullable else f"{found} NOT NULL"


def _quoted(name: str) -> str:
    return DIALECT.identifier_preparer.quote_identifier(name)
