"""What clients send: pairs of a query string or form, and resources. https://hl7.org/fhir/R4/http.html#create"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.exceptions import HTTPException

from facade.api import negotiation
from facade.config import ServerLimits
from facade.errors import Refused, bad_value
from facade.fhir import json

Pairs = list[tuple[str, str]]
_MOST_PAIRS = 1000


def pairs(text: bytes) -> Pairs:
    """The percent-decoded pairs of a query string or form, in order."""
    try:
        if not (b"%" in text or b"+" in text) and text.count(b"&") < _MOST_PAIRS:  # nothing to decode
            parts = (part.partition("=") for part in text.decode().split("&") if part)
            return [(name, value) for name, _, value in parts]
        return parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PAIRS)
    except UnicodeDecodeError:
        raise bad_value("The parameters are not UTF-8.") from None
    except ValueError:
        raise Refused(400, "too-costly", f"At most {_MOST_PAIRS} parameters are taken at once.") from None


def read(request: Request) -> bytes:
    """The whole body. Refused: 413 by its size, 400 if it does not arrive as it should."""
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as error:  # each server has its own for a malformed chunk
        raise _broken() from error
    if request.content_length is not None and len(body) < request.content_length:
        raise _broken()  # a part of a form is a form: a client that went away must not have asked for something else
    return body


def _broken() -> Refused:
    return Refused(400, "invalid", "The body did not arrive whole.")


def form(request: Request) -> Pairs:
    """The pairs of a form; an empty body needs no Content-Type."""
    body = read(request)
    if not body:
        return []
    negotiation.check_form(request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", ""))
    return pairs(body)


def resource(request: Request, limits: ServerLimits) -> dict[str, Any]:
    """The JSON object of the body. Refused: 415 by its headers, 413 by its size, 400 by its content."""
    negotiation.check_json_body(request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", ""))
    found = json.loads(read(request), max_depth=limits.json_depth)
    if not isinstance(found, dict):
        raise Refused(400, "structure", "The body is not a JSON object.")
    return found
