"""SQLite databases in memory: rows that were read out of stored ones, to be asked as if they were stored, by one answer
or by all that need the same rows. They compare, match and stop as a SQLite file does as a source. Nothing of them
reaches a disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPICursor

from facade.sources import sqlite
from facade.sources.connection import Row, SourceConnection
from facade.sources.failures import translated

T = TypeVar("T")
DIALECT: Final[Dialect] = SQLiteDialect_pysqlite()


class MemoryDatabase:
    """The database, which ends with the last connection to it. Statements of several threads take turns."""

    def __init__(self, seconds: float) -> None:
        memory: Any = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._memory = memory
        sqlite.prepare(memory, writing=True)
        self._clock = sqlite.limited(memory, seconds)
        self._turn = Lock()

    def __del__(self) -> None:
        self._memory.close()

    def create(self, statements: Iterable[str]) -> None:
        """Make tables and indexes."""
        for statement in statements:
            self._memory.execute(statement)

    def fill(self, insert: str, rows: Sequence[Row]) -> None:
        """Put rows in. What a table cannot hold, a key that it has already above all, is left out."""
        self._memory.execute("BEGIN")
        self._memory.executemany(insert, rows)
        self._memory.execute("COMMIT")

    def taken(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        """What is taken of a statement, within its time."""
        with self._turn:
            self._clock.start()
            cursor = self._memory.execute(sql, params)
            found = take(cursor)
            cursor.close()
        return found


class MemoryConnection(SourceConnection):
    """What one answer asks of such a database."""

    def __init__(self, source: str, database: MemoryDatabase) -> None:
        self._source = source
        self._driver_error: Any = sqlite3.Error
        self._database = database
        self.statements = 0
        self.kept = {}

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's dialect, to compile SQL for this connection."""
        return DIALECT

    @property
    def paramstyle(self) -> str:
        """`qmark`: ?."""
        return DIALECT.paramstyle

    def _on_cursor(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        return self._database.taken(sql, params, take)

    def _failure(self, error: Exception) -> Exception:
        return translated(error, self._source)
