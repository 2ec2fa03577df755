"""Both vendors' adapters against the oracle.

The fixture `oracle_service(vendor)` gives a `Service` over the rows of that vendor's oracle, with the
settings that `model` states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.oracle import ORACLES
from tests.oracle.matching import along, differences, find, matches
from tests.oracle.model import Oracle, Refusal, Search, Service, wire

Services = Callable[[str], Service]


def each(items: Callable[[Oracle], Iterable[Any]]) -> list[Any]:
    """One parameter set for each item of each vendor."""
    return [
        pytest.param(vendor, item, id=f"{vendor}-{item}")
        for vendor, oracle in ORACLES.items()
        for item in items(oracle)
    ]


@pytest.mark.parametrize(("vendor", "key"), each(lambda oracle: oracle.resources))
def test_read(oracle_service: Services, vendor: str, key: str) -> None:
    status, resource = oracle_service(vendor).get(*key.split("/"))

    assert status == 200, resource
    assert differences(ORACLES[vendor].resources[key], resource) == []


@pytest.mark.parametrize(("vendor", "key"), each(lambda oracle: oracle.absent))
def test_what_is_not_served(oracle_service: Services, vendor: str, key: str) -> None:
    status, outcome = oracle_service(vendor).get(*key.split("/"))

    assert (status, outcome["issue"][0]["code"]) == (404, "not-found"), ORACLES[vendor].absent[key]


@pytest.mark.parametrize(("vendor", "key"), each(lambda oracle: oracle.bad))
def test_bad_row(oracle_service: Services, vendor: str, key: str) -> None:
    status, outcome = oracle_service(vendor).get(*key.split("/"))

    assert (status, outcome["issue"][0]["code"]) == (422, "processing"), ORACLES[vendor].bad[key]


@pytest.mark.parametrize(("vendor", "search"), each(lambda oracle: oracle.searches))
def test_search(oracle_service: Services, vendor: str, search: Search) -> None:
    bundle = find(oracle_service(vendor), search.type, search.query)
    found = matches(bundle)

    assert sorted(resource["id"] for resource in found) == sorted(search.ids), search.why
    assert {resource["resourceType"] for resource in found} <= {search.type}
    assert sorted(along(bundle)) == sorted(search.along), search.why


@pytest.mark.parametrize(("vendor", "search"), each(lambda oracle: [one for one in oracle.searches if one.along]))
def test_what_is_brought_along_is_what_reading_gives(oracle_service: Services, vendor: str, search: Search) -> None:
    expected = ORACLES[vendor].resources
    entries = find(oracle_service(vendor), search.type, search.query)["entry"]
    brought = [entry["resource"] for entry in entries if entry["search"]["mode"] == "include"]

    assert [line for one in brought for line in differences(expected[f"{one['resourceType']}/{one['id']}"], one)] == []


@pytest.mark.parametrize(("vendor", "type"), each(Oracle.types))
def test_search_gives_what_reading_gives(oracle_service: Services, vendor: str, type: str) -> None:
    expected = ORACLES[vendor].resources
    found = matches(find(oracle_service(vendor), type, ""))

    assert len(found) == len(ORACLES[vendor].ids(type))
    assert [line for one in found for line in differences(expected[f"{type}/{one['id']}"], one)] == []


@pytest.mark.parametrize(("vendor", "type"), each(Oracle.types))
def test_bad_rows_are_told_and_not_counted(oracle_service: Services, vendor: str, type: str) -> None:
    bundle = find(oracle_service(vendor), type, "_total=accurate")
    told = [entry for entry in bundle["entry"] if entry["search"]["mode"] == "outcome"]
    bad = [key for key in ORACLES[vendor].bad if key.startswith(f"{type}/")]

    assert bundle["total"] == len(ORACLES[vendor].ids(type))
    assert bool(told) == bool(bad)


@pytest.mark.parametrize(("vendor", "refusal"), each(lambda oracle: oracle.refusals))
def test_refusal(oracle_service: Services, vendor: str, refusal: Refusal) -> None:
    status, outcome = oracle_service(vendor).search(refusal.type, wire(refusal.query))

    assert outcome["resourceType"] == "OperationOutcome"
    assert (status, outcome["issue"][0]["code"]) == (refusal.status, refusal.code), refusal.why
