"""AllergyIntolerance out of `lists`, type `allergy`, and of patients who were asked and have none."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, Writes, cannot, coded, coding, companion_row, concept, contains, date, date_time, eq,
    instant, joined, native_uuid, now, own, present_as, read_only, reference, restrict, text, when, who,
)  # fmt: skip
from sqlalchemy import and_, exists, not_

from profiles.ca_core import systems

from .codes import chart as codes
from .issue import clinical_status, code, encounter, recorder, row
from .tables import lists, lists_touch, patient_data

# "Somebody asked": without it OpenEMR shows the list as never reviewed.
reviewed = companion_row(
    lists_touch,
    {lists_touch.c.pid: own(row.pid), lists_touch.c.type: "allergy", lists_touch.c.date: now},
    unless=[lists_touch.c.pid, lists_touch.c.type],
)

allergy_intolerance = ResourceMap(
    "AllergyIntolerance", table=lists, key=row.id, only=[eq(row.type, "allergy")],
    last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "clinicalStatus": concept(coding(clinical_status, system=systems.ALLERGY_CLINICAL)),
        "verificationStatus": concept(
            coding(coded(row.verification, codes.VERIFICATION), system=systems.ALLERGY_VERIFICATION)
        ),
        "category": [when(contains(row.diagnosis, *codes.DRUG_CODES), "medication")],
        "criticality": read_only(present_as(row.severity_al, codes.ALLERGY_CRITICALITY)),
        "code": code,
        "patient": reference("Patient", row.pid),
        "encounter": encounter,
        "onsetDateTime": date(row.begdate),
        "recordedDate": date_time(row.date),
        "recorder": recorder,
        "note": [{"text": text(row.comments)}],
        "reaction": [{
            "manifestation": [concept(text=text(row.reaction, absent=codes.NO_REACTION))],
            "severity": coded(row.severity_al, codes.ALLERGY_SEVERITY, write=codes.ALLERGY_SEVERITY_WRITE,
                              other=ABSENT_OTHERWISE),
        }],
    },
    writes=Writes(
        create=True,
        defaults={row.date: now, row.activity: 1, row.user: who.provider, row.groupname: "Default"},
        companions=[reviewed],
    ),
    gaps={
        "AllergyIntolerance.type": cannot("no column"),
        "AllergyIntolerance.asserter": cannot("no column"),
        "AllergyIntolerance.lastOccurrence": cannot("no column"),
    },
)  # fmt: skip

# "Reviewed, none": somebody asked, and there is no entry. Not told by a row of `lists`.
patient = patient_data.c
asked = joined(lists_touch, on=(patient.pid, "pid"), only={"type": "allergy"})
none_known = and_(
    exists().where(lists_touch.c.pid == patient.pid, lists_touch.c.type == "allergy").correlate(patient_data),
    not_(exists().where(row.pid == patient.pid, row.type == "allergy").correlate(patient_data)),
)

no_known_allergy = ResourceMap(
    "AllergyIntolerance", tag="none", table=patient_data, key=patient.pid,
    last_updated=instant(asked["date"]), restrict=[restrict("asked-without-answer", none_known)],
    template={
        "clinicalStatus": concept(coding("active", system=systems.ALLERGY_CLINICAL)),
        "verificationStatus": concept(coding("confirmed", system=systems.ALLERGY_VERIFICATION)),
        "code": concept(coding(codes.NO_KNOWN_ALLERGY, system=systems.SNOMED_CT), text="No known allergies"),
        "patient": reference("Patient", patient.pid),
        "recordedDate": date_time(asked["date"]),
    },
    gaps=dict.fromkeys(
        (f"AllergyIntolerance.{name}" for name in (
            "identifier", "type", "category", "criticality", "encounter", "onset", "recorder", "asserter",
            "lastOccurrence", "note", "reaction",
        )),
        cannot("lists_touch holds the day on which somebody asked, and nothing else"),
    ),
)  # fmt: skip
