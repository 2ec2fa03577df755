"""Appointment out of `openemr_postcalendar_events`: a row is one visit, or, tagged, all that come again by one rule.

What comes again, and what has no time of its own in the row (a whole day, an end before its beginning), is read in
memory. The rest, nearly all of a calendar, is rows like any others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, DateTime, Integer, String, Table, Text

from facade.adapter import (  # isort: skip
    ResourceMap, StoredRow, all_of, cannot, cases, coded, coding, computed, concept, date_and_time, day_span, eq,
    exploded, in_order, instant, is_in, is_null, joined, native_uuid, none_of, reference, restrict, site, text,
    virtual, whole,
)  # fmt: skip

from .codes import calendar as codes
from .recurrence import Rule, days
from .tables import list_options, openemr_postcalendar_categories, openemr_postcalendar_events

e = openemr_postcalendar_events.c
category = joined(openemr_postcalendar_categories, on=(e.pc_catid, "pc_catid"))
option = joined(list_options, on=(e.pc_apptstatus, "option_id"), only={"list_id": codes.STATUS_LIST})
_STATUS = {stored.casefold(): code for stored, code in codes.APPOINTMENT_STATUS.items()}

LONGEST = 7 * 86_400  # seconds

visits = virtual(
    "visit",
    Column("key", String(40), primary_key=True),
    Column("uuid", String(45)),
    Column("status", String(20)),
    Column("constant", String(255)),
    Column("category", String(100)),
    Column("title", String(150)),
    Column("comment", Text),
    Column("begins", DateTime, index=True),
    Column("ends", DateTime),
    Column("minutes", Integer),
    Column("patient", String(11), index=True),
    Column("provider", String(30), index=True),
    Column("place", Integer),
    Column("updated", DateTime),
)
v = visits.c


def read(row: StoredRow) -> Mapping[Table, Iterator[dict[str, Any]]]:
    """A visit for each day on which the event is."""
    return {visits: _visits(row)}


def _visits(row: StoredRow) -> Iterator[dict[str, Any]]:
    first = _day(row.text("first"))
    if first is None:
        return
    kind = row["kind"]
    again = isinstance(kind, int) and kind != 0
    rule = Rule(int(kind or 0), row.text("spec"), _day(row.text("last")))
    common = {
        "status": _status(row), "constant": row["constant"], "category": row["category"], "title": row["title"],
        "comment": plain(row.text("comment")), "patient": _number(row["patient"]),
        "provider": _number(row["provider"]), "place": row["place"], "updated": row["updated"],
        # the number of an event is not that of one of many visits
        "uuid": None if again else _urn(row.text("uuid")),
    }  # fmt: skip
    for day in days(first, rule):
        key = row.keyed(f"{day:%Y%m%d}") if again else row.keyed()
        yield {"key": key, **common, **_time(day, row)}


def _number(stored: str | int | None) -> str | None:
    """A key in a text, where nothing else stands: whether blanks count is known to the database alone."""
    text = str(stored or "")
    return text if text.isascii() and text.isdigit() else None


def plain(comment: str | int | None) -> str | None:
    """A comment without the word that the calendar's editor puts before it."""
    return str(comment or "").removeprefix(":text:").strip() or None


def _time(day: date, row: StoredRow) -> dict[str, str | int | None]:
    """When it begins and ends by the clock on the wall. A whole day without a time begins with the day."""
    clock = row.text("begins")
    seconds = row["seconds"] if isinstance(row["seconds"], int) else 0
    begins = _moment(day, "00:00:00" if not clock and row["all_day"] else clock)
    if begins is None:
        return {"begins": None, "ends": None, "minutes": None}
    ends = _moment(day, row.text("ends"))
    if ends is None or ends < begins:  # it lasts into the next day
        ends = begins + timedelta(seconds=seconds if 0 < seconds <= LONGEST else 0)
    minutes = int((ends - begins).total_seconds()) // 60
    return {"begins": f"{begins:%Y-%m-%d %H:%M:%S}", "ends": f"{ends:%Y-%m-%d %H:%M:%S}", "minutes": minutes or None}


def _moment(day: date, clock: str) -> datetime | None:
    """24:00:00 is the end of a day."""
    parts = clock.split(":")
    if len(parts) != 3 or not all(part.isdecimal() for part in (*parts[:2], parts[2][:2])):
        return None
    hours, minutes, seconds = int(parts[0]), int(parts[1]), int(parts[2][:2])
    if hours > 24 or minutes > 59 or seconds > 59:
        return None
    return datetime(day.year, day.month, day.day) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _day(stored: str) -> date | None:
    try:
        return date.fromisoformat(stored[:10])
    except ValueError:
        return None


def _status(row: StoredRow) -> str:
    known = _STATUS.get(row.text("status").casefold())
    if known is not None:
        return known
    return codes.CHECKED_OUT if row["out"] == 1 else codes.CHECKED_IN if row["in"] == 1 else codes.OTHERWISE


def _urn(hex_: str) -> str | None:
    if len(hex_) != 32 or not hex_.strip("0"):
        return None
    digits = hex_.lower()
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def minutes_between(begins: str, ends: str) -> int | None:
    """The minutes between two times of one day; none is no duration."""
    from_, to = _moment(date.min, begins), _moment(date.min, ends)
    return None if from_ is None or to is None else int((to - from_).total_seconds()) // 60 or None


def taking_part(actor: Mapping[str, Any]) -> dict[str, Any]:
    """A participant: OpenEMR books without asking, so all have accepted."""
    return {"actor": actor, "status": "accepted"}


ONCE = (
    eq(e.pc_recurrtype, 0), none_of(is_null(e.pc_startTime)), none_of(is_null(e.pc_endTime)),
    in_order(e.pc_startTime, e.pc_endTime),
)  # fmt: skip
# The clinic's own events have no patient.
OF_A_PATIENT = [restrict("patient", e.pc_pid.not_in(codes.NOBODY))]

events = exploded(
    stored=openemr_postcalendar_events, key=e.pc_eid,
    columns={
        "first": e.pc_eventDate, "last": e.pc_endDate, "kind": e.pc_recurrtype, "spec": e.pc_recurrspec,
        "begins": e.pc_startTime, "ends": e.pc_endTime, "seconds": e.pc_duration, "all_day": e.pc_alldayevent,
        "status": e.pc_apptstatus, "in": option["toggle_setting_1"], "out": option["toggle_setting_2"],
        "constant": category["pc_constant_id"], "category": category["pc_catname"], "title": e.pc_title,
        "comment": e.pc_hometext, "patient": e.pc_pid, "provider": e.pc_aid, "place": e.pc_facility,
        "updated": e.pc_time, "uuid": e.uuid,
    },
    read=read, tables=[visits],
    stamp=None,  # pc_time is kept by OpenEMR's screens alone, and categories and statuses have names of their own
    only=[none_of(all_of(*ONCE))], restrict=OF_A_PATIENT,
    sieve={"Appointment": {
        "start": day_span(e.pc_eventDate, e.pc_endDate),
        "participant": [
            {"actor": reference("Patient", e.pc_pid)}, {"actor": reference("Practitioner", e.pc_aid)},
            {"actor": reference("Location", e.pc_facility)},
        ],
        "meta": {"lastUpdated": instant(e.pc_time)},
    }},
)  # fmt: skip

GAPS = {
    "Appointment.created": cannot("pc_time is overwritten with every change"),
    "Appointment.slot": cannot("there are no slots"),
    **dict.fromkeys(
        [f"Appointment.{name}" for name in (
            "cancelationReason", "serviceCategory", "specialty", "appointmentType", "reasonCode", "reasonReference",
            "priority", "supportingInformation", "patientInstruction", "basedOn", "requestedPeriod",
        )],
        cannot("no column"),
    ),
}  # fmt: skip

appointment = ResourceMap(
    "Appointment", table=openemr_postcalendar_events, key=e.pc_eid, only=ONCE, restrict=OF_A_PATIENT,
    last_updated=instant(e.pc_time),
    template={
        "identifier": [native_uuid(e.uuid)],
        "status": cases(
            (is_in(e.pc_apptstatus, *codes.APPOINTMENT_STATUS), coded(e.pc_apptstatus, codes.APPOINTMENT_STATUS)),
            (eq(option["toggle_setting_2"], 1), codes.CHECKED_OUT),
            (eq(option["toggle_setting_1"], 1), codes.CHECKED_IN),
            otherwise=codes.OTHERWISE,
        ),
        "serviceType": [concept(coding(text(category["pc_constant_id"]), system=site("visit_category_system")),
                                text=text(category["pc_catname"]))],
        "description": text(e.pc_title),
        "start": date_and_time(e.pc_eventDate, e.pc_startTime, gives="instant"),
        "end": date_and_time(e.pc_eventDate, e.pc_endTime, gives="instant"),
        "minutesDuration": computed(minutes_between, e.pc_startTime, e.pc_endTime, gives="positiveInt"),
        "comment": computed(plain, e.pc_hometext),
        "participant": [
            taking_part(reference("Patient", e.pc_pid)),
            taking_part(reference("Practitioner", e.pc_aid)),
            taking_part(reference("Location", e.pc_facility)),
        ],
    },
    gaps=GAPS,
)  # fmt: skip

recurring = ResourceMap(
    "Appointment", tag="r", table=visits, key=v.key, exploded=events, last_updated=instant(v.updated),
    template={
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": text(v.uuid)}],
        "status": coded(v.status, {code: code for code in codes.APPOINTMENT_STATUS.values()}),
        "serviceType": [concept(coding(text(v.constant), system=site("visit_category_system")), text=text(v.category))],
        "description": text(v.title),
        "start": instant(v.begins),
        "end": instant(v.ends),
        "minutesDuration": whole(v.minutes, zero_absent=True),
        "comment": text(v.comment),
        "participant": [
            taking_part(reference("Patient", v.patient)),
            taking_part(reference("Practitioner", v.provider)),
            taking_part(reference("Location", v.place)),
        ],
    },
    gaps=GAPS,
)  # fmt: skip
