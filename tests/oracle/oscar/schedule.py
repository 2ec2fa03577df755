"""Schedule out of provider, Slot out of scheduledate and what hangs on it."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import Json, concept, ref, updated


def day(number: int, why: str, when: str, provider: str, hour: str, **values: Any) -> Row:
    """A row of scheduledate."""
    given = {"available": "1", "status": "A", "creator": "oscardoc, doctor", **values}
    return row("scheduledate", why, id=number, sdate=when, provider_no=provider, hour=hour, **given)


def template(provider: str, name: str, timecode: str, why: str) -> Row:
    """A row of scheduletemplate."""
    return row("scheduletemplate", why, provider_no=provider, name=name, summary="", timecode=timecode)


def letter(number: int, code: str, description: str, why: str) -> Row:
    """A row of scheduletemplatecode."""
    return row("scheduletemplatecode", why, id=number, code=code, description=description)


# by the hour: 24 letters
WARD = "_" * 9 + "1Aa1" + "_" * 11
NIGHT = "_111" + "_" * 20
ROWS = (
    template("999998", "Ward", WARD, "the provider's own"),
    template("Public", "Ward", "1" * 24, "one that is not meant, since the provider has his own"),
    template("Public", "Walk-in", "____W_______\r\n", "of everybody, two hours a letter; a line's end behind"),
    template("Public", "Night", NIGHT, "over the hour that the clocks skip"),
    template("Public", "Odd", "1111111", "of a length that divides no day"),
    template("Public", "Empty", "", "of no length"),
    letter(1, "1", "Short visit", "a letter"),
    letter(2, "A", "Academic", "an upper-case letter"),
    letter(3, "a", "Acupuncture", "its lower case is another one"),
    letter(4, "1", "said again", "the first row of a letter counts"),
    row("scheduleholiday", "a holiday", sdate="2024-07-01", holiday_name="Canada Day"),
    day(501, "an appointment of fourteen minutes and one takes an hour", "2024-03-04", "999998", "Ward"),
    day(502, "a meeting, and two blocked hours", "2024-06-06", "999998", "ward", reason="Downtown"),
    day(503, "a cancelled appointment takes no time", "2024-06-01", "999998", "Walk-in", reason="null"),
    day(504, "n is no letter of OSCAR's: somebody may come", "2024-06-04", "999998", "Walk-in"),
    day(505, "a holiday", "2024-07-01", "999998", "Walk-in", reason="Downtown"),
    day(506, "the first row for the day", "2024-08-05", "000123", "Walk-in", priority="b"),
    day(507, "another row for the same day", "2024-08-05", "000123", "Night"),
    day(508, "replaced", "2024-08-06", "000123", "Walk-in", status="D"),
    day(509, "off", "2024-08-07", "000123", "Walk-in", available="0"),
    day(510, "a template that is not there", "2024-08-08", "000123", "Gone"),
    day(511, "a template of an odd length", "2024-08-09", "000123", "Odd"),
    day(512, "an empty template", "2024-08-12", "000123", "Empty"),
    day(513, "the hour that the clocks skip; a visit before it", "2024-03-10", "000123", "Night"),
    day(514, "no day", "0001-01-01", "000123", "Walk-in"),
    day(515, "the program itself", "2024-08-05", "-1", "Walk-in"),
    day(516, "nobody", "2024-08-05", "", "Walk-in"),
    day(517, "of a provider whose only day was replaced", "2024-08-05", "dr_a1", "Walk-in", status="D"),
)


def slot(schedule: str, status: str, start: str, end: str, meaning: str | None = None, **more: Any) -> Json:
    """A stretch of a day."""
    return {
        **({"serviceType": [concept(text=meaning)]} if meaning else {}),
        "schedule": ref(f"Schedule/{schedule}"), "status": status, "start": start, "end": end, **more,
    }  # fmt: skip


def june(status: str, hour: int, meaning: str) -> Json:
    """An hour of the sixth of June."""
    start, end = (f"2024-06-06T{one:02}:00:00-04:00" for one in (hour, hour + 1))
    return slot("999998", status, start, end, meaning, comment="Downtown")


RESOURCES: dict[str, Json] = {
    "Schedule/999998": {
        "meta": updated("2020-01-15T08:00:00-05:00"), "active": True, "specialty": [concept(text="Family Medicine")],
        "actor": [ref("Practitioner/999998")],
    },
    "Schedule/000123": {"active": False, "actor": [ref("Practitioner/000123")]},
    "Slot/501x0900": slot("999998", "busy", "2024-03-04T09:00:00-05:00", "2024-03-04T10:00:00-05:00", "Short visit"),
    "Slot/501x1000": slot("999998", "free", "2024-03-04T10:00:00-05:00", "2024-03-04T11:00:00-05:00", "Academic"),
    "Slot/501x1100": slot("999998", "free", "2024-03-04T11:00:00-05:00", "2024-03-04T12:00:00-05:00", "Acupuncture"),
    "Slot/501x1200": slot("999998", "free", "2024-03-04T12:00:00-05:00", "2024-03-04T13:00:00-05:00", "Short visit"),
    "Slot/502x0900": june("busy", 9, "Short visit"),
    "Slot/502x1000": june("busy-unavailable", 10, "Academic"),
    "Slot/502x1100": june("busy-unavailable", 11, "Acupuncture"),
    "Slot/502x1200": june("free", 12, "Short visit"),
    "Slot/503x0800": slot("999998", "free", "2024-06-01T08:00:00-04:00", "2024-06-01T10:00:00-04:00"),
    "Slot/504x0800": slot("999998", "busy", "2024-06-04T08:00:00-04:00", "2024-06-04T10:00:00-04:00"),
    "Slot/505x0800": slot(
        "999998", "busy-unavailable", "2024-07-01T08:00:00-04:00", "2024-07-01T10:00:00-04:00", comment="Canada Day"
    ),
    "Slot/506x0800": slot("000123", "free", "2024-08-05T08:00:00-04:00", "2024-08-05T10:00:00-04:00"),
    "Slot/513x0100": slot("000123", "busy", "2024-03-10T01:00:00-05:00", "2024-03-10T03:00:00-04:00", "Short visit"),
    "Slot/513x0300": slot("000123", "free", "2024-03-10T03:00:00-04:00", "2024-03-10T04:00:00-04:00", "Short visit"),
}  # fmt: skip
ABSENT = {
    "Schedule/dr.5fa1": "its only day was replaced",
    "Schedule/-1": "the program itself",
    "Slot/501x0800": "closed",
    "Slot/501": "a day is no slot",
    "Slot/501x900": "a time of four digits",
    "Slot/507x0100": "an older row tells the day",
    "Slot/508x0800": "replaced",
    "Slot/509x0800": "a day off",
    "Slot/510x0800": "no template",
    "Slot/511x0000": "a template of an odd length",
    "Slot/513x0200": "at a time that never was",
    "Slot/514x0800": "on no day",
    "Slot/515x0800": "the program itself",
    "Slot/516x0800": "nobody",
}
SEARCHES = (
    finds("Schedule", "actor=Practitioner/999998", "999998", "whose"),
    finds("Schedule", "active=false", "000123", "no longer here"),
    finds("Schedule", "actor.family=ratched", "000123", "a chain"),
    finds("Schedule", "_has:Slot:schedule:status=busy-unavailable", "999998", "has an hour that is blocked"),
    finds("Slot", "schedule=Schedule/999998&start=2024-06-06", "502x0900 502x1000 502x1100 502x1200", "a day"),
    finds("Slot", "schedule=Schedule/999998&start=ge2024-06-05&status=free", "502x1200", "what is free from a day on"),
    finds("Slot", "start=2024-03-10T07:00:00Z", "513x0300", "the same instant, behind the hour that was skipped"),
    finds("Slot", "start=lt2024-03-05", "501x0900 501x1000 501x1100 501x1200", "up to a day"),
    finds("Slot", "start=ge2024-06-06T10:00:00-04:00&start=lt2024-06-06T12:00:00-04:00", "502x1000 502x1100", "hours"),
    finds("Slot", "schedule=Schedule/000123&status=free", "506x0800 513x0300", "of one schedule"),
    finds("Slot", "schedule.actor=Practitioner/000123&status=busy", "513x0100", "a chain out of memory"),
    finds("Slot", "_id=503x0800,504x0800,999x0800", "503x0800 504x0800", "by ids"),
    finds("Slot", "service-type:text=acu&schedule=Schedule/999998", "501x1100 502x1100", "what the letter means"),
    finds("Slot", "status:not=free&start=ge2024-06-07", "505x0800", "a holiday"),
)
REFUSALS = (refused("Slot", "specialty=x", "not-supported", "no column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
