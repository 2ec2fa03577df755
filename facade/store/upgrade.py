"""Bring our own database to the newest tables, also when several workers start at once.

On SQLite a lock file lets one process at a time create the file, switch it to WAL and upgrade it; on
PostgreSQL an advisory lock does the same. Either way the upgrade is one transaction: all of it or none.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from facade.errors import DeclarationError, Finding
from facade.store.database import Database, engine_for

_PRIVATE = stat.S_IRUSR | stat.S_IWUSR  # 0600: the file holds keys
UPGRADE_LOCK = 5_264_731_009  # any number, the same in every worker


def engine_of(url: URL) -> Engine:
    """The store is a SQLite file or a PostgreSQL database; anything else is refused at start."""
    _check_kind(url)
    try:
        return engine_for(url)
    except (ImportError, NoSuchModuleError) as error:
        todo = 'Install fhir-facade with its extra "postgresql", and begin the URL with postgresql://.'
        raise _finding("store.E006", f"the driver of {url.drivername} is not installed", todo) from error


def _check_kind(url: URL) -> None:
    kind = url.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise _finding("store.E001", f"{kind} cannot hold the store", "Use sqlite:///FILE or postgresql://…")
    if kind == "sqlite" and url.database in (None, "", ":memory:"):
        raise _finding("store.E002", "workers cannot share a database in memory", "Use sqlite:///FILE.")


def upgrade(database: Database) -> None:
    """Create or upgrade all tables; what goes wrong is told as a numbered message."""
    url = database.engine.url
    try:
        if url.get_backend_name() == "sqlite":
            with _alone(Path(str(url.database))):
                _use_wal(database)
                _to_head(database)
        else:
            _to_head(database)
    except CommandError as error:
        todo = "Run the newer release, or give this one a store of its own."
        raise _finding("store.E003", "the store was written by a newer release", todo) from error
    except DBAPIError as error:
        raise _finding("store.E005", f"the database says: {error.orig}", "Nothing was changed.") from error


def _to_head(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", "facade.store:migrations")
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _use_wal(database: Database) -> None:
    # Outside a transaction, and alone: two processes that switch the mode at once do not wait for each other.
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    lock = _open_private(file.with_name(file.name + ".lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.close(_open_private(file))  # SQLite gives the same mode to its -wal and -shm files
        yield
    finally:
        os.close(lock)


def _open_private(file: Path) -> int:
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, _PRIVATE)
        os.fchmod(descriptor, _PRIVATE)
    except OSError as error:
        todo = "The folder must exist, and the server's account must own the file."
        raise _finding("store.E004", f"{file} cannot be opened: {error.strerror}", todo) from error
    return descriptor


def _finding(number: str, text: str, todo: str) -> DeclarationError:
    return DeclarationError([Finding(number, "server.store", text, todo)])
