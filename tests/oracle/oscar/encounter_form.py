"""Encounter forms as a titled list: what OSCAR's chart shows of the tables that `encounterForm` lists (oscar.md 8).

A save adds a row and keeps the day on which the form was begun; each save is listed. `hidden` only keeps new ones from
being begun. The number in an id is the row's, with the number of its table behind it: 1 formAnnual,
6 formRourke2009, 14 formLabReq10, 52 formBCAR2020, 66 formMentalHealthForm1. Stamps are UTC in the table.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, Search, brings, finds, refused, row
from tests.oracle.words import Json, concept, ref, updated


def kind(name: str, page: str, table: str, why: str, hidden: int = 1) -> Row:
    """A kind of form."""
    return row("encounterForm", why, form_name=name, form_value=f"../form/{page}", form_table=table, hidden=hidden)


def saved(table: str, number: int, patient: int, begun: str | None, edited: str, why: str, **writer: Any) -> Row:
    """One save of a form."""
    return row(table, why, ID=number, demographic_no=patient, formCreated=begun, formEdited=edited, **writer)


ROWS = (
    kind("Annual", "formannual.jsp?demographic_no=", "formAnnual", "an annual health examination"),
    kind("Rourke2009", "formrourke2009complete.jsp?demographic_no=", "formRourke2009", "no new ones", hidden=0),
    kind("Lab Req 2010", "formlabreq10.jsp?demographic_no=", "formLabReq10", "a requisition", hidden=2),
    kind("BC-AR 2020", "formBCAR2020pg1.jsp?demographic_no=", "formBCAR2020", "listed twice: the first name counts"),
    kind("BC-AR 2020 p2", "formBCAR2020pg2.jsp?demographic_no=", "formBCAR2020", "its second page"),
    kind("Worksheet", "patientEncounterWorksheet.jsp?demographic_no=", "", "a form that saves nothing"),
    kind("Own form", "formown.jsp?demographic_no=", "formOwn", "of a table that is none of the vendor's"),
    saved("formAnnual", 1, 11, "2021-05-01", "2021-05-01 13:00:00", "saved first", provider_no=999998),
    saved("formAnnual", 2, 11, "2021-05-01", "2021-05-03 14:15:00", "saved again, by somebody else", provider_no=123),
    saved("formAnnual", 3, 11, "2022-06-02", "2022-06-02 12:00:00", "the next year's", provider_no=999998),
    saved("formAnnual", 4, 2, "2021-05-01", "2021-05-01 15:00:00", "of a patient who was absorbed by 1", provider_no=0),
    saved("formAnnual", 5, 0, "2021-05-01", "2021-05-01 15:00:00", "nobody's", provider_no=999998),
    saved("formAnnual", 6, 9999, None, "2020-01-01 12:00:00", "an orphan, begun nobody knows when", provider_no=None),
    saved("formAnnual", 7, 9999, None, "0000-00-00 00:00:00", "saved again; zero stamp", provider_no=-1),
    saved("formRourke2009", 1, 11, "0000-00-00", "2019-03-04 20:00:00", "hidden; a zero date", provider_no=999998),
    saved("formLabReq10", 3, 11, "2021-05-01", "2021-05-01 12:30:00", "of the day of the annual", provider_no=999998),
    saved("formLabReq10", 4, 13, "2021-11-07", "2021-11-07 05:30:00", "in the hour that came twice", provider_no=123),
    saved("formBCAR2020", 9, 13, "2024-02-29", "2024-03-01 04:59:59", "a number that begins with zeros",
          provider_no="000123"),
    saved("formMentalHealthForm1", 1, 11, "2018-01-01", "2018-01-01 12:00:00", "of a kind that is not listed"),
)  # fmt: skip


def listed(title: str, patient: int, begun: str | None, edited: str | None, writer: str | None) -> Json:
    """What is told of a form."""
    told: Json = {
        "status": "current",
        "type": concept(text=title),
        "subject": ref(f"Patient/{patient}"),
        "description": title,
        "content": [{"attachment": {"title": title}}],
    }
    if begun:
        told["content"][0]["attachment"]["creation"] = begun
        told["context"] = {"period": {"start": begun, "end": begun}}
    if edited:
        told |= {"meta": updated(edited), "date": edited}
    if writer:
        told["author"] = [ref(f"Practitioner/{writer}")]
    return told


RESOURCES: dict[str, Json] = {
    "DocumentReference/form-1001": listed("Annual", 11, "2021-05-01", "2021-05-01T13:00:00+00:00", "999998"),
    "DocumentReference/form-2001": listed("Annual", 11, "2021-05-01", "2021-05-03T14:15:00+00:00", "123"),
    "DocumentReference/form-3001": listed("Annual", 11, "2022-06-02", "2022-06-02T12:00:00+00:00", "999998"),
    "DocumentReference/form-4001": listed("Annual", 1, "2021-05-01", "2021-05-01T15:00:00+00:00", None),
    "DocumentReference/form-6001": listed("Annual", 9999, None, "2020-01-01T12:00:00+00:00", None),
    "DocumentReference/form-7001": listed("Annual", 9999, None, None, None),
    "DocumentReference/form-1006": listed("Rourke2009", 11, None, "2019-03-04T20:00:00+00:00", "999998"),
    "DocumentReference/form-3014": listed("Lab Req 2010", 11, "2021-05-01", "2021-05-01T12:30:00+00:00", "999998"),
    "DocumentReference/form-4014": listed("Lab Req 2010", 13, "2021-11-07", "2021-11-07T05:30:00+00:00", "123"),
    "DocumentReference/form-9052": listed("BC-AR 2020", 13, "2024-02-29", "2024-03-01T04:59:59+00:00", "000123"),
}

ABSENT = {
    "DocumentReference/form-5001": "nobody's",
    "DocumentReference/form-1066": "of a kind that is not listed",
    "DocumentReference/form-2014": "no such row in that table",
    "DocumentReference/form-2": "of no table",
    "DocumentReference/form-2999": "of no table",
    "DocumentReference/form-02001": "no id",
    "DocumentReference/2001": "its tag is missing",
    "Binary/form-2001": "the fields are not served",
}

ALL = "form-1001 form-2001 form-3001 form-4001 form-6001 form-7001 form-1006 form-3014 form-4014 form-9052"


def mine(query: str, ids: str, why: str) -> Search:
    """A search among the forms: documents and notes are DocumentReferences too."""
    return finds("DocumentReference", f"_id={','.join(ALL.split())}&{query}", ids, why)


SEARCHES = (
    mine("", ALL, "all of them"),
    mine("patient=11", "form-1001 form-2001 form-3001 form-1006 form-3014", "of several tables"),
    mine("patient=1", "form-4001", "filled in before the patients were merged"),
    mine("patient=0,9999", "form-6001 form-7001", "nobody's are not there"),
    mine("description=annual", "form-1001 form-2001 form-3001 form-4001 form-6001 form-7001", "by title"),
    mine("type:text=lab", "form-3014 form-4014", "by kind"),
    mine("author=Practitioner/000123", "form-9052", "a text"),
    mine("author=Practitioner/123", "form-2001 form-4014", "numbers"),
    mine("author:missing=true", "form-4001 form-6001 form-7001", "nobody, the system, not told"),
    mine("date=2024-02-29", "form-9052", "at the clinic, not in Greenwich"),
    mine("date=ge2021&patient=11", "form-1001 form-2001 form-3001 form-3014", "saved since"),
    mine("date:missing=true", "form-7001", "zero stamp"),
    mine("period=2021-05-01", "form-1001 form-2001 form-4001 form-3014", "begun then, whenever saved"),
    mine("_lastUpdated=lt2020", "form-1006", "saved before"),
    mine("status=superseded", "", "no column says which save is the last"),
    finds("DocumentReference", "_id=form-1001,form-5001,form-1066,101", "form-1001 101", "by ids"),
    finds("DocumentReference", "patient=11&type:text=annual", "form-1001 form-2001 form-3001", "as a client asks"),
    finds("Patient", "_has:DocumentReference:patient:description=Lab Req", "11 13", "whose"),
    finds("DocumentReference", "patient.family=smith&description=rourke", "", "of somebody else"),
    finds("DocumentReference", "patient.birthdate=1979-12-31&description=bc-ar", "form-9052", "by a chain"),
    brings("DocumentReference", "_id=form-2001&_include=DocumentReference:patient", "form-2001", "Patient/11", "whose"),
    brings("DocumentReference", "_id=form-9052&_include=DocumentReference:author", "form-9052", "Practitioner/000123",
           "who wrote"),
)  # fmt: skip

REFUSALS = (refused("Binary", "title=Annual", "not-supported", "R4 has no such parameter"),)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS)
