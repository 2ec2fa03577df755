"""Searches of several types and of compartments: what is asked of which type, and what a caller sees of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from facade.fhir import definitions
from tests.interactions import larch
from tests.interactions.clinic import asked, chain, filled, found, link, names, told
from tests.serving import Service, serve

DAY = "2020-01-01 00:00:00"
ROWS: dict[str, list[dict[str, Any]]] = {
    "person": [{"id": 1, "family": "Roy", "doctor": "d1"}, {"id": 2, "family": "Zed"}],
    "doctor": [{"code": "d1", "family": "Who"}],
    "visit": [{"id": 7, "person": 1, "begun": DAY}, {"id": 8, "person": 2, "begun": None}],
    "lab": [
        {"id": n, "person": person, "kind": "K", "state": "F", "value": "4", "taken": DAY, "visit": visit}
        for n, person, visit in ((1, 1, 7), (2, 2, 8), (3, 1, None))
    ],
    "vital": [{"id": 5, "person": 1, "weight": 70, "pulse": 60}],
    "entry": [
        {"id": 1, "person": 1, "kind": "problem", "title": "a"}, {"id": 2, "person": 1, "kind": "allergy", "title": "b"},
        {"id": 3, "person": 2, "kind": "allergy", "title": "c"},
    ],
}  # fmt: skip
OF_1 = ["AllergyIntolerance/2", "Condition/1", "Encounter/7", "Observation/1", "Observation/3", "Observation/v-5-w",
        "Observation/v-5-p", "Patient/1"]  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('larch') / 'larch.sqlite'}"
    filled(url, ROWS)
    return serve(larch.adapter, url)


def scoped(service: Service, *scopes: str, **grant: Any) -> Service:
    return replace(service, grant=replace(service.grant, scopes=scopes, **grant), events=[])


def refused(service: Service, path: str, query: str = "") -> tuple[int, str]:
    status, body = asked(service, path, query)
    return status, body["issue"][0]["code"]


# Several types


def test_the_types_follow_one_another(service: Service) -> None:
    everything = names(found(service, ""))
    assert set(OF_1) < set(everything)
    types = [name.partition("/")[0] for name in everything]
    assert types == sorted(types)
    assert found(service, "")["total"] == len(everything) == 13


def test_a_table_that_holds_two_types_is_paged_as_two(service: Service) -> None:
    query = "_type=Condition,AllergyIntolerance&_count=1"
    pages = [names(page) for page in chain(service, found(service, "", query), "next")]
    assert pages == [["AllergyIntolerance/2"], ["AllergyIntolerance/3"], ["Condition/1"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("_type=Patient", ["Patient/1", "Patient/2"]),
        ("_type=Condition,Observation&patient=2", ["Observation/2"]),
        ("_type=Condition,Observation&patient=Patient/2", ["Observation/2"]),
        ("_type=Condition,AllergyIntolerance&patient.family=roy", ["AllergyIntolerance/2", "Condition/1"]),
        ("_id=7", ["Encounter/7"]),
        ("_id=1", ["Condition/1", "Observation/1", "Patient/1"]),
        ("_id=1&_sort=-_id", ["Condition/1", "Observation/1", "Patient/1"]),
        ("_type=Patient,Encounter&_sort=-_id", ["Encounter/8", "Encounter/7", "Patient/2", "Patient/1"]),
    ],
)
def test_parameters_that_all_types_have(service: Service, query: str, expected: list[str]) -> None:
    assert names(found(service, "", query)) == expected


@pytest.mark.parametrize(
    "query",
    ["_type=Nonsense", "_type=Patient,Nonsense", "_type=Medication", "_type=Patient,", "family=x", "patient=1",
     "_type=Patient,Observation&patient=1", "_type=Patient,Observation&_sort=date", "_type=patient"],
)  # fmt: skip
def test_what_one_of_the_types_does_not_have_is_refused(service: Service, query: str) -> None:
    assert refused(service, "", query) == (400, "not-supported")


def test_a_type_list_is_given_once(service: Service) -> None:
    assert refused(service, "", "_type=Patient&_type=Observation") == (400, "value")
    assert len(names(found(service, "", "_type="))) == 13


def test_lenient_ignores_for_all_what_one_type_does_not_have(service: Service) -> None:
    """Patient has `family`, Observation does not: were it dropped for one only, the answer would mean two things."""
    lenient = replace(service, endpoint=replace(service.endpoint, strict=False))
    bundle = found(lenient, "", "_type=Patient,Observation&family=roy&_has:Observation:patient:code=x")
    assert len(names(bundle)) == 7
    assert len(told(bundle)) == 2
    assert link(bundle, "self") == f"{service.endpoint.base}?_type=Patient,Observation"


def test_includes_follow_from_any_of_the_types(service: Service) -> None:
    query = "_type=Condition,Observation&_id=1&_include=Observation:encounter&_include=Condition:patient"
    bundle = found(service, "", query)
    included = [entry for entry in bundle["entry"] if entry["search"]["mode"] == "include"]
    assert sorted(entry["fullUrl"].rpartition("/fhir/")[2] for entry in included) == ["Encounter/7", "Patient/1"]
    assert "_include=Observation:encounter" in (link(bundle, "self") or "")


@pytest.mark.parametrize(("total", "expected"), [("accurate", 13), ("estimate", 13), ("none", None)])
def test_totals_add_up(service: Service, total: str, expected: int | None) -> None:
    assert found(service, "", f"_count=2&_total={total}").get("total") == expected
    if expected:
        assert found(service, "", "_summary=count") == {
            "resourceType": "Bundle", "type": "searchset", "total": expected,
            "link": [{"relation": "self", "url": f"{service.endpoint.base}?_summary=count"}],
        }  # fmt: skip


def test_elements_of_each_type(service: Service) -> None:
    bundle = found(service, "", "_type=Patient,Encounter&_elements=Patient.name,Encounter.status&_id=1,7")
    assert [sorted(entry["resource"]) for entry in bundle["entry"]] == [
        ["class", "id", "meta", "resourceType", "status"], ["id", "meta", "name", "resourceType"],
    ]  # fmt: skip


def test_an_element_that_one_of_the_types_has(service: Service) -> None:
    """R4 has one `_elements` for all: to the others it means nothing."""
    bundle = found(service, "", "_type=Patient,Encounter&_elements=status,name&_id=1,7")
    assert [sorted(entry["resource"]) for entry in bundle["entry"]] == [
        ["class", "id", "meta", "resourceType", "status"], ["id", "meta", "name", "resourceType"],
    ]  # fmt: skip
    bundle = found(service, "", "_type=Patient,Encounter&_elements=status&_id=1")
    assert sorted(bundle["entry"][0]["resource"]) == ["id", "meta", "resourceType"]
    assert (link(bundle, "self") or "").endswith("?_type=Patient,Encounter&_elements=status&_id=1")
    assert refused(service, "", "_type=Patient,Encounter&_elements=status,nonsense") == (400, "value")


def test_what_comes_along_and_cannot_be_shown_is_told(tmp_path: Path) -> None:
    """A record that is left out must not look as if it were not there."""
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, {**ROWS, "lab": [{"id": 1, "person": 1, "kind": "K", "state": "X", "visit": 7}]})
    service = serve(larch.adapter, url)
    alone = told(found(service, "Observation", "code=2823-3"))
    assert len(alone) == 1 and "Observation/1" in alone[0]
    assert told(found(service, "Patient", "_id=1&_revinclude=Observation:patient")) == alone
    assert told(found(service, "", "_type=Patient,Observation&_revinclude=Observation:patient")) == alone
    events = {(event.interaction, event.type): event for event in service.events[1:3]}
    assert events["include", "Observation"].count == 2
    assert events["include", "Observation"].problems


def test_whose_compartment_it_is_need_not_be_shown(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, {**ROWS, "lab": [{"id": 1, "person": 1, "kind": "K", "state": "F", "visit": 9}],
                 "visit": [{"id": 9, "person": None, "begun": None}]})  # fmt: skip
    service = serve(larch.strict, url)
    assert service.get("Encounter", "9")[0] == 422
    assert names(found(service, "Encounter/9/Observation")) == ["Observation/1"]


def test_types_that_the_token_does_not_reach(service: Service) -> None:
    narrow = scoped(service, "system/Patient.rs", "system/Condition.r")
    assert names(found(narrow, "")) == ["Patient/1", "Patient/2"]
    bundle = found(narrow, "", "_type=Patient,Observation,Condition")
    assert names(bundle) == ["Patient/1", "Patient/2"]
    assert [text.partition(" ")[0] for text in told(bundle)] == ["Condition", "Observation"]
    assert refused(narrow, "", "_type=Observation") == (403, "forbidden")
    assert refused(scoped(service, "launch"), "") == (403, "forbidden")
    assert {event.type for event in narrow.events} == {"Patient"}


def test_a_patient_sees_her_own_records_only(service: Service) -> None:
    hers = scoped(service, "patient/*.rs", patient="1")
    assert names(found(hers, "")) == [*OF_1, "Practitioner/d1"]


# Compartments


def test_everything_of_a_patient(service: Service) -> None:
    assert names(found(service, "Patient/1/*")) == OF_1
    assert names(found(service, "Patient/1/*", "_type=Condition,Encounter")) == ["Condition/1", "Encounter/7"]
    assert link(found(service, "Patient/1/*"), "self") == f"{service.endpoint.base}/Patient/1/*"


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("Patient/1/Observation", "", ["Observation/1", "Observation/3", "Observation/v-5-w", "Observation/v-5-p"]),
        ("Patient/1/Observation", "code=8867-4", ["Observation/v-5-p"]),
        ("Patient/1/Observation", "patient=2", []),
        ("Patient/2/Condition", "", []),
        ("Patient/1/Patient", "", ["Patient/1"]),
        ("Encounter/7/Observation", "", ["Observation/1"]),
        ("Encounter/7/*", "", ["Encounter/7", "Observation/1"]),
        ("Practitioner/d1/Patient", "", ["Patient/1"]),
        ("Practitioner/d1/*", "", ["Patient/1", "Practitioner/d1"]),
    ],
)
def test_what_belongs_to_a_compartment(service: Service, path: str, query: str, expected: list[str]) -> None:
    assert names(found(service, path, query)) == expected


@pytest.mark.parametrize(
    "path",
    ["Patient/9/Observation", "Patient/9/*", "Patient/01/*", "Encounter/1/Observation", "Observation/1/Patient",
     "Patient/1/Practitioner", "Encounter/7/Patient", "RelatedPerson/1/*", "Device/1/Observation", "Patient/1/Nonsense"],
)  # fmt: skip
def test_no_compartment_for_this_caller(service: Service, path: str) -> None:
    assert refused(service, path) == (404, "not-found")


def test_whose_compartment_must_be_visible(service: Service) -> None:
    hers = scoped(service, "patient/*.rs", patient="1")
    assert names(found(hers, "Patient/1/*")) == OF_1
    assert refused(hers, "Patient/2/*") == refused(hers, "Patient/3/*") == (404, "not-found")
    assert refused(hers, "Encounter/8/Observation") == (404, "not-found")
    assert refused(scoped(service, "system/Observation.rs"), "Patient/1/Observation") == (404, "not-found")


def test_within_a_compartment_the_types_that_the_token_reaches(service: Service) -> None:
    some = scoped(service, "system/Patient.rs", "system/Condition.rs")
    assert names(found(some, "Patient/1/*")) == ["Condition/1", "Patient/1"]
    assert refused(some, "Patient/1/Observation") == (403, "forbidden")


def test_the_compartments_are_those_of_the_standard() -> None:
    for name in ("Patient", "Encounter", "Practitioner", "RelatedPerson", "Device"):
        assert definitions.compartment(name)["Observation"]


# Estimates


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('larch') / 'large.sqlite'}"
    filled(url, {
        "entry": [{"id": n, "person": n % 2 + 1, "kind": "problem", "title": "a"} for n in range(1, 1002)],
        "vital": [{"id": n, "person": 1, "weight": 1, "pulse": 1} for n in range(1, 1001)],
    })  # fmt: skip
    return serve(larch.adapter, url)


@pytest.mark.parametrize("how", ["_count=1", "_summary=count"])
def test_an_estimate_counts_a_thousand_rows_of_a_table(large: Service, how: str) -> None:
    assert found(large, "Condition", f"{how}&_total=estimate&patient=1")["total"] == 500
    assert found(large, "Observation", f"{how}&_total=estimate")["total"] == 2000
    more = found(large, "Condition", f"{how}&_total=estimate")
    assert "total" not in more
    assert told(more) == ["More than 1000 match: they were not counted."]
    assert found(large, "Condition", f"{how}&_total=accurate")["total"] == 1001
