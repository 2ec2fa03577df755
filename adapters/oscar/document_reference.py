"""DocumentReference out of `document`, hospital reports (HRM) and electronic forms, each with its Binary.

A document is a patient's by `ctl_document`, whose status must be the document's own; what is filed to nobody yet
(module_id -1 or 0) and the files of providers are no resources here.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Column

from facade.adapter import (  # isort: skip
    Codec, Content, ResourceMap, Template, at_least, cannot, cases, coded, coding, concept, date, date_and_time,
    date_time, eq, filled, instant, is_in, joined, last, none_of, not_yet, present_as, reference, restrict, shaped,
    stored_cases, stored_file, stored_text, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import documents as codes
from .codes.chart import NOBODY
from .tables import (
    HRMDocument,
    HRMDocumentToDemographic,
    HRMDocumentToProvider,
    ctl_document,
    document,
    eform,
    eform_data,
)

CONFIDENTIAL: Final = "confidential"
COMMON = {
    "DocumentReference.masterIdentifier": cannot("no number but the key"),
    "DocumentReference.relatesTo": cannot("no column"),
    "DocumentReference.custodian": cannot("no column"),
}

d = document.c
# Of several rows the patient's counts, not that of the inbox; of several patients the last. See `shared_document`.
filed = joined(
    ctl_document, on=[(d.document_no, "document_no"), (d.status, "status")], only={"module": "demographic"},
    pick=last("module_id"),
)  # fmt: skip
ACTIVE = [is_in(d.status, *codes.ACTIVE), at_least(filed["module_id"], 1)]
PROGRAM = [restrict("program", none_of(eq(d.restrictToProgram, 1)), unless=CONFIDENTIAL)]


class Columns(NamedTuple):
    """Where a document's columns stand: its key, whose it is, and the rest."""

    key: Column[Any]
    owner: Column[Any]
    of: Any


def document_type(of: Any) -> Codec:
    """The type of its content."""
    return cases((eq(of.status, codes.HTML), "text/html"),
                 otherwise=coded(of.contenttype, codes.CONTENT_TYPE, other=codes.OCTETS))  # fmt: skip


def document_content(of: Any) -> Content:
    """Its body in the row, or its file."""
    return stored_cases((eq(of.status, codes.HTML), stored_text(of.docxml)), otherwise=stored_file(of.docfilename))


def document_template(columns: Columns, tag: str = "") -> Template:
    """A document in one patient's chart."""
    of = columns.of
    return {
        "status": "current",
        "type": concept(
            coding(cases((is_in(of.docSubClass, *codes.SUBCLASS), present_as(of.docSubClass, codes.SUBCLASS)),
                         otherwise=present_as(of.doctype, codes.DOCTYPE)), system=systems.LOINC),
            text=text(of.doctype),
        ),
        "category": [
            concept(coding(present_as(of.docClass, codes.CLASS), system=systems.LOINC), text=text(of.docClass))
        ],
        "subject": reference("Patient", columns.owner),
        "date": instant(of.contentdatetime),
        "author": [{"display": text(of.source)}, {"display": text(of.sourceFacility)}],
        "authenticator": reference("Practitioner", of.reviewer, none=NOBODY),
        "description": text(of.docdesc),
        "securityLabel": [concept(coding(when(eq(of.restrictToProgram, 1), "R"), system=systems.CONFIDENTIALITY))],
        "content": [{"attachment": {
            "contentType": document_type(of),
            "url": reference("Binary", columns.key, tag=tag)["reference"],
            "title": text(of.docdesc),
            "creation": date(of.observationdate),
        }}],
        "context": {
            "encounter": [reference("Encounter", of.appointment_no)],
            "period": {"start": date(of.observationdate), "end": date(of.observationdate)},
        },
    }  # fmt: skip


DOCUMENT_GAPS = {
    **COMMON,
    "DocumentReference.identifier": cannot("no number but the key"),
    "DocumentReference.docStatus": cannot("no column; a deleted document is none"),
}

document_reference = ResourceMap(
    "DocumentReference", table=document, key=d.document_no, only=ACTIVE, restrict=PROGRAM,
    last_updated=instant(d.updatedatetime),
    template=document_template(Columns(d.document_no, filed["module_id"], d)), gaps=DOCUMENT_GAPS,
)  # fmt: skip

document_binary = ResourceMap(
    "Binary", table=document, key=d.document_no, only=ACTIVE, restrict=PROGRAM, about=filed["module_id"],
    template={
        "contentType": document_type(d),
        "securityContext": reference("DocumentReference", d.document_no),
        "data": document_content(d),
    },
)  # fmt: skip

h = HRMDocumentToDemographic.c
report = joined(HRMDocument, on=(h.hrmDocumentId, "id"))
signed = joined(HRMDocumentToProvider, on=(h.hrmDocumentId, "hrmDocumentId"), only={"signedOff": 1}, pick=last("id"))
# The number of a patient is a text here: nobody's is blank, 0 or -1.
ROUTED = [shaped(h.demographicNo, r"[1-9][0-9]*"), at_least(report["id"], 1)]

hospital_report = ResourceMap(
    "DocumentReference", tag="hrm", table=HRMDocumentToDemographic, key=h.id, only=ROUTED,
    last_updated=instant(report["timeReceived"]),
    template={
        "identifier": [{"value": text(report["sourceFacilityReportNo"])}],
        "status": cases((eq(report["reportStatus"], codes.CANCELLED), "entered-in-error"), otherwise="current"),
        "type": concept(coding(present_as(report["subClassName"], codes.SUBCLASS), system=systems.LOINC),
                        text=text(report["subClassName"])),
        "category": [concept(coding(present_as(report["reportType"], codes.CLASS), system=systems.LOINC),
                             text=text(report["reportType"]))],
        "subject": reference("Patient", h.demographicNo, none=NOBODY),
        "date": instant(report["timeReceived"]),
        "author": [{"display": text(report["sourceFacility"])}],
        "authenticator": reference("Practitioner", signed["providerNo"], none=NOBODY),
        "description": text(report["description"]),
        "content": [{"attachment": {
            "contentType": "text/xml",
            "url": reference("Binary", h.id, tag="hrm")["reference"],
            "title": text(report["description"]),
            "creation": date_time(report["reportDate"]),
        }}],
        "context": {"period": {"start": date_time(report["reportDate"]), "end": date_time(report["reportDate"])}},
    },
    gaps={
        **COMMON,
        "DocumentReference.docStatus": not_yet("the report itself tells, which no list reads"),
        "DocumentReference.securityLabel": cannot("no column"),
    },
)  # fmt: skip

hospital_binary = ResourceMap(
    "Binary", tag="hrm", table=HRMDocumentToDemographic, key=h.id, only=ROUTED, about=h.demographicNo,
    template={
        "contentType": "text/xml",
        "securityContext": reference("DocumentReference", h.id, tag="hrm"),
        "data": stored_file(report["reportFile"], folders=0),
    },
)  # fmt: skip

e = eform_data.c
form = joined(eform, on=(e.fid, "fid"))
FILLED = [eq(e.status, 1), at_least(e.demographic_no, 1), none_of(eq(e.patient_independent, 1))]
FOR_SOME = [
    restrict("program", none_of(eq(form["restrictToProgram"], 1)), unless=CONFIDENTIAL),
    restrict("role", none_of(filled(e.roleType)), unless=CONFIDENTIAL),
]

electronic_form = ResourceMap(
    "DocumentReference", tag="ef", table=eform_data, key=e.fdid, only=FILLED, restrict=FOR_SOME,
    last_updated=date_and_time(e.form_date, e.form_time, gives="instant"),  # every save makes another row
    template={
        "status": "current",
        "type": concept(text=text(e.form_name)),
        "subject": reference("Patient", e.demographic_no),
        "date": date_and_time(e.form_date, e.form_time, gives="instant"),
        "author": [reference("Practitioner", e.form_provider, none=NOBODY)],
        "description": text(e.subject),
        "content": [{"attachment": {
            "contentType": "text/html",
            "url": reference("Binary", e.fdid, tag="ef")["reference"],
            "title": text(e.form_name),
            "creation": date(e.form_date),
        }}],
        "context": {"period": {"start": date(e.form_date), "end": date(e.form_date)}},
    },
    gaps={
        **COMMON,
        "DocumentReference.identifier": cannot("no number but the key"),
        "DocumentReference.docStatus": cannot("no column; a deleted form is none"),
        "DocumentReference.category": cannot("no column"),
        "DocumentReference.authenticator": cannot("no column"),
        "DocumentReference.securityLabel": cannot("the privilege of a role has no label"),
    },
)  # fmt: skip

form_binary = ResourceMap(
    "Binary", tag="ef", table=eform_data, key=e.fdid, only=FILLED, restrict=FOR_SOME, about=e.demographic_no,
    template={
        "contentType": "text/html",
        "securityContext": reference("DocumentReference", e.fdid, tag="ef"),
        "data": stored_text(e.form_data),
    },
)  # fmt: skip
