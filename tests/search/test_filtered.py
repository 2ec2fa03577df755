"""What a `_filter` means: the same as the ordinary search where there is one; the rest by hand.

https://hl7.org/fhir/R4/search_filter.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from facade.errors import Refused
from facade.fhir import definitions
from facade.search.expression import Expression
from facade.search.parse import parse
from facade.search.request import ParseSettings
from tests.search.evaluating import BASE, found
from tests.search.test_evaluate_hops import Everything

STRICT = ParseSettings()
FEW = ParseSettings(max_values=5, max_depth=2)


def asked(type_: str, pairs: list[tuple[str, str]], settings: ParseSettings = STRICT) -> Expression:
    offered = definitions.search_parameters(type_)
    return parse(type_, pairs, offered, settings=settings, base=BASE, schema=Everything()).expression


def filtered(type_: str, text: str, settings: ParseSettings = STRICT) -> Expression:
    return asked(type_, [("_filter", text)], settings)


def refused(type_: str, text: str, settings: ParseSettings = STRICT) -> Refused:
    with pytest.raises(Refused) as caught:
        filtered(type_, text, settings)
    assert caught.value.status == 400
    return caught.value


@pytest.mark.parametrize(
    ("type_", "text", "name", "value"),
    [
        ("Patient", 'name co "pet"', "name:contains", "pet"),
        ("Patient", "name sw pet", "name", "pet"),
        ("Patient", r'name sw "a,b|c$d\\e"', "name", r"a\,b\|c\$d\\e"),
        ("Patient", "birthdate ge 2014-10-10", "birthdate", "ge2014-10-10"),
        ("Patient", "birthdate eq 2014", "birthdate", "2014"),
        ("Patient", "birthdate ne 2014", "birthdate", "ne2014"),
        ("Patient", "birthdate ap 2014", "birthdate", "ap2014"),
        ("Patient", "birthdate pr true", "birthdate:missing", "false"),
        ("Observation", "code eq http://loinc.org|1234-5", "code", "http://loinc.org|1234-5"),
        ("Observation", "code eq loinc|1234-5", "code", "http://loinc.org|1234-5"),
        ("Observation", "code eq 1234-5,6", "code", r"1234-5\,6"),
        ("Observation", "value-quantity gt 5.40", "value-quantity", "gt5.40"),
        ("Observation", "value-quantity lt 5.4|ucum|mg", "value-quantity", "lt5.4|http://unitsofmeasure.org|mg"),
        ("Observation", "code-value-quantity eq loinc|1$gt5", "code-value-quantity", "http://loinc.org|1$gt5"),
        ("Observation", "subject re Patient/5", "subject", "Patient/5"),
        ("Observation", "status in http://hl7.org/fhir/ValueSet/observation-status", "status:in",
         "http://hl7.org/fhir/ValueSet/observation-status"),
        ("Observation", "status ni http://hl7.org/fhir/ValueSet/observation-status", "status:not-in",
         "http://hl7.org/fhir/ValueSet/observation-status"),
        ("Observation", "subject:Patient.name co pet", "subject:Patient.name:contains", "pet"),
        ("Observation", "patient.name sw pet", "patient.name", "pet"),
        ("Observation", "patient.general-practitioner.name sw x", "patient.general-practitioner.name", "x"),
        ("ValueSet", "url eq http://a.example/b,c", "url", r"http://a.example/b\,c"),
        ("ChargeItem", "factor-override sa 0.5", "factor-override", "sa0.5"),
    ],
)  # fmt: skip
def test_means_what_the_ordinary_search_means(type_: str, text: str, name: str, value: str) -> None:
    assert filtered(type_, text) == asked(type_, [(name, value)])


def test_subsumption_is_below_and_above() -> None:
    system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    assert filtered("Encounter", f"class ss {system}|AMB") == asked("Encounter", [("class:below", f"{system}|AMB")])
    assert filtered("Encounter", f"class sb {system}|AMB") == asked("Encounter", [("class:above", f"{system}|AMB")])


def test_several_filters_and_other_parameters_are_all_asked() -> None:
    both = asked("Patient", [("_filter", "gender eq male"), ("_filter", "name sw a"), ("active", "true")])
    assert both == asked("Patient", [("gender", "male"), ("name", "a"), ("active", "true")])


def test_a_filter_in_brackets_is_asked_of_what_the_reference_leads_to() -> None:
    found_ = filtered("Observation", "patient[gender eq male].name sw a")
    both = filtered("Observation", "patient.name sw a"), filtered("Observation", "patient.gender eq male")
    (name, gender) = (item.item for item in both)  # type: ignore[union-attr]
    assert found_.item.items == (gender, name)  # type: ignore[union-attr]


PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "1",
    "gender": "male",
    "birthDate": "1980-05",
    "name": [{"family": "Péters", "given": ["Jean", "Luc"]}],
}
NAMELESS: dict[str, Any] = {"resourceType": "Patient", "id": "2", "gender": "female"}


@pytest.mark.parametrize(
    ("text", "patient", "nameless"),
    [
        ("family eq peters", True, False),
        ("family eq peter", False, False),
        ("family ew ERS", True, False),
        ("family ew peter", False, False),
        ("family sw pet", True, False),
        ("family co ete", True, False),
        ("given ne jean", True, False),  # Luc is another
        ("family ne peters", False, False),  # what has none, has no other one
        ("not (family eq peters)", False, True),
        ("family pr true", True, False),
        ("family pr false", False, True),
        ("not (family pr false)", True, False),
        ("birthdate po 1980-05-17", True, False),
        ("birthdate po 1980", True, False),
        ("birthdate po 1980-06", False, False),
        ("birthdate po 1979", False, False),
        ("birthdate eq 1980", True, False),
        ("birthdate eq 1980-05-17", False, False),
        ("birthdate ne 1980-05-17", True, False),
        ("gender eq female or family eq x and family pr true", False, False),  # (female or x) and a family name
        ("gender eq female or (family eq x and family pr true)", False, True),
        ("not (gender eq male or gender eq female)", False, False),
    ],
)
def test_by_hand(text: str, patient: bool, nameless: bool) -> None:
    query = f"_filter={quote(text)}"
    assert (found(PATIENT, query), found(NAMELESS, query)) == (patient, nameless)


@pytest.mark.parametrize(
    ("type_", "text", "says"),
    [
        ("Patient", "gender ne male", "not (… eq …)"),
        ("Observation", "subject ne Patient/5", "not (… re …)"),
        ("Observation", "subject eq Patient/5", "re is"),
        ("Patient", "name gt b", "not supported on a string"),
        ("Patient", "gender co m", "not supported on a token"),
        ("Patient", "birthdate co 1980", "not supported on a date"),
        ("Patient", "birthdate sw 19", "not supported on a date"),
        ("Patient", "name re x", "not supported on a string"),
        ("Observation", "value-quantity po 5", "not supported on a quantity"),
        ("ValueSet", "url co x", "not supported on a uri"),
        ("Patient", "nonesuch eq 1", "not a search parameter"),
        ("Observation", "related[type eq has-component].target pr true", "not a search parameter"),
        ("Patient", "name.family eq x", "no reference"),
        ("Patient", "gender[active eq true] eq male", "further name"),
        ("Observation", "subject:Patient re 5", "further name"),
        ("Location", "near eq 1", "not supported"),
    ],
)
def test_what_is_not_supported_says_so(type_: str, text: str, says: str) -> None:
    refusal = refused(type_, text)
    assert refusal.code == "not-supported"
    assert says in str(refusal)


def test_leniency_ignores_no_filter() -> None:
    assert refused("Patient", "nonesuch eq 1", ParseSettings(lenient=True)).code == "not-supported"


@pytest.mark.parametrize("text", ["birthdate ge 2020-02-30", "birthdate ge ge2020", "name pr maybe", 'name co ""',
                                  "value-quantity gt x"])  # fmt: skip
def test_bad_values(text: str) -> None:
    assert refused("Patient" if "value" not in text else "Observation", text).code == "value"


def test_filters_count_among_the_values_of_a_search() -> None:
    five = " and ".join(["name pr true"] * 3 + ["name co a"] * 2)
    filtered("Patient", five, FEW)
    assert refused("Patient", f"{five} or gender eq male", FEW).code == "too-costly"


def test_hops_are_bounded_inside_brackets_too() -> None:
    filtered("Observation", "patient.general-practitioner.name co a", FEW)
    filtered("Observation", "patient[general-practitioner.name co a].name co b", FEW)
    too_far = [
        "encounter.patient.general-practitioner.name co a",
        "encounter[patient.general-practitioner.name co a].status eq b",
    ]
    assert {refused("Observation", text, FEW).code for text in too_far} == {"too-costly"}
