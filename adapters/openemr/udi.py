"""Parts of a device's identifier: what OpenEMR keeps of a look-up of it in the FDA's database, as JSON.

`lists.udi_data` is an object; its member `standard_elements` has a part by each name, a text or null.
https://hl7.org/fhir/R4/device-mappings.html#udi
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any, Final

from facade.adapter import Codec, Unreadable, computed

from .codes import devices as codes
from .issue import row

LONGEST: Final = 65_535  # characters that a TEXT column can hold
_NOT_JSON: Final = Unreadable("an identifier's parts that are no JSON object of texts")
_NO_DAY: Final = Unreadable("a date of an identifier that is no day")


def part(name: str) -> Codec:
    """A part that is a text."""
    return _leaf(partial(_text, name))


def day(name: str) -> Codec:
    """A part that is a day, or the day of a moment."""
    return _leaf(partial(_day, name), gives="date")


def issuer() -> Codec:
    """The system of the agency that issued it, where the device's identifier is known and the agency has but one."""
    return _leaf(_issuer, gives="uri")


def jurisdiction() -> Codec:
    """The FDA's, where the agency issues identifiers for it: it was the FDA's database that knew the device."""
    return _leaf(_jurisdiction, gives="uri")


def latex() -> Codec:
    """That the label must tell of latex."""
    return _leaf(_latex)


def _leaf(make: Callable[[str | None], Any], gives: str = "string") -> Codec:
    known = ('{"standard_elements": {"di": "1", "expirationDate": "2020-02-30", "issuingAgency": "GS1"}}',)
    odd = ('{"standard_elements": []}',), ("[",), ('{"standard_elements": {"di": {}}}',), ("[" * 9_999,), ("null",)
    return computed(make, row.udi_data, gives=gives, edges=[known, *odd])


@lru_cache(maxsize=4)  # each leaf of a row asks for the same
def _parts(stored: str) -> Mapping[str, Any] | None:
    """The parts by name; None for what cannot be read."""
    try:
        found = json.loads(stored) if len(stored) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    parts = found.get("standard_elements", {}) if isinstance(found, dict) else None
    return parts if isinstance(parts, dict) else None


def _text(name: str, stored: str | None) -> str | Unreadable | None:
    if stored is None or stored.strip() in ("", "null"):
        return None
    parts = _parts(stored)
    if parts is None:
        return _NOT_JSON
    found = parts.get(name)
    if found is None:
        return None
    words = " ".join(found.split()) if isinstance(found, str) else "\n"
    return (words or None) if words.isprintable() else _NOT_JSON  # nor half a character, which JSON can spell


def _day(name: str, stored: str | None) -> str | Unreadable | None:
    found = _text(name, stored)
    if not isinstance(found, str):
        return found
    try:
        return date.fromisoformat(found.partition("T")[0]).isoformat()
    except ValueError:
        return _NO_DAY


def _agency(stored: str | None) -> str:
    """Who issued the identifier; blank where no part tells what it identifies."""
    found = _text("issuingAgency", stored)
    return found.upper() if isinstance(found, str) and isinstance(_text("di", stored), str) else ""


def _issuer(stored: str | None) -> str | None:
    return codes.ISSUER.get(_agency(stored))


def _jurisdiction(stored: str | None) -> str | None:
    return codes.FDA if _agency(stored) in codes.FOR_THE_FDA else None


def _latex(stored: str | None) -> str | None:
    parts = _parts(stored) if stored else None
    return codes.LATEX if parts and parts.get("labeledContainsNRL") in (True, "true") else None
