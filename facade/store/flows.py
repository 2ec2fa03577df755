"""Authorization requests under way, and the codes in which they end (RFC 6749, 4.1).

Both are known to us by their SHA-256 only. A request is answered once and a code is redeemed once, in any number of
workers: each is decided by the rows that one statement changed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from facade.store import families
from facade.store.database import Database
from facade.store.families import Family
from facade.store.hashed import hashed
from facade.store.schema import authorization_code, authorization_request, token_family
from facade.store.tokens import Tokens

_TIMES = ("created", "used", "expires", "ends", "auth_time")


@dataclass(frozen=True)
class Pending:
    """One authorization request that was found to be in order, and what was decided about it since.

    `scopes`: what was asked and the app may have at most. `person` is set when somebody has signed in for it, the
    context when it is known.
    """

    id: str = field(repr=False)
    endpoint: str
    app: str
    redirect_uri: str
    state: str = field(repr=False)
    scopes: tuple[str, ...]
    aud: str
    code_challenge: str
    created: datetime
    expires: datetime
    nonce: str | None = None
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    launch: str | None = field(default=None, repr=False)
    person: str | None = None
    patient: str | None = None
    encounter: str | None = None
    intent: str | None = None
    fhir_context: tuple[Mapping[str, Any], ...] = ()
    banner: bool = True  # the app must show whose chart it is: nothing around it does
    suggested: bool = False  # the patient comes from a plain link: the person must see and confirm it


@dataclass(frozen=True)
class Code:
    """What a code stands for: the family that begins when it is redeemed, and what the redeemer must know."""

    redirect_uri: str
    code_challenge: str
    family: Family
    nonce: str | None = None


@dataclass(frozen=True)
class Replayed:
    """A code that was redeemed before; what it gave is revoked now."""

    family: Family


def new_secret() -> str:
    """256 random bits, for the id of a request or a code."""
    return secrets.token_urlsafe(32)


class Flows:
    """The requests and codes of one store, shared by all workers."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database, self._tokens = database, tokens

    def keep(self, pending: Pending) -> None:
        """A new request; those that nobody answered in time go."""
        table = authorization_request
        row = {"hash": hashed(pending.id), "content": _dump(pending), "expires": pending.expires}
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.expires <= pending.created))
            connection.execute(insert(table), row)

    def pending(self, id: str, *, now: datetime) -> Pending | None:
        """The request, until it is answered or expires."""
        table = authorization_request.c
        query = select(table.content).where(table.hash == hashed(id), table.expires > now)
        with self._database.reading() as connection:
            content = connection.execute(query).scalar_one_or_none()
        return None if content is None else _pending(json.loads(content))

    def change(self, pending: Pending, *, now: datetime) -> bool:
        """Note what was found out about the request; False if it is over."""
        table = authorization_request.c
        same = (table.hash == hashed(pending.id), table.expires > now)
        with self._database.writing() as connection:
            changed = connection.execute(update(authorization_request).where(*same).values(content=_dump(pending)))
            return changed.rowcount == 1

    def drop(self, id: str, *, now: datetime) -> bool:
        """The request ends without a code; False if it is over."""
        with self._database.writing() as connection:
            return connection.execute(_taken(id, now)).rowcount == 1

    def answer(self, id: str, text: str, code: Code, *, expires: datetime, now: datetime) -> bool:
        """The request ends with this code; False if it is over."""
        content = asdict(code) | {"family": asdict(code.family)}
        row = {
            "hash": hashed(text),
            "family": code.family.id,
            "content": json.dumps(content, default=datetime.isoformat, sort_keys=True),
            "expires": expires,
        }
        with self._database.writing() as connection:
            if connection.execute(_taken(id, now)).rowcount != 1:
                return False
            connection.execute(_forgettable(now))
            connection.execute(insert(authorization_code), row)
        return True

    def code(self, text: str, *, now: datetime) -> Code | None:
        """What an unused code stands for, without using it up."""
        table = authorization_code.c
        query = select(table.content).where(table.hash == hashed(text), table.used.is_(None), table.expires > now)
        with self._database.reading() as connection:
            content = connection.execute(query).scalar_one_or_none()
        return None if content is None else _code(json.loads(content))

    def redeem(self, text: str, *, now: datetime) -> Code | Replayed | None:
        """Use a code up: its family begins. Of any number of callers one gets it; any other ends the family."""
        table = authorization_code.c
        unused = (table.hash == hashed(text), table.used.is_(None), table.expires > now)
        with self._database.writing() as connection:
            first = connection.execute(update(authorization_code).where(*unused).values(used=now)).rowcount == 1
            row = connection.execute(select(authorization_code).where(table.hash == hashed(text))).one_or_none()
            if row is None or row.used is None:
                return None
            code = _code(json.loads(row.content))
            if first:
                families.begin(connection, code.family, now=now)
                return code
            families.end(connection, row.family)
        self._tokens.forget_all()
        return Replayed(code.family)


def _taken(id: str, now: datetime) -> Any:
    table = authorization_request.c
    return delete(authorization_request).where(table.hash == hashed(id), table.expires > now)


def _forgettable(now: datetime) -> Any:
    """Old codes: those that nobody redeemed, and those whose replay could end nothing any more."""
    table = authorization_code.c
    ended = table.family.not_in(select(token_family.c.id))
    return delete(authorization_code).where(table.expires <= now, ended)


def _dump(pending: Pending) -> str:
    return json.dumps(asdict(pending), default=datetime.isoformat, sort_keys=True)


def _pending(content: dict[str, Any]) -> Pending:
    return Pending(**_read(content, ("scopes", "prompt", "fhir_context")))


def _code(content: dict[str, Any]) -> Code:
    return replace(Code(**content), family=Family(**_read(content["family"], ("scopes", "fhir_context"))))


def _read(content: dict[str, Any], lists: tuple[str, ...]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(content[name]) for name in _TIMES if name in content}
    return content | times | {name: tuple(content[name]) for name in lists}
