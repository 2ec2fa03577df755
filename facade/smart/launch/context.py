"""The launch context: what may stand in it, and how the token endpoint tells it.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#launch-context-arrives-with-your-access_token
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from facade.fhir import definitions
from facade.smart.launch import style

_RELATIVE = re.compile(r"([A-Z][A-Za-z]{0,63})/[A-Za-z0-9.-]{1,64}")
_MEMBERS = frozenset({"reference", "canonical", "identifier", "type", "role"})
_NAMING = ("reference", "canonical", "identifier")
_OWN_PARAMETERS = frozenset({"Patient", "Encounter"})  # these have parameters of their own
_LAUNCH = "launch"  # the role of an item that names none
_MOST = 20
_LONGEST = 2_000


class BadContext(ValueError):
    """Says what is wrong, without a value of it."""


def answered(
    base: str,
    *,
    patient: str | None = None,
    encounter: str | None = None,
    intent: str | None = None,
    fhir_context: Sequence[Mapping[str, Any]] = (),
    banner: bool = True,
) -> dict[str, Any]:
    """The members that stand beside the token, at refresh as well (TK-11); what is not known is not there."""
    found: dict[str, Any] = {"smart_style_url": style.url(base)}
    if patient is not None:
        found |= {"patient": patient, "need_patient_banner": banner}
    if encounter is not None:
        found["encounter"] = encounter
    if intent is not None:
        found["intent"] = intent
    if fhir_context:
        found["fhirContext"] = [dict(item) for item in fhir_context]
    return found


def checked(items: Any) -> tuple[dict[str, Any], ...]:
    """The fhirContext that somebody sent, by the rules of the guide (LA-07). BadContext."""
    if not isinstance(items, list) or len(items) > _MOST:
        raise BadContext(f"fhirContext is a list of at most {_MOST} objects.")
    return tuple(_item(item) for item in items)


def _item(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not item.keys() <= _MEMBERS or len(str(item)) > _LONGEST:
        raise BadContext(f"An item of fhirContext has no other members than {', '.join(sorted(_MEMBERS))}.")
    if not any(name in item for name in _NAMING):
        raise BadContext("An item of fhirContext needs a reference, a canonical or an identifier.")
    named = {*_reference(item), *_canonical(item), *_type(item)}
    role = _role(item)
    if named & _OWN_PARAMETERS and role == _LAUNCH:
        raise BadContext("The patient and the encounter of a launch do not stand in fhirContext.")
    return item


def _reference(item: Mapping[str, Any]) -> set[str]:
    """The type that a relative reference names."""
    if "reference" not in item:
        return set()
    found = _RELATIVE.fullmatch(_text(item, "reference"))
    if found is None or found[1] not in definitions.all_resource_types():
        raise BadContext("A reference of fhirContext is relative: Type/id.")
    return {found[1]}


def _canonical(item: Mapping[str, Any]) -> set[str]:
    if "canonical" in item and not _is_absolute(_text(item, "canonical")):
        raise BadContext("A canonical of fhirContext is an absolute URL.")
    return set()


def _type(item: Mapping[str, Any]) -> set[str]:
    identifier = item.get("identifier", {"value": ""})
    if not isinstance(identifier, dict) or not isinstance(identifier.get("value"), str):
        raise BadContext("An identifier of fhirContext is an object with a value.")
    if "type" not in item:
        if "identifier" in item or "canonical" in item:
            raise BadContext("A canonical or an identifier of fhirContext needs a type.")
        return set()
    type_ = _text(item, "type")
    if type_ not in definitions.all_resource_types():
        raise BadContext("The type of an item of fhirContext is a resource type.")
    return {type_}


def _role(item: Mapping[str, Any]) -> str:
    if "role" not in item:
        return _LAUNCH
    role = _text(item, "role")
    if role != _LAUNCH and not _is_absolute(role):
        raise BadContext("A role of fhirContext is an absolute URI, or launch.")
    return role


def _is_absolute(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text) is not None


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item[name]
    if not isinstance(value, str) or not value:
        raise BadContext(f"The {name} of an item of fhirContext is a text.")
    return value
