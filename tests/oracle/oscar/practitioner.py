"""Practitioner out of provider."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import BILLING, IDENTIFIER_TYPE, ON_NURSE, ON_PHYSICIAN, Json, typed, updated


def provider(number: str, why: str, **values: Any) -> Row:
    """A row of provider."""
    return row("provider", why, provider_no=number, **values)


def licence(value: str, system: str | None = None) -> Json:
    """The number that a college gave."""
    return {"type": typed("LN"), **({"system": system} if system else {}), "value": value}


ROWS = (
    provider(
        "999998",
        "the seeded doctor, with everything; a billing number that begins with 0",
        last_name="Welby",
        first_name="Marcus",
        provider_type="doctor",
        specialty="Family Medicine",
        title="Dr.",
        sex="M",
        dob="1960-02-03",
        address="100 College St",
        phone="416-555-0210",
        work_phone="416-555-0200",
        email="mw@example.org",
        ohip_no="012345",
        practitionerNo="54321",
        practitionerNoType="CPSO",
        comments="<xml_p_cell></xml_p_cell><xml_p_slpassword>opensesame</xml_p_slpassword><xml_p_fax>416-555-0299</xml_p_fax>"
        "<xml_p_pager>416-555-0298</xml_p_pager>",
        status="1",
        lastUpdateDate="2020-01-15 08:00:00",
    ),
    provider(
        "-1",
        "the program itself: never shown",
        last_name="system",
        first_name="system",
        status="1",
        lastUpdateDate="2012-01-01 00:00:00",
    ),
    provider(
        "000123",
        "leading zeros are part of the number; a nurse; status '0'; zero times",
        last_name="Ratched",
        first_name="Mildred",
        provider_type="nurse",
        sex="F",
        dob="0000-00-00",
        practitionerNo="0099",
        practitionerNoType="CNORN",
        status="0",
        lastUpdateDate="0000-00-00 00:00:00",
    ),
    provider(
        "123",
        "not the same as 000123; an empty status is inactive; no numbers",
        last_name="Zero",
        first_name="Leading",
        work_phone="null",
        ohip_no="null",
        practitionerNo="",
        practitionerNoType="CPSO",
        status="",
        lastUpdateUser="999998",
        lastUpdateDate="2021-07-01 12:00:00",
    ),
    provider(
        "dr_a1",
        "a key with an underscore; accents; no status; unknown college; a zero time written back as year 1",
        last_name="Côté",
        first_name="Émile",
        provider_type="er_clerk",
        sex="M",
        practitionerNo="L-9",
        practitionerNoType="XYZ",
        status=None,
        lastUpdateDate="0001-01-01 00:00:00",
    ),
)

RESOURCES: dict[str, Json] = {
    "Practitioner/999998": {
        "meta": updated("2020-01-15T08:00:00-05:00"),
        "identifier": [
            licence("54321", ON_PHYSICIAN),
            {"type": typed("PRN"), "system": BILLING, "value": "012345"},
        ],
        "active": True,
        "name": [{"use": "official", "family": "Welby", "given": ["Marcus"], "prefix": ["Dr."]}],
        "telecom": [
            {"system": "phone", "value": "416-555-0200", "use": "work"},
            {"system": "phone", "value": "416-555-0210", "use": "home"},
            {"system": "email", "value": "mw@example.org"},
            {"system": "fax", "value": "416-555-0299", "use": "work"},
            {"system": "pager", "value": "416-555-0298"},
        ],
        "address": [{"use": "work", "line": ["100 College St"]}],
        "gender": "male",
        "birthDate": "1960-02-03",
    },
    "Practitioner/000123": {
        "identifier": [licence("0099", ON_NURSE)],
        "active": False,
        "name": [{"use": "official", "family": "Ratched", "given": ["Mildred"]}],
        "gender": "female",
    },
    "Practitioner/123": {
        "meta": updated("2021-07-01T12:00:00-04:00"),
        "active": False,
        "name": [{"use": "official", "family": "Zero", "given": ["Leading"]}],
    },
    "Practitioner/dr.5fa1": {
        "identifier": [licence("L-9")],
        "active": False,
        "name": [{"use": "official", "family": "Côté", "given": ["Émile"]}],
        "gender": "male",
    },
}

ABSENT = {
    "Practitioner/.2d1": "-1 in the spelling of ids: hidden",
    "Practitioner/-1": "not an id of ours",
    "Practitioner/dr_a1": "not how the id is spelled",
    "Practitioner/DR.5FA1": "upper-case digits are another spelling",
    "Practitioner/DR.5fa1": "ids are compared letter by letter, whatever the collation says",
    "Practitioner/999997": "no such row",
}

SEARCHES = (
    finds("Practitioner", "family=cote", "dr.5fa1", "no accents"),
    finds("Practitioner", "name=e", "dr.5fa1", "the given name begins with É"),
    finds("Practitioner", "family=system", "", "the program is nobody"),
    finds("Practitioner", "active=true", "999998 s-71", "status 1 alone; a specialist who is shown"),
    finds("Practitioner", "active=false", "000123 123 dr.5fa1 s-72 s-73", "0, empty and nothing; hidden, deleted"),
    finds("Practitioner", "gender=female", "000123", "code"),
    finds("Practitioner", "gender:missing=true", "123 ct-341 s-71 s-72 s-73", "blank; no column"),
    finds("Practitioner", f"identifier={BILLING}|012345", "999998", "the site's system"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|PRN|012345", "999998", "by its type"),
    finds("Practitioner", f"identifier:of-type={IDENTIFIER_TYPE}|LN|012345", "", "it is no licence"),
    finds("Practitioner", f"identifier={ON_NURSE}|0099", "000123", "system by the college"),
    finds("Practitioner", f"identifier={ON_PHYSICIAN}|0099", "", "another college"),
    finds("Practitioner", "identifier=|L-9", "dr.5fa1", "unknown college: no system"),
    finds("Practitioner", "identifier:missing=true", "123 s-72 s-73", "a college without a number is none"),
    finds("Practitioner", "telecom=416-555-0210", "999998", "home phone"),
    finds("Practitioner", "telecom=416-555-0299", "999998", "the fax number in the comments"),
    finds("Practitioner", "telecom=opensesame", "", "nothing else of the comments"),
    finds("Practitioner", "phone:missing=true", "000123 123 dr.5fa1 s-72 s-73", "literal null is none"),
    finds("Practitioner", "address=100", "999998", "the line"),
    finds("Practitioner", "_id=dr.5fa1,000123", "000123 dr.5fa1", "escaped key"),
    finds("Practitioner", "_id=dr_a1,.2d1", "", "other spelling; hidden"),
    finds("Practitioner", "_lastUpdated=lt2020", "", "zero times and year 1 match nothing"),
    finds(
        "Practitioner", "_lastUpdated=ge2020-01-15T13:00:00Z", "123 999998 ct-341 s-71", "the same instant and later"
    ),
)

REFUSALS = (refused("Practitioner", "communication=fr", "not-supported", "not mapped"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
