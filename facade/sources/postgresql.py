"""PostgreSQL as a source, through psycopg: limited sessions, dates that are compared as the legacy texts they are.

A date goes through all rooms as text, '2020-05-00' among them, which this server refuses to read. So a column of dates
or times is spelled as its text wherever a statement names it; an index on it serves no search by date.
https://www.postgresql.org/docs/15/runtime-config-client.html
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, Alias, Date, DateTime, Engine, Table, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from facade.sources.settings import SourceSettings

READ_MARGIN = 4  # seconds that the client waits longer than the server lets a statement run
RECYCLE_SECONDS = 300
_BARE_NULL = re.compile(r"(?<=[ ,])NULL(?= (?:ASC|DESC))")


class LegacyDates(PGCompiler_psycopg):
    """Columns of dates and times as text, which sorts as they do; values take the type of what they stand beside."""

    def render_bind_cast(self, type_: Any, dbapi_type: Any, sqltext: str) -> str:
        """No cast: a legacy column's type is its own."""
        return sqltext

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        """`~` minds the case anyhow and does not know the words for it."""
        text, pattern = self.process(binary.left, **kw), self.process(binary.right, **kw)
        return f"{text} ~ REPLACE({pattern}, '(?-i:', '(?:')"

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """No bare NULL, which the server does not sort by; it stands where a unit has no value to sort by."""
        text: str = super().order_by_clause(select, **kw)  # type: ignore[no-untyped-call]
        return _BARE_NULL.sub("NULL::text", text)

    def visit_column(self, column: Any, *args: Any, **kw: Any) -> str:
        """The column's name; of a table's date or time its text."""
        name: str = super().visit_column(column, *args, **kw)
        table = column.table
        stored = isinstance(table, Table) or (isinstance(table, Alias) and isinstance(table.element, Table))
        if not stored or not isinstance(column.type, Date | DateTime):
            return name
        form = "YYYY-MM-DD HH24:MI:SS" if isinstance(column.type, DateTime) else "YYYY-MM-DD"
        return f"""(to_char({name}, '{form}') COLLATE "C")"""


def engine(settings: SourceSettings, url: URL, pool: Mapping[str, Any], *, writing: bool) -> Engine:
    """An engine of sessions that end their statements themselves; ImportError without the driver."""
    arguments = {
        "connect_timeout": settings.connect_seconds,
        "tcp_user_timeout": (math.ceil(settings.statement_seconds) + READ_MARGIN) * 1000,
        "prepare_threshold": None,  # a form is planned for its values, which legacy data spread unevenly
    }
    found = url.set(drivername="postgresql+psycopg")
    made = create_engine(found, connect_args=arguments, paramstyle="format", pool_recycle=RECYCLE_SECONDS, **pool)
    made.dialect.statement_compiler = LegacyDates

    @event.listens_for(made, "connect")
    def open_session(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        chosen = variables(settings, writing=writing)
        cursor = connection.cursor()
        for name, value in chosen.items():
            cursor.execute(f"SET SESSION {name} = '{value}'")
        cursor.close()
        connection.commit()
        record.info["session"] = chosen

    return made


def variables(settings: SourceSettings, *, writing: bool) -> Mapping[str, str | int]:
    """The settings of a session as `pg_settings` shows them: times in milliseconds."""
    return {
        "statement_timeout": round(settings.statement_seconds * 1000),
        "lock_timeout": 1000 if writing else 2000,
        # a stuck worker must not hold the EHR's rows; a reader holds none
        "idle_in_transaction_session_timeout": 2000 if writing else 10000,
        "client_connection_check_interval": 1000,  # a statement whose client went away ends
        "default_transaction_read_only": "off" if writing else "on",
        "TimeZone": "UTC",
        "DateStyle": "ISO, MDY",
        "standard_conforming_strings": "on",
        "client_encoding": "UTF8",
    }
