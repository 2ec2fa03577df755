"""A batch posted to the base. https://hl7.org/fhir/R4/http.html#transaction"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request

from facade.api import bodies, failures, journal, negotiation, replies
from facade.api.contexts import context, lenient
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.errors import Refused
from facade.interactions import batch


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """`POST [base]`."""

    @blueprint.post("", endpoint="batch")
    @blueprint.post("/", endpoint="batch")  # as many clients write the base
    def answer() -> Answer:
        pretty = negotiation.check_answer(request.headers.get("Accept", ""), bodies.pairs(request.query_string))
        bundle = bodies.resource(request, service.server.limits)
        _count(bundle, service)
        return replies.fhir(batch.batch(context(mount), bundle, failed=_failed, lenient=lenient()), pretty=pretty)


def _count(bundle: Mapping[str, Any], service: Service) -> None:
    """Its entries are requests; one of them is counted already."""
    exchange, entries = current(), bundle.get("entry")
    if exchange.mount and exchange.grant and isinstance(entries, list) and len(entries) > 1:
        name, client, times = exchange.mount.endpoint.name, exchange.grant.client, len(entries) - 1
        service.rates.take_of(name, client, exchange.person, now=exchange.now, times=times)


def _failed(error: Exception) -> Refused:
    """An entry that failed as no request should: where, stands in the log; the others are answered."""
    journal.failed(error)
    return Refused(500, failures.WRONG.code, failures.WRONG.text)
