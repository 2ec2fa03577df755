"""Connections to our own database: SQLite in one file, or PostgreSQL by URL.

SQLite runs in WAL mode: readers never wait, and a writer takes the lock when its transaction begins
(`BEGIN IMMEDIATE`), because upgrading a read lock later fails at once instead of waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NewType

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from facade.errors import Refused

StoreConnection = NewType("StoreConnection", Connection)
"""A connection to our store. The sources have a type of their own, so that mypy refuses a mix."""

_SQLITE_WAIT_MS = 5_000
_POSTGRES: dict[str, Any] = {"connect_timeout": 5, "options": "-c statement_timeout=5000"}
_WRITES = "store_writes"


class Database:
    """Transactions on our own database. A database that does not answer is 503 `transient`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[StoreConnection]:
        """A connection for SELECTs."""
        with _unavailable(), self.engine.connect() as connection:
            yield StoreConnection(connection)

    @contextmanager
    def writing(self) -> Iterator[StoreConnection]:
        """A transaction, committed at the end of the block and rolled back on an exception."""
        with _unavailable(), self.transaction() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[StoreConnection]:
        """As `writing`, with the database's own errors: for the upgrade, whose reader is the operator."""
        with self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield StoreConnection(connection)

    def close(self) -> None:
        """Close all connections; the master of a pre-forking server does it before it forks."""
        self.engine.dispose()


def one_writer(connection: StoreConnection, table: str) -> None:
    """Wait until no other transaction writes the table. On SQLite a transaction that writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def engine_for(url: URL) -> Engine:
    """An engine with the session settings of its kind."""
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_size=5, max_overflow=0, pool_pre_ping=True, connect_args=_POSTGRES)
    engine = create_engine(url)
    event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begins)
    return engine


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        text = "The store of this server does not answer; try again."
        raise Refused(503, "transient", text, headers={"Retry-After": "5"}) from error


def _sqlite_connected(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None  # we begin transactions ourselves, DDL included
    dbapi.execute(f"PRAGMA busy_timeout = {_SQLITE_WAIT_MS}")


def _sqlite_begins(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
