"""OBX-5 by its type (OBX-2) as the columns of `hl7_result`: HL7 2.x chapters 2A and 7.4.2.

A number is one whichever type its sender gave it, if a unit stands beside it; what cannot be told as its type is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from facade.adapter import hl7

from ..codes import laboratory as codes

Columns: TypeAlias = dict[str, str]

_NUMBER = re.compile(r"([<>]=?)? *([+-]?)([0-9]{0,9})(?:\.([0-9]{0,6}))?")
_RANGE = re.compile(r"(-?[0-9.]+) *(?:-|to) *(-?[0-9.]+)", re.IGNORECASE)
_LIMIT = re.compile(r"(>=|<=|≥|≤) *(-?[0-9.]+)")
_TIME = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?(?:\.[0-9]+)?(?:[+-][0-9]{4})?")
LONG: Final = frozenset({"TX", "FT"})
_CODED: Final = frozenset({"CE", "CWE", "CNE", "CF"})
_MOMENTS: Final = frozenset({"DT", "TS", "DTM"})


def number(text: str) -> str | None:
    """A number with or without comparator in normal form: '<.5' is '<0.5'. None for what is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None or not (found[3] or found[4]):
        return None
    whole = found[3].lstrip("0") or "0"
    sign = "-" if found[2] == "-" else ""
    return f"{found[1] or ''}{sign}{whole}{'.' + found[4] if found[4] else ''}"


def plain(text: str) -> str | None:
    """A number without comparator."""
    found = number(text)
    return None if found is None or found[0] in "<>" else found


def units(message: hl7.Message, field: str) -> Columns:
    """OBX-6: the unit as written, and its UCUM code where it is known."""
    parts = message.parts(field)
    code = parts[0]
    name = code or (parts[1] if len(parts) > 1 else "")
    if not name:
        return {}
    ucum = codes.UCUM.get("".join(name.lower().split()))
    if len(parts) > 2 and parts[2].upper() == "UCUM":
        ucum = code if code in codes.UCUM_CODES else None
    return {"unit": name, **({"ucum": ucum} if ucum else {})}


@lru_cache(maxsize=2048)
def reference_range(text: str) -> Mapping[str, str]:
    """OBX-7: as written, and the limits that belong to the range themselves ('<5' does not hold 5)."""
    if not text:
        return {}
    found: Columns = {"range": text}
    both, one = _RANGE.fullmatch(text), _LIMIT.fullmatch(text)
    if both:
        low, high = plain(both[1]), plain(both[2])
        if low and high and float(low) <= float(high):
            found |= {"range_low": low, "range_high": high}
    elif one and (limit := plain(one[2])):
        found["range_low" if one[1] in (">=", "≥") else "range_high"] = limit
    return found


def value(message: hl7.Message, type_: str, field: str, unit: Mapping[str, str], zone: ZoneInfo) -> Columns:
    """The columns of a value; none where the field is empty."""
    if not field:
        return {}
    if type_ in _CODED:
        return _coded(message, field)
    if type_ in _MOMENTS:
        return _moment(message.text(field), zone)
    if type_ not in _READERS and not unit:
        text = message.lines(field)
        return {"kind": "text", "value": text} if text else {}
    return _READERS.get(type_, _any)(message, field)


def _any(message: hl7.Message, field: str) -> Columns:
    """A number where it is one, else the text as it stands; separators within a text were not meant as such."""
    text = message.lines(field)
    found = number(text)
    if found is not None:
        return {"kind": "number", "number": found}
    return {"kind": "text", "value": text} if text else {}


def _structured(message: hl7.Message, field: str) -> Columns:
    """SN: comparator, number, what stands between, number."""
    parts = [*message.parts(field), "", "", "", ""][:4]
    comparator, first, between, second = parts
    one, other = plain(first), plain(second)
    if one and not between and not second and comparator in ("", "=", "<", ">", "<=", ">="):
        return {"kind": "number", "number": f"{comparator if comparator != '=' else ''}{one}"}
    if one and other and not comparator:
        if between == "-" and float(one) <= float(other):
            return {"kind": "range", "low": one, "high": other}
        if between in (":", "/"):
            return {"kind": "ratio", "numerator": one, "denominator": other}
    text = "".join(part for part in parts if part)
    return {"kind": "text", "value": text} if text else {}


def _time(message: hl7.Message, field: str) -> Columns:
    text = message.text(field)
    found = _TIME.fullmatch(text)
    if found is None:
        return {"kind": "text", "value": text} if text else {}
    return {"kind": "time", "time": f"{found[1]}:{found[2]}:{found[3] or '00'}"}


def _moment(text: str, zone: ZoneInfo) -> Columns:
    found = hl7.moment(text)
    if found is None:
        return {"kind": "text", "value": text} if text else {}
    return {"kind": "moment", "moment": hl7.wall_clock(found, zone)}


def _coded(message: hl7.Message, field: str) -> Columns:
    """A code of a known system, the first of two; the text of it, or of several one after the other."""
    many = message.repetitions(field)
    texts = [text for one in many if (text := _words(message, one))]
    found: Columns = {"kind": "concept", "value": "; ".join(texts)} if texts else {}
    parts = [*message.parts(field), "", "", "", "", "", ""]
    for at in (0, 3):
        system = codes.CODE_SYSTEM.get(parts[at + 2])
        if len(many) == 1 and parts[at] and system:
            return {**found, "kind": "concept", "value_code": parts[at], "value_system": system}
    return found


def _words(message: hl7.Message, field: str) -> str:
    parts = [*message.parts(field), "", "", "", "", ""]
    return parts[1] or parts[4] or parts[0]


def _joined(message: hl7.Message, field: str) -> Columns:
    """A composite of no other kind, as words."""
    text = "\n".join(" ".join(part for part in message.parts(one) if part) for one in message.repetitions(field))
    return {"kind": "text", "value": text.strip()} if text.strip() else {}


_READERS: Mapping[str, Callable[[hl7.Message, str], Columns]] = {
    "NM": _any,
    "SN": _structured,
    "TM": _time,
    **dict.fromkeys(("CX", "XCN", "XPN", "PN", "XON", "XAD", "AD", "XTN", "NA", "MO", "CQ", "RP"), _joined),
}
