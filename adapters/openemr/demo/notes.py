"""What was written down at visits: clinical notes, SOAP notes, dictations, each with its entry in `forms`."""

from __future__ import annotations

from random import Random

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.complaints import REASONS

from ..tables import form_clinical_notes, form_dictation, form_encounter, form_soap, forms, patient_data
from .chart import form_row
from .page import Chapter, Page, Trap

KINDS = (("LOINC:11506-3", "Progress Note"), ("LOINC:11488-4", "Consultation Note"), ("", ""))
NOBODY = 9_999_999


def write(page: Page) -> None:
    """A note of one kind or another at every second visit."""
    for visit in list(page.chart.of(form_encounter)):
        drawn = page.rng.random()
        who = page.clinic.doctors[page.rng.choice(list(page.clinic.doctors))]
        if not visit["date"] or visit["pid"] != page.number or drawn > 0.5:
            continue
        if drawn < 0.2:
            clinical(page.chart, page.rng, visit, who)
        elif drawn < 0.42:
            soap(page.chart, page.rng, visit, who)
        else:
            dictated(page.chart, visit, who)


def clinical(chart: Chart, rng: Random, visit: Row, who: str, **change: object) -> Row:
    """The form of clinical notes: its number is that of none of its notes."""
    code, name = rng.choice(KINDS)
    number = 500_000 + visit["id"]
    row = chart.add(form_clinical_notes, {
        "form_id": number, "uuid": rng.randbytes(16) if rng.random() < 0.8 else None, "date": visit["date"][:10],
        "pid": visit["pid"], "user": who, "activity": 1, "code": code, "codetext": name,
        "description": f"{rng.choice(REASONS)[0]}. To come again in a month.",
        "clinical_notes_type": "progress_note", "clinical_notes_category": rng.choice(("", "cardiology")),
        "last_updated": visit["date"], **change,
    })  # fmt: skip
    chart.add(forms, form_row(visit, "clinical_notes", "Clinical Notes", number, who))
    return row


def soap(chart: Chart, rng: Random, visit: Row, who: str, **change: object) -> Row:
    """A SOAP note, seldom with all of its parts."""
    row = chart.add(form_soap, {
        "date": visit["date"], "pid": visit["pid"], "user": who, "activity": 1,
        "subjective": rng.choice(REASONS)[0], "objective": rng.choice(("No distress", "")),
        "assessment": rng.choice(("Improving", None)), "plan": rng.choice(("Rest & fluids", "")), **change,
    })  # fmt: skip
    chart.add(forms, form_row(visit, "soap", "SOAP", row["id"], who))
    return row


def dictated(chart: Chart, visit: Row, who: str, **change: object) -> Row:
    """A dictation."""
    row = chart.add(form_dictation, {
        "date": visit["date"], "pid": visit["pid"], "user": who, "activity": 1,
        "dictation": "Dear colleague,\nthank you for seeing this patient.", "additional_notes": "Copy to the patient",
        **change,
    })  # fmt: skip
    chart.add(forms, form_row(visit, "dictation", "Speech Dictation", row["id"], who))
    return row


def _visit(chart: Chart) -> Row:
    return {"id": NOBODY, "pid": chart.of(patient_data)[0]["pid"], "date": "2026-05-06 10:15:00", "encounter": NOBODY}


def _clinical(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        clinical(chart, rng, _visit(chart), "doctor1", **change)

    return trap


def _soap(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        soap(chart, rng, _visit(chart), "doctor1", **change)

    return trap


def _unfiled(chart: Chart, rng: Random) -> None:
    clinical(chart, rng, _visit(chart), "gone")
    chart.of(forms)[-1]["deleted"] = 1


TRAPS: tuple[Trap, ...] = (
    _clinical({"description": "", "code": "X:1"}),
    _clinical({"activity": 0}),
    _clinical({"date": "0000-00-00", "user": None}),
    _clinical({"description": "<script>alert(1)</script>"}),
    _soap({"subjective": "", "objective": None, "assessment": "", "plan": ""}),
    _soap({"pid": 0}),
    _unfiled,
)

NOTES = Chapter("notes", write, traps=TRAPS)
