"""A person changes the password, or chooses it in the place of one that somebody else set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facade.smart.people import lockout, policy, sign_in
from facade.smart.people.accounts import Accounts
from facade.smart.people.lockout import Wait
from facade.smart.people.policy import Objection
from facade.smart.people.sign_in import SignedIn, Step, Wrong
from facade.store.people import Person
from facade.store.sessions import Cookie, Session


@dataclass(frozen=True)
class Unfit:
    """The new password is not good enough, and why."""

    objections: tuple[Objection, ...]


def unfit(accounts: Accounts, password: str, login: str, name: str) -> Unfit | None:
    """Why this may not be the password of somebody with this login and name."""
    found = policy.objections(password, (login, name, accounts.host), least=accounts.config.password_length)
    return Unfit(tuple(found)) if found else None


def change(
    accounts: Accounts,
    session: Session,
    cookie: Cookie,
    *,
    current: str,
    new: str,
    address: str,
    now: datetime,
) -> SignedIn | Step | Wait | Wrong | Unfit:
    """Change the password and end all other sessions. In the stage `password` the current one was just shown."""
    person = accounts.store.people.find(session.person)
    if person is None or session.stage not in ("full", "password") or not sign_in.may_enter(person):
        return Wrong()
    if session.stage == "full":
        refusal = _is_not(accounts, person, current, address, now)
        if refusal is not None:
            return refusal
    objections = unfit(accounts, new, person.login, person.name)
    if objections is not None:
        return objections
    if _is_the_same(accounts, person, new):
        return Unfit(("the-same",))
    accounts.store.credentials.set_password(person.id, accounts.passwords.hash(new), temporary=False, now=now)
    accounts.store.sessions.end_all(person.id, but=cookie)
    accounts.tell("password", "changed", person.id)
    return sign_in.proceed(accounts, person, session.strength, now=now, cookie=cookie)


def _is_not(accounts: Accounts, person: Person, current: str, address: str, now: datetime) -> Wait | Wrong | None:
    """Why the current password does not let this go on."""
    guess = lockout.guess(accounts, "login", person.login, address, now=now)
    if isinstance(guess, Wait):
        return guess
    stored = accounts.store.credentials.password(person.id)
    if not accounts.passwords.matches(stored.hash if stored else None, current):
        accounts.tell("password", "refused", person.id)
        return Wrong()
    lockout.right(accounts, guess)
    return None


def _is_the_same(accounts: Accounts, person: Person, new: str) -> bool:
    stored = accounts.store.credentials.password(person.id)
    return stored is not None and accounts.passwords.matches(stored.hash, new)
