"""Signing in with an account that the EHR keeps, where the configuration allows it.

The EHR says who it is; pace, second factor, session and roles are ours. The person is made at the first sign-in, an
app user with the link that the EHR tells, and follows the EHR from then on.
"""

from __future__ import annotations

from datetime import datetime

from facade.smart.people import administration, lockout, sign_in
from facade.smart.people.accounts import Accounts, EhrKnown
from facade.smart.people.lockout import Wait
from facade.smart.people.sign_in import Outcome, Wrong
from facade.store.people import Identity, Link, Person, new_id
from facade.store.sessions import Cookie

_ISSUER = "ehr:"  # no provider's issuer begins with it: those are addresses


def by_ehr(
    accounts: Accounts,
    endpoint: str,
    login: str,
    password: str,
    pin: str,
    *,
    address: str,
    now: datetime,
    cookie: Cookie | None = None,
) -> Outcome:
    """Sign in with the EHR's account. Refused with 503 where the clinic's database cannot be asked."""
    if accounts.ehr is None:
        return Wrong()
    guess = lockout.guess(accounts, "ehr", f"{endpoint} {login}" if login else "", address, now=now)
    if isinstance(guess, Wait):
        accounts.tell("sign-in", "too many attempts", endpoint=endpoint)
        return guess
    known = accounts.ehr.verify(endpoint, login, password, pin, now.timestamp())
    person = _person(accounts, endpoint, known, now) if known else None
    if known is None or person is None or not sign_in.may_enter(person):
        barred = known is not None and person is None
        accounts.tell("sign-in", "refused: barred" if barred else "refused", person.id if person else "", endpoint)
        return Wrong()
    lockout.right(accounts, guess)
    return sign_in.proceed(accounts, person, "password", now=now, cookie=cookie, second=known.second)


def is_of_ehr(identity: Identity) -> bool:
    """Whether this is no account at a provider, but one of an EHR."""
    return identity.issuer.startswith(_ISSUER)


def is_still_open(accounts: Accounts, person: str, *, now: datetime) -> bool:
    """Whether the EHR would still let the person in; if not, sessions and consents end. True for our own accounts."""
    for identity in accounts.store.people.identities(person):
        endpoint = identity.issuer.removeprefix(_ISSUER)
        if endpoint == identity.issuer:
            continue
        if accounts.ehr is None or not accounts.ehr.is_open(endpoint, identity.subject, now.timestamp()):
            accounts.store.sessions.end_all(person)
            accounts.store.families.revoke_person(person)
            accounts.tell("person", "closed by the EHR", person, endpoint)
            return False
    return True


def _person(accounts: Accounts, endpoint: str, known: EhrKnown, now: datetime) -> Person | None:
    """The person of an EHR's account, made if need be, with the link as the EHR tells it now."""
    people = accounts.store.people
    identity = Identity(_ISSUER + endpoint, known.login)
    id = people.identified(identity)
    person = people.find(id) if id else _new(accounts, endpoint, known, identity, now)
    if person is None or person.status != "active" or not people.attach(person.id, identity, now=now):
        return person
    wanted = Link(person.id, endpoint, known.reference, provider=known.provider or None)
    own = next((link for link in people.links(person.id, endpoint, now=now) if not link.proxy), None)
    another = own is None or own.reference != wanted.reference
    if another and people.is_barred(endpoint=endpoint, reference=wanted.reference):
        return None
    if own is not None and another:
        administration.unlink(accounts, own)
    if own != wanted:
        administration.follow(accounts, wanted, now=now)
    return person


def _new(accounts: Accounts, endpoint: str, known: EhrKnown, identity: Identity, now: datetime) -> Person | None:
    """A person without a password of ours, so that its login opens nothing here. Nobody whom the clinic took away."""
    id, people = new_id(), accounts.store.people
    login = f"{known.login}@{endpoint}"
    if people.has_left(login=login, identity=identity):
        return None
    if people.is_barred(endpoint=endpoint, reference=known.reference):
        return None
    for spelling in (login, f"{id}@{endpoint}"):
        person = Person(id, spelling, known.login)
        if people.add(person, now=now):
            accounts.tell("person", "added at the first sign-in", id, endpoint)
            return person
    return None
