"""Making a vendor's tables and filling them: for demo clinics, tests and benchmarks, never for a clinic's database.

The adapter's Table objects are the only description. Text columns compare on SQLite as they do on the vendor's
MariaDB (collation `facade_ci`, which the connection must know: see `facade.sources.sqlite_functions`); on MariaDB
the database's own collation applies. Dates, times and decimals go in as text: legacy values are no Python dates.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, MetaData, String, Table, column, insert, table
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeEngine

CI = "facade_ci"
_KNOWN: WeakKeyDictionary[MetaData, dict[tuple[str, str | None, int], list[str]]] = WeakKeyDictionary()
# What an EHR with an old sql_mode stores: zero, partial and impossible dates; too long a text is still an error.
EHR_MODE = "STRICT_ALL_TABLES,ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO"


def as_the_ehr(connection: Connection) -> None:
    """Let this session store what the vendor's own sessions store; TIMESTAMP texts are UTC."""
    if connection.dialect.name in ("mysql", "mariadb"):
        connection.exec_driver_sql(f"SET SESSION sql_mode = '{EHR_MODE}', time_zone = '+00:00'")


def create_tables(connection: Connection, metadata: MetaData, *, collation: str | None = CI) -> None:
    """Create every table. `collation`: of text columns on SQLite; None compares byte by byte."""
    for statement in _statements(connection.dialect, metadata, collation):
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _statements(dialect: Dialect, metadata: MetaData, collation: str | None) -> list[str]:
    """What makes the tables, found out once for each kind of database: a clinic has a hundred of them."""
    known = _KNOWN.setdefault(metadata, {})
    asked = (dialect.name, collation, len(metadata.tables))
    if asked not in known:
        made = MetaData()
        for declared in metadata.tables.values():
            copied = declared.to_metadata(made)
            if dialect.name == "sqlite" and collation is not None:
                _collate(copied, dialect, collation)
        elements: list[CreateTable | CreateIndex] = []
        for one in made.sorted_tables:
            elements.append(CreateTable(one, if_not_exists=True))
            indexes = sorted(one.indexes, key=lambda index: str(index.name))
            elements += (CreateIndex(index, if_not_exists=True) for index in indexes)
        known[asked] = [str(item.compile(dialect=dialect)) for item in elements]
    return known[asked]


def _collate(copied: Table, dialect: Dialect, collation: str) -> None:
    for col in copied.columns:
        type_: TypeEngine[Any] = col.type.dialect_impl(dialect)
        if isinstance(type_, String):
            collated = copy.copy(type_)
            collated.collation = collation
            col.type = collated


def insert_rows(connection: Connection, into: Table, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows given by column name; a column that is not named takes its default. How many there were."""
    plain = table(into.name, *(column(col.name) for col in into.columns))
    count = 0
    for batch in _alike(rows):
        connection.execute(insert(plain), batch)
        count += len(batch)
    return count


def _alike(rows: Iterable[Mapping[str, Any]], most: int = 1000) -> Iterator[list[dict[str, Any]]]:
    """Batches of neighbours that name the same columns, in the order given."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        if batch and (len(batch) >= most or row.keys() != batch[0].keys()):
            yield batch
            batch = []
        batch.append(dict(row))
    if batch:
        yield batch
