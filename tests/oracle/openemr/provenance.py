"""Provenance: who entered problems, allergies and forms, and who changed patients."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, row
from tests.oracle.words import Json, coding, concept, ref, updated

OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def line(id: int, why: str, **values: Any) -> Row:
    """A line of OpenEMR's journal."""
    usual = {"date": "2024-05-01 10:00:00", "event": "patient-record-update", "user": "dkim", "patient_id": 9}
    return row("log", why, id=id, **{**usual, "success": 1, **values})


ROWS = (
    line(1, "a change, by a user name in another case", user="DKIM"),
    line(
        2, "an entry, by a clerk", event="patient-record-insert", user="front", patient_id=1, date="2024-05-02 10:00:00"
    ),
    line(3, "something else", event="login"),
    line(4, "it failed", success=0),
    line(5, "by nobody", user=""),
    line(6, "by somebody who is gone", user="gone"),
    line(7, "at no time", date="0000-00-00 00:00:00"),
    line(8, "nobody's", patient_id=0),
)


def wrote(target: str, when: str, who: str, operation: str = "CREATE") -> Json:
    """Who wrote what, when."""
    return {
        "meta": updated(when),
        "target": [ref(target)],
        "recorded": when,
        "activity": concept(coding(OPERATION, operation)),
        "agent": [{"type": concept(coding(PARTICIPANT, "author")), "who": ref(f"Practitioner/{who}")}],
    }


RESOURCES: dict[str, Json] = {
    "Provenance/pt-1": wrote("Patient/9", "2024-05-01T10:00:00-04:00", "2", "UPDATE"),
    "Provenance/pt-2": wrote("Patient/1", "2024-05-02T10:00:00-04:00", "3"),
    "Provenance/alg-1": wrote("AllergyIntolerance/1", "2020-01-02T03:04:05-05:00", "2"),
    "Provenance/cond-20": wrote("Condition/20", "2015-04-05T10:00:00-04:00", "2"),
    "Provenance/enc-10": wrote("Encounter/13", "2021-05-02T10:05:00-04:00", "2"),
    "Provenance/soap-305": wrote("DocumentReference/soap-1", "2021-05-02T10:30:00-04:00", "2"),
    "Provenance/dict-308": wrote("DocumentReference/dict-2", "2021-05-02T10:30:00-04:00", "3"),
}

ABSENT = {
    "Provenance/pt-3": "something else",
    "Provenance/pt-4": "it failed",
    "Provenance/pt-5": "by nobody",
    "Provenance/pt-6": "by somebody who is gone",
    "Provenance/pt-7": "at no time",
    "Provenance/pt-8": "nobody's",
    "Provenance/alg-3": "by somebody who is gone",
    "Provenance/alg-20": "a problem",
    "Provenance/enc-9": "of a sensitive encounter",
    "Provenance/enc-305": "another kind of form",
}

SEARCHES = (
    finds("Provenance", "target=Patient/9", "pt-1", "reference"),
    finds("Provenance", "agent=Practitioner/3&target=Patient/1", "pt-2", "a clerk"),
    finds("Provenance", "patient=9&recorded=2024-05-01", "pt-1", "the day"),
    finds("Provenance", "agent.name=kim&recorded=lt2021", "alg-1 cond-20", "a chain, by user name"),
    finds("Provenance", "target=Condition/20", "cond-20", "one table, one of its types"),
    finds("Provenance", "target=Encounter/12,Encounter/13", "enc-10", "not of the sensitive one"),
    finds("Condition", "_has:Provenance:target:agent=Practitioner/2", "20", "and back"),
    finds("Provenance", "target:Patient.birthdate=1975-06-15", "pt-2", "a chain"),
    finds("Provenance", "_id=pt-3,pt-4,pt-5,pt-6,pt-7,pt-8", "", "no writers"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES)
