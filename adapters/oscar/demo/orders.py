"""Referrals and ticklers of the demo clinic, and the address book of specialists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row, Rows
from profiles.ca_core.demo.people import TODAY

from ..tables import (
    consultationRequests,
    consultdocs,
    demographic,
    professionalSpecialists,
    tickler,
    tickler_category,
    tickler_comments,
    tickler_link,
    tickler_update,
)
from .clinic import Clinic
from .page import Chapter, Page, Trap

SERVICES = 4  # rows of consultationServices that referrals name
ZERO_TIME = "0000-00-00 00:00:00"
# given, family, letters, what
SPECIALISTS = (
    ("Halina", "Ostrowski", "MD FRCPC", "Cardiology"),
    ("Étienne", "Vaillancourt", "MD", "Dermatology"),
    ("Ravi", "Menon", "MD FRCSC", "Orthopedics"),
    ("null", "Gone", "", ""),
)
CATEGORIES = ("To Call In", "Reminder Note", "Follow-up Billing")
REQUEST: Row = {
    "referalDate": "2026-09-01", "serviceId": 1, "specId": 1, "appointmentDate": None, "appointmentTime": None,
    "reason": "Chest pain on exertion", "clinicalInfo": "", "currentMeds": "", "allergies": "", "providerNo": "101",
    "demographicNo": 0, "status": "1", "statusText": "", "concurrentProblems": "", "urgency": "2",
    "appointmentInstructions": None, "lastUpdateDate": "2026-09-01 10:00:00",
}  # fmt: skip
TICKLER: Row = {
    "demographic_no": 0, "program_id": 10034, "message": "Call with results", "status": "A",
    "update_date": "2026-10-01 10:00:00", "service_date": "2026-10-20 00:00:00", "creator": "101",
    "priority": "Normal", "task_assigned_to": "102", "category_id": None, "creation_date": "2026-10-01 14:00:00",
}  # fmt: skip
REQUEST_TRAPS: tuple[Row, ...] = (
    {"status": "6"},
    {"status": None, "urgency": "", "reason": "null"},
    {"status": "4", "urgency": "3"},
    {"status": "5", "appointmentDate": "2026-10-30", "appointmentTime": "00:00:00"},
    {"appointmentDate": "0001-01-01", "appointmentTime": "09:00:00", "referalDate": "0001-01-01"},
    {"specId": 0, "serviceId": 9999},
    {"specId": 9999},
    {"providerNo": "-1", "lastUpdateDate": ZERO_TIME},
    {"demographicNo": 9_999_999},
    {"demographicNo": None},
)
TICKLER_TRAPS: tuple[Row, ...] = (
    {"status": "a", "priority": "high"},
    {"status": "D"},
    {"status": "X"},
    {"task_assigned_to": "Welby, Marcus"},
    {"task_assigned_to": "0", "creator": "-1"},
    {"update_date": "0001-01-01 00:00:00", "service_date": "0001-01-01 00:00:00"},
    {"message": "", "category_id": 999},
    {"demographic_no": 0},
    {"demographic_no": 9_999_999},
)


def clinic_rows(_clinic: Clinic, rng: Random) -> Rows:
    """Whom one refers to, and the kinds of ticklers."""
    for number, (given, family, letters, what) in enumerate(SPECIALISTS, start=1):
        yield professionalSpecialists, {
            "specId": number, "fName": given, "lName": family, "proLetters": letters,
            "address": "10 Sparks Street, Ottawa, ON", "phone": f"613-555-017{number}", "fax": f"613-555-018{number}",
            "email": "" if number > 2 else f"specialist{number}@example.org", "specType": what,
            "lastUpdated": ZERO_TIME if number == 4 else "2024-02-01 10:00:00",
            "referralNo": f"{rng.randint(1, 999_999):06d}" if number < 4 else "",
            "cellPhoneNumber": "613-555-0191" if number == 1 else None,
            "pagerNumber": "613-555-0192" if number == 1 else None, "institutionId": 0, "departmentId": 0,
            "salutation": "Dr.", "hideFromView": int(number == 3), "deleted": int(number == 4),
        }  # fmt: skip
    yield from _categories()


def _categories() -> Iterator[tuple[Table, Row]]:
    for number, category in enumerate(CATEGORIES, start=1):
        yield tickler_category, {"id": number, "category": category, "description": category.lower()}


def write(page: Page) -> None:
    """A referral of one patient in five, and a tickler of one in three."""
    rng = page.rng
    recent = [when for when in page.visits if when.date() < TODAY - timedelta(days=60)]
    if recent and rng.random() < 0.2:
        _refer(page, rng.choice(recent))
    if recent and rng.random() < 0.3:
        _remind(page, rng.choice(recent))


def _refer(page: Page, when: datetime) -> None:
    rng = page.rng
    status = rng.choice("12345")
    booked = when.date() + timedelta(days=rng.randrange(7, 55)) if status in "45" else None
    row = page.chart.add(consultationRequests, {
        **REQUEST, "referalDate": str(when.date()), "serviceId": rng.randint(1, SERVICES),
        "specId": rng.randint(1, len(SPECIALISTS)), "appointmentDate": None if booked is None else str(booked),
        "appointmentTime": None if booked is None else rng.choice(("09:15:00", "14:30:00")),
        "reason": rng.choice(("Chest pain on exertion", "Rash on both arms", "Knee pain")),
        "clinicalInfo": rng.choice(("", "BP 150/90")), "currentMeds": rng.choice(("", "ASA 81 mg OD")),
        "allergies": rng.choice(("", "NKDA")), "providerNo": page.clinic.anybody(), "demographicNo": page.number,
        "status": status, "statusText": rng.choice(("", "called twice")), "urgency": rng.choice("122223"),
        "concurrentProblems": rng.choice(("", "Diabetes")),
        "appointmentInstructions": "bring your health card" if booked else None, "lastUpdateDate": str(when),
    })  # fmt: skip
    page.chart.add(consultdocs, {
        "requestId": row["requestId"], "document_no": rng.randint(1, 900), "doctype": rng.choice("DDLE"),
        "deleted": rng.choice((None, None, "Y")), "attach_date": str(when.date()), "provider_no": row["providerNo"],
    })  # fmt: skip


def _remind(page: Page, when: datetime) -> None:
    rng, who = page.rng, page.clinic.anybody()
    done = rng.random() < 0.5
    later = when + timedelta(days=rng.randint(1, 20))
    row = page.chart.add(tickler, {
        **TICKLER, "demographic_no": page.number, "status": "C" if done else "A",
        "update_date": str(later if done else when), "service_date": f"{(when + timedelta(days=30)).date()} 00:00:00",
        "creator": who, "priority": rng.choice(("Low", "Normal", "Normal", "High")),
        "task_assigned_to": page.clinic.anybody(), "category_id": rng.choice((None, 1, 2, 3)),
        "creation_date": str(when + timedelta(hours=5)),
        "message": rng.choice(("Call with results", "Recall for BP", "Order requisition")),
    })  # fmt: skip
    of = {"tickler_no": row["tickler_no"], "provider_no": who}
    page.chart.add(tickler_comments, {**of, "message": "left a message", "update_date": str(later)})
    page.chart.add(tickler_link, {"table_name": rng.choice(("DOC", "HL7")), "table_id": rng.randint(1, 900),
                                  "tickler_no": row["tickler_no"]})  # fmt: skip
    if done:
        page.chart.add(tickler_update, {
            **of, "status": "C", "assignedTo": row["task_assigned_to"], "serviceDate": row["service_date"],
            "priority": row["priority"], "update_date": str(later),
        })  # fmt: skip


def _request(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        chart.add(consultationRequests, {**REQUEST, "demographicNo": _number(chart), **change})

    return trap


def _tickler(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        row = chart.add(tickler, {**TICKLER, "demographic_no": _number(chart), **change})
        said = {"tickler_no": row["tickler_no"], "provider_no": "", "update_date": ZERO_TIME}
        chart.add(tickler_comments, {**said, "message": ""})
        chart.add(tickler_update, {**said, "status": None, "assignedTo": None, "serviceDate": None, "priority": None})

    return trap


def _lost(chart: Chart, _rng: Random) -> None:
    """Of requests and ticklers that are not there."""
    chart.add(tickler_link, {"table_name": "DOC", "table_id": 9_999_999, "tickler_no": 9_999_999})
    chart.add(consultdocs, {"requestId": 9_999_999, "document_no": 9_999_999, "doctype": "D", "deleted": None,
                            "attach_date": None, "provider_no": ""})  # fmt: skip


def _number(chart: Chart) -> int:
    number: int = chart.of(demographic)[0]["demographic_no"]
    return number


ORDERS = Chapter("orders", write, clinic_rows, (*map(_request, REQUEST_TRAPS), *map(_tickler, TICKLER_TRAPS), _lost))
