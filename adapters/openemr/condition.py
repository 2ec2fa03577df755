"""Condition out of `lists`: problems, what a dentist found, and what somebody worries about."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, before_today, cannot, cases, coded, coding, concept, date, date_time, instant, is_in,
    native_uuid, not_yet, present_as, reference, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .issue import WITHDRAWN, clinical_status, code, encounter, recorder, row
from .tables import lists

condition = ResourceMap(
    "Condition", table=lists, key=row.id, only=[is_in(row.type, *codes.CONDITION_TYPES)],
    last_updated=instant(row.modifydate),
    template={
        "identifier": [native_uuid(row.uuid)],
        "clinicalStatus": concept(coding(clinical_status, system=systems.CONDITION_CLINICAL)),
        "verificationStatus": concept(
            coding(coded(row.verification, codes.VERIFICATION), system=systems.CONDITION_VERIFICATION)
        ),
        "category": [concept(
            coding(present_as(row.type, codes.PROBLEM), system=systems.CONDITION_CATEGORY),
            coding(present_as(row.type, codes.HEALTH_CONCERN), system=systems.US_CORE_CONDITION_CATEGORY),
            text=present_as(row.type, codes.DENTAL),
        )],
        "code": code,
        "subject": reference("Patient", row.pid),
        "encounter": encounter,
        "onsetDateTime": date(row.begdate),
        # R4 allows an end only where the clinical status says that it has come.
        "abatementDateTime": cases(WITHDRAWN, (before_today(row.enddate), date(row.enddate))),
        "recordedDate": date_time(row.date),
        "recorder": recorder,
        "note": [{"text": text(row.comments)}],
    },
    gaps={
        "Condition.severity": cannot("severity_al grades allergies"),
        "Condition.bodySite": not_yet("injury_part, whose values are not documented"),
        "Condition.asserter": cannot("no column"),
        "Condition.stage": not_yet("injury_grade, whose values are not documented"),
        "Condition.evidence": cannot("no column"),
    },
)  # fmt: skip
