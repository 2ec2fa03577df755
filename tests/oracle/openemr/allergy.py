"""AllergyIntolerance out of lists."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    ALLERGY_CLINICAL,
    ALLERGY_STATUSES,
    ALLERGY_VERIFICATION,
    ICD_9_CM,
    RXNORM,
    SNOMED,
    Json,
    coding,
    concept,
    ref,
    updated,
)


def allergy(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type allergy."""
    return row("lists", why, id=id, type="allergy", **{"activity": 1, **values})


def clinical(status: str) -> Json:
    """AllergyIntolerance.clinicalStatus."""
    return concept(coding(ALLERGY_CLINICAL, status))


def verified(status: str) -> Json:
    """AllergyIntolerance.verificationStatus."""
    return concept(coding(ALLERGY_VERIFICATION, status))


def caused(manifestation: str, severity: str) -> list[Json]:
    """AllergyIntolerance.reaction."""
    return [{"manifestation": [concept(text=manifestation)], "severity": severity}]


#     patient  what        clinical  verified          criticality       reaction                       recorder
#  1  1        Penicillin  active    confirmed         high              hives, severe                  2
#  2  7        Aspirin     active    -                 low               -                              -
#  3  7        Latex       resolved  unconfirmed       unable-to-assess  -                              -
#  4  8        Peanut      active    confirmed         high              Anaphylaxis, severe            2
#  5  8        Sulfa       inactive  -                 high              nausea, moderate               3
#  7  9        Cats        -         entered-in-error  -                 -                              -
#  8  9        Dogs        active    -                 low               Sneezing, mild                 -
#  9  9        Eggs        inactive  -                 low               hives, moderate                -
# 10  9        Milk        active    -                 high              shortness_of_breath, severe    1
ROWS = (
    allergy(
        1,
        "everything filled; the last change is on the day before here, the next day in UTC",
        pid=1,
        title="Penicillin",
        diagnosis="RXCUI:7980",
        begdate="2010-05-06 00:00:00",
        enddate=None,
        outcome=0,
        reaction="hives",
        severity_al="severe",
        verification="confirmed",
        comments="told by her mother",
        user="dkim",
        date="2020-01-02 03:04:05",
        modifydate="2020-05-07 02:00:00",
    ),
    allergy(
        2,
        "activity NULL is active; blanks and a trailing ; among the codes; no reaction chosen, so no severity either",
        pid=7,
        title="Aspirin",
        diagnosis="ICD9:V14.0; SNOMED-CT:91936005;",
        begdate="0000-00-00 00:00:00",
        activity=None,
        reaction="unassigned",
        severity_al="mild_to_moderate",
        verification="",
        user=None,
        date=None,
        modifydate="2020-06-01 00:00:00",
    ),
    allergy(
        3,
        "outcome 1 is resolved, before the end date is looked at; year of onset only; recorded by a name nobody has",
        pid=7,
        title="Latex",
        diagnosis="",
        begdate="2018-00-00 00:00:00",
        enddate="2019-12-31 00:00:00",
        outcome=1,
        reaction="",
        severity_al="unassigned",
        verification="unconfirmed",
        user="ghost",
        date="2018-01-05 08:00:00",
        modifydate="2019-12-31 20:00:00",
    ),
    allergy(
        4,
        "an end in the future is no end; old name of SNOMED CT; free text as reaction; user name in another case",
        pid=8,
        title="Peanut",
        diagnosis="SNOMED:91935009",
        enddate="2030-01-01 00:00:00",
        reaction="Anaphylaxis",
        severity_al="life_threatening_severity",
        verification="confirmed",
        user="DKIM",
        modifydate="2021-03-14 07:00:00",
    ),
    allergy(
        5,
        "activity 0 is inactive; a code without type is none; recorded by a clerk",
        pid=8,
        title="Sulfa",
        diagnosis="7980",
        activity=0,
        reaction="nausea",
        severity_al="moderate_to_severe",
        user="front",
        modifydate="2021-03-14 07:00:01",
    ),
    allergy(
        6,
        "nobody's: patient is required",
        pid=None,
        title="Orphan",
        modifydate="2021-03-14 07:00:02",
    ),
    allergy(
        7,
        "entered in error: R4 (ait-2) then forbids a clinical status",
        pid=9,
        title="Cats",
        verification="entered-in-error",
        modifydate="2022-01-01 00:00:00",
    ),
    allergy(
        8,
        "a zero end date is no end; blank comments",
        pid=9,
        title="Dogs",
        enddate="0000-00-00 00:00:00",
        reaction="Sneezing",
        severity_al="mild",
        comments="  ",
        modifydate="2022-01-01 00:00:01",
    ),
    allergy(
        9,
        "ended in the past, though marked active",
        pid=9,
        title="Eggs",
        enddate="2020-01-01 00:00:00",
        reaction="hives",
        severity_al="moderate",
        modifydate="2022-01-01 00:00:02",
    ),
    allergy(
        10,
        "an end today is not before today",
        pid=9,
        title="Milk",
        enddate="2026-11-21 00:00:00",
        reaction="shortness_of_breath",
        severity_al="fatal",
        user="admin",
        modifydate="2022-01-01 00:00:03",
    ),
    row("lists_touch", "asked, and there is none", pid=10, type="Allergy", date="2021-02-03 10:00:00"),
    row("lists_touch", "asked, but there are some", pid=1, type="allergy", date="2021-02-03 10:00:00"),
    row("lists_touch", "asked about something else", pid=11, type="surgery", date="2021-02-03 10:00:00"),
)

RESOURCES: dict[str, Json] = {
    "AllergyIntolerance/1": {
        "meta": updated("2020-05-07T02:00:00+00:00"),
        "clinicalStatus": clinical("active"),
        "verificationStatus": verified("confirmed"),
        "category": ["medication"],
        "criticality": "high",
        "code": concept(coding(RXNORM, "7980"), text="Penicillin"),
        "patient": ref("Patient/1"),
        "onsetDateTime": "2010-05-06",
        "recordedDate": "2020-01-02T03:04:05-05:00",
        "recorder": ref("Practitioner/2"),
        "note": [{"text": "told by her mother"}],
        "reaction": caused("hives", "severe"),
    },
    "AllergyIntolerance/2": {
        "meta": updated("2020-06-01T00:00:00+00:00"),
        "clinicalStatus": clinical("active"),
        "criticality": "low",
        "code": concept(coding(ICD_9_CM, "V14.0"), coding(SNOMED, "91936005"), text="Aspirin"),
        "patient": ref("Patient/7"),
    },
    "AllergyIntolerance/3": {
        "meta": updated("2019-12-31T20:00:00+00:00"),
        "clinicalStatus": clinical("resolved"),
        "verificationStatus": verified("unconfirmed"),
        "criticality": "unable-to-assess",
        "code": concept(text="Latex"),
        "patient": ref("Patient/7"),
        "onsetDateTime": "2018",
        "recordedDate": "2018-01-05T08:00:00-05:00",
    },
    "AllergyIntolerance/4": {
        "meta": updated("2021-03-14T07:00:00+00:00"),
        "clinicalStatus": clinical("active"),
        "verificationStatus": verified("confirmed"),
        "criticality": "high",
        "code": concept(coding(SNOMED, "91935009"), text="Peanut"),
        "patient": ref("Patient/8"),
        "recorder": ref("Practitioner/2"),
        "reaction": caused("Anaphylaxis", "severe"),
    },
    "AllergyIntolerance/5": {
        "meta": updated("2021-03-14T07:00:01+00:00"),
        "clinicalStatus": clinical("inactive"),
        "criticality": "high",
        "code": concept(text="Sulfa"),
        "patient": ref("Patient/8"),
        "recorder": ref("Practitioner/3"),
        "reaction": caused("nausea", "moderate"),
    },
    "AllergyIntolerance/7": {
        "meta": updated("2022-01-01T00:00:00+00:00"),
        "verificationStatus": verified("entered-in-error"),
        "code": concept(text="Cats"),
        "patient": ref("Patient/9"),
    },
    "AllergyIntolerance/8": {
        "meta": updated("2022-01-01T00:00:01+00:00"),
        "clinicalStatus": clinical("active"),
        "criticality": "low",
        "code": concept(text="Dogs"),
        "patient": ref("Patient/9"),
        "reaction": caused("Sneezing", "mild"),
    },
    "AllergyIntolerance/9": {
        "meta": updated("2022-01-01T00:00:02+00:00"),
        "clinicalStatus": clinical("inactive"),
        "criticality": "low",
        "code": concept(text="Eggs"),
        "patient": ref("Patient/9"),
        "reaction": caused("hives", "moderate"),
    },
    "AllergyIntolerance/10": {
        "meta": updated("2022-01-01T00:00:03+00:00"),
        "clinicalStatus": clinical("active"),
        "criticality": "high",
        "code": concept(text="Milk"),
        "patient": ref("Patient/9"),
        "recorder": ref("Practitioner/1"),
        "reaction": caused("shortness_of_breath", "severe"),
    },
    "AllergyIntolerance/none-10": {
        "meta": updated("2021-02-03T10:00:00-05:00"),
        "clinicalStatus": clinical("active"),
        "verificationStatus": verified("confirmed"),
        "code": concept(coding(SNOMED, "716186003"), text="No known allergies"),
        "patient": ref("Patient/10"),
        "recordedDate": "2021-02-03T10:00:00-05:00",
    },
}

ABSENT = {
    "AllergyIntolerance/20": "a problem",
    "AllergyIntolerance/25": "an operation",
    "AllergyIntolerance/99": "no such row",
    "AllergyIntolerance/none-1": "there are some",
    "AllergyIntolerance/none-9": "nobody asked",
}
BAD = {"AllergyIntolerance/6": "no patient"}

SEARCHES = (
    finds("AllergyIntolerance", "patient=Patient/1", "1", "reference"),
    finds("AllergyIntolerance", "patient=7", "2 3", "pid, not id"),
    finds("AllergyIntolerance", "patient:Patient=8,9", "4 5 7 8 9 10", "type as modifier; OR"),
    finds("AllergyIntolerance", "patient=http://elsewhere.example/fhir/Patient/1", "", "another server's"),
    finds(
        "AllergyIntolerance", "clinical-status=active", "1 2 4 8 10 none-10", "future, zero and today's ends are none"
    ),
    finds("AllergyIntolerance", f"clinical-status={ALLERGY_CLINICAL}|inactive", "5 9", "past end; activity 0"),
    finds("AllergyIntolerance", "clinical-status=resolved", "3", "outcome first"),
    finds("AllergyIntolerance", "clinical-status:not=active", "3 5 7 9", "missing is not"),
    finds("AllergyIntolerance", f"clinical-status:below={ALLERGY_CLINICAL}|inactive", "3 5 9", "resolved is inactive"),
    finds("AllergyIntolerance", f"clinical-status:above={ALLERGY_CLINICAL}|active", "1 2 4 8 10 none-10", "itself"),
    finds("AllergyIntolerance", f"clinical-status:not-in={ALLERGY_STATUSES}", "7", "without one"),
    finds("AllergyIntolerance", "clinical-status:missing=true", "7", "entered in error has none"),
    finds("AllergyIntolerance", "verification-status=confirmed", "1 4 none-10", "code"),
    finds("AllergyIntolerance", f"verification-status={ALLERGY_VERIFICATION}|unconfirmed", "3", "not what is blank"),
    finds("AllergyIntolerance", "verification-status:missing=true", "2 5 8 9 10", "blank is missing"),
    finds("AllergyIntolerance", "criticality=high", "1 4 5 10", "from moderate_to_severe up"),
    finds("AllergyIntolerance", "criticality=low", "2 8 9", "up to moderate"),
    finds("AllergyIntolerance", "criticality=unable-to-assess", "3", "unassigned"),
    finds("AllergyIntolerance", "criticality:missing=true", "7 none-10", "not set"),
    finds("AllergyIntolerance", "severity=severe", "1 4 10", "three grades"),
    finds("AllergyIntolerance", "severity=mild", "8", "without a reaction there is no severity"),
    finds("AllergyIntolerance", "severity=moderate", "5 9", "two grades"),
    finds("AllergyIntolerance", "manifestation:text=HIVES", "1 9", "no case"),
    finds("AllergyIntolerance", "manifestation:missing=true", "2 3 7 none-10", "unassigned is missing"),
    finds("AllergyIntolerance", f"code={RXNORM}|7980", "1", "typed codes only"),
    finds("AllergyIntolerance", f"code={SNOMED}|91936005", "2", "the second code"),
    finds("AllergyIntolerance", f"code={SNOMED}|91935009", "4", "the old name of the type"),
    finds("AllergyIntolerance", "code=V14.0", "2", "the first code"),
    finds("AllergyIntolerance", "code=91936", "", "the whole code"),
    finds("AllergyIntolerance", "code:text=pea", "4", "the title"),
    finds("AllergyIntolerance", "recorder=Practitioner/2", "1 4", "user name in any case, first user"),
    finds("AllergyIntolerance", "recorder=Practitioner/5", "", "not the second user of that name"),
    finds("AllergyIntolerance", "recorder=3", "5", "to one who is not served"),
    finds("AllergyIntolerance", "recorder:missing=true", "2 3 7 8 9 none-10", "no user, or nobody's name"),
    finds("AllergyIntolerance", "date=2020-01-02", "1", "recorded on that day"),
    finds("AllergyIntolerance", "date=2020-01-02T08:04:05Z", "1", "the same instant"),
    finds("AllergyIntolerance", "date=le2018-01-05", "3", "that day and before"),
    finds("AllergyIntolerance", "date:missing=true", "2 4 5 7 8 9 10", "not recorded"),
    finds("AllergyIntolerance", "_lastUpdated=2020-05-06", "1", "a day at the clinic, though stored in UTC"),
    finds("AllergyIntolerance", "_lastUpdated=2020-05-07T02:00:00Z", "1", "the instant"),
    finds("AllergyIntolerance", "_lastUpdated=2020-05-07T02:00:00+00:00", "1", "the instant"),
    finds("AllergyIntolerance", "_lastUpdated=ge2022-01-01T00:00:02Z", "9 10", "to the second"),
    finds("AllergyIntolerance", "_lastUpdated=lt2020", "3", "before the clinic's year"),
    finds("AllergyIntolerance", "category=medication", "1", "named by a code of drugs"),
    finds("AllergyIntolerance", f"code={SNOMED}|716186003", "none-10", "none known"),
    finds("AllergyIntolerance", "patient=10", "none-10", "asked"),
    finds("AllergyIntolerance", "_id=1,6,20", "1", "neither bad rows nor problems"),
)

REFUSALS = (
    refused("AllergyIntolerance", "onset=2010", "not-supported", "the onset of a reaction, which is not mapped"),
    refused("AllergyIntolerance", "asserter=3", "not-supported", "not mapped"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
