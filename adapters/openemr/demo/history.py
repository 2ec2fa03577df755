"""How patients live, what runs in their families, and what nurses thought of what they measured."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.visits import OPENED, moment

from ..codes.history import FAMILY, RELATIVES
from ..tables import form_care_plan, form_vital_details, form_vitals, forms, history_data, patient_data
from .chart import form_row
from .medication import dated
from .page import Chapter, Page, Trap, a_doctor

TOBACCO: Final = ("|nevertobacco||4", "a pack a week|currenttobacco||1", "until 2015|quittobacco|2015-01-01|3", "")
PLANS: Final = (
    ("goal", "SNOMED-CT:289169006", "Weight 70 kg by spring"), ("plan_of_care", "", "See the dietitian"),
    ("instructions", "", "Rest"), ("goal", "", ""),
)  # fmt: skip


def write(page: Page) -> None:
    """The empty row of the registration, for most a filled one after it, judgements, and a few care plans."""
    rng, chart = page.rng, page.chart
    began = moment(rng, OPENED, TODAY - timedelta(days=400))
    chart.add(history_data, history_row(page.number, str(began)))
    if rng.random() < 0.7:
        chart.add(history_data, {
            **history_row(page.number, str(began + timedelta(days=rng.randint(1, 390)))),
            "uuid": rng.randbytes(16) if rng.random() < 0.8 else None, "tobacco": rng.choice(TOBACCO),
            "alcohol": rng.choice(("wine|currentalcohol||", "|neveralcohol||", "socially")),
            "recreational_drugs": rng.choice(("|neverrecreational_drugs||", "")),
            "exercise_patterns": rng.choice(("runs|currentexercise_patterns||", "")),
            "coffee": rng.choice(("two cups|currentcoffee||", "")), "sleep_patterns": rng.choice(("well", "badly", "")),
            **{f"history_{name}": rng.choice(("", "", "Diabetes", "Hypertension")) for _, name, _, _ in FAMILY},
            **{f"dc_{name}": rng.choice(("", "", "", "ICD10:E11.9")) for _, name, _, _ in FAMILY},
            **{f"relatives_{name}": rng.choice(("", "", "", "mother", "none")) for _, name, _ in RELATIVES},
        })  # fmt: skip
    for row in chart.of(form_vitals):
        if rng.random() < 0.05:
            chart.add(form_vital_details, {
                "form_id": row["id"], "vitals_column": rng.choice(("pulse", "weight", "oxygen_saturation")),
                "interpretation_list_id": "vitals-interpretation", "interpretation_option_id": "H",
                "interpretation_codes": "HL7:H", "interpretation_title": "High",
                "reason_code": "SNOMED-CT:105480006", "reason_description": "refused",
            })  # fmt: skip
    for visit in dated(chart):
        if rng.random() < 0.04:
            _plan(page, visit)


def _plan(page: Page, visit: Row) -> None:
    """The rows of one form share its number, as nothing in the table has one of its own."""
    rng, chart = page.rng, page.chart
    number = visit["id"]
    who = page.clinic.doctors[a_doctor(page)]
    chart.add(forms, form_row(visit, "care_plan", "Care Plan", number, who))
    for kind, code, words in rng.sample(PLANS, rng.choice((1, 2, 3))):
        chart.put(form_care_plan, {
            "id": number, "date": visit["date"], "pid": page.number, "encounter": str(visit["encounter"]), "user": who,
            "activity": 1, "code": code, "codetext": "Target weight" if code else "", "description": words,
            "care_plan_type": kind, "note_related_to": rng.choice((None, "weight")), "date_end": None,
            "reason_code": None, "reason_description": None, "plan_status": rng.choice(("active", "completed", None)),
            "proposed_date": visit["date"],
        })  # fmt: skip


def history_row(number: int, when: str) -> Row:
    """An empty row of `history_data`, such as the registration makes."""
    return {"uuid": None, "date": when, "pid": number}


HISTORY_TRAPS: Final[tuple[Row, ...]] = (
    {"tobacco": "|currenttobacco||77", "date": "0000-00-00 00:00:00"},
    {"tobacco": "just words", "history_mother": "null"},
    {"pid": 9_999_999, "tobacco": "|nevertobacco||4"},
    {"coffee": "|||", "alcohol": "a|b|c|d|e"},
)


def _saved(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        number: int = chart.of(patient_data)[0]["pid"]
        chart.add(history_data, {**history_row(number, "2026-05-06 10:15:00"), **change})

    return trap


def _remarked(chart: Chart, _rng: Random) -> None:
    """A remark on a whole row of vital signs."""
    for row in chart.of(form_vitals)[:1]:
        row["note"] = "cried all the time"


def _ended(chart: Chart, _rng: Random) -> None:
    """A plan that ended, with the reason; the day is zero."""
    number: int = chart.of(patient_data)[0]["pid"]
    visit = {"date": "2026-05-06 10:15:00", "encounter": 0, "pid": number}
    chart.add(forms, form_row(visit, "care_plan", "Care Plan", 500_000 + number, "doctor1"))
    chart.put(form_care_plan, {
        "id": 500_000 + number, "date": "0000-00-00 00:00:00", "pid": number, "encounter": "", "user": "gone",
        "activity": 0, "code": "LOINC", "codetext": None, "description": "stop smoking", "care_plan_type": "Goal",
        "date_end": "2026-06-01 00:00:00", "reason_code": "SNOMED-CT:182890002", "reason_description": "moved away",
        "plan_status": "revoked", "proposed_date": None,
    })  # fmt: skip


HISTORY: Final = Chapter("history", write, traps=(*map(_saved, HISTORY_TRAPS), _remarked, _ended))
