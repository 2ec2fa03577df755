"""Virtual tables as SQL for the database in memory: how they are made and filled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, String, Table

from facade.compiler.declared import as_it_stands
from facade.sources.memory import DIALECT
from facade.sources.sqlite_functions import COLLATION


@dataclass(frozen=True)
class Filling:
    """`names`: the columns in the order in which `insert` wants their values."""

    names: tuple[str, ...]
    create: tuple[str, ...]
    insert: str


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
        (f"CREATE TABLE {quoted} ({', '.join(parts)})", *indexes),
        f"INSERT OR IGNORE INTO {quoted} VALUES ({marks})",  # noqa: S608 (names of an adapter's own, no values)
    )


def _declared(col: Column[object]) -> str:
    found = f"{_quoted(col.name)} {col.type.compile(DIALECT)}"
    if isinstance(col.type, String):
        found = f"{found.partition(' COLLATE ')[0]} COLLATE {'BINARY' if as_it_stands(col) else COLLATION}"
    return found if col.nullable else f"{found} NOT NULL"


def _quoted(name: str) -> str:
    return DIALECT.identifier_preparer.quote_identifier(name)
