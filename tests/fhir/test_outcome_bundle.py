"""OperationOutcome and searchset Bundles as R4 draws them."""

from __future__ import annotations

import pytest

from facade.errors import Issue
from facade.fhir.bundle import searchset
from facade.fhir.outcome import operation_outcome


def test_an_outcome_lists_its_issues() -> None:
    issues = [
        Issue("value", "Not a date.", expression=("Patient.birthDate",)),
        Issue("informational", "Some rows are left out.", severity="warning"),
    ]
    assert operation_outcome(issues) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "value",
                "diagnostics": "Not a date.",
                "expression": ["Patient.birthDate"],
            },
            {"severity": "warning", "code": "informational", "diagnostics": "Some rows are left out."},
        ],
    }


def test_an_outcome_needs_an_issue() -> None:
    with pytest.raises(ValueError):
        operation_outcome([])


def test_a_page_with_matches_outcomes_and_a_next_page() -> None:
    patient = {"resourceType": "Patient", "id": "1"}
    bundle = searchset(
        [("http://ehr.test/fhir/Patient/1", patient)],
        links={"self": "http://ehr.test/fhir/Patient?_count=1", "next": "http://ehr.test/fhir/Patient?page=x"},
        total=2,
        outcomes=[Issue("processing", "A record cannot be shown.", severity="warning")],
    )
    assert bundle == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 2,
        "link": [
            {"relation": "self", "url": "http://ehr.test/fhir/Patient?_count=1"},
            {"relation": "next", "url": "http://ehr.test/fhir/Patient?page=x"},
        ],
        "entry": [
            {
                "fullUrl": "http://ehr.test/fhir/Patient/1",
                "resource": patient,
                "search": {"mode": "match"},
            },
            {
                "resource": {
                    "resourceType": "OperationOutcome",
                    "issue": [
                        {
                            "severity": "warning",
                            "code": "processing",
                            "diagnostics": "A record cannot be shown.",
                        }
                    ],
                },
                "search": {"mode": "outcome"},
            },
        ],
    }


def test_an_empty_page_has_no_entry_and_a_total_of_nought_is_said() -> None:
    bundle = searchset([], links={"self": "http://ehr.test/fhir/Patient"})
    assert "entry" not in bundle and "total" not in bundle
    assert searchset([], links={"self": "http://ehr.test/fhir/Patient"}, total=0)["total"] == 0
