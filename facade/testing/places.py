"""Where a law is tried: an adapter's tables with a clinic's rows on one database, served as in service.

sqlite-ci    text columns compare as on most clinics' servers (case, accents and trailing blanks ignored)
sqlite-bin   they compare byte by byte
mariadb-ci   utf8mb4_general_ci
mariadb-bin  utf8mb4_bin, which still ignores trailing blanks
postgresql   byte by byte; only of adapters whose tables it can hold
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, Engine, Table, create_engine, event
from sqlalchemy.exc import DBAPIError

from facade.access.grant import Grant
from facade.adapter.demo import CI, as_the_ehr, create_tables, insert_rows
from facade.adapter.resource_map import Adapter
from facade.interactions.context import Context, Endpoint
from facade.interactions.events import Event
from facade.interactions.served import Ready, ServedSource
from facade.search.pages import Seal
from facade.search.request import ParseSettings
from facade.sources import sqlite_functions
from facade.sources.connection import SourceConnection
from facade.sources.settings import SourceSettings
from facade.sources.source import Source
from facade.testing.clinic import Clinic, Row, Rows
from facade.testing.databases import Server
from facade.testing.postgresql import PostgresServer

AnyServer = Server | PostgresServer
KINDS = ("sqlite-ci", "sqlite-bin", "mariadb-ci", "mariadb-bin")
NOW = datetime(2024, 6, 15, 16, 0, tzinfo=UTC)
BASE = "https://facade.example/fhir"
EVERYTHING = ("system/*.cruds",)
MOST_ON_A_PAGE = 100_000


class CountingSource(Source):
    """Remembers how many statements the last lent connection was asked for."""

    counted = 0

    @classmethod
    def at(cls, url: str, clinic: Clinic) -> CountingSource:
        """The source of a clinic's database; its limits do not hurry a slow machine."""
        limits = {"statement_seconds": 30, "transaction_seconds": 30, "pool_seconds": 30, "connect_seconds": 30}
        limits |= {"window": 1_000_000, "window_bytes": 2**30}
        return cls(SourceSettings("kit", url, clinic.zone, **limits))  # type: ignore[arg-type]

    @contextmanager
    def reading(self, several: bool = False) -> Iterator[SourceConnection]:
        """As in service."""
        with super().reading(several) as connection:
            try:
                yield connection
            finally:
                self.counted = connection.statements


@dataclass(eq=False)
class Place:
    """One database with an adapter served over it. `writer` is the EHR's own way in."""

    kind: str
    adapter: Adapter
    clinic: Clinic
    writer: Engine
    source: CountingSource
    refused: list[tuple[Table, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    attempts: int = 0
    stale: bool = True  # rows went in or out since the merged ones were read
    once: dict[Any, Any] = field(default_factory=dict)  # what laws make of it one time, whatever rows it holds

    def __post_init__(self) -> None:
        claimed = next((item for item in self.adapter.profiles if item.name == self.clinic.profiles), None)
        served = ServedSource(self.source, self.adapter, self.clinic.site, claimed=claimed)
        both = frozenset({"create", "update"})
        writes = {item.type: both for item in self.adapter.maps if item.writes is not None}
        seal = Seal([secrets.token_bytes(32)])
        settings = ParseSettings(max_count=MOST_ON_A_PAGE)
        self.endpoint = Endpoint("kit", BASE, served, seal, writes=writes, settings=settings)

    @property
    def ready(self) -> Ready:
        """What the adapter came to on this database, with the merged rows as they are now."""
        found = self.endpoint.source.fresh()
        if self.stale:
            with self.source.reading() as connection:
                for identity, sql in found.merges:
                    pairs = connection.execute(sql.text, sql.params((), ""))
                    identity.merges.refresh((row[0], row[1]) for row in pairs)
            self.stale = False
        return found

    @property
    def types(self) -> tuple[str, ...]:
        """The FHIR types in service here."""
        return tuple(self.ready.source.by_type)

    def context(self, *scopes: str, **facts: Any) -> Context:
        """A request of a client with these scopes; without any it may do everything."""
        grant = Grant("kit", "kit", scopes or EVERYTHING, **{"provider": self.clinic.provider, **facts})
        return Context(self.endpoint, grant, NOW, self.events.append)

    def insert(self, *several: Rows) -> int:
        """Put rows in; those that this database refuses are noted and left out. How many went in."""
        put = 0
        self.stale = True
        by_table: dict[Table, list[Row]] = {}
        for rows in several:
            for table, listed in rows.items():
                by_table.setdefault(table, []).extend(listed)
        with self.writer.begin() as connection:
            as_the_ehr(connection)
            for table, listed in by_table.items():
                put += self._insert(connection, table, [_fit(connection, table, row) for row in listed])
        return put

    def _insert(self, connection: Connection, table: Table, rows: Sequence[Row]) -> int:
        """Many at once; where the database refuses some of them, each half for itself."""
        try:
            with connection.begin_nested() if len(rows) > 1 or _is_strict(connection) else nullcontext():
                put = insert_rows(connection, table, rows)
        except (DBAPIError, OverflowError) as error:
            if len(rows) > 1:
                half = len(rows) // 2
                return self._insert(connection, table, rows[:half]) + self._insert(connection, table, rows[half:])
            self.refused.append((table, str(getattr(error, "orig", error))))
            put = 0
        self.attempts += len(rows)
        return put

    def index(self, columns: Sequence[Column[Any]]) -> None:
        """Help look rows up by these columns, whether or not the EHR's own database does."""
        with self.writer.begin() as connection:
            as_the_ehr(connection)
            quoted = connection.dialect.identifier_preparer
            for col in columns:
                name = quoted.quote(f"kit_{col.table.name}_{col.name}")
                where = f"{quoted.format_table(col.table)} ({quoted.quote(col.name)})"
                connection.exec_driver_sql(f"CREATE INDEX {name} ON {where}")

    def close(self) -> None:
        """Let go of the database."""
        self.source.dispose()
        self.writer.dispose()

    def reset(self) -> None:
        """The clinic's own rows and no others."""
        self.stale = True
        self.endpoint.source.ready().kept.clear()  # what comes next under the same keys has the same stamps
        with self.writer.begin() as connection:
            as_the_ehr(connection)
            for table in self.clinic.metadata.tables.values():
                connection.execute(table.delete())
            for table, rows in self.clinic.rows.items():
                insert_rows(connection, table, (_fit(connection, table, row) for row in rows))

    def contents(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Every row of every table, as the driver gives it."""
        with self.writer.connect() as connection:
            as_the_ehr(connection)
            return {name: _all(connection, table) for name, table in self.clinic.metadata.tables.items()}


def _is_strict(connection: Connection) -> bool:
    """Whether a refused row ends the whole transaction."""
    return connection.dialect.name == "postgresql"


def _fit(connection: Connection, table: Table, row: Row) -> Row:
    """The row as it can stand in this database: PostgreSQL takes no dates but those of the calendar."""
    if not _is_strict(connection):
        return row
    times = {name for name in row if isinstance(table.c[name].type, Date | DateTime)}
    return {name: None if name in times and not _is_date(value) else value for name, value in row.items()}


def _is_date(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(str(value)))
    except ValueError:
        return False


def _all(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    quoted = connection.dialect.identifier_preparer.format_table(table)
    rows = connection.exec_driver_sql(f"SELECT * FROM {quoted}").fetchall()  # noqa: S608 a name of the adapter's own
    return sorted((tuple(row) for row in rows), key=repr)


@contextmanager
def place(
    kind: str, adapter: Adapter, clinic: Clinic, folder: Path, server: AnyServer | None = None
) -> Iterator[Place]:
    """The clinic's tables and rows on a database of that kind, gone when the block ends."""
    with _address(kind, folder, server) as url:
        writer = writer_of(url)
        source = CountingSource.at(url, clinic)
        try:
            with writer.begin() as connection:
                as_the_ehr(connection)
                create_tables(connection, clinic.metadata, collation=CI if kind.endswith("-ci") else None)
            made = Place(kind, adapter, clinic, writer, source)
            made.insert(clinic.rows)
            if made.refused:
                raise ValueError(f"{kind} refuses rows of the clinic: {made.refused[0]}")
            yield made
        finally:
            source.dispose()
            writer.dispose()


@contextmanager
def _address(kind: str, folder: Path, server: AnyServer | None) -> Iterator[str]:
    if kind.startswith("sqlite"):
        file = folder / f"{kind}-{secrets.token_hex(4)}.sqlite"
        file.touch()
        yield f"sqlite:///{file}"
        file.unlink()
        return
    if isinstance(server, PostgresServer):
        with server.fresh_database() as url:
            yield url
        return
    if server is None:
        raise ValueError(f"{kind} needs a server")
    collation = "utf8mb4_general_ci" if kind.endswith("-ci") else "utf8mb4_bin"
    with server.fresh_database(collation=collation) as name:
        yield server.url_for("pymysql", name)


def writer_of(url: str) -> Engine:
    """The EHR's own way into its database."""
    made = create_engine(url)
    if made.dialect.name == "sqlite":

        @event.listens_for(made, "connect")
        def open_session(connection: Any, _record: object) -> None:
            sqlite_functions.register(connection)
            connection.execute("PRAGMA synchronous = OFF")

    return made
