"""Organization out of clinic."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import Json

ROWS = (
    row(
        "clinic",
        "the province is a word; no time of change",
        clinic_no=1234,
        clinic_name="Riverside Clinic",
        clinic_address="1 River Rd",
        clinic_city="Ottawa",
        clinic_province="Ontario",
        clinic_postal="K1A 0B1",
        clinic_phone="613-555-0300",
        clinic_fax="613-555-0301",
        status="A",
    ),
    row(
        "clinic",
        "blanks only beside the name",
        clinic_no=1235,
        clinic_name="Clinique Éclair  ",
        clinic_address="",
        clinic_city="  ",
        clinic_postal="null",
        clinic_phone="",
        clinic_fax="",
    ),
    row("clinic", "a name of blanks: org-1 wants a name or an identifier", clinic_no=1236, clinic_name="  "),
)

RESOURCES: dict[str, Json] = {
    "Organization/1234": {
        "name": "Riverside Clinic",
        "telecom": [
            {"system": "phone", "value": "613-555-0300", "use": "work"},
            {"system": "fax", "value": "613-555-0301", "use": "work"},
        ],
        "address": [
            {
                "use": "work",
                "line": ["1 River Rd"],
                "city": "Ottawa",
                "state": "Ontario",
                "postalCode": "K1A 0B1",
            }
        ],
    },
    "Organization/1235": {"name": "Clinique Éclair"},
}

ABSENT = {"Organization/1": "no such row", "Organization/01234": "not the id of 1234"}

BAD = {"Organization/1236": "no name"}

SEARCHES = (
    finds("Organization", "name=river", "1234", "prefix"),
    finds("Organization", "name:contains=eclair", "1235", "anywhere, no accent"),
    finds("Organization", "name=clinic", "", "a prefix of the whole text, not of a word: Clinique is another"),
    finds("Organization", "address-state=ontario", "1234", "as stored"),
    finds(
        "Organization", "address:missing=true", "1235 dept-205 fac-201 fac-202", "blank and literal null are missing"
    ),
    finds("Organization", "address-use=work", "1234 inst-203", "the object must be there for its constant"),
    finds("Organization", "address-postalcode:exact=K1A 0B1", "1234", "exact"),
)

REFUSALS = (
    refused("Organization", "_lastUpdated=ge2020", "not-supported", "the table has no time of change"),
    refused("Organization", "identifier=1", "not-supported", "not mapped"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
