"""Condition out of dxresearch, with the texts of icd9."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    CLINICAL_STATUSES,
    CONDITION_CATEGORY,
    CONDITION_CLINICAL,
    ICD_9_CM,
    ICD_10,
    SNOMED,
    Json,
    coding,
    concept,
    ref,
    updated,
)

from .note_ids import CONCERN, HISTORY, OVER


def diagnosis(number: int, why: str, **values: Any) -> Row:
    """A row of dxresearch."""
    return row("dxresearch", why, dxresearch_no=number, **{"association": 0, **values})


def problem(status: str, patient: int) -> Json:
    """What every problem has."""
    return {
        "clinicalStatus": concept(coding(CONDITION_CLINICAL, status)),
        "category": [concept(coding(CONDITION_CATEGORY, "problem-list-item"))],
        "subject": ref(f"Patient/{patient}"),
    }


#     patient  code              status    onset       recorder
#  1  1        ICD-9 250         active    2010        999998
#  2  3 (1)    ICD-9 401.9       resolved  -           -
#  4  4        ICD-10 E119       active    2012-12     -
#  5  5        SNOMED 44054006   active    2005-05-05  -
#  6  6        words             active    -           -
#  8  6        ICD-9 V27.0       active    2018-05-06  000123
#  9  11       ICD-9 E888.9      active    -           -
# 10  1        ICD-9 250.00      active    2020-02     999998
# 11  13       -                 active    -           -
ROWS = (
    diagnosis(
        1,
        "three digits have no point; onset known to the year; two descriptions",
        demographic_no=1,
        dxresearch_code="250",
        coding_system="icd9",
        status="A",
        start_date="2010-01-01",
        providerNo="999998",
        update_date="2020-01-02 03:04:05",
    ),
    diagnosis(
        2,
        "no coding system is icd9; the point is missing; sentinel and zero dates; of an absorbed patient",
        demographic_no=3,
        dxresearch_code="4019",
        coding_system=None,
        status="C",
        start_date="0001-01-01",
        update_date="0000-00-00 00:00:00",
    ),
    diagnosis(
        3,
        "deleted",
        demographic_no=1,
        dxresearch_code="250",
        coding_system="icd9",
        status="D",
        update_date="2020-01-02 03:04:05",
    ),
    diagnosis(
        4,
        "ICD-10 is served as stored and has no text here; lower-case status; onset known to the month",
        demographic_no=4,
        dxresearch_code="E119",
        coding_system="icd10",
        status="a",
        start_date="2012-12-01",
        providerNo="0",
        update_date="2020-03-08 03:00:00",
    ),
    diagnosis(
        5,
        "SNOMED CT",
        demographic_no=5,
        dxresearch_code="44054006",
        coding_system="SnomedCore",
        status="A",
        start_date="2005-05-05",
        providerNo="-1",
        update_date="2019-06-01 00:00:00",
    ),
    diagnosis(
        6,
        "a coding system without a published name: its words, no code, never ICD-9",
        demographic_no=6,
        dxresearch_code="250",
        coding_system="MSP",
        status="A",
        start_date=None,
        update_date="2019-06-01 00:00:01",
    ),
    diagnosis(
        7,
        "nobody's: subject is required",
        demographic_no=0,
        dxresearch_code="250",
        coding_system="icd9",
        status="A",
        update_date="2019-06-01 00:00:02",
    ),
    diagnosis(
        8,
        "V codes have their point after three characters; upper-case system; no description",
        demographic_no=6,
        dxresearch_code="V270",
        coding_system="ICD9",
        status="A",
        start_date="2018-05-06",
        providerNo="000123",
        update_date="2018-05-06 07:08:09",
    ),
    diagnosis(
        9,
        "E codes have their point after four characters; an empty system is icd9",
        demographic_no=11,
        dxresearch_code="E8889",
        coding_system="",
        status="A",
        start_date="0001-01-01",
        update_date="2021-12-25 10:00:00",
    ),
    diagnosis(
        10,
        "five digits; a partial date in the column itself; changed in the hour after the clocks went back",
        demographic_no=1,
        dxresearch_code="25000",
        coding_system="icd9",
        status="A",
        start_date="2020-02-00",
        providerNo="999998",
        update_date="2020-11-01 02:30:00",
    ),
    diagnosis(
        11,
        "no code; zero date; changed just before the hour that came twice",
        demographic_no=13,
        dxresearch_code="",
        coding_system="icd9",
        status="A",
        start_date="0000-00-00",
        update_date="2020-11-01 00:59:59",
    ),
    diagnosis(
        12,
        "neither active nor resolved",
        demographic_no=1,
        dxresearch_code="250",
        coding_system="icd9",
        status="",
        update_date="2020-01-02 03:04:05",
    ),
    row("diagnosticcode", "the first of two", diagnosticcode_no=1, diagnostic_code="250", description="DIABETES (MSP)"),
    row("diagnosticcode", "the second", diagnosticcode_no=2, diagnostic_code="250", description="x", region="BC"),
    row("diagnosticcode", "the code of an ICD-9 row", diagnosticcode_no=3, diagnostic_code="4019", description="y"),
    row("partial_date", "to the year", id=4, table_name=3, table_id=1, field_name=4, format="YYYY"),
    row("partial_date", "to the month", id=5, table_name=3, table_id=4, field_name=4, format="YYYY-MM"),
    row("icd9", "the first of two descriptions", id=1, icd9="250", description="DIABETES MELLITUS"),
    row("icd9", "a duplicate", id=2, icd9="250", description="Sugar sickness"),
    row("icd9", "the code without its point", id=3, icd9="4019", description="HYPERTENSION NOS"),
    row("icd9", "E code", id=4, icd9="E8889", description="FALL NOS"),
    row("icd9", "five digits", id=5, icd9="25000", description="DMII WO CMP NT ST UNCNTR"),
    row("icd9", "looks like the ICD-10 code of another row", id=6, icd9="E119", description="not of this system"),
    row("icd9", "an empty code describes nothing", id=7, icd9="", description="nothing"),
)

RESOURCES: dict[str, Json] = {
    "Condition/1": {
        **problem("active", 1),
        "meta": updated("2020-01-02T03:04:05-05:00"),
        "code": concept(coding(ICD_9_CM, "250"), text="DIABETES MELLITUS"),
        "onsetDateTime": "2010",
        "recorder": ref("Practitioner/999998"),
    },
    "Condition/2": {
        **problem("resolved", 1),
        "code": concept(coding(ICD_9_CM, "401.9"), text="HYPERTENSION NOS"),
    },
    "Condition/4": {
        **problem("active", 4),
        "meta": updated("2020-03-08T03:00:00-04:00"),
        "code": concept(coding(ICD_10, "E119")),
        "onsetDateTime": "2012-12",
    },
    "Condition/5": {
        **problem("active", 5),
        "meta": updated("2019-06-01T00:00:00-04:00"),
        "code": concept(coding(SNOMED, "44054006")),
        "onsetDateTime": "2005-05-05",
    },
    "Condition/6": {
        **problem("active", 6),
        "meta": updated("2019-06-01T00:00:01-04:00"),
        "code": concept(text="DIABETES (MSP)"),
    },
    "Condition/8": {
        **problem("active", 6),
        "meta": updated("2018-05-06T07:08:09-04:00"),
        "code": concept(coding(ICD_9_CM, "V27.0")),
        "onsetDateTime": "2018-05-06",
        "recorder": ref("Practitioner/000123"),
    },
    "Condition/9": {
        **problem("active", 11),
        "meta": updated("2021-12-25T10:00:00-05:00"),
        "code": concept(coding(ICD_9_CM, "E888.9"), text="FALL NOS"),
    },
    "Condition/10": {
        **problem("active", 1),
        "meta": updated("2020-11-01T02:30:00-05:00"),
        "code": concept(coding(ICD_9_CM, "250.00"), text="DMII WO CMP NT ST UNCNTR"),
        "onsetDateTime": "2020-02",
        "recorder": ref("Practitioner/999998"),
    },
    "Condition/11": {**problem("active", 13), "meta": updated("2020-11-01T00:59:59-04:00")},
}

ABSENT = {"Condition/3": "deleted", "Condition/12": "no status", "Condition/13": "no such row"}
BAD = {"Condition/7": "no subject"}

NOTES = f"{CONCERN} {OVER} {HISTORY}"
LISTED = "1 2 4 5 6 8 9 10 11"
SEARCHES = (
    finds("Condition", "code=250", "1", "three digits, in ICD-9 only; deleted rows are not there"),
    finds("Condition", f"code={ICD_9_CM}|401.9", "2", "with the point"),
    finds("Condition", "code=4019", "", "not as stored"),
    finds("Condition", "code=250.00", "10", "five digits"),
    finds("Condition", "code=250.0", "", "another code"),
    finds("Condition", "code=V27.0,E888.9", "8 9", "V and E codes"),
    finds("Condition", "code=E11.9", "", "ICD-10 is not given a point"),
    finds("Condition", f"code={ICD_10}|E119", "4", "ICD-10 as stored"),
    finds("Condition", f"code={ICD_9_CM}|E119", "", "another system"),
    finds("Condition", f"code={SNOMED}|44054006", "5", "SNOMED CT"),
    finds("Condition", f"code={ICD_9_CM}|", "1 2 8 9 10", "any code of the system, blank systems included"),
    finds("Condition", "code=|250", "", "it has a system"),
    finds("Condition", "code:text=hyper", f"2 {CONCERN}", "the joined text, and what a note says"),
    finds("Condition", "code:text=diabetes", "1 6", "the first description, of either system"),
    finds("Condition", "code:text=sugar", "", "not the duplicate"),
    finds("Condition", "code:text=not of", "", "of another system"),
    finds("Condition", "code:missing=true", "11", "no code; 6 has words"),
    finds("Condition", "code:not=250", f"2 4 5 6 8 9 10 11 {NOTES}", "missing is not it"),
    finds("Condition", "clinical-status=active", f"1 4 5 6 8 9 10 11 {CONCERN}", "lower case too"),
    finds("Condition", f"clinical-status={CONDITION_CLINICAL}|resolved", f"2 {OVER}", "status C"),
    finds("Condition", "clinical-status:not=active", f"2 {OVER} {HISTORY}", "the rest that is served"),
    finds("Condition", f"clinical-status:below={CONDITION_CLINICAL}|inactive", f"2 {OVER}", "resolved is inactive"),
    finds("Condition", f"clinical-status:below={CONDITION_CLINICAL}|active", f"1 4 5 6 8 9 10 11 {CONCERN}", "itself"),
    finds(
        "Condition",
        f"clinical-status:above={CONDITION_CLINICAL}|relapse",
        f"1 4 5 6 8 9 10 11 {CONCERN}",
        "active is above",
    ),
    finds("Condition", f"clinical-status:above={CONDITION_CLINICAL}|inactive", "", "resolved is below"),
    finds(
        "Condition", f"clinical-status:in={CLINICAL_STATUSES}", f"{LISTED} {CONCERN} {OVER}", "every code of the system"
    ),
    finds("Condition", f"clinical-status:not-in={CLINICAL_STATUSES}", HISTORY, "what says nothing of it"),
    finds("Condition", f"clinical-status:in={CLINICAL_STATUSES}|4.0.1", f"{LISTED} {CONCERN} {OVER}", "that version"),
    finds("Condition", f"code:not-in={CLINICAL_STATUSES}", f"{LISTED} {NOTES}", "other codes, and none"),
    finds("Condition", "subject:identifier=C-100", "", "references carry no identifiers"),
    finds("Condition", "subject=Patient/1/_history/9", "1 2 10", "any version"),
    finds("Condition", "_tag=mine", "", "nothing is tagged"),
    finds("Condition", "_profile:missing=true", f"{LISTED} {NOTES}", "no profile is claimed"),
    finds("Condition", "category=problem-list-item", f"{LISTED} {CONCERN} {OVER}", "constant"),
    finds("Condition", f"category={CONDITION_CATEGORY}|encounter-diagnosis", "", "contradicts the constant"),
    finds("Condition", "subject=Patient/1", "1 2 10", "with what aliases left"),
    finds("Condition", "patient=3", "1 2 10", "an alias asks for its head"),
    finds("Condition", "subject:Patient=6", "6 8", "type as modifier"),
    finds("Condition", "onset-date=2010", f"1 {CONCERN}", "a year within the year"),
    finds("Condition", "onset-date=2012", "4", "a month within the year"),
    finds("Condition", "onset-date=2012-12-15", "", "a month is not within a day"),
    finds("Condition", "onset-date=ne2010", "4 5 8 10", "missing never"),
    finds("Condition", "onset-date=gt2010-06", "1 4 8 10", "the year ends later"),
    finds("Condition", "onset-date=lt2010-06", f"1 5 {CONCERN}", "and begins earlier"),
    finds("Condition", "onset-date=ge2018-05-06", "8 10", "that day and later"),
    finds("Condition", "onset-date=le2005-05-05", "5", "sentinels match nothing"),
    finds("Condition", "onset-date=sa2010-06", "4 8 10", "wholly after"),
    finds("Condition", "onset-date=eb2018-05-06", f"1 4 5 {CONCERN}", "wholly before"),
    finds("Condition", "onset-date:missing=true", f"2 6 9 11 {HISTORY} {OVER}", "sentinels and zero dates are missing"),
    finds("Condition", "_lastUpdated=2020-11-01", "10 11", "a day of 25 hours"),
    finds("Condition", "_lastUpdated=2020-11-01T07:30:00Z", "10", "02:30 is after the change"),
    finds("Condition", "_lastUpdated=lt2019", "8", "zero times match nothing"),
    finds("Condition", "code=250,401.9&clinical-status=resolved", "2", "OR within, AND between"),
)

REFUSALS = (
    refused("Condition", "recorder=Practitioner/999998", "not-supported", "R4 has no such parameter"),
    refused("Condition", "severity=severe", "not-supported", "not mapped"),
    refused("Condition", "recorded-date=2020", "not-supported", "not mapped"),
    refused("Condition", "onset-date=2010-00", "value", "a partial date is written without zeros"),
    refused("Condition", f"code:below={ICD_9_CM}|250", "not-supported", "its hierarchy is not known"),
    refused("Condition", "clinical-status:below=active", "value", "of which system?"),
    refused(
        "Condition", "clinical-status:in=http://example.org/ValueSet/mine", "not-supported", "an unknown value set"
    ),
    refused("Condition", f"code:of-type={SNOMED}|1|2", "not-supported", "a code has no type"),
    refused("Condition", "_text=sugar", "not-supported", "no full text"),
    refused("Condition", "_content=sugar", "not-supported", "no full text"),
    refused("Condition", "_query=mine", "not-supported", "no named queries"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
