"""Appointment out of `appointment`. What was deleted stands in the archive alone and is not served."""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    ResourceMap, at_least, cannot, coded_number, coding, concept, date_and_time, date_time, eq, filled, in_order,
    initial, instant, joined, lacks, none_of, not_yet, present_as, read_only, reference, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import appointment as codes
from .codes.chart import NO_DATE, NOBODY
from .tables import LookupListItem, appointment, site

a = appointment.c
listed = joined(LookupListItem, on=(a.reasonCode, "id"))
where = joined(site, on=(a.location, "name"), when=[filled(a.location)])

START = date_and_time(a.appointment_date, a.start_time, gives="instant", absent=[NO_DATE])
# An end before the start is none.
END = when(
    in_order(a.start_time, a.end_time),
    date_and_time(a.appointment_date, a.end_time, gives="instant", plus_minutes=1, absent=[NO_DATE]),
)
# A clinic with several sites names one; any other writes what it likes.
SITE: dict[str, Any] = {**reference("Location", where["site_id"]), "display": text(a.location)}
ELSEWHERE: dict[str, Any] = {"display": when(lacks(where), text(a.location))}
REASONS = [
    concept(
        coding(read_only(present_as(listed["label"], codes.REASON)), system=systems.APPOINTMENT_REASON),
        text=text(listed["label"]),
    ),
    concept(text=text(a.reason)),
]
# A blocked stretch of the day is no appointment, and nor is a note that names no patient.
OF_A_PATIENT = (at_least(a.demographic_no, 1), none_of(eq(a.name, "Do_Not_Book")))


def takes_part(actor: dict[str, Any]) -> dict[str, Any]:
    """A participant: OSCAR books without asking, so all have accepted."""
    return {"actor": actor, "status": "accepted"}


visit = ResourceMap(
    "Appointment", table=appointment, key=a.appointment_no, only=OF_A_PATIENT, last_updated=instant(a.updatedatetime),
    template={
        "status": initial(a.status, codes.APPOINTMENT_STATUS),
        "appointmentType": concept(text=text(a.type)),
        "reasonCode": REASONS,
        "priority": coded_number(a.urgency, codes.PRIORITY),
        "start": START,
        "end": END,
        "created": date_time(a.createdatetime, absent=[NO_DATE]),
        "comment": text(a.notes),
        "participant": [
            takes_part(reference("Patient", a.demographic_no)),
            takes_part(reference("Practitioner", a.provider_no, none=NOBODY)),
            takes_part(SITE),
            takes_part(ELSEWHERE),
        ],
    },
    gaps={
        "Appointment.identifier": cannot("no number but the key"),
        "Appointment.cancelationReason": cannot("no column"),
        "Appointment.serviceCategory": cannot("no column"),
        "Appointment.serviceType": not_yet("program_id, the same for nearly all"),
        "Appointment.specialty": cannot("no column"),
        "Appointment.reasonReference": cannot("no column"),
        "Appointment.description": cannot("the reason is one line too, and stands in reasonCode"),
        "Appointment.supportingInformation": cannot("no column"),
        "Appointment.minutesDuration": cannot("start and end tell it"),
        "Appointment.slot": cannot("slots are computed from templates; an appointment does not name any"),
        "Appointment.patientInstruction": cannot("no column"),
        "Appointment.basedOn": cannot("no column"),
        "Appointment.requestedPeriod": cannot("no column"),
    },
)  # fmt: skip
