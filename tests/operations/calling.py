"""Operations called on a service of `tests.serving`, as a client would: parameters in, status and body out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from facade.access.grant import Grant
from facade.errors import Refused
from facade.fhir import json
from facade.fhir.outcome import operation_outcome
from facade.interactions.operations.table import operation
from tests.serving import Service, next_link

Body = dict[str, Any]


def call(service: Service, path: str, query: str = "") -> tuple[int, Body]:
    """`Patient/7/$everything`; the query is as in a URL."""
    *where, name = path.split("/")
    type_, id_ = where[0], where[1] if len(where) > 1 else None
    called = operation(type_, id_, name.removeprefix("$"))
    assert called is not None, path
    try:
        reply = called.answer(service.context, id_, parse_qsl(query, keep_blank_values=True), lenient=None)
    except Refused as refusal:
        return refusal.status, operation_outcome(refusal.issues)
    return reply.status, json.loads(json.dumps(reply.body))


def refusal(service: Service, path: str, query: str = "") -> tuple[int, str]:
    """Status and code of a refused call."""
    status, body = call(service, path, query)
    return status, body["issue"][0]["code"] if body["resourceType"] == "OperationOutcome" else "answered"


def named(bundle: Body, mode: str = "match") -> list[str]:
    """`Type/id` of the entries of one mode, in order."""
    entries = [entry for entry in bundle.get("entry", ()) if entry["search"]["mode"] == mode]
    return [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries]


def pages(service: Service, path: str, query: str = "") -> list[Body]:
    """Every page, by the next links."""
    status, body = call(service, path, query)
    assert status == 200, body
    found = [body]
    while (link := next_link(found[-1])) is not None:
        status, body = call(service, path, urlsplit(link).query)
        assert status == 200, body
        found.append(body)
    return found


def caller(service: Service, scopes: Sequence[str], **facts: Any) -> Service:
    """The same clinic, asked by another token."""
    return replace(service, grant=Grant("other", service.grant.endpoint, tuple(scopes), **facts))
