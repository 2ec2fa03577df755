"""Whom an outside account signs in, and what its claims change about that person: only what is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from facade.config import ProviderConfig
from facade.smart.people import administration
from facade.smart.people.accounts import Accounts
from facade.smart.people.enrolment import LONGEST_NAME, malformed
from facade.store.people import ROLES, Identity, Link, Person, Role, new_id, normal

_REFERENCE = re.compile(r"(Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9.-]{1,64}")
_LANGUAGES = ("en", "fr")


def of(accounts: Accounts, config: ProviderConfig, claims: Mapping[str, Any], *, now: datetime) -> Person | None:
    """The person of an outside account, found, made or not; with the roles and links that its claims give."""
    people = accounts.store.people
    identity = Identity(config.issuer, claims["sub"])
    known = people.identified(identity)
    person = people.find(known) if known else _by_claim(accounts, config, claims, identity, now)
    if person is None or person.status != "active":
        return person
    _follow_links(accounts, config, claims, person, now)
    return _follow_roles(accounts, config, claims, person, now)


def _by_claim(
    accounts: Accounts, config: ProviderConfig, claims: Mapping[str, Any], identity: Identity, now: datetime
) -> Person | None:
    """The person whose login a claim holds, or a new one; linked by issuer and subject from then on."""
    people = accounts.store.people
    login = _login(config, claims)
    person = people.by_login(login) if login else None
    if person is None and config.create:
        person = _new(accounts, config, claims, login, identity)
        if person is not None and not people.add(person, now=now):
            return None
    if person is None or person.status != "active":
        return None
    if any(one.issuer == config.issuer for one in people.identities(person.id)):
        return None  # linked to another account there: a login that somebody else got later
    if not people.attach(person.id, identity, now=now):
        return None
    accounts.tell("factor", "outside account linked by claim", person.id)
    return person


def _login(config: ProviderConfig, claims: Mapping[str, Any]) -> str:
    """What the configured claim says; an address that the provider did not verify is anybody's."""
    if config.login_claim is None:
        return ""
    if config.login_claim == "email" and claims.get("email_verified") is not True:
        return ""
    said = claims.get(config.login_claim)
    login = normal(said) if isinstance(said, str) else ""
    return login if malformed(login, "-") is None else ""


def _new(
    accounts: Accounts, config: ProviderConfig, claims: Mapping[str, Any], login: str, identity: Identity
) -> Person | None:
    """A new person; nobody whom the clinic took away."""
    if config.login_claim is not None and not login:
        return None
    people = accounts.store.people
    barred = any(people.is_barred(endpoint=endpoint, reference=said) for endpoint, said in _said(config, claims))
    if barred or people.has_left(login=login, identity=identity):
        return None
    id = new_id()
    login = login or f"{config.name}-{id[:16]}"
    said = claims.get("name")
    name = said.strip()[:LONGEST_NAME] if isinstance(said, str) and said.isprintable() else ""
    locale = str(claims.get("locale", ""))[:2].lower()
    return Person(id, login, name or login, locale if locale in _LANGUAGES else "en")


def _follow_links(
    accounts: Accounts, config: ProviderConfig, claims: Mapping[str, Any], person: Person, now: datetime
) -> None:
    """The own link at each endpoint that has a claim for it. Where the person is somebody else already, it stays."""
    people = accounts.store.people
    for endpoint, said in _said(config, claims):
        is_somebody = any(not link.proxy for link in people.links(person.id, endpoint, now=now))
        if not is_somebody and not people.is_barred(endpoint=endpoint, reference=said):
            administration.follow(accounts, Link(person.id, endpoint, said), now=now)


def _said(config: ProviderConfig, claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the claims say that the person is, by endpoint."""
    for endpoint, claim in config.links.items():
        said = claims.get(claim)
        if isinstance(said, str) and _REFERENCE.fullmatch(said):
            yield endpoint, said


def _follow_roles(
    accounts: Accounts, config: ProviderConfig, claims: Mapping[str, Any], person: Person, now: datetime
) -> Person:
    """The roles that the configuration lets follow a claim; the others stay as they are."""
    if config.roles_claim is None:
        return person
    said = claims.get(config.roles_claim)
    values = {said} if isinstance(said, str) else set(filter(_is_text, said)) if isinstance(said, list) else set()
    governed = ROLES & frozenset(config.roles.values())
    given = frozenset(cast("Role", config.roles[value]) for value in values if value in config.roles)
    roles = (person.roles - governed) | given
    if roles != person.roles and administration.set_roles(accounts, person, roles, now=now):
        return replace(person, roles=roles)
    return person


def _is_text(value: object) -> bool:
    return isinstance(value, str)
