"""Other ways to ask OpenEMR than a search of one type by its parameters: all types, compartments, operations, lists, `_filter`."""

from __future__ import annotations

from tests.oracle.model import Part, finds, gives

from .hops import ALL_OF_FIRST

LISTS = (
    finds("Condition", "_list=$current-problems", "20 23 24", "neither ended nor entered in error"),
    finds("Condition", "_list=$current-problems&patient=7", "23", "of one patient"),
    finds("AllergyIntolerance", "_list=$current-allergies", "1 2 4 8 10 none-10", "neither ended nor entered in error"),
    finds("Encounter", "_list=$current-problems", "", "a list of other things"),
)

FILTERS = (
    finds("Encounter", "_filter=diagnosis.clinical-status eq inactive", "5", "a chain out of child rows"),
    finds("Encounter", "_filter=not (class eq AMB) and date pr true", "6 10 13 14", "a period that is there"),
    finds("Observation", "_filter=code eq 8310-5 and (patient re 8 or patient re 9)", "v-6-t v-7-t", "references"),
    finds("Condition", '_filter=patient.name co "ull" and not (clinical-status eq active)', "22", "a chain, AND NOT"),
    finds("AllergyIntolerance", "_filter=manifestation pr true and severity eq severe", "1 4 10", "something there"),
)

REQUESTS = (
    gives(
        "",
        "_type=Condition,AllergyIntolerance&patient=1",
        "Condition/20 Condition/21 AllergyIntolerance/1",
        "one table",
    ),
    gives(
        "",
        "_type=Condition,AllergyIntolerance&clinical-status=inactive",
        "Condition/21 Condition/28 AllergyIntolerance/5 AllergyIntolerance/9",
        "one table, two systems of codes",
    ),
    gives(
        "",
        "_id=5",
        "Practitioner/5 PractitionerRole/5 AllergyIntolerance/5 Encounter/5 Coverage/5",
        "vitals have the tag v",
    ),
    gives("", "_type=Encounter,Condition&patient.gender=male", "Encounter/6 Condition/22 Condition/23", "a chain"),
    gives("Patient/7/Condition", "", "Condition/22 Condition/23", "reference"),
    gives("Patient/7/Encounter", "class=EMER", "Encounter/6", "with a question"),
    gives("Patient/10/*", "", "Patient/10 AllergyIntolerance/none-10", "all there is"),
    gives("Encounter/6/Observation", "", "Observation/v-3-hc Observation/v-3-wc", "the first form's number"),
    gives("Encounter/10/Observation", "", "", "another patient's number"),
    gives(
        "Practitioner/2/AllergyIntolerance", "", "AllergyIntolerance/1 AllergyIntolerance/4", "user name in any case"
    ),
    gives("Practitioner/2/Encounter", "", "Encounter/5 Encounter/13", "participant"),
    gives(
        "Encounter/5/$everything",
        "",
        f"Encounter/5 {ALL_OF_FIRST} Condition/20 Condition/21 MedicationRequest/30 ServiceRequest/60 "
        "DiagnosticReport/70 DiagnosticReport/73 DocumentReference/dict-2",
        "and what they refer to",
        "Patient/1 Practitioner/1 Practitioner/2 Organization/3 Location/3 Specimen/95 Specimen/98",
    ),
    gives(
        "Patient/8/$everything",
        "",
        "Patient/8 Encounter/10 Condition/24 Condition/28 AllergyIntolerance/4 AllergyIntolerance/5 "
        "Observation/v-6-bp Observation/v-6-w Observation/v-6-t Procedure/25 MedicationStatement/26 "
        "DocumentReference/303 DocumentReference/309",
        "and who recorded; clerk and facility 99 are not served",
        "Practitioner/2",
    ),
    gives("Patient/10/$everything", "", "Patient/10 AllergyIntolerance/none-10", "all there is"),
    gives(
        "Observation/$lastn",
        "patient=7",
        "Observation/v-3-hc Observation/v-3-wc Observation/soc-102-smoking",
        "one of each code",
    ),
    gives("Observation/$lastn", "patient=8&code=8310-5", "Observation/v-6-t", "one code"),
)

PART = Part(searches=(*LISTS, *FILTERS), requests=REQUESTS)
