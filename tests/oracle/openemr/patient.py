"""Patient out of patient_data, with the earlier names of patient_history."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    CONTACT_ROLE,
    IDENTIFIER_TYPE,
    MARITAL_STATUS,
    MRN,
    ON_HEALTH,
    URI,
    Json,
    coding,
    concept,
    ref,
    typed,
    updated,
    uuid,
)


def patient(pid: int, id: int, why: str, **values: Any) -> Row:
    """A row of patient_data: `pid` is the patient, `id` only numbers the rows."""
    return row("patient_data", why, pid=pid, id=id, **values)


def earlier(id: int, pid: int, why: str, **values: Any) -> Row:
    """A row of patient_history."""
    return row("patient_history", why, id=id, pid=pid, **{"date": "2020-01-01 00:00:00", **values})


def chart_number(value: str) -> Json:
    """The identifier of a chart."""
    return {"type": typed("MR"), "system": MRN, "value": value}


EMERGENCY = [concept(coding(CONTACT_ROLE, "C"))]


def married(code: str) -> Json:
    """Patient.maritalStatus."""
    return concept(coding(MARITAL_STATUS, code))


#     family, given         gender   birth date  identifiers
#  1  Côté-Roy, Élise Marie female   1975-06-15  MRN-1, uuid …445f     id 7; formerly Roy, Roy-Martin
#  7  Null, Bob             male     -           7                     id 1
#  8  Onename, Q            unknown  1975        MRN 8                 id 2; dead
#  9  D'Arcy, Fitz          -        1975-06     health number         id 3; born Arcy
# 10  A%B_C, Ève            !        -           C-10, uuid …4420      id 8
ROWS = (
    patient(
        1,
        7,
        "pid is not id; everything filled; changed in the hour that came twice",
        uuid=bytes.fromhex("90cde5f4a1b24c0d8e7f00112233445f"),
        pubpid="MRN-1",
        title="Ms.",
        fname="Élise",
        mname="Marie",
        lname="Côté-Roy",
        suffix="PhD",
        preferred_name="Lise",
        DOB="1975-06-15",
        sex="Female",
        status="married",
        language="French",
        deceased_date=None,
        street="5 Rue Sainte",
        street_line_2="App. 2",
        city="Québec",
        state="QC",
        postal_code="G1R 2S5",
        country_code="Canada",
        phone_home="418-555-0101",
        phone_biz="418-555-0102",
        phone_cell="418-555-0103",
        email="elise@example.org",
        providerID=2,
        care_team_provider="|",
        care_team_status="active",
        last_updated="2023-11-05 01:30:00",
    ),
    patient(
        7,
        1,
        "this pid is another row's id; his name is Null; zero dates; a single letter for the sex; nobody's patient",
        uuid=None,
        pubpid="7",
        fname="Bob",
        lname="Null",
        DOB="0000-00-00",
        sex="M",
        status="",
        language="null",
        deceased_date="0000-00-00 00:00:00",
        phone_cell="555-5555 x12",
        providerID=0,
        mothersname="Rosa Null",
        guardiansname="null",
        guardianphone="555-0778",
        phone_contact="555-0777",
        genericval1="  ",
        care_team_provider="5||2|x|2|007",
        care_team_facility="9",
        care_team_status="Active",
        last_updated="2022-06-01 12:00:00",
    ),
    patient(
        8,
        2,
        "no first name; year of birth only; dead; a uuid of sixteen zero bytes; trailing blanks; zero time",
        uuid=bytes(16),
        pubpid="MRN 8  ",
        fname="",
        mname="Q",
        lname="Onename",
        DOB="1975-00-00",
        sex="UNK",
        status="domestic partner",
        deceased_date="2021-02-03 04:05:06",
        last_updated="0000-00-00 00:00:00",
    ),
    patient(
        9,
        3,
        "month of birth; trailing blanks and an apostrophe; looked after by somebody who is no practitioner",
        pubpid="",
        fname="Fitz  ",
        lname="D'Arcy ",
        DOB="1975-06-00",
        sex="",
        language="English",
        state="ON  ",
        county="Ottawa-Carleton",
        email="null",
        providerID=3,
        birth_fname="",
        birth_lname="Arcy",
        contact_relationship="Aunt May",
        care_team_provider="2",
        care_team_status="active",
        phone_contact="613-555-0999",
        guardiansname="Marge D'Arcy",
        guardianrelationship="Mother",
        guardiansex="Female",
        guardianaddress="1 King St",
        guardiancity="Ottawa",
        guardianstate="ON",
        guardianpostalcode="K1A 0A1",
        guardiancountry="Canada",
        guardianphone="613-555-0901",
        guardianworkphone="  ",
        guardianemail="marge@example.org",
        genericval1="9876543217",
        genericval2="4111",
        last_updated="2023-03-12 03:00:00",
    ),
    patient(
        10,
        8,
        "% and _ are letters; a sex that is not on the list; a uuid that ends in a blank's byte; leap day",
        uuid=bytes.fromhex("90cde5f4a1b24c0d8e7f001122334420"),
        pubpid="C-10",
        fname="Ève",
        lname="A%B_C",
        DOB=None,
        sex="Homme",
        status="Separated",
        country_code=" ",
        last_updated="2024-02-29 12:00:00",
    ),
    earlier(
        1,
        1,
        "an earlier name with its end",
        history_type_key="name_history",
        previous_name_first="Élise",
        previous_name_last="Roy",
        previous_name_middle="",
        previous_name_enddate="2001-08-31",
    ),
    earlier(
        2,
        1,
        "another, with every part; zero end",
        history_type_key="name_history",
        previous_name_prefix="Mme",
        previous_name_first="Élise",
        previous_name_middle="Marie",
        previous_name_last="Roy-Martin",
        previous_name_suffix="MSc",
        previous_name_enddate="0000-00-00",
    ),
    earlier(3, 1, "history of something else", history_type_key="care_team_history", previous_name_last="Notaname"),
    earlier(
        4,
        2,
        "of pid 2, who is not here, and not of the row with id 2",
        history_type_key="name_history",
        previous_name_last="Nobody",
    ),
    earlier(
        5,
        7,
        "blanks only are no name",
        history_type_key="name_history",
        previous_name_first="",
        previous_name_last="  ",
    ),
)

RESOURCES: dict[str, Json] = {
    "Patient/1": {
        "meta": updated("2023-11-05T01:30:00-04:00"),
        "identifier": [chart_number("MRN-1"), uuid("90cde5f4-a1b2-4c0d-8e7f-00112233445f")],
        "name": [
            {
                "use": "official",
                "family": "Côté-Roy",
                "given": ["Élise", "Marie"],
                "prefix": ["Ms."],
                "suffix": ["PhD"],
            },
            {"use": "usual", "given": ["Lise"]},
            {"use": "old", "family": "Roy", "given": ["Élise"], "period": {"end": "2001-08-31"}},
            {
                "use": "old",
                "family": "Roy-Martin",
                "given": ["Élise", "Marie"],
                "prefix": ["Mme"],
                "suffix": ["MSc"],
            },
        ],
        "telecom": [
            {"system": "phone", "value": "418-555-0101", "use": "home"},
            {"system": "phone", "value": "418-555-0102", "use": "work"},
            {"system": "phone", "value": "418-555-0103", "use": "mobile"},
            {"system": "email", "value": "elise@example.org"},
        ],
        "gender": "female",
        "birthDate": "1975-06-15",
        "address": [
            {
                "use": "home",
                "line": ["5 Rue Sainte", "App. 2"],
                "city": "Québec",
                "state": "QC",
                "postalCode": "G1R 2S5",
                "country": "Canada",
            }
        ],
        "maritalStatus": married("M"),
        "communication": [{"language": concept(text="French")}],
        "generalPractitioner": [ref("Practitioner/2")],
    },
    "Patient/7": {
        "meta": updated("2022-06-01T12:00:00-04:00"),
        "identifier": [chart_number("7")],
        "name": [{"use": "official", "family": "Null", "given": ["Bob"]}],
        "telecom": [{"system": "phone", "value": "555-5555 x12", "use": "mobile"}],
        "gender": "male",
        "contact": [{"relationship": EMERGENCY, "telecom": [{"system": "phone", "value": "555-0777"}]}],
    },
    "Patient/8": {
        "identifier": [chart_number("MRN 8")],
        "name": [{"use": "official", "family": "Onename", "given": ["Q"]}],
        "gender": "unknown",
        "birthDate": "1975",
        "deceasedDateTime": "2021-02-03T04:05:06-05:00",
        "maritalStatus": married("T"),
    },
    "Patient/9": {
        "meta": updated("2023-03-12T03:00:00-04:00"),
        "identifier": [{"type": typed("JHN"), "system": ON_HEALTH, "value": "9876543217"}],
        "name": [
            {"use": "official", "family": "D'Arcy", "given": ["Fitz"]},
            {"use": "maiden", "family": "Arcy"},
        ],
        "birthDate": "1975-06",
        "address": [{"use": "home", "district": "Ottawa-Carleton", "state": "ON"}],
        "contact": [
            {
                "relationship": EMERGENCY,
                "name": {"text": "Aunt May"},
                "telecom": [{"system": "phone", "value": "613-555-0999"}],
            }
        ],
        "communication": [{"language": concept(text="English")}],
        "generalPractitioner": [ref("Practitioner/3")],
    },
    "Patient/10": {
        "meta": updated("2024-02-29T12:00:00-05:00"),
        "identifier": [chart_number("C-10"), uuid("90cde5f4-a1b2-4c0d-8e7f-001122334420")],
        "name": [{"use": "official", "family": "A%B_C", "given": ["Ève"]}],
        "maritalStatus": married("L"),
    },
}

ABSENT = {
    "Patient/2": "an id, but no pid",
    "Patient/3": "an id, but no pid",
    "Patient/01": "not the id of patient 1",
    "Patient/90cde5f4-a1b2-4c0d-8e7f-00112233445f": "the native uuid is an identifier, not the id",
}

SEARCHES = (
    finds("Patient", "_id=7", "7", "pid 7, not the row with id 7"),
    finds("Patient", "_id=2,3", "", "ids of rows are no ids of patients"),
    finds("Patient", "family=cote", "1", "no accents"),
    finds("Patient", "family:exact=Côté-Roy", "1", "exact"),
    finds("Patient", "family=roy", "1", "an earlier name"),
    finds("Patient", "family=notaname,nobody", "", "other histories; other patients"),
    finds("Patient", "family=d'a", "9", "apostrophe"),
    finds("Patient", "family:exact=D'Arcy", "9", "trailing blanks are not data"),
    finds("Patient", "family=a%", "10", "% is a letter"),
    finds("Patient", "family=%b", "", "% is no wildcard"),
    finds("Patient", "family:contains=%B_", "10", "letters"),
    finds("Patient", "family=null", "7", "the name Null"),
    finds("Patient", "family=d,o", "8 9", "OR"),
    finds("Patient", "given=q", "8", "the middle name stands alone"),
    finds("Patient", "given=eve", "10", "no accents"),
    finds("Patient", "name=lise", "1", "the usual name"),
    finds("Patient", "name=mme", "1", "the prefix of an earlier name"),
    finds("Patient", "name:contains=ar", "1 9", "Marie, D'Arcy"),
    finds("Patient", f"identifier={MRN}|MRN 8", "8", "trailing blanks are not data"),
    finds("Patient", "identifier=7", "7", "the chart number"),
    finds("Patient", f"identifier:of-type={IDENTIFIER_TYPE}|MR|7", "7", "the chart number, by its type"),
    finds("Patient", f"identifier:of-type={IDENTIFIER_TYPE}|LN|7", "", "no licence"),
    finds(
        "Patient",
        f"identifier:of-type={IDENTIFIER_TYPE}|MR|urn:uuid:90cde5f4-a1b2-4c0d-8e7f-00112233445f",
        "",
        "a uuid is of no type",
    ),
    finds("Patient", f"identifier={URI}|urn:uuid:90cde5f4-a1b2-4c0d-8e7f-00112233445f", "1", "native uuid"),
    finds("Patient", f"identifier={URI}|urn:uuid:90cde5f4-a1b2-4c0d-8e7f-001122334420", "10", "its last byte is data"),
    finds("Patient", f"identifier={URI}|", "1 10", "zero bytes are no uuid"),
    finds("Patient", f"identifier={ON_HEALTH}|9876543217", "9", "in the column that the clinic named"),
    finds("Patient", "identifier=4111", "", "a column that nobody named"),
    finds("Patient", f"identifier={ON_HEALTH}|", "9", "blanks are no number"),
    finds("Patient", "identifier:missing=true", "", "one that has no chart number has a health number"),
    finds("Patient", "family=arcy", "9", "the name at birth"),
    finds("Patient", "gender=female", "1", "word"),
    finds("Patient", "gender=http://hl7.org/fhir/administrative-gender|male", "7", "letter; implied system"),
    finds("Patient", "gender:not=male", "1 8 9 10", "missing and unreadable are not"),
    finds("Patient", "gender:missing=true", "9 10", "blank and unreadable"),
    finds("Patient", "birthdate=1975", "1 8 9", "within the year"),
    finds("Patient", "birthdate=1975-06", "1 9", "within the month"),
    finds("Patient", "birthdate=1975-06-15", "1", "the day"),
    finds("Patient", "birthdate=gt1975-06-15", "8 9", "year and month end later"),
    finds("Patient", "birthdate=lt1975-06-15", "8 9", "and begin earlier"),
    finds("Patient", "birthdate=ge1975-06-15", "1 8 9", "gt or eq"),
    finds("Patient", "birthdate=le1975-06-14", "8 9", "lt or eq"),
    finds("Patient", "birthdate=ne1975-06", "8", "missing never"),
    finds("Patient", "birthdate=sa1975-05", "1 9", "wholly after"),
    finds("Patient", "birthdate=eb1975-07", "1 9", "wholly before"),
    finds("Patient", "birthdate:missing=true", "7 10", "zero date"),
    finds("Patient", "deceased=true", "8", "a time of death"),
    finds("Patient", "deceased=false", "1 7 9 10", "absent is not dead"),
    finds("Patient", "death-date=2021-02-03", "8", "the day"),
    finds("Patient", "death-date=2021-02-03T09:05:06Z", "8", "the instant"),
    finds("Patient", "death-date:missing=true", "1 7 9 10", "zero date"),
    finds("Patient", "phone=555-5555 x12", "7", "free text"),
    finds("Patient", "email:missing=false", "1", "literal null"),
    finds("Patient", "address=app", "1", "the second line"),
    finds("Patient", "address-country=canada", "1", "free text"),
    finds("Patient", "address-state:exact=ON", "9", "trailing blanks are not data"),
    finds("Patient", "address-use=home", "1 9", "the object must be there for its constant"),
    finds("Patient", "language:text=fr", "1", "text only"),
    finds("Patient", "language:missing=true", "7 8 10", "literal null"),
    finds("Patient", "general-practitioner=Practitioner/2", "1", "reference"),
    finds("Patient", "general-practitioner=3", "9", "to one who is not served"),
    finds("Patient", "general-practitioner:missing=true", "7 8 10", "0 is nobody"),
    finds("Patient", "_lastUpdated=2023-11-05T05:30:00Z", "1", "01:30 the first time"),
    finds("Patient", "_lastUpdated=2023-03-12", "9", "a day of 23 hours"),
    finds("Patient", "_lastUpdated=lt2022-06-02", "7", "zero times match nothing"),
)

REFUSALS = (
    refused("Patient", "active=true", "not-supported", "the table has no such mark"),
    refused("Patient", "family:foo=x", "not-supported", "no such modifier"),
    refused("Patient", "bar=1", "not-supported", "no such parameter"),
    refused("Patient", "birthdate=1975-06-31", "value", "no such day"),
    refused("Patient", "_count=-1", "value", "negative"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
