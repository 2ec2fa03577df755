"""Provenance out of the columns that tell who wrote a row, and when: most of the rows are those of the other parts."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import Json, coding, concept, ref, updated

OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
AUTHOR = concept(coding(PARTICIPANT, "author"))


def change(number: int, why: str, **values: Any) -> Row:
    """A row of tickler_update."""
    return row("tickler_update", why, id=number, **values)


def wrote(target: str, who: str, when: str, *, how: str = "CREATE") -> Json:
    """Who wrote the row that became `target`."""
    return {
        "meta": updated(when),
        "target": [ref(target)],
        "recorded": when,
        "activity": concept(coding(OPERATION, how)),
        "agent": [{"type": AUTHOR, "who": ref(f"Practitioner/{who}")}],
    }


ROWS = (
    change(1, "completed, and opened again", tickler_no=401, status="C", provider_no="000123",
           update_date="2026-10-05 10:00:00"),
    change(2, "of a tickler that is not there", tickler_no=999, status="A", assignedTo="999998", provider_no="999998",
           update_date="2026-10-05 11:00:00"),
    change(3, "by nobody", tickler_no=401, status="A", provider_no="", update_date="2026-10-05 12:00:00"),
    change(4, "at no time", tickler_no=401, status="A", provider_no="999998", update_date="0000-00-00 00:00:00"),
    change(5, "by the program", tickler_no=402, status="C", provider_no="-1", update_date="2026-10-05 12:00:00"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    # whoever changed them last
    "Provenance/pt-13": wrote("Patient/13", "999998", "2020-07-02T00:00:00-04:00", how="UPDATE"),
    "Provenance/pr-123": wrote("Practitioner/123", "999998", "2021-07-01T12:00:00-04:00", how="UPDATE"),
    "Provenance/dx-1": wrote("Condition/1", "999998", "2020-01-02T03:04:05-05:00", how="UPDATE"),
    "Provenance/dx-8": wrote("Condition/8", "000123", "2018-05-06T07:08:09-04:00", how="UPDATE"),
    "Provenance/dx-10": wrote("Condition/10", "999998", "2020-11-01T02:30:00-05:00", how="UPDATE"),
    # who made them
    "Provenance/al-1": wrote("AllergyIntolerance/1", "999998", "2016-02-29T10:00:00-05:00"),
    "Provenance/al-6": wrote("AllergyIntolerance/6", "dr.5fa1", "2020-02-02T02:02:02-05:00"),
    "Provenance/al-8": wrote("AllergyIntolerance/8", "000123", "2020-07-01T12:00:00-04:00"),
    "Provenance/al-10": wrote("AllergyIntolerance/10", "999998", "2021-01-01T01:01:01-05:00"),
    "Provenance/rx-101": wrote("MedicationRequest/101", "999998", "2026-11-15T09:30:00-05:00"),
    "Provenance/rx-102": wrote("MedicationRequest/102", "999998", "2020-02-01T10:00:00-05:00"),
    "Provenance/rx-104": wrote("MedicationRequest/104", "999998", "2026-01-01T08:00:00-05:00"),
    "Provenance/rx-105": wrote("MedicationRequest/105", "dr.5fa1", "2025-01-01T08:00:00-05:00"),
    "Provenance/rx-114": wrote("MedicationRequest/114", "123", "2023-05-01T16:20:00-04:00"),
    "Provenance/im-201": wrote("Immunization/201", "999998", "2020-05-06T10:20:00-04:00"),
    # each change of a tickler
    "Provenance/tk-1": wrote("Task/401", "000123", "2026-10-05T10:00:00-04:00", how="UPDATE"),
    "Provenance/tk-2": wrote("Task/999", "999998", "2026-10-05T11:00:00-04:00", how="UPDATE"),
}

ABSENT = {
    "Provenance/al-2": "an archived row",
    "Provenance/al-3": "-1 is nobody",
    "Provenance/al-5": "0 is nobody",
    "Provenance/rx-103": "neither a time nor a provider",
    "Provenance/rx-106": "a deleted row",
    "Provenance/rx-109": "a statement",
    "Provenance/im-203": "101 may be 101 or 00101",
    "Provenance/im-207": "a row that was replaced",
    "Provenance/tk-3": "by nobody",
    "Provenance/tk-4": "at no time",
    "Provenance/pt-12": "by the program",
}

SEARCHES = (
    finds("Provenance", "target=AllergyIntolerance/8", "al-8", "of a resource"),
    finds("Provenance", "target=Patient/13", "pt-13", "of the patient's own row"),
    finds("Provenance", "patient=13", "pt-13", "of the patient's own row"),
    finds("Provenance", "patient=11", "", "what is about others is about the patient, but does not say so"),
    finds("Provenance", "agent=000123", "al-8 dx-8 tk-1", "by whom"),
    finds("Provenance", "agent.family=cote", "al-6 rx-105", "a chain"),
    finds("Provenance", "recorded=2020", "pt-13 dx-1 dx-10 al-6 al-8 rx-102 im-201", "the year"),
    finds("Provenance", "recorded=ge2026-10-01", "rx-101 tk-1 tk-2", "and later"),
    finds("Provenance", "agent-type=author", "al-1 al-6 al-8 al-10 dx-1 dx-8 dx-10 im-201 pr-123 pt-13 "
          "rx-101 rx-102 rx-104 rx-105 rx-114 tk-1 tk-2", "constant"),
    brings("MedicationRequest", "_id=105,103&_revinclude=Provenance:target", "103 105", "Provenance/rx-105", "its own"),
    brings("Task", "_id=401&_revinclude=Provenance:target", "401", "Provenance/tk-1", "every change"),
    brings("Provenance", "_id=tk-2&_include=Provenance:target", "tk-2", "", "the tickler is not there"),
)  # fmt: skip
REFUSALS = (refused("Provenance", "location=1", "not-supported", "not mapped"),)
PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
