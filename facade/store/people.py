"""People, what they are in each clinic's records, and who they are at outside providers.

Person  one human with a login, shared by all endpoints of a server
Link    what that person is at one endpoint: at most one own Practitioner, Patient or RelatedPerson, and any number
        of patients that the person acts for
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from facade.store import departures
from facade.store.database import Database, StoreConnection
from facade.store.departures import Trace
from facade.store.people_schema import (
    one_time_secret,
    outside_identity,
    passkey,
    password,
    person,
    person_link,
    recovery_code,
)

Role = Literal["app-user", "administrator", "privacy-officer", "developer"]
Status = Literal["active", "locked", "removed"]

ROLES: frozenset[Role] = frozenset(get_args(Role))
_OWN = "own"
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST = 255
_OF_A_REMOVED_PERSON = (password, one_time_secret, passkey, recovery_code, person_link, outside_identity)


@dataclass(frozen=True)
class Person:
    """One human. A removed person keeps the id, so that the journal stays readable, and nothing else."""

    id: str
    login: str
    name: str
    language: str = "en"
    roles: frozenset[Role] = frozenset({"app-user"})
    status: Status = "active"


@dataclass(frozen=True)
class Link:
    """What a person is at an endpoint: "Practitioner/101", or with `proxy` a patient that the person acts for."""

    person: str
    endpoint: str
    reference: str
    proxy: bool = False
    provider: str | None = None  # the EHR's provider number, under which the person writes
    expires: datetime | None = None

    @property
    def type(self) -> str:
        """The resource type of the reference."""
        return self.reference.partition("/")[0]

    @property
    def id(self) -> str:
        """The id in the reference."""
        return self.reference.partition("/")[2]


@dataclass(frozen=True)
class Identity:
    """An account at an outside provider: OpenID Connect's issuer and subject together are its name."""

    issuer: str
    subject: str


def new_id() -> str:
    """The id of a new person: no name, no number that counts people."""
    return secrets.token_hex(16)


def can_be_stored(text: str) -> bool:
    """Whether every database takes this text: PostgreSQL takes no NUL, and no half of a surrogate pair."""
    return 0 < len(text) <= _LONGEST and text.isprintable()


def normal(login: str) -> str:
    """The one spelling of a login."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


class People:
    """The people of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Person, *, now: datetime) -> bool:
        """Add a person; False if the login is taken."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(person), {"id": new.id, "created": now, **_columns(new, now)})
        except IntegrityError:
            return False
        return True

    def find(self, id: str) -> Person | None:
        """The person with an id, whatever the status."""
        return self._one(person.c.id == id) if _ID.fullmatch(id) else None

    def by_login(self, login: str) -> Person | None:
        """The person with a login, in any spelling of it."""
        spelt = normal(login)
        return self._one(person.c.login == spelt) if can_be_stored(spelt) else None

    def all(self) -> list[Person]:
        """Everybody who was not removed, by login."""
        query = select(person).where(person.c.status != "removed").order_by(person.c.login)
        with self._database.reading() as connection:
            return [_person(row) for row in connection.execute(query)]

    def rename(self, id: str, *, name: str, language: str, now: datetime) -> None:
        """Change the name and the language of a person's pages."""
        self._change(id, {"name": name, "language": language, "changed": now})

    def set_roles(self, id: str, roles: frozenset[Role], *, now: datetime) -> None:
        """Give these roles in the place of those before."""
        self._change(id, {"roles": _text(roles), "changed": now})

    def remove(self, id: str, *, now: datetime, barred: bool = True) -> None:
        """Forget name, login, credentials, links and outside accounts; the id stays taken.

        `barred`: hashes stay as well, by which `is_barred` and `has_left` know who was here.
        """
        gone = Person(id, id, "", roles=frozenset(), status="removed")
        with self._database.writing() as connection:
            if barred:
                departures.remember(connection, id, _traces(connection, id))
            connection.execute(update(person).where(person.c.id == id), _columns(gone, now))
            for table in _OF_A_REMOVED_PERSON:
                connection.execute(delete(table).where(table.c.person == id))

    def is_barred(self, *, endpoint: str, reference: str) -> bool:
        """Whether nobody may become this by a sign-in alone: who was this was removed, or is locked."""
        same = (person_link.c.endpoint == endpoint) & (person_link.c.reference == reference)
        query = select(person_link.c.person).join(person, person.c.id == person_link.c.person)
        locked = query.where(same, person_link.c.slot == _OWN, person.c.status == "locked").limit(1)
        with self._database.reading() as connection:
            if departures.are_known(connection, [Trace("own", (endpoint, reference))]):
                return True
            return connection.execute(locked).first() is not None

    def has_left(self, *, login: str, identity: Identity) -> bool:
        """Whether a login or an outside account is that of somebody who was removed."""
        traces = [Trace("login", (normal(login),)), Trace("identity", (identity.issuer, identity.subject))]
        with self._database.reading() as connection:
            return departures.are_known(connection, traces)

    def welcome(self, login: str) -> None:
        """The clinic makes an account under this login: it is no longer that of somebody who was removed."""
        self._welcome(Trace("login", (normal(login),)))

    def welcome_back(self, link: Link) -> None:
        """The clinic says that somebody is this: whoever was it, and was removed, may come in again."""
        if not link.proxy:
            self._welcome(Trace("own", (link.endpoint, link.reference)))

    def link(self, link: Link, *, now: datetime) -> bool:
        """Add a link, or renew the same one; False if the person is somebody else at that endpoint already."""
        row = {
            "person": link.person,
            "endpoint": link.endpoint,
            "slot": link.reference if link.proxy else _OWN,
            "reference": link.reference,
            "provider": link.provider,
            "expires": link.expires,
            "created": now,
        }
        same = _link_of(link.person, link.endpoint) & (person_link.c.slot == row["slot"])
        try:
            with self._database.writing() as connection:
                connection.execute(delete(person_link).where(same, person_link.c.reference == link.reference))
                connection.execute(insert(person_link), row)
        except IntegrityError:
            return False
        return True

    def unlink(self, person_id: str, endpoint: str, reference: str) -> bool:
        """Take a link away, own or proxy; False if there is none."""
        found = _link_of(person_id, endpoint) & (person_link.c.reference == reference)
        with self._database.writing() as connection:
            return connection.execute(delete(person_link).where(found)).rowcount > 0

    def links(self, person_id: str, endpoint: str | None = None, *, now: datetime) -> tuple[Link, ...]:
        """The links that have not expired, a person's own before those of a proxy."""
        found = person_link.c.person == person_id
        if endpoint is not None:
            found &= person_link.c.endpoint == endpoint
        in_force = person_link.c.expires.is_(None) | (person_link.c.expires > now)
        query = select(person_link).where(found, in_force)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(sorted(map(_link, rows), key=lambda link: (link.endpoint, link.proxy, link.reference)))

    def linked(self, endpoint: str, reference: str, *, now: datetime) -> tuple[str, ...]:
        """The people with a link in force to a resource."""
        in_force = person_link.c.expires.is_(None) | (person_link.c.expires > now)
        same = (person_link.c.endpoint == endpoint) & (person_link.c.reference == reference)
        query = select(person_link.c.person).where(same, in_force).distinct().order_by(person_link.c.person)
        with self._database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def attach(self, person_id: str, identity: Identity, *, now: datetime) -> bool:
        """Let an outside account sign this person in; False if it signs in somebody else."""
        row = {"issuer": identity.issuer, "subject": identity.subject, "person": person_id, "created": now}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(outside_identity), row)
        except IntegrityError:
            return self.identified(identity) == person_id
        return True

    def detach(self, person_id: str, identity: Identity) -> None:
        """The outside account does not sign this person in any more."""
        same = (outside_identity.c.issuer == identity.issuer) & (outside_identity.c.subject == identity.subject)
        with self._database.writing() as connection:
            connection.execute(delete(outside_identity).where(same, outside_identity.c.person == person_id))

    def identified(self, identity: Identity) -> str | None:
        """The id of the person that an outside account signs in."""
        same = (outside_identity.c.issuer == identity.issuer) & (outside_identity.c.subject == identity.subject)
        with self._database.reading() as connection:
            return connection.execute(select(outside_identity.c.person).where(same)).scalar_one_or_none()

    def identities(self, person_id: str) -> tuple[Identity, ...]:
        """The outside accounts of a person."""
        table = outside_identity.c
        query = select(table.issuer, table.subject).where(table.person == person_id)
        with self._database.reading() as connection:
            return tuple(sorted((Identity(*row) for row in connection.execute(query)), key=lambda one: one.issuer))

    def _welcome(self, trace: Trace) -> None:
        with self._database.writing() as connection:
            departures.forget(connection, trace)

    def _change(self, id: str, columns: Mapping[str, object]) -> None:
        """These columns and no others, so that changes at the same time do not undo each other."""
        with self._database.writing() as connection:
            connection.execute(update(person).where(person.c.id == id, person.c.status != "removed"), columns)

    def _one(self, condition: Any) -> Person | None:
        with self._database.reading() as connection:
            row = connection.execute(select(person).where(condition)).one_or_none()
        return None if row is None else _person(row)


def _traces(connection: StoreConnection, id: str) -> list[Trace]:
    """The names under which a person could come in again; none of who was removed already."""
    logins = select(person.c.login).where(person.c.id == id, person.c.status != "removed")
    table = outside_identity.c
    identities = select(table.issuer, table.subject).where(table.person == id)
    own = select(person_link.c.endpoint, person_link.c.reference).where(
        person_link.c.person == id, person_link.c.slot == _OWN
    )
    return [
        *(Trace("login", tuple(row)) for row in connection.execute(logins)),
        *(Trace("identity", tuple(row)) for row in connection.execute(identities)),
        *(Trace("own", tuple(row)) for row in connection.execute(own)),
    ]


def _columns(found: Person, now: datetime) -> Mapping[str, object]:
    return {
        "login": normal(found.login),
        "name": found.name,
        "language": found.language,
        "roles": _text(found.roles),
        "status": found.status,
        "changed": now,
    }


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.login, row.name, row.language, roles_of(row.roles), row.status)


def _text(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def roles_of(stored: str) -> frozenset[Role]:
    """The roles of a stored text; a name that this release does not know gives no right."""
    return ROLES & frozenset(stored.split())


def _link(row: Row[Any]) -> Link:
    return Link(row.person, row.endpoint, row.reference, row.slot != _OWN, row.provider, row.expires)


def _link_of(person_id: str, endpoint: str) -> Any:
    return (person_link.c.person == person_id) & (person_link.c.endpoint == endpoint)
