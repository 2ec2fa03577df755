"""Coverage out of insurance_data."""

from __future__ import annotations

from tests.oracle.model import Part, finds, row
from tests.oracle.words import COVERAGE_CLASS, SUBSCRIBER, Json, coding, concept, ref, uuid

ROWS = (
    row(
        "insurance_data",
        "the patient's own policy, over",
        id=1,
        uuid=bytes.fromhex("c0c0c0c0c0c040c080c0c0c0c0c0c0c0"),
        type="primary",
        provider="60",
        plan_name="Blue",
        policy_number="P-1",
        group_number="G-9",
        subscriber_relationship="self",
        subscriber_fname="Élise",
        date="2020-01-01",
        date_end="2024-12-31",
        pid=1,
    ),
    row("insurance_data", "what every new patient gets", id=2, type="secondary", provider="", pid=1, date=None),
    row("insurance_data", "the same, older", id=3, type="tertiary", provider=None, pid=1, date=None),
    row(
        "insurance_data",
        "the wife's; no insurer of that number; no known start; a blank behind the number",
        id=4,
        type="tertiary",
        provider="62 ",
        plan_name="  ",
        policy_number="P-4",
        subscriber_relationship="Spouse",
        date="0000-00-00",
        pid=7,
    ),
    row(
        "insurance_data",
        "it ends before it begins; a relationship of the clinic's own",
        id=5,
        type="secondary",
        provider="60",
        policy_number="",
        subscriber_relationship="ward",
        date="2022-01-01",
        date_end="2021-01-01",
        pid=9,
    ),
    row("insurance_data", "nobody's", id=6, type="primary", provider="60", date="2022-01-01", pid=0),
    row("insurance_data", "no number of an insurer", id=7, type="primary", provider="x60", date="2022-02-01", pid=9),
    row("insurance_data", "none", id=8, type="primary", provider="0", date="2022-03-01", pid=9),
)


def of_class(code: str, value: str) -> Json:
    """A class of coverage."""
    return {"type": concept(coding(COVERAGE_CLASS, code)), "value": value}


RESOURCES: dict[str, Json] = {
    "Coverage/1": {
        "identifier": [uuid("c0c0c0c0-c0c0-40c0-80c0-c0c0c0c0c0c0")],
        "status": "active",
        "subscriber": ref("Patient/1"),
        "subscriberId": "P-1",
        "beneficiary": ref("Patient/1"),
        "relationship": concept(coding(SUBSCRIBER, "self")),
        "period": {"start": "2020-01-01", "end": "2024-12-31"},
        "payor": [ref("Organization/ins-60")],
        "class": [of_class("group", "G-9"), of_class("plan", "Blue")],
        "order": 1,
    },
    "Coverage/4": {
        "status": "active",
        "subscriberId": "P-4",
        "beneficiary": ref("Patient/7"),
        "relationship": concept(coding(SUBSCRIBER, "spouse")),
        "payor": [ref("Organization/ins-62")],
        "order": 3,
    },
    "Coverage/5": {
        "status": "active",
        "beneficiary": ref("Patient/9"),
        "period": {"start": "2022-01-01"},
        "payor": [ref("Organization/ins-60")],
        "order": 2,
    },
}

ABSENT = {
    "Coverage/2": "no insurer",
    "Coverage/3": "no insurer",
    "Coverage/8": "0 is no insurer",
}
BAD = {"Coverage/6": "nobody's", "Coverage/7": "no key of an insurer"}

SEARCHES = (
    finds("Coverage", "patient=1", "1", "not the empty ones"),
    finds("Coverage", "beneficiary=Patient/7", "4", "reference"),
    finds("Coverage", "subscriber=Patient/1", "1", "the patient's own policy"),
    finds("Coverage", "subscriber:missing=true", "4 5", "another's name is no resource"),
    finds("Coverage", "payor=Organization/ins-60", "1 5", "reference"),
    finds("Coverage", "payor:Organization.name=ontario", "1 5", "a chain from a number as text; 62 is not there"),
    finds("Coverage", "status=active", "1 4 5", "constant"),
    finds("Coverage", "class-value=g-9", "1", "group"),
    finds("Coverage", f"class-type={COVERAGE_CLASS}|plan", "1", "the object must be there for its constant"),
    finds("Organization", "_has:Coverage:payor:beneficiary=Patient/9", "ins-60", "and back"),
    finds("Patient", "_has:Coverage:beneficiary:payor=Organization/ins-62", "7", "a number as text"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES)
