"""Which scopes a person's app gets: what it asks, what it may have, what the person allows, and never more.

Resource scopes follow the algebra of facade.access.scopes; the others are whole words. Two rules hold whatever is
asked: a `patient/` scope needs a patient in context, and `fhirUser` a person with a record of their own.
https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from facade.access import scopes
from facade.access.filters import is_usable
from facade.access.scopes import Scope

LAUNCH, PATIENT, ENCOUNTER = "launch", "launch/patient", "launch/encounter"
OPENID, FHIR_USER, PROFILE = "openid", "fhirUser", "profile"
OFFLINE, ONLINE = "offline_access", "online_access"
WORDS: tuple[str, ...] = (LAUNCH, PATIENT, ENCOUNTER, OPENID, FHIR_USER, PROFILE, OFFLINE, ONLINE)
"""The scopes that speak of no resource, in the order that discovery lists them."""
LASTING = frozenset({OFFLINE, ONLINE})

_LONGEST = 8_000  # characters
_MOST = 500
_OF_PEOPLE = ("patient", "user")


class TooMany(Exception):
    """More scopes than anybody needs."""


def offered(asked: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """What an app that signs people in may get of what it asks; unknown and unregistered scopes are left out."""
    words = list(dict.fromkeys(map(_without_role, asked.split()))) if len(asked) <= _LONGEST else []
    if not 0 < len(words) <= _MOST:
        raise TooMany
    return _together(words, [word for word in words if word in WORDS and word in allowed], resources(allowed))


def chosen(selected: Iterable[str], asked: Sequence[str]) -> tuple[str, ...]:
    """What a person allows: a part of what was asked, or a narrower form of it such as one category of a type."""
    words = list(dict.fromkeys(selected))
    if len(words) > _MOST:
        raise TooMany
    return _together(words, [word for word in words if word in WORDS and word in asked], resources(asked))


def still(granted: Sequence[str], registered: Sequence[str]) -> tuple[str, ...]:
    """What the clinic still allows the app of what was granted; nothing if the app may no longer go on by itself."""
    found = offered(" ".join(granted), registered) if granted else ()
    return found if LASTING.isdisjoint(set(granted) - set(found)) else ()


def in_context(
    granted: Sequence[str], *, patient: str | None, encounter: str | None, user: str | None
) -> tuple[str, ...]:
    """Without what the context cannot fulfil."""
    missing = set()
    if patient is None:
        missing |= {PATIENT, *(text for text in granted if scopes.level_of(text) == "patient")}
    if encounter is None:
        missing.add(ENCOUNTER)
    if patient is None and encounter is None:
        missing.add(LAUNCH)
    if user is None or OPENID not in granted:
        missing.add(FHIR_USER)
    if OPENID not in granted:
        missing.add(PROFILE)
    if OFFLINE in granted:
        missing.add(ONLINE)  # one of them decides how long the app may go on
    return tuple(text for text in granted if text not in missing)


def needs_patient(granted: Iterable[str]) -> bool:
    """Whether a patient must be chosen: asked for, or implied by a `patient/` scope (AZ-15)."""
    return any(text == PATIENT or scopes.level_of(text) == "patient" for text in granted)


def narrowed(asked: str, granted: Sequence[str]) -> tuple[str, ...]:
    """The scopes of one refreshed token: those granted, or a part of them, word for word; ValueError for any other."""
    words = tuple(dict.fromkeys(asked.split())) if len(asked) <= _LONGEST else ()
    if not words or not set(words) <= set(granted):
        raise ValueError("not a part of what was granted")
    return words


def resources(texts: Iterable[str]) -> tuple[Scope, ...]:
    """Those of the scopes that speak of resources and are for people."""
    found = []
    for text in texts:
        if scopes.level_of(text) in _OF_PEOPLE:
            try:
                found.append(scopes.parse(text))
            except ValueError:  # a mistake in one scope must not cost the others
                continue
    return tuple(found)


def _without_role(word: str) -> str:
    """A context asked for in some role, `launch/patient?role=…`: no role is known here, so any context of that type."""
    scope, mark, query = word.partition("?")
    return scope if mark and query.startswith("role=") and scope in (PATIENT, ENCOUNTER) else word


def _together(words: Sequence[str], plain: Sequence[str], allowed: Sequence[Scope]) -> tuple[str, ...]:
    """Plain words and what is common to both lists, in the order of the request."""
    found: dict[str, None] = {}
    for word in words:
        if word in plain:
            found[word] = None
            continue
        try:
            common = scopes.granted(resources([word]), allowed)
        except ValueError:
            raise TooMany from None
        found |= {str(scope): None for scope in _widest(common) if is_usable(scope)}
    if len(found) > _MOST:
        raise TooMany
    return tuple(found)


def _widest(common: Sequence[Scope]) -> list[Scope]:
    """Without those that another one holds: what a scope has in common with a list must be the same the second time."""
    found: list[Scope] = []
    for one in common:
        if not any(holds(other, one) for other in found):
            found = [other for other in found if not holds(one, other)] + [one]
    return found


def holds(wide: Scope, narrow: Scope) -> bool:
    """Whether one scope gives all that the other gives."""
    same = wide.level == narrow.level and wide.type in ("*", narrow.type)
    return same and set(narrow.letters) <= set(wide.letters) and set(wide.query) <= set(narrow.query)
