"""From what an interaction answers to an HTTP response."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from facade.fhir import json
from facade.interactions.context import Reply

CONTENT_TYPE = "application/fhir+json; charset=utf-8"
PLAIN_JSON = "application/json"

# Answers hold patients' data, and nothing in them is for a browser to run.
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Vary", "Accept, Authorization"),
)


def fhir(reply: Reply, *, pretty: bool = False) -> Response:
    """The response for a reply; its body is dumped here and nowhere else."""
    return document(reply.body, status=reply.status, headers=reply.headers, pretty=pretty)


def document(
    body: Any,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    content_type: str = CONTENT_TYPE,
    pretty: bool = False,
) -> Response:
    """A JSON response, or an empty one for None."""
    if body is None:
        response = Response(status=status)
        response.headers.pop("Content-Type", None)
    else:
        response = Response(json.dumps(body, pretty), status=status, content_type=content_type)
    response.headers.update(headers or {})
    return response


def finish(response: Response, request_id: str) -> Response:
    """What every response carries, errors included."""
    headers = response.headers
    for name, value in _ALWAYS:
        headers.add(name, value)
    headers.add("X-Request-Id", request_id)
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    return response
