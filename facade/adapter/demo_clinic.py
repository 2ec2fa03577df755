"""What an adapter's demo clinic is built with: an empty database, then chart after chart of rows.

The vendor's package writes the charts; here they get their numbers and go into the database a thousand rows at
a time. What goes in is the same on every engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, inspect

from facade.adapter.demo import CI, as_the_ehr, create_tables, insert_rows
from facade.adapter.schema import fold

__all__ = ["Chart", "Progress", "Row", "Rows", "build"]

Row = dict[str, Any]  # by column name
Rows = Iterable[tuple[Table, Row]]
Progress = Callable[[int, int], None]  # patients done, patients in all

BATCH = 1000


class Chart:
    """One patient's rows, which can still be changed; their numbers run on through the charts of a clinic."""

    def __init__(self, numbers: Counter[Table]) -> None:
        self._numbers = numbers
        self._rows: dict[Table, list[Row]] = {}

    def add(self, table: Table, row: Row) -> Row:
        """Take a row in under the next number of its table."""
        self._numbers[table] += 1
        (key,) = table.primary_key.columns
        return self.put(table, {key.name: self._numbers[table], **row})

    def put(self, table: Table, row: Row) -> Row:
        """Take a row in as it is."""
        self._rows.setdefault(table, []).append(row)
        return row

    def of(self, table: Table) -> list[Row]:
        """The rows in one table so far, in order."""
        return self._rows.setdefault(table, [])

    def rows(self) -> Rows:
        """All rows, table by table."""
        return ((table, row) for table, rows in self._rows.items() for row in rows)


def build(url: str, metadata: MetaData, charts: Iterable[Rows], patients: int, progress: Progress | None) -> None:
    """Make a clinic in an empty database. First come the rows of the clinic itself, then those of each patient."""
    with _empty_database(url, metadata) as connection:
        create_tables(connection, _on_innodb(metadata))
        waiting: dict[Table, list[Row]] = {}
        for done, rows in enumerate(charts):
            for table, row in rows:
                waiting.setdefault(table, []).append(row)
            _insert(connection, waiting, least=BATCH)
            if progress:
                progress(done, patients)
        _insert(connection, waiting, least=1)


def _insert(connection: Connection, waiting: dict[Table, list[Row]], least: int) -> None:
    for table, rows in waiting.items():
        if len(rows) >= least:
            insert_rows(connection, table, rows)
            connection.commit()
            rows.clear()


@contextmanager
def _empty_database(url: str, metadata: MetaData) -> Iterator[Connection]:
    """A connection to a database without any of these tables: a clinic's own is never written to."""
    engine = create_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            _prepare_sqlite(engine)
        with engine.connect() as connection:
            there = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
            if there:
                raise ValueError(f"A demo clinic needs an empty database; this one has a table {there[0]}.")
            as_the_ehr(connection)
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def open_session(connection: Any, _record: object) -> None:
        connection.create_collation(CI, _collate)
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = OFF")  # nobody keeps half a demo clinic
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.close()


def _collate(left: str, right: str) -> int:
    one, other = _folded(left), _folded(right)
    return (one > other) - (one < other)


@lru_cache(maxsize=100_000)
def _folded(value: str) -> str:
    """Building an index compares the same texts again and again."""
    return fold(value, "ci-ai-pad")


def _on_innodb(metadata: MetaData) -> MetaData:
    """The tables as MariaDB is to make them, whatever its own defaults; other engines take no notice."""
    made = MetaData()
    for declared in metadata.tables.values():
        copied = declared.to_metadata(made)
        for dialect in ("mysql", "mariadb"):
            copied.dialect_kwargs.update({f"{dialect}_engine": "InnoDB", f"{dialect}_charset": "utf8mb4"})
            copied.dialect_kwargs[f"{dialect}_collate"] = "utf8mb4_general_ci"
    return made
