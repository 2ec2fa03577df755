"""The calendar: categories, the words for the state of a visit, visits past and to come, some again and again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo.people import TODAY
from profiles.ca_core.demo.visits import OPENED

from ..tables import list_options, openemr_postcalendar_categories, openemr_postcalendar_events, patient_data
from .clinic import Clinic
from .page import Chapter, Page, Trap

# Number, constant, name, 0 for patients and 1 for the clinic's own.
CATEGORIES: Final = (
    (1, "no_show", "No Show", 0), (2, "in_office", "In Office", 1), (3, "out_of_office", "Out Of Office", 1),
    (5, "office_visit", "Office Visit", 0), (8, "lunch", "Lunch", 1),
    (9, "established_patient", "Established Patient", 0), (10, "new_patient", "New Patient", 0),
    (16, None, "Walk-in", 0),
)  # fmt: skip
# Option, title, the patient has come, has gone.
STATES: Final = (
    ("-", "- None", 0, 0), ("*", "* Reminder done", 0, 0), ("@", "@ Arrived", 1, 0), ("<", "< In exam room", 0, 0),
    (">", "> Checked out", 0, 1), ("x", "x Canceled", 0, 0), ("?", "? No show", 0, 0), ("HERE", "Here", 1, 0),
)  # fmt: skip
PAST = ("@", ">", ">", ">", "$", "?", "x", "-")
NO_RULE = (
    'a:5:{s:17:"event_repeat_freq";s:1:"0";s:22:"event_repeat_freq_type";s:1:"0";s:19:"event_repeat_on_num";s:1:"1";'
    's:19:"event_repeat_on_day";s:1:"0";s:20:"event_repeat_on_freq";s:1:"0";}'
)
WEEKLY = (
    'a:3:{s:17:"event_repeat_freq";s:1:"1";s:22:"event_repeat_freq_type";s:1:"1";s:6:"exdate";s:8:"20261109";}'
)  # fmt: skip
LAST_FRIDAY = (
    'a:3:{s:19:"event_repeat_on_num";s:1:"5";s:19:"event_repeat_on_day";s:1:"5";s:20:"event_repeat_on_freq";s:1:"1";}'
)  # fmt: skip
ON_TWO_DAYS = 'a:2:{s:17:"event_repeat_freq";s:3:"2,4";s:22:"event_repeat_freq_type";s:1:"6";}'


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """Categories, states, and the hours of one doctor."""
    for number, constant, name, kind in CATEGORIES:
        yield openemr_postcalendar_categories, {
            "pc_catid": number, "pc_constant_id": constant, "pc_catname": name, "pc_cattype": kind, "pc_active": 1,
        }  # fmt: skip
    for option, title, come, gone in STATES:
        yield list_options, {
            "list_id": "apptstat", "option_id": option, "title": title, "codes": "", "activity": 1,
            "toggle_setting_1": come, "toggle_setting_2": gone,
        }  # fmt: skip
    doctor = next(iter(clinic.doctors))
    yield openemr_postcalendar_events, {
        **event_row(1, "", TODAY + timedelta(days=1), 540, 60, doctor), "pc_catid": 2, "pc_title": "In Office",
    }  # fmt: skip


def event_row(number: int, pid: str, day: date, minute: int, minutes: int, doctor: int) -> Row:
    """A row of the calendar."""
    end = minute + minutes
    return {
        "pc_eid": number, "uuid": None, "pc_catid": 5, "pc_aid": str(doctor), "pc_pid": pid, "pc_title": "Office Visit",
        "pc_time": f"{min(day, TODAY - timedelta(days=2))} 08:00:00", "pc_hometext": "", "pc_eventDate": str(day),
        "pc_endDate": None, "pc_duration": minutes * 60, "pc_recurrtype": 0, "pc_recurrspec": NO_RULE,
        "pc_startTime": f"{minute // 60:02d}:{minute % 60:02d}:00", "pc_endTime": f"{end // 60:02d}:{end % 60:02d}:00",
        "pc_alldayevent": 0, "pc_apptstatus": "-", "pc_facility": 1, "pc_multiple": 0,
    }  # fmt: skip


def write(page: Page) -> None:
    """The last visits were booked, a third of the patients has another before them, a few come every week."""
    rng = page.rng
    for at, when in enumerate(page.visits[-2:]):
        row = _event(page, at, when.date(), when.hour * 60 + when.minute)
        row.update(pc_apptstatus=rng.choice(PAST), uuid=rng.randbytes(16))
        page.chart.put(openemr_postcalendar_events, row)
    if page.person.died:
        return
    if rng.random() < 0.33:
        row = _event(page, 3, TODAY + timedelta(days=rng.randint(1, 60)), rng.randrange(540, 960, 15))
        row.update(pc_hometext=":text:Bring the card", pc_apptstatus=rng.choice("-*^"))
        page.chart.put(openemr_postcalendar_events, row)
    if rng.random() < 0.04:
        first = TODAY - timedelta(days=TODAY.weekday())
        row = _event(page, 4, first, 600)
        kind, spec = rng.choice(((1, WEEKLY), (2, LAST_FRIDAY), (3, ON_TWO_DAYS)))
        row.update(pc_recurrtype=kind, pc_recurrspec=spec, pc_endDate=str(first + timedelta(days=120)))
        page.chart.put(openemr_postcalendar_events, row)


def _event(page: Page, at: int, day: date, minute: int) -> Row:
    doctor = page.rng.choice(list(page.clinic.doctors))
    return event_row(number_of(page.number, at), str(page.number), day, minute, page.rng.choice((15, 30)), doctor)


def number_of(patient: int, at: int) -> int:
    """Numbers are drawn ahead, ten for each patient."""
    return patient * 10 + at + 1


def _trap(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        pid = chart.of(patient_data)[0]["pid"]
        clean = event_row(number_of(pid, 6), str(pid), OPENED + timedelta(days=400), 600, 15, 8)
        chart.put(openemr_postcalendar_events, {**clean, **change})

    return trap


CHANGES: tuple[Row, ...] = (
    {"pc_recurrtype": 1, "pc_recurrspec": "", "pc_endDate": "2022-12-31"},
    {"pc_recurrtype": 1, "pc_recurrspec": 'a:9:{s:5:"event', "pc_endDate": "2022-12-31"},
    {"pc_recurrtype": 1, "pc_recurrspec": 'O:8:"stdClass":0:{}', "pc_endDate": "2022-12-31"},
    {"pc_recurrtype": 1, "pc_recurrspec": WEEKLY, "pc_endDate": "0000-00-00"},
    {"pc_recurrtype": 1, "pc_recurrspec": WEEKLY, "pc_endDate": "2020-01-01"},  # over before it began
    {"pc_eventDate": "0000-00-00"},
    {"pc_startTime": None},
    {"pc_alldayevent": 1, "pc_startTime": None, "pc_endTime": None, "pc_duration": 86400},
    {"pc_duration": 0},
    {"pc_duration": 0, "pc_endTime": None},
    {"pc_pid": "0"},
    {"pc_pid": "007"},
    {"pc_pid": "9999999", "pc_aid": "", "pc_facility": 0, "pc_catid": 99},
    {"pc_apptstatus": "HERE"},
    {"pc_apptstatus": "zz"},
    {"pc_eventDate": "2026-03-08", "pc_startTime": "02:30:00"},  # the clocks went from 2 to 3
)  # fmt: skip

CALENDAR = Chapter("calendar", write, clinic_rows, tuple(map(_trap, CHANGES)))
