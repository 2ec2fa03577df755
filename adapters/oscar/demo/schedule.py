"""The demo clinic's days: three weeks before the day of the clinic and three behind it, for every doctor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from facade.adapter.demo_clinic import Row, Rows
from profiles.ca_core.demo.people import TODAY

from ..tables import appointment, scheduledate, scheduleholiday, scheduletemplate, scheduletemplatecode
from .clinic import Clinic
from .page import Chapter

FIRST_BLOCK = 8_000_001  # keys of `appointment` that no patient's visits reach


def _quarters(*stretches: tuple[str, int, int]) -> str:
    """96 letters: from one hour up to another."""
    letters = ["_"] * 96
    for letter, start, end in stretches:
        letters[start * 4 : end * 4] = letter * (end - start) * 4
    return "".join(letters)


WHOLE_DAY = _quarters(("1", 9, 11), ("2", 11, 12), ("P", 13, 14), ("1", 14, 16))
TEMPLATES: tuple[Row, ...] = (
    {"provider_no": "Public", "name": "Day", "summary": "9 to 4, lunch at noon", "timecode": WHOLE_DAY},
    {"provider_no": "Public", "name": "Morning", "summary": "", "timecode": _quarters(("1", 8, 12))},
    {"provider_no": "101", "name": "Morning", "summary": "walks in late", "timecode": _quarters(("1", 10, 12))},
    {"provider_no": "Public", "name": "Five minutes", "summary": None, "timecode": "_" * 120 + "s" * 12 + "_" * 156},
    {"provider_no": "Public", "name": "Cut off", "summary": "too short for a day", "timecode": WHOLE_DAY[:-1]},
    {"provider_no": "Public", "name": "Nothing", "summary": "", "timecode": None},
)
LETTERS: tuple[Row, ...] = (
    {"code": "1", "description": "15 minute visit", "duration": "15", "color": "#FFF68F", "confirm": "N"},
    {"code": "2", "description": "30 minute visit", "duration": "30", "color": "#CCFFFF", "confirm": "Yes"},
    {"code": "P", "description": "Phone call", "duration": "15", "color": None, "confirm": "Day", "bookinglimit": 2},
    {"code": "p", "description": "Physical", "duration": "60", "color": "green", "confirm": "Wk"},
    {"code": "P", "description": "the same letter again", "duration": "", "color": "", "confirm": "No"},
)
DAY: Row = {"available": "1", "priority": "c", "reason": None, "hour": "Day", "creator": "Desk, Front", "status": "A"}
TRAPS: tuple[Row, ...] = (
    {"status": "D"},
    {"hour": "Morning"},  # a second row for the day: the oldest counts
    {"available": "0", "priority": None},
    {"hour": "Cut off"},
    {"hour": "Nothing"},
    {"hour": "Gone"},
    {"hour": None},
    {"hour": "Five minutes", "reason": "Riverside"},
    {"sdate": "0001-01-01"},
    {"provider_no": ""},
    {"provider_no": "999"},  # who is not there
)
HOLIDAYS = (("2026-10-12", "Thanksgiving"), ("2026-07-01", "Canada Day"), ("0001-01-01", ""))


def rows(clinic: Clinic, rng: Random) -> Rows:
    """Everything about the clinic's days."""
    for template in TEMPLATES:
        yield scheduletemplate, template
    for key, letter in enumerate(LETTERS, start=1):
        yield scheduletemplatecode, {"bookinglimit": 1, **letter, "id": key}
    for when, name in HOLIDAYS:
        yield scheduleholiday, {"sdate": when, "holiday_name": name}
    days = [*_days(clinic, rng), *({**_one("101", TODAY + timedelta(days=30)), **trap} for trap in TRAPS)]
    for key, row in enumerate(days, start=1):
        yield scheduledate, {"id": key, **row}
    for key, doctor in enumerate(clinic.doctors[:4], start=FIRST_BLOCK):
        yield appointment, _block(key, doctor, TODAY - timedelta(days=4), rng)


def _days(clinic: Clinic, rng: Random) -> Iterator[Row]:
    for doctor in clinic.doctors:
        for shift in range(-21, 22):
            when = TODAY + timedelta(days=shift)
            if when.weekday() < 5 and rng.random() < 0.8:
                yield {**_one(doctor, when), "hour": rng.choice(("Day", "Day", "Day", "Morning"))}


def _one(doctor: str, when: date) -> Row:
    return {**DAY, "sdate": str(when), "provider_no": doctor}


def _block(key: int, doctor: str, when: date, rng: Random) -> Row:
    """An hour that the front desk has closed by hand."""
    hour, before = rng.randint(9, 14), when - timedelta(days=2)
    return {
        "appointment_no": key, "provider_no": doctor, "appointment_date": str(when), "start_time": f"{hour:02}:00:00",
        "end_time": f"{hour:02}:59:00", "name": rng.choice(("Do_Not_Book", "DO_NOT_BOOK")), "demographic_no": 0,
        "notes": "", "reasonCode": None, "reason": "", "location": "", "type": "", "status": "t",
        "createdatetime": f"{before} 12:00:00", "updatedatetime": f"{before} 12:00:00",
        "urgency": "",
    }  # fmt: skip


SCHEDULE = Chapter("schedule", clinic=rows)
