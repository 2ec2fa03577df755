"""The FHIR interactions over HTTP. https://hl7.org/fhir/R4/http.html

Each route does three things: what the request says, the interaction, what it answered.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request

from facade.api import bodies, negotiation, preconditions, prefer, replies, searches
from facade.api.bodies import Pairs
from facade.api.contexts import context
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.errors import not_supported
from facade.interactions import create, read, update
from facade.interactions.context import Prefer

_FOR_ANSWERS = frozenset({"_format", "_pretty"})
_TYPE, _RESOURCE = "/<fhir_type:type>", "/<fhir_type:type>/<fhir_id:id>"


def routes(mount: Mount, service: Service) -> Blueprint:
    """The routes of one endpoint's resources."""
    limits = service.server.limits
    found = Blueprint(mount.endpoint.name, __name__, url_prefix=mount.path)
    searches.add_routes(found, mount)

    @found.get(_RESOURCE)
    def read_resource(type: str, id: str) -> Answer:
        query, pretty = _query()
        seen = current().request.environ.get("HTTP_IF_NONE_MATCH")
        reply = read.read(context(mount), type, id, query, if_none_match=preconditions.if_none_match(seen))
        if reply.status == 200 and preconditions.is_fresh(seen, reply.headers.get("ETag")):
            reply = replace(reply, status=304, body=None)
        return replies.fhir(reply, pretty=pretty)

    @found.post(_TYPE)
    def create_resource(type: str) -> Answer:
        if "If-None-Exist" in request.headers:
            raise not_supported("Conditional create is not supported.")
        preferred, pretty = _write_options()
        resource = bodies.resource(request, limits)
        return replies.fhir(create.create(context(mount), type, resource, prefer=preferred), pretty=pretty)

    @found.put(_RESOURCE)
    def update_resource(type: str, id: str) -> Answer:
        preferred, pretty = _write_options()
        version = preconditions.if_match(request.headers.get("If-Match"))
        resource = bodies.resource(request, limits)
        reply = update.update(context(mount), type, id, resource, if_match=version, prefer=preferred)
        return replies.fhir(reply, pretty=pretty)

    return found


def _query() -> tuple[Pairs, bool]:
    """The pairs of the URL, and whether the answer is to be indented."""
    request = current().request
    pairs = bodies.pairs(request.query_string)
    return pairs, negotiation.check_answer(request.environ.get("HTTP_ACCEPT", ""), pairs)


def _write_options() -> tuple[Prefer, bool]:
    query, pretty = _query()
    if any(name not in _FOR_ANSWERS for name, _ in query):
        raise not_supported("A write takes _format and _pretty only; conditional writes are not supported.")
    return prefer.parse(request.headers.get("Prefer", "")), pretty
