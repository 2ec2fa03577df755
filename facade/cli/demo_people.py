"""People of the demo, invented and marked as such: a clinician, a patient and an administrator.

They get a new password at every start, which only the terminal shows; the administrator's one-time secret is made
once and shown again, so that an authenticator app keeps its entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyotp

from facade.cli.demo_app import SampleApp
from facade.smart.people.accounts import Accounts
from facade.store import App
from facade.store.people import Link, Person, Role, new_id

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else


@dataclass(frozen=True)
class Invented:
    """One of them: what it is at each endpoint, as a reference and, for clinicians, the EHR's provider number."""

    login: str
    name: str
    says: str
    links: Mapping[str, tuple[str, str | None]]
    roles: frozenset[Role] = frozenset({"app-user"})


@dataclass(frozen=True)
class Prepared:
    """What the terminal tells."""

    password: str
    people: tuple[Invented, ...]
    secret: str  # of the administrator's second factor

    def lines(self) -> Iterator[str]:
        """For people to read."""
        yield f"  Sign in as one of these invented people; their password until the next start: {self.password}"
        for person in self.people:
            yield f"    {person.login:<14}{person.says}"
        yield f"    {'':<14}one-time secret of demo-admin, for an authenticator app: {self.secret}"


def prepare(accounts: Accounts, people: tuple[Invented, ...], app: SampleApp, now: datetime) -> Prepared:
    """Put them and the app into the store of the demo."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
    hashed = accounts.passwords.hash(password)
    secret = ""
    for invented in people:
        person = _person(accounts, invented, now)
        accounts.store.credentials.set_password(person.id, hashed, temporary=False, now=now)
        if "administrator" in invented.roles:
            secret = _one_time_secret(accounts, person, now)
    for name in app.clinics:
        _register(accounts, app.registered(name), now)
    return Prepared(password, people, secret)


def _person(accounts: Accounts, invented: Invented, now: datetime) -> Person:
    person = accounts.store.people.by_login(invented.login)
    if person is None:
        person = Person(new_id(), invented.login, invented.name, roles=invented.roles)
        accounts.store.people.add(person, now=now)
    for endpoint, (reference, provider) in invented.links.items():
        accounts.store.people.link(Link(person.id, endpoint, reference, provider=provider), now=now)
    return person


def _one_time_secret(accounts: Accounts, person: Person, now: datetime) -> str:
    kept = accounts.store.credentials.one_time(person.id)
    found = accounts.vault.open(kept.sealed, person.id) if kept else None
    if found is None:
        found = pyotp.random_base32()
        accounts.store.credentials.set_one_time(person.id, accounts.vault.seal(found, person.id), step=0, now=now)
    return found


def _register(accounts: Accounts, app: App, now: datetime) -> None:
    """As it is now: an app whose port has changed is registered anew."""
    accounts.store.apps.remove(app.endpoint, app.id)
    accounts.store.apps.keep(app, now=now)
