"""Access tokens: opaque, 256 random bits, known to us only by their SHA-256.

The prefix lets scanners find a token that leaked into a repository or a log.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import bindparam, delete, insert, or_, select

from facade.store.database import Database
from facade.store.hashed import hashed
from facade.store.people_schema import person
from facade.store.recent import Recent
from facade.store.schema import access_token, app, client_freeze, token_family

PREFIX = "facade_"
_ALIVE = select(token_family.c.id).where(token_family.c.id == access_token.c.family).exists()
_STOPPED = (
    select(client_freeze.c.client)
    .where(client_freeze.c.endpoint == access_token.c.endpoint, client_freeze.c.client == access_token.c.client)
    .exists(),
    select(app.c.id)
    .where(app.c.endpoint == access_token.c.endpoint, app.c.id == access_token.c.client, app.c.status != "active")
    .exists(),
    select(person.c.id).where(person.c.id == access_token.c.person, person.c.status != "active").exists(),
)
_BY_HASH = select(access_token).where(
    access_token.c.hash == bindparam("key"), or_(access_token.c.family.is_(None), _ALIVE), ~or_(*_STOPPED)
)

Origin = Literal["client_credentials", "authorization_code", "refresh_token", "issued"]
"""Where a token came from: the grant type at the token endpoint, or `facade token issue` (demo and tests)."""


@dataclass(frozen=True)
class StoredToken:
    """What a token stands for; `grant` holds exactly the fields of a Grant. A person's token dies with its `family`."""

    grant: Mapping[str, Any]
    endpoint: str
    expires: datetime
    origin: Origin
    family: str | None = None
    person: str | None = None

    @cached_property
    def content(self) -> str:
        """The grant as it stands in the table."""
        return json.dumps(self.grant, sort_keys=True)


def new_token() -> str:
    """The text of a token that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


class Tokens:
    """The tokens of one store. Look-ups are one query by primary key, or none within a second."""

    def __init__(self, database: Database, recent: Recent[str, StoredToken] | None = None) -> None:
        self._database = database
        self._recent = Recent() if recent is None else recent

    def keep(self, token: str, stored: StoredToken, *, now: datetime) -> None:
        """Make a new token valid; its text cannot be read here again."""
        row = {
            "hash": hashed(token),
            "content": stored.content,
            "endpoint": stored.endpoint,
            "origin": stored.origin,
            "expires": stored.expires,
            "client": stored.grant.get("client"),
            "family": stored.family,
            "person": stored.person,
        }
        with self._database.writing() as connection:
            connection.execute(delete(access_token).where(access_token.c.expires <= now))
            connection.execute(insert(access_token), row)

    def find(self, token: str, *, now: datetime) -> StoredToken | None:
        """The token if it is known and has not expired."""
        key = hashed(token)
        stored = self._recent.get(key, lambda: self._read(key))
        return stored if stored is not None and now < stored.expires else None

    def revoke(self, token: str) -> None:
        """Forget a token: here at once, in other workers within a second."""
        key = hashed(token)
        with self._database.writing() as connection:
            connection.execute(delete(access_token).where(access_token.c.hash == key))
        self._recent.forget(key)

    def revoke_app(self, endpoint: str, client: str) -> None:
        """Forget all tokens of an app at an endpoint, not its consents: it has to ask anew."""
        its = (access_token.c.endpoint == endpoint) & (access_token.c.client == client)
        with self._database.writing() as connection:
            connection.execute(delete(access_token).where(its))
        self.forget_all()

    def forget_all(self) -> None:
        """Look every token up anew: some were revoked together."""
        self._recent.clear()

    def _read(self, key: str) -> StoredToken | None:
        with self._database.reading() as connection:
            row = connection.execute(_BY_HASH, {"key": key}).one_or_none()
        if row is None:
            return None
        return StoredToken(json.loads(row.content), row.endpoint, row.expires, row.origin, row.family, row.person)
