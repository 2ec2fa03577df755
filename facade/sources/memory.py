"""A SQLite database in memory, one for each answer that needs it: rows that were read out of stored ones, to be asked
as if they were stored. It compares, matches and stops as a SQLite file does as a source. Nothing of it reaches a disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPICursor

from facade.sources import sqlite
from facade.sources.connection import Row, SourceConnection
from facade.sources.failures import translated

T = TypeVar("T")
DIALECT: Final[Dialect] = SQLiteDialect_pysqlite()


class MemoryConnection(SourceConnection):
    """The only connection to its database, which ends with it."""

    def __init__(self, source: str, seconds: float) -> None:
        self._source = source
        self._driver_error: Any = sqlite3.Error
        memory: Any = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._memory = memory
        sqlite.prepare(self._memory, writing=True)
        self._clock = sqlite.limited(self._memory, seconds)
        self.statements = 0
        self.kept = {}

    def __del__(self) -> None:
        self._memory.close()

    @property
    def dialect(self) -> Dialect:
        """SQLAlchemy's dialect, to compile SQL for this connection."""
        return DIALECT

    @property
    def paramstyle(self) -> str:
        """`qmark`: ?."""
        return DIALECT.paramstyle

    def create(self, statements: Iterable[str]) -> None:
        """Make tables and indexes."""
        for statement in statements:
            self._memory.execute(statement)

    def fill(self, insert: str, rows: Sequence[Row]) -> None:
        """Put rows in. What a table cannot hold, a key that it has already above all, is left out."""
        self._memory.execute("BEGIN")
        self._memory.executemany(insert, rows)
        self._memory.execute("COMMIT")

    def _on_cursor(self, sql: str, params: Row, take: Callable[[DBAPICursor], T]) -> T:
        assert self._clock is not None
        self._clock.start()
        cursor = self._memory.execute(sql, params)
        taken = take(cursor)
        cursor.close()
        return taken

    def _failure(self, error: Exception) -> Exception:
        return translated(error, self._source)
