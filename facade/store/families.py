"""Families of tokens: one consent of one person for one app at one endpoint, and all tokens that live by it.

An access token of a family is valid while the row of its family is there, so revoking is deleting one row, whatever
another worker issues at the same moment. Refresh tokens rotate (RFC 9700, 4.14.2): a token that was rotated longer ago
than the grace is a stolen one and ends its family. A successor follows from the token before it and a random salt that
only the store knows; so a client that lost the answer gets the same successor again, though no token is kept.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from facade.store.database import Database, StoreConnection
from facade.store.hashed import hashed
from facade.store.schema import access_token, refresh_token, token_family
from facade.store.tokens import Tokens

Kind = Literal["once", "online", "offline"]
"""How long the app may go on: until the access token ends, while the session lives, or without the person."""

REFRESH_PREFIX = "facade_r_"
_COLUMNS = frozenset({"id", "endpoint", "app", "person", "session", "kind", "created", "used", "expires", "ends"})


@dataclass(frozen=True)
class Family:
    """A consent. `expires` moves on when it is used; `ends` does not."""

    id: str
    endpoint: str
    app: str
    person: str
    session: str
    kind: Kind
    scopes: tuple[str, ...]
    created: datetime
    used: datetime
    expires: datetime
    ends: datetime
    auth_time: datetime
    user: str | None = None  # the fhirUser, such as Practitioner/101
    patient: str | None = None
    encounter: str | None = None
    intent: str | None = None
    fhir_context: tuple[Mapping[str, Any], ...] = ()
    banner: bool = True  # the app must show whose chart it is

    def content(self) -> dict[str, Any]:
        """The fields that have no column, as JSON values."""
        values = {item.name: getattr(self, item.name) for item in fields(self) if item.name not in _COLUMNS}
        return values | {"auth_time": self.auth_time.isoformat()}


class Rotation(Enum):
    """Why a refresh token gives nothing."""

    UNKNOWN = auto()  # never issued, expired or revoked
    REUSED = auto()  # rotated before: its family is revoked now


def new_family_id() -> str:
    """A name for a family; it is no secret."""
    return secrets.token_hex(16)


def new_refresh_token() -> str:
    """The text of a refresh token that nobody can guess."""
    return REFRESH_PREFIX + secrets.token_urlsafe(32)


class Families:
    """The families of one store. Whatever ends one makes this worker forget all tokens it has looked up."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database, self._tokens = database, tokens

    def find(self, id: str, *, now: datetime) -> Family | None:
        """The family while it lives."""
        found = self._of(token_family.c.id == id, now)
        return found[0] if found else None

    def of_person(self, person: str, *, now: datetime) -> list[Family]:
        """What a person allowed and what still holds, newest first."""
        return self._of(token_family.c.person == person, now)

    def of_app(self, endpoint: str, app: str, *, now: datetime) -> list[Family]:
        """The families of an app at an endpoint, newest first."""
        return self._of((token_family.c.endpoint == endpoint) & (token_family.c.app == app), now)

    def of_refresh_token(self, token: str, *, now: datetime) -> Family | None:
        """Whose refresh token this is, also after it was rotated."""
        return self._of_token(refresh_token.c.hash == hashed(token), now)

    def of_unused(self, token: str, *, now: datetime) -> Family | None:
        """Whose refresh token this is, if it is the newest of its family."""
        return self._of_token((refresh_token.c.hash == hashed(token)) & refresh_token.c.rotated.is_(None), now)

    def keep_refresh_token(self, token: str, family: Family) -> None:
        """The first refresh token of a family."""
        row = {"hash": hashed(token), "family": family.id, "ends": family.ends}
        with self._database.writing() as connection:
            connection.execute(insert(refresh_token), row)

    def rotate(self, token: str, *, grace: timedelta, idle: timedelta, now: datetime) -> str | Rotation:
        """The successor of a refresh token. Of callers at once one makes it, and the others get the same."""
        table = refresh_token.c
        unused = (table.hash == hashed(token), table.rotated.is_(None), table.family.in_(_live(now)))
        with self._database.writing() as connection:
            salt = secrets.token_bytes(32)
            first = connection.execute(update(refresh_token).where(*unused).values(rotated=now, salt=salt)).rowcount
            query = select(refresh_token, token_family.c.ends.label("last")).join_from(
                refresh_token, token_family, table.family == token_family.c.id
            )
            row = connection.execute(query.where(table.hash == hashed(token))).one_or_none()
            if row is None or row.rotated is None:
                return Rotation.UNKNOWN
            successor = _successor(token, row.salt)
            if first:
                self._follow(connection, row, successor, min(now + idle, row.last), now)
            elif now - row.rotated > grace:
                _delete(connection, token_family.c.id == row.family)
                self._tokens.forget_all()
                return Rotation.REUSED
        return successor

    def revoke(self, id: str) -> None:
        """End one family."""
        self._revoke(token_family.c.id == id)

    def revoke_person(self, person: str) -> None:
        """End all families of a person."""
        self._revoke(token_family.c.person == person)

    def revoke_session(self, session: str) -> None:
        """End what was to live as long as a session: all of its families but those that were granted offline."""
        self._revoke((token_family.c.session == session) & (token_family.c.kind != "offline"))

    def revoke_app(self, endpoint: str, app: str) -> None:
        """End all families of an app at an endpoint, and the tokens that it got for itself."""
        with self._database.writing() as connection:
            end_app(connection, endpoint, app)
        self._tokens.forget_all()

    def _of_token(self, condition: ColumnElement[bool], now: datetime) -> Family | None:
        with self._database.reading() as connection:
            id = connection.execute(select(refresh_token.c.family).where(condition)).scalar_one_or_none()
        return None if id is None else self.find(id, now=now)

    def _of(self, condition: ColumnElement[bool], now: datetime) -> list[Family]:
        query = select(token_family).where(condition, token_family.c.id.in_(_live(now)))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(token_family.c.created.desc(), token_family.c.id)).all()
        return [_family(row) for row in rows]

    def _revoke(self, condition: ColumnElement[bool]) -> None:
        with self._database.writing() as connection:
            _delete(connection, condition)
        self._tokens.forget_all()

    def _follow(
        self, connection: StoreConnection, row: Row[Any], successor: str, expires: datetime, now: datetime
    ) -> None:
        connection.execute(insert(refresh_token), {"hash": hashed(successor), "family": row.family, "ends": row.ends})
        used = update(token_family).where(token_family.c.id == row.family)
        connection.execute(used.values(used=now, expires=expires))


def begin(connection: StoreConnection, family: Family, *, now: datetime) -> None:
    """Keep a new family, and clear away those that have ended."""
    _delete(connection, or_(token_family.c.expires <= now, token_family.c.ends <= now))
    connection.execute(delete(refresh_token).where(refresh_token.c.ends <= now))
    columns = {name: getattr(family, name) for name in _COLUMNS}
    connection.execute(insert(token_family), columns | {"content": json.dumps(family.content(), sort_keys=True)})


def end(connection: StoreConnection, id: str) -> None:
    """End one family in the caller's transaction."""
    _delete(connection, token_family.c.id == id)


def end_app(connection: StoreConnection, endpoint: str, app: str) -> None:
    """End all families of an app at an endpoint, and the tokens that it got for itself."""
    _delete(connection, (token_family.c.endpoint == endpoint) & (token_family.c.app == app))
    own = (access_token.c.endpoint == endpoint) & (access_token.c.client == app)
    connection.execute(delete(access_token).where(own))


def end_person(connection: StoreConnection, person: str) -> None:
    """End all families of a person."""
    _delete(connection, token_family.c.person == person)


def _delete(connection: StoreConnection, condition: ColumnElement[bool]) -> None:
    ids = select(token_family.c.id).where(condition).scalar_subquery()
    connection.execute(delete(refresh_token).where(refresh_token.c.family.in_(ids)))
    connection.execute(delete(access_token).where(access_token.c.family.in_(ids)))
    connection.execute(delete(token_family).where(condition))


def _live(now: datetime) -> Any:
    return select(token_family.c.id).where(token_family.c.expires > now, token_family.c.ends > now)


def _family(row: Row[Any]) -> Family:
    content = json.loads(row.content)
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return Family(
        **columns
        | content
        | {
            "scopes": tuple(content["scopes"]),
            "fhir_context": tuple(content["fhir_context"]),
            "auth_time": datetime.fromisoformat(content["auth_time"]),
        }
    )


def _successor(token: str, salt: bytes) -> str:
    made = hmac.digest(token.encode("ascii"), salt, "sha256")
    return REFRESH_PREFIX + urlsafe_b64encode(made).decode("ascii").rstrip("=")
