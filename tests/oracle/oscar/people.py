"""RelatedPerson, Flag: who belongs to a patient, and what everybody must see."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import Json, coding, concept, ref

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CONTACT = "http://terminology.hl7.org/CodeSystem/v2-0131"


ROWS = (
    row("relationships", "13 is the mother of 12, and to be called", id=261, demographic_no=12,
        relation_demographic_no=13, relation="Mother", emergency_contact="1", deleted="0"),
    row("relationships", "the inverse row; deleted is NULL", id=262, demographic_no=13, relation_demographic_no=12,
        relation="Son", deleted=None),
    row("relationships", "a partner may be a spouse or not: text; deleted is blank; decides for him", id=263,
        demographic_no=12, relation_demographic_no=8, relation="Partner", sub_decision_maker="1", deleted=""),
    row("relationships", "deleted", id=264, demographic_no=12, relation_demographic_no=14, relation="Brother",
        deleted="1"),
    row("relationships", "a patient who is gone; lower case", id=265, demographic_no=12, relation_demographic_no=9999,
        relation="father", emergency_contact="0"),
    row("relationships", "of nobody", id=266, demographic_no=0, relation_demographic_no=12, relation="Mother"),
    row("relationships", "kept by an absorbed patient; free text; both home and work telephone", id=267,
        demographic_no=2, relation_demographic_no=1, relation="herself, double"),
    row("demographiccust", "an alert", demographic_no=12, cust1="", cust3="Hard of hearing <left>", content=None),
    row("demographiccust", "blanks", demographic_no=13, cust3="  "),
    row("demographiccust", "of an absorbed patient", demographic_no=3, cust3="Allergic to latex"),
    row("demographiccust", "the literal null", demographic_no=6, cust3="null"),
    row("demographiccust", "of a patient who is gone", demographic_no=9998, cust3="Owes money"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "RelatedPerson/261": {
        "active": True,
        "patient": ref("Patient/12"),
        "relationship": [concept(coding(ROLE, "MTH"), text="Mother"), concept(coding(CONTACT, "C"))],
        "name": [{"use": "official", "family": "Smith", "given": [" Lead"]}],
    },
    "RelatedPerson/262": {
        "active": True,
        "patient": ref("Patient/13"),
        "relationship": [concept(coding(ROLE, "SONC"), text="Son")],
        "name": [{"use": "official", "family": "Smith, Jr", "given": ["Back\\slash"]}],
    },
    "RelatedPerson/263": {
        "active": True,
        "patient": ref("Patient/12"),
        "relationship": [concept(text="Partner")],
        "name": [{"use": "official", "family": "Cycle", "given": ["Alpha"]}],
        "telecom": [{"system": "phone", "value": "613-555-0188", "use": "work"}],
    },
    "RelatedPerson/265": {
        "active": True,
        "patient": ref("Patient/12"),
        "relationship": [concept(coding(ROLE, "FTH"), text="father")],
    },
    "RelatedPerson/267": {
        "active": True,
        "patient": ref("Patient/1"),
        "relationship": [concept(text="herself, double")],
        "name": [{"use": "official", "family": "O'Brien", "given": ["Mary"]}],
        "telecom": [
            {"system": "phone", "value": "416-555-0101", "use": "home"},
            {"system": "phone", "value": "416-555-0102 x12", "use": "work"},
        ],
    },
    "Flag/12": {
        "status": "active",
        "code": concept(text="Hard of hearing <left>"),
        "subject": ref("Patient/12"),
    },
    "Flag/3": {"status": "active", "code": concept(text="Allergic to latex"), "subject": ref("Patient/1")},
    "Flag/9998": {"status": "active", "code": concept(text="Owes money"), "subject": ref("Patient/9998")},
}

ABSENT = {
    "RelatedPerson/264": "deleted",
    "RelatedPerson/266": "of nobody",
    "Flag/13": "blanks",
    "Flag/6": "the literal null",
}

SEARCHES = (
    finds("RelatedPerson", "patient=12", "261 263 265", "of one patient"),
    finds("RelatedPerson", "patient=Patient/1", "267", "what the absorbed one left"),
    finds("RelatedPerson", "patient=2", "267", "asked by its alias"),
    finds("RelatedPerson", f"relationship={ROLE}|FTH", "265", "in any case of letters"),
    finds("RelatedPerson", "relationship=C", "261", "whom to call"),
    finds("RelatedPerson", "name=smith", "261 262", "the other patient's name"),
    finds("RelatedPerson", "phone=613-555-0188", "263", "the other patient's telephone"),
    finds("RelatedPerson", "patient.family=smith&active=true", "261 262 263 265", "a chain"),
    finds("Flag", "patient=12", "12", "of one patient"),
    finds("Flag", "subject=Patient/1", "3", "what the absorbed one left"),
    finds("Flag", "patient.gender=male", "12", "a chain"),
    finds("Flag", "patient=13", "", "blanks"),
)
REFUSALS = (
    refused("RelatedPerson", "birthdate=1980", "not-supported", "stands in the other's chart"),
    refused("Flag", "date=2020", "not-supported", "no row says when"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
