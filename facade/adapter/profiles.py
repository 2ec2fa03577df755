"""Profiles as an adapter's templates meet them: small tables of what a profile demands beyond R4.

A table holds what can be told of a template before any row is read: elements that must be there, values that must be
equal, elements that a server must support, and the value sets bound to them with the strength of the binding. Its
conditions are compiled into claims of `meta.profile`; no resource is validated when it is read.
https://hl7.org/fhir/R4/profiling.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: How well a statement is known: read in the profile itself, read in part of it or in a page about it, or inferred.
Evidence = Literal["read", "partly", "inferred"]


@dataclass(frozen=True)
class Rule:
    """What a profile says of one element.

    `path` is relative to the resource, choices without their type ("onset"). `where` selects, of the path's first
    element, the slice that the rule is about, by values below it; a required path of one name with `where` means that
    such a slice must be there. `one_of`: members of the element of which one must be there. `binding`: strength and
    value set.
    """

    path: str
    required: bool = False
    support: bool = False
    where: Mapping[str, str] = field(default_factory=dict, hash=False)
    one_of: tuple[str, ...] = ()
    value: str | None = None
    binding: tuple[str, str] | None = None
    evidence: Evidence = "read"


@dataclass(frozen=True)
class Profile:
    """One profile of a resource type.

    `when`: what a template must say for the profile to be about it, by path. `claimed`: whether enough of the profile
    is known to say of a resource that it conforms. `seen`: the versions that the rules were taken from; where these
    differ, the rules ask for what satisfies all of them.
    """

    type: str
    url: str
    rules: tuple[Rule, ...]
    seen: str = ""
    when: Mapping[str, str] = field(default_factory=dict, hash=False)
    claimed: bool = True


@dataclass(frozen=True)
class ProfileSet:
    """The profiles that an endpoint may claim together, by the name that its configuration gives."""

    name: str
    title: str
    profiles: tuple[Profile, ...]

    def of(self, type_: str) -> tuple[Profile, ...]:
        """The profiles of a resource type."""
        return tuple(profile for profile in self.profiles if profile.type == type_)


def rule(path: str, *, evidence: Evidence = "read", **more: Any) -> Rule:
    """Something that a profile says of an element: `required`, `where`, `one_of`, `value` or `binding`."""
    return Rule(path, evidence=evidence, **more)


def supported(*paths: str, evidence: Evidence = "read", where: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """Elements that a server must support and need not have."""
    return tuple(Rule(path, support=True, where=where or {}, evidence=evidence) for path in paths)
