"""Notes of encounters: the clinical notes form, SOAP notes and dictations, each with its Binary."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, row
from tests.oracle.words import LOINC, Json, coding, concept, ref, updated, uuid


def form(id: int, form_id: int, kind: str, why: str, **values: Any) -> Row:
    """A row of forms: what makes a note one."""
    usual = {"date": "2021-05-02 10:30:00", "encounter": 1008, "pid": 9, "deleted": 0}
    return row("forms", why, id=id, form_id=form_id, formdir=kind, **{**usual, **values})


def note(id: int, form_id: int, why: str, **values: Any) -> Row:
    """A row of form_clinical_notes: its id is not the number of its form."""
    usual = {"pid": 9, "user": "dkim", "activity": 1, "date": "2021-05-02", "last_updated": "2021-05-02 11:00:00"}
    return row("form_clinical_notes", why, id=id, form_id=form_id, **{**usual, **values})


ROWS = (
    note(
        1,
        501,
        "everything filled",
        uuid=bytes.fromhex("d0d0d0d0d0d040d080d0d0d0d0d0d0d0"),
        code="LOINC:11488-4",
        codetext="Consultation Note",
        description="Seen for her knee.\nTo come again.",
        clinical_notes_category="cardiology",
    ),
    note(
        2,
        501,
        "the second note of one form; its author is gone; a code of an unknown system",
        user="gone",
        code="X:1",
        codetext="",
        description="More",
        date="0000-00-00",
    ),
    note(3, 501, "put away", description="Old", activity=0),
    note(4, 501, "nothing in it", description="  "),
    note(5, 502, "its form is deleted", description="Deleted"),
    note(6, 503, "at a sensitive encounter", description="Secret"),
    note(7, 504, "of no form of its kind", description="Lost"),
    form(301, 501, "clinical_notes", "two notes"),
    form(302, 502, "clinical_notes", "deleted", deleted=1),
    form(303, 503, "clinical_notes", "at a sensitive encounter", encounter=1007),
    form(304, 504, "soap", "another kind of form with the same number"),
    row("list_options", "a category", list_id="Clinical_Note_Category", option_id="cardiology", title="Cardiology"),
    row(
        "form_soap",
        "of four parts, one of them empty",
        id=1,
        date="2021-05-02 10:20:00",
        pid=9,
        user="DKIM",
        subjective="Knee hurts",
        objective="",
        assessment="Sprain",
        plan="Rest",
        activity=0,
    ),
    row("form_soap", "empty", id=2, date="2021-05-02 10:20:00", pid=9, subjective="", objective=None),
    form(305, 1, "soap", "a SOAP note", user="dkim"),
    form(306, 2, "soap", "an empty one"),
    row(
        "form_dictation",
        "of an encounter that is not there, by nobody",
        id=1,
        date=None,
        pid=9,
        user="",
        dictation="Dear colleague",
        additional_notes=None,
    ),
    row(
        "form_dictation",
        "another's",
        id=2,
        date="2021-05-03 10:20:00",
        pid=1,
        user="front",
        dictation=None,
        additional_notes="Call back",
    ),
    form(307, 1, "dictation", "of an unknown number", encounter=7777),
    form(308, 2, "dictation", "the first counts", encounter=1001, pid=1, user="front"),
    form(309, 2, "dictation", "a duplicate", encounter=1002, pid=1, date="2021-05-04 10:30:00"),
)


def text(id: str) -> list[Json]:
    """The one attachment."""
    return [{"attachment": {"contentType": "text/plain", "url": f"Binary/{id}"}}]


def binary(id: str) -> Json:
    """What a list shows of a Binary."""
    return {"contentType": "text/plain", "securityContext": ref(f"DocumentReference/{id}")}


FORMED = {"status": "current", "subject": ref("Patient/9"), "date": "2021-05-02T10:30:00-04:00"}

RESOURCES: dict[str, Json] = {
    "DocumentReference/cn-1": {
        **FORMED,
        "meta": updated("2021-05-02T11:00:00-04:00"),
        "identifier": [uuid("d0d0d0d0-d0d0-40d0-80d0-d0d0d0d0d0d0")],
        "type": concept(coding(LOINC, "11488-4"), text="Consultation Note"),
        "category": [concept(text="Cardiology")],
        "author": [ref("Practitioner/2")],
        "content": text("cn-1"),
        "context": {
            "encounter": [ref("Encounter/13")],
            "period": {"start": "2021-05-02", "end": "2021-05-02"},
        },
    },
    "DocumentReference/cn-2": {
        **FORMED,
        "meta": updated("2021-05-02T11:00:00-04:00"),
        "content": text("cn-2"),
        "context": {"encounter": [ref("Encounter/13")]},
    },
    "DocumentReference/soap-1": {
        **FORMED,
        "type": concept(coding(LOINC, "11506-3"), text="SOAP"),
        "author": [ref("Practitioner/2")],
        "content": text("soap-1"),
        "context": {
            "encounter": [ref("Encounter/13")],
            "period": {"start": "2021-05-02T10:20:00-04:00", "end": "2021-05-02T10:20:00-04:00"},
        },
    },
    "DocumentReference/dict-1": {**FORMED, "type": concept(text="Dictation"), "content": text("dict-1")},
    "DocumentReference/dict-2": {
        **FORMED,
        "subject": ref("Patient/1"),
        "type": concept(text="Dictation"),
        "author": [ref("Practitioner/3")],
        "content": text("dict-2"),
        "context": {
            "encounter": [ref("Encounter/5")],
            "period": {"start": "2021-05-03T10:20:00-04:00", "end": "2021-05-03T10:20:00-04:00"},
        },
    },
    **{f"Binary/{id}": binary(id) for id in ("cn-1", "cn-2", "soap-1", "dict-1", "dict-2")},
}

_HIDDEN = {
    "cn-3": "put away", "cn-4": "nothing in it", "cn-5": "its form is deleted", "cn-6": "sensitive",
    "cn-7": "of no form", "cn-501": "the number of a form", "soap-2": "empty",
}  # fmt: skip
ABSENT = {f"{type}/{id}": why for id, why in _HIDDEN.items() for type in ("DocumentReference", "Binary")}

SEARCHES = (
    finds("DocumentReference", "patient=9", "cn-1 cn-2 soap-1 dict-1 301 302 308", "of all kinds"),
    finds("DocumentReference", "subject=Patient/1", "dict-2", "once, though filed twice"),
    finds("DocumentReference", f"type={LOINC}|11488-4", "cn-1", "the note's own code"),
    finds("DocumentReference", "type=11506-3", "soap-1", "a constant of its kind"),
    finds("DocumentReference", "type:missing=true", "cn-2 302 308 309", "an unknown system, or no category"),
    finds("DocumentReference", "category:text=cardio", "cn-1", "the title of the option"),
    finds("DocumentReference", "author=Practitioner/2", "cn-1 soap-1 301", "user name in any case"),
    finds("DocumentReference", "author.name=kim&patient=9", "cn-1 soap-1 301", "a chain"),
    finds("DocumentReference", "encounter=Encounter/13", "cn-1 cn-2 soap-1", "by number and patient"),
    finds("DocumentReference", "encounter=Encounter/5", "dict-2", "the first entry counts"),
    finds("DocumentReference", "encounter:missing=true", "dict-1 302 303 308 309", "an unknown number, or none"),
    finds("DocumentReference", "date=2021-05-02", "cn-1 cn-2 soap-1 dict-1 dict-2", "when it was filed"),
    finds("DocumentReference", "period=2021-05-03", "dict-2", "what it is about"),
    finds("DocumentReference", "identifier=urn:uuid:d0d0d0d0-d0d0-40d0-80d0-d0d0d0d0d0d0", "cn-1", "uuid"),
    finds("DocumentReference", "_id=cn-3,cn-5,cn-6,soap-2", "", "put away, deleted, sensitive, empty"),
    finds("Binary", "_id=cn-1,cn-6,soap-1", "cn-1 soap-1", "as the notes themselves"),
    finds("Binary", "_id=cn-3,cn-4,cn-5,soap-2", "", "put away, nothing in it, deleted, empty"),
    finds("Binary", "_id=dict-1,dict-2", "dict-1 dict-2", "dictations"),
    finds("Binary", "_id=1", "", "its tag is missing"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES)
