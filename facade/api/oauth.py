"""The token endpoint. https://hl7.org/fhir/smart-app-launch/backend-services.html#obtain-access-token

What is wrong with a request is told in OAuth's own form; what is wrong around it (405, 413, 503) as everywhere.
"""

from __future__ import annotations

from flask import Blueprint, request

from facade.access import backend
from facade.api import bodies, replies
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.errors import Refused

_LONGEST = 64 * 1024


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """`/oauth/token`."""

    @blueprint.post("/oauth/token")
    def token() -> Answer:
        request.max_content_length = _LONGEST
        status, headers, body = backend.issue(
            _form(),
            content_type=request.headers.get("Content-Type", ""),
            endpoint=mount.facts,
            clients=service.clients,
            store=service.store,
            now=current().now,
            authorization=request.headers.get("Authorization"),
            query=request.query_string.decode("ascii", "replace"),
        )
        current().issue = str(body.get("error", ""))
        return replies.document(body, status=status, headers=headers, content_type=replies.PLAIN_JSON)


def _form() -> dict[str, list[str]]:
    """The values of each parameter; nothing if the form cannot be read, which lacks all that is needed."""
    found: dict[str, list[str]] = {}
    body = bodies.read(request)
    try:
        pairs = bodies.pairs(body)
    except Refused:
        return found
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
