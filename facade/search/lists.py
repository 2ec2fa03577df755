"""`_list`: the functional lists that R4 names, as search expressions on the types that they are lists of.

A List resource is not served, so a list by id holds nothing. A functional list that nobody here defines is refused:
an empty answer would say that the patient has none. The definitions: docs/decisions/0024-current-lists.md.
https://hl7.org/fhir/R4/lifecycle.html#lists
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import TypeAlias

from facade.errors import not_supported
from facade.search import values
from facade.search.expression import (
    FALSE,
    Expression,
    MissingValue,
    Not,
    Param,
    TokenValue,
    conjunction,
    disjunction,
)

NAME = "_list"
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_Offered: TypeAlias = Container[str]


def listed(type_: str, name: str, text: str, offered: _Offered) -> Expression:
    """The resources of `type_` on one of the lists. Refused: `not-supported` for what cannot be told here."""
    if name != NAME:
        raise not_supported(f"{NAME} takes neither a modifier nor a chain.")
    return disjunction(*(_one(type_, item, offered) for item in dict.fromkeys(values.alternatives(NAME, text))))


def defined(type_: str, offered: _Offered) -> tuple[str, ...]:
    """The functional lists that hold resources of the type and can be told by the parameters on offer."""
    return tuple(name for name, of_type in _LISTS.items() if type_ in of_type and _NEEDED[type_] in offered)


def _one(type_: str, item: str, offered: _Offered) -> Expression:
    if not item.startswith("$"):
        return FALSE
    of_type = _LISTS.get(item)
    if of_type is None:
        raise not_supported(f"{NAME} takes {', '.join(_LISTS)}.")
    if type_ not in of_type:
        return FALSE
    if _NEEDED[type_] not in offered:
        raise not_supported(f"{NAME} cannot tell here which resources of {type_} are current.")
    return of_type[type_](offered)


def _coded(code: str, system: str, *codes: str) -> Param:
    return Param(code, "", tuple(TokenValue(item, system) for item in codes))


def _problems(offered: _Offered) -> Expression:
    """What is not over. Without a category every condition is taken to be a problem."""
    current = _coded("clinical-status", f"{_TERMINOLOGY}/condition-clinical", "active", "recurrence", "relapse")
    if "category" not in offered:
        return current
    return conjunction(_coded("category", f"{_TERMINOLOGY}/condition-category", "problem-list-item"), current)


def _allergies(offered: _Offered) -> Expression:
    """Active, and neither refuted nor entered in error."""
    active = _coded("clinical-status", f"{_TERMINOLOGY}/allergyintolerance-clinical", "active")
    if "verification-status" not in offered:
        return active
    system = f"{_TERMINOLOGY}/allergyintolerance-verification"
    return conjunction(active, Not(_coded("verification-status", system, "refuted", "entered-in-error")))


def _drug_allergies(offered: _Offered) -> Expression:
    """Those to medication. One without category may be such: a list that lacks it would be the dangerous one."""
    medication = Param("category", "", (TokenValue("medication"),))
    uncategorised = Param("category", "missing", (MissingValue(True),))
    return conjunction(_allergies(offered), disjunction(medication, uncategorised))


def _active(_: _Offered) -> Expression:
    return Param("status", "", (TokenValue("active"),))


_LISTS: Mapping[str, Mapping[str, Callable[[_Offered], Expression]]] = {
    "$current-problems": {"Condition": _problems},
    "$current-medications": {"MedicationRequest": _active, "MedicationStatement": _active},
    "$current-allergies": {"AllergyIntolerance": _allergies},
    "$current-drug-allergies": {"AllergyIntolerance": _drug_allergies},
}
#: The parameter that tells whether a resource of the type is current.
_NEEDED: Mapping[str, str] = {
    "Condition": "clinical-status",
    "AllergyIntolerance": "clinical-status",
    "MedicationRequest": "status",
    "MedicationStatement": "status",
}
