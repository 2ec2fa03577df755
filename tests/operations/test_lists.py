"""`_list`: https://hl7.org/fhir/R4/lifecycle.html#lists, with the definitions of docs/decisions/0024."""

from __future__ import annotations

import pytest

from facade.errors import Refused
from facade.interactions import system
from facade.search.expression import FALSE, Not, Param, TokenValue
from facade.search.lists import defined, listed
from tests.serving import Service, matches


def ids(service: Service, type_: str, query: str) -> list[str]:
    status, body = service.search(type_, query)
    assert status == 200, body
    return sorted(found["id"] for found in matches(body))


def code(service: Service, type_: str, query: str) -> tuple[int, str]:
    status, body = service.search(type_, query)
    return status, body["issue"][0]["code"]


def test_a_problem_that_is_over_is_not_current(oscar: Service) -> None:
    assert ids(oscar, "Condition", "patient=7&_list=$current-problems") == ["1"]


def test_the_problems_of_a_vendor_that_tells_when_they_ended(openemr: Service) -> None:
    assert ids(openemr, "Condition", "patient=7&_list=$current-problems") == ["2"]
    assert ids(openemr, "Condition", "_list=$current-problems") == ["2", "6"]


def test_allergies_that_are_over_or_refuted_are_not_current(openemr: Service) -> None:
    assert ids(openemr, "AllergyIntolerance", "patient=7&_list=$current-allergies") == ["1"]


def test_an_allergy_without_category_may_be_one_to_a_drug(oscar: Service) -> None:
    # OSCAR's type 13 is a brand of drug, 0 is anything; OpenEMR has no category at all
    assert ids(oscar, "AllergyIntolerance", "patient=7&_list=$current-drug-allergies") == ["1", "2"]


def test_a_list_that_is_not_there_holds_nothing(oscar: Service) -> None:
    assert ids(oscar, "Condition", "_list=42") == []
    assert ids(oscar, "Patient", "_list=$current-problems") == []  # a list of something else
    assert ids(oscar, "Condition", "patient=7&_list=42,$current-problems") == ["1"]


def test_an_unknown_functional_list_is_never_an_empty_answer(oscar: Service) -> None:
    assert code(oscar, "Condition", "_list=$current-worries") == (400, "not-supported")
    assert code(oscar, "Condition", "_list:not=$current-problems") == (400, "not-supported")


def test_lists_are_followed_through_hops(oscar: Service) -> None:
    assert ids(oscar, "Patient", "_has:Condition:patient:_list=$current-problems") == ["7", "9"]


def test_of_several_types_at_once_each_is_asked_as_by_itself(openemr: Service) -> None:
    def found(query: str) -> list[str]:
        pairs = [("_type", "AllergyIntolerance,Condition,Patient"), ("_list", query)]
        entries = system.search(openemr.context, pairs).body["entry"]
        return sorted(entry["fullUrl"].partition("/fhir/")[2] for entry in entries)

    assert found("$current-problems") == ["Condition/2", "Condition/6"]
    assert found("$current-problems,$current-allergies") == ["AllergyIntolerance/1", "Condition/2", "Condition/6"]


def test_definitions() -> None:
    assert defined("Condition", {"clinical-status"}) == ("$current-problems",)
    assert defined("AllergyIntolerance", {"clinical-status"}) == ("$current-allergies", "$current-drug-allergies")
    assert defined("Condition", set()) == defined("Patient", {"clinical-status"}) == ()
    active = (TokenValue("active"),)
    for type_ in ("MedicationRequest", "MedicationStatement"):
        assert listed(type_, "_list", "$current-medications", {"status"}) == Param("status", "", active)
    assert listed("Observation", "_list", "$current-medications", {"status"}) == FALSE


def test_what_cannot_tell_whether_it_is_current_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        listed("Condition", "_list", "$current-problems", {"category"})
    assert refused.value.code == "not-supported"


def test_refuted_allergies_are_told_by_a_negation() -> None:
    found = listed("AllergyIntolerance", "_list", "$current-allergies", {"clinical-status", "verification-status"})
    assert any(isinstance(item, Not) for item in getattr(found, "items", ()))
