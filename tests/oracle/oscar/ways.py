"""Other ways to ask OSCAR than a search of one type by its parameters: all types, compartments, operations, lists, `_filter`."""

from __future__ import annotations

from tests.oracle.model import Part, finds, gives, refused

from .note_ids import CONCERN, HISTORY, OVER, RISK, SOCIAL

LISTS = (
    finds("Condition", "_list=$current-problems", f"1 4 5 6 8 9 10 11 {CONCERN}", "all but the resolved ones"),
    finds("Condition", "_list=$current-problems&patient=3", "1 10", "of a head, asked by its alias"),
    finds("Condition", "_list=$current-allergies", "", "a list of other things"),
    finds("AllergyIntolerance", "_list=$current-allergies&patient=1", "1 3 9", "what is archived is not there"),
    finds("AllergyIntolerance", "_list=$current-problems,$current-allergies&patient=4", "4", "OR"),
    finds("Patient", "_list=$current-problems", "", "a list of other things"),
)

FILTERS = (
    finds("Patient", "_filter=gender eq male and birthdate ge 1980-05-10", "4 8 9 12 14", "a year may end later"),
    finds("Patient", "_filter=not (gender eq male)", "1 2 3 5 6 7 10 11", "missing is not"),
    finds("Patient", '_filter=family co "mith" or family sw "Cyc"', "8 9 12 13 14", "either"),
    finds("Patient", '_filter=family eq "smith, jr"', "12", "the whole value, without case; a comma is a letter"),
    finds("Patient", "_filter=name pr false", "7", "nothing there"),
    finds("Patient", "_filter=birthdate gt 1980-05-31 and not (gender eq male)", "11", "AND NOT"),
    finds("Patient", '_filter=general-practitioner.family eq "Welby"', "1 8", "a chain"),
    finds("Patient", "_filter=active eq true or active eq false and gender eq other", "5 11", "from left to right"),
    finds("Patient", "_filter=gender eq other and active eq false or active eq true", "1 4 5 8 9 11", "so too"),
    finds("Patient", "_filter=active eq true or (active eq false and gender eq other)", "1 4 5 8 9 11", "brackets"),
    finds("Observation", "_filter=patient.gender eq female and value-quantity gt 100", "3", "a chain and a number"),
)

OF_MEN = " ".join(f"Condition/{id_}" for id_ in (CONCERN, OVER, HISTORY))
REQUESTS = (
    gives("", "_type=Patient,Practitioner&family=smith", "Patient/12 Patient/13 Patient/14", "of both types"),
    gives(
        "",
        "_type=Patient,Practitioner&active=false",
        "Patient/2 Patient/3 Patient/5 Patient/6 Patient/11 Patient/12 Patient/14 "
        "Practitioner/000123 Practitioner/123 Practitioner/dr.5fa1 Practitioner/s-72 Practitioner/s-73",
        "of both types",
    ),
    gives("", "_id=1", "Patient/1 AllergyIntolerance/1 Condition/1 CareTeam/1", "a blood pressure has the tag bp"),
    gives("", "_type=Condition,AllergyIntolerance&patient=4", "Condition/4 AllergyIntolerance/4", "of both types"),
    gives(
        "",
        "_type=Condition,AllergyIntolerance&patient.gender=male",
        f"Condition/4 Condition/11 AllergyIntolerance/4 AllergyIntolerance/10 {OF_MEN}",
        "a chain from both types",
    ),
    gives(
        "",
        "_type=Condition,AllergyIntolerance&_lastUpdated=2020-07-01",
        "AllergyIntolerance/8 AllergyIntolerance/9",
        "a day at the clinic",
    ),
    gives("Patient/1/Condition", "", "Condition/1 Condition/2 Condition/10", "with what aliases left"),
    gives("Patient/5/Observation", "code=8867-4", "Observation/8", "with a question"),
    gives("Patient/5/Observation", "patient=4", "", "of nobody else"),
    gives("Patient/14/*", "", "Patient/14 Observation/14 Observation/15 CareTeam/14 Coverage/14-hc", "all there is"),
    gives("Patient/9/AllergyIntolerance", "", "", "the cycle is cut"),
    gives(
        "Patient/5/*",
        "_type=Observation,AllergyIntolerance",
        "Observation/8 Observation/9 Observation/10 AllergyIntolerance/5",
        "two types",
    ),
    gives("Practitioner/000123/AllergyIntolerance", "", "AllergyIntolerance/8", "what she recorded"),
    gives(
        "Practitioner/999998/Observation",
        "",
        f"Observation/bp-1 Observation/3 Observation/{SOCIAL} Observation/{RISK}",
        "what he measured and was told",
    ),
    gives("Practitioner/dr.5fa1/Patient", "", "Patient/12", "a key in another case is another key"),
    gives(
        "Patient/14/$everything",
        "",
        "Patient/14 Observation/14 Observation/15 CareTeam/14 Coverage/14-hc",
        "and the doctor",
        "Practitioner/123",
    ),
    gives(
        "Patient/5/$everything",
        "",
        "Patient/5 Observation/8 Observation/9 Observation/10 Condition/5 AllergyIntolerance/5 CareTeam/5",
        "and the nurse",
        "Practitioner/000123",
    ),
    gives("Patient/5/$everything", "_type=Condition", "Condition/5", "one type"),
    gives("Patient/10/$everything", "", "Patient/10 CareTeam/10", "the doctor is not there"),
    gives("Observation/$lastn", "patient=1", "Observation/bp-2 Observation/3 Observation/5", "one of each code"),
    gives(
        "Observation/$lastn", "patient=2", "Observation/bp-2 Observation/3 Observation/5", "an alias asks for its head"
    ),
    gives(
        "Observation/$lastn",
        "patient=1&code=85354-9&max=2",
        "Observation/bp-2 Observation/bp-21",
        "midnight is earlier",
    ),
    gives("Observation/$lastn", "patient=4", "Observation/6", "the other was at no time"),
    gives("Observation/$lastn", "patient=9999", "", "nobody's"),
)

REFUSALS = (
    refused("Condition", "_list=$current-nonsense", "not-supported", "no such list"),
    refused("Patient", "_filter=gender eq", "value", "half a test"),
    refused("Patient", "_filter=gender zz male", "value", "no such operator"),
    refused("Patient", "_filter=nonesuch eq 1", "not-supported", "no such parameter"),
    refused("Patient", "_filter=birthdate ge 1980-02-30", "value", "no such day"),
)

PART = Part(searches=(*LISTS, *FILTERS), refusals=REFUSALS, requests=REQUESTS)
