"""Organization out of facility, insurance_companies and procedure_providers; Location out of facility."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import ORGANIZATION_TYPE, ROLE_CODE, US_NPI, Json, coding, concept, ref, updated, uuid


def kind(code: str) -> Json:
    """Organization.type."""
    return concept(coding(ORGANIZATION_TYPE, code))


TELECOM = [
    {"system": "phone", "value": "613-555-0400", "use": "work"},
    {"system": "fax", "value": "613-555-0401", "use": "work"},
    {"system": "email", "value": "desk@example.org"},
    {"system": "url", "value": "https://downtown.example", "use": "work"},
]

ROWS = (
    row(
        "facility",
        "everything filled",
        id=3,
        uuid=bytes.fromhex("11112222333344445555666677778888"),
        name="Downtown Clinic",
        phone="613-555-0400",
        fax="613-555-0401",
        email="desk@example.org",
        street="200 Bank St",
        city="Ottawa",
        state="ON",
        postal_code="K2P 1W8",
        country_code="Canada",
        website="https://downtown.example",
        facility_npi="1245319599",
        pos_code=11,
        attn="Front desk",
        mail_street="PO Box 12",
        mail_street2="",
        mail_city="Ottawa",
        mail_state="ON",
        mail_zip="K2P 1W9",
        inactive=0,
        last_updated="2022-01-10 09:00:00",
    ),
    row(
        "facility",
        "closed; a uuid of zero bytes",
        id=4,
        uuid=bytes(16),
        name="Clinique Fermée",
        phone="",
        city=" ",
        facility_npi="",
        inactive=1,
        service_location=0,
        organization_type="bus",
        last_updated="2022-07-10 09:00:00",
    ),
    row(
        "facility",
        "a place closed down, of a kind that the roles of R4 do not know; a type nobody knows",
        id=9,
        name="Annex",
        inactive=1,
        pos_code=99,
        organization_type="shed",
        last_updated="2022-07-11 09:00:00",
    ),
    row(
        "insurance_companies",
        "everything filled",
        id=60,
        uuid=bytes.fromhex("60606060606040608060606060606060"),
        name="Ontario Mutual",
        attn="Claims",
        cms_id="OM1",
        inactive=0,
        last_updated="2023-01-10 09:00:00",
    ),
    row("insurance_companies", "org-1 wants a name", id=61, name="", inactive=1, last_updated="2023-01-10 09:00:00"),
    row(
        "addresses",
        "an insurer's",
        id=101,
        line1="1 Bay St",
        line2="",
        city="Toronto",
        state="ON",
        zip="M5J 1A1",
        country="Canada",
        foreign_id=60,
    ),
    row("addresses", "a second one: the first counts", id=102, line1="2 Bay St", city="Toronto", foreign_id=60),
    row("phone_numbers", "at work", id=111, area_code="416", prefix="555", number="0160", type=2, foreign_id=60),
    row("phone_numbers", "a fax", id=112, area_code="416", prefix="555", number="0161", type=5, foreign_id=60),
    row("phone_numbers", "without area", id=113, area_code="", prefix="555", number="0162", type=3, foreign_id=60),
    row("phone_numbers", "nothing in it", id=114, area_code="", prefix="", number="", type=1, foreign_id=60),
    row("phone_numbers", "an emergency number", id=115, prefix="555", number="0911", type=4, foreign_id=60),
    row("phone_numbers", "a pharmacy's", id=116, prefix="555", number="0163", type=2, foreign_id=62),
    row(
        "procedure_providers",
        "a laboratory; its director is a user",
        ppid=70,
        name="Rideau Laboratories",
        npi="1093817465",
        lab_director=2,
        active=1,
        last_updated="2023-03-01 09:00:00",
    ),
    row(
        "procedure_providers",
        "closed; nobody directs it",
        ppid=71,
        name="Old Lab",
        lab_director=0,
        active=0,
        last_updated="2023-03-02 09:00:00",
    ),
)


RESOURCES: dict[str, Json] = {
    "Organization/3": {
        "meta": updated("2022-01-10T09:00:00-05:00"),
        "identifier": [
            {"system": US_NPI, "value": "1245319599"},
            uuid("11112222-3333-4444-5555-666677778888"),
        ],
        "active": True,
        "type": [kind("prov")],
        "name": "Downtown Clinic",
        "telecom": TELECOM,
        "address": [
            {
                "use": "work",
                "line": ["200 Bank St"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K2P 1W8",
                "country": "Canada",
            },
            {
                "use": "work",
                "type": "postal",
                "line": ["PO Box 12"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K2P 1W9",
            },
        ],
        "contact": [{"name": {"text": "Front desk"}}],
    },
    "Organization/4": {
        "meta": updated("2022-07-10T09:00:00-04:00"),
        "active": False,
        "type": [kind("bus")],
        "name": "Clinique Fermée",
    },
    "Organization/9": {"meta": updated("2022-07-11T09:00:00-04:00"), "active": False, "name": "Annex"},
    "Organization/ins-60": {
        "meta": updated("2023-01-10T09:00:00-05:00"),
        "identifier": [{"value": "OM1"}, uuid("60606060-6060-4060-8060-606060606060")],
        "active": True,
        "type": [kind("ins")],
        "name": "Ontario Mutual",
        "telecom": [
            {"system": "phone", "value": "416-555-0160", "use": "work"},
            {"system": "phone", "value": "555-0162", "use": "mobile"},
            {"system": "fax", "value": "416-555-0161", "use": "work"},
        ],
        "address": [
            {
                "use": "work",
                "line": ["1 Bay St"],
                "city": "Toronto",
                "state": "ON",
                "postalCode": "M5J 1A1",
                "country": "Canada",
            }
        ],
        "contact": [{"name": {"text": "Claims"}}],
    },
    "Organization/lab-70": {
        "meta": updated("2023-03-01T09:00:00-05:00"),
        "identifier": [{"system": US_NPI, "value": "1093817465"}],
        "active": True,
        "name": "Rideau Laboratories",
        "contact": [{"name": {"family": "Kim", "given": ["Dana", "J"]}}],
    },
    "Organization/lab-71": {"meta": updated("2023-03-02T09:00:00-05:00"), "active": False, "name": "Old Lab"},
    "Location/3": {
        "meta": updated("2022-01-10T09:00:00-05:00"),
        "status": "active",
        "name": "Downtown Clinic",
        "mode": "instance",
        "type": [concept(coding(ROLE_CODE, "OF"))],
        "telecom": TELECOM,
        "address": {
            "use": "work",
            "line": ["200 Bank St"],
            "city": "Ottawa",
            "state": "ON",
            "postalCode": "K2P 1W8",
            "country": "Canada",
        },
        "managingOrganization": ref("Organization/3"),
    },
    "Location/9": {
        "meta": updated("2022-07-11T09:00:00-04:00"),
        "status": "inactive",
        "name": "Annex",
        "mode": "instance",
        "managingOrganization": ref("Organization/9"),
    },
}

ABSENT = {
    "Organization/1": "no such row",
    "Organization/60": "an insurer has a tag",
    "Organization/lab-60": "another table's number",
    "Location/4": "it only sends bills",
}
BAD = {"Organization/ins-61": "no name"}

SEARCHES = (
    finds("Organization", "name=down", "3", "prefix"),
    finds("Organization", "name:contains=fermee", "4", "no accent"),
    finds("Organization", "active=false", "4 9 lab-71", "the mark says the opposite, that of a laboratory does not"),
    finds("Organization", "active=true", "3 ins-60 lab-70", "the mark says the opposite"),
    finds("Organization", f"type={ORGANIZATION_TYPE}|ins", "ins-60", "a constant of the table"),
    finds("Organization", "type=prov", "3", "the column's default"),
    finds("Organization", "type:missing=true", "9 lab-70 lab-71", "no known type"),
    finds("Organization", "_id=ins-60,ins-61,60", "ins-60", "the bad one, no tag"),
    finds("Organization", "address=1 bay", "ins-60", "in another table"),
    finds("Organization", "address=2 bay", "", "the first counts"),
    finds("Organization", "address-use=work&address-city=ottawa", "3", "two of them"),
    finds("Location", "status=active", "3", "in use"),
    finds("Location", "status=inactive", "9", "closed"),
    finds("Location", f"type={ROLE_CODE}|OF", "3", "code"),
    finds("Location", "organization=Organization/3", "3", "its own row as an organization"),
    finds("Location", "organization.name=annex", "9", "a chain into the same table"),
    finds("Location", "address=200", "3", "street"),
    finds("Organization", "_has:Location:organization:status=active", "3", "and back"),
    finds("Organization", f"identifier={US_NPI}|1245319599", "3", "system and value"),
    finds("Organization", "identifier:missing=true", "4 9 lab-71", "zero bytes are no uuid"),
    finds("Organization", "address=bank", "", "prefix of the line, not of a word"),
    finds("Organization", "address-country=can", "3 ins-60", "prefix"),
    finds("Organization", "_lastUpdated=gt2022-01-10", "4 9 ins-60 lab-70 lab-71", "after that day"),
)

REFUSALS = (refused("Organization", "partof=Organization/3", "not-supported", "not mapped"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
