"""Signing in, step by step: password, second factor, what must be set up or changed first, and then a session.

Whoever is not known, removed or locked, or has no password, is answered like one with a wrong password, as slowly.
A session begins under a new cookie (HX-05). Administrators and privacy officers get none without a second factor:
their first sign-in leads to setting it up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from facade.smart.people import lockout
from facade.smart.people.accounts import Accounts
from facade.smart.people.lockout import Wait
from facade.store.credentials import StoredPassword
from facade.store.people import Person
from facade.store.sessions import NEED_SECOND, Cookie, Opening, Session, Stage, Strength

Method = Literal["totp", "passkey", "recovery"]

_HALF = timedelta(minutes=10)  # for the steps between a right password and a session
_CLINICIANS = ("Practitioner", "PractitionerRole")


@dataclass(frozen=True)
class Wrong:
    """Login or password is wrong; which one is not told."""


@dataclass(frozen=True)
class SignedIn:
    """The person is signed in. The cookie replaces the one before."""

    session: Session
    cookie: Cookie


@dataclass(frozen=True)
class Step:
    """Right so far. `session.stage` says what comes next; the cookie replaces the one before."""

    session: Session
    cookie: Cookie
    methods: frozenset[Method] = field(default_factory=frozenset)  # of the second factor, for the stage "second"


Outcome = SignedIn | Step | Wait | Wrong


def by_password(
    accounts: Accounts, login: str, password: str, *, address: str, now: datetime, cookie: Cookie | None = None
) -> Outcome:
    """Sign in with an account of our own. `cookie`: of the session that the browser has, which ends."""
    guess = lockout.guess(accounts, "login", login, address, now=now)
    if isinstance(guess, Wait):
        accounts.tell("sign-in", "too many attempts")
        return guess
    person = accounts.store.people.by_login(login)
    stored = accounts.store.credentials.password(person.id) if person else None
    right = accounts.passwords.matches(stored.hash if stored else None, password)
    if not right or person is None or stored is None or not may_enter(person) or _is_stale(accounts, stored, now):
        accounts.tell("sign-in", "refused", person.id if person else "")
        return Wrong()
    lockout.right(accounts, guess)
    if accounts.passwords.is_older(stored.hash):
        accounts.store.credentials.rehash(person.id, stored.hash, accounts.passwords.hash(password))
    return proceed(accounts, person, "password", now=now, cookie=cookie)


def proceed(
    accounts: Accounts,
    person: Person,
    strength: Strength,
    *,
    now: datetime,
    cookie: Cookie | None,
    second: bool = False,
    auth_time: datetime | None = None,
) -> SignedIn | Step:
    """The next step for somebody who proved to be this person. `second`: whatever the roles, a second factor is due."""
    methods = methods_of(accounts, person.id)
    stage = _stage(accounts, person, strength, methods, second)
    full = stage == "full"
    idle, lasts = (idle_of(accounts, person, now), _hours(accounts)) if full else (_HALF, _HALF)
    session, new = accounts.store.sessions.open(
        Opening(person.id, stage, strength, idle, lasts, auth_time), now=now, replacing=cookie
    )
    accounts.tell("sign-in", "signed in" if full else f"next: {stage}", person.id)
    return SignedIn(session, new) if full else Step(session, new, methods if stage == "second" else frozenset())


def sign_out(accounts: Accounts, session: Session, cookie: Cookie) -> None:
    """End the session, and with it what apps may do only while the person is signed in."""
    accounts.store.sessions.end(cookie)
    accounts.store.families.revoke_session(session.id)
    accounts.tell("sign-out", "signed out", session.person)


def may_enter(person: Person) -> bool:
    """Whether a person may be signed in at all."""
    return person.status == "active"


def methods_of(accounts: Accounts, person: str) -> frozenset[Method]:
    """The second factors that a person can show; recovery codes count only beside another."""
    credentials = accounts.store.credentials
    found: set[Method] = set()
    if credentials.one_time(person):
        found.add("totp")
    if credentials.passkeys(person):
        found.add("passkey")
    if found and credentials.recovery_left(person):
        found.add("recovery")
    return frozenset(found)


def needs_second(person: Person) -> bool:
    """Whether a role of the person needs a second factor."""
    return bool(person.roles & NEED_SECOND)


def idle_of(accounts: Accounts, person: Person, now: datetime) -> timedelta:
    """How long a session may lie idle: shorter for whoever works in the clinic."""
    links = accounts.store.people.links(person.id, now=now)
    staff = person.roles - {"app-user"} or any(link.type in _CLINICIANS for link in links)
    return timedelta(minutes=accounts.config.idle_minutes if staff else accounts.config.patient_idle_minutes)


def _stage(accounts: Accounts, person: Person, strength: Strength, methods: frozenset[Method], second: bool) -> Stage:
    if methods and strength != "second":
        return "second"
    stored = accounts.store.credentials.password(person.id)
    if stored is not None and stored.temporary:
        return "password"
    if not methods and (second or needs_second(person)):
        return "setup"
    return "full"


def _is_stale(accounts: Accounts, stored: StoredPassword, now: datetime) -> bool:
    """A password that somebody else set is as good as a code on paper, and as long."""
    return stored.temporary and now - stored.changed > timedelta(days=accounts.config.enrolment_days)


def _hours(accounts: Accounts) -> timedelta:
    return timedelta(hours=accounts.config.session_hours)
