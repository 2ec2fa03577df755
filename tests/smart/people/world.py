"""A few people of one server, and a clock that a test moves."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from facade.smart.people import factors, sign_in, totp
from facade.smart.people.sign_in import SignedIn, Step
from facade.store.people import Link, Person, new_id

PASSWORD = "violet-Kettle-41-marsh"
HERE = "192.0.2.7"


class World:
    """What a test of people needs; times are told from its own clock."""

    def __init__(self, accounts, told, now):
        self.accounts, self.told, self.now = accounts, told, now
        self.store = accounts.store

    def later(self, **spans):
        self.now += timedelta(**spans)
        return self.now

    def person(self, login="anna", *roles, password=PASSWORD, name="Anna Okafor", link=None):
        person = Person(new_id(), login, name, roles=frozenset(roles or {"app-user"}))
        assert self.store.people.add(person, now=self.now)
        if password:
            hashed = self.accounts.passwords.hash(password)
            self.store.credentials.set_password(person.id, hashed, temporary=False, now=self.now)
        if link:
            assert self.store.people.link(Link(person.id, "clinic", link), now=self.now)
        return person

    def enter(self, login="anna", password=PASSWORD, *, address=HERE, cookie=None):
        return sign_in.by_password(self.accounts, login, password, address=address, now=self.now, cookie=cookie)

    def signed_in(self, login="anna", **options) -> SignedIn:
        found = self.enter(login, **options)
        assert isinstance(found, SignedIn), found
        return found

    def with_app(self, person) -> pyotp.TOTP:
        """Give a person an authenticator app."""
        secret = pyotp.random_base32()
        sealed = self.accounts.vault.seal(secret, person.id)
        self.store.credentials.set_one_time(person.id, sealed, step=0, now=self.now)
        return pyotp.TOTP(secret)

    def code(self, app) -> str:
        return app.at(self.now)

    def prove(self, step: Step, answer, method="totp", *, address=HERE):
        return factors.prove(self.accounts, step.session, step.cookie, method, answer, address=address, now=self.now)

    def begin_app(self, person, cookie) -> pyotp.TOTP:
        return pyotp.TOTP(totp.begin(self.accounts, person, cookie, now=self.now).secret)
