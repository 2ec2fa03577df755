"""What callers hold while they talk to a clinic's database: ready SQL text in, plain tuples out.

Neither type is of any use to our own store, nor the store's to a source, so that mypy refuses a mix.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from sqlalchemy import Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.pool import PoolProxiedConnection

from facade.errors import Refused
from facade.sources.failures import commit_unknown, gone, is_lost, translated

Row = tuple[Any, ...]
T = TypeVar("T")

BEGIN_READ: Mapping[str, str] = {
    "mysql": "START TRANSACTION READ ONLY",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "sqlite": "BEGIN",
}
# IMMEDIATE: SQLite otherwise takes the write lock at the first change, after the guards have been read.
BEGIN_WRITE: Mapping[str, str] = {
    "mysql": "START TRANSACTION READ WRITE",
    "postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    "sqlite": "BEGIN IMMEDIATE",
}
LAST_KEY: Mapping[str, str] = {
    "mysql": "SELECT LAST_INSERT_ID()",
    "postgresql": "SELECT lastval()",
    "sqlite": "SELECT last_insert_rowid()",
}


class SourceConnection:
    """One connection of the reading pool; every statement stands for itself (autocommit).

    Statements run on the driver's own cursor. They are ready text: what SQLAlchemy does around one would cost as
    much as a small one takes.
    """

    def __init__(self, connection: PoolProxiedConnection, engine: Engine, source: str) -> None:
        self._connection = connection
        self._engine = engine
        self._source = source
        self._driver_error = engine.dialect.loaded_dbapi.Error
        self._clock = connection.info.get("clock")  # SQLite counts the time of a statement itself
        self.statements = 0  # what callers asked for; BEGIN and COMMIT are not counted
        self.kept: dict[object, Any] = {}  # what a caller wants to find again for as long as it has the connection

    @property
    def source(self) -> str:
        """The name of the source."""
        return self._source

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's dialect, to compile SQL for this connection."""
        return self._engine.dialect

    @property
    def paramstyle(self) -> str:
        """`format` (%s, a literal % doubled) or `qmark` (?)."""
        return self._engine.dialect.paramstyle

    @property
    def session(self) -> Mapping[str, str | int | float]:
        """The session settings that were made when this connection was opened."""
        chosen: Mapping[str, str | int | float] = self._connection.info["session"]
        return chosen

    def execute(self, sql: str, params: Row = ()) -> list[Row]:
        """Run a statement that gives rows, and give them all."""
        self.statements += 1
        return self._run(sql, params, rows_of)

    def _run(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        try:
            return self._on_cursor(sql, params, take)
        except self._driver_error as error:
            raise self._failure(error) from None

    def _on_cursor(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        if self._is_lost:
            raise gone(self._source)
        if self._clock is not None:
            self._clock.start()
        cursor = self._connection.cursor()
        cursor.execute(sql, params)
        taken = take(cursor)
        cursor.close()
        return taken

    def _failure(self, error: Exception) -> Exception:
        if is_lost(error):
            self._discard()
            self._engine.dispose()  # the idle ones may be dead too: after a restart of the server all are
        return translated(error, self._source)

    @property
    def _is_lost(self) -> bool:
        return not self._connection.is_valid

    def _discard(self) -> None:
        """Close the connection for good; whatever the server still holds open for it ends with it."""
        if not self._is_lost:
            self._connection.invalidate()

    def _end(self, end: Callable[[PoolProxiedConnection], None]) -> None:
        """Commit or roll back what must not outlive this checkout: by the driver's own call, which needs no cursor."""
        if self._is_lost:
            return
        if self._clock is not None:
            self._clock.start()
        try:
            end(self._connection)
        except self._driver_error:
            self._discard()


class SnapshotConnection(SourceConnection):
    """Several statements in one READ ONLY transaction.

    An open transaction keeps the EHR from altering its tables, so one that has lasted too long is ended
    and the next statement sees a newer state.
    """

    def __init__(self, connection: PoolProxiedConnection, engine: Engine, source: str, seconds: float) -> None:
        super().__init__(connection, engine, source)
        self._seconds = seconds
        self._begun: float | None = None

    def execute(self, sql: str, params: Row = ()) -> list[Row]:
        """Run a statement that gives rows, and give them all."""
        if self._begun is not None and time.monotonic() - self._begun > self._seconds:
            self.end()
        if self._begun is None:
            self._begun = time.monotonic()
            self._run(BEGIN_READ[self.dialect.name], (), _nothing)
        return super().execute(sql, params)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the transaction; the next statement begins another."""
        if self._begun is not None:
            self._begun = None
            self._end(lambda lent: lent.commit())


class WriteConnection(SourceConnection):
    """One connection of the writing pool. Changes only inside `begin()` … `commit()`.

    After any error the transaction can only be rolled back: a COMMIT after a lock wait timeout would keep
    the statements before it. `rollback()` and another `begin()` may follow on the same connection.
    """

    def __init__(self, connection: PoolProxiedConnection, engine: Engine, source: str) -> None:
        super().__init__(connection, engine, source)
        self._open = False
        self._broken = False

    def begin(self) -> None:
        """Start a transaction."""
        if self._open:
            raise RuntimeError("the transaction before this one was not ended")
        self._run(BEGIN_WRITE[self.dialect.name], (), _nothing)
        self._open = True

    def change(self, sql: str, params: Row = ()) -> int:
        """Run an INSERT, UPDATE or DELETE; how many rows it matched, whether or not their values changed."""
        if not self._open:
            raise RuntimeError("a change needs a transaction")
        self.statements += 1
        return self._run(sql, params, _matched)

    def insert(self, sql: str, params: Row = ()) -> int:
        """Run an INSERT of one row; the key that the database gave it (of an auto-increment column)."""
        self.change(sql, params)
        ((key,),) = self._run(LAST_KEY[self.dialect.name], (), rows_of)
        return int(key)

    def commit(self) -> None:
        """Make it lasting. When the connection is lost at this moment, nobody knows whether it is."""
        if not self._open:
            raise RuntimeError("there is no transaction to commit")
        try:
            self._run("COMMIT", (), _nothing)
        except Refused:
            if self._is_lost:
                raise commit_unknown(self._source) from None
            raise
        self._open = False

    def rollback(self) -> None:
        """Undo what was not committed; does nothing outside a transaction."""
        if self._open:
            self._open = self._broken = False
            self._end(lambda lent: lent.rollback())

    def _run(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        if self._broken:
            raise RuntimeError("a failed transaction can only be rolled back")
        return super()._run(sql, params, take)

    def _failure(self, error: Exception) -> Exception:
        self._broken = self._open
        return super()._failure(error)


def rows_of(cursor: DBAPICursor) -> list[Row]:
    """Everything that a statement gave."""
    return list(map(tuple, cursor.fetchall())) if cursor.description else []


def _matched(cursor: DBAPICursor) -> int:
    return cursor.rowcount


def _nothing(cursor: DBAPICursor) -> None:
    return None
