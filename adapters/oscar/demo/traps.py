"""The dirt that the vendor's paper warns of, planted on purpose: each kind once among the first fifty patients,
and now and then after them.

A trap is the columns in which a row differs from a clean one.
"""

from __future__ import annotations

from datetime import date
from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.visits import moment

from ..tables import allergies, demographic, demographicExt, dxresearch, measurements, partial_date
from .chart import measurement, precision
from .demographics import extra
from .page import Trap

NOBODY = 9_999_999  # no patient has this number
ZERO_DATE, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"
_LAST_YEAR = date(2025, 11, 1), date(2026, 10, 30)
INJECTION = "'); DROP TABLE demographic; --"

PATIENT: tuple[Row, ...] = (
    {"month_of_birth": "5", "date_of_birth": "7"},  # not padded
    {"month_of_birth": " 5", "date_of_birth": "07"},
    {"month_of_birth": "", "date_of_birth": ""},  # the year alone
    {"month_of_birth": "09", "date_of_birth": "00"},  # year and month
    {"month_of_birth": "02", "date_of_birth": "30"},  # no such day
    {"month_of_birth": "13", "date_of_birth": "01"},
    {"year_of_birth": "", "month_of_birth": "", "date_of_birth": ""},
    {"year_of_birth": None, "month_of_birth": None, "date_of_birth": None},
    {"year_of_birth": "0000"},
    {"sex": "m"},
    {"sex": "T"},
    {"sex": ""},
    {"sex": "Z"},
    {"hc_type": ""},  # a number of nobody knows which province
    {"hc_type": "PP", "ver": ""},
    {"hc_type": "NF"},
    {"hc_type": "on", "ver": "##"},
    {"hc_type": "ON", "hin": "", "ver": "AB"},  # a version of no number
    {"hin": "9876 543 217"},
    {"hin": "9876-543-217", "chart_no": None},
    {"last_name": "100%_\\O'Neil", "first_name": "A_B%C\\"},  # what LIKE takes for wildcards
    {"last_name": "Tremblay  ", "first_name": "Éloïse ", "email": "eloise@example.org "},
    {"last_name": " Leblanc", "first_name": ""},
    {"last_name": "", "first_name": "Baby"},
    {"last_name": "Ünlü-Ñandú", "first_name": "Åsa-Çelik"},
    {"last_name": "null", "email": "null", "address": "null", "phone2": "null", "title": "null"},
    {"last_name": INJECTION[:30], "address": "<b>1 & 2</b> \"Main\" St"},
    {"phone": "613-", "phone2": "555-0155 x12", "postal": "k1n5y1", "province": "OT"},
    {"patient_status": "DE", "patient_status_date": "2025-01-15", "end_date": "2025-01-15"},
    {"patient_status": "NEW PT", "official_lang": "Spanish"},
    {"patient_status": "ac", "official_lang": "french"},
    {"patient_status": "", "official_lang": ""},
    {"patient_status": None, "official_lang": None, "patient_status_date": ZERO_DATE},
    {"lastUpdateDate": ZERO_TIME, "lastUpdateUser": None},
    {"provider_no": ""},
    {"provider_no": "0"},
    {"provider_no": "-1"},
    {"provider_no": "555555"},  # gone, or never was
    {"provider_no": None, "city": "   ", "postal": None},
    {"lastUpdateDate": "2025-03-09 02:30:00"},  # the clocks went from 2 to 3
    {"lastUpdateDate": "2025-11-02 01:30:00"},  # twice
)  # fmt: skip
ALLERGY: tuple[Row, ...] = (
    {"DESCRIPTION": "NKDA", "reaction": ""},
    {"DESCRIPTION": "nkda"},
    {"DESCRIPTION": "No Known Drug Allergies", "severity_of_reaction": "0"},
    {"DESCRIPTION": "Acetylsalicylic acid and other nonsteroidal anti-i"},  # cut at fifty
    {"DESCRIPTION": ""},
    {"DESCRIPTION": "Pollen % _ \\", "reaction": "null"},
    {"severity_of_reaction": "5"},
    {"severity_of_reaction": None, "life_stage": ""},
    {"TYPECODE": 8, "atc": None},
    {"TYPECODE": 13, "regional_identifier": ""},
    {"TYPECODE": 6},
    {"start_date": ZERO_DATE},
    {"start_date": "0001-01-01", "entry_date": "0001-01-01"},
    {"start_date": "2019-02-30"},  # where the server lets it in
    {"entry_date": ZERO_DATE, "lastUpdateDate": ZERO_TIME},
    {"entry_date": None, "providerNo": None},
    {"providerNo": "-1"},
    {"providerNo": "555555"},
    {"demographic_no": NOBODY},
    {"demographic_no": 0},
    {"archived": 1},
)
PROBLEM: tuple[Row, ...] = (
    {"coding_system": "icd10", "dxresearch_code": "E11.9"},
    {"coding_system": "SnomedCore", "dxresearch_code": "44054006"},
    {"coding_system": None},
    {"coding_system": ""},
    {"coding_system": "ICD9"},
    {"coding_system": "ichppccode", "dxresearch_code": "D87"},
    {"coding_system": "msp", "dxresearch_code": "01B"},
    {"dxresearch_code": "250.0"},  # with its point
    {"dxresearch_code": "250 "},
    {"dxresearch_code": "v700"},
    {"dxresearch_code": "ZZZ99"},
    {"dxresearch_code": ""},
    {"start_date": "0001-01-01"},
    {"start_date": ZERO_DATE, "update_date": ZERO_TIME},
    {"start_date": None, "providerNo": None},
    {"status": "C"},
    {"status": "a"},
    {"status": "X"},
    {"status": None},
    {"status": "D"},
    {"demographic_no": NOBODY},
    {"demographic_no": None},
)
MEASURED: tuple[Row, ...] = (
    {"type": "BP", "dataField": "120 / 80"},
    {"type": "BP", "dataField": "120/80 L arm"},
    {"type": "BP", "dataField": "120"},
    {"type": "BP", "dataField": "refused"},
    {"type": "bp", "dataField": "135/85"},
    {"type": "BP", "dataField": "0/0"},
    {"type": "WT", "dataField": "176", "measuringInstruction": "in lb"},
    {"type": "WT", "dataField": "180", "measuringInstruction": "Pounds"},
    {"type": "HT", "dataField": "68", "measuringInstruction": "in inches"},
    {"type": "HT", "dataField": "5'6"},
    {"type": "Ht", "dataField": "171"},
    {"type": "WT", "dataField": "0"},
    {"type": "WT", "dataField": ""},
    {"type": "WT", "dataField": "82.50 "},
    {"type": "WT", "dataField": "82,5"},
    {"type": "TEMP", "dataField": "98.6"},
    {"type": "HR", "dataField": "<40"},
    {"type": "RESP", "dataField": "null"},
    {"type": "O2", "dataField": "98%"},
    {"type": "02SA", "dataField": "97"},
    {"type": "HEAD", "dataField": "45.5"},
    {"type": "WC", "dataField": "91"},
    {"type": "P", "dataField": "2"},  # parity, no pulse
    {"type": "A1C", "dataField": "0.065"},
    {"type": "HR", "dataField": "72", "comments": INJECTION},
    {"type": "HR", "dataField": "73", "comments": "null"},
    {"type": "HR", "dataField": "74", "providerNo": "0"},
    {"type": "HR", "dataField": "75", "providerNo": ""},
    {"type": "HR", "dataField": "76", "providerNo": "555555"},
    {"type": "HR", "dataField": "77", "dateObserved": None},
    {"type": "HR", "dataField": "78", "dateObserved": ZERO_TIME},
    {"type": "HR", "dataField": "79", "dateObserved": "2025-03-09 02:30:00"},
    {"type": "HR", "dataField": "80", "dateObserved": "2025-11-02 01:30:00"},
    {"type": "HR", "dataField": "81", "demographicNo": NOBODY},
    {"type": "HR", "dataField": "82", "demographicNo": 0},
)


def _patient(change: Row) -> Trap:
    return lambda chart, _rng: chart.of(demographic)[0].update(change)


def _allergy(change: Row) -> Trap:
    clean: Row = {
        "entry_date": "2024-05-06", "DESCRIPTION": "Penicillins", "TYPECODE": 0, "drugref_id": "",
        "regional_identifier": None, "atc": None, "nonDrug": None, "reaction": "Rash", "archived": 0,
        "start_date": "2018-07-01", "age_of_onset": "0", "severity_of_reaction": "2", "onset_of_reaction": "1",
        "life_stage": "A", "position": 0, "lastUpdateDate": "2024-05-06 10:15:00", "providerNo": "101",
        "reaction_type": None,
    }  # fmt: skip

    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(allergies, {"demographic_no": _number(chart), **clean, **change})

    return trap


def _problem(change: Row) -> Trap:
    clean: Row = {
        "start_date": "2022-03-04", "update_date": "2024-03-05 11:00:00", "status": "A", "dxresearch_code": "250",
        "coding_system": "icd9", "association": 0, "providerNo": "101",
    }  # fmt: skip

    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(dxresearch, {"demographic_no": _number(chart), **clean, **change})

    return trap


def _measured(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        when = moment(rng, *_LAST_YEAR)
        chart.add(measurements, {**measurement(_number(chart), change["type"], "", when, when, "101"), **change})

    return trap


def _blank_hides_older_cell(chart: Chart, _rng: Random) -> None:
    for value in ("613-555-0177", ""):
        chart.add(demographicExt, extra(_number(chart), "demo_cell", value, "101", _LAST_YEAR[0]))


def _cell_in_capitals(chart: Chart, _rng: Random) -> None:
    chart.add(demographicExt, extra(_number(chart), "DEMO_CELL", " 613-555-0178", "101", _LAST_YEAR[0]))


def _precision_twice(chart: Chart, rng: Random) -> None:
    _allergy({"start_date": "2015-01-01"})(chart, rng)
    for known in ("YYYY", "YYYY-MM"):
        chart.add(partial_date, precision("allergies.start_date", chart.of(allergies)[-1]["allergyid"], known))


def _precision_unheard_of(chart: Chart, rng: Random) -> None:
    _problem({"start_date": "2016-05-01"})(chart, rng)
    chart.add(partial_date, precision("dxresearch.start_date", chart.of(dxresearch)[-1]["dxresearch_no"], "MM/YYYY"))


def _number(chart: Chart) -> int:
    number: int = chart.of(demographic)[0]["demographic_no"]
    return number


OTHER: tuple[Trap, ...] = (_blank_hides_older_cell, _cell_in_capitals, _precision_twice, _precision_unheard_of)
TRAPS: tuple[tuple[Trap, ...], ...] = (
    tuple(map(_patient, PATIENT)),
    tuple(map(_allergy, ALLERGY)),
    tuple(map(_problem, PROBLEM)),
    tuple(map(_measured, MEASURED)),
    OTHER,
)
