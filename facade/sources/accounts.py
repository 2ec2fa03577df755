"""The one reader of the EHR's own accounts: an engine of its own, for an account that may read those columns only.

It is handed the statement of the adapter's declaration and gives rows; it knows nothing about passwords.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select

from facade.sources.connection import Row
from facade.sources.failures import SourceFault
from facade.sources.settings import SourceSettings
from facade.sources.source import Source

_NO_SUCH_COLUMN = frozenset({1054, sqlite3.SQLITE_ERROR})  # of MariaDB and MySQL, of SQLite
_ALWAYS = date(1, 1, 1)


class AccountReader:
    """Reads the rows of one login at a time. `days`: how old a password may be; None: as old as it likes.

    `older` is the statement for a release that lacks the optional columns. It is tried only where the database says
    that a column does not exist: one that may not be read is an error, lest a missing GRANT hide a second factor.
    """

    def __init__(
        self, settings: SourceSettings, url: str, statement: Select[Any], older: Select[Any], days: int | None
    ) -> None:
        alone = replace(settings, url=url, write_url=None, pool_size=1, write_pool_size=1)
        self._source = Source(alone)
        self._statement, self._older = statement, older
        self._days = days

    def read(self, login: str, today: date) -> list[Row]:
        """The rows of this login, two at most, in the order of the statement's columns."""
        oldest = _ALWAYS if self._days is None else today - timedelta(days=self._days)
        values = {"login": login, "today": today.isoformat(), "oldest": oldest.isoformat()}
        try:
            return self._rows(self._statement, values)
        except SourceFault as fault:
            if fault.number not in _NO_SUCH_COLUMN or self._statement is self._older:
                raise
        rows = self._rows(self._older, values)
        self._statement = self._older
        return rows

    def today(self, now: float) -> date:
        """The date at the clinic."""
        return datetime.fromtimestamp(now, self._source.zone).date()

    def dispose(self) -> None:
        """Close all connections, as before a fork."""
        self._source.dispose()

    def _rows(self, statement: Select[Any], values: Mapping[str, str]) -> list[Row]:
        with self._source.reading() as connection:
            compiled = statement.compile(dialect=connection.dialect)
            bound = compiled.construct_params(values)
            return connection.execute(str(compiled), tuple(bound[name] for name in compiled.positiontup or ()))
