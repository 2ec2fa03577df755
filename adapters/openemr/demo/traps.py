"""The dirt that the vendor's paper warns of, planted on purpose: each kind once among the first fifty patients,
and now and then after them.

A trap is the columns in which a row differs from a clean one.
"""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.visits import moment

from ..tables import (
    form_encounter,
    form_vitals,
    forms,
    issue_encounter,
    lists,
    lists_touch,
    patient_data,
    patient_history,
)
from .chart import ENCOUNTERS_AHEAD, encounter_row, form_row, issue_row, vitals_row
from .demographics import history_row
from .page import Trap

NOBODY = 9_999_999  # no row has this number
ZERO_DATE, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"
NO_UUID = bytes(16)
INJECTION = "'); DROP TABLE patient_data; --"
YEAR = date(2025, 11, 3), date(2026, 10, 30)
WHEN = datetime(2026, 5, 6, 10, 15)

PATIENT: tuple[Row, ...] = (
    {"DOB": ZERO_DATE},
    {"DOB": "1980-00-00"},  # the year alone
    {"DOB": "1980-05-00"},
    {"DOB": "1975-02-30"},  # no such day, where the server lets it in
    {"DOB": None},
    {"sex": "F"},
    {"sex": "M"},
    {"sex": "male"},
    {"sex": ""},
    {"sex": "Homme"},
    {"status": "Married"},
    {"status": "common-law"},
    {"status": "", "language": "", "title": ""},
    {"fname": ""},
    {"lname": "", "mname": ""},
    {"lname": "Tremblay  ", "fname": "Éloïse ", "email": "eloise@example.org "},
    {"lname": "100%_\\O'Neil", "fname": "A_B%C\\"},  # what LIKE takes for wildcards
    {"lname": "Ünlü-Ñandú", "fname": "Åsa-Çelik"},
    {"lname": INJECTION, "street": "<b>1 & 2</b> \"Main\" St"},
    {"lname": "null", "email": "null", "street": "null", "phone_biz": "null", "title": "null"},
    {"lname": "O'BRIEN", "fname": "mary ann"},
    {"pubpid": "", "uuid": None},
    {"pubpid": "1", "uuid": NO_UUID},  # another patient's number
    {"deceased_date": ZERO_TIME},
    {"deceased_date": "2024-00-00 00:00:00"},
    {"providerID": 0},
    {"providerID": None},
    {"providerID": NOBODY},
    {"providerID": 2},  # the nurse, who is no provider
    {"street": "  ", "street_line_2": "Box 12", "city": "", "state": "", "postal_code": "m5v2z4"},
    {"phone_home": "416-", "phone_biz": "555-0155 x12", "phone_cell": "  "},
    {"last_updated": ZERO_TIME, "date": None, "regdate": ZERO_TIME},
    {"last_updated": "2025-11-02 01:30:00"},  # an hour that came twice
    {"language": "français", "country_code": "  "},
    {"preferred_name": "", "suffix": ""},
)  # fmt: skip
ALLERGY: tuple[Row, ...] = (
    {"diagnosis": "7980"},  # a code of nobody knows which system
    {"diagnosis": "RXCUI:7980;"},
    {"diagnosis": "rxcui:7980; SNOMED-CT:91936005"},
    {"diagnosis": "SNOMED:91936005"},
    {"diagnosis": "HL7:PEN"},
    {"title": "", "diagnosis": "RXCUI:7980"},
    {"title": None},
    {"title": "Pollen % _ \\", "reaction": "Sneezing"},
    {"reaction": "unassigned", "severity_al": "unassigned"},
    {"reaction": "HIVES", "severity_al": "Severe"},
    {"reaction": "null", "severity_al": "very bad"},
    {"severity_al": "life_threatening_severity"},
    {"verification": "entered-in-error"},
    {"verification": "refuted"},
    {"verification": "certain"},
    {"user": "gone"},  # renamed since
    {"user": ""},
    {"user": None},
    {"user": "RLEE"},  # of two users the first
    {"pid": NOBODY},
    {"pid": 0},
    {"pid": None},
    {"uuid": NO_UUID, "date": ZERO_TIME},
    {"type": "Allergy"},
    {"type": None},
)
PROBLEM: tuple[Row, ...] = (
    {"diagnosis": "ICD9:250.00"},
    {"diagnosis": "icd10:E11.9"},
    {"diagnosis": "ICD10:E11.9;ICD10:I10"},
    {"diagnosis": "E11.9"},
    {"diagnosis": ""},
    {"diagnosis": None, "date": None},
    {"begdate": ZERO_TIME},
    {"begdate": "2019-00-00 00:00:00"},
    {"begdate": "2019-06-00 00:00:00"},
    {"begdate": "2019-02-30 00:00:00"},
    {"enddate": ZERO_TIME},
    {"enddate": "2031-01-01 00:00:00"},  # to come
    {"enddate": "2024-02-01 00:00:00", "activity": 1},
    {"activity": 0},
    {"activity": None},
    {"outcome": 1},
    {"outcome": 5, "occurrence": 1},
    {"comments": INJECTION},
    {"comments": "Vu à l'hôpital\nla semaine passée "},
    {"comments": "null"},
    {"pid": NOBODY},
)
VISIT: tuple[Row, ...] = (
    {"date": ZERO_TIME},
    {"date": None},
    {"date": "2026-03-08 02:30:00"},  # the clocks went from 2 to 3
    {"date_end": ZERO_TIME},
    {"date_end": "2026-05-06 09:00:00"},  # before it began
    {"class_code": "amb"},
    {"class_code": "XYZ"},
    {"class_code": ""},
    {"provider_id": 0, "facility_id": 0},
    {"provider_id": None},
    {"provider_id": NOBODY, "facility_id": NOBODY},
    {"reason": ""},
    {"reason": "   ", "sensitivity": None},
    {"reason": None},
    {"pid": NOBODY},
    {"pid": None},
    {"uuid": NO_UUID},
)
VITALS: tuple[Row, ...] = (
    {"bps": "120", "bpd": ""},
    {"bps": "", "bpd": "80"},
    {"bps": "120 ", "bpd": " 80"},
    {"bps": "130/85", "bpd": ""},
    {"bps": "refused", "bpd": "n/a"},
    {"bps": "0", "bpd": "0"},
    {"bps": None, "bpd": None},
    {"weight": "154.323584"},
    {"weight": "154"},
    {"temperature": "37.000000"},  # Celsius typed into Fahrenheit
    {"temperature": None},
    {"pulse": None, "respiration": "0.000000"},
    {"pulse": "72.500000"},
    {"oxygen_saturation": "97.50", "oxygen_flow_rate": "2", "inhaled_oxygen_concentration": "28"},
    {"ped_weight_height": "45.5", "ped_bmi": "50", "ped_head_circ": "33.25"},
    {"weight": "-1"},
    {"date": None},
    {"date": ZERO_TIME, "last_updated": ZERO_TIME},
    {"user": "gone"},
    {"user": None, "activity": 0},
    {"pid": NOBODY},
    {"pid": 0},
)
# The entry in `forms` of a visit, None where there is none.
ENTRY: tuple[Row | None, ...] = (
    None,
    {"deleted": 1},
    {"formdir": "soap"},
    {"formdir": None},
    {"form_id": NOBODY},
    {"encounter": 0},
)
HISTORY: tuple[Row, ...] = (
    {"previous_name_enddate": ZERO_DATE},
    {"previous_name_enddate": None, "previous_name_first": ""},
    {"previous_name_enddate": "2011-00-00"},
    {"previous_name_last": "", "previous_name_first": ""},
    {"previous_name_last": "null", "previous_name_prefix": "Mr.", "previous_name_suffix": "Jr."},
    {"history_type_key": None},
)


def _number(chart: Chart) -> int:
    number: int = chart.of(patient_data)[0]["pid"]
    return number


def _patient(change: Row) -> Trap:
    return lambda chart, _rng: chart.of(patient_data)[0].update(change)


def _allergy(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        clean = issue_row(_number(chart), "allergy", "Penicillins", WHEN, diagnosis="RXCUI:7980", reaction="hives")
        chart.add(lists, {**clean, "severity_al": "moderate", "verification": "confirmed", **change})

    return trap


def _problem(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        clean = issue_row(_number(chart), "medical_problem", "Diabetes mellitus type 2", WHEN)
        chart.add(lists, {**clean, "diagnosis": "ICD10:E11.9", "begdate": "2019-06-01 00:00:00", **change})

    return trap


def _open(chart: Chart, rng: Random, change: Row) -> Row:
    """A further visit."""
    visit = chart.add(form_encounter, encounter_row(_number(chart), moment(rng, *YEAR), "Test results", 8, 1))
    visit.update({"encounter": visit["id"] + ENCOUNTERS_AHEAD, **change})
    return visit


def _file(chart: Chart, visit: Row, form: str, key: int, change: Row) -> None:
    chart.add(forms, {**form_row(visit, form, "Form", key, "doctor1"), **change})


def _visit(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        visit = _open(chart, rng, change)
        _file(chart, visit, "newpatient", visit["id"], {})

    return trap


def _entry(change: Row | None) -> Trap:
    """A visit with vital signs, of which both entries are spoiled alike."""

    def trap(chart: Chart, rng: Random) -> None:
        visit = _open(chart, rng, {})
        values = {"pulse": "72", "weight": "160"}
        vitals = chart.add(form_vitals, vitals_row(_number(chart), moment(rng, *YEAR), "doctor1", values))
        if change is not None:
            _file(chart, visit, "newpatient", visit["id"], change)
            _file(chart, visit, "vitals", vitals["id"], change)

    return trap


def _filed_in_capitals(chart: Chart, rng: Random) -> None:
    _entry({})(chart, rng)
    for entry, name in zip(chart.of(forms)[-2:], ("NewPatient", "VITALS"), strict=True):
        entry["formdir"] = name


def _filed_twice(chart: Chart, rng: Random) -> None:
    _entry({})(chart, rng)
    for entry in chart.of(forms)[-2:]:
        _file(chart, chart.of(form_encounter)[-1], entry["formdir"], entry["form_id"], {})


def _vitals(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        visit = _open(chart, rng, {})
        _file(chart, visit, "newpatient", visit["id"], {})
        clean = vitals_row(_number(chart), moment(rng, *YEAR), "doctor1", {"pulse": "72", "bps": "120", "bpd": "80"})
        vitals = chart.add(form_vitals, {**clean, **change})
        _file(chart, visit, "vitals", vitals["id"], {})

    return trap


def _history(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(patient_history, {**history_row(_number(chart), "Former", "Name", date(2012, 6, 7)), **change})

    return trap


def _links_to_nothing(chart: Chart, _rng: Random) -> None:
    pid = _number(chart)
    for issue, visit in ((NOBODY, 18), (1, NOBODY)):
        chart.put(issue_encounter, {"pid": pid, "list_id": issue, "encounter": visit, "resolved": 1})


def _asked_without_answer(chart: Chart, _rng: Random) -> None:
    for table in (lists, lists_touch):
        chart.of(table)[:] = [row for row in chart.of(table) if row["type"] != "allergy"]
    chart.put(lists_touch, {"pid": _number(chart), "type": "allergy", "date": ZERO_TIME})


TRAPS: tuple[tuple[Trap, ...], ...] = (
    (*map(_patient, PATIENT), _links_to_nothing, _asked_without_answer),
    tuple(map(_allergy, ALLERGY)),
    tuple(map(_problem, PROBLEM)),
    tuple(map(_visit, VISIT)),
    tuple(map(_vitals, VITALS)),
    (*map(_entry, ENTRY), _filed_in_capitals, _filed_twice),
    tuple(map(_history, HISTORY)),
)
