"""Condition out of lists."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    CLINICAL_STATUSES,
    CONDITION_CATEGORY,
    CONDITION_CLINICAL,
    CONDITION_VERIFICATION,
    ICD_9_CM,
    ICD_10_CM,
    SNOMED,
    Json,
    coding,
    concept,
    ref,
    updated,
)

US_CORE_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"


def problem(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type medical_problem unless it says otherwise."""
    return row("lists", why, id=id, **{"type": "medical_problem", "activity": 1, **values})


def listed(patient: int, when: str) -> Json:
    """What every problem has."""
    return {
        "meta": updated(when),
        "category": [concept(coding(CONDITION_CATEGORY, "problem-list-item"))],
        "subject": ref(f"Patient/{patient}"),
    }


def clinical(status: str) -> Json:
    """Condition.clinicalStatus."""
    return concept(coding(CONDITION_CLINICAL, status))


def verified(status: str) -> Json:
    """Condition.verificationStatus."""
    return concept(coding(CONDITION_VERIFICATION, status))


#     patient  what             clinical  verified          onset       abatement
# 20  1        Type 2 diabetes  active    confirmed         2015-04-05  -
# 21  1        Influenza        inactive  -                 2020-02-01  2020-02-10
# 22  7        Fracture         resolved  refuted           -           -
# 23  7        Migraine         active    unconfirmed       2019-03     -
# 24  8        Pregnancy        active    -                 -           -
# 28  8        Back pain        inactive  -                 -           -
# 29  9        Mis-entered      -         entered-in-error  -           -
ROWS = (
    problem(30, "a dentist's", pid=9, type="dental", title="Caries", modifydate="2020-06-04 00:00:00", outcome=1),
    problem(31, "a worry", pid=9, type="health_concern", title="Falls", modifydate="2020-06-04 00:00:01", outcome=1),
    problem(
        20,
        "two codes of two systems; the last change is at midnight here",
        pid=1,
        title="Type 2 diabetes",
        diagnosis="ICD10:E11.9;SNOMED-CT:44054006",
        begdate="2015-04-05 00:00:00",
        verification="confirmed",
        comments="A1C 8.1",
        user="dkim",
        date="2015-04-05 10:00:00",
        modifydate="2020-05-07 04:00:00",
    ),
    problem(
        21,
        "ended in the past",
        pid=1,
        title="Influenza",
        diagnosis="ICD9:487.1",
        begdate="2020-02-01 00:00:00",
        enddate="2020-02-10 00:00:00",
        verification="",
        modifydate="2020-05-07 03:59:59",
    ),
    problem(
        22,
        "outcome 1 is resolved without any end",
        pid=7,
        title="Fracture",
        diagnosis="",
        outcome=1,
        verification="refuted",
        modifydate="2020-06-01 00:00:00",
    ),
    problem(
        23,
        "occurrence 1 means the first time, not resolved; month of onset only",
        pid=7,
        title="Migraine",
        outcome=0,
        occurrence=1,
        begdate="2019-03-00 00:00:00",
        verification="unconfirmed",
        modifydate="2020-06-01 00:00:01",
    ),
    problem(
        24,
        "an end in the future: active, and R4 (con-4) then forbids an abatement",
        pid=8,
        title="Pregnancy",
        enddate="2027-01-01 00:00:00",
        modifydate="2020-06-01 00:00:02",
    ),
    problem(
        25,
        "an operation",
        pid=8,
        type="surgery",
        title="Appendectomy",
        modifydate="2020-06-01 00:00:03",
    ),
    problem(
        26,
        "a medication",
        pid=8,
        type="medication",
        title="Metformin",
        modifydate="2020-06-01 00:00:04",
    ),
    problem(
        27,
        "pid 0 is nobody: subject is required",
        pid=0,
        title="Nobody's",
        modifydate="2020-06-01 00:00:05",
    ),
    problem(
        28,
        "activity 0 without an end",
        pid=8,
        title="Back pain",
        activity=0,
        begdate="0000-00-00 00:00:00",
        enddate="0000-00-00 00:00:00",
        modifydate="2020-06-01 00:00:06",
    ),
    problem(
        29,
        "entered in error: R4 (con-5) then forbids a clinical status",
        pid=9,
        title="Mis-entered",
        verification="entered-in-error",
        modifydate="2020-06-01 00:00:07",
    ),
)

RESOURCES: dict[str, Json] = {
    "Condition/20": {
        **listed(1, "2020-05-07T04:00:00+00:00"),
        "clinicalStatus": clinical("active"),
        "verificationStatus": verified("confirmed"),
        "code": concept(coding(ICD_10_CM, "E11.9"), coding(SNOMED, "44054006"), text="Type 2 diabetes"),
        "encounter": ref("Encounter/5"),
        "onsetDateTime": "2015-04-05",
        "recordedDate": "2015-04-05T10:00:00-04:00",
        "recorder": ref("Practitioner/2"),
        "note": [{"text": "A1C 8.1"}],
    },
    "Condition/21": {
        **listed(1, "2020-05-07T03:59:59+00:00"),
        "clinicalStatus": clinical("inactive"),
        "code": concept(coding(ICD_9_CM, "487.1"), text="Influenza"),
        "encounter": ref("Encounter/5"),
        "onsetDateTime": "2020-02-01",
        "abatementDateTime": "2020-02-10",
    },
    "Condition/22": {
        **listed(7, "2020-06-01T00:00:00+00:00"),
        "clinicalStatus": clinical("resolved"),
        "verificationStatus": verified("refuted"),
        "code": concept(text="Fracture"),
    },
    "Condition/23": {
        **listed(7, "2020-06-01T00:00:01+00:00"),
        "clinicalStatus": clinical("active"),
        "verificationStatus": verified("unconfirmed"),
        "code": concept(text="Migraine"),
        "encounter": ref("Encounter/6"),
        "onsetDateTime": "2019-03",
    },
    "Condition/24": {
        **listed(8, "2020-06-01T00:00:02+00:00"),
        "clinicalStatus": clinical("active"),
        "code": concept(text="Pregnancy"),
    },
    "Condition/30": {
        **listed(9, "2020-06-04T00:00:00+00:00"),
        "category": [concept(coding(CONDITION_CATEGORY, "problem-list-item"), text="Dental")],
        "clinicalStatus": clinical("resolved"),
        "code": concept(text="Caries"),
    },
    "Condition/31": {
        **listed(9, "2020-06-04T00:00:01+00:00"),
        "category": [concept(coding(US_CORE_CATEGORY, "health-concern"))],
        "clinicalStatus": clinical("resolved"),
        "code": concept(text="Falls"),
    },
    "Condition/28": {
        **listed(8, "2020-06-01T00:00:06+00:00"),
        "clinicalStatus": clinical("inactive"),
        "code": concept(text="Back pain"),
    },
    "Condition/29": {
        **listed(9, "2020-06-01T00:00:07+00:00"),
        "verificationStatus": verified("entered-in-error"),
        "code": concept(text="Mis-entered"),
    },
}

ABSENT = {
    "Condition/1": "an allergy",
    "Condition/25": "an operation",
    "Condition/26": "a medication",
}
BAD = {"Condition/27": "no subject"}

SEARCHES = (
    finds("Condition", f"code={ICD_10_CM}|E11.9", "20", "the first code"),
    finds("Condition", f"code={SNOMED}|44054006", "20", "the second code"),
    finds("Condition", f"code={SNOMED}|E11.9", "", "system and code belong together"),
    finds("Condition", f"code={ICD_9_CM}|487.1", "21", "old codes"),
    finds("Condition", "code=E11", "", "the whole code"),
    finds("Condition", "code:text=type 2", "20", "the title"),
    finds("Condition", "encounter=Encounter/5", "20 21", "by the number of the visit"),
    finds("Condition", "encounter:missing=true", "22 24 28 29 30 31", "another patient's number; none"),
    finds("Condition", "category:text=dental", "30", "the kind of issue"),
    finds("Condition", "category=health-concern", "31", "a worry"),
    finds("Condition", "category=problem-list-item", "20 21 22 23 24 28 29 30", "problems"),
    finds("Condition", "code=E11.9,487.1", "20 21", "OR"),
    finds("Condition", "clinical-status=active", "20 23 24", "the first time is not resolved"),
    finds("Condition", "clinical-status=inactive", "21 28", "past end; activity 0"),
    finds("Condition", f"clinical-status={CONDITION_CLINICAL}|resolved", "22 30 31", "outcome"),
    finds("Condition", "clinical-status:not=active", "21 22 28 29 30 31", "missing is not"),
    finds(
        "Condition", f"clinical-status:below={CONDITION_CLINICAL}|inactive", "21 22 28 30 31", "resolved is inactive"
    ),
    finds("Condition", f"clinical-status:below={CONDITION_CLINICAL}|resolved", "22 30 31", "nothing is below it"),
    finds("Condition", f"clinical-status:above={CONDITION_CLINICAL}|resolved", "21 22 28 30 31", "inactive is above"),
    finds("Condition", f"clinical-status:in={CLINICAL_STATUSES}", "20 21 22 23 24 28 30 31", "not without one"),
    finds("Condition", f"clinical-status:not-in={CLINICAL_STATUSES}", "29", "without one"),
    finds("Condition", f"verification-status:above={CONDITION_VERIFICATION}|provisional", "23", "unconfirmed is above"),
    finds("Condition", "verification-status=confirmed,refuted", "20 22", "OR"),
    finds("Condition", "verification-status:missing=true", "21 24 28 30 31", "blank is missing"),
    finds("Condition", "category=problem-list-item&patient=7", "22 23", "constant AND reference"),
    finds("Condition", "subject=Patient/1", "20 21", "reference"),
    finds("Condition", "patient=Patient/2", "", "nobody has that pid"),
    finds("Condition", "onset-date=2015-04-05", "20", "the day"),
    finds("Condition", "onset-date=2019", "23", "a month within the year"),
    finds("Condition", "onset-date=lt2019-03-15", "20 23", "the month begins earlier"),
    finds("Condition", "onset-date=ge2019-03-15", "21 23", "and ends later"),
    finds("Condition", "onset-date=sa2019-03", "21", "wholly after"),
    finds("Condition", "onset-date:missing=true", "22 24 28 29 30 31", "zero date"),
    finds("Condition", "abatement-date=2020-02-10", "21", "the day"),
    finds("Condition", "abatement-date=ge2020", "21", "not the end in the future"),
    finds("Condition", "abatement-date:missing=true", "20 22 23 24 28 29 30 31", "zero and future ends"),
    finds("Condition", "recorded-date=2015", "20", "the year"),
    finds("Condition", "_lastUpdated=2020-05-06", "21", "a second before midnight here"),
    finds("Condition", "_lastUpdated=2020-05-07", "20", "midnight here"),
    finds("Condition", "_id=20,25,1,27", "20", "one type of rows"),
)

REFUSALS = (
    refused("Condition", "recorder=Practitioner/2", "not-supported", "R4 has no such parameter"),
    refused("Condition", "abatement-string=x", "not-supported", "not mapped"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
