"""Documents, each with its Binary (facts: openemr.md 4.13)."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Caller, Part, Row, Search, View, brings, finds, refused, row
from tests.oracle.words import LOINC, Json, coding, concept, ref, updated, uuid


def document(number: int, why: str, **values: Any) -> Row:
    """A row of `documents`."""
    usual = {"type": "file_url", "mimetype": "application/pdf", "revision": "2022-01-02 12:00:00", "foreign_id": 9}
    return row("documents", why, id=number, **{**usual, **values})


#      patient  category      content    day of the document
# 301  9        LOINC 34133-9 PDF        2021-05-06
# 302  9        -             bytes      -
# 303  8        text          PDF        2020-00-00
# 308  9        -             text       -
# 309  8        -             HTML       -
ROWS = (
    document(
        301,
        "everything filled; of an encounter, by its number",
        uuid=bytes.fromhex("11112222333344448555666677778888"),
        size=4321,
        date="2021-05-07 08:09:10",
        url="file:///var/www/openemr/sites/default/documents/9/letter.pdf",
        owner=2,
        docdate="2021-05-06",
        name="letter.pdf",
        encounter_id=1009,
    ),
    document(
        302,
        "encrypted; no type, no size, zero date, zero uuid; of an encounter that is not there; in no category",
        uuid=bytes(16),
        mimetype="",
        size=0,
        date="0000-00-00 00:00:00",
        url="file:///somewhere/9/x",
        owner=0,
        docdate="0000-00-00",
        name=" ",
        encounter_id=777,
        encrypted=1,
    ),
    document(
        303,
        "in CouchDB; the year only; in two categories, the first of which counts",
        size=None,
        date="2020-03-04 05:06:07",
        url="scan.pdf",
        owner=99,
        foreign_id=8,
        docdate="2020-00-00",
        name="scan.pdf",
        storagemethod=1,
    ),
    document(304, "deleted", deleted=1),
    document(305, "nobody's", foreign_id=0),
    document(306, "nobody's", foreign_id=None),
    document(307, "of a sensitive encounter", encounter_id=1007, name="secret.pdf"),
    document(308, "its text stands in the row", mimetype="Text/Plain", document_data="signed", name="consent", size=6),
    document(
        309, "on the web; a type with a parameter is on no list", foreign_id=8, type="web_url",
        url="https://example.org/x", mimetype="text/html; charset=utf-8",
    ),
    row("categories_to_documents", "a consultation", category_id=3, document_id=301),
    row("categories_to_documents", "the second", category_id=4, document_id=303),
    row("categories_to_documents", "the first, without a code", category_id=2, document_id=303),
    row("categories_to_documents", "of a document that is not there", category_id=3, document_id=999),
    row("categories_to_documents", "of a category that is not there", category_id=99, document_id=308),
    row("categories", "the root", id=1, name="Categories", parent=0),
    row("categories", "without a code", id=2, name="Medical Record", parent=1),
    row("categories", "with a code", id=3, name="Consultation", parent=2, codes="LOINC:34133-9"),
    row("categories", "with a code of an unknown system", id=4, name="Lab Report", parent=1, codes="MINE:7"),
)  # fmt: skip


def content(id: int, type: str, **more: Any) -> list[Json]:
    """The one attachment."""
    return [{"attachment": {"contentType": type, "url": f"Binary/{id}", **more}}]


def binary(id: int, type: str) -> Json:
    """What a list shows of a Binary."""
    return {"contentType": type, "securityContext": ref(f"DocumentReference/{id}")}


CHANGED = {"meta": updated("2022-01-02T12:00:00+00:00")}  # a TIMESTAMP
OCTETS = "application/octet-stream"
RESOURCES: dict[str, Json] = {
    "DocumentReference/301": {
        **CHANGED,
        "identifier": [uuid("11112222-3333-4444-8555-666677778888")],
        "status": "current",
        "type": concept(coding(LOINC, "34133-9"), text="Consultation"),
        "subject": ref("Patient/9"),
        "date": "2021-05-07T08:09:10-04:00",
        "author": [ref("Practitioner/2")],
        "description": "letter.pdf",
        "content": content(301, "application/pdf", size=4321, title="letter.pdf", creation="2021-05-06"),
        "context": {"encounter": [ref("Encounter/14")], "period": {"start": "2021-05-06", "end": "2021-05-06"}},
    },
    "DocumentReference/302": {
        **CHANGED,
        "status": "current",
        "subject": ref("Patient/9"),
        "content": content(302, OCTETS),
    },
    "DocumentReference/303": {
        **CHANGED,
        "status": "current",
        "type": concept(text="Medical Record"),
        "subject": ref("Patient/8"),
        "date": "2020-03-04T05:06:07-05:00",
        "author": [ref("Practitioner/99")],
        "description": "scan.pdf",
        "content": content(303, "application/pdf", title="scan.pdf", creation="2020"),
        "context": {"period": {"start": "2020", "end": "2020"}},
    },
    "DocumentReference/308": {
        **CHANGED,
        "status": "current",
        "subject": ref("Patient/9"),
        "description": "consent",
        "content": content(308, "text/plain", size=6, title="consent"),
    },
    "DocumentReference/309": {
        **CHANGED,
        "status": "current",
        "subject": ref("Patient/8"),
        "content": content(309, OCTETS),
    },
    "Binary/301": binary(301, "application/pdf"),
    "Binary/302": binary(302, OCTETS),
    "Binary/303": binary(303, "application/pdf"),
    "Binary/308": binary(308, "text/plain"),
    "Binary/309": binary(309, OCTETS),
}

_HIDDEN = {"304": "deleted", "305": "nobody's", "306": "nobody's", "307": "sensitive", "999": "no such document"}
ABSENT = {f"{type}/{id}": why for id, why in _HIDDEN.items() for type in ("DocumentReference", "Binary")}


def mine(query: str, ids: str, why: str) -> Search:
    """A search among these documents; notes are DocumentReferences too."""
    return finds("DocumentReference", f"_id=301,302,303,308,309&{query}", ids, why)


SEARCHES = (
    mine("patient=9", "301 302 308", "neither deleted nor sensitive"),
    mine("subject=Patient/8", "303 309", "another patient's"),
    mine(f"type={LOINC}|34133-9", "301", "the category's code"),
    mine("type:text=medical", "303", "the first category"),
    mine("type:text=lab", "", "not the second"),
    mine("contenttype=application/pdf", "301 303", "as stored"),
    mine("contenttype=text/plain", "308", "in another case"),
    mine("period=2020", "303", "a year within the year"),
    mine("period=ge2021-05-06", "301", "the day"),
    mine("date=2021-05-07", "301", "when it was filed"),
    mine("author=Practitioner/2", "301", "who filed it"),
    mine("encounter=Encounter/14", "301", "its id, not its number"),
    mine("encounter=Encounter/1009", "", "a number is no id"),
    mine("identifier=urn:uuid:11112222-3333-4444-8555-666677778888", "301", "uuid"),
    mine("description=scan", "303", "the file's name"),
    finds("Binary", "_id=301,304,307", "301", "by id"),
    finds("Binary", "_id=302,303", "302 303", "what cannot be read is there, too"),
    finds("Binary", "_id=305,306", "", "nobody's"),
    finds("Binary", "_id=308", "308", "a text in the row"),
    finds("Binary", "_id=0309", "", "another way to write a number is no id"),
    brings("DocumentReference", "_id=301&_include=DocumentReference:encounter", "301", "Encounter/14", "where it was"),
)

REFUSALS = (refused("Binary", "contenttype=text/html", "not-supported", "R4 has no such parameter"),)

VIEWS = (
    View(
        Caller("patient 8 and the files", ("patient/*.rs",), patient="8"),
        (
            mine("", "303 309", "own"),
            finds("Binary", "", "303 309", "to which own documents point"),
            finds("Binary", "_id=301,302,307", "", "others'"),
        ),
    ),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS, views=VIEWS)
