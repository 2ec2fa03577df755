"""AllergyIntolerance out of `lists`, type `allergy`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, Writes, cannot, coded, coding, companion_row, concept, date, date_time, eq, instant,
    native_uuid, not_yet, now, own, present_as, read_only, reference, text, who,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .issue import clinical_status, code, recorder, row
from .tables import lists, lists_touch

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
        "criticality": read_only(present_as(row.severity_al, codes.ALLERGY_CRITICALITY)),
        "code": code,
        "patient": reference("Patient", row.pid),
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
        "AllergyIntolerance.category": not_yet("could be told from the code system of the diagnosis"),
        "AllergyIntolerance.encounter": not_yet("issue_encounter names several"),
        "AllergyIntolerance.asserter": cannot("no column"),
        "AllergyIntolerance.lastOccurrence": cannot("no column"),
    },
)  # fmt: skip
