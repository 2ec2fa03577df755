"""What an administrator does to other people's accounts. Whatever takes a right away takes it at once.

Locking and removing end the sessions of a person and whatever apps may do for it; so does a lost role, a lost or
shortened link, and a password that somebody else set.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from facade.smart.people import lockout
from facade.smart.people.accounts import Accounts
from facade.smart.people.enrolment import Malformed, Taken, malformed
from facade.store.people import Link, Person, Role, can_be_stored, new_id, normal

_OWN = re.compile(r"(Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9.-]{1,64}")
_PROXY = re.compile(r"Patient/[A-Za-z0-9.-]{1,64}")
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # nothing that looks like something else
_GROUPS, _IN_GROUP = 4, 5
_HIGHEST: frozenset[Role] = frozenset({"administrator"})


@dataclass(frozen=True)
class Added:
    """A new person, and the password to tell it: good for the first sign-in only."""

    person: Person
    password: str


def add(accounts: Accounts, new: Person, *, now: datetime, by: str = "") -> Added | Taken | Malformed:
    """Make an account. The id of `new` does not count."""
    person = replace(new, id=new_id(), login=normal(new.login), name=new.name.strip(), status="active")
    problem = malformed(person.login, person.name)
    if problem is not None:
        return problem
    if not accounts.store.people.add(person, now=now):
        return Taken()
    accounts.store.people.welcome(person.login)
    accounts.tell("person", "added", person.id, by=by)
    return Added(person, _set_password(accounts, person, now))


def set_roles(accounts: Accounts, person: Person, roles: frozenset[Role], *, now: datetime, by: str = "") -> bool:
    """Give and take roles; False if nobody would be left to administer."""
    lost = person.roles - roles
    if lost & _HIGHEST and not _others_administer(accounts, person):
        return False
    accounts.store.people.set_roles(person.id, roles, now=now)
    if lost:
        _end_everything(accounts, person.id)
    accounts.tell("person", f"roles: {' '.join(sorted(roles)) or 'none'}", person.id, by=by)
    return True


def lock(accounts: Accounts, person: Person, *, now: datetime, by: str = "") -> None:
    """Nobody gets in as this person, and whoever was in is out."""
    accounts.store.freezes.person(person.id, now=now)
    accounts.tell("person", "locked", person.id, by=by)


def unlock(accounts: Accounts, person: Person, *, now: datetime, by: str = "") -> None:
    """Take back a lock, made by somebody or by too many attempts. What was ended stays ended."""
    if person.status == "locked":
        accounts.store.freezes.thaw_person(person.id, now=now)
    lockout.unlock(accounts, person.id, person.login)
    accounts.tell("person", "unlocked", person.id, by=by)


def remove(accounts: Accounts, person: Person, *, now: datetime, by: str = "") -> bool:
    """Take an account away with all that it can be entered by; False if nobody would be left to administer.

    Unused codes for what the person was go too, and no sign-in makes that person an account again
    (`facade.store.departures`).
    """
    if person.roles & _HIGHEST and not _others_administer(accounts, person):
        return False
    lock(accounts, person, now=now, by=by)
    for link in accounts.store.people.links(person.id, now=now):
        if not link.proxy:
            accounts.store.enrolments.withdraw(link.endpoint, link.reference)
    accounts.store.people.remove(person.id, now=now)
    accounts.tell("person", "removed", person.id, by=by)
    return True


def link(accounts: Accounts, wanted: Link, *, now: datetime, by: str = "") -> bool:
    """Say what a person is at an endpoint; False if it is somebody else there, or if nobody can be that.

    Whoever was it before, and was removed, may come in again.
    """
    if not follow(accounts, wanted, now=now, by=by):
        return False
    accounts.store.people.welcome_back(wanted)
    return True


def follow(accounts: Accounts, wanted: Link, *, now: datetime, by: str = "") -> bool:
    """The same where it is not the clinic that says it, but the EHR or a provider at a sign-in."""
    if not (_PROXY if wanted.proxy else _OWN).fullmatch(wanted.reference):
        return False
    if wanted.provider is not None and not can_be_stored(wanted.provider):
        return False
    before = accounts.store.people.links(wanted.person, wanted.endpoint, now=now)
    if not accounts.store.people.link(wanted, now=now):
        return False
    if any((one.reference, one.proxy) == (wanted.reference, wanted.proxy) for one in before):
        accounts.store.families.revoke_person(
            wanted.person
        )  # the link before may have been longer, or another's number
    accounts.tell("person", "linked", wanted.person, wanted.endpoint, by=by)
    return True


def unlink(accounts: Accounts, unwanted: Link, *, by: str = "") -> bool:
    """Take a link away, and what apps may do for the person; False if there was none."""
    if not can_be_stored(unwanted.reference):
        return False
    if not accounts.store.people.unlink(unwanted.person, unwanted.endpoint, unwanted.reference):
        return False
    accounts.store.families.revoke_person(unwanted.person)
    accounts.tell("person", "unlinked", unwanted.person, unwanted.endpoint, by=by)
    return True


def reset(accounts: Accounts, person: Person, *, now: datetime, factors: bool = False, by: str = "") -> str:
    """A password for the next sign-in only; with `factors` the second factors are forgotten too."""
    if factors:
        accounts.store.credentials.drop_second(person.id)
    lockout.unlock(accounts, person.id, person.login)
    _end_everything(accounts, person.id)
    accounts.tell("password", "reset with second factors" if factors else "reset", person.id, by=by)
    return _set_password(accounts, person, now)


def _set_password(accounts: Accounts, person: Person, now: datetime) -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    password = "-".join(groups)
    hashed = accounts.passwords.hash(password)
    accounts.store.credentials.set_password(person.id, hashed, temporary=True, now=now)
    return password


def _end_everything(accounts: Accounts, person: str) -> None:
    accounts.store.sessions.end_all(person)
    accounts.store.families.revoke_person(person)


def _others_administer(accounts: Accounts, person: Person) -> bool:
    return any(
        other.id != person.id and other.roles & _HIGHEST and other.status == "active"
        for other in accounts.store.people.all()
    )
