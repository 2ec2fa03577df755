"""Engines for one source: a reading and a writing one, each with a small, bounded pool.

MariaDB and MySQL through PyMySQL, mysqlclient and pyodbc; SQLite files by `facade.sources.sqlite`. Three
things differ between drivers and are made equal here: an UPDATE counts the rows it matched, not those it
changed; dates come as text, since drivers lose or crash on zero and partial ones; long text arrives whole.
"""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from facade.errors import DeclarationError, Finding
from facade.sources import postgresql, session, sqlite
from facade.sources.settings import SourceSettings

NATIVE = frozenset({"pymysql", "mysqldb"})
ODBC_DRIVER = "MariaDB Unicode"  # as the driver's Debian package registers it
FOUND_ROWS = 2  # bit of the ODBC OPTION
# The database must end a statement before the client gives up, or the statement runs on without a reader.
READ_MARGIN = 4
RECYCLE_SECONDS = 300  # below the EHR servers' wait_timeout (600 s in OSCAR's own configuration)
IDLE_SECONDS = 5  # a connection unused for longer is asked for a sign of life before it is trusted
_ODBC_TIMES = (91, 92, 93)  # SQL_TYPE_DATE, SQL_TYPE_TIME, SQL_TYPE_TIMESTAMP


def read_engine(settings: SourceSettings) -> Engine:
    """The engine whose sessions cannot change anything."""
    return _engine(settings, settings.url, settings.pool_size, writing=False)


def write_engine(settings: SourceSettings) -> Engine:
    """The engine of the writing account."""
    return _engine(settings, settings.write_url or settings.url, settings.write_pool_size, writing=True)


def _engine(settings: SourceSettings, address: str, size: int, *, writing: bool) -> Engine:
    pool = _pool_options(settings, size, writing=writing)
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            return sqlite.engine(settings, url, pool, writing=writing)
        if url.get_backend_name() == "postgresql":
            return postgresql.engine(settings, url, pool, writing=writing)
        return _server_engine(settings, url, pool, writing=writing)
    except (ImportError, NoSuchModuleError) as error:
        todo = f"Install the driver of the URL ({type(error).__name__})."
        raise _wrong(settings, "source.E001", "The database driver cannot be loaded.", todo) from None
    except (ArgumentError, ValueError):
        todo = "Write it as mysql+pymysql://user:password@host:port/database or sqlite:////path/to/file."
        raise _wrong(settings, "source.E002", "The URL cannot be used.", todo) from None


def _pool_options(settings: SourceSettings, size: int, *, writing: bool) -> dict[str, Any]:
    return {
        "poolclass": QueuePool,
        "pool_size": size,
        "max_overflow": 0,
        "pool_timeout": settings.pool_seconds,
        "pool_use_lifo": True,
        # Transactions are begun by our own statements, so a read that needs none costs no extra round trip.
        "isolation_level": "AUTOCOMMIT",
        "skip_autocommit_rollback": not writing,
        # A reader ends its own transactions, or its connection with them.
        "pool_reset_on_return": "rollback" if writing else None,
        "hide_parameters": True,
    }


def _wrong(settings: SourceSettings, number: str, text: str, todo: str) -> DeclarationError:
    return DeclarationError((Finding(number, f"source {settings.name}", text, todo),))


def _server_engine(settings: SourceSettings, url: URL, pool: Mapping[str, Any], *, writing: bool) -> Engine:
    driver = url.get_driver_name()
    if url.get_backend_name() not in {"mysql", "mariadb"} or driver not in NATIVE | {"pyodbc"}:
        todo = "Use mysql+pymysql, mysql+mysqldb, mysql+pyodbc, postgresql+psycopg or sqlite."
        raise _wrong(settings, "source.E002", "This kind of database is not supported.", todo)
    if "odbc_connect" in url.query:
        todo = "Give host, port, database and driver (or a DSN) in the URL, so that limits can be added."
        raise _wrong(settings, "source.E002", "A ready ODBC connection string is not supported.", todo)
    # One name for both servers: SQLAlchemy tells them apart by the server's version.
    if driver == "pyodbc":
        odbc: Any = url.get_dialect().import_dbapi()
        odbc.pooling = False  # one pool is enough, and only ours knows about sessions
        engine = create_engine(_odbc_url(settings, url), pool_recycle=RECYCLE_SECONDS, **pool)
    else:
        url = url.set(drivername=f"mysql+{driver}").update_query_dict({"charset": "utf8mb4"})
        arguments = _native_arguments(settings, url)
        engine = create_engine(url, connect_args=arguments, paramstyle="format", pool_recycle=RECYCLE_SECONDS, **pool)
    _open_sessions(engine, settings, writing=writing)
    _replace_dead_connections(engine)
    return engine


def _native_arguments(settings: SourceSettings, url: URL) -> dict[str, Any]:
    answer = math.ceil(settings.statement_seconds) + READ_MARGIN
    dbapi = url.get_dialect().import_dbapi()
    converters = importlib.import_module(f"{dbapi.__name__}.converters")
    kinds = importlib.import_module(f"{dbapi.__name__}.constants.FIELD_TYPE")
    as_text = dict.fromkeys((kinds.DATE, kinds.DATETIME, kinds.TIMESTAMP, kinds.TIME), str)
    return {
        "connect_timeout": settings.connect_seconds,
        "read_timeout": answer,
        "write_timeout": answer,
        "conv": {**converters.conversions, **as_text},
    }


def _odbc_url(settings: SourceSettings, url: URL) -> URL:
    """The connection string's own names for limits; other spellings of them are ignored by the driver."""
    options = {
        "CONN_TIMEOUT": str(settings.connect_seconds),
        "READ_TIMEOUT": str(math.ceil(settings.statement_seconds) + READ_MARGIN),
        "OPTION": str(int(str(url.query.get("OPTION", "0"))) | FOUND_ROWS),
        "CHARSET": "utf8mb4",
    }
    if url.port is not None:
        options["port"] = str(url.port)  # otherwise written as "host,port", which only SQL Server reads
    if "dsn" not in url.query and url.database is not None:
        options.setdefault("driver", str(url.query.get("driver", ODBC_DRIVER)))
    return url.set(drivername="mysql+pyodbc").update_query_dict(options)


def _open_sessions(engine: Engine, settings: SourceSettings, *, writing: bool) -> None:
    # First of all listeners: SQLAlchemy's own look at the server (its sql_mode) must find our session.
    @event.listens_for(engine, "connect", insert=True)
    def open_session(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        if engine.driver == "pyodbc":
            _odbc_times_as_text(connection)
        cursor = connection.cursor()
        cursor.execute("SELECT VERSION()")
        row = cursor.fetchone()
        chosen = session.variables(settings, str(row[0]) if row else "", writing=writing)
        cursor.execute(session.statement(chosen))
        cursor.close()
        record.info["session"] = {**chosen, **session.CHARACTERS}


def _odbc_times_as_text(connection: Any) -> None:
    for kind in _ODBC_TIMES:
        connection.add_output_converter(kind, _decoded)


def _decoded(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode("ascii")


def _replace_dead_connections(engine: Engine) -> None:
    """Ask a connection that lay idle for a sign of life; if there is none, all older ones go, too."""

    @event.listens_for(engine, "checkin")
    def note_time(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        idle_since = record.info.get("idle_since")
        if idle_since is None or time.monotonic() - idle_since < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
