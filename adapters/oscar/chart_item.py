"""The items under the headings of a chart, which OSCAR keeps as notes: problems, histories, risks, reminders.

All are free text. Items without a uuid, saved before 2009 and never since, are served with the notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, coding, concept, date_time, instant, is_null, reference, restrict, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import notes as codes
from .codes.chart import NOBODY
from .notes import TREATED, WITH_UUID, WITHHELD, age, end, in_time, is_over, n, relationship, start, started, under
from .tables import casemgmt_note

ONSET = {"onsetDateTime": start, "onsetString": when(is_null(started["date_value"]), text(age["value"]))}
AUTHOR = reference("Practitioner", n.provider_no, none=NOBODY)
ENCOUNTER = reference("Encounter", n.appointmentNo)
SUBJECT = reference("Patient", n.demographic_no)
WHAT = concept(text=text(n.note))
NO_COLUMN = cannot("no column")


def item(type_: str, tag: str, heading: str, template: Mapping[str, Any], without: str) -> ResourceMap:
    """Items under one heading. `without`: the elements for which there is no column."""
    return ResourceMap(
        type_, tag=tag, table=casemgmt_note, key=n.uuid, only=WITH_UUID,
        restrict=[*WITHHELD, restrict("heading", under(heading))], last_updated=instant(n.update_date),
        template=template,
        gaps={f"{type_}.{name}": NO_COLUMN for name in without.split()},
    )  # fmt: skip


def resolution(otherwise: str | None) -> Any:
    """The status of a problem: resolved from its day on."""
    known = cases((is_over, "resolved")) if otherwise is None else cases((is_over, "resolved"), otherwise=otherwise)
    return concept(coding(known, system=systems.CONDITION_CLINICAL))


IDENTIFIER = [{"value": text(n.uuid)}]
CONDITION = {
    "identifier": IDENTIFIER, "code": WHAT, "subject": SUBJECT, "encounter": ENCOUNTER, "onset[x]": ONSET,
    "abatementDateTime": end, "recorder": AUTHOR, "note": TREATED,
}  # fmt: skip
NO_CONDITION = "verificationStatus severity bodySite recordedDate asserter stage evidence"

concern = item("Condition", "concern", codes.CONCERNS, {
    **CONDITION,
    "clinicalStatus": resolution("active"),
    "category": [concept(coding("problem-list-item", system=systems.CONDITION_CATEGORY))],
}, NO_CONDITION)  # fmt: skip
medical_history = item("Condition", "history", codes.HISTORY, {
    **CONDITION,
    "clinicalStatus": resolution(None),
}, f"{NO_CONDITION} category")  # fmt: skip

family_history = item("FamilyMemberHistory", "", codes.FAMILY, {
    "identifier": IDENTIFIER,
    "status": "partial",
    "patient": SUBJECT,
    "date": date_time(n.observation_date),
    "relationship": concept(coding(codes.FAMILY_MEMBER, system=systems.ROLE_CODE), text=text(relationship["value"])),
    "condition": [{"code": WHAT, "onsetString": text(age["value"]), "note": TREATED}],
}, "instantiatesCanonical instantiatesUri dataAbsentReason name sex born age estimatedAge deceased reasonCode"
   " reasonReference note")  # fmt: skip


def said(code: Any) -> dict[str, Any]:
    """What of a patient's life a note tells."""
    return {
        "identifier": IDENTIFIER,
        "status": "final",
        "category": [concept(coding("social-history", system=systems.OBSERVATION_CATEGORY))],
        "code": code,
        "subject": SUBJECT,
        "encounter": ENCOUNTER,
        "effectiveDateTime": date_time(n.observation_date),
        "issued": instant(n.update_date),
        "performer": [AUTHOR],
        "valueString": text(n.note),
    }


NO_OBSERVATION = (
    "basedOn partOf focus dataAbsentReason interpretation note bodySite method specimen device referenceRange hasMember"
    " derivedFrom component"
)
narrative = concept(coding(codes.SOCIAL_HISTORY, system=systems.LOINC))
social_history = item("Observation", "soc", codes.SOCIAL, said(narrative), NO_OBSERVATION)
risk_factor = item("Observation", "risk", codes.RISKS, said(concept(text="Risk factors")), NO_OBSERVATION)

reminder = item("Flag", "rem", codes.REMINDERS, {
    "identifier": IDENTIFIER,
    "status": cases((is_over, "inactive"), otherwise="active"),
    "code": WHAT,
    "subject": SUBJECT,
    "period": {"start": start, "end": in_time},
    "encounter": ENCOUNTER,
    "author": AUTHOR,
}, "category")  # fmt: skip

other_medication = item("MedicationStatement", "omed", codes.MEDICATIONS, {
    "identifier": IDENTIFIER,
    "status": cases((is_over, "completed"), otherwise="active"),
    "medicationCodeableConcept": WHAT,
    "subject": SUBJECT,
    "effectivePeriod": {"start": start, "end": in_time},
    "dateAsserted": date_time(n.observation_date),
    "informationSource": AUTHOR,
}, "basedOn partOf statusReason category context derivedFrom reasonCode reasonReference note dosage")  # fmt: skip
