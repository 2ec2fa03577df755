"""Both vendors' adapters asked in other ways than by a search of one type: all types, compartments, operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import pytest

from facade.fhir import json
from facade.interactions import compartment, system
from facade.interactions.operations.table import operation
from tests.oracle import ORACLES
from tests.oracle.matching import along, differences, matches
from tests.oracle.model import Request, wire
from tests.serving import Service

Services = Callable[[str], Service]
EACH = pytest.mark.parametrize(
    ("vendor", "request_"),
    [
        pytest.param(vendor, request, id=f"{vendor}-{request}")
        for vendor, oracle in ORACLES.items()
        for request in oracle.requests
    ],
)


def answered(service: Service, request: Request) -> Mapping[str, Any]:
    """The one page of a request that is answered."""
    path, _, name = request.path.rpartition("$")
    parts = [part for part in (path or request.path).split("/") if part]
    pairs = parse_qsl(wire(request.query), keep_blank_values=True)
    if name != "lastn":
        pairs.append(("_count", "200"))
    context = service.context
    if path:
        type, id = [*parts, None][:2]
        asked = operation(str(type), id, name)
        assert asked is not None
        reply = asked.answer(context, id, pairs, lenient=None)
    elif parts:
        reply = compartment.search(context, *parts, pairs)
    else:
        reply = system.search(context, pairs)
    assert reply.status == 200
    bundle: Mapping[str, Any] = json.loads(json.dumps(reply.body))
    return bundle


@EACH
def test_request_gives(oracle_service: Services, vendor: str, request_: Request) -> None:
    bundle = answered(oracle_service(vendor), request_)
    found = [f"{one['resourceType']}/{one['id']}" for one in matches(bundle)]

    assert sorted(found) == sorted(request_.found), request_.why
    assert sorted(along(bundle)) == sorted(request_.along), request_.why


@EACH
def test_request_shows_what_reading_gives(oracle_service: Services, vendor: str, request_: Request) -> None:
    expected = ORACLES[vendor].resources
    shown = [entry["resource"] for entry in answered(oracle_service(vendor), request_).get("entry", [])]
    resources = [one for one in shown if one["resourceType"] != "OperationOutcome"]

    assert [
        line for one in resources for line in differences(expected[f"{one['resourceType']}/{one['id']}"], one)
    ] == []
