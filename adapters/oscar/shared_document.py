"""DocumentReference and Binary of a document that stands in several charts: of every chart but the last.

`document` has one row, `ctl_document` one for each chart. The chart of the highest number has the document under its
own number (`document_reference`); each other one has it under `also-<document>x<patient>`, with a Binary of its own,
so that each patient's token reads its own and no other. A filing is no row with a key of one column, so a document's
filings are read together, of those documents only that have several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Date, DateTime, Integer, String, Table, Text, exists, not_

from facade.adapter import (  # isort: skip
    ResourceMap, StoredRow, at_least, children, date, eq, exploded, instant, joined, reference, restrict, virtual,
)  # fmt: skip

from .codes import documents as codes
from .document_reference import CONFIDENTIAL, DOCUMENT_GAPS, Columns, document_content, document_template, document_type
from .tables import ctl_document, document

c, d = ctl_document.c, document.c
paper = joined(document, on=(c.document_no, "document_no"))
filings = children(ctl_document, on=(c.document_no, "document_no"), order=["module_id"], only={"module": "demographic"})
higher = ctl_document.alias("higher").c

KEPT = (
    "doctype", "docClass", "docSubClass", "docdesc", "docxml", "docfilename", "source", "sourceFacility",
    "updatedatetime", "status", "contenttype", "contentdatetime", "observationdate", "reviewer", "appointment_no",
    "restrictToProgram",
)  # fmt: skip
filing = virtual(
    "filing",
    Column("key", String(24), primary_key=True), Column("patient", Integer, index=True),
    Column("doctype", String(60)), Column("docClass", String(60)), Column("docSubClass", String(60)),
    Column("docdesc", String(255)), Column("docxml", Text), Column("docfilename", String(255)),
    Column("source", String(60)), Column("sourceFacility", String(120)), Column("updatedatetime", DateTime),
    Column("status", String(1)), Column("contenttype", String(255)), Column("contentdatetime", DateTime),
    Column("observationdate", Date), Column("reviewer", String(30)), Column("appointment_no", Integer),
    Column("restrictToProgram", Integer),
)  # fmt: skip
f = filing.c


def read(row: StoredRow) -> Mapping[Table, Iterator[dict[str, Any]]]:
    """The document once for each of its charts but the last."""
    return {filing: _others(row)}


def _others(row: StoredRow) -> Iterator[dict[str, Any]]:
    state = row.text("status").casefold()
    same = [other for other in row.rows("filings") if str(other["status"] or "").strip().casefold() == state]
    owners = sorted(int(other["module_id"] or 0) for other in same)
    kept = {name: row[name] for name in KEPT}
    for owner in owners[:-1]:
        if owner > 0:
            yield {"key": row.keyed(owner), "patient": owner, **kept}


_of = d.document_no == c.document_no
_ACTIVE = exists().where(_of, d.status == c.status, d.status.in_(codes.ACTIVE))
_HIGHER = exists().where(
    higher.document_no == c.document_no, higher.module == "demographic", higher.status == c.status,
    higher.module_id > c.module_id,
)  # fmt: skip
_RESTRICTED = exists().where(_of, d.restrictToProgram == 1)
shared = exploded(
    stored=ctl_document, key=c.document_no, tables=[filing], read=read,
    columns={name: paper[name] for name in KEPT},
    along={"filings": (filings["module_id"], filings["status"])},
    only=[eq(c.module, "demographic"), at_least(c.module_id, 1)],
    restrict=[
        restrict("of-a-document", _ACTIVE.correlate(ctl_document)),
        restrict("not-the-last", _HIGHER.correlate(ctl_document)),
        restrict("program", not_(_RESTRICTED.correlate(ctl_document)), unless=CONFIDENTIAL),
    ],
    sieve={"DocumentReference": {
        "subject": reference("Patient", c.module_id), "date": instant(paper["contentdatetime"]),
        "context": {"period": {"start": date(paper["observationdate"]), "end": date(paper["observationdate"])}},
        "meta": {"lastUpdated": instant(paper["updatedatetime"])},
    }},
)  # fmt: skip

columns = Columns(f.key, f.patient, f)
shared_document = ResourceMap(
    "DocumentReference", tag="also", table=filing, key=f.key, exploded=shared, last_updated=instant(f.updatedatetime),
    template=document_template(columns, tag="also"), gaps=DOCUMENT_GAPS,
)  # fmt: skip

shared_binary = ResourceMap(
    "Binary", tag="also", table=filing, key=f.key, exploded=shared, about=f.patient,
    template={
        "contentType": document_type(f),
        "securityContext": reference("DocumentReference", f.key, tag="also"),
        "data": document_content(f),
    },
)  # fmt: skip
