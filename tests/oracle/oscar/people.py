"""RelatedPerson, CareTeam, Coverage and Flag: who belongs to a patient, who pays, and what everybody must see."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    ACT_CODE,
    BC_HEALTH,
    NL_HEALTH,
    ON_HEALTH,
    ON_PHYSICIAN,
    PE_HEALTH,
    QC_HEALTH,
    Json,
    coding,
    concept,
    ref,
    typed,
    updated,
)

from .note_ids import REMINDER

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CONTACT = "http://terminology.hl7.org/CodeSystem/v2-0131"


def contact(number: int, why: str, patient: int, kind: int, to: str, role: str, **values: Any) -> Row:
    """A row of DemographicContact: kind 0 is a provider, 1 a patient, 2 a Contact, 3 a specialist."""
    told = {"facilityId": 1, "creator": "999998", "created": "2022-01-02 15:00:00", "updateDate": "2023-01-02 15:00:00"}
    given = {"demographicNo": patient, "type": kind, "contactId": to, "role": role, **told, **values}
    return row("DemographicContact", why, id=number, **given)


PROFESSIONAL: dict[str, Any] = {"category": "professional", "deleted": 0, "active": 1}
PERSONAL: dict[str, Any] = {"category": "personal", "deleted": None}
STAMP = {"updateDate": "2022-02-03 12:00:00"}
ROWS = (
    contact(331, "a provider; the key is a text", 12, 0, "000123", "Diabetes nurse", **PROFESSIONAL),
    contact(332, "a specialist", 12, 3, "71", "Cardiologist", **PROFESSIONAL),
    contact(333, "a contact; deleted and active are NULL", 12, 2, "341", "Dietitian", category="professional"),
    contact(334, "deleted", 12, 0, "123", "Old nurse", **{**PROFESSIONAL, "deleted": 1}),
    contact(335, "a key that no number is written like; the role stays", 11, 3, " 71", "Surgeon", **PROFESSIONAL),
    contact(336, "no longer active", 11, 0, "999998", "Locum", **{**PROFESSIONAL, "active": 0}),
    contact(337, "another patient; 'true' in words", 12, 1, "13", "Mother", ec="true", **PERSONAL),
    contact(338, "digits with letters behind are nobody's key", 12, 1, "13abc", "aunt", ec="", **PERSONAL),
    contact(339, "a person; not active", 12, 2, "342", "Neighbour", ec="1", active=0, **PERSONAL),
    contact(340, "deleted", 12, 2, "342", "Friend", **{**PERSONAL, "deleted": 1}),
    contact(344, "of nobody", 0, 2, "342", "Friend", **PERSONAL),
    contact(345, "a person who is gone, kept by an absorbed patient", 2, 2, "999", "Guardian", **PERSONAL),
    row("Contact", "a professional", id=341, type="ProfessionalContact", lastName="Green", firstName="Dee",
        cpso="98765", workPhone="613-555-0360", address="7 Elm St", address2="Suite 2", city="Ottawa", province="ON",
        postal="K1K 1K1", country="Canada", deleted=0, **STAMP),
    row("Contact", "a person, never a practitioner", id=342, type="PersonalContact", lastName="Brown", firstName="Bo",
        residencePhone="613-555-0361", cellPhone="613-555-0362", workPhone="null", fax="", email="bo@example.org",
        address="8 Elm St", city="Ottawa", deleted=None, **STAMP),
    row("Contact", "a professional who was deleted", id=343, type="ProfessionalContact", lastName="Grey", deleted=1,
        **STAMP),
    row("demographicExt", "an insurer", id=351, demographic_no=12, key_val="insurance_company", value="Old Mutual"),
    row("demographicExt", "the last one counts", id=352, demographic_no=12, key_val="insurance_company",
        value="Blue Cross"),
    row("demographicExt", "its number", id=353, demographic_no=12, key_val="insurance_number", value="BC-1"),
    row("demographicExt", "a number of no insurer", id=354, demographic_no=13, key_val="insurance_number", value="X-1"),
    row("demographicExt", "was insured", id=355, demographic_no=6, key_val="insurance_company", value="Blue Cross"),
    row("demographicExt", "is no longer", id=356, demographic_no=6, key_val="insurance_company", value=""),
    row("demographicExt", "a former name", id=357, demographic_no=13, key_val="former_name", value="Leads"),
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
    row("demographiccust", "an alert; a nurse; a midwife who is the program itself", demographic_no=12, cust1="000123",
        cust4="-1", cust3="Hard of hearing <left>", content=None),
    row("demographiccust", "blanks; a resident", demographic_no=13, cust2="999998", cust3="  "),
    row("demographiccust", "of an absorbed patient", demographic_no=3, cust3="Allergic to latex"),
    row("demographiccust", "the literal null", demographic_no=6, cust3="null"),
    row("demographiccust", "of a patient who is gone", demographic_no=9998, cust3="Owes money"),
)  # fmt: skip

CHANGED = {
    1: "2020-07-01T23:30:00-04:00",
    5: "2020-11-01T01:30:00-04:00",
    6: "2019-12-31T23:59:59-05:00",
    8: "2018-08-08T08:08:08-04:00",
    9: "2018-08-08T08:08:09-04:00",
    10: "2021-01-10T10:00:00-05:00",
    11: "2021-06-15T12:00:00-04:00",
    12: "2022-03-13T03:00:00-04:00",
    13: "2020-07-02T00:00:00-04:00",
    14: "2020-03-08T01:59:59-05:00",
}
KEPT = {"meta": updated("2023-01-02T15:00:00+00:00")}
DOCTOR = "Most responsible provider"


def of(patient: int) -> Json:
    """When the registration was changed: a time that the clocks skipped is none."""
    return {"meta": updated(CHANGED[patient])} if patient in CHANGED else {}


def team(patient: int, *people: tuple[str, str]) -> Json:
    """Roles, and who has them."""
    participant = [{"role": [concept(text=role)], **({"member": ref(who)} if who else {})} for role, who in people]
    return {**of(patient), "status": "active", "subject": ref(f"Patient/{patient}"), "participant": participant}


def card(patient: int, number: str, system: str | None, payor: str, **period: str) -> Json:
    """A health card."""
    return {
        **of(patient),
        "status": "active",
        "beneficiary": ref(f"Patient/{patient}"),
        "identifier": [{"type": typed("JHN"), **({"system": system} if system else {}), "value": number}],
        "type": concept(coding(ACT_CODE, "PUBLICPOL")),
        "subscriberId": number,
        **({"period": period} if period else {}),
        "payor": [{"display": payor}],
    }


RESOURCES: dict[str, Json] = {
    "CareTeam/1": team(1, (DOCTOR, "Practitioner/999998")),
    "CareTeam/5": team(5, (DOCTOR, "Practitioner/000123")),
    "CareTeam/8": team(8, (DOCTOR, "Practitioner/999998")),
    "CareTeam/9": team(9, (DOCTOR, "Practitioner/DR.5fA1")),
    "CareTeam/10": team(10, (DOCTOR, "Practitioner/999997")),
    "CareTeam/11": team(11, ("Surgeon", "")),
    "CareTeam/12": team(
        12,
        (DOCTOR, "Practitioner/dr.5fa1"),
        ("Nurse", "Practitioner/000123"),
        ("Diabetes nurse", "Practitioner/000123"),
        ("Dietitian", "Practitioner/ct-341"),
        ("Cardiologist", "Practitioner/s-71"),
    ),
    "CareTeam/13": team(13, ("Resident", "Practitioner/999998")),
    "CareTeam/14": team(14, (DOCTOR, "Practitioner/123")),
    "Coverage/1-hc": card(1, "1234567897", ON_HEALTH, "Ontario"),
    "Coverage/4-hc": card(4, "LEVE80050912", QC_HEALTH, "Quebec"),
    "Coverage/6-hc": card(6, "123456789012", NL_HEALTH, "Newfoundland and Labrador"),
    "Coverage/11-hc": card(11, "X1", None, "OT"),
    "Coverage/12-hc": card(12, "9123456789", BC_HEALTH, "British Columbia", start="2019-01-01", end="2024-01-01"),
    "Coverage/13-hc": card(13, "1234567897", ON_HEALTH, "Ontario", start="2020-01-01"),
    "Coverage/14-hc": card(14, "12345678", PE_HEALTH, "Prince Edward Island"),
    "Coverage/12-ins": {
        **of(12),
        "status": "active",
        "beneficiary": ref("Patient/12"),
        "subscriberId": "BC-1",
        "payor": [{"display": "Blue Cross"}],
    },
    "Practitioner/ct-341": {
        "meta": updated("2022-02-03T12:00:00+00:00"),
        "identifier": [{"type": typed("LN"), "system": ON_PHYSICIAN, "value": "98765"}],
        "name": [{"use": "official", "family": "Green", "given": ["Dee"]}],
        "telecom": [{"system": "phone", "value": "613-555-0360", "use": "work"}],
        "address": [
            {
                "use": "work",
                "line": ["7 Elm St", "Suite 2"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K1K 1K1",
                "country": "Canada",
            }
        ],
    },
    "RelatedPerson/dc-337": {
        **KEPT,
        "active": True,
        "patient": ref("Patient/12"),
        "relationship": [concept(coding(ROLE, "MTH"), text="Mother"), concept(coding(CONTACT, "C"))],
        "name": [{"use": "official", "family": "Smith", "given": [" Lead"]}],
    },
    "RelatedPerson/dc-338": {
        **KEPT,
        "active": True,
        "patient": ref("Patient/12"),
        "relationship": [concept(coding(ROLE, "AUNT"), text="aunt")],
    },
    "RelatedPerson/ct-339": {
        **KEPT,
        "active": False,
        "patient": ref("Patient/12"),
        "relationship": [concept(text="Neighbour"), concept(coding(CONTACT, "C"))],
        "name": [{"use": "official", "family": "Brown", "given": ["Bo"]}],
        "telecom": [
            {"system": "phone", "value": "613-555-0361", "use": "home"},
            {"system": "phone", "value": "613-555-0362", "use": "mobile"},
            {"system": "email", "value": "bo@example.org"},
        ],
        "address": [{"use": "home", "line": ["8 Elm St"], "city": "Ottawa"}],
    },
    "RelatedPerson/ct-345": {
        **KEPT,
        "active": True,
        "patient": ref("Patient/1"),
        "relationship": [concept(coding(ROLE, "GUARD"), text="Guardian")],
    },
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
    "RelatedPerson/ct-340": "deleted",
    "RelatedPerson/ct-344": "of nobody",
    "RelatedPerson/ct-337": "another patient, not a person of Contact",
    "RelatedPerson/dc-331": "a professional",
    "Practitioner/ct-342": "a person",
    "Practitioner/ct-343": "deleted",
    "CareTeam/2": "-1 is nobody",
    "CareTeam/6": "nobody at all",
    "Coverage/5-hc": "a number of nobody knows which province",
    "Coverage/10-hc": "a card without a number",
    "Coverage/13-ins": "a number of no insurer",
    "Coverage/6-ins": "the last value is empty",
    "Flag/6": "the literal null",
}

SEARCHES = (
    finds("RelatedPerson", "patient=12", "261 263 265 dc-337 dc-338 ct-339", "of one patient, from all tables"),
    finds("RelatedPerson", "patient=Patient/1", "267 ct-345", "what the absorbed one left"),
    finds("RelatedPerson", "patient=2", "267 ct-345", "asked by its alias"),
    finds("RelatedPerson", "active=false", "ct-339", "no longer"),
    finds("RelatedPerson", "address-city=ottawa", "ct-339", "of a person; a patient's stands in the other chart"),
    finds("RelatedPerson", "email=bo@example.org", "ct-339", "of a person"),
    finds("CareTeam", "patient=12", "12", "one team a patient"),
    finds("CareTeam", "participant=Practitioner/000123", "5 12", "in any role"),
    finds("CareTeam", "participant=Practitioner/s-71", "12", "a specialist; ' 71' is nobody's key"),
    finds("CareTeam", "participant=Practitioner/ct-341", "12", "a contact"),
    finds("CareTeam", "participant:Practitioner.family=welby", "1 8 13", "a chain"),
    finds("CareTeam", "subject:Patient.gender=male", "8 9 12 13 14", "a chain"),
    finds("Coverage", "patient=12", "12-hc 12-ins", "card and insurer"),
    finds("Coverage", f"type={ACT_CODE}|PUBLICPOL", "1-hc 4-hc 6-hc 11-hc 12-hc 13-hc 14-hc", "the cards"),
    finds("Coverage", f"identifier={ON_HEALTH}|1234567897", "1-hc 13-hc", "not unique"),
    finds("Coverage", "beneficiary=Patient/13", "13-hc", "no insurer"),
    finds("Coverage", "patient.birthdate=1980-05-10", "12-hc 12-ins", "a chain"),
    finds("Practitioner", "name=green", "ct-341", "a contact"),
    finds("RelatedPerson", f"relationship={ROLE}|FTH", "265", "in any case of letters"),
    finds("RelatedPerson", "relationship=C", "261 dc-337 ct-339", "whom to call"),
    finds("RelatedPerson", "name=smith", "261 262 dc-337", "the other patient's name"),
    finds("RelatedPerson", "phone=613-555-0188", "263", "the other patient's telephone"),
    finds("RelatedPerson", "patient.family=smith&active=true", "261 262 263 265 dc-337 dc-338", "a chain"),
    finds("Flag", "patient=12", f"12 {REMINDER}", "of one patient"),
    finds("Flag", "subject=Patient/1", "3", "what the absorbed one left"),
    finds("Flag", "patient.gender=male", f"12 {REMINDER}", "a chain"),
    finds("Flag", "patient=13", "", "blanks"),
)
REFUSALS = (
    refused("RelatedPerson", "birthdate=1980", "not-supported", "stands in the other's chart"),
    refused("Coverage", "payor=Organization/1234", "not-supported", "a payor has no row of its own"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
