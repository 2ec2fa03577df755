"""The second step of signing in, and the setting up of what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from facade.smart.people import lockout, passkeys, recovery, sign_in, totp
from facade.smart.people.accounts import Accounts
from facade.smart.people.lockout import Wait
from facade.smart.people.sign_in import Method, SignedIn, Step, Wrong
from facade.store.credentials import Passkey
from facade.store.people import Person
from facade.store.sessions import Cookie, Session

_RECENT = timedelta(minutes=15)


@dataclass(frozen=True)
class Held:
    """What a person has to prove who it is, for the page about it."""

    password: bool
    app: bool
    passkeys: tuple[Passkey, ...]
    recovery_left: int


def held(accounts: Accounts, person: str) -> Held:
    """The factors of a person."""
    kept = accounts.store.credentials
    return Held(
        kept.password(person) is not None,
        kept.one_time(person) is not None,
        tuple(kept.passkeys(person)),
        kept.recovery_left(person),
    )


def prove(
    accounts: Accounts,
    half: Session,
    cookie: Cookie,
    method: Method,
    answer: str,
    *,
    address: str,
    now: datetime,
) -> SignedIn | Step | Wait | Wrong:
    """Show a second factor for a session of the stage `second`. `answer`: a code, or the browser's JSON."""
    person = accounts.store.people.find(half.person)
    if half.stage != "second" or person is None or not sign_in.may_enter(person):
        return Wrong()
    guess = lockout.guess(accounts, "second", person.id, address, now=now)
    if isinstance(guess, Wait):
        accounts.tell("second-factor", "too many attempts", person.id)
        return guess
    if not _is_right(accounts, person.id, cookie, method, answer, now):
        accounts.tell("second-factor", f"{method}: refused", person.id)
        return Wrong()
    lockout.right(accounts, guess)
    accounts.tell("second-factor", f"{method}: right", person.id)
    return sign_in.proceed(accounts, person, "second", now=now, cookie=cookie)


def set_up_app(
    accounts: Accounts, session: Session, cookie: Cookie, code: str, *, now: datetime
) -> SignedIn | Step | Wrong:
    """Confirm an authenticator app (`totp.begin` offered the secret); then the session is one with a second factor."""
    person = _may_set_up(accounts, session, now)
    if person is None or not totp.confirm(accounts, person.id, cookie, code, now=now):
        return Wrong()
    return _set_up(accounts, person, cookie, "totp", now)


def set_up_passkey(
    accounts: Accounts, session: Session, cookie: Cookie, answer: str, *, label: str, now: datetime
) -> SignedIn | Step | Wrong:
    """Confirm a passkey (`passkeys.register_begin` asked for it); then the session is one with a second factor."""
    person = _may_set_up(accounts, session, now)
    if person is None or not passkeys.register_finish(accounts, person.id, cookie, answer, label=label, now=now):
        return Wrong()
    return _set_up(accounts, person, cookie, "passkey", now)


def remove(accounts: Accounts, session: Session, method: Method, *, now: datetime, credential: bytes = b"") -> bool:
    """Take a factor away; False if a role of the person needs it, or the session is too weak or too old for that."""
    person = accounts.store.people.find(session.person)
    kept = held(accounts, session.person)
    count = int(kept.app) + len(kept.passkeys)
    if person is None or session.strength != "second" or not may_change(session, now=now):
        return False
    if count <= 1 and sign_in.needs_second(person):
        return False
    if method == "totp":
        accounts.store.credentials.drop_one_time(person.id)
    else:
        accounts.store.credentials.drop_passkey(person.id, credential)
    if not sign_in.methods_of(accounts, person.id):
        accounts.store.credentials.drop_second(person.id)  # recovery codes recover nothing by themselves
    accounts.tell("factor", f"{method}: removed", person.id)
    return True


def may_change(session: Session, *, now: datetime) -> bool:
    """Whether the person signed in lately enough to change factors; else a new sign-in comes first."""
    return session.stage == "full" and session.is_recent(_RECENT.total_seconds(), now=now)


def may_change_all(accounts: Accounts, session: Session, *, now: datetime) -> bool:
    """The same, and with a second factor if there is one: for what lets somebody in from then on."""
    shown = session.strength == "second" or not sign_in.methods_of(accounts, session.person)
    return shown and may_change(session, now=now)


def _may_set_up(accounts: Accounts, session: Session, now: datetime) -> Person | None:
    """The person, if this session may add a factor: whoever has one already must have shown it."""
    person = accounts.store.people.find(session.person)
    if person is None or not sign_in.may_enter(person):
        return None
    if session.stage == "setup":
        return person
    return person if may_change_all(accounts, session, now=now) else None


def _set_up(accounts: Accounts, person: Person, cookie: Cookie, method: Method, now: datetime) -> SignedIn | Step:
    accounts.tell("factor", f"{method}: set up", person.id)
    return sign_in.proceed(accounts, person, "second", now=now, cookie=cookie)


def _is_right(accounts: Accounts, person: str, cookie: Cookie, method: Method, answer: str, now: datetime) -> bool:
    match method:
        case "totp":
            return totp.is_right(accounts, person, answer, now=now)
        case "passkey":
            return passkeys.is_right(accounts, person, cookie, answer, now=now)
        case "recovery":
            return recovery.is_right(accounts, person, answer)
