"""The OpenEMR clinic: how much there is of what, and the vendor's paper's dirty data, each found at least once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.openemr.demo import create
from adapters.openemr.tables import metadata
from tests.demo.rows import Rows, read

ZERO, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"
NAMELESS = 9_999_999
NO_UUID = bytes(16)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The default size."""
    url = f"sqlite:///{tmp_path_factory.mktemp('openemr') / 'clinic.sqlite'}"
    create(url)
    return read(url, metadata)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        # patients
        ("patient_data", "DOB", ZERO),
        ("patient_data", "DOB", "1980-00-00"),
        ("patient_data", "DOB", "1980-05-00"),
        ("patient_data", "DOB", "1975-02-30"),
        ("patient_data", "DOB", None),
        ("patient_data", "sex", "F"),
        ("patient_data", "sex", "M"),
        ("patient_data", "sex", "male"),
        ("patient_data", "sex", ""),
        ("patient_data", "sex", "Homme"),
        ("patient_data", "status", "Married"),
        ("patient_data", "status", "common-law"),
        ("patient_data", "fname", ""),
        ("patient_data", "lname", ""),
        ("patient_data", "lname", "null"),
        ("patient_data", "lname", "Tremblay  "),
        ("patient_data", "email", "null"),
        ("patient_data", "street", "  "),
        ("patient_data", "pubpid", ""),
        ("patient_data", "pubpid", "1"),
        ("patient_data", "uuid", None),
        ("patient_data", "uuid", NO_UUID),
        ("patient_data", "deceased_date", ZERO_TIME),
        ("patient_data", "providerID", 0),
        ("patient_data", "providerID", None),
        ("patient_data", "providerID", NAMELESS),
        ("patient_data", "last_updated", ZERO_TIME),
        ("patient_data", "date", None),
        ("patient_history", "history_type_key", None),
        ("patient_history", "previous_name_last", ""),
        ("patient_history", "previous_name_enddate", ZERO),
        ("patient_history", "previous_name_enddate", None),
        ("patient_history", "previous_name_enddate", "2011-00-00"),
        # people and places
        ("users", "username", None),
        ("users", "username", ""),
        ("users", "authorized", 0),
        ("users", "authorized", None),
        ("users", "active", 0),
        ("users", "abook_type", "ord_lab"),
        ("users", "npi", ""),
        ("facility", "inactive", 1),
        ("facility", "name", ""),
        # issues
        ("lists", "type", "medication"),
        ("lists", "type", "surgery"),
        ("lists", "type", "Allergy"),
        ("lists", "type", None),
        ("lists", "diagnosis", "7980"),
        ("lists", "diagnosis", "E11.9"),
        ("lists", "diagnosis", "RXCUI:7980;"),
        ("lists", "diagnosis", "rxcui:7980; SNOMED-CT:91936005"),
        ("lists", "diagnosis", "ICD9:250.00"),
        ("lists", "diagnosis", "icd10:E11.9"),
        ("lists", "diagnosis", "ICD10:E11.9;ICD10:I10"),
        ("lists", "diagnosis", "HL7:PEN"),
        ("lists", "diagnosis", ""),
        ("lists", "diagnosis", None),
        ("lists", "title", ""),
        ("lists", "title", None),
        ("lists", "begdate", ZERO_TIME),
        ("lists", "begdate", "2019-00-00 00:00:00"),
        ("lists", "begdate", "2019-06-00 00:00:00"),
        ("lists", "begdate", "2019-02-30 00:00:00"),
        ("lists", "enddate", ZERO_TIME),
        ("lists", "enddate", "2031-01-01 00:00:00"),
        ("lists", "activity", 0),
        ("lists", "activity", None),
        ("lists", "outcome", 1),
        ("lists", "reaction", "unassigned"),
        ("lists", "reaction", "HIVES"),
        ("lists", "reaction", "Sneezing"),
        ("lists", "severity_al", "unassigned"),
        ("lists", "severity_al", "life_threatening_severity"),
        ("lists", "severity_al", "very bad"),
        ("lists", "verification", "entered-in-error"),
        ("lists", "verification", "certain"),
        ("lists", "verification", ""),
        ("lists", "user", "gone"),
        ("lists", "user", "RLEE"),
        ("lists", "user", None),
        ("lists", "comments", "null"),
        ("lists", "pid", 0),
        ("lists", "pid", None),
        ("lists", "pid", NAMELESS),
        ("issue_encounter", "list_id", NAMELESS),
        ("issue_encounter", "encounter", NAMELESS),
        # visits
        ("form_encounter", "date", ZERO_TIME),
        ("form_encounter", "date", None),
        ("form_encounter", "date", "2026-03-08 02:30:00"),
        ("form_encounter", "date_end", ZERO_TIME),
        ("form_encounter", "date_end", None),
        ("form_encounter", "class_code", "amb"),
        ("form_encounter", "class_code", "XYZ"),
        ("form_encounter", "class_code", ""),
        ("form_encounter", "provider_id", 0),
        ("form_encounter", "provider_id", None),
        ("form_encounter", "provider_id", NAMELESS),
        ("form_encounter", "facility_id", 0),
        ("form_encounter", "reason", "   "),
        ("form_encounter", "reason", None),
        ("form_encounter", "sensitivity", "high"),
        ("form_encounter", "pid", None),
        ("form_encounter", "pid", NAMELESS),
        ("forms", "deleted", 1),
        ("forms", "formdir", None),
        ("forms", "formdir", "soap"),
        ("forms", "formdir", "NewPatient"),
        ("forms", "form_id", NAMELESS),
        ("forms", "encounter", 0),
        # vital signs
        ("form_vitals", "bps", ""),
        ("form_vitals", "bps", None),
        ("form_vitals", "bps", "0"),
        ("form_vitals", "bps", "120 "),
        ("form_vitals", "bps", "130/85"),
        ("form_vitals", "bps", "refused"),
        ("form_vitals", "bpd", "n/a"),
        ("form_vitals", "weight", Decimal("154.323584")),
        ("form_vitals", "weight", Decimal(-1)),
        ("form_vitals", "temperature", Decimal(37)),
        ("form_vitals", "temperature", None),
        ("form_vitals", "height", Decimal(0)),
        ("form_vitals", "pulse", None),
        ("form_vitals", "oxygen_saturation", Decimal("97.5")),
        ("form_vitals", "date", None),
        ("form_vitals", "date", ZERO_TIME),
        ("form_vitals", "user", "gone"),
        ("form_vitals", "user", None),
        ("form_vitals", "pid", 0),
        ("form_vitals", "pid", NAMELESS),
    ],
)
def test_the_trap_is_there(openemr: Rows, table: str, column: str, value: Any) -> None:
    assert any(row[column] == value and type(row[column]) is type(value) for row in openemr[table])


@pytest.mark.parametrize("mark", ["%", "_", "\\", "'", "<", "Ü", "é"])
def test_names_and_addresses_hold_what_breaks_searches(openemr: Rows, mark: str) -> None:
    assert any(mark in row["lname"] + row["fname"] + row["street"] for row in openemr["patient_data"])


def test_the_id_of_a_patient_is_the_pid_of_another(openemr: Rows) -> None:
    assert all(row["id"] == row["pid"] + 1 for row in openemr["patient_data"])


def test_the_number_of_an_encounter_is_not_its_id(openemr: Rows) -> None:
    assert all(row["encounter"] != row["id"] for row in openemr["form_encounter"])


def test_two_users_have_one_name_to_the_database(openemr: Rows) -> None:
    names = Counter((row["username"] or "").lower() for row in openemr["users"])
    assert names["rlee"] == 2


def test_forms_have_two_entries_or_none(openemr: Rows) -> None:
    entries = Counter((row["formdir"], row["form_id"]) for row in openemr["forms"])
    visits = [entries["newpatient", row["id"]] for row in openemr["form_encounter"]]
    assert 0 in visits and 2 in visits
    vitals = [entries["vitals", row["id"]] for row in openemr["form_vitals"]]
    assert 0 in vitals and 2 in vitals


def test_patients_were_asked_for_allergies_and_had_none(openemr: Rows) -> None:
    asked = {row["pid"] for row in openemr["lists_touch"] if row["type"] == "allergy"}
    assert asked - {row["pid"] for row in openemr["lists"] if row["type"] == "allergy"}


def test_names_were_given_up(openemr: Rows, clinic: Rows) -> None:
    former = [row for row in clinic["patient_history"] if row["history_type_key"] == "name_history"]
    assert 20 < len({row["pid"] for row in former}) < 100
    assert max(Counter(row["pid"] for row in former).values()) >= 2
    assert any(row["history_type_key"] == "care_team_history" for row in clinic["patient_history"])


def test_how_much_there_is(clinic: Rows) -> None:
    patients = len(clinic["patient_data"])
    assert patients == 500
    assert 3_500 < len(clinic["form_encounter"]) < 5_500
    assert len(clinic["form_encounter"]) * 0.9 < len(clinic["form_vitals"]) < len(clinic["form_encounter"]) * 1.1
    kinds = {
        kind: [row["pid"] for row in clinic["lists"] if row["type"] == kind] for kind in ("allergy", "medical_problem")
    }
    assert 0.25 < len(set(kinds["allergy"])) / patients < 0.45
    assert 1 < len(kinds["medical_problem"]) / patients < 3
    assert 800 < len(clinic["issue_encounter"]) < 2_500
    assert len(clinic["version"]) == 1
    assert len(clinic["users"]) > 10
    assert len(clinic["facility"]) == 4


def test_links_lead_from_visits_to_problems_of_the_same_patient(clinic: Rows) -> None:
    visits = {(row["pid"], row["encounter"]) for row in clinic["form_encounter"]}
    issues = {(row["pid"], row["id"]) for row in clinic["lists"]}
    astray = [
        row
        for row in clinic["issue_encounter"]
        if (row["pid"], row["encounter"]) not in visits or (row["pid"], row["list_id"]) not in issues
    ]
    assert len(astray) < 10  # the traps


def test_stored_units_are_american(clinic: Rows) -> None:
    """An adult weighs more pounds than kilograms, is measured in inches, and is not as cold as 40 degrees."""
    grown = {row["pid"] for row in clinic["patient_data"] if row["DOB"] and row["DOB"] < "2000"}
    weights = sorted(row["weight"] for row in clinic["form_vitals"] if row["pid"] in grown and row["weight"] > 0)
    assert 140 < weights[len(weights) // 2] < 200
    heights = sorted(row["height"] for row in clinic["form_vitals"] if row["pid"] in grown and row["height"])
    assert 60 < heights[len(heights) // 2] < 72
    warm = [row["temperature"] for row in clinic["form_vitals"] if row["temperature"]]
    assert sum(97 < degrees < 104 for degrees in warm) > 0.97 * len(warm)


def test_traps_do_not_hang_on_the_seed(tmp_path: Path) -> None:
    for seed in (11, 12):
        url = f"sqlite:///{tmp_path / str(seed)}"
        create(url, patients=50, seed=seed, visits=1)
        found = read(url, metadata)
        assert {"male", "", "Homme", "F"} <= {row["sex"] for row in found["patient_data"]}
        assert {"refused", "130/85", "0", None} <= {row["bps"] for row in found["form_vitals"]}
