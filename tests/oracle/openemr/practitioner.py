"""Practitioner out of users: those who may chart, and the address book; PractitionerRole: what they do here."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import (
    IDENTIFIER_TYPE,
    PROVIDER_TAXONOMY,
    US_NPI,
    Json,
    coding,
    concept,
    ref,
    typed,
    updated,
    uuid,
)


def user(id: int, why: str, **values: Any) -> Row:
    """A row of users."""
    return row("users", why, id=id, **values)


ROWS = (
    user(
        1,
        "names only",
        username="admin",
        authorized=1,
        active=1,
        fname="Ada",
        lname="Admin",
        title="",
        npi="",
        last_updated="2022-01-01 00:00:00",
    ),
    user(
        2,
        "everything filled",
        uuid=bytes.fromhex("7b1f9d3c5e7a4b2c9d8e0f1a2b3c4d00"),
        username="dkim",
        authorized=1,
        active=1,
        title="Dr.",
        fname="Dana",
        mname="J",
        lname="Kim",
        suffix="MD",
        npi="1234567893",
        facility_id=3,
        specialty="Family Medicine",
        state_license_number="L-77",
        email="dk@example.org",
        phone="613-555-0220",
        phonew1="613-555-0221",
        phonecell="613-555-0222",
        fax="613-555-0223",
        street="9 Elm",
        streetb="Unit 3",
        city="Ottawa",
        state="ON",
        zip="K1A 0B1",
        last_updated="2022-07-01 08:00:00",
    ),
    user(
        3,
        "a clerk",
        username="front",
        authorized=0,
        active=1,
        fname="Flo",
        lname="Front",
        last_updated="2022-07-01 08:00:00",
    ),
    user(
        4,
        "an entry of the address book",
        username="",
        authorized=None,
        active=1,
        fname="Spec",
        lname="Ialist",
        npi="1992739999",
        abook_type="spe",
        url="https://heart.example",
        country_code="Canada",
        last_updated="2022-07-01 08:00:00",
    ),
    user(
        5,
        "the same user name in another case: the first counts; inactive",
        username="DKIM",
        authorized=1,
        active=0,
        fname="Kim",
        lname="Old",
        npi="null",
        facility_id=0,
        taxonomy="208D00000X",
        physician_type="attending_physician",
        last_updated="0000-00-00 00:00:00",
    ),
    user(
        6,
        "a laboratory in the address book is no person",
        username="",
        authorized=0,
        active=1,
        lname="Lab",
        abook_type="ord_lab",
        last_updated="2022-07-01 08:00:00",
    ),
    row("users_facility", "a further place", tablename="users", table_id=2, facility_id=9, warehouse_id=""),
    row("users_facility", "of another table", tablename="warehouses", table_id=2, facility_id=4, warehouse_id=""),
    row("users_facility", "a place that is not served", tablename="users", table_id=5, facility_id=99, warehouse_id=""),
    row("facility_user_ids", "a number there", id=1, uid=2, facility_id=3, field_id="provider_id", field_value="77-1"),
    row("facility_user_ids", "none there", id=2, uid=2, facility_id=9, field_id="provider_id", field_value=" "),
    row("facility_user_ids", "a role there", id=3, uid=2, facility_id=3, field_id="role_code", field_value="Chief"),
    row("facility_user_ids", "another field", id=4, uid=2, facility_id=3, field_id="oddity", field_value="x"),
    row("facility_user_ids", "a specialty", id=5, uid=5, facility_id=9, field_id="specialty_code", field_value="ENT"),
)

RESOURCES: dict[str, Json] = {
    "Practitioner/1": {
        "meta": updated("2022-01-01T00:00:00-05:00"),
        "active": True,
        "name": [{"use": "official", "family": "Admin", "given": ["Ada"]}],
    },
    "Practitioner/2": {
        "meta": updated("2022-07-01T08:00:00-04:00"),
        "identifier": [
            {"system": US_NPI, "value": "1234567893"},
            {"type": typed("LN"), "value": "L-77"},
            uuid("7b1f9d3c-5e7a-4b2c-9d8e-0f1a2b3c4d00"),
        ],
        "active": True,
        "name": [{"use": "official", "family": "Kim", "given": ["Dana", "J"], "prefix": ["Dr."], "suffix": ["MD"]}],
        "telecom": [
            {"system": "phone", "value": "613-555-0220", "use": "home"},
            {"system": "phone", "value": "613-555-0221", "use": "work"},
            {"system": "phone", "value": "613-555-0222", "use": "mobile"},
            {"system": "fax", "value": "613-555-0223", "use": "work"},
            {"system": "email", "value": "dk@example.org"},
        ],
        "address": [
            {
                "use": "work",
                "line": ["9 Elm", "Unit 3"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K1A 0B1",
            }
        ],
    },
    "Practitioner/5": {
        "active": False,
        "name": [{"use": "official", "family": "Old", "given": ["Kim"]}],
    },
    "Practitioner/ab-4": {
        "meta": updated("2022-07-01T08:00:00-04:00"),
        "identifier": [{"system": US_NPI, "value": "1992739999"}],
        "active": True,
        "name": [{"use": "official", "family": "Ialist", "given": ["Spec"]}],
        "telecom": [{"system": "url", "value": "https://heart.example", "use": "work"}],
        "address": [{"use": "work", "country": "Canada"}],
    },
    # the column's default of taxonomy says nothing
    "PractitionerRole/1": {
        "meta": updated("2022-01-01T00:00:00-05:00"),
        "active": True,
        "practitioner": ref("Practitioner/1"),
    },
    "PractitionerRole/2": {
        "meta": updated("2022-07-01T08:00:00-04:00"),
        "active": True,
        "practitioner": ref("Practitioner/2"),
        "organization": ref("Organization/3"),
        "code": [concept(text="Chief")],
        "specialty": [concept(text="Family Medicine")],
        "location": [ref("Location/3"), ref("Location/9")],
        "telecom": [
            {"system": "phone", "value": "613-555-0221", "use": "work"},
            {"system": "fax", "value": "613-555-0223", "use": "work"},
            {"system": "email", "value": "dk@example.org"},
        ],
    },
    "PractitionerRole/5": {
        "active": False,
        "practitioner": ref("Practitioner/5"),
        "code": [concept(text="attending_physician")],
        "specialty": [concept(coding(PROVIDER_TAXONOMY, "208D00000X")), concept(text="ENT")],
        "location": [ref("Location/99")],
    },
}

ABSENT = {
    "Practitioner/3": "not authorized",
    "Practitioner/4": "an entry of the address book has a tag",
    "Practitioner/ab-2": "no entry of the address book",
    "Practitioner/ab-6": "no person",
    "PractitionerRole/3": "not authorized",
    "PractitionerRole/4": "no role here",
    "Practitioner/dkim": "a user name is not the id",
}

SEARCHES = (
    finds("Practitioner", "active=true", "1 2 ab-4", "clerks are not there"),
    finds("Practitioner", "active=false", "5", "inactive"),
    finds("Practitioner", "name=ki", "2 5", "family or given"),
    finds("Practitioner", "family=ki", "2", "family only"),
    finds("Practitioner", "given=ki", "5", "given only"),
    finds("Practitioner", "name=front,lab", "", "hidden"),
    finds("Practitioner", "name=ialist", "ab-4", "the address book"),
    finds("Practitioner", f"identifier={US_NPI}|1234567893", "2", "system and value"),
    finds("Practitioner", "identifier=1992739999", "ab-4", "the address book"),
    finds("Practitioner", "identifier=|L-77", "2", "a licence has no system"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|LN|L-77", "2", "but a type"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|LN|1234567893", "", "that one has no type"),
    finds("Practitioner", "identifier:missing=true", "1 5", "literal null is none"),
    finds("Practitioner", "phone=613-555-0222", "2", "any phone"),
    finds("Practitioner", "phone=613-555-0223", "", "a fax is no phone"),
    finds("Practitioner", "telecom=613-555-0223", "2", "any telecom"),
    finds("Practitioner", "address=unit", "2", "the second line"),
    finds("Practitioner", "_lastUpdated=2022-07-01", "2 ab-4", "a day at the clinic"),
    finds("PractitionerRole", "practitioner=Practitioner/2", "2", "reference"),
    finds("PractitionerRole", "practitioner.name=ki", "2 5", "a chain into the same table"),
    finds("PractitionerRole", "organization=3", "2", "reference"),
    finds("PractitionerRole", "organization:missing=true", "1 5", "0 is nowhere"),
    finds("PractitionerRole", "location=Location/9", "2", "one of two"),
    finds("PractitionerRole", "location=Location/4", "", "of another table"),
    finds("PractitionerRole", "location.status=active", "2", "99 is not there"),
    finds("PractitionerRole", "specialty=208D00000X", "5", "code"),
    finds("PractitionerRole", "specialty=207Q00000X", "", "the default says nothing"),
    finds("PractitionerRole", "role:text=chief", "2", "in a row of its own"),
    finds("PractitionerRole", "phone=613-555-0221", "2", "work"),
    finds("PractitionerRole", "phone=613-555-0220", "", "the phone at home is the person's"),
    finds("Practitioner", "_has:PractitionerRole:practitioner:active=false", "5", "and back"),
)

REFUSALS = (refused("Practitioner", "gender=male", "not-supported", "the table has no such column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
