"""AllergyIntolerance out of allergies and partial_date."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    ALLERGY_CLINICAL,
    ALLERGY_VERIFICATION,
    ATC,
    DIN,
    SNOMED,
    Json,
    coding,
    concept,
    ref,
    updated,
)

ACTIVE = concept(coding(ALLERGY_CLINICAL, "active"))
CONFIRMED = concept(coding(ALLERGY_VERIFICATION, "confirmed"))  # somebody asked


def allergy(number: int, why: str, **values: Any) -> Row:
    """A row of allergies."""
    return row("allergies", why, allergyid=number, **{"archived": 0, "position": 0, **values})


def caused(manifestation: str, severity: str | None = None) -> list[Json]:
    """AllergyIntolerance.reaction."""
    return [{"manifestation": [concept(text=manifestation)], **({"severity": severity} if severity else {})}]


#     patient      code                            category    recorded    recorder  reaction
#  1  1            PENICILLIN G                    medication  2016-02-29  999998    Hives, moderate
#  3  2 (1)        NKDA, SNOMED 409137002          -           -           -         -
#  4  4            SNOMED 716186003                -           2017-05-05  -         -
#  5  5            Pénicillines, ATC J01CA         medication  2018-01-01  -         -
#  6  6            APO-AMOXI, DIN 02229453         medication  2020-02-02  dr.5fa1   rash
#  8  9999 orphan  Bee stings                      -           2020-07-01  000123    -
#  9  3 (1)        nka, SNOMED 716186003           -           -           -         -
# 10  8            Sulfonamides                    medication  2021-01-01  999998    Éruption cutanée, mild
ROWS = (
    allergy(
        1,
        "onset known to the month; recorded on a leap day; what R4 has no code for is told in words",
        demographic_no=1,
        DESCRIPTION="PENICILLIN G",
        TYPECODE=11,
        reaction="Hives",
        severity_of_reaction="2",
        onset_of_reaction="1",
        life_stage="c",
        age_of_onset="7",
        start_date="2015-06-01",
        entry_date="2016-02-29",
        providerNo="999998",
        lastUpdateDate="2016-02-29 10:00:00",
    ),
    allergy(
        2,
        "archived: deleted or superseded",
        demographic_no=1,
        DESCRIPTION="PENICILIN",
        TYPECODE=0,
        archived=1,
        lastUpdateDate="2016-02-29 09:00:00",
    ),
    allergy(
        3,
        "no known drug allergies, of an absorbed patient; sentinel and zero dates; recorded by the program",
        demographic_no=2,
        DESCRIPTION="NKDA",
        TYPECODE=0,
        start_date="0001-01-01",
        entry_date="0000-00-00",
        providerNo="-1",
        lastUpdateDate="0000-00-00 00:00:00",
    ),
    allergy(
        4,
        "no known allergies, spelled out",
        demographic_no=4,
        DESCRIPTION="No Known Allergies",
        TYPECODE=0,
        entry_date="2017-05-05",
        providerNo="",
        lastUpdateDate="2017-05-05 05:05:05",
    ),
    allergy(
        5,
        "ATC class; accents; a severity without a reaction is no reaction; onset known to the year",
        demographic_no=5,
        DESCRIPTION="Pénicillines",
        TYPECODE=8,
        atc="J01CA",
        reaction="",
        severity_of_reaction="3",
        start_date="2009-01-01",
        entry_date="2018-01-01",
        providerNo="0",
        lastUpdateDate="2018-01-01 00:00:00",
    ),
    allergy(
        6,
        "brand with DIN; severity unknown; partial date in the column itself; a recorder with _ in the number",
        demographic_no=6,
        DESCRIPTION="APO-AMOXI",
        TYPECODE=13,
        regional_identifier="02229453",
        reaction="rash",
        severity_of_reaction="4",
        onset_of_reaction="4",
        age_of_onset="0",
        start_date="2020-00-00",
        entry_date="2020-02-02",
        providerNo="dr_a1",
        lastUpdateDate="2020-02-02 02:02:02",
    ),
    allergy(
        7,
        "nobody's: patient is required",
        demographic_no=0,
        DESCRIPTION="Codeine",
        TYPECODE=0,
        entry_date="2020-02-02",
        lastUpdateDate="2020-02-02 02:02:02",
    ),
    allergy(
        8,
        "orphan; codes that its type does not use; severity 5 means no reaction",
        demographic_no=9999,
        DESCRIPTION="Bee stings",
        TYPECODE=0,
        atc="J01",
        regional_identifier="02229453",
        nonDrug=1,
        reaction="",
        severity_of_reaction="5",
        start_date="2019-05-17",
        entry_date="2020-07-01",
        providerNo="000123",
        lastUpdateDate="2020-07-01 12:00:00",
    ),
    allergy(
        9,
        "no known allergies in lower case, of a patient absorbed by an absorbed one; severity not set",
        demographic_no=3,
        DESCRIPTION="nka",
        TYPECODE=0,
        reaction="null",
        severity_of_reaction="0",
        lastUpdateDate="2020-07-01 12:00:01",
    ),
    allergy(
        10,
        "ATC class without the code; a patient of the merge cycle",
        demographic_no=8,
        DESCRIPTION="Sulfonamides",
        TYPECODE=8,
        atc="",
        reaction="Éruption cutanée",
        severity_of_reaction="1",
        entry_date="2021-01-01",
        providerNo="999998",
        lastUpdateDate="2021-01-01 01:01:01",
    ),
    row("partial_date", "to the month", id=1, table_name=1, table_id=1, field_name=1, format="YYYY-MM"),
    row("partial_date", "to the year", id=2, table_name=1, table_id=5, field_name=1, format="YYYY"),
    row(
        "partial_date",
        "of a prescription with the same key",
        id=3,
        table_name=2,
        table_id=8,
        field_name=3,
        format="YYYY",
    ),
)

RESOURCES: dict[str, Json] = {
    "AllergyIntolerance/1": {
        "meta": updated("2016-02-29T10:00:00-05:00"),
        "clinicalStatus": ACTIVE,
        "category": ["medication"],
        "code": concept(text="PENICILLIN G"),
        "patient": ref("Patient/1"),
        "onsetDateTime": "2015-06",
        "recordedDate": "2016-02-29",
        "recorder": ref("Practitioner/999998"),
        "note": [{"text": "Onset of the reaction: immediate. Life stage at onset: child. Age at onset: 7"}],
        "reaction": caused("Hives", "moderate"),
    },
    "AllergyIntolerance/3": {
        "clinicalStatus": ACTIVE,
        "verificationStatus": CONFIRMED,
        "code": concept(coding(SNOMED, "409137002"), text="NKDA"),
        "patient": ref("Patient/1"),
    },
    "AllergyIntolerance/4": {
        "meta": updated("2017-05-05T05:05:05-04:00"),
        "clinicalStatus": ACTIVE,
        "verificationStatus": CONFIRMED,
        "code": concept(coding(SNOMED, "716186003"), text="No Known Allergies"),
        "patient": ref("Patient/4"),
        "recordedDate": "2017-05-05",
    },
    "AllergyIntolerance/5": {
        "meta": updated("2018-01-01T00:00:00-05:00"),
        "clinicalStatus": ACTIVE,
        "category": ["medication"],
        "code": concept(coding(ATC, "J01CA"), text="Pénicillines"),
        "patient": ref("Patient/5"),
        "onsetDateTime": "2009",
        "recordedDate": "2018-01-01",
    },
    "AllergyIntolerance/6": {
        "meta": updated("2020-02-02T02:02:02-05:00"),
        "clinicalStatus": ACTIVE,
        "category": ["medication"],
        "code": concept(coding(DIN, "02229453"), text="APO-AMOXI"),
        "patient": ref("Patient/6"),
        "onsetDateTime": "2020",
        "recordedDate": "2020-02-02",
        "recorder": ref("Practitioner/dr.5fa1"),
        "reaction": caused("rash"),
    },
    "AllergyIntolerance/8": {
        "meta": updated("2020-07-01T12:00:00-04:00"),
        "clinicalStatus": ACTIVE,
        "note": [{"text": "Severity: no reaction"}],
        "code": concept(text="Bee stings"),
        "patient": ref("Patient/9999"),
        "onsetDateTime": "2019-05-17",
        "recordedDate": "2020-07-01",
        "recorder": ref("Practitioner/000123"),
    },
    "AllergyIntolerance/9": {
        "meta": updated("2020-07-01T12:00:01-04:00"),
        "clinicalStatus": ACTIVE,
        "verificationStatus": CONFIRMED,
        "code": concept(coding(SNOMED, "716186003"), text="nka"),
        "patient": ref("Patient/1"),
    },
    "AllergyIntolerance/10": {
        "meta": updated("2021-01-01T01:01:01-05:00"),
        "clinicalStatus": ACTIVE,
        "category": ["medication"],
        "code": concept(text="Sulfonamides"),
        "patient": ref("Patient/8"),
        "recordedDate": "2021-01-01",
        "recorder": ref("Practitioner/999998"),
        "reaction": caused("Éruption cutanée", "mild"),
    },
}

ABSENT = {"AllergyIntolerance/2": "archived", "AllergyIntolerance/11": "no such row"}
BAD = {"AllergyIntolerance/7": "no patient"}

CATEGORY = "http://hl7.org/fhir/allergy-intolerance-category"

SEARCHES = (
    # references: the head stands for all whom it absorbed, and each of them for the head
    finds("AllergyIntolerance", "patient=Patient/1", "1 3 9", "the head finds what its aliases left"),
    finds("AllergyIntolerance", "patient=1", "1 3 9", "id alone"),
    finds("AllergyIntolerance", "patient:Patient=1", "1 3 9", "type as modifier"),
    finds("AllergyIntolerance", "patient=Patient/2", "1 3 9", "an absorbed patient"),
    finds("AllergyIntolerance", "patient=3", "1 3 9", "absorbed by an absorbed one"),
    finds("AllergyIntolerance", "patient=4", "4", "the undone merge does not count"),
    finds("AllergyIntolerance", "patient=8", "10", "the cycle is cut"),
    finds("AllergyIntolerance", "patient=9", "", "on both sides"),
    finds("AllergyIntolerance", "patient=9999", "8", "orphans are found"),
    finds("AllergyIntolerance", "patient=5,6", "5 6", "OR"),
    finds("AllergyIntolerance", "patient=0", "", "0 is nobody"),
    finds("AllergyIntolerance", "patient=Practitioner/1", "", "another type"),
    finds("AllergyIntolerance", "patient=http://elsewhere.example/fhir/Patient/1", "", "another server's"),
    finds("AllergyIntolerance", "recorder=Practitioner/999998", "1 10", "reference"),
    finds("AllergyIntolerance", "recorder=dr.5fa1", "6", "the id as written"),
    finds("AllergyIntolerance", "recorder:missing=true", "3 4 5 9", "-1, 0 and blanks are nobody"),
    # tokens
    finds("AllergyIntolerance", "code=409137002", "3", "code alone"),
    finds("AllergyIntolerance", f"code={SNOMED}|716186003", "4 9", "system and code"),
    finds("AllergyIntolerance", f"code={SNOMED}|", "3 4 9", "any code of the system"),
    finds("AllergyIntolerance", "code=|409137002", "", "it has a system"),
    finds("AllergyIntolerance", f"code={ATC}|J01CA", "5", "ATC class"),
    finds("AllergyIntolerance", f"code={ATC}|J01", "", "a code that the type does not use"),
    finds("AllergyIntolerance", f"code={DIN}|02229453", "6", "brand only"),
    finds("AllergyIntolerance", "code:text=peni", "1 5", "text, prefix, no accent"),
    finds("AllergyIntolerance", "code:not=716186003", "1 3 5 6 8 10", "text alone is not it"),
    finds("AllergyIntolerance", "category=medication", "1 5 6 10", "by type code"),
    finds("AllergyIntolerance", f"category={CATEGORY}|medication", "1 5 6 10", "implied system"),
    finds("AllergyIntolerance", "category:not=medication", "3 4 8 9", "missing is not"),
    finds("AllergyIntolerance", "category:missing=true", "3 4 8 9", "free text says no kind"),
    finds("AllergyIntolerance", f"clinical-status={ALLERGY_CLINICAL}|active", "1 3 4 5 6 8 9 10", "constant"),
    finds("AllergyIntolerance", "clinical-status:not=active", "", "constant"),
    finds("AllergyIntolerance", "verification-status=confirmed", "3 4 9", "that there is none was asked"),
    finds("AllergyIntolerance", "verification-status:missing=true", "1 5 6 8 10", "nobody says how sure it is"),
    finds("AllergyIntolerance", "clinical-status=resolved", "", "contradicts the constant"),
    finds("AllergyIntolerance", "severity=moderate", "1", "reaction"),
    finds("AllergyIntolerance", "severity=http://hl7.org/fhir/reaction-event-severity|mild", "10", "implied system"),
    finds("AllergyIntolerance", "severity=severe", "", "without a reaction there is no severity"),
    finds("AllergyIntolerance", "severity:missing=true", "3 4 5 6 8 9", "codes that say nothing"),
    finds("AllergyIntolerance", "manifestation:text=eruption", "10", "no accent"),
    finds("AllergyIntolerance", "manifestation:missing=true", "3 4 5 8 9", "literal null is missing"),
    # dates: the recorded date is a day
    finds("AllergyIntolerance", "date=2016-02-29", "1", "leap day"),
    finds("AllergyIntolerance", "date=2016", "1", "within the year"),
    finds("AllergyIntolerance", "date=2016-02-29T10:00:00-05:00", "", "a day is not within a second"),
    finds("AllergyIntolerance", "date=ne2018", "1 4 6 8 10", "missing never"),
    finds("AllergyIntolerance", "date=gt2020-02-02T12:00:00-05:00", "6 8 10", "the day ends later"),
    finds("AllergyIntolerance", "date=lt2017-05-05", "1", "before"),
    finds("AllergyIntolerance", "date=ge2020-07-01", "8 10", "that day and later"),
    finds("AllergyIntolerance", "date=le2017-05-05", "1 4", "that day and earlier"),
    finds("AllergyIntolerance", "date=sa2020-02-02", "8 10", "wholly after"),
    finds("AllergyIntolerance", "date=eb2018-01-01", "1 4", "wholly before"),
    finds("AllergyIntolerance", "date:missing=true", "3 9", "zero dates are missing"),
    finds("AllergyIntolerance", "patient=1&category=medication", "1", "AND"),
    finds("AllergyIntolerance", "_id=1,2,7,10", "1 10", "neither archived nor bad ones"),
)

REFUSALS = (
    refused("AllergyIntolerance", "onset=2015", "not-supported", "the onset of a reaction, which is not mapped"),
    refused("AllergyIntolerance", "criticality=high", "not-supported", "not mapped"),
    refused("AllergyIntolerance", "date=2020-07-01T25:00:00Z", "value", "no such hour"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
