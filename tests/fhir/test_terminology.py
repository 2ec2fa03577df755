"""Value sets and hierarchies, read off https://hl7.org/fhir/R4/terminologies-systems.html and its pages by hand."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from facade.fhir import terminology

THO = "http://terminology.hl7.org/CodeSystem"
FHIR = "http://hl7.org/fhir"


def data(name):
    return json.loads(resources.files("facade.fhir").joinpath("data", name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("value_set", "system", "codes"),
    [
        (f"{FHIR}/ValueSet/administrative-gender", f"{FHIR}/administrative-gender", "male female other unknown"),
        (f"{FHIR}/ValueSet/condition-category", f"{THO}/condition-category", "problem-list-item encounter-diagnosis"),
        (
            "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode",
            f"{THO}/v3-ActCode",
            "AMB EMER FLD HH IMP ACUTE NONAC OBSENC PRENC SS VR",
        ),
        (f"{FHIR}/ValueSet/marital-status", f"{THO}/v3-NullFlavor", "UNK"),
    ],
)
def test_members_of_value_sets(value_set, system, codes):
    assert terminology.members(value_set)[system] == set(codes.split())


def test_a_value_set_has_its_version_or_none():
    gender = f"{FHIR}/ValueSet/administrative-gender"
    assert terminology.members(f"{gender}|4.0.1") == terminology.members(gender)
    assert terminology.members(f"{gender}|5.0.0") is None
    assert terminology.members("http://terminology.hl7.org/ValueSet/v3-ActEncounterCode|4.0.1") is None


@pytest.mark.parametrize("value_set", ["", "http://example.org/ValueSet/mine", "administrative-gender"])
def test_of_other_value_sets_nothing_is_known(value_set):
    assert terminology.members(value_set) is None


@pytest.mark.parametrize(
    ("system", "code", "below"),
    [
        (f"{THO}/condition-clinical", "active", "active recurrence relapse"),
        (f"{THO}/condition-clinical", "inactive", "inactive remission resolved"),
        (f"{THO}/condition-clinical", "relapse", "relapse"),
        (f"{THO}/allergyintolerance-clinical", "inactive", "inactive resolved"),
        (f"{THO}/v3-ActCode", "IMP", "IMP ACUTE NONAC"),
        (
            f"{THO}/v3-ActCode",
            "_ActEncounterCode",
            "_ActEncounterCode AMB EMER FLD HH IMP ACUTE NONAC OBSENC PRENC SS VR",
        ),
        (f"{FHIR}/request-intent", "order", "order original-order reflex-order filler-order instance-order"),
        (f"{FHIR}/administrative-gender", "male", "male"),  # a flat list
        (f"{FHIR}/administrative-gender", "none-of-it", "none-of-it"),  # subsumption is reflexive
    ],
)
def test_what_a_code_subsumes(system, code, below):
    assert terminology.below(system, code) == set(below.split())


@pytest.mark.parametrize(
    ("system", "code", "above"),
    [
        (f"{THO}/condition-clinical", "relapse", "relapse active"),
        (f"{THO}/condition-clinical", "active", "active"),
        (f"{FHIR}/request-intent", "instance-order", "instance-order filler-order order"),
        (f"{THO}/v3-ActCode", "ACUTE", "ACUTE IMP _ActEncounterCode _ActCareProvisionCode"),
    ],
)
def test_what_subsumes_a_code(system, code, above):
    assert terminology.above(system, code) == set(above.split())


@pytest.mark.parametrize("system", ["http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org", ""])
def test_of_other_systems_no_hierarchy_is_known(system):
    assert terminology.below(system, "active") is None
    assert terminology.above(system, "active") is None


def test_above_is_below_turned_round():
    for system, tree in data("code_systems.json").items():
        for code in tree:
            for lower in terminology.below(system, code):
                assert code in terminology.above(system, lower)


def test_the_files_hang_together():
    """Every HL7 code system of a value set is there, and a hierarchy has no circle."""
    systems = data("code_systems.json")
    named = {
        system for name in ("value_sets.json", "required_codes.json") for one in data(name).values() for system in one
    }
    assert named - systems.keys() == {"http://unitsofmeasure.org", "urn:ietf:bcp:47"}
    for system, tree in systems.items():
        for code in tree:
            for child in tree[code]:
                assert code not in terminology.below(system, child), (system, code)
