"""What a person is asked to consent to, and what was chosen: never more than the request held.

Each scope of the request is a line; openid, fhirUser and profile are one, since together they say who somebody is.
A line may be narrowed: to categories (Condition, Observation), or to single types (all data). What comes back is
compared with these lines only, so a form can choose among what was asked and add nothing.
https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from facade.access import scopes
from facade.access.scopes import Scope
from facade.smart.scopes_granted import holds

Kind = Literal["data", "identity", "offline", "online"]

_CONDITION = "http://terminology.hl7.org/CodeSystem/condition-category"
_OBSERVATION = "http://terminology.hl7.org/CodeSystem/observation-category"
_US_CORE = "http://hl7.org/fhir/us/core/CodeSystem"

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Condition": (
        f"{_CONDITION}|problem-list-item",
        f"{_CONDITION}|encounter-diagnosis",
        f"{_US_CORE}/condition-category|health-concern",
    ),
    "Observation": (
        f"{_OBSERVATION}|laboratory",
        f"{_OBSERVATION}|vital-signs",
        f"{_OBSERVATION}|social-history",
        f"{_OBSERVATION}|survey",
        f"{_OBSERVATION}|imaging",
        f"{_OBSERVATION}|procedure",
        f"{_OBSERVATION}|exam",
        f"{_OBSERVATION}|therapy",
        f"{_OBSERVATION}|activity",
        f"{_US_CORE}/us-core-category|sdoh",
    ),
}
"""The categories that a person may choose among, by type (HTI-1, and those of R4 itself)."""

_IDENTITY = frozenset({"openid", "fhirUser", "profile"})
_KEPT: Mapping[str, Kind] = {"offline_access": "offline", "online_access": "online"}


@dataclass(frozen=True)
class Line:
    """One thing that can be granted or not. `name` is that of its form fields, `parts` what it can be narrowed to."""

    name: str
    kind: Kind
    scopes: tuple[str, ...]
    scope: Scope | None = None
    parts: tuple[Scope, ...] = ()


def lines(asked: Sequence[str], offered: Iterable[str]) -> tuple[Line, ...]:
    """The lines for the scopes of a request; `offered` are the types that the endpoint serves.

    What only carries context (`launch`, `launch/patient`) is no line: it gives no access by itself.
    """
    types = tuple(sorted(offered))
    data = {text: scope for text in asked if (scope := _resource(text)) is not None}
    found: list[Line] = []
    identity = tuple(text for text in asked if text in _IDENTITY)
    for number, text in enumerate(asked):
        name = f"line-{number}"
        if text in _KEPT:
            found.append(Line(name, _KEPT[text], (text,)))
        elif text in _IDENTITY:
            if text == identity[0]:
                found.append(Line(name, "identity", identity))
        elif text in data and text == _widest(text, data):
            held = (other for other in data if _widest(other, data) == text)
            found.append(Line(name, "data", tuple(held), data[text], _parts(data[text], types)))
    return tuple(found)


def _widest(text: str, data: Mapping[str, Scope]) -> str:
    """The scope of the request that gives all of this one: a line of its own could only contradict that one's."""
    above = [other for other, scope in data.items() if holds(scope, data[text])]
    return next(one for one in above if not any(_wider(data[other], data[one]) for other in above))


def _wider(one: Scope, other: Scope) -> bool:
    return holds(one, other) and not holds(other, one)


def chosen(asked: Sequence[str], shown: Iterable[Line], form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The scopes that a form grants: those without a line, and of each line what was ticked."""
    shown = tuple(shown)
    with_line = {text for line in shown for text in line.scopes}
    found = dict.fromkeys(text for text in asked if text not in with_line)
    for line in shown:
        found.update(dict.fromkeys(_of(line, form)))
    return tuple(found)


def gives_access(granted: Iterable[str]) -> bool:
    """Whether anything at all is granted: data, or who somebody is."""
    return any(text in _IDENTITY or _resource(text) is not None for text in granted)


def _of(line: Line, form: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    answer = form.get(line.name, ())
    if list(answer) == ["all"]:
        return line.scopes
    if list(answer) != ["some"]:
        return ()
    ticked = set(form.get(f"{line.name}-part", ()))
    return tuple(str(part) for part in line.parts if str(part) in ticked)


def _parts(scope: Scope, types: Sequence[str]) -> tuple[Scope, ...]:
    if scope.type == "*":
        return tuple(replace(scope, type=type) for type in types) if not scope.query else ()
    if any(name == "category" for name, _ in scope.parameters) or not set(scope.letters) & {"r", "s"}:
        return ()
    return tuple(
        replace(scope, query=(*scope.query, f"category={value}"), v1=False) for value in CATEGORIES.get(scope.type, ())
    )


def _resource(text: str) -> Scope | None:
    try:
        return scopes.parse(text)
    except ValueError:
        return None
