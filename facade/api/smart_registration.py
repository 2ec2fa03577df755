"""Dynamic registration of apps: `/oauth/register`, where the endpoint's configuration opens it.

Errors are OAuth's, in JSON. https://www.rfc-editor.org/rfc/rfc7591 · https://www.rfc-editor.org/rfc/rfc7592
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, request

from facade.api import bodies, journal, replies
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.errors import Refused
from facade.fhir import json
from facade.smart import dynamic_registration
from facade.smart.dynamic_registration import Failed, Registrar

_LONGEST = 128 * 1024
_JSON = "application/json"


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """The two routes, unless registration is off."""
    policy = service.registration(mount.endpoint.name)
    if policy.mode == "off":
        return

    def answer(act: Callable[[Registrar, str | None], dynamic_registration.Answer]) -> Answer:
        registrar = Registrar(mount.facts, policy, service.store, journal.decide, current().now)
        try:
            status, headers, body = act(registrar, request.headers.get("Authorization"))
        except Failed as error:
            status, headers, body = error.answer
        except Refused as error:
            status, headers, body = dynamic_registration.unavailable(error)
        current().issue = str((body or {}).get("error", ""))
        return replies.document(body, status=status, headers=headers, content_type=replies.PLAIN_JSON)

    @blueprint.post("/oauth/register")
    def register() -> Answer:
        return answer(lambda registrar, token: registrar.create(token, _metadata()))

    @blueprint.route("/oauth/register/<id>", methods=["GET", "PUT", "DELETE"])
    def registration(id: str) -> Answer:
        if request.method == "PUT":
            return answer(lambda registrar, token: registrar.change(token, id, _metadata()))
        act = Registrar.remove if request.method == "DELETE" else Registrar.read
        return answer(lambda registrar, token: act(registrar, token, id))


def _metadata() -> Mapping[str, Any]:
    request.max_content_length = _LONGEST
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != _JSON:
        raise Failed(400, "invalid_client_metadata", f"The body must be {_JSON}.")
    found = json.loads(bodies.read(request))
    if not isinstance(found, dict):
        raise Failed(400, "invalid_client_metadata", "The body must be a JSON object.")
    return found
