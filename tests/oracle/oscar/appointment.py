"""Appointment and Encounter out of appointment."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import ACT_CODE, Json, coding, concept, ref, updated

REASON = "http://terminology.hl7.org/CodeSystem/v2-0276"


def visit(number: int, why: str, when: str, until: str, **values: Any) -> Row:
    """A row of appointment: day and time, and the time of its last minute."""
    day, _, start = when.partition(" ")
    times = {"appointment_date": day, "start_time": start, "end_time": until}
    return row("appointment", why, appointment_no=number, **times, **values)


LISTED: dict[str, Any] = {
    "lookupListId": 1, "displayOrder": 1, "active": 1, "createdBy": "", "dateCreated": "2013-07-01 00:00:00",
}  # fmt: skip
ROWS = (
    row("LookupListItem", "a reason that has a code", id=301, value="1", label="Follow-Up", **LISTED),
    row("LookupListItem", "a reason without one", id=302, value="2", label="Testing", **LISTED),
    row("LookupListItem", "the blank that is chosen by itself", id=303, value="0", label="", **LISTED),
    visit(310, "everything; the last minute is 09:14", "2024-03-04 09:00:00", "09:14:00", demographic_no=12,
          provider_no="999998", status="t", name="Somebody,Else", type="Visit", reason="Cough", reasonCode=301,
          notes="Bring pills", location="Downtown", urgency="critical", createdatetime="2024-02-01 08:00:00",
          updatedatetime="2024-02-02 08:00:00"),
    visit(311, "T is another letter than t; ends at midnight; a place that is no site", "2024-03-05 23:50:00",
          "23:59:00", demographic_no=12, provider_no="999998", status="T", reasonCode=303, location="Room 3"),
    visit(312, "ends when the clocks go from 2 to 3; H has come", "2024-03-10 01:50:00", "01:59:00", demographic_no=12,
          provider_no="000123", status="H", reasonCode=302, reason="null", urgency=""),
    visit(313, "h has not come: confirmed", "2024-04-01 10:00:00", "10:29:00", demographic_no=13,
          provider_no="000123", status="h", reasonCode=999, location="  "),
    visit(314, "billed, by telephone", "2024-04-02 10:00:00", "10:14:00", demographic_no=13, provider_no="999998",
          status="B", type="Phone call", reason="Results", updatedatetime="0000-00-00 00:00:00"),
    visit(315, "here, and the note is signed", "2024-05-01 11:00:00", "11:14:00", demographic_no=11,
          provider_no="999998", status="HS", location="downtown"),
    visit(316, "picked; a blank behind", "2024-05-02 11:00:00", "11:14:00", demographic_no=11, provider_no="999998",
          status="P "),
    visit(317, "cancelled", "2024-06-01 09:00:00", "09:14:00", demographic_no=13, provider_no="999998", status="C"),
    visit(318, "c is a state of the clinic's own", "2024-06-02 09:00:00", "09:14:00", demographic_no=6,
          provider_no="999998", status="c"),
    visit(319, "did not come", "2024-06-03 09:00:00", "09:14:00", demographic_no=6, provider_no="999998", status="N"),
    visit(320, "n is no letter of OSCAR's", "2024-06-04 09:00:00", "09:14:00", demographic_no=6,
          provider_no="999998", status="n"),
    visit(321, "deleted by its letter", "2024-06-05 09:00:00", "09:14:00", demographic_no=6, provider_no="999998",
          status="D"),
    visit(322, "a meeting: of no patient", "2024-06-06 09:00:00", "09:59:00", demographic_no=0,
          provider_no="999998", status="t", name="Staff meeting"),
    visit(323, "blocked", "2024-06-06 10:00:00", "10:59:00", demographic_no=None, provider_no="999998", status="t",
          name="Do_Not_Book"),
    visit(324, "blocked, though it names a patient", "2024-06-06 11:00:00", "11:59:00", demographic_no=6,
          provider_no="999998", status="t", name="DO_NOT_BOOK"),
    visit(325, "on no day", "0001-01-01 09:00:00", "09:14:00", demographic_no=6, provider_no="999998", status="t"),
    visit(326, "of an absorbed patient; with the program itself; a minute long", "2024-07-01 09:00:00", "09:00:00",
          demographic_no=3, provider_no="-1", status="E"),
    visit(327, "a signed note about one who is still to come", "2024-08-01 09:00:00", "09:14:00", demographic_no=4,
          provider_no="dr_a1", status="tS", type="Video visit"),
    visit(328, "at a time that the clocks skipped", "2024-03-10 02:30:00", "02:44:00", demographic_no=6,
          provider_no="999998", status="t"),
    visit(329, "no state", "2024-09-01 09:00:00", "09:14:00", demographic_no=6, provider_no="999998", status=""),
    visit(330, "ends before it starts", "2024-09-02 09:00:00", "08:00:00", demographic_no=6, provider_no="999998",
          status="t"),
)  # fmt: skip


def booked(status: str, start: str, end: str, *actors: Json, **more: Any) -> Json:
    """An appointment."""
    people = [{"actor": actor, "status": "accepted"} for actor in actors]
    return {"status": status, "start": start, "end": end, "participant": people, **more}


def came(number: int, status: str, class_: str, start: str, *actors: str, end: str | None = None, **more: Any) -> Json:
    """An encounter of that appointment."""
    subject, *providers = actors
    return {
        "status": status,
        "class": coding(ACT_CODE, class_),
        "subject": ref(subject),
        **({"participant": [{"individual": ref(one)} for one in providers]} if providers else {}),
        "appointment": [ref(f"Appointment/{number}")],
        "period": {"start": start, **({"end": end} if end else {})},
        **more,
    }


DOWNTOWN = {"reference": "Location/211", "display": "Downtown"}
WELBY, RATCHED, COTE = (ref(f"Practitioner/{id}") for id in ("999998", "000123", "dr.5fa1"))
RESOURCES: dict[str, Json] = {
    "Appointment/310": {
        "meta": updated("2024-02-02T08:00:00-05:00"),
        **booked("booked", "2024-03-04T09:00:00-05:00", "2024-03-04T09:15:00-05:00", ref("Patient/12"), WELBY, DOWNTOWN),
        "appointmentType": concept(text="Visit"),
        "reasonCode": [concept(coding(REASON, "FOLLOWUP"), text="Follow-Up"), concept(text="Cough")],
        "priority": 1,
        "created": "2024-02-01T08:00:00-05:00",
        "comment": "Bring pills",
    },
    "Appointment/311": booked(
        "booked", "2024-03-05T23:50:00-05:00", "2024-03-06T00:00:00-05:00", ref("Patient/12"), WELBY, {"display": "Room 3"}
    ),
    "Appointment/312": booked(
        "arrived", "2024-03-10T01:50:00-05:00", "2024-03-10T03:00:00-04:00", ref("Patient/12"), RATCHED,
        reasonCode=[concept(text="Testing")],
    ),
    "Appointment/313": booked(
        "booked", "2024-04-01T10:00:00-04:00", "2024-04-01T10:30:00-04:00", ref("Patient/13"), RATCHED
    ),
    "Appointment/314": booked(
        "fulfilled", "2024-04-02T10:00:00-04:00", "2024-04-02T10:15:00-04:00", ref("Patient/13"), WELBY,
        appointmentType=concept(text="Phone call"), reasonCode=[concept(text="Results")],
    ),
    "Appointment/315": booked(
        "fulfilled", "2024-05-01T11:00:00-04:00", "2024-05-01T11:15:00-04:00", ref("Patient/11"), WELBY,
        {"reference": "Location/211", "display": "downtown"},
    ),
    "Appointment/316": booked(
        "checked-in", "2024-05-02T11:00:00-04:00", "2024-05-02T11:15:00-04:00", ref("Patient/11"), WELBY
    ),
    "Appointment/317": booked(
        "cancelled", "2024-06-01T09:00:00-04:00", "2024-06-01T09:15:00-04:00", ref("Patient/13"), WELBY
    ),
    "Appointment/318": booked(
        "booked", "2024-06-02T09:00:00-04:00", "2024-06-02T09:15:00-04:00", ref("Patient/6"), WELBY
    ),
    "Appointment/319": booked(
        "noshow", "2024-06-03T09:00:00-04:00", "2024-06-03T09:15:00-04:00", ref("Patient/6"), WELBY
    ),
    "Appointment/321": booked(
        "entered-in-error", "2024-06-05T09:00:00-04:00", "2024-06-05T09:15:00-04:00", ref("Patient/6"), WELBY
    ),
    "Appointment/326": booked(
        "checked-in", "2024-07-01T09:00:00-04:00", "2024-07-01T09:01:00-04:00", ref("Patient/1")
    ),
    "Appointment/327": booked(
        "booked", "2024-08-01T09:00:00-04:00", "2024-08-01T09:15:00-04:00", ref("Patient/4"), COTE,
        appointmentType=concept(text="Video visit"),
    ),
    "Encounter/312": came(
        312, "arrived", "AMB", "2024-03-10T01:50:00-05:00", "Patient/12", "Practitioner/000123",
        reasonCode=[concept(text="Testing")],
    ),
    "Encounter/314": came(
        314, "finished", "VR", "2024-04-02T10:00:00-04:00", "Patient/13", "Practitioner/999998",
        end="2024-04-02T10:15:00-04:00", type=[concept(text="Phone call")], reasonCode=[concept(text="Results")],
    ),
    "Encounter/315": came(
        315, "finished", "AMB", "2024-05-01T11:00:00-04:00", "Patient/11", "Practitioner/999998",
        end="2024-05-01T11:15:00-04:00", location=[{"location": {"reference": "Location/211", "display": "downtown"}}],
    ),
    "Encounter/316": came(
        316, "in-progress", "AMB", "2024-05-02T11:00:00-04:00", "Patient/11", "Practitioner/999998"
    ),
    "Encounter/326": came(326, "in-progress", "AMB", "2024-07-01T09:00:00-04:00", "Patient/1"),
}  # fmt: skip

ABSENT = {
    "Appointment/322": "of no patient",
    "Appointment/323": "blocked",
    "Appointment/324": "blocked, in other letters",
    "Encounter/310": "is still to come",
    "Encounter/313": "h has not come, H has",
    "Encounter/317": "cancelled",
    "Encounter/319": "did not come",
    "Encounter/327": "a note alone does not bring anybody",
}
BAD = {
    "Appointment/320": "a letter that is not understood",
    "Appointment/325": "on no day (app-3)",
    "Appointment/328": "at a time that never was (app-3)",
    "Appointment/329": "R4 wants a state",
    "Appointment/330": "an end before the start is none (app-3)",
}

SEARCHES = (
    finds("Appointment", "patient=12", "310 311 312", "of one patient"),
    finds("Appointment", "patient=1", "326", "what the absorbed one left"),
    finds("Appointment", "status=booked", "310 311 313 318 327", "t, T, h, and the clinic's own"),
    finds("Appointment", "status=arrived", "312", "H, not h"),
    finds("Appointment", "status=cancelled", "317", "C, not c"),
    finds("Appointment", "status=checked-in,noshow", "316 319 326", "P, E and N"),
    finds("Appointment", "status=fulfilled", "314 315", "B, and a signed note"),
    finds("Appointment", "date=2024-03-04", "310", "a day"),
    finds("Appointment", "date=2024-03-10T06:50:00Z", "312", "the same instant"),
    finds("Appointment", "date=ge2024-06-05", "321 326 327", "from a day on"),
    finds("Appointment", "date=lt2024-03-06&practitioner=Practitioner/999998", "310 311", "a day's end"),
    finds("Appointment", "actor=Practitioner/000123", "312 313", "any actor"),
    finds("Appointment", "location=Location/211", "310 315", "the site in any case"),
    finds("Appointment", f"reason-code={REASON}|FOLLOWUP", "310", "from the list"),
    finds("Appointment", "patient.birthdate=1979-12-31&status=fulfilled", "314", "a chain"),
    finds("Encounter", "patient=11", "315 316", "of one patient"),
    finds("Encounter", "patient=3", "326", "asked by its alias"),
    finds("Encounter", "status=finished", "314 315", "B, and a signed note"),
    finds("Encounter", f"class={ACT_CODE}|VR", "314", "by telephone"),
    finds("Encounter", "class=AMB&status=in-progress", "316 326", "here"),
    finds("Encounter", "date=2024-04-02", "314", "wholly on a day"),
    finds("Encounter", "appointment=Appointment/315", "315", "of which appointment"),
    finds("Encounter", "practitioner=Practitioner/000123", "312", "with whom"),
    finds("Encounter", "location.name=downtown", "315", "a chain"),
)
REFUSALS = (refused("Appointment", "slot=Slot/1", "not-supported", "an appointment does not name any"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
