"""The public documents of an endpoint: what it can do, how to get a token for it, what it signs with.

https://hl7.org/fhir/R4/http.html#capabilities
https://hl7.org/fhir/smart-app-launch/conformance.html
https://www.rfc-editor.org/rfc/rfc8414#section-3
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, request

from facade.access.endpoint import EndpointFacts
from facade.api import bodies, negotiation, preconditions, replies
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.fhir import json
from facade.interactions import capabilities
from facade.smart import brands, discovery, id_token
from facade.smart.discovery import Offer

_LETTERS = (("create", "c"), ("read", "r"), ("update", "u"), ("delete", "d"), ("search-type", "s"))
_CACHED = "public, max-age=300"


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """`/metadata`, what `/.well-known/` has, and the public keys."""

    @blueprint.get("/metadata")
    def metadata() -> Answer:
        pretty = negotiation.check_answer(request.headers.get("Accept", ""), bodies.pairs(request.query_string))
        return _document(_statement(mount), content_type=replies.CONTENT_TYPE, pretty=pretty)

    @blueprint.get("/.well-known/smart-configuration", endpoint="smart_configuration")
    def smart() -> Answer:
        return _found(discovery.smart_configuration, mount, service)

    @blueprint.get("/.well-known/openid-configuration", endpoint="openid_configuration")
    def openid() -> Answer:
        return _found(discovery.openid_configuration, mount, service)

    brand = service.brands.get(mount.endpoint.name)
    if brand is not None:

        @blueprint.get(f"/{brands.PATH}", endpoint="brands")
        def brands_bundle() -> Answer:
            return _document(brands.bundle(mount.facts, brand), content_type=replies.CONTENT_TYPE)

    @blueprint.get("/oauth/jwks", endpoint="jwks")
    def keys() -> Answer:
        return _document(id_token.published(service.store, now=current().now), content_type=replies.PLAIN_JSON)


def at_the_root(mount: Mount, service: Service) -> Blueprint:
    """The document of RFC 8414, whose place is before the path of the issuer."""
    blueprint = Blueprint(f"root-{mount.endpoint.name}", __name__)
    path = urlsplit(mount.endpoint.base).path

    @blueprint.get(f"/.well-known/oauth-authorization-server{path}", endpoint="authorization_server")
    def server() -> Answer:
        return _found(discovery.authorization_server, mount, service)

    return blueprint


def offered(statement: Mapping[str, Any]) -> dict[str, str]:
    """The scope letters of each type's interactions, as the CapabilityStatement lists them."""
    return {
        resource["type"]: "".join(letter for code, letter in _LETTERS if {"code": code} in resource["interaction"])
        for rest in statement["rest"]
        for resource in rest.get("resource", ())
    }


def _found(make: Callable[[EndpointFacts, Offer], dict[str, Any]], mount: Mount, service: Service) -> Answer:
    name = mount.endpoint.name
    registers, brand = service.registration(name).mode != "off", service.brands.get(name)
    offer = Offer(offered(_statement(mount)), f"{service.server.public_url}/account/apps", registers, brand)
    return _document(make(mount.facts, offer), content_type=replies.PLAIN_JSON)


def _statement(mount: Mount) -> dict[str, Any]:
    return capabilities.capabilities(mount.endpoint)


def _document(body: Mapping[str, Any], *, content_type: str, pretty: bool = False) -> Answer:
    """The document, or 304 for a client that has it."""
    etag = f'W/"{hashlib.sha256(json.dumps(body)).hexdigest()[:16]}"'
    headers = {"ETag": etag, "Cache-Control": _CACHED}
    if preconditions.is_fresh(request.headers.get("If-None-Match"), etag):
        return replies.document(None, status=304, headers=headers)
    return replies.document(body, headers=headers, content_type=content_type, pretty=pretty)
