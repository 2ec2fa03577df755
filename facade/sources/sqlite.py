"""SQLite files as a source: made to compare, match and stop as a clinic's MariaDB does.

Reading connections open the file read-only; neither kind ever creates one. https://www.sqlite.org/uri.html
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from facade.sources import sqlite_functions as functions
from facade.sources.settings import SourceSettings

LOCK_MILLISECONDS = 1000
STEPS = 20_000  # instructions of SQLite's machine between two looks at the clock: under a millisecond


class Clock:
    """When the statement that runs on one connection must end; SQLite asks it while it works."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = float("inf")

    def start(self) -> None:
        """Give the next statement its full time."""
        self._deadline = time.monotonic() + self._seconds

    def is_over(self) -> bool:
        """True stops the statement (SQLITE_INTERRUPT)."""
        return time.monotonic() > self._deadline


def engine(settings: SourceSettings, url: URL, pool: Mapping[str, Any], *, writing: bool) -> Engine:
    """The engine of a database file."""
    if not url.database or url.database == ":memory:" or "mode" in url.query:
        raise ValueError("a file is needed")
    path = quote(str(Path(url.database.removeprefix("file:")).absolute()))
    mode = {"mode": "rw" if writing else "ro", "uri": "true"}
    made = create_engine(url.set(database=f"file:{path}").update_query_dict(mode), **pool)

    @event.listens_for(made, "connect")
    def open_session(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["session"] = prepare(connection, writing=writing)
        record.info["clock"] = limited(connection, settings.statement_seconds)

    return made


def prepare(connection: DBAPIConnection, *, writing: bool) -> Mapping[str, int]:
    """Functions, collation and settings of one connection; the settings, to be checked later."""
    functions.register(connection)
    chosen = {
        "busy_timeout": LOCK_MILLISECONDS,
        "foreign_keys": 0,  # the legacy schemas declare none; a demo file must not be stricter than a clinic
        "query_only": 0 if writing else 1,
    }
    cursor = connection.cursor()
    for name, value in {**chosen, "case_sensitive_like": 1}.items():
        cursor.execute(f"PRAGMA {name} = {value}")
    cursor.close()
    return chosen


def limited(connection: sqlite3.Connection, seconds: float) -> Clock:
    """The clock that ends the statements of one connection."""
    clock = Clock(seconds)
    connection.set_progress_handler(clock.is_over, STEPS)
    return clock
