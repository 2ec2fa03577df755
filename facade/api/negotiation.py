"""In which form the client wants the answer, and in which it sends a body: JSON in UTF-8, or nothing.

`_format` wins over Accept; `fhirVersion` may say 4.0 and nothing else. https://hl7.org/fhir/R4/http.html#mime-type
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_options_header

from facade.errors import Refused, bad_value

FHIR_JSON = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"

_JSON = (FHIR_JSON, "application/json", "text/json")
_SHORT = {"json": FHIR_JSON}
_VERSION = "4.0"
_UTF8 = frozenset({"utf-8", "utf8"})
_PRETTY = {"true": True, "false": False}


def check_answer(accept: str, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the answer is to be indented. Refused(406) if JSON is not what the client takes."""
    format_ = _once(pairs, "_format")
    if not (_takes_json(accept) if format_ is None else _is_format(format_)):
        raise Refused(406, "not-supported", f"Only {FHIR_JSON} in UTF-8, fhirVersion={_VERSION}, is served here.")
    pretty = _once(pairs, "_pretty") or "false"
    if pretty not in _PRETTY:
        raise bad_value("_pretty takes true or false.")
    return _PRETTY[pretty]


def is_resource_wanted(accept: str, pairs: Sequence[tuple[str, str]], content_type: str) -> bool:
    """Whether a Binary is to be sent as a resource, not as the bytes of that type. Refused(406) if neither is taken.

    The bytes unless FHIR's own type is named; application/json alone means the resource, unless the bytes are that.
    https://hl7.org/fhir/R4/binary.html#rest
    """
    if _once(pairs, "_format") is not None:
        check_answer(accept, pairs)
        return True
    ranges = [(*_media_type(text), quality) for text, quality in _accepted(accept)]
    if not ranges:
        return False
    named = [quality for range_, parameters, quality in ranges if range_ == FHIR_JSON and _fits(parameters)]
    asked, bytes_ = max(named, default=0), _quality(content_type, ranges)
    if asked > 0 and asked >= bytes_:
        return True
    if bytes_ > 0:
        return False
    check_answer(accept, pairs)
    return True


def check_json_body(content_type: str, content_encoding: str) -> None:
    """Refused(415) unless a body is plain JSON."""
    kind, parameters = _media_type(content_type)
    if kind not in _JSON or not _fits(parameters):
        _unsupported(f"Send {FHIR_JSON} in UTF-8, fhirVersion={_VERSION}.")
    _check_encoding(content_encoding)


def check_form(content_type: str, content_encoding: str) -> None:
    """Refused(415) unless a body is a form."""
    kind, parameters = _media_type(content_type)
    if kind != FORM or not _fits(parameters):
        _unsupported(f"Send {FORM} in UTF-8.")
    _check_encoding(content_encoding)


def _media_type(text: str) -> tuple[str, Mapping[str, str]]:
    kind, parameters = parse_options_header(text)
    return kind.lower(), parameters


def _once(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    """The value of a parameter that has none or one; an empty value is none."""
    found = {value for key, value in pairs if key == name and value}
    if len(found) > 1:
        raise bad_value(f"{name} may be given once.")
    return found.pop() if found else None


def _is_format(text: str) -> bool:
    # In a query string an unescaped + means a blank, and application/fhir+json is often written so.
    kind, parameters = _media_type(text.replace("fhir json", "fhir+json"))
    return _SHORT.get(kind, kind) in _JSON and _fits(parameters)


@lru_cache(maxsize=256)  # clients send few different ones, again and again
def _takes_json(accept: str) -> bool:
    ranges = [(*_media_type(text), quality) for text, quality in _accepted(accept)]
    return not ranges or any(_quality(kind, ranges) > 0 for kind in _JSON)


def _accepted(accept: str) -> Iterator[tuple[str, float]]:
    yield from parse_accept_header(accept, MIMEAccept)


def _quality(kind: str, ranges: Sequence[tuple[str, Mapping[str, str], float]]) -> float:
    """What the most specific range says of a type. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1"""
    family = kind.partition("/")[0]
    for name in (kind, f"{family}/*", "*/*"):
        found = [quality for range_, parameters, quality in ranges if range_ == name and _fits(parameters)]
        if found:
            return max(found)
    return 0


def _fits(parameters: Mapping[str, str]) -> bool:
    """The charset and the FHIR version, where they are named; other parameters mean nothing here."""
    charset = parameters.get("charset", "utf-8").lower()
    return charset in _UTF8 and parameters.get("fhirversion", _VERSION) == _VERSION


def _check_encoding(content_encoding: str) -> None:
    # A compressed body could be a thousand times larger than it looks.
    if content_encoding.strip().lower() not in ("", "identity"):
        _unsupported("Send the body without Content-Encoding.")


def _unsupported(text: str) -> None:
    raise Refused(415, "not-supported", text)
