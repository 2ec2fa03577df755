"""The FHIR interactions over HTTP. https://hl7.org/fhir/R4/http.html

Each route does three things: what the request says, the interaction, what it answered.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request

from facade.api import bodies, journal, negotiation, preconditions, prefer, replies
from facade.api.bodies import Pairs
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.errors import not_supported
from facade.interactions import create, read, search, update
from facade.interactions.context import Context, Prefer

_FOR_ANSWERS = frozenset({"_format", "_pretty"})
_TYPE, _RESOURCE = "/<fhir_type:type>", "/<fhir_type:type>/<fhir_id:id>"


def routes(mount: Mount, service: Service) -> Blueprint:
    """The routes of one endpoint's resources."""
    limits = service.server.limits
    found = Blueprint(mount.endpoint.name, __name__, url_prefix=mount.path)

    @found.get(_RESOURCE)
    def read_resource(type: str, id: str) -> Answer:
        query, pretty = _query()
        seen = request.headers.get("If-None-Match")
        reply = read.read(_context(mount), type, id, query, if_none_match=preconditions.if_none_match(seen))
        if reply.status == 200 and preconditions.is_fresh(seen, reply.headers.get("ETag")):
            reply = replace(reply, status=304, body=None)
        return replies.fhir(reply, pretty=pretty)

    @found.get(_TYPE)
    def search_type(type: str) -> Answer:
        return _search(mount, type, bodies.pairs(request.query_string))

    @found.post(f"{_TYPE}/_search")
    def search_type_by_form(type: str) -> Answer:
        return _search(mount, type, [*bodies.pairs(request.query_string), *bodies.form(request)])

    @found.post(_TYPE)
    def create_resource(type: str) -> Answer:
        if "If-None-Exist" in request.headers:
            raise not_supported("Conditional create is not supported.")
        preferred, pretty = _write_options()
        resource = bodies.resource(request, limits)
        return replies.fhir(create.create(_context(mount), type, resource, prefer=preferred), pretty=pretty)

    @found.put(_RESOURCE)
    def update_resource(type: str, id: str) -> Answer:
        preferred, pretty = _write_options()
        version = preconditions.if_match(request.headers.get("If-Match"))
        resource = bodies.resource(request, limits)
        reply = update.update(_context(mount), type, id, resource, if_match=version, prefer=preferred)
        return replies.fhir(reply, pretty=pretty)

    return found


def _context(mount: Mount) -> Context:
    exchange = current()
    assert exchange.grant is not None  # the guard lets no other request in here
    return Context(mount.endpoint, exchange.grant, exchange.now, journal.record)


def _query() -> tuple[Pairs, bool]:
    """The pairs of the URL, and whether the answer is to be indented."""
    pairs = bodies.pairs(request.query_string)
    return pairs, negotiation.check_answer(request.headers.get("Accept", ""), pairs)


def _search(mount: Mount, type: str, pairs: Pairs) -> Answer:
    pretty = negotiation.check_answer(request.headers.get("Accept", ""), pairs)
    current().pretty = pretty  # it may stand in a form, which the guard does not read
    handling = prefer.parse(request.headers.get("Prefer", "")).handling
    lenient = None if handling is None else handling == "lenient"
    return replies.fhir(search.search(_context(mount), type, pairs, lenient=lenient), pretty=pretty)


def _write_options() -> tuple[Prefer, bool]:
    query, pretty = _query()
    if any(name not in _FOR_ANSWERS for name, _ in query):
        raise not_supported("A write takes _format and _pretty only; conditional writes are not supported.")
    return prefer.parse(request.headers.get("Prefer", "")), pretty
