"""Observation (social history) and FamilyMemberHistory out of history_data."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import ICD_10_CM, LOINC, OBSERVATION_CATEGORY, SNOMED, Json, coding, concept, ref, updated

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


# column and part, code and words of who it is
RELATIVES = {
    "mother": ("mth", "MTH", "mother"),
    "father": ("fth", "FTH", "father"),
    "siblings": ("sib", "SIB", "sibling"),
    "spouse": ("sps", "SPS", "spouse"),
    "offspring": ("chi", "CHILD", "child"),
}
# column and part, and what is said before the text
DISEASES = {
    "cancer": ("cancer", "Cancer"),
    "tuberculosis": ("tb", "Tuberculosis"),
    "diabetes": ("diabetes", "Diabetes"),
    "high_blood_pressure": ("pressure", "High blood pressure"),
    "heart_problems": ("heart", "Heart problems"),
    "stroke": ("stroke", "Stroke"),
    "epilepsy": ("epilepsy", "Epilepsy"),
    "mental_illness": ("mental", "Mental illness"),
    "suicide": ("suicide", "Suicide"),
}


def saved(id: int, pid: int, why: str, **values: Any) -> Row:
    """A row of history_data: one for each time that the page was saved."""
    return row("history_data", why, id=id, pid=pid, **values)


ROWS = (
    saved(
        100,
        1,
        "an older version",
        date="2018-01-01 10:00:00",
        tobacco="a pack a day|currenttobacco||1",
        history_mother="nothing known",
    ),
    saved(
        101,
        1,
        "the newest counts; a code and a status; a text without marks; no words beside the status",
        date="2019-06-01 10:00:00",
        tobacco="a pack a week|quittobacco|2015-01-01|3",
        alcohol="wine|currentalcohol||",
        coffee="two cups",
        recreational_drugs="|neverrecreational_drugs||",
        exercise_patterns="",
        sleep_patterns="7 h",
        history_mother="Breast cancer",
        dc_mother="ICD10:C50.9;",
        history_father=" ",
        relatives_cancer="mother",
        relatives_diabetes="none",
    ),
    saved(
        102,
        7,
        "an option that is on no list: the status counts; a zero date; only a code",
        date="0000-00-00 00:00:00",
        tobacco="|currenttobacco||77",
        dc_siblings="ICD10:E11.9",
    ),
    saved(103, 9, "an empty page, as the registration makes it", date="2019-06-02 10:00:00"),
    saved(
        105,
        9,
        "every page and every relative",
        date="2019-06-03 10:00:00",
        tobacco="|nevertobacco||4",
        alcohol="|quitalcohol|2001-01-01|",
        recreational_drugs="|not_applicablerecreational_drugs||",
        exercise_patterns="runs|currentexercise_patterns||",
        coffee="|nevercoffee||",
        sleep_patterns="badly",
        **{f"history_{who}": f"{who} well" for who in RELATIVES},
        **{f"relatives_{disease}": "an uncle" for disease in DISEASES},
    ),
    saved(104, 0, "nobody's: a patient is required", history_father="gout"),
)


def social(what: Json, **more: Any) -> Json:
    """What every habit of patient 1 has."""
    return {
        "status": "final",
        "category": [concept(coding(OBSERVATION_CATEGORY, "social-history"))],
        "code": what,
        "subject": ref("Patient/1"),
        "meta": updated("2019-06-01T10:00:00-04:00"),
        "effectiveDateTime": "2019-06-01T10:00:00-04:00",
        **more,
    }


def loinc(code: str, text: str) -> Json:
    """Observation.code."""
    return concept(coding(LOINC, code), text=text)


def of_9(what: Json, value: str, *codes: Json, note: str = "") -> Json:
    """A habit of patient 9."""
    patient = {"subject": ref("Patient/9"), "effectiveDateTime": "2019-06-03T10:00:00-04:00"}
    more = {"note": [{"text": note}]} if note else {}
    made = social(what, valueCodeableConcept=concept(*codes, text=value), **more)
    return {**made, **patient, "meta": updated("2019-06-03T10:00:00-04:00")}


def told_9(role: str, who: str, condition: str) -> Json:
    """What is told of a relative of patient 9."""
    patient = {"patient": ref("Patient/9"), "date": "2019-06-03T10:00:00-04:00"}
    return {**told(role, who, concept(text=condition)), **patient, "meta": updated("2019-06-03T10:00:00-04:00")}


def told(role: str, who: str, condition: Json) -> Json:
    """What is told of a relative of patient 1."""
    return {
        "status": "partial",
        "patient": ref("Patient/1"),
        "meta": updated("2019-06-01T10:00:00-04:00"),
        "date": "2019-06-01T10:00:00-04:00",
        "relationship": concept(coding(ROLE, role), text=who),
        "condition": [{"code": condition}],
    }


HABITS_9 = " ".join(f"soc-105-{part}" for part in ("smoking", "alcohol", "drugs", "exercise", "coffee", "sleep"))
HABITS = "soc-101-smoking soc-101-alcohol soc-101-drugs soc-101-coffee soc-101-sleep"
SMOKING = loinc("72166-2", "Tobacco smoking status")
RESOURCES: dict[str, Json] = {
    "Observation/soc-101-smoking": social(
        SMOKING,
        valueCodeableConcept=concept(coding(SNOMED, "8517006"), text="Ex-smoker"),
        note=[{"text": "a pack a week"}],
    ),
    "Observation/soc-101-alcohol": social(
        loinc("11331-6", "History of Alcohol use"),
        valueCodeableConcept=concept(text="Current"),
        note=[{"text": "wine"}],
    ),
    "Observation/soc-101-drugs": social(
        loinc("11343-1", "History of Other nonmedical drug use"), valueCodeableConcept=concept(text="Never")
    ),
    "Observation/soc-101-coffee": social(concept(text="Coffee"), note=[{"text": "two cups"}]),
    "Observation/soc-101-sleep": social(concept(text="Sleep patterns"), valueString="7 h"),
    "Observation/soc-102-smoking": {
        "status": "final",
        "category": [concept(coding(OBSERVATION_CATEGORY, "social-history"))],
        "code": SMOKING,
        "subject": ref("Patient/7"),
        "valueCodeableConcept": concept(coding(SNOMED, "77176002"), text="Smoker"),
    },
    "Observation/soc-105-smoking": of_9(SMOKING, "Never smoked tobacco", coding(SNOMED, "266919005")),
    "Observation/soc-105-alcohol": of_9(loinc("11331-6", "History of Alcohol use"), "Quit"),
    "Observation/soc-105-drugs": of_9(loinc("11343-1", "History of Other nonmedical drug use"), "Not applicable"),
    "Observation/soc-105-exercise": of_9(loinc("73985-4", "Exercise activity"), "Current", note="runs"),
    "Observation/soc-105-coffee": of_9(concept(text="Coffee"), "Never"),
    "Observation/soc-105-sleep": {
        **{k: v for k, v in of_9(concept(text="Sleep patterns"), "").items() if k != "valueCodeableConcept"},
        "valueString": "badly",
    },
    **{
        f"FamilyMemberHistory/105-{part}": told_9(code, words, f"{who} well")
        for who, (part, code, words) in RELATIVES.items()
    },
    **{
        f"FamilyMemberHistory/105-{part}": told_9("FAMMEMB", "family member", f"{label}: an uncle")
        for part, label in DISEASES.values()
    },
    "FamilyMemberHistory/101-mth": told("MTH", "mother", concept(coding(ICD_10_CM, "C50.9"), text="Breast cancer")),
    "FamilyMemberHistory/101-cancer": told("FAMMEMB", "family member", concept(text="Cancer: mother")),
    "FamilyMemberHistory/101-diabetes": told("FAMMEMB", "family member", concept(text="Diabetes: none")),
    "FamilyMemberHistory/102-sib": {
        "status": "partial",
        "patient": ref("Patient/7"),
        "relationship": concept(coding(ROLE, "SIB"), text="sibling"),
        "condition": [{"code": concept(coding(ICD_10_CM, "E11.9"))}],
    },
}
ABSENT = {
    "Observation/soc-100-smoking": "an older version",
    "Observation/soc-101-exercise": "nothing said",
    "Observation/soc-103-smoking": "nothing said",
    "FamilyMemberHistory/100-mth": "an older version",
    "FamilyMemberHistory/101-fth": "blanks",
    "FamilyMemberHistory/101": "a row is no relative",
}
BAD = {"FamilyMemberHistory/104-fth": "no patient"}
SEARCHES = (
    finds("Observation", "category=social-history&patient=1", HABITS, "of the newest row"),
    finds("Observation", f"code={LOINC}|72166-2&patient=1", "soc-101-smoking", "smoking"),
    finds("Observation", f"value-concept={SNOMED}|8517006", "soc-101-smoking", "by the option"),
    finds("Observation", f"value-concept={SNOMED}|77176002", "soc-102-smoking", "by the status"),
    finds("FamilyMemberHistory", "patient=1", "101-mth 101-cancer 101-diabetes", "of the newest row"),
    finds("FamilyMemberHistory", f"relationship={ROLE}|MTH", "101-mth 105-mth", "role"),
    finds("FamilyMemberHistory", f"code={ICD_10_CM}|E11.9", "102-sib", "code"),
    finds("FamilyMemberHistory", "date=2019-06-01", "101-mth 101-cancer 101-diabetes", "saved"),
)  # fmt: skip
REFUSALS = (refused("FamilyMemberHistory", "sex=female", "not-supported", "no column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
