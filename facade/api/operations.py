"""Operations over HTTP: a route for each of the table's, by GET, by a form and by a Parameters resource.

https://hl7.org/fhir/R4/operations.html#executing
"""

from __future__ import annotations

from flask import Blueprint, request

from facade.api import bodies, negotiation, replies
from facade.api.bodies import Pairs
from facade.api.contexts import context, lenient
from facade.api.exchange import Mount, Service, current
from facade.api.replies import Answer
from facade.config import ServerLimits
from facade.interactions.operations import arguments
from facade.interactions.operations.table import OPERATIONS, Operation


def add_routes(blueprint: Blueprint, mount: Mount, service: Service) -> None:
    """`/Type/$name` and `/Type/id/$name`, without one for what is not in the table."""
    for item in OPERATIONS:
        if item.on_type:
            _add(blueprint, mount, service.server.limits, item, f"/{item.type}/${item.name}")
        if item.on_instance:
            _add(blueprint, mount, service.server.limits, item, f"/{item.type}/<fhir_id:id>/${item.name}")


def _add(blueprint: Blueprint, mount: Mount, limits: ServerLimits, item: Operation, path: str) -> None:
    def answer(id: str | None = None) -> Answer:
        pairs = bodies.pairs(request.query_string)
        if request.method == "POST":
            pairs = [*pairs, *_posted(limits)]
        pretty = negotiation.check_answer(request.headers.get("Accept", ""), pairs)
        current().pretty = pretty  # it may stand in the body, which the guard does not read
        return replies.fhir(item.answer(context(mount), id, pairs, lenient=lenient()), pretty=pretty)

    name = f"{item.type}_{item.name}_{'one' if '<' in path else 'type'}".lower()
    blueprint.add_url_rule(path, name, answer, methods=["GET", "POST"])


def _posted(limits: ServerLimits) -> Pairs:
    """What stands in the body, if there is one."""
    if request.mimetype in ("", negotiation.FORM):
        return bodies.form(request)
    return arguments.of_parameters(bodies.resource(request, limits))
