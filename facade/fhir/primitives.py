"""The grammar of primitive values in JSON. https://hl7.org/fhir/R4/datatypes.html#primitive

Every pattern here takes time in proportion to the text: no nested repetition over the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from facade.fhir.dates import parse_partial

MAX_TEXT = 1024 * 1024  # characters

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CODE = re.compile(r"\S++(?:\s\S++)*+")
_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}")
_URI = re.compile(r"\S+")
_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_DIV = re.compile(r"<div[\s>].*</div>", re.DOTALL)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not _CONTROL.search(value)


def _string(value: Any) -> bool:
    return _text(value) and len(value) <= MAX_TEXT


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: _string(value) and pattern.fullmatch(value) is not None


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _within(low: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value < 2**31


def _decimal(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value)


def _base64(value: Any) -> bool:
    if not _text(value):  # attachments may be longer than texts
        return False
    packed = "".join(value.split())
    return len(packed) % 4 == 0 and _BASE64.fullmatch(packed) is not None


def _date_time(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_partial(value)
    except ValueError:
        return False
    return True


def _date(value: Any) -> bool:
    return _date_time(value) and "T" not in value


def _instant(value: Any) -> bool:
    return _date_time(value) and "T" in value


_GRAMMAR: Mapping[str, Callable[[Any], bool]] = {
    "base64Binary": _base64,
    "boolean": _boolean,
    "canonical": _matching(_URI),
    "code": _matching(_CODE),
    "date": _date,
    "dateTime": _date_time,
    "decimal": _decimal,
    "id": _matching(_ID),
    "instant": _instant,
    "integer": _within(-(2**31)),
    "markdown": _string,
    "oid": _matching(_OID),
    "positiveInt": _within(1),
    "string": _string,
    "time": _matching(_TIME),
    "unsignedInt": _within(0),
    "uri": _matching(_URI),
    "url": _matching(_URI),
    "uuid": _matching(_UUID),
    "xhtml": _matching(_DIV),
}


def valid(type: str, value: Any) -> bool:
    """Whether a value read by `facade.fhir.json` is one of the primitive type; KeyError for other types."""
    return _GRAMMAR[type](value)
