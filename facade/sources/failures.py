"""What a database driver's error means to us: one table of numbers, one translation.

    Refused        503 `timeout`, `transient`, `throttled`: answered as it is, with Retry-After
    Unstorable     a Refused 422 `processing`: a value that the database does not take
    Contended      a Refused 503 `lock-error`: the writer may roll back and try again from the start
    SourceFault    anything else; becomes a 500 without details
    Duplicate      a SourceFault: a unique key is taken, so a writer that allocates keys may try the next one

A driver's own text may hold values of a row ("Duplicate entry 'Smith'"), so it is dropped here; the error
number is kept. https://mariadb.com/kb/en/mariadb-error-code-reference/ https://www.sqlite.org/rescode.html
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Mapping
from enum import Enum

from facade.errors import Refused

log = logging.getLogger(__name__)

RETRY: Mapping[str, str] = {"Retry-After": "5"}


class SourceFault(Exception):
    """The source refused a statement for a reason that no client can do anything about."""

    def __init__(self, source: str, number: int) -> None:
        super().__init__(f"source {source}: error {number}")
        self.number = number


class Duplicate(SourceFault):
    """A unique key of the table is already taken."""


class Contended(Refused):
    """A row or table is locked by someone else, or the server chose us as the victim of a deadlock."""

    def __init__(self) -> None:
        text = "The record is in use by someone else at the moment; try again."
        super().__init__(503, "lock-error", text, headers=RETRY)


class Unstorable(Refused):
    """A value that the database does not take under a strict session; stored by the EHR's own it would be altered."""

    def __init__(self, number: int) -> None:
        super().__init__(422, "processing", "The clinic's database does not take a value of this resource.")
        self.number = number


class Meaning(Enum):
    """Why a statement failed."""

    LATE = "late"
    LOST = "lost"
    CONTENDED = "contended"
    DUPLICATE = "duplicate"
    DATA = "data"
    FAULT = "fault"


SERVER: Mapping[int, Meaning] = {
    1969: Meaning.LATE,  # MariaDB max_statement_time
    3024: Meaning.LATE,  # MySQL max_execution_time
    1317: Meaning.LATE,  # KILL QUERY
    1205: Meaning.CONTENDED,  # lock wait
    1213: Meaning.CONTENDED,  # deadlock
    1020: Meaning.CONTENDED,  # record has changed since it was last read (innodb_snapshot_isolation)
    1048: Meaning.DATA,  # NULL where none may be
    1264: Meaning.DATA,  # out of range
    1292: Meaning.DATA,  # no such date
    1364: Meaning.DATA,  # no value and no default
    1366: Meaning.DATA,  # a character that the column cannot hold
    1406: Meaning.DATA,  # too long
    1062: Meaning.DUPLICATE,
    1586: Meaning.DUPLICATE,
    0: Meaning.LOST,  # PyMySQL and mysqlclient on a connection that is already closed
    1053: Meaning.LOST,  # server shutdown
    1927: Meaning.LOST,  # MariaDB: connection was killed
    2002: Meaning.LOST,
    2003: Meaning.LOST,
    2006: Meaning.LOST,
    2013: Meaning.LOST,
    2055: Meaning.LOST,
    4031: Meaning.LOST,  # MySQL: idle for too long
}
SQLITE: Mapping[int, Meaning] = {
    sqlite3.SQLITE_INTERRUPT: Meaning.LATE,
    sqlite3.SQLITE_BUSY: Meaning.CONTENDED,
    sqlite3.SQLITE_LOCKED: Meaning.CONTENDED,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Meaning.DUPLICATE,
    sqlite3.SQLITE_CONSTRAINT_ROWID: Meaning.DUPLICATE,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Meaning.DUPLICATE,
    sqlite3.SQLITE_CANTOPEN: Meaning.LOST,
    sqlite3.SQLITE_CORRUPT: Meaning.LOST,
    sqlite3.SQLITE_IOERR: Meaning.LOST,
    sqlite3.SQLITE_NOTADB: Meaning.LOST,
}
# https://www.postgresql.org/docs/15/errcodes-appendix.html; a class of two characters stands for all its codes
POSTGRESQL: Mapping[str, Meaning] = {
    "57014": Meaning.LATE,
    "55P03": Meaning.CONTENDED,
    "40": Meaning.CONTENDED,
    "23505": Meaning.DUPLICATE,
    "22": Meaning.DATA,
    "23502": Meaning.DATA,
    "08": Meaning.LOST,
    "57P": Meaning.LOST,  # shut down, crashed, starting
    "25P03": Meaning.LOST,  # idle in a transaction for too long
}
# The number stands before the name of the failed call; a value quoted in the text cannot follow it.
_ODBC_NUMBER = re.compile(r"\((\d+)\) \(SQL\w+\)")


def error_number(error: BaseException) -> int:
    """The server's (or SQLite's extended) error number; -1 when the driver tells none, or a SQLSTATE with letters."""
    if _is_postgresql(error):
        state = getattr(error, "sqlstate", None) or ""
        return int(state) if state.isdecimal() else -1
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", -1)
    first = error.args[0] if error.args else -1
    if isinstance(first, int):
        return first
    found = _ODBC_NUMBER.findall(str(error.args[-1]))
    return int(found[-1]) if found else -1


def meaning(error: BaseException) -> Meaning:
    """What the driver's error says about the statement."""
    number = error_number(error)
    if _is_postgresql(error):
        return _of_state(getattr(error, "sqlstate", None))
    if isinstance(error, sqlite3.Error):
        return SQLITE.get(number) or SQLITE.get(number & 0xFF, Meaning.FAULT)
    if error.args and str(error.args[0]).startswith("08"):  # SQLSTATE class "connection exception"
        return Meaning.LOST
    return SERVER.get(number, Meaning.FAULT)


def _is_postgresql(error: BaseException) -> bool:
    """By the driver: PyMySQL's errors carry a SQLSTATE too, but one that tells less than their number."""
    return any(kind.__module__.partition(".")[0] == "psycopg" for kind in type(error).__mro__)


def _of_state(state: str | None) -> Meaning:
    """The driver tells no state where the connection itself is gone."""
    if state is None:
        return Meaning.LOST
    return next((POSTGRESQL[state[:size]] for size in (5, 3, 2) if state[:size] in POSTGRESQL), Meaning.FAULT)


def is_lost(error: BaseException) -> bool:
    """Whether the connection is of no more use."""
    return meaning(error) is Meaning.LOST


def translated(error: BaseException, source: str) -> Exception:
    """What to raise in place of the driver's error."""
    number, why = error_number(error), meaning(error)
    log.warning("source %s: statement failed: %s (error %d)", source, why.value, number)
    if why is Meaning.LATE:
        text = "The clinic's database took too long to answer; ask for less, or try again later."
        return Refused(503, "timeout", text, headers=RETRY)
    if why is Meaning.LOST:
        return _unavailable()
    if why is Meaning.CONTENDED:
        return Contended()
    if why is Meaning.DATA:
        return Unstorable(number)
    return Duplicate(source, number) if why is Meaning.DUPLICATE else SourceFault(source, number)


def unreachable(error: BaseException, source: str) -> Refused:
    """No connection could be made: server down, refused, wrong account, or no such database."""
    log.warning("source %s: no connection (%s, error %d)", source, type(error).__name__, error_number(error))
    return _unavailable()


def gone(source: str) -> Refused:
    """The connection was lost at an earlier statement, or while it lay idle in a transaction."""
    log.warning("source %s: the connection is gone", source)
    return _unavailable()


def exhausted(source: str) -> Refused:
    """Every connection of the pool is in use."""
    log.warning("source %s: all connections are in use", source)
    text = "Too many requests to the clinic's database at once; try again shortly."
    return Refused(503, "throttled", text, headers=RETRY)


def commit_unknown(source: str) -> Refused:
    """The connection was lost while committing. No Retry-After: a blind repetition could write twice."""
    log.error("source %s: connection lost during COMMIT, outcome unknown", source)
    text = "The connection was lost while storing; read the record before trying again."
    return Refused(503, "transient", text)


def _unavailable() -> Refused:
    text = "The clinic's database cannot be reached at present."
    return Refused(503, "transient", text, headers=RETRY)
