"""Clients of other houses page through the demo and search it; what they find is what one plain request finds."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Ask, Endpoint

VENDORS = pytest.mark.parametrize("vendor", ["oscar", "openemr"])
# Small pages, so that the clients must follow links; the same without pages is what they must find.
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "all": ("Patient", {"_count": 7}),
    "sorted": ("Patient", {"_sort": "-birthdate,family", "_count": 9}),
    "token": ("Patient", {"gender": "female,male", "_count": 11}),
    "text": ("Patient", {"name:contains": "é", "_count": 5}),
    "dates": ("Patient", {"birthdate": ["ge1950", "lt2000-07"], "_count": 6}),
    "chain": ("AllergyIntolerance", {"patient.gender": "female", "_count": 4}),
    "reverse": ("Practitioner", {"_has:Patient:general-practitioner:gender": "female", "_count": 2}),
    "missing": ("Patient", {"general-practitioner:missing": "true", "_count": 3}),
    "nothing": ("Patient", {"family": "Nobody-has-this-name"}),
}


def expected(endpoint: Endpoint, type: str, query: dict[str, Any]) -> list[str]:
    """The same without pages."""
    whole = [(name, value) for name, value in query.items() if name != "_count"]
    pairs = [(name, one) for name, value in whole for one in (value if isinstance(value, list) else [value])]
    return endpoint.search(type, pairs)


@VENDORS
@pytest.mark.parametrize("client", ["fhirpy", "fhir_kit"])
def test_a_client_pages_through_what_it_searches(
    request: pytest.FixtureRequest, endpoints: dict[str, Endpoint], client: str, vendor: str
) -> None:
    ask: Ask = request.getfixturevalue(client)
    endpoint = endpoints[vendor]
    answer = ask(endpoint, QUESTIONS)
    for key, (type, query) in QUESTIONS.items():
        assert answer["found"][key] == expected(endpoint, type, query), key
    assert len(answer["found"]["all"]) == 60
    assert answer["found"]["chain"]
    assert answer["found"]["nothing"] == []
    assert answer["read"] in answer["found"]["all"]
    assert answer["observations"] == endpoint.search("Observation", [("patient", answer["read"])])
    assert answer["software"]


@VENDORS
def test_fhirpy(fhirpy: Ask, endpoints: dict[str, Endpoint], vendor: str) -> None:
    endpoint = endpoints[vendor]
    answer = fhirpy(endpoint, {})
    rates = endpoint.search("Observation", [("code", "8867-4")])
    assert answer["reference"] == answer["read"]
    assert answer["elements"] == ["gender", "id", "meta", "resourceType"]
    assert answer["has"] == endpoint.search("Patient", [("_has:Observation:patient:code", "8867-4")])
    assert answer["has"]
    assert [name for name in answer["included"] if name.startswith("Observation/")] == rates[:20]
    assert {name for name in answer["included"] if name.startswith("Patient/")} <= set(answer["has"])
    assert len(answer["included"]) > 20
    # Matches come first; the standard gives what is brought along no order (search.html#sort).
    assert answer["brought"][0] == answer["read"]
    assert sorted(answer["brought"][1:]) == sorted(answer["observations"])
    assert any(name.startswith("Observation/") for name in answer["brought"])
    assert answer["missing"].startswith("OperationOutcome ")


@VENDORS
def test_fhir_kit(fhir_kit: Ask, endpoints: dict[str, Endpoint], vendor: str) -> None:
    answer = fhir_kit(endpoints[vendor], {})
    assert len({*answer["first"], *answer["second"]}) == 6
    assert answer["back"] == answer["first"]
    assert answer["posted"] == [answer["read"]]
    assert [status.partition(" ")[0] for status in answer["batch"]] == ["200", "200"]
    assert answer["everything"][0] == answer["read"]
    assert set(answer["observations"]) <= set(answer["everything"])
    assert len(set(answer["everything"])) == len(answer["everything"])
    assert answer["missing"] == "400 OperationOutcome"
