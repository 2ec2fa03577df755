"""What an operation is called with: pairs, whether they came in a URL, a form or a Parameters resource.

Complex values are written as a search would write them: a Coding as `system|code`, a CodeableConcept as its codings
with commas, a Reference as its text. A Period is `start/end`, of which one may be missing.

https://hl7.org/fhir/R4/operations.html#executing
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from facade.errors import Refused, bad_value, not_supported
from facade.fhir import dates
from facade.search.criteria import shown

Pairs = list[tuple[str, str]]

_MOST = 1000
_SIMPLE = frozenset(
    {"Base64Binary", "Boolean", "Canonical", "Code", "Date", "DateTime", "Decimal", "Id", "Instant", "Integer",
     "Markdown", "Oid", "PositiveInt", "String", "Time", "UnsignedInt", "Uri", "Url", "Uuid"}
)  # fmt: skip
_SPECIAL = re.compile(r"[\\,|$]")
_POSITIVE = re.compile(r"[1-9][0-9]{0,9}")
LARGEST = 2**31 - 1
_UTC = ZoneInfo("UTC")
_ANSWERS = ("_format", "_pretty")  # how an answer looks has been settled before


def of_parameters(resource: Mapping[str, Any]) -> Pairs:
    """The pairs of a Parameters resource. Refused 400 for anything else."""
    given = resource.get("parameter", [])
    if resource.get("resourceType") != "Parameters" or not isinstance(given, list):
        raise _malformed("The body of an operation is a Parameters resource.")
    if len(given) > _MOST:
        raise Refused(400, "too-costly", f"At most {_MOST} parameters are taken at once.")
    return [_pair(item) for item in given]


def _malformed(text: str) -> Refused:
    return Refused(400, "structure", text, expression=["Parameters.parameter"])


def _pair(item: Any) -> tuple[str, str]:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str) or not item["name"]:
        raise _malformed("Each parameter has a name.")
    values = [key for key in item if key.startswith("value")]
    if len(values) != 1 or item.keys() - {"id", "name", *values}:
        raise _malformed("Each parameter has one value, no resource and no parts.")
    return item["name"], _text(values[0].removeprefix("value"), item[values[0]])


def _text(type_: str, value: Any) -> str:
    if type_ in _SIMPLE:
        return _simple(value)
    writer = _COMPLEX.get(type_)
    if writer is None or not isinstance(value, Mapping):
        raise _malformed("A parameter has a value of a type that no operation here takes.")
    return writer(value)


def _simple(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    raise _malformed("A parameter's value is not of the type that its name says.")


def _member(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name, "")
    if not isinstance(found, str):
        raise _malformed("A parameter's value is not of the type that its name says.")
    return found


def escaped(text: str) -> str:
    """The text as a search value that means nothing but itself."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _coding(value: Mapping[str, Any]) -> str:
    system, code = _member(value, "system"), _member(value, "code")
    return f"{escaped(system)}|{escaped(code)}" if system else escaped(code)


def _concept(value: Mapping[str, Any]) -> str:
    """One of its codings; a text alone says nothing that could be asked for."""
    codings = value.get("coding")
    if not isinstance(codings, list) or not codings or not all(isinstance(item, Mapping) for item in codings):
        raise _malformed("A CodeableConcept has at least one coding here.")
    return ",".join(_coding(item) for item in codings)


def _period(value: Mapping[str, Any]) -> str:
    return f"{_member(value, 'start')}/{_member(value, 'end')}"


_COMPLEX: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "CodeableConcept": _concept,
    "Coding": _coding,
    "Period": _period,
    "Reference": lambda value: _member(value, "reference"),
}


def taken(pairs: Sequence[tuple[str, str]], names: frozenset[str], *, lenient: bool = False) -> dict[str, list[str]]:
    """The values of each parameter that the operation has; empty ones say nothing. Refused 400 for any other."""
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        if name in names and text:
            found.setdefault(name, []).append(text)
        elif text and name not in (*names, *_ANSWERS) and not lenient:
            raise not_supported(f"This operation takes {', '.join(sorted(names))}.")
    return found


def ignored(pairs: Sequence[tuple[str, str]], names: frozenset[str]) -> tuple[str, ...]:
    """The parameters that had no effect, as far as their names are fit to be shown."""
    odd = [name for name, text in pairs if text and name not in (*names, *_ANSWERS)]
    return tuple(dict.fromkeys(map(shown, odd)))


def once(found: Mapping[str, Sequence[str]], name: str) -> str | None:
    """The value of a parameter that may be given once."""
    given = found.get(name, ())
    if len(given) > 1:
        raise bad_value(f"{name} may be given once.")
    return given[0] if given else None


def period(found: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """`start` and `end` of a time of care, "" where it is open. Refused 400 for what is no date, or the wrong way."""
    start, end = (_date(name, once(found, name) or "") for name in ("start", "end"))
    if start and end and dates.bounds(start, _UTC)[0] >= dates.bounds(end, _UTC)[1]:
        raise bad_value("start lies behind end.")
    return start, end


def _date(name: str, text: str) -> str:
    plain = text.replace(" ", "+")  # a '+' left bare in a URL arrives as a blank
    try:
        dates.parse_partial(plain or "2000")
    except ValueError:
        raise bad_value(f"{name} takes a date such as 2013-01-14.") from None
    return plain


def positive(name: str, text: str | None, default: int) -> int:
    """A whole number from 1; as large as R4 lets it be. https://hl7.org/fhir/R4/datatypes.html#positiveInt"""
    if text is None:
        return default
    if not _POSITIVE.fullmatch(text) or int(text) > LARGEST:
        raise bad_value(f"{name} takes a whole number from 1 to {LARGEST}.")
    return int(text)
