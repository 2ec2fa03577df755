"""Practitioner out of users: those who may chart."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import IDENTIFIER_TYPE, US_NPI, Json, typed, updated, uuid


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
        last_updated="0000-00-00 00:00:00",
    ),
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
}

ABSENT = {
    "Practitioner/3": "not authorized",
    "Practitioner/4": "neither authorized nor not",
    "Practitioner/dkim": "a user name is not the id",
}

SEARCHES = (
    finds("Practitioner", "active=true", "1 2", "clerks are not there"),
    finds("Practitioner", "active=false", "5", "inactive"),
    finds("Practitioner", "name=ki", "2 5", "family or given"),
    finds("Practitioner", "family=ki", "2", "family only"),
    finds("Practitioner", "given=ki", "5", "given only"),
    finds("Practitioner", "name=front,ialist", "", "hidden"),
    finds("Practitioner", f"identifier={US_NPI}|1234567893", "2", "system and value"),
    finds("Practitioner", "identifier=1992739999", "", "hidden"),
    finds("Practitioner", "identifier=|L-77", "2", "a licence has no system"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|LN|L-77", "2", "but a type"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|LN|1234567893", "", "that one has no type"),
    finds("Practitioner", "identifier:missing=true", "1 5", "literal null is none"),
    finds("Practitioner", "phone=613-555-0222", "2", "any phone"),
    finds("Practitioner", "phone=613-555-0223", "", "a fax is no phone"),
    finds("Practitioner", "telecom=613-555-0223", "2", "any telecom"),
    finds("Practitioner", "address=unit", "2", "the second line"),
    finds("Practitioner", "_lastUpdated=2022-07-01", "2", "a day at the clinic"),
)

REFUSALS = (refused("Practitioner", "gender=male", "not-supported", "the table has no such column"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
