"""The patient compartment: every type of the standard's table, and the decisions on top of it."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from facade.access.compartments import patient_compartment
from facade.search.expression import TRUE, Has, Or, Param, ReferenceValue, TokenValue

TABLES = json.loads(resources.files("facade.fhir").joinpath("data", "compartments.json").read_text())
EVERY_TYPE = sorted({type for table in TABLES.values() for type in table})
SHARED = {"Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService"}


def by(code):
    return Param(code, "", (ReferenceValue("5", "Patient"),))


def codes(rule):
    params = rule.expression.items if isinstance(rule.expression, Or) else (rule.expression,)
    assert all(param == by(param.code) for param in params)
    return [param.code for param in params]


def expected_codes(type):
    if type == "Task":  # by Task.for, which R4 left out of its table
        return ["patient", "subject"]
    if type == "Device":  # whose it is, which R4 left out as well
        return ["patient"]
    return TABLES["Patient"].get(type, []) if type not in ("Person", "Group") else []


@pytest.mark.parametrize("type", [type for type in EVERY_TYPE if type != "Patient" and type not in SHARED])
def test_membership_for_reading_is_the_standard_s_table(type):
    rule = patient_compartment(type, "5")
    assert (codes(rule) if rule else []) == expected_codes(type)


@pytest.mark.parametrize("type", [type for type in EVERY_TYPE if type != "Patient" and type not in SHARED])
def test_membership_for_writing_is_by_patient_or_subject_only(type):
    rule = patient_compartment(type, "5", writing=True)
    assert (codes(rule) if rule else []) == [c for c in expected_codes(type) if c in ("patient", "subject")]


@pytest.mark.parametrize("writing", [False, True])
def test_patient_means_the_patient_itself_and_never_a_link(writing):
    rule = patient_compartment("Patient", "5", writing=writing)
    assert rule is not None
    assert rule.expression == Param("_id", "", (TokenValue("5"),))


@pytest.mark.parametrize("type", sorted(SHARED))
def test_shared_types_are_read_by_all_and_written_by_no_patient_s_token(type):
    rule = patient_compartment(type, "5")
    assert rule is not None
    assert rule.expression == TRUE
    assert patient_compartment(type, "5", writing=True) is None


@pytest.mark.parametrize("type", ["Person", "Group", "Slot", "Medication", "Nonsense", "*", ""])
def test_types_about_others_and_types_without_rule_are_denied(type):
    assert patient_compartment(type, "5") is None
    assert patient_compartment(type, "5", writing=True) is None


def test_a_binary_is_whose_document_or_report_points_at_it():
    rule = patient_compartment("Binary", "5")
    assert rule.expression == Or(
        (
            Has("DocumentReference", "location", Or((by("subject"), by("author")))),
            Has("DiagnosticReport", "presentedForm", by("subject")),
        )
    )
    assert patient_compartment("Binary", "5", writing=True) is None


def test_of_several_patients_any_will_do():
    rule = patient_compartment("Encounter", "5", "6")
    assert rule.expression == Param("patient", "", tuple(ReferenceValue(id, "Patient") for id in ("5", "6")))
    assert patient_compartment("Patient", "5", "6").expression == Param("_id", "", (TokenValue("5"), TokenValue("6")))


@pytest.mark.parametrize("type", ["Patient", "Observation", "Practitioner", "Binary"])
def test_without_a_patient_there_is_no_compartment(type):
    assert patient_compartment(type) is None


# The rows that matter most, worked by hand from the standard's page.
@pytest.mark.parametrize(
    ("type", "read", "write"),
    [
        ("AllergyIntolerance", ["patient", "recorder", "asserter"], ["patient"]),
        ("Observation", ["subject", "performer"], ["subject"]),
        ("Condition", ["patient", "asserter"], ["patient"]),
        ("Encounter", ["patient"], ["patient"]),
        ("Appointment", ["actor"], []),
        ("Task", ["patient", "subject"], ["patient", "subject"]),
        ("Device", ["patient"], ["patient"]),
    ],
)
def test_by_hand(type, read, write):
    rule = patient_compartment(type, "5")
    assert rule is not None
    assert codes(rule) == read
    written = patient_compartment(type, "5", writing=True)
    assert (codes(written) if written else []) == write
