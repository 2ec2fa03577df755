"""Organization out of facility."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import US_NPI, Json, updated, uuid

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
        facility_npi="1245319599",
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
        last_updated="2022-07-10 09:00:00",
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
        "name": "Downtown Clinic",
        "telecom": [
            {"system": "phone", "value": "613-555-0400", "use": "work"},
            {"system": "fax", "value": "613-555-0401", "use": "work"},
            {"system": "email", "value": "desk@example.org"},
        ],
        "address": [
            {
                "use": "work",
                "line": ["200 Bank St"],
                "city": "Ottawa",
                "state": "ON",
                "postalCode": "K2P 1W8",
                "country": "Canada",
            }
        ],
    },
    "Organization/4": {
        "meta": updated("2022-07-10T09:00:00-04:00"),
        "active": False,
        "name": "Clinique Fermée",
    },
}

ABSENT = {"Organization/1": "no such row"}

SEARCHES = (
    finds("Organization", "name=down", "3", "prefix"),
    finds("Organization", "name:contains=fermee", "4", "no accent"),
    finds("Organization", "active=false", "4", "the mark says the opposite"),
    finds("Organization", "active=true", "3", "the mark says the opposite"),
    finds("Organization", f"identifier={US_NPI}|1245319599", "3", "system and value"),
    finds("Organization", "identifier:missing=true", "4", "zero bytes are no uuid"),
    finds("Organization", "address=bank", "", "prefix of the line, not of a word"),
    finds("Organization", "address-country=can", "3", "prefix"),
    finds("Organization", "_lastUpdated=gt2022-01-10", "4", "after that day"),
)

REFUSALS = (refused("Organization", "partof=Organization/3", "not-supported", "not mapped"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
