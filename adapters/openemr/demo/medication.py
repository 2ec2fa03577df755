"""What patients take and what they were vaccinated with, and the clinic's own lists that the rows name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.treatments import DRUGS
from profiles.ca_core.demo.visits import OPENED, in_utc, moment

from ..tables import (
    codes,
    form_encounter,
    immunizations,
    list_options,
    lists,
    lists_medication,
    patient_data,
    prescriptions,
)
from .chart import ZONE
from .clinic import Clinic
from .page import Chapter, Page, Trap, a_doctor

# list, option, title
OPTIONS: Final = (
    ("drug_form", "2", "tablet", ""), ("drug_form", "3", "capsule", ""), ("drug_units", "1", "mg", ""),
    ("drug_units", "9", "mL", ""), ("drug_route", "bymouth", "By Mouth", "NCI-CONCEPT-ID:C38288"),
    ("drug_route", "1", "Per Oris", ""), ("drug_route", "intramuscular", "Intramuscular", ""),
    ("drug_interval", "1", "b.i.d.", ""), ("drug_interval", "2", "t.i.d.", ""), ("drug_interval", "9", "daily", ""),
    ("drug_interval", "16", "h.s.", ""), ("drug_interval", "17", "p.r.n.", ""),
    ("immunization_administered_site", "left_arm", "Left Upper Arm", ""),
    ("immunization_refusal_reason", "patient_decision", "Patient decision", ""),
    ("immunization_informationsource", "new_immunization_record", "New immunization record", ""),
    ("immunization_informationsource", "other_provider", "From other provider", ""),
    ("immunizations", "7", "Tetanus 1", ""),
)  # fmt: skip
INTERVALS: Final = {"BID": 1, "TID": 2, "OD": 9, "QAM": 12, "QHS": 16}
# CVX and the text of the catalogue
VACCINES: Final = (("140", "Influenza, seasonal, injectable, preservative free"), ("115", "Tdap"), ("33", "PPV23"))
NOBODY: Final = 9_999_999


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """The lists and the catalogue."""
    for list_id, option, title, coded in OPTIONS:
        yield list_options, {"list_id": list_id, "option_id": option, "title": title, "codes": coded, "activity": 1}
    for number, (code, words) in enumerate(VACCINES, start=1):
        yield codes, {"id": number, "code": code, "code_type": 100, "code_text": words, "code_text_short": words[:10]}


def write(page: Page) -> None:
    """Up to three prescriptions, two vaccines, and details of what stands in the list of medications."""
    rng = page.rng
    for drug in rng.sample(DRUGS, rng.choice((0, 0, 1, 2, 3))):
        visit = rng.choice(dated(page.chart) or [{"encounter": 0, "date": f"{OPENED} 09:00:00"}])
        began = visit["date"][:10]
        page.chart.add(prescriptions, {
            **prescription_row(page.number, drug.brand, visit["date"]),
            "uuid": rng.randbytes(16) if rng.random() < 0.8 else None, "provider_id": a_doctor(page),
            "encounter": visit["encounter"], "start_date": began, "form": 2 if drug.unit == "tab" else 3,
            "dosage": "1", "size": "5", "unit": 1, "route": rng.choice(("bymouth", "1")),
            "interval": INTERVALS.get(drug.often, 17), "quantity": rng.choice(("30", "90", "100")),
            "refills": rng.choice((0, 3)), "per_refill": 30, "substitute": rng.choice((0, 1, 2)),
            "active": rng.choice((1, 1, 1, 0, -1)), "rxnorm_drugcode": "860975" if drug.generic == "METFORMIN" else "",
            "indication": rng.choice((None, "as discussed")), "diagnosis": f"ICD9:{drug.icd9[:3]}",
            "usage_category": "community", "usage_category_title": "Home/Community", "request_intent": "order",
            "request_intent_title": "Order", "created_by": 1, "medication": rng.choice((0, 1)),
            "note": rng.choice((None, "with food")), "prn": rng.choice((None, "1")),
        })  # fmt: skip
    for code, _ in rng.sample(VACCINES, rng.choice((0, 1, 1, 2))):
        page.chart.add(immunizations, vaccine_row(page, code))
    for issue in page.chart.of(lists):
        if issue["type"] == "medication":
            page.chart.add(lists_medication, {
                "list_id": issue["id"], "drug_dosage_instructions": "one a day", "usage_category": "community",
                "usage_category_title": "Home/Community", "request_intent": "plan", "request_intent_title": "Plan",
                "prescription_id": None,
            })  # fmt: skip


def dated(chart: Chart) -> list[Row]:
    """The visits whose day is known."""
    return [visit for visit in chart.of(form_encounter) if (visit["date"] or "") > "2000"]


def prescription_row(number: int, drug: str, when: str) -> Row:
    """A row of `prescriptions` that says no more than it must."""
    return {
        "uuid": None, "patient_id": number, "date_added": when, "date_modified": when, "provider_id": 0, "encounter": 0,
        "start_date": None, "end_date": None, "drug": drug, "rxnorm_drugcode": "", "form": 0, "dosage": "", "size": "",
        "unit": 0, "route": "", "interval": 0, "quantity": "", "refills": 0, "per_refill": 0, "substitute": 0,
        "note": None, "active": 1, "indication": None, "txDate": when[:10], "usage_category_title": "",
        "request_intent_title": "", "drug_dosage_instructions": None,
    }  # fmt: skip


def vaccine_row(page: Page, code: str) -> Row:
    """A row of `immunizations`, one in ten refused."""
    rng = page.rng
    when = moment(rng, max(OPENED, page.person.born), TODAY - timedelta(days=1))
    refused = rng.random() < 0.1
    return {
        "uuid": rng.randbytes(16) if rng.random() < 0.8 else None, "patient_id": page.number,
        "administered_date": str(when), "immunization_id": 0, "cvx_code": code, "manufacturer": "Sanofi",
        "lot_number": f"L{rng.randrange(1000)}", "administered_by_id": a_doctor(page), "administered_by": "",
        "education_date": str(when.date()), "vis_date": "2019-08-15", "note": "", "create_date": str(when),
        "update_date": str(in_utc(when, ZONE)), "amount_administered": 0 if refused else 0.5,
        "amount_administered_unit": "9", "expiration_date": "2026-06-30", "route": "intramuscular",
        "administration_site": "left_arm", "added_erroneously": 0,
        "completion_status": "Refused" if refused else rng.choice(("Completed", "Completed", "", None)),
        "information_source": rng.choice(("new_immunization_record", "other_provider", "")),
        "refusal_reason": "patient_decision" if refused else "", "ordering_provider": a_doctor(page),
        "reason_code": None, "reason_description": None, "encounter_id": 0,
    }  # fmt: skip


WHEN: Final = "2026-05-06 10:15:00"
PRESCRIPTION: Final[tuple[Row, ...]] = (
    {"end_date": "2026-01-01"},
    {"start_date": "2026-05-06", "end_date": "2025-01-01"},  # ended before it began
    {"active": -1},
    {"drug": "", "rxnorm_drugcode": ""},
    {"dosage": "take one tablet twice a day"},
    {"drug_dosage_instructions": "Until finished", "form": 99, "route": "rectal"},
    {"interval": 18, "route": "Intramuscular"},
    {"patient_id": NOBODY},
    {"date_added": "0000-00-00 00:00:00", "date_modified": None, "rxnorm_drugcode": "0"},
)
VACCINE: Final[tuple[Row, ...]] = (
    {"added_erroneously": 1},
    {"cvx_code": "", "immunization_id": 7},
    {"administered_date": None},
    {"administered_by_id": None, "administered_by": "Public health"},
    {"reason_code": "SNOMED-CT:105480006", "reason_description": "works in a school", "encounter_id": 18},
    {"note": "cried", "cvx_code": "0"},
)


def _pid(chart: Chart) -> int:
    number: int = chart.of(patient_data)[0]["pid"]
    return number


def _prescribed(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(prescriptions, {**prescription_row(_pid(chart), "Ibuprofen 200 mg", WHEN), "dosage": "2", **change})

    return trap


def _given(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(immunizations, {
            "patient_id": _pid(chart), "administered_date": WHEN, "cvx_code": "115", "create_date": WHEN,
            "update_date": WHEN, "added_erroneously": 0, "completion_status": "Completed", **change,
        })  # fmt: skip

    return trap


def _prescribed_and_taken(chart: Chart, _rng: Random) -> None:
    """The same drug in the list and as a prescription, which the list names; its details stand there twice."""
    given = chart.add(prescriptions, {**prescription_row(_pid(chart), "Ramipril 5 mg", WHEN), "medication": 1})
    issue = chart.add(lists, {
        "date": WHEN, "type": "medication", "title": "Ramipril 5 mg", "pid": _pid(chart), "activity": 1,
        "modifydate": WHEN,
    })  # fmt: skip
    for words in ("one a day", "two a day"):
        chart.add(lists_medication, {
            "list_id": issue["id"], "drug_dosage_instructions": words, "usage_category_title": "",
            "request_intent_title": "", "prescription_id": given["id"],
        })  # fmt: skip


MEDICATION: Final = Chapter(
    "medication", write, clinic_rows, (*map(_prescribed, PRESCRIPTION), *map(_given, VACCINE), _prescribed_and_taken)
)
