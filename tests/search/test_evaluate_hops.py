"""Chains and `_has` in memory, worked out by hand over six resources.

https://hl7.org/fhir/R4/search.html#chaining https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.search.evaluate import matches
from facade.search.expression import And, Chain, Has, Not, Param, TokenValue
from facade.search.parse import parse
from facade.search.request import ParseSettings
from tests.search.evaluating import BASE, CONTEXT

Resource = Mapping[str, Any]


def about(type_: str, id_: str, patient: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": type_, "id": id_, "subject": {"reference": patient}, **more}


THERE: list[Resource] = [
    {
        "resourceType": "Patient",
        "id": "1",
        "gender": "female",
        "name": [{"family": "Roy"}],
        "generalPractitioner": [{"reference": "Practitioner/5"}],
    },
    {"resourceType": "Patient", "id": "2", "gender": "male", "generalPractitioner": [{"reference": "Practitioner/6"}]},
    {"resourceType": "Patient", "id": "3", "gender": "female"},  # absorbed by 1
    {"resourceType": "Practitioner", "id": "5", "name": [{"family": "Side"}]},
    about("Observation", "a", "Patient/1", code={"coding": [{"code": "bp"}]}, encounter={"reference": "Encounter/e"}),
    about("Observation", "b", "Patient/2", code={"coding": [{"code": "hr"}]}),
    about("Observation", "c", "Patient/3", code={"coding": [{"code": "hr"}]}),
    about("Observation", "d", "Patient/9", code={"coding": [{"code": "bp"}]}),  # nobody there
    about("Observation", "u", "https://elsewhere.example/fhir/Patient/1"),
    about("Observation", "w", f"{BASE}/Patient/2/_history/3"),
    about("Encounter", "e", "Patient/1", status="finished"),
]
RESOURCES = {f"{item['resourceType']}/{item['id']}": item for item in THERE}


class Everything:
    """Every type can be searched by every parameter that the standard gives it."""

    def types(self) -> Iterable[str]:
        return definitions.resource_types()

    def offered(self, type_: str) -> Mapping[str, SearchParameter] | None:
        return definitions.search_parameters(type_)

    def targets(self, type_: str, code: str) -> frozenset[str]:
        return definitions.search_parameters(type_)[code].target & {"Patient", "Practitioner", "Encounter"}


def found(type_: str, query: str, resources: Mapping[str, Resource] = RESOURCES) -> set[str]:
    pairs = parse_qsl(query, strict_parsing=True)
    offered, schema = definitions.search_parameters(type_), Everything()
    asked = parse(type_, pairs, offered, settings=ParseSettings(), base=BASE, schema=schema).expression
    context = replace(CONTEXT, heads={"Patient/3": "Patient/1"}, resources=resources, answers={})
    return {item["id"] for item in THERE if item["resourceType"] == type_ and matches(item, asked, context)}


CASES = [
    # an absorbed number means its head, another server's patient is nobody here, 9 is not there
    ("Observation", "subject:Patient.gender=female", {"a", "c"}),
    ("Observation", "subject:Patient.gender=male", {"b", "w"}),
    ("Observation", "subject.gender=male", {"b", "w"}),
    ("Observation", "patient._id=1", {"a", "c"}),
    ("Observation", "patient._id=3", set()),  # meant by nobody any more
    # `:not` stands for the patient that the reference leads to: without one it is not met
    ("Observation", "subject:Patient.gender:not=female", {"b", "w"}),
    ("Observation", "subject:Patient.name:missing=true", {"b", "w"}),
    ("Observation", "subject:Patient.name:missing=false", {"a", "c"}),
    ("Observation", "subject:Patient.gender=female,male", {"a", "b", "c", "w"}),
    ("Observation", "subject:Patient.gender=female&subject:Patient.gender=male", set()),
    ("Observation", "subject:Patient.general-practitioner:Practitioner.name=sid", {"a", "c"}),
    ("Observation", "encounter.subject:Patient.name=roy", {"a"}),
    ("Patient", "general-practitioner:Practitioner.name:missing=false", {"1"}),  # 6 is not there
    # who is pointed at: never the absorbed one
    ("Patient", "_has:Observation:patient:code=hr", {"1", "2"}),
    ("Patient", "_has:Observation:patient:code=bp", {"1"}),
    ("Patient", "_has:Observation:subject:code:not=bp", {"1", "2"}),
    ("Patient", "_has:Observation:subject:code:missing=true", {"2"}),
    ("Patient", "_has:Observation:patient:code=bp&_has:Observation:patient:code=hr", {"1"}),
    ("Patient", "_has:Observation:patient:encounter.status=finished", {"1"}),
    ("Practitioner", "_has:Patient:general-practitioner:_has:Observation:patient:code=bp", {"5"}),
    ("Encounter", "patient._has:Observation:patient:code=hr", {"e"}),
    ("Encounter", "_has:Observation:encounter:code=bp", {"e"}),
    ("Encounter", "_has:Observation:encounter:code=hr", set()),
]


@pytest.mark.parametrize(("type_", "query", "ids"), CASES, ids=lambda given: given if isinstance(given, str) else "")
def test_hops(type_: str, query: str, ids: set[str]) -> None:
    assert found(type_, query) == ids


@pytest.mark.parametrize(
    ("hidden", "type_", "query", "ids"),
    [
        ("Patient/1", "Observation", "subject:Patient.gender=female", set()),
        ("Patient/1", "Observation", "subject:Patient.gender:not=male", set()),
        ("Observation/a", "Patient", "_has:Observation:patient:code=bp", set()),
        ("Encounter/e", "Observation", "encounter.status=finished", set()),
        ("Patient/2", "Practitioner", "_has:Patient:general-practitioner:gender=female", {"5"}),
    ],
    ids=str,
)
def test_what_is_hidden_does_not_exist(hidden: str, type_: str, query: str, ids: set[str]) -> None:
    assert found(type_, query, {name: item for name, item in RESOURCES.items() if name != hidden}) == ids


def test_a_negated_hop_is_the_complement_and_a_strict_one_false() -> None:
    chain = Chain("subject", "Patient", Param("gender", "", (TokenValue("female"),)))
    has = Has("Observation", "subject", Param("code", "", (TokenValue("bp"),)))
    context = replace(CONTEXT, resources=RESOURCES, answers={})
    observation, patient = RESOURCES["Observation/d"], RESOURCES["Patient/2"]
    assert matches(observation, Not(chain), context) and matches(patient, Not(has), context)
    assert not matches(observation, Not(chain, strict=True), context)
    assert not matches(patient, Not(And((has,)), strict=True), context)


def test_links_of_merged_patients_mean_what_they_say() -> None:
    linked: dict[str, dict[str, Any]] = {
        "Patient/1": {"resourceType": "Patient", "id": "1", "link": [{"other": {"reference": "Patient/3"}}]},
        "Patient/3": {
            "resourceType": "Patient",
            "id": "3",
            "gender": "male",
            "link": [{"other": {"reference": "Patient/1"}}],
        },
    }
    context = replace(CONTEXT, heads={"Patient/3": "Patient/1"}, resources=linked, answers={})
    male = Param("gender", "", (TokenValue("male"),))
    for asked in (Chain("link", "Patient", male), Has("Patient", "link", male)):
        assert [name for name, item in linked.items() if matches(item, asked, context)] == ["Patient/1"]


def test_the_links_of_merged_rows_lead_to_those_very_rows() -> None:
    merged = {
        "Patient/1": {
            "resourceType": "Patient",
            "id": "1",
            "gender": "female",
            "link": [{"other": {"reference": "Patient/3"}, "type": "replaces"}],
        },
        "Patient/3": {
            "resourceType": "Patient",
            "id": "3",
            "gender": "male",
            "link": [{"other": {"reference": "Patient/1"}, "type": "replaced-by"}],
        },
    }
    context = replace(CONTEXT, heads={"Patient/3": "Patient/1"}, resources=merged, answers={})
    male = Param("gender", "", (TokenValue("male"),))
    for asked, expected in ((Chain("link", "Patient", male), ["1"]), (Has("Patient", "link", male), ["1"])):
        assert [item["id"] for item in merged.values() if matches(item, asked, context)] == expected


def test_a_has_inside_the_same_has_is_another_question() -> None:
    inner = Has("Patient", "link", Param("gender", "", (TokenValue("male"),)))
    linked: dict[str, dict[str, Any]] = {
        "Patient/1": {"resourceType": "Patient", "id": "1", "link": [{"other": {"reference": "Patient/2"}}]},
        "Patient/2": {"resourceType": "Patient", "id": "2", "link": [{"other": {"reference": "Patient/4"}}]},
        "Patient/4": {"resourceType": "Patient", "id": "4", "gender": "female"},
        "Patient/5": {
            "resourceType": "Patient",
            "id": "5",
            "gender": "male",
            "link": [{"other": {"reference": "Patient/1"}}],
        },
    }
    context = replace(CONTEXT, resources=linked, answers={})

    def ids(asked: Has) -> set[str]:
        return {item["id"] for item in linked.values() if matches(item, asked, context)}

    assert ids(inner) == {"1"}
    assert ids(Has("Patient", "link", inner)) == {"2"}
    assert ids(Has("Patient", "link", Has("Patient", "link", inner))) == {"4"}
