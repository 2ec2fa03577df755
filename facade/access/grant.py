"""A grant: what a token stands for, and what of each type it makes visible.

`visible` is the one place that turns scopes into an expression; reads, searches, chains, includes, pages and
writes all AND it to their own. Several scopes add up (Or); within one, filter and level both hold (And).

    system    everything of the type
    user      everything of the type, for a practitioner; the EHR's own privileges are not asked yet. For anybody
              else the compartments of `patients`: the person's own chart and those that it looks after
    patient   the compartment of the token's patient

`openid fhirUser` lets a token read, never search, the one resource that its user is (SMART ID-04).

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal

from facade.access import scopes
from facade.access.compartments import Rule, patient_compartment
from facade.access.denial import POLICY, Denial, Denied
from facade.access.filters import condition
from facade.access.scopes import Level, Scope
from facade.adapter.relations import CONFIDENTIAL
from facade.search.expression import TRUE, Expression, Param, TokenValue, conjunction, disjunction

Interaction = Literal["read", "search", "create", "update", "delete"]

_LETTERS: Mapping[Interaction, str] = {
    "read": "r", "search": "s", "create": "c", "update": "u", "delete": "d",
}  # fmt: skip
_WRITES: frozenset[Interaction] = frozenset({"create", "update", "delete"})
_IDENTITY = frozenset({"openid", "fhirUser"})
_MOST = 1000  # answers remembered for a grant: more than there are types and interactions
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_USER = re.compile(r"([A-Z][A-Za-z]{0,63})/([A-Za-z0-9.-]{1,64})")
_CLINICIAN = re.compile(r"(?:Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,64}")


@dataclass(frozen=True)
class Visible:
    """The condition that every statement about the type must hold, and why, without any id or value."""

    expression: Expression
    reason: str


@dataclass(frozen=True)
class Grant:
    """What a token stands for. An absent or malformed patient or user, where a scope needs one, denies."""

    client: str
    endpoint: str
    scopes: tuple[str, ...]
    patient: str | None = None  # the id of a Patient
    user: str | None = None  # fhirUser: "Practitioner/5"
    provider: str | None = None
    roles: tuple[str, ...] = ()
    permissions: frozenset[str] = frozenset()
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    patients: tuple[str, ...] = ()  # ids: whose charts a user who is no clinician may see

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Found out once: every search is looked up by it."""
        return hash(tuple(getattr(self, item.name) for item in fields(self) if item.hash is not False))

    def visible(self, type: str, interaction: Interaction) -> Visible | Denied:
        """The resources of `type` that this interaction may touch."""
        found = self._found.get((type, interaction))
        if found is None:
            found = self._visible(type, interaction)
            if len(self._found) < _MOST:
                self._found[type, interaction] = found
        return found

    @cached_property
    def _found(self) -> dict[tuple[str, Interaction], Visible | Denied]:
        """Grants are values, so what one makes visible is found out once."""
        return {}

    def _visible(self, type: str, interaction: Interaction) -> Visible | Denied:
        if interaction in _WRITES and self.mask(type):
            return POLICY[Denial.MASKED]
        found = [scope for scope in self._scopes() if scope.applies(type, _LETTERS[interaction])]
        rules = [rule for scope in found if (rule := self._rule(scope, type, interaction)) is not None]
        if interaction == "read" and (itself := self._itself(type)) is not None:
            rules.append(itself)
        if not rules:
            return POLICY[Denial.NO_SCOPE]
        reason = ", ".join(sorted({rule.name for rule in rules}))
        return Visible(disjunction(*(rule.expression for rule in rules)), reason)

    def mask(self, type: str) -> frozenset[str]:
        """The paths of the elements of `type` that this client may neither see nor search."""
        return self.masks.get(type, frozenset())

    @cached_property
    def lifting(self) -> frozenset[str]:
        """The permissions that lift restrictions: of clients that act for the clinic itself, never for a person."""
        person = self.user is not None or bool(self.charts)
        found = self.permissions & {CONFIDENTIAL}
        return frozenset() if person or any(scope.level != "system" for scope in self._scopes()) else found

    @property
    def has_patient(self) -> bool:
        """Whether the patient is there and has the form of an id."""
        return self.patient is not None and _ID.fullmatch(self.patient) is not None

    @property
    def has_clinician(self) -> bool:
        """Whether the user is there and is a practitioner."""
        return self.user is not None and _CLINICIAN.fullmatch(self.user) is not None

    @cached_property
    def charts(self) -> tuple[str, ...]:
        """Every patient whom this grant names."""
        return self.patients if self.patient is None else (self.patient, *self.patients)

    @cached_property
    def bearer(self) -> str:
        """Whose pages are whose: two people, or two contexts of one person, do not share the links to theirs."""
        whose = " ".join((self.user or "", *self.charts))
        return hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def as_fields(self) -> dict[str, Any]:
        """All fields as JSON values."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        masks = {type: sorted(paths) for type, paths in self.masks.items()}
        return values | {
            "scopes": list(self.scopes),
            "roles": list(self.roles),
            "permissions": sorted(self.permissions),
            "masks": masks,
            "patients": list(self.patients),
        }

    @classmethod
    def from_fields(cls, values: Mapping[str, Any]) -> Grant:
        """The grant of `as_fields`; ValueError unless it has exactly the fields of a Grant."""
        if values.keys() != {item.name for item in fields(cls)}:
            raise ValueError("not the fields of a grant")
        return cls(
            **{
                **values,
                "scopes": tuple(values["scopes"]),
                "roles": tuple(values["roles"]),
                "permissions": frozenset(values["permissions"]),
                "masks": {type: frozenset(paths) for type, paths in values["masks"].items()},
                "patients": tuple(values["patients"]),
            }
        )

    def _scopes(self) -> Iterator[Scope]:
        for text in self.scopes:
            try:
                yield scopes.parse(text)
            except ValueError:  # launch, openid and the like say nothing about resources
                continue

    def _rule(self, scope: Scope, type: str, interaction: Interaction) -> Rule | None:
        asked = condition(scope, type)
        level = self._level_rule(scope.level, type, writing=interaction in _WRITES)
        if asked is None or level is None:
            return None
        name = level.name + " filtered" * bool(scope.query)
        return Rule(conjunction(asked, level.expression), name)

    def _level_rule(self, level: Level, type: str, *, writing: bool) -> Rule | None:
        if level == "system":
            return Rule(TRUE, "system")
        if level == "user":
            return self._user_rule(type, writing=writing)
        if self.patient is None or not self.has_patient:
            return None
        return patient_compartment(type, self.patient, writing=writing)

    def _user_rule(self, type: str, *, writing: bool) -> Rule | None:
        if self.has_clinician:
            return Rule(TRUE, "user")
        if not self.patients or not all(map(_ID.fullmatch, self.patients)):
            return None
        rule = patient_compartment(type, *self.patients, writing=writing)
        return None if rule is None else Rule(rule.expression, f"user, {rule.name}")

    def _itself(self, type: str) -> Rule | None:
        """The user's own resource, which an app that asked who it is may read."""
        found = _USER.fullmatch(self.user) if self.user is not None and set(self.scopes) >= _IDENTITY else None
        if found is None or found[1] != type:
            return None
        return Rule(Param("_id", "", (TokenValue(found[2]),)), "user's own resource")
