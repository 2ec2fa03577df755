r"""One search value from text, by the type of its parameter.

Decisions on what the standard leaves open:

* A number's precision is half a unit of its last written digit, exponent included: `1e2` means [50, 150).
  The standard's table says [95, 105) there, against its own rule, by which 1.00e2, not 1e2, has three digits.
* Search works on what resources are now, so the version in `Patient/12/_history/3` is not looked at: it finds what
  refers to Patient/12 in any version or none. In a canonical (`url|2`) the version counts.
* An id that no resource can have (`Patient/1/2`, a foreign type) is no error: it matches nothing,
  as reading it would be 404. So an answer never tells which ids this server could have given.

https://hl7.org/fhir/R4/search.html#ptypes
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from facade.errors import bad_value, not_supported
from facade.fhir import dates, definitions
from facade.fhir.definitions import SearchParameter
from facade.search.expression import (
    CompositeValue,
    DateValue,
    MissingValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
)

_UTC = ZoneInfo("UTC")
_ESCAPED = re.compile(r"(?:[^\\]|\\[,|$\\])*", re.DOTALL)
_PREFIXED = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_REFERENCE = re.compile(r"([A-Z][A-Za-z]*)/([^/]+)(?:/_history/[^/]+)?")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+", re.DOTALL)

# Far beyond any clinical number, near enough that exact arithmetic on them stays small.
_LONGEST_NUMBER = 40
_LARGEST_EXPONENT = 100


def split(text: str, separator: str) -> list[str]:
    """The parts between separators that are not escaped; the parts keep their escapes."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == separator:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    """The text that was meant: every backslash makes the character after it an ordinary one."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def alternatives(name: str, text: str) -> list[str]:
    """The comma list of a parameter, still escaped. An empty member is a client's mistake, not a wish."""
    if not _ESCAPED.fullmatch(text):
        raise bad_value(f"In {name} a backslash stands before a character that needs none.")
    parts = split(text, ",")
    if not all(parts):
        raise bad_value(f"{name} has an empty value in its list.")
    return parts


def missing(name: str, text: str) -> MissingValue:
    """The value of `:missing`."""
    if text not in ("true", "false"):
        raise bad_value(f"{name} takes true or false.")
    return MissingValue(text == "true")


def typed_reference(name: str, type_: str, text: str, base: str) -> ReferenceValue:
    """The value of `subject:Patient=12`, also as `Patient/12`; no other type, no other server."""
    value = reference(name, text, base)
    if value.url is not None or value.type not in (None, type_):
        raise bad_value(f"{name} takes the id of a resource of that type on this server.")
    return ReferenceValue(value.id, type_)


def read(parameter: SearchParameter, name: str, text: str, base: str) -> SearchValue:
    """One value, still escaped, of a parameter without modifier. `name` is for messages."""
    if parameter.type == "composite":
        return _composite(parameter, name, text, base)
    reader = _READERS.get(parameter.type)
    if reader is None:
        raise not_supported(f"{name} is of a kind of parameter that is not supported.")
    return reader(name, text, base)


def string(name: str, text: str, base: str) -> StringValue:
    """Text as it is: in a string nothing but the escapes has a meaning."""
    return StringValue(unescape(text))


def token(name: str, text: str, base: str) -> TokenValue:
    """A code, an identifier or another word, with or without its system."""
    parts = [unescape(part) for part in split(text, "|")]
    if len(parts) > 2 or not any(parts):
        raise bad_value(f"{name} takes [code], [system]|[code], |[code] or [system]|.")
    if len(parts) == 1:
        return TokenValue(parts[0])
    return TokenValue(parts[1] or None, parts[0])


def reference(name: str, text: str, base: str) -> ReferenceValue:
    """An id, `Type/id`, or a URL; one under our base is `Type/id`."""
    plain = unescape(text).removeprefix(base + "/")
    match = _REFERENCE.fullmatch(plain)
    if match:
        return ReferenceValue(match[2], match[1])
    if _URL.fullmatch(plain):
        return ReferenceValue("", url=plain)
    return ReferenceValue(plain)


def _prefixed(text: str) -> tuple[str, str]:
    match = _PREFIXED.fullmatch(unescape(text))
    assert match is not None  # both groups may be empty
    return match[1] or "eq", match[2]


def _date(name: str, text: str, base: str) -> DateValue:
    prefix, plain = _prefixed(text)
    try:
        dates.search_bounds(plain, _UTC)
    except ValueError:
        raise bad_value(f"{name} takes a date or time such as 2013-01-14 or 2013-01-14T10:00:00Z.") from None
    return DateValue(plain.replace(" ", "+"), prefix)  # a '+' left bare in a URL arrives as a blank


def _number(name: str, text: str, base: str) -> NumberValue:
    prefix, plain = _prefixed(text)
    if len(plain) > _LONGEST_NUMBER or not _NUMBER.fullmatch(plain):
        raise bad_value(f"{name} takes a number such as 5.4 or 5.40e-3.")
    value = Decimal(plain)
    last = value.as_tuple().exponent
    assert isinstance(last, int)  # the form excludes NaN and the infinities
    if abs(last) > _LARGEST_EXPONENT:
        raise bad_value(f"{name} takes no number so large or so small.")
    return NumberValue(value, Decimal((0, (5,), last - 1)), prefix)


def _quantity(name: str, text: str, base: str) -> QuantityValue:
    parts = split(text, "|")
    if len(parts) not in (1, 3):
        raise bad_value(f"{name} takes [number] or [number]|[system]|[code].")
    system, code = (unescape(part) or None for part in [*parts, "", ""][1:3])
    return QuantityValue(_number(name, parts[0], base), system, code)


def _composite(parameter: SearchParameter, name: str, text: str, base: str) -> CompositeValue:
    parts = split(text, "$")
    if len(parts) != len(parameter.components) or not all(parts):
        raise bad_value(f"{name} takes {len(parameter.components)} values joined with $.")
    components = (definitions.parameter_by_url(url) for url, _ in parameter.components)
    return CompositeValue(
        tuple(read(component, name, part, base) for component, part in zip(components, parts, strict=True))
    )


_READERS: Mapping[str, Callable[[str, str, str], SearchValue]] = {
    "string": string,
    "uri": string,
    "token": token,
    "reference": reference,
    "date": _date,
    "number": _number,
    "quantity": _quantity,
}
