"""The OSCAR clinic: how much there is of what, and the vendor's paper's dirty data, each found at least once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from stdnum import luhn

from adapters.oscar.demo import create
from adapters.oscar.tables import metadata
from tests.demo.rows import Rows, read

ZERO, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"
NAMELESS = 9_999_999


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The default size."""
    url = f"sqlite:///{tmp_path_factory.mktemp('oscar') / 'clinic.sqlite'}"
    create(url)
    return read(url, metadata)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        # birth dates in three texts
        ("demographic", "month_of_birth", "5"),
        ("demographic", "month_of_birth", " 5"),
        ("demographic", "month_of_birth", "13"),
        ("demographic", "month_of_birth", ""),
        ("demographic", "date_of_birth", "7"),
        ("demographic", "date_of_birth", "00"),
        ("demographic", "year_of_birth", ""),
        ("demographic", "year_of_birth", None),
        ("demographic", "year_of_birth", "0000"),
        # codes: lower case, retired, empty, unheard of
        ("demographic", "sex", "m"),
        ("demographic", "sex", "T"),
        ("demographic", "sex", ""),
        ("demographic", "sex", "Z"),
        ("demographic", "patient_status", "ac"),
        ("demographic", "patient_status", "NEW PT"),
        ("demographic", "patient_status", ""),
        ("demographic", "patient_status", None),
        ("demographic", "patient_status", "MERGED"),
        ("demographic", "patient_status", "DE"),
        ("demographic", "official_lang", "french"),
        ("demographic", "official_lang", "Spanish"),
        # health cards
        ("demographic", "hc_type", ""),
        ("demographic", "hc_type", "on"),
        ("demographic", "hc_type", "PP"),
        ("demographic", "hc_type", "NF"),
        ("demographic", "ver", "##"),
        ("demographic", "hin", "9876 543 217"),
        ("demographic", "hin", "9876-543-217"),
        # texts
        ("demographic", "last_name", "null"),
        ("demographic", "email", "null"),
        ("demographic", "address", "null"),
        ("demographic", "last_name", ""),
        ("demographic", "city", "   "),
        ("demographic", "phone", "613-"),
        ("demographic", "phone2", "555-0155 x12"),
        # dates
        ("demographic", "lastUpdateDate", ZERO_TIME),
        ("demographic", "lastUpdateDate", "2025-03-09 02:30:00"),
        ("demographic", "patient_status_date", ZERO),
        ("demographic", "end_date", "2100-01-01"),
        # who is nobody
        ("demographic", "provider_no", ""),
        ("demographic", "provider_no", "0"),
        ("demographic", "provider_no", "-1"),
        ("demographic", "provider_no", None),
        ("demographic", "provider_no", "555555"),
        ("demographicExt", "key_val", "DEMO_CELL"),
        ("provider", "provider_no", "-1"),
        ("provider", "provider_no", "007"),
        ("provider", "provider_no", "7"),
        ("provider", "status", ""),
        ("provider", "status", None),
        ("provider", "practitionerNoType", "cpso"),
        ("provider", "practitionerNoType", "QCMD"),
        ("provider", "lastUpdateDate", ZERO_TIME),
        # allergies
        ("allergies", "DESCRIPTION", "nkda"),
        ("allergies", "DESCRIPTION", "NKDA"),
        ("allergies", "DESCRIPTION", ""),
        ("allergies", "TYPECODE", 6),
        ("allergies", "TYPECODE", 8),
        ("allergies", "TYPECODE", 13),
        ("allergies", "archived", 1),
        ("allergies", "reaction", "null"),
        ("allergies", "severity_of_reaction", "5"),
        ("allergies", "severity_of_reaction", None),
        ("allergies", "start_date", ZERO),
        ("allergies", "start_date", "0001-01-01"),
        ("allergies", "start_date", "2019-02-30"),
        ("allergies", "entry_date", ZERO),
        ("allergies", "entry_date", None),
        ("allergies", "providerNo", None),
        ("allergies", "demographic_no", 0),
        ("allergies", "demographic_no", NAMELESS),
        # problems
        ("dxresearch", "coding_system", None),
        ("dxresearch", "coding_system", ""),
        ("dxresearch", "coding_system", "ICD9"),
        ("dxresearch", "coding_system", "icd10"),
        ("dxresearch", "coding_system", "SnomedCore"),
        ("dxresearch", "coding_system", "ichppccode"),
        ("dxresearch", "coding_system", "msp"),
        ("dxresearch", "dxresearch_code", "250.0"),
        ("dxresearch", "dxresearch_code", "250 "),
        ("dxresearch", "dxresearch_code", "v700"),
        ("dxresearch", "dxresearch_code", "ZZZ99"),
        ("dxresearch", "dxresearch_code", ""),
        ("dxresearch", "start_date", "0001-01-01"),
        ("dxresearch", "start_date", ZERO),
        ("dxresearch", "update_date", ZERO_TIME),
        ("dxresearch", "status", "a"),
        ("dxresearch", "status", "C"),
        ("dxresearch", "status", "D"),
        ("dxresearch", "status", "X"),
        ("dxresearch", "status", None),
        ("dxresearch", "demographic_no", None),
        ("dxresearch", "demographic_no", NAMELESS),
        ("partial_date", "format", "YYYY"),
        ("partial_date", "format", "YYYY-MM"),
        ("partial_date", "format", "MM/YYYY"),
        # measurements
        ("measurements", "type", ""),
        ("measurements", "type", "bp"),
        ("measurements", "type", "Ht"),
        ("measurements", "type", "02"),
        ("measurements", "type", "O2"),
        ("measurements", "type", "P"),
        ("measurements", "dataField", "120 / 80"),
        ("measurements", "dataField", "120/80 L arm"),
        ("measurements", "dataField", "refused"),
        ("measurements", "dataField", "0"),
        ("measurements", "dataField", "0/0"),
        ("measurements", "dataField", ""),
        ("measurements", "dataField", "null"),
        ("measurements", "dataField", "<40"),
        ("measurements", "dataField", "5'6"),
        ("measurements", "dataField", "82,5"),
        ("measurements", "dataField", "82.50 "),
        ("measurements", "dataField", "98.6"),
        ("measurements", "measuringInstruction", "in lb"),
        ("measurements", "measuringInstruction", "Pounds"),
        ("measurements", "measuringInstruction", "in inches"),
        ("measurements", "dateObserved", None),
        ("measurements", "dateObserved", ZERO_TIME),
        ("measurements", "dateObserved", "2025-03-09 02:30:00"),
        ("measurements", "dateObserved", "2025-11-02 01:30:00"),
        ("measurements", "providerNo", "0"),
        ("measurements", "providerNo", ""),
        ("measurements", "demographicNo", 0),
        ("measurements", "demographicNo", NAMELESS),
    ],
)
def test_the_trap_is_there(oscar: Rows, table: str, column: str, value: Any) -> None:
    assert any(row[column] == value and type(row[column]) is type(value) for row in oscar[table])


@pytest.mark.parametrize("mark", ["%", "_", "\\", "'", "<", "Ü", "é"])
def test_names_and_addresses_hold_what_breaks_searches(oscar: Rows, mark: str) -> None:
    assert any(mark in row["last_name"] + row["first_name"] + str(row["address"]) for row in oscar["demographic"])


def test_blanks_around_names_stay(oscar: Rows) -> None:
    names = {row["last_name"] for row in oscar["demographic"]}
    assert {"Tremblay  ", " Leblanc"} <= names


def test_no_such_day(oscar: Rows) -> None:
    born = {(row["month_of_birth"], row["date_of_birth"]) for row in oscar["demographic"]}
    assert ("02", "30") in born


def test_a_version_of_no_number(oscar: Rows) -> None:
    assert any(row["hin"] == "" and row["ver"] == "AB" and row["hc_type"] == "ON" for row in oscar["demographic"])


def test_a_newer_blank_cell_phone_stands_before_an_older_one(oscar: Rows) -> None:
    cells: dict[int, list[str]] = {}
    for row in sorted(oscar["demographicExt"], key=lambda row: row["id"]):
        if row["key_val"] == "demo_cell":
            cells.setdefault(row["demographic_no"], []).append(row["value"])
    assert any(values[-1] == "" and any(values[:-1]) for values in cells.values())


def test_a_date_has_two_precisions(oscar: Rows) -> None:
    counts = Counter((row["table_name"], row["table_id"], row["field_name"]) for row in oscar["partial_date"])
    assert max(counts.values()) == 2


def test_merges_form_a_chain_and_one_was_undone(oscar: Rows) -> None:
    live = {row["demographic_no"]: row["merged_to"] for row in oscar["demographic_merged"] if row["deleted"] == 0}
    assert live == {30: 29, 31: 30, 36: 35}
    assert [row["demographic_no"] for row in oscar["demographic_merged"] if row["deleted"] == 1] == [33]


def test_absorbed_patients_keep_their_rows_and_are_the_same_person(oscar: Rows) -> None:
    assert {30, 31} <= {row["demographicNo"] for row in oscar["measurements"]}
    patients = {row["demographic_no"]: row for row in oscar["demographic"]}
    assert patients[31]["hin"] == patients[30]["hin"] == patients[29]["hin"] != ""


def test_a_code_is_described_twice_and_another_never(oscar: Rows) -> None:
    described = Counter(row["icd9"] for row in oscar["icd9"])
    assert described["250"] == 2
    assert "7242" not in described


def test_the_first_five_patients_are_clean(oscar: Rows) -> None:
    for row in oscar["demographic"]:
        if row["demographic_no"] <= 5:
            assert re.fullmatch(r"19\d\d|20[012]\d", row["year_of_birth"])
            assert row["sex"] in "MFXU"
            assert row["lastUpdateDate"] > "2021-11-01"


def test_traps_are_rare(clinic: Rows) -> None:
    assert sum(row["demographicNo"] in (0, NAMELESS) for row in clinic["measurements"]) < 10
    assert sum(row["sex"] not in "MFXU" for row in clinic["demographic"]) < 20


def test_how_much_there_is(clinic: Rows) -> None:
    patients = len(clinic["demographic"])
    assert patients == 500
    assert 17_500 < len(clinic["measurements"]) < 27_500  # ten visits of five rows; some were born or died meanwhile
    allergic = {
        row["demographic_no"] for row in clinic["allergies"] if row["DESCRIPTION"].upper()[:2] not in ("NK", "NO")
    }
    assert 0.25 < len(allergic) / patients < 0.45
    problems = Counter(row["demographic_no"] for row in clinic["dxresearch"])
    assert 1 < sum(problems.values()) / patients < 3
    assert len(clinic["provider"]) > 12
    assert len(clinic["clinic"]) == 1
    cells = Counter(row["demographic_no"] for row in clinic["demographicExt"] if row["key_val"] == "demo_cell")
    assert 10 < sum(count > 1 for count in cells.values()) < 60


def test_ontario_numbers_have_their_check_digit(clinic: Rows) -> None:
    numbers = [row["hin"] for row in clinic["demographic"] if row["hc_type"] == "ON" and row["hin"]]
    assert len(numbers) > 300
    assert sum(luhn.is_valid(number) for number in numbers) >= len(numbers) - 5


def test_body_mass_index_agrees_with_height_and_weight(clinic: Rows) -> None:
    visits: dict[tuple[Any, ...], dict[str, str]] = {}
    for row in clinic["measurements"]:
        if row["type"] in ("HT", "WT", "BMI"):
            visits.setdefault((row["demographicNo"], row["dateEntered"]), {})[row["type"]] = row["dataField"]
    full = [visit for visit in visits.values() if len(visit) == 3]
    assert len(full) > 1000
    for visit in full:
        expected = float(visit["WT"]) / (float(visit["HT"]) / 100) ** 2
        assert float(visit["BMI"]) == pytest.approx(expected, abs=0.051)


def test_traps_do_not_hang_on_the_seed(tmp_path: Path) -> None:
    for seed in (11, 12):
        url = f"sqlite:///{tmp_path / str(seed)}"
        create(url, patients=50, seed=seed, visits=1)
        found = read(url, metadata)
        assert {"m", "T", "", "Z"} <= {row["sex"] for row in found["demographic"]}
        assert {"120 / 80", "refused", "<40", "82,5"} <= {row["dataField"] for row in found["measurements"]}
