"""How patients and those who look after them come in: a code that the clinic printed, used once, and an account.

Whoever has an account and is signed in adds the link to it; everybody else makes one with the code. A wrong code, a
used one and one that ran out are answered alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from facade.errors import Refused
from facade.smart.people import codes, lockout, own_password, sign_in
from facade.smart.people.accounts import Accounts
from facade.smart.people.lockout import Wait
from facade.smart.people.own_password import Unfit
from facade.smart.people.sign_in import SignedIn, Step
from facade.store.enrolment import Enrolment
from facade.store.people import Link, Person, new_id, normal
from facade.store.sessions import Cookie, Session

_OWN = re.compile(r"(Patient|RelatedPerson)/[A-Za-z0-9.-]{1,64}")
_PROXY = re.compile(r"Patient/[A-Za-z0-9.-]{1,64}")
_TRIES = 5
LONGEST_LOGIN = 64
LONGEST_NAME = 255


@dataclass(frozen=True)
class WrongCode:
    """There is no such code, or not any more. `mistyped`: no code looks like this."""

    mistyped: bool = False


@dataclass(frozen=True)
class Taken:
    """The login is somebody else's."""


@dataclass(frozen=True)
class Malformed:
    """A login or a name that cannot be one."""

    field: str  # "login" or "name"


@dataclass(frozen=True)
class OtherChart:
    """The account has a chart of its own at this clinic already."""


@dataclass(frozen=True)
class Linked:
    """The link was added to the account."""

    link: Link


@dataclass(frozen=True)
class Newcomer:
    """What somebody without an account says of itself."""

    login: str
    password: str
    name: str
    language: str = "en"


@dataclass(frozen=True)
class _Found:
    enrolment: Enrolment
    hashed: str


def issue(
    accounts: Accounts,
    endpoint: str,
    reference: str,
    *,
    now: datetime,
    proxy: bool = False,
    link_expires: datetime | None = None,
    days: int | None = None,
    by: str = "",
) -> str:
    """A new code for a chart, to print; it is not kept in a form that could be printed again."""
    longest = accounts.config.enrolment_days
    lasts = timedelta(days=longest if days is None else days)
    if not timedelta(0) < lasts <= timedelta(days=longest):
        raise Refused(400, "value", f"A code lives 1 to {longest} days.")
    if not (_PROXY if proxy else _OWN).fullmatch(reference):
        raise Refused(400, "value", "A code is for a chart such as Patient/7, or for a RelatedPerson.")
    if link_expires is not None and link_expires <= now:
        raise Refused(400, "value", "The end of the link has passed.")
    enrolment = Enrolment(endpoint, reference, proxy, link_expires, by, now + lasts)
    for _ in range(_TRIES):
        code = codes.new()
        if accounts.store.enrolments.keep(codes.hashes(accounts, code)[0], enrolment, now=now):
            accounts.tell("enrolment", "code made", endpoint=endpoint, by=by)
            return code
    raise Refused(503, "transient", "No code could be made; try again.")


def look(accounts: Accounts, code: str, *, address: str, now: datetime) -> Enrolment | Wait | WrongCode:
    """What a code is for, so that the person can be told before anything is done."""
    found = _find(accounts, code, address, now)
    return found.enrolment if isinstance(found, _Found) else found


def enrol(
    accounts: Accounts, code: str, newcomer: Newcomer, *, address: str, now: datetime, cookie: Cookie | None = None
) -> SignedIn | Step | Wait | WrongCode | Taken | Malformed | Unfit:
    """Make an account with a code, and sign in."""
    person = Person(new_id(), normal(newcomer.login), newcomer.name.strip(), newcomer.language)
    problem = malformed(person.login, person.name) or own_password.unfit(
        accounts, newcomer.password, person.login, person.name
    )
    if problem is not None:
        return problem
    found = _find(accounts, code, address, now)
    if not isinstance(found, _Found):
        return found
    if not accounts.store.people.add(person, now=now):
        return Taken()
    if not accounts.store.enrolments.use(found.hashed):
        accounts.store.people.remove(person.id, now=now, barred=False)
        return WrongCode()
    hashed = accounts.passwords.hash(newcomer.password)
    accounts.store.credentials.set_password(person.id, hashed, temporary=False, now=now)
    link = _link(person.id, found.enrolment)
    accounts.store.people.link(link, now=now)
    accounts.store.people.welcome_back(link)
    accounts.tell("enrolment", "account made", person.id, found.enrolment.endpoint)
    return sign_in.proceed(accounts, person, "password", now=now, cookie=cookie)


def add(
    accounts: Accounts, code: str, session: Session, *, address: str, now: datetime
) -> Linked | Wait | WrongCode | OtherChart:
    """Add what a code stands for to the account of somebody who is signed in."""
    found = _find(accounts, code, address, now)
    if not isinstance(found, _Found):
        return found
    link = _link(session.person, found.enrolment)
    own = [one for one in accounts.store.people.links(link.person, link.endpoint, now=now) if not one.proxy]
    if not link.proxy and own and own[0].reference != link.reference:
        return OtherChart()
    if not accounts.store.enrolments.use(found.hashed):
        return WrongCode()
    if not accounts.store.people.link(link, now=now):
        return OtherChart()
    accounts.store.people.welcome_back(link)
    accounts.tell("enrolment", "link added", session.person, link.endpoint)
    return Linked(link)


def malformed(login: str, name: str) -> Malformed | None:
    """What cannot be a login or a name: too long, empty, with characters that do not show."""
    if not 0 < len(login) <= LONGEST_LOGIN or not login.isprintable() or any(map(str.isspace, login)):
        return Malformed("login")
    return None if 0 < len(name) <= LONGEST_NAME and name.isprintable() else Malformed("name")


def _find(accounts: Accounts, code: str, address: str, now: datetime) -> _Found | Wait | WrongCode:
    typed = codes.typed(code)
    if typed is None:
        return WrongCode(mistyped=True)
    guess = lockout.guess(accounts, "code", "", address, now=now)
    if isinstance(guess, Wait):
        accounts.tell("enrolment", "too many attempts")
        return guess
    for hashed in codes.hashes(accounts, typed):
        enrolment = accounts.store.enrolments.find(hashed, now=now)
        if enrolment is not None:
            lockout.right(accounts, guess)
            return _Found(enrolment, hashed)
    accounts.tell("enrolment", "refused")
    return WrongCode()


def _link(person: str, enrolment: Enrolment) -> Link:
    return Link(person, enrolment.endpoint, enrolment.reference, enrolment.proxy, expires=enrolment.link_expires)
