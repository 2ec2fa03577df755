"""Appointment out of openemr_postcalendar_events: one row is one visit, or all that come again by one rule."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import VISIT_CATEGORY, Json, coding, concept, ref, updated, uuid

WHEN = "2025-12-01 12:00:00"


def event(id: int, why: str, **values: Any) -> Row:
    """A row of the calendar; at ten, for a quarter of an hour, as booked as usual."""
    usual = {
        "pc_startTime": "10:00:00",
        "pc_endTime": "10:15:00",
        "pc_duration": 900,
        "pc_time": WHEN,
        "pc_multiple": 0,
    }
    return row("openemr_postcalendar_events", why, pc_eid=id, **{**usual, **values})


def spec(**values: str) -> str:
    """What PHP writes of a rule; lengths count bytes."""
    entries = [f's:{len(key)}:"{key}";s:{len(value.encode())}:"{value}";' for key, value in values.items()]
    return f"a:{len(entries)}:{{{''.join(entries)}}}"


#  1  one visit           2026-11-23 09:00
#  5  Sundays at 02:30    2026-03-01 to 22, not on the 15th; on the 8th there is no such time
#  6  Mondays, Wednesdays 2026-01-05 to 14
#  7  the last Friday     January to April 2026
# 13  every second working day from Thursday 2026-07-02 to 10
# 14  the 31st of every month 2026-01-31 to 03-31: PHP's 31st of February is the 3rd of March, and from there it goes on
ROWS = (
    event(
        1,
        "everything filled",
        uuid=bytes.fromhex("a1a1a1a1a1a140a180a1a1a1a1a1a1a1"),
        pc_catid=5,
        pc_aid="2",
        pc_pid="1",
        pc_title="Office Visit",
        pc_hometext=":text:Bring the card",
        pc_eventDate="2026-11-23",
        pc_endDate="0000-00-00",
        pc_startTime="09:00:00",
        pc_endTime="09:15:00",
        pc_apptstatus="-",
        pc_facility=3,
    ),
    event(2, "the clinic's own: no patient", pc_catid=2, pc_aid="2", pc_pid="", pc_eventDate="2026-11-23"),
    event(
        3,
        "in a state that nobody explains; nobody, nowhere; 0 seconds, but an end",
        pc_pid="7",
        pc_aid="",
        pc_eventDate="2026-11-24",
        pc_duration=0,
        pc_endTime="10:30:00",
        pc_apptstatus="zz",
    ),
    event(
        4,
        "the clinic's own word for one who has come",
        pc_pid="9",
        pc_aid="2",
        pc_eventDate="2026-11-24",
        pc_duration=1800,
        pc_endTime="10:30:00",
        pc_apptstatus="here",
    ),
    event(
        5,
        "every Sunday; one left out, one at a time that the clocks skip; its number is no visit's",
        uuid=bytes.fromhex("a5a5a5a5a5a540a580a5a5a5a5a5a5a5"),
        pc_pid="9",
        pc_aid="2",
        pc_eventDate="2026-03-01",
        pc_endDate="2026-03-22",
        pc_startTime="02:30:00",
        pc_endTime="02:45:00",
        pc_recurrtype=1,
        pc_recurrspec=spec(
            event_repeat_freq="1", event_repeat_freq_type="1", event_repeat_on_num="1", exdate="2026-03-15"
        ),
    ),
    event(
        6,
        "on chosen weekdays; PHP left out what it did not need",
        pc_pid="9",
        pc_aid="5",
        pc_eventDate="2026-01-05",
        pc_endDate="2026-01-14",
        pc_recurrtype=3,
        pc_apptstatus="x",
        pc_recurrspec=spec(event_repeat_freq="2,4", event_repeat_freq_type="6", exdate="20260107"),
    ),
    event(
        7,
        "on the last Friday of each month",
        pc_pid="7",
        pc_eventDate="2026-01-30",
        pc_endDate="2026-04-30",
        pc_recurrtype=2,
        pc_apptstatus="?",
        pc_recurrspec=spec(event_repeat_on_num="5", event_repeat_on_day="5", event_repeat_on_freq="1"),
    ),
    event(
        8,
        "a rule cut off: the first day is what is sure",
        pc_pid="9",
        pc_eventDate="2026-02-10",
        pc_endDate="2026-02-28",
        pc_recurrtype=1,
        pc_recurrspec='a:2:{s:17:"event_repeat_fr',
    ),
    event(
        9,
        "without end, as a rule never is",
        pc_pid="9",
        pc_eventDate="2026-02-11",
        pc_endDate="0000-00-00",
        pc_recurrtype=1,
        pc_recurrspec=spec(event_repeat_freq="1", event_repeat_freq_type="0"),
    ),
    event(10, "at no time", pc_pid="9", pc_eventDate="2026-02-12", pc_startTime=None),
    event(
        11,
        "a whole day",
        pc_pid="9",
        pc_eventDate="2026-06-01",
        pc_startTime=None,
        pc_endTime=None,
        pc_duration=86400,
        pc_alldayevent=1,
        pc_apptstatus="CALL",
    ),
    event(12, "the number of no patient, in another form", pc_pid="007", pc_aid="2", pc_eventDate="2026-06-02"),
    event(
        13,
        "every second working day",
        pc_pid="9",
        pc_eventDate="2026-07-02",
        pc_endDate="2026-07-10",
        pc_recurrtype=1,
        pc_apptstatus=">",
        pc_recurrspec=spec(event_repeat_freq="2", event_repeat_freq_type="4", note="é"),
    ),
    event(
        14,
        "the 31st of every month",
        pc_pid="9",
        pc_eventDate="2026-01-31",
        pc_endDate="2026-03-31",
        pc_recurrtype=1,
        pc_apptstatus="~",
        pc_recurrspec=spec(event_repeat_freq="1", event_repeat_freq_type="2"),
    ),
    row(
        "list_options",
        "a word of the clinic's own: the patient has come",
        list_id="apptstat",
        option_id="HERE",
        title="Here",
        toggle_setting_1=1,
    ),
    row("list_options", "another list", list_id="other", option_id="zz", title="?", toggle_setting_2=1),
)


def visit(day: str, status: str, *actors: str, begins: str = "10:00", ends: str = "10:15", minutes: int = 15,
          zone: str = "-05:00") -> Json:  # fmt: skip
    """An appointment of nothing but its time and who takes part."""
    return {
        "meta": updated("2025-12-01T12:00:00-05:00"),
        "status": status,
        "start": f"{day}T{begins}:00{zone}",
        "end": f"{day}T{ends}:00{zone}",
        "minutesDuration": minutes,
        "participant": [{"actor": ref(actor), "status": "accepted"} for actor in actors],
    }


def sunday(day: str, zone: str) -> Json:
    """One of the Sundays."""
    return visit(day, "booked", "Patient/9", "Practitioner/2", begins="02:30", ends="02:45", zone=zone)


RESOURCES: dict[str, Json] = {
    "Appointment/1": {
        **visit("2026-11-23", "booked", "Patient/1", "Practitioner/2", "Location/3", begins="09:00", ends="09:15"),
        "identifier": [uuid("a1a1a1a1-a1a1-40a1-80a1-a1a1a1a1a1a1")],
        "serviceType": [concept(coding(VISIT_CATEGORY, "office_visit"), text="Office Visit")],
        "description": "Office Visit",
        "comment": "Bring the card",
    },
    "Appointment/3": visit("2026-11-24", "pending", "Patient/7", ends="10:30", minutes=30),
    "Appointment/4": visit("2026-11-24", "checked-in", "Patient/9", "Practitioner/2", ends="10:30", minutes=30),
    "Appointment/r-5x20260301": sunday("2026-03-01", "-05:00"),
    "Appointment/r-5x20260322": sunday("2026-03-22", "-04:00"),
    "Appointment/r-6x20260105": visit("2026-01-05", "cancelled", "Patient/9", "Practitioner/5"),
    "Appointment/r-6x20260112": visit("2026-01-12", "cancelled", "Patient/9", "Practitioner/5"),
    "Appointment/r-6x20260114": visit("2026-01-14", "cancelled", "Patient/9", "Practitioner/5"),
    "Appointment/r-7x20260130": visit("2026-01-30", "noshow", "Patient/7"),
    "Appointment/r-7x20260227": visit("2026-02-27", "noshow", "Patient/7"),
    "Appointment/r-7x20260327": visit("2026-03-27", "noshow", "Patient/7", zone="-04:00"),
    "Appointment/r-7x20260424": visit("2026-04-24", "noshow", "Patient/7", zone="-04:00"),
    "Appointment/r-8x20260210": visit("2026-02-10", "booked", "Patient/9"),
    "Appointment/r-9x20260211": visit("2026-02-11", "booked", "Patient/9"),
    "Appointment/r-11": {
        **visit("2026-06-01", "waitlist", "Patient/9", begins="00:00", minutes=1440, zone="-04:00"),
        "end": "2026-06-02T00:00:00-04:00",
    },
    "Appointment/12": visit("2026-06-02", "booked", "Practitioner/2", zone="-04:00"),
    "Appointment/r-13x20260702": visit("2026-07-02", "fulfilled", "Patient/9", zone="-04:00"),
    "Appointment/r-13x20260706": visit("2026-07-06", "fulfilled", "Patient/9", zone="-04:00"),
    "Appointment/r-13x20260708": visit("2026-07-08", "fulfilled", "Patient/9", zone="-04:00"),
    "Appointment/r-13x20260710": visit("2026-07-10", "fulfilled", "Patient/9", zone="-04:00"),
    "Appointment/r-14x20260131": visit("2026-01-31", "arrived", "Patient/9"),
    "Appointment/r-14x20260303": visit("2026-03-03", "arrived", "Patient/9"),
}

ABSENT = {
    "Appointment/2": "no patient's",
    "Appointment/5": "a rule is no visit",
    "Appointment/r-5x20260315": "left out",
    "Appointment/r-6x20260107": "left out",
    "Appointment/r-7x20260430": "no Friday",
    "Appointment/1x20261123": "it does not come again",
    "Appointment/r-1": "it does not come again",
    "Appointment/r-5": "a rule is no visit",
}
BAD = {"Appointment/r-5x20260308": "the clocks went from 2 to 3", "Appointment/r-10": "at no time"}

SEARCHES = (
    finds("Appointment", "date=2026-11-23", "1", "a day"),
    finds("Appointment", "date=2026-11", "1 3 4", "a month"),
    finds(
        "Appointment", "date=ge2026-01-06&date=lt2026-01-14", "r-6x20260112", "between two days, of those of one row"
    ),
    finds(
        "Appointment", "date=ge2026-03-22&date=le2026-04-30", "r-5x20260322 r-7x20260327 r-7x20260424", "of two rows"
    ),
    finds("Appointment", "date=gt2026-11-23", "3 4", "later"),
    finds("Appointment", "date=lt2026-01-12", "r-6x20260105", "earlier"),
    finds("Appointment", "date=2026-03-22T06:30:00Z", "r-5x20260322", "the instant, in summer time"),
    finds("Appointment", "patient=Patient/1", "1", "reference"),
    finds("Appointment", "patient=7", "3 r-7x20260130 r-7x20260227 r-7x20260327 r-7x20260424", "each on its own"),
    finds("Appointment", "patient=7&status=noshow&date=2026-03", "r-7x20260327", "one of them"),
    finds("Appointment", "actor=Practitioner/5", "r-6x20260105 r-6x20260112 r-6x20260114", "anybody who takes part"),
    finds("Appointment", "practitioner=2&date=ge2026-04", "1 4 12", "reference"),
    finds("Appointment", "location=Location/3", "1", "the place"),
    finds("Appointment", "status=pending", "3", "a word that nobody explains"),
    finds("Appointment", "status=checked-in", "4", "a word that the list explains"),
    finds("Appointment", "status=fulfilled,waitlist&date=lt2026-07-03", "r-11 r-13x20260702", "or"),
    finds("Appointment", f"service-type={VISIT_CATEGORY}|office_visit", "1", "the category"),
    finds(
        "Appointment", "identifier=urn:ietf:rfc:3986|urn:uuid:a5a5a5a5-a5a5-40a5-80a5-a5a5a5a5a5a5", "", "no visit's"
    ),
    finds("Appointment", "_id=r-5x20260301,r-5x20260315,r-5,5", "r-5x20260301", "that very day"),
    finds("Appointment", "patient.birthdate=1975-06-15", "1", "a chain"),
    finds("Patient", "_has:Appointment:patient:status=noshow", "7", "and back"),
    finds("Appointment", "_lastUpdated=2025-12-01&patient=1", "1", "the event's"),
)

REFUSALS = (
    refused("Appointment", "slot=Slot/1", "not-supported", "there are none"),
    refused("Appointment", "reason-code=x", "not-supported", "not mapped"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
