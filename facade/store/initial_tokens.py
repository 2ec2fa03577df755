"""Initial access tokens: what a developer needs to register an app himself. https://www.rfc-editor.org/rfc/rfc7591#section-3

Each counts for a number of registrations at one endpoint until it expires; we know its SHA-256 only.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from facade.store.database import Database
from facade.store.hashed import hashed
from facade.store.schema import initial_token as table


class InitialTokens:
    """The initial access tokens of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, token: str, *, endpoint: str, uses: int, expires: datetime, now: datetime) -> None:
        """Make a new token valid; those that are used up or have expired are forgotten."""
        row = {"hash": hashed(token), "endpoint": endpoint, "uses": uses, "expires": expires}
        with self._database.writing() as connection:
            connection.execute(delete(table).where(or_(table.c.expires <= now, table.c.uses <= 0)))
            connection.execute(insert(table), row)

    def is_usable(self, token: str, *, endpoint: str, now: datetime) -> bool:
        """Whether the token has a use left."""
        with self._database.reading() as connection:
            return connection.execute(select(table.c.hash).where(*_usable(token, endpoint, now))).first() is not None

    def use(self, token: str, *, endpoint: str, now: datetime) -> bool:
        """Take one use of the token; False if it has none, in one statement so that two cannot take the last."""
        query = update(table).where(*_usable(token, endpoint, now)).values(uses=table.c.uses - 1)
        with self._database.writing() as connection:
            return connection.execute(query).rowcount == 1


def _usable(token: str, endpoint: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    columns = table.c
    return columns.hash == hashed(token), columns.endpoint == endpoint, columns.expires > now, columns.uses > 0
