"""The freeze switch: an app or a person is stopped, and everything that was issued to them is gone for good.

A frozen app of the store has the status `frozen`, a frozen person is `locked`; a client of the configuration has no
row whose status could change, so it has one in a table of its own. The look-up of a token asks all three, so one that
another worker issues at the same moment is dead as well, and thawing ends it before anything works again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from facade.store.database import Database, StoreConnection, one_writer
from facade.store.families import end_app, end_person
from facade.store.people_schema import person, person_session
from facade.store.recent import Recent
from facade.store.schema import access_token, app, client_freeze
from facade.store.tokens import Tokens

_ALL = "all"


class Freezes:
    """The frozen apps and people of one store. Tokens are dead here at once, in other workers within a second."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database, self._tokens = database, tokens
        self._recent: Recent[str, frozenset[tuple[str, str]]] = Recent()

    def app(self, endpoint: str, id: str, *, now: datetime) -> None:
        """Stop an app at an endpoint, or a client of the configuration; stopping it twice is the same as once."""
        with self._database.writing() as connection:
            stored = select(app.c.id).where(app.c.endpoint == endpoint, app.c.id == id)
            if connection.execute(stored).first() is None:
                _keep_row(connection, endpoint, id, now)
            else:
                _change(connection, endpoint, id, "active", "frozen", now)
            end_app(connection, endpoint, id)
        self._forget()

    def thaw_app(self, endpoint: str, id: str, *, now: datetime) -> bool:
        """Let it begin anew; False if it was not frozen."""
        with self._database.writing() as connection:
            end_app(connection, endpoint, id)
            found = connection.execute(delete(client_freeze).where(*_of(endpoint, id))).rowcount == 1
            found |= _change(connection, endpoint, id, "frozen", "active", now)
        self._forget()
        return found

    def person(self, id: str, *, now: datetime) -> bool:
        """Lock a person out and end sessions, consents and tokens; False if there is nobody of that id."""
        with self._database.writing() as connection:
            known = update(person).where(person.c.id == id, person.c.status != "removed")
            found = connection.execute(known.values(status="locked", changed=now)).rowcount == 1
            _end_all(connection, id)
        self._forget()
        return found

    def thaw_person(self, id: str, *, now: datetime) -> bool:
        """Let a person sign in again; False if the person was not locked."""
        with self._database.writing() as connection:
            _end_all(connection, id)
            locked = update(person).where(person.c.id == id, person.c.status == "locked")
            found = connection.execute(locked.values(status="active", changed=now)).rowcount == 1
        self._forget()
        return found

    def holds(self, endpoint: str, client: str) -> bool:
        """Whether an app or a client of the configuration is frozen; up to a second old."""
        return (endpoint, client) in (self._recent.get(_ALL, self._read) or ())

    def clients(self) -> dict[tuple[str, str], datetime]:
        """What is frozen now, by endpoint and client, and since when."""
        with self._database.reading() as connection:
            rows = connection.execute(select(client_freeze)).all()
        return {(row.endpoint, row.client): row.since for row in rows}

    def _read(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.clients())

    def _forget(self) -> None:
        self._recent.clear()
        self._tokens.forget_all()


def _of(endpoint: str, id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return client_freeze.c.endpoint == endpoint, client_freeze.c.client == id


def _keep_row(connection: StoreConnection, endpoint: str, id: str, now: datetime) -> None:
    one_writer(connection, client_freeze.name)
    if connection.execute(select(client_freeze.c.since).where(*_of(endpoint, id))).first() is None:
        connection.execute(insert(client_freeze), {"endpoint": endpoint, "client": id, "since": now})


def _change(connection: StoreConnection, endpoint: str, id: str, before: str, after: str, now: datetime) -> bool:
    """An app that waits for approval has neither status, and goes on waiting."""
    change = update(app).where(app.c.endpoint == endpoint, app.c.id == id, app.c.status == before)
    return connection.execute(change.values(status=after, changed=now)).rowcount == 1


def _end_all(connection: StoreConnection, id: str) -> None:
    end_person(connection, id)
    connection.execute(delete(person_session).where(person_session.c.person == id))
    connection.execute(delete(access_token).where(access_token.c.person == id))
