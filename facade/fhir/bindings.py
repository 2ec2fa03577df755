"""Required bindings: whether a code is one of those R4 allows. https://hl7.org/fhir/R4/terminologies.html"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facade.fhir import definitions
from facade.fhir.definitions import Child


def _coding(value: Any, systems: Mapping[str, frozenset[str]]) -> bool:
    if not isinstance(value, dict):
        return False
    system, code = value.get("system"), value.get("code")
    return isinstance(system, str) and isinstance(code, str) and code in systems.get(system, ())


def _concept(value: Any, systems: Mapping[str, frozenset[str]]) -> bool:
    codings = value.get("coding") if isinstance(value, dict) else None
    return isinstance(codings, list) and any(_coding(coding, systems) for coding in codings)


def outside(child: Child, value: Any) -> bool:
    """Whether the element has a required binding with listed codes and the value has none of them."""
    binding = child.element.binding
    systems = definitions.codes(binding[1]) if binding and binding[0] == "required" else {}
    if not systems:
        return False
    if child.type == "Coding":
        return not _coding(value, systems)
    if child.type == "CodeableConcept":
        return not _concept(value, systems)
    return isinstance(value, str) and not any(value in codes for codes in systems.values())
