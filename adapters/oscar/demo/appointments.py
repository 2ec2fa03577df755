"""The appointments of the demo clinic: of each visit, some that nobody came to, and some that are still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY

from ..tables import LookupListItem, appointment, demographic, measurements
from .clinic import Clinic
from .page import Chapter, Page, Trap
from .places import SITES

ZERO_TIME = "0000-00-00 00:00:00"
REASONS = ("", "Follow-Up", "Immunization", "Testing")
KINDS = ("Visit", "Visit", "Visit", "Phone call", "Video visit", "")
WORDS = ("cough", "blood pressure", "results", "renewal", "null", "")
APPOINTMENT: Row = {
    "provider_no": "101", "appointment_date": "2026-09-15", "start_time": "09:00:00", "end_time": "09:14:00",
    "name": "Somebody,Else", "notes": "", "reasonCode": 2, "reason": "cough", "location": SITES[0], "type": "Visit",
    "status": "B", "createdatetime": "2026-09-01 10:00:00", "updatedatetime": "2026-09-15 10:00:00", "urgency": "",
}  # fmt: skip
APPOINTMENT_TRAPS: tuple[Row, ...] = (
    {"status": "h"},
    {"status": "c"},
    {"status": "n"},
    {"status": "D"},
    {"status": "tS"},
    {"status": "PV"},
    {"status": ""},
    {"status": None},
    {"demographic_no": 0, "name": "Staff meeting"},
    {"demographic_no": None, "name": "."},
    {"demographic_no": 9_999_999},
    {"name": "do_not_book"},
    {"appointment_date": "0001-01-01"},
    {"appointment_date": "2026-03-08", "start_time": "02:30:00", "end_time": "02:44:00"},  # the clocks went from 2 to 3
    {"appointment_date": "2025-11-02", "start_time": "00:45:00", "end_time": "01:29:00"},  # and back again
    {"start_time": "23:50:00", "end_time": "23:59:00"},
    {"end_time": "08:59:00"},
    {"end_time": "08:30:00"},  # before it begins
    {"provider_no": ""},
    {"provider_no": "-1"},
    {"provider_no": "555555"},
    {"reasonCode": 9999, "reason": None},
    {"location": "riverside  "},
    {"location": "Room 3", "urgency": "critical"},
    {"updatedatetime": ZERO_TIME, "createdatetime": None},
)


def clinic_rows(_clinic: Clinic, _rng: Random) -> Iterator[tuple[Table, Row]]:
    """The reasons that the front desk may choose."""
    for key, label in enumerate(REASONS, start=1):
        yield LookupListItem, {"id": key, "lookupListId": 1, "value": label, "label": label, "displayOrder": key,
                               "active": 1, "createdBy": "oscar", "dateCreated": "2013-07-01 12:00:00"}  # fmt: skip


def write(page: Page) -> None:
    """One row a visit, which what was measured at it refers to."""
    rng = page.rng
    numbers = {}
    for when in page.visits:
        numbers[str(when)] = _book(page, when, rng.choices(("B", "BS", "HS", "P", "E", "H"), (60, 25, 8, 3, 2, 2))[0])
    for row in page.chart.of(measurements):
        row["appointmentNo"] = numbers.get(row["dateObserved"], 0)
    if page.visits and rng.random() < 0.2:
        _book(page, page.visits[-1] - timedelta(days=rng.randint(3, 9)), rng.choice("NC"))
    if page.person.died is None and rng.random() < 0.15:
        start = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 15) + timedelta(days=rng.randint(1, 20))
        _book(page, start, rng.choice("tTh"))


def _book(page: Page, when: datetime, status: str) -> int:
    rng, kind = page.rng, page.rng.choice(KINDS)
    asked = min(when - timedelta(days=rng.randint(1, 12)), datetime(TODAY.year, TODAY.month, TODAY.day))
    row = page.chart.add(appointment, {
        **APPOINTMENT, "demographic_no": page.number, "provider_no": page.clinic.anybody(),
        "appointment_date": str(when.date()), "start_time": f"{when:%H:%M}:00",
        "end_time": f"{when + timedelta(minutes=14):%H:%M}:00",
        "name": f"{page.person.family},{page.person.given}"[:50],
        "notes": rng.choice(("", "", "bring pills")), "reasonCode": rng.randint(1, 4), "reason": rng.choice(WORDS),
        "location": rng.choice((*SITES, "")), "type": kind, "status": status, "createdatetime": str(asked),
        "updatedatetime": str(when if status not in ("t", "T", "h") else asked),
        "urgency": "critical" if rng.random() < 0.02 else "",
    })  # fmt: skip
    number: int = row["appointment_no"]
    return number


def _booked_badly(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        number: int = chart.of(demographic)[0]["demographic_no"]
        chart.add(appointment, {**APPOINTMENT, "demographic_no": number, **change})

    return trap


APPOINTMENTS = Chapter("appointments", write, clinic_rows, tuple(map(_booked_badly, APPOINTMENT_TRAPS)))
