"""JSON in and out: strict reading of what clients send, fast writing of what we built.

FHIR forbids what Python's reader lets pass: duplicate members, NaN, lone surrogates. Decimals keep their
digits in both directions ("1.50" stays "1.50"). https://hl7.org/fhir/R4/json.html
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import orjson

from facade.errors import Refused

MAX_DEPTH = 64
_MAX_NUMBER = 64  # characters; R4 asks for 18 digits
_MAX_EXPONENT = 308  # what a double can hold, in either direction
_INT64 = 2**63

# An unfinished string runs to the end of the text, so every byte is looked at once.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def _refuse(code: str, text: str) -> NoReturn:
    raise Refused(400, code, text)


def _check_depth(body: bytes, limit: int) -> None:
    """Before parsing: the parser would run out of stack."""
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        if depth > limit:
            _refuse("structure", f"The JSON is nested deeper than {limit} levels.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        _refuse("structure", "A JSON object has the same member twice.")
    return members


def _decimal(text: str) -> Decimal:
    if len(text) > _MAX_NUMBER:
        _refuse("invalid", f"A number has more than {_MAX_NUMBER} characters.")
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond even Decimal's
        _refuse("invalid", "A number is out of range.")
    if abs(number.adjusted()) > _MAX_EXPONENT:
        _refuse("invalid", "A number is out of range.")
    return number


def _integer(text: str) -> int | Decimal:
    number = _decimal(text)
    return int(number) if -_INT64 <= number < _INT64 else number


def _constant(_: str) -> NoReturn:
    _refuse("structure", "NaN and Infinity are not JSON.")


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        _refuse("invalid", "A text holds half of a surrogate pair.")


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        _refuse("structure", f"The body is not UTF-8 (byte {error.start}).")


def loads(body: bytes, *, max_depth: int = MAX_DEPTH) -> Any:
    """The JSON value of a request's body; Refused(400) if it is not strictly JSON in UTF-8."""
    text = _decode(body)
    if not text.strip(" \t\r\n"):
        _refuse("structure", "The body is empty.")
    _check_depth(body, max_depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        _refuse("structure", f"The body is not JSON (line {error.lineno}, column {error.colno}).")
    if b"\\u" in body:  # raw surrogates are not UTF-8, so only escapes can smuggle one in
        _check_surrogates(value)
    return value


def _digits(value: Any) -> orjson.Fragment:
    """Decimals as they are written; orjson knows them not."""
    if isinstance(value, Decimal) and value.is_finite():
        return orjson.Fragment(str(value))
    raise TypeError(f"not JSON: {type(value).__name__}")


def dumps(value: Any, pretty: bool = False) -> bytes:
    """UTF-8 JSON, two blanks of indent when `pretty`."""
    return orjson.dumps(value, default=_digits, option=orjson.OPT_INDENT_2 if pretty else 0)
