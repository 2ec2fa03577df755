"""Searches over HTTP: of a type, of all types, of a compartment. https://hl7.org/fhir/R4/http.html#search"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from facade.api import bodies, negotiation, replies
from facade.api.contexts import context, lenient
from facade.api.exchange import Mount, current
from facade.api.replies import Answer
from facade.interactions import compartment, search, system
from facade.interactions.context import Reply

_TYPE = "/<fhir_type:type>"
_COMPARTMENT = f"{_TYPE}/<fhir_id:id>/<fhir_types:searched>"


def add_routes(found: Blueprint, mount: Mount) -> None:
    """The searches of one endpoint, each by URL and by form."""

    @found.get(_TYPE)
    @found.post(f"{_TYPE}/_search", endpoint="search_type_by_form")
    def search_type(type: str) -> Answer:
        return _searched(mount, search.search, type)

    @found.get("")
    @found.get("/")
    @found.post("/_search", endpoint="search_system_by_form")
    def search_system() -> Answer:
        return _searched(mount, system.search)

    @found.get(_COMPARTMENT)
    @found.post(f"{_COMPARTMENT}/_search", endpoint="search_compartment_by_form")
    def search_compartment(type: str, id: str, searched: str) -> Answer:
        return _searched(mount, compartment.search, type, id, searched)


def _searched(mount: Mount, interaction: Callable[..., Reply], *where: str) -> Answer:
    """A search by the parameters of the URL and, if there is one, of the form."""
    exchange = current()
    request = exchange.request
    pairs = bodies.pairs(request.query_string)
    if request.method == "POST":
        pairs = [*pairs, *bodies.form(request)]
    pretty = negotiation.check_answer(request.environ.get("HTTP_ACCEPT", ""), pairs)
    exchange.pretty = pretty  # it may stand in a form, which the guard does not read
    return replies.fhir(interaction(context(mount), *where, pairs, lenient=lenient()), pretty=pretty)
