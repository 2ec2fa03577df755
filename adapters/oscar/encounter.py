"""Encounter out of the appointments that somebody came to (docs/decisions/0032-oscar-encounters.md)."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, begins, cannot, cases, coding, concept, contains, date_and_time, in_order, initial, instant, is_in,
    reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .appointment import ELSEWHERE, OF_A_PATIENT, REASONS, SITE
from .codes import appointment as codes
from .codes.chart import NO_DATE, NOBODY
from .tables import appointment

a = appointment.c
start = date_and_time(a.appointment_date, a.start_time, absent=[NO_DATE])
end = date_and_time(a.appointment_date, a.end_time, plus_minutes=1, absent=[NO_DATE])
in_time = in_order(a.start_time, a.end_time)

encounter = ResourceMap(
    "Encounter", table=appointment, key=a.appointment_no, only=[*OF_A_PATIENT, begins(a.status, *codes.CAME)],
    last_updated=instant(a.updatedatetime),
    template={
        "status": initial(a.status, codes.ENCOUNTER_STATUS),
        "class": coding(cases((contains(a.type, *codes.NOT_IN_PERSON), "VR"), otherwise="AMB"),
                        system=systems.ENCOUNTER_CLASS),
        "type": [concept(text=text(a.type))],
        "subject": reference("Patient", a.demographic_no),
        "participant": [{"individual": reference("Practitioner", a.provider_no, none=NOBODY)}],
        "appointment": [reference("Appointment", a.appointment_no)],
        "period": {
            "start": start,
            "end": cases(((in_time, begins(a.status, "B")), end), ((in_time, is_in(a.status, *codes.SIGNED)), end)),
        },
        "reasonCode": REASONS,
        "location": [{"location": SITE}, {"location": ELSEWHERE}],
    },
    gaps={
        "Encounter.identifier": cannot("no number but the key"),
        **{
            f"Encounter.{name}": cannot("no column")
            for name in (
                "statusHistory", "classHistory", "serviceType", "priority", "episodeOfCare", "basedOn", "length",
                "reasonReference", "diagnosis", "account", "hospitalization", "partOf",
            )
        },
        "Encounter.serviceProvider": cannot("one clinic has one database; no row names it"),
    },
)  # fmt: skip
