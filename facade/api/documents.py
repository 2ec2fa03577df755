"""The public documents of an endpoint: what it can do, and how to get a token for it.

https://hl7.org/fhir/R4/http.html#capabilities
https://hl7.org/fhir/smart-app-launch/conformance.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request

from facade.access.discovery import smart_configuration
from facade.api import bodies, negotiation, preconditions, replies
from facade.api.exchange import Mount
from facade.api.replies import Answer
from facade.fhir import json
from facade.interactions import capabilities

_LETTERS = (("create", "c"), ("read", "r"), ("update", "u"), ("delete", "d"), ("search-type", "s"))
_CACHED = "public, max-age=300"


def add_routes(blueprint: Blueprint, mount: Mount) -> None:
    """`/metadata` and `/.well-known/smart-configuration`."""

    @blueprint.get("/metadata")
    def metadata() -> Answer:
        pretty = negotiation.check_answer(request.headers.get("Accept", ""), bodies.pairs(request.query_string))
        return _document(_statement(mount), content_type=replies.CONTENT_TYPE, pretty=pretty)

    @blueprint.get("/.well-known/smart-configuration", endpoint="smart_configuration")
    def smart() -> Answer:
        found = smart_configuration(mount.facts, offered(_statement(mount)))
        return _document(found, content_type=replies.PLAIN_JSON)


def offered(statement: Mapping[str, Any]) -> dict[str, str]:
    """The scope letters of each type's interactions, as the CapabilityStatement lists them."""
    return {
        resource["type"]: "".join(letter for code, letter in _LETTERS if {"code": code} in resource["interaction"])
        for rest in statement["rest"]
        for resource in rest.get("resource", ())
    }


def _statement(mount: Mount) -> dict[str, Any]:
    return capabilities.capabilities(mount.endpoint)


def _document(body: Mapping[str, Any], *, content_type: str, pretty: bool = False) -> Answer:
    """The document, or 304 for a client that has it."""
    etag = f'W/"{hashlib.sha256(json.dumps(body)).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": _CACHED}
    if preconditions.is_fresh(request.headers.get("If-None-Match"), etag):
        return replies.document(None, status=304, headers=headers)
    return replies.document(body, headers=headers, content_type=content_type, pretty=pretty)
