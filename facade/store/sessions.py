"""Sessions of people in browsers: a cookie of 256 random bits, known to us only by its SHA-256.

A session has a stage. Only a `full` one gives rights, and only such are answered by `find`. Before it there may be
a short one that says the password was right: `second` waits for the second factor, `setup` for the first one to be
set up, `password` for a temporary password to be changed. Each step onward is a new cookie.

The `id` of a session is no secret. It stays when the person signs in again in the same browser, so that what was
granted for as long as the person is signed in goes on.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Row, Select, delete, insert, select, update

from facade.store.database import Database, StoreConnection
from facade.store.hashed import hashed
from facade.store.people import Role, roles_of
from facade.store.people_schema import ceremony, person, person_session

Stage = Literal["second", "setup", "password", "full"]
Strength = Literal["password", "second", "provider"]

NEED_SECOND: frozenset[Role] = frozenset({"administrator", "privacy-officer"})
"""The roles that nobody may use without a second factor."""

_SEEN_EVERY = timedelta(seconds=60)  # a session may end this much before its idle time is over, never after it
_CSRF = b"facade csrf"


@dataclass(frozen=True)
class Session:
    """One person in one browser."""

    id: str
    person: str
    roles: frozenset[Role]
    stage: Stage
    strength: Strength
    started: datetime
    auth_time: datetime
    seen: datetime
    ends: datetime
    csrf: str

    def may(self, role: Role) -> bool:
        """Whether the person has this role and signed in strongly enough to use it."""
        strong = self.strength == "second" or role not in NEED_SECOND
        return self.stage == "full" and role in self.roles and strong

    def is_recent(self, max_age: float, *, now: datetime) -> bool:
        """Whether the person signed in at most so many seconds ago (OpenID Connect's max_age)."""
        return now - self.auth_time <= timedelta(seconds=max_age)


@dataclass(frozen=True)
class Opening:
    """What a new session is to be like; `auth_time` if the person proved earlier, elsewhere, who it is."""

    person: str
    stage: Stage
    strength: Strength
    idle: timedelta
    lasts: timedelta
    auth_time: datetime | None = None


@dataclass(frozen=True)
class Cookie:
    """The text that a browser keeps. Not shown by accident."""

    text: str

    def __repr__(self) -> str:
        return "Cookie(…)"

    @classmethod
    def new(cls) -> Cookie:
        """One that nobody can guess."""
        return cls(secrets.token_urlsafe(32))

    @cached_property
    def hash(self) -> str:
        """What the store knows of it."""
        return hashed(self.text)

    @cached_property
    def csrf(self) -> str:
        """What a form must bring along: nobody can make it without the cookie, and it does not give the cookie."""
        return hmac.new(self.text.encode("utf-8", "surrogatepass"), _CSRF, "sha256").hexdigest()


class Sessions:
    """The sessions of one store. Each look-up asks the database, so that an end is seen at once everywhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, wanted: Opening, *, now: datetime, replacing: Cookie | None = None) -> tuple[Session, Cookie]:
        """Begin a session under a new cookie and end the one that the browser had."""
        cookie = Cookie.new()
        with self._database.writing() as connection:
            _purge(connection, now)
            before = _take(connection, replacing)
            again = before is not None and before.person == wanted.person
            connection.execute(
                insert(person_session),
                {
                    "hash": cookie.hash,
                    "id": before.id if again and before is not None else secrets.token_hex(16),
                    "person": wanted.person,
                    "stage": wanted.stage,
                    "strength": wanted.strength,
                    "idle_seconds": int(wanted.idle.total_seconds()),
                    "started": now,
                    "auth_time": wanted.auth_time or now,
                    "seen": now,
                    "ends": now + wanted.lasts,
                },
            )
            row = connection.execute(_query().where(person_session.c.hash == cookie.hash)).one()
        return _session(row, cookie), cookie

    def find(self, cookie: Cookie, *, now: datetime) -> Session | None:
        """The full session of a cookie, if it still goes on; noted as seen."""
        found = self._find(cookie, now)
        return found if found is not None and found.stage == "full" else None

    def half(self, cookie: Cookie, *, now: datetime) -> Session | None:
        """The session of a cookie that is not full yet; it gives no right but the next step."""
        found = self._find(cookie, now)
        return found if found is not None and found.stage != "full" else None

    def is_alive(self, id: str, *, now: datetime) -> bool:
        """Whether a session was neither ended nor is over. Idle time is for pages: in an app the person is busy."""
        table = person_session.c
        query = select(table.id).where(table.id == id, table.stage == "full", table.ends > now)
        query = query.join(person, person.c.id == table.person).where(person.c.status == "active")
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def end(self, cookie: Cookie) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            _take(connection, cookie)

    def end_all(self, person_id: str, *, but: Cookie | None = None) -> None:
        """End all sessions of a person; after a change of the password all but the one it was changed in."""
        condition = person_session.c.person == person_id
        if but is not None:
            condition &= person_session.c.hash != but.hash
        with self._database.writing() as connection:
            connection.execute(delete(person_session).where(condition))

    def of(self, person_id: str, *, now: datetime) -> list[str]:
        """The ids of a person's full sessions that have not ended."""
        table = person_session.c
        query = select(table.id).where(table.person == person_id, table.stage == "full", table.ends > now)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def _find(self, cookie: Cookie, now: datetime) -> Session | None:
        query = _query().where(person_session.c.hash == cookie.hash)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or now >= row.ends or now - row.seen >= timedelta(seconds=row.idle_seconds):
            return None
        if now - row.seen >= _SEEN_EVERY:
            self._see(cookie, now)
        return _session(row, cookie)

    def _see(self, cookie: Cookie, now: datetime) -> None:
        table = person_session.c
        with self._database.writing() as connection:
            connection.execute(update(person_session).where(table.hash == cookie.hash, table.seen < now), {"seen": now})


class Ceremonies:
    """What a browser began and must bring to an end: a challenge, a secret to confirm, a way to a provider and back.

    One of a kind for each browser: a second one replaces the first.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, cookie: Cookie, kind: str, content: str, *, expires: datetime, now: datetime) -> None:
        """Keep what the end will need."""
        row = {"browser": cookie.hash, "kind": kind, "content": content, "expires": expires}
        with self._database.writing() as connection:
            connection.execute(delete(ceremony).where((ceremony.c.expires <= now) | _ceremony(cookie, kind)))
            connection.execute(insert(ceremony), row)

    def look(self, cookie: Cookie, kind: str, *, now: datetime) -> str | None:
        """What was kept, for a try that may be repeated."""
        query = select(ceremony.c.content).where(_ceremony(cookie, kind), ceremony.c.expires > now)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def take(self, cookie: Cookie, kind: str, *, now: datetime) -> str | None:
        """What was kept, to one caller only."""
        found = self.look(cookie, kind, now=now)
        if found is None:
            return None
        same = _ceremony(cookie, kind) & (ceremony.c.content == found)
        with self._database.writing() as connection:
            return found if connection.execute(delete(ceremony).where(same)).rowcount == 1 else None


def _query() -> Select[Any]:
    active = (person.c.id == person_session.c.person) & (person.c.status == "active")
    return select(person_session, person.c.roles).join(person, active)


def _session(row: Row[Any], cookie: Cookie) -> Session:
    return Session(
        id=row.id,
        person=row.person,
        roles=roles_of(row.roles),
        stage=row.stage,
        strength=row.strength,
        started=row.started,
        auth_time=row.auth_time,
        seen=row.seen,
        ends=row.ends,
        csrf=cookie.csrf,
    )


def _take(connection: StoreConnection, cookie: Cookie | None) -> Row[Any] | None:
    """End the session of a cookie and say what it was."""
    if cookie is None:
        return None
    same = person_session.c.hash == cookie.hash
    row = connection.execute(select(person_session).where(same)).one_or_none()
    connection.execute(delete(person_session).where(same))
    return row


def _purge(connection: StoreConnection, now: datetime) -> None:
    connection.execute(delete(person_session).where(person_session.c.ends <= now))


def _ceremony(cookie: Cookie, kind: str) -> Any:
    return (ceremony.c.browser == cookie.hash) & (ceremony.c.kind == kind)
