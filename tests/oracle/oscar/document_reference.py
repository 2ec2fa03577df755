"""Documents, hospital reports and electronic forms, each with its Binary (facts: oscar.md 7, 8 and 17, codes.md)."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Caller, Part, Row, Search, View, brings, finds, refused, row
from tests.oracle.words import LOINC, Json, coding, concept, ref, updated


def document(number: int, why: str, **values: Any) -> Row:
    """A row of `document`."""
    usual = {"doctype": "consult", "contenttype": "application/pdf", "status": "A", "restrictToProgram": 0}
    return row("document", why, document_no=number, **{**usual, **values})


def filed(number: int, owner: int, why: str, module: str = "demographic", status: str = "A") -> Row:
    """A row of `ctl_document`."""
    return row("ctl_document", why, document_no=number, module_id=owner, module=module, status=status)


def form(number: int, why: str, **values: Any) -> Row:
    """A row of `eform_data`."""
    usual = {"fid": 7, "status": 1, "showLatestFormOnly": 0, "patient_independent": 0, "form_data": "<p>x</p>"}
    return row("eform_data", why, fdid=number, **{**usual, **values})


#        patient  type       content      date of the document  reviewer
# 101    6        consult    a PDF        2020-06-30            999998
# 102    6        others     HTML         2021-02-03            -
# 107    7        photo      JPEG         -                     -
# 108    7        lab        bytes        2019-05               -
# 111    9999     radiology  bytes        2020-01-15            000123
# hrm-41 11       Discharge Summary       2022-03-04 08:00      123
# hrm-44 11       MRI        taken back   -                     -
# ef-51  12       -          HTML         2023-04-05            999998
# ef-57  12       -          HTML         -                     -
ROWS = (
    document(
        101,
        "a letter on paper, scanned; the times differ; who is responsible is not who wrote it",
        docdesc="Cardiology letter",
        docfilename="20200701100000letter.pdf",
        doccreator="123",
        responsible="000123",
        source="Dr. Heart",
        sourceFacility="Heart Clinic",
        observationdate="2020-06-30",
        contentdatetime="2020-07-01 10:00:00",
        updatedatetime="2020-07-02 11:00:00",
        reviewer="999998",
        appointment_no=901,
    ),
    filed(101, 6, "of patient 6"),
    document(
        102,
        "its body stands in the row; the stored type is wrong; subclass before doctype",
        doctype="others",
        docClass="Diagnostic Imaging Report",
        docSubClass="Mammogram",
        docdesc="<b>Mammogram</b>",
        docxml="<html><script>alert(1)</script></html>",
        contenttype="application/pdf",
        status="H",
        observationdate="2021-02-03",
        contentdatetime="2021-02-03 09:00:00",
        updatedatetime="2021-02-03 09:00:00",
        reviewer="",
    ),
    filed(102, 6, "of patient 6", status="H"),
    document(103, "deleted: only the document says so", status="D", docdesc="deleted"),
    filed(103, 6, "as it was before"),
    document(104, "its owner's row has another status", docdesc="taken away"),
    filed(104, 6, "deleted in the chart", status="D"),
    document(105, "in the inbox: nobody's", docdesc="inbox"),
    filed(105, -1, "not filed yet"),
    document(106, "a provider's own file", docdesc="of a provider"),
    filed(106, 6, "provider 6, not patient 6", module="provider"),
    document(
        107,
        "an ending instead of a type; another case; zero dates; the system has reviewed it",
        doctype="Photo",
        contenttype="jpg",
        docdesc="null",
        docfilename="photo.jpg",
        observationdate="0000-00-00",
        contentdatetime="0000-00-00 00:00:00",
        updatedatetime=None,
        reviewer="-1",
        abnormal=1,
    ),
    filed(107, 7, "of patient 7"),
    document(
        108,
        "a name that leads elsewhere, no type, the month only; in the inbox and filed",
        doctype="lab",
        contenttype="",
        docClass="Lab Report",
        docdesc="Old labs",
        docfilename="../../../etc/passwd",
        appointment_no=0,
        observationdate="2019-05-00",
        contentdatetime="2019-06-01 00:00:00",
        updatedatetime="2019-06-01 00:00:00",
    ),
    filed(108, -1, "left in the inbox"),
    filed(108, 7, "of patient 7"),
    document(109, "of a program only", restrictToProgram=1, docdesc="restricted"),
    filed(109, 7, "of patient 7"),
    document(110, "filed to number 0", docdesc="nobody's"),
    filed(110, 0, "nobody"),
    document(
        111,
        "an orphan; a type that no list has; a class that is no code",
        doctype="radiology",
        docClass="Chest",
        contenttype="application/x-dosexec",
        docfilename="virus.exe",
        docdesc="X-ray",
        observationdate="2020-01-15",
        contentdatetime="2020-01-16 12:00:00",
        updatedatetime="2020-01-16 12:00:00",
        reviewer="000123",
    ),
    filed(111, 9999, "of a patient who is not there"),
    document(
        112,
        "a letter about a family, in three charts; a year's date",
        docdesc="Family conference",
        docfilename="20230105140000family.pdf",
        observationdate="2023-01-05",
        contentdatetime="2023-01-05 14:00:00",
        updatedatetime="2023-01-06 08:00:00",
        reviewer="999998",
    ),
    filed(112, -1, "the inbox is no chart"),
    filed(112, 7, "of patient 7"),
    filed(112, 12, "of patient 12"),
    filed(112, 13, "of patient 13, the last"),
    filed(112, 14, "no patient 14, but a provider", module="provider"),
    document(113, "in two charts, of one taken away", docdesc="Moved", updatedatetime="2023-02-01 08:00:00"),
    filed(113, 7, "no longer", status="D"),
    filed(113, 13, "of patient 13"),
    document(114, "in two charts, of a program only", restrictToProgram=1),
    filed(114, 7, "of patient 7"),
    filed(114, 13, "of patient 13"),
    document(115, "in two charts, deleted", status="D"),
    filed(115, 7, "of patient 7"),
    filed(115, 13, "of patient 13"),
    document(116, "in two charts, a body in the row", status="H", docxml="<p>Two</p>", docdesc="Two of them",
             observationdate="2023-03-01", updatedatetime="2023-03-01 08:00:00"),
    filed(116, 7, "of patient 7", status="H"),
    filed(116, 9999, "of a patient who is not there", status="H"),
    filed(999, 6, "of a document that is not there"),
    row(
        "HRMDocument",
        "a hospital's report",
        id=31,
        timeReceived="2022-03-05 07:30:00",
        reportType="Medical Records Report",
        subClassName="Discharge Summary",
        reportStatus="A",
        reportFile="/var/lib/OscarDocument/hrm/20220305.xml",
        reportDate="2022-03-04 08:00:00",
        sourceFacility="General Hospital",
        sourceFacilityReportNo="GH-77",
        description="Discharge after pneumonia",
    ),
    row(
        "HRMDocument",
        "taken back; imaging; no dates",
        id=32,
        timeReceived=None,
        reportType="Diagnostic Imaging Report",
        subClassName="MRI",
        reportStatus="C",
        reportFile="mri.xml",
        reportDate=None,
        sourceFacility="",
    ),
    row("HRMDocumentToDemographic", "of patient 11", id=41, demographicNo="11", hrmDocumentId="31"),
    row("HRMDocumentToDemographic", "matched to nobody", id=42, demographicNo="0", hrmDocumentId="31"),
    row("HRMDocumentToDemographic", "no number of a patient", id=43, demographicNo="007", hrmDocumentId="31"),
    row("HRMDocumentToDemographic", "of patient 11 too", id=44, demographicNo="11", hrmDocumentId="32"),
    row("HRMDocumentToDemographic", "its report is not there", id=45, demographicNo="11", hrmDocumentId="99"),
    row("HRMDocumentToProvider", "seen, not signed", id=1, providerNo="999998", hrmDocumentId="31", signedOff=0),
    row("HRMDocumentToProvider", "signed", id=2, providerNo="123", hrmDocumentId="31", signedOff=1),
    row(
        "eform", "for everybody", fid=7, form_name="Referral", showLatestFormOnly=0, patient_independent=0,
    ),
    row(
        "eform", "of a program", fid=8, form_name="Counselling", showLatestFormOnly=0, patient_independent=0,
        restrictToProgram=1,
    ),
    form(
        51,
        "a form",
        form_name="Referral",
        subject="to physiotherapy",
        demographic_no=12,
        form_date="2023-04-05",
        form_time="13:14:15",
        form_provider="999998",
        form_data="<form onsubmit='steal()'></form>",
    ),
    form(52, "deleted", demographic_no=12, status=0),
    form(53, "of no patient, though it names one", demographic_no=12, patient_independent=1),
    form(54, "of nobody", demographic_no=0),
    form(55, "for one role", demographic_no=12, roleType="psychologist"),
    form(56, "of a program", demographic_no=12, fid=8),
    form(
        57,
        "an orphan of its form; zero date; blank texts",
        demographic_no=12,
        fid=99,
        form_name="",
        subject="null",
        form_date="0000-00-00",
        form_time="10:00:00",
        form_provider="",
    ),
)  # fmt: skip


def content(id: str, type: str, **more: str) -> list[Json]:
    """The one attachment."""
    return [{"attachment": {"contentType": type, "url": f"Binary/{id}", **more}}]


def day(text: str) -> Json:
    """The service was on that day."""
    return {"period": {"start": text, "end": text}}


def binary(id: str, type: str) -> Json:
    """What a list shows of a Binary."""
    return {"contentType": type, "securityContext": ref(f"DocumentReference/{id}")}


def family(id: str, patient: int) -> Json:
    """Document 112 in one of its charts."""
    return {
        "meta": updated("2023-01-06T08:00:00-05:00"),
        "status": "current",
        "type": concept(coding(LOINC, "11488-4"), text="consult"),
        "subject": ref(f"Patient/{patient}"),
        "date": "2023-01-05T14:00:00-05:00",
        "authenticator": ref("Practitioner/999998"),
        "description": "Family conference",
        "content": content(id, "application/pdf", title="Family conference", creation="2023-01-05"),
        "context": day("2023-01-05"),
    }


def two(id: str, patient: int) -> Json:
    """Document 116 in one of its charts."""
    return {
        "meta": updated("2023-03-01T08:00:00-05:00"),
        "status": "current",
        "type": concept(coding(LOINC, "11488-4"), text="consult"),
        "subject": ref(f"Patient/{patient}"),
        "description": "Two of them",
        "content": content(id, "text/html", title="Two of them", creation="2023-03-01"),
        "context": day("2023-03-01"),
    }


RESOURCES: dict[str, Json] = {
    "DocumentReference/112": family("112", 13),
    "DocumentReference/also-112x7": family("also-112x7", 7),
    "DocumentReference/also-112x12": family("also-112x12", 12),
    "DocumentReference/113": {
        "meta": updated("2023-02-01T08:00:00-05:00"),
        "status": "current",
        "type": concept(coding(LOINC, "11488-4"), text="consult"),
        "subject": ref("Patient/13"),
        "description": "Moved",
        "content": content("113", "application/pdf", title="Moved"),
    },
    "DocumentReference/116": two("116", 9999),
    "DocumentReference/also-116x7": two("also-116x7", 7),
    **{
        f"Binary/{id}": binary(id, type)
        for id, type in (
            ("112", "application/pdf"),
            ("also-112x7", "application/pdf"),
            ("also-112x12", "application/pdf"),
            ("113", "application/pdf"),
            ("116", "text/html"),
            ("also-116x7", "text/html"),
        )
    },
    "DocumentReference/101": {
        "meta": updated("2020-07-02T11:00:00-04:00"),
        "status": "current",
        "type": concept(coding(LOINC, "11488-4"), text="consult"),
        "subject": ref("Patient/6"),
        "date": "2020-07-01T10:00:00-04:00",
        "author": [{"display": "Dr. Heart"}, {"display": "Heart Clinic"}],
        "authenticator": ref("Practitioner/999998"),
        "description": "Cardiology letter",
        "content": content("101", "application/pdf", title="Cardiology letter", creation="2020-06-30"),
        "context": {"encounter": [ref("Encounter/901")], **day("2020-06-30")},
    },
    "DocumentReference/102": {
        "meta": updated("2021-02-03T09:00:00-05:00"),
        "status": "current",
        "type": concept(coding(LOINC, "24606-6"), text="others"),
        "category": [concept(coding(LOINC, "18748-4"), text="Diagnostic Imaging Report")],
        "subject": ref("Patient/6"),
        "date": "2021-02-03T09:00:00-05:00",
        "description": "<b>Mammogram</b>",
        "content": content("102", "text/html", title="<b>Mammogram</b>", creation="2021-02-03"),
        "context": day("2021-02-03"),
    },
    "DocumentReference/107": {
        "status": "current",
        "type": concept(coding(LOINC, "72170-4"), text="Photo"),
        "subject": ref("Patient/7"),
        "content": content("107", "image/jpeg"),
    },
    "DocumentReference/108": {
        "meta": updated("2019-06-01T00:00:00-04:00"),
        "status": "current",
        "type": concept(coding(LOINC, "11502-2"), text="lab"),
        "category": [concept(text="Lab Report")],
        "subject": ref("Patient/7"),
        "date": "2019-06-01T00:00:00-04:00",
        "description": "Old labs",
        "content": content("108", "application/octet-stream", title="Old labs", creation="2019-05"),
        "context": day("2019-05"),
    },
    "DocumentReference/111": {
        "meta": updated("2020-01-16T12:00:00-05:00"),
        "status": "current",
        "type": concept(coding(LOINC, "18748-4"), text="radiology"),
        "category": [concept(text="Chest")],
        "subject": ref("Patient/9999"),
        "date": "2020-01-16T12:00:00-05:00",
        "authenticator": ref("Practitioner/000123"),
        "description": "X-ray",
        "content": content("111", "application/octet-stream", title="X-ray", creation="2020-01-15"),
        "context": day("2020-01-15"),
    },
    "DocumentReference/hrm-41": {
        "meta": updated("2022-03-05T07:30:00-05:00"),
        "identifier": [{"value": "GH-77"}],
        "status": "current",
        "type": concept(coding(LOINC, "18842-5"), text="Discharge Summary"),
        "category": [concept(text="Medical Records Report")],
        "subject": ref("Patient/11"),
        "date": "2022-03-05T07:30:00-05:00",
        "author": [{"display": "General Hospital"}],
        "authenticator": ref("Practitioner/123"),
        "description": "Discharge after pneumonia",
        "content": content(
            "hrm-41", "text/xml", title="Discharge after pneumonia", creation="2022-03-04T08:00:00-05:00"
        ),
        "context": day("2022-03-04T08:00:00-05:00"),
    },
    "DocumentReference/hrm-44": {
        "status": "entered-in-error",
        "type": concept(text="MRI"),
        "category": [concept(coding(LOINC, "18748-4"), text="Diagnostic Imaging Report")],
        "subject": ref("Patient/11"),
        "content": content("hrm-44", "text/xml"),
    },
    "DocumentReference/ef-51": {
        "meta": updated("2023-04-05T13:14:15-04:00"),
        "status": "current",
        "type": concept(text="Referral"),
        "subject": ref("Patient/12"),
        "date": "2023-04-05T13:14:15-04:00",
        "author": [ref("Practitioner/999998")],
        "description": "to physiotherapy",
        "content": content("ef-51", "text/html", title="Referral", creation="2023-04-05"),
        "context": day("2023-04-05"),
    },
    "DocumentReference/ef-57": {
        "status": "current",
        "subject": ref("Patient/12"),
        "content": content("ef-57", "text/html"),
    },
    "Binary/101": binary("101", "application/pdf"),
    "Binary/102": binary("102", "text/html"),
    "Binary/107": binary("107", "image/jpeg"),
    "Binary/108": binary("108", "application/octet-stream"),
    "Binary/111": binary("111", "application/octet-stream"),
    "Binary/hrm-41": binary("hrm-41", "text/xml"),
    "Binary/hrm-44": binary("hrm-44", "text/xml"),
    "Binary/ef-51": binary("ef-51", "text/html"),
    "Binary/ef-57": binary("ef-57", "text/html"),
}

_HIDDEN = {
    "103": "deleted", "104": "deleted in the chart", "105": "in the inbox", "106": "a provider's",
    "109": "of a program", "110": "nobody's", "999": "no such document", "hrm-42": "matched to nobody",
    "hrm-43": "no number of a patient", "hrm-45": "no report", "hrm-31": "no key of this map", "ef-52": "deleted",
    "ef-53": "of no patient", "ef-54": "of nobody", "ef-55": "for one role", "ef-56": "of a program",
    "ef-101": "no such form", "41": "its tag is missing", "also-112x13": "the last chart has it as 112",
    "also-112x6": "not in that chart", "also-112x-1": "the inbox is no chart", "also-113x7": "taken away",
    "also-114x7": "of a program", "114": "of a program", "also-115x7": "deleted", "also-101x6": "in one chart alone",
    "also-112": "no chart", "also-112x07": "no id", "115": "deleted",
}  # fmt: skip
ABSENT = {f"{type}/{id}": why for id, why in _HIDDEN.items() for type in ("DocumentReference", "Binary")}


def mine(query: str, ids: str, why: str) -> Search:
    """A search among these documents; notes are DocumentReferences too."""
    return finds("DocumentReference", f"_id=101,102,107,108,111,hrm-41,hrm-44,ef-51,ef-57&{query}", ids, why)


def shared(query: str, ids: str, why: str) -> Search:
    """A search among the documents of several charts."""
    return finds("DocumentReference", f"_id=112,113,116,also-112x7,also-112x12,also-113x7,also-116x7&{query}", ids, why)


SEARCHES = (
    shared("", "112 113 116 also-112x7 also-112x12 also-116x7", "each chart's"),
    shared("patient=7", "also-112x7 also-116x7", "in that chart"),
    shared("patient=12", "also-112x12", "in the second"),
    shared("patient=13", "112 113", "in the last"),
    shared("description=family", "112 also-112x7 also-112x12", "by what is in it"),
    shared("period=2023-01", "112 also-112x7 also-112x12", "by month"),
    shared(
        "date=2023-01-05&_lastUpdated=lt2023-02", "112 also-112x7 also-112x12", "by when it was written and changed"
    ),
    shared("date:missing=true", "113 116 also-116x7", "nobody said when"),
    shared("period=2023-03-01&patient=7", "also-116x7", "by day"),
    finds("DocumentReference", "patient=7&description=family", "also-112x7", "as a client asks"),
    finds("Patient", "_has:DocumentReference:patient:description=family", "7 12 13", "whose charts"),
    brings(
        "DocumentReference", "_id=also-112x12&_include=DocumentReference:patient", "also-112x12", "Patient/12", "whose"
    ),
    finds("Binary", "_id=112,also-112x7,also-112x13,also-116x7", "112 also-112x7 also-116x7", "one for each chart"),
    mine("patient=6", "101 102", "neither deleted nor a provider's"),
    mine("patient=7", "107 108", "once, though filed twice"),
    mine("subject=Patient/11", "hrm-41 hrm-44", "hospital reports"),
    mine("patient=12", "ef-51 ef-57", "forms"),
    mine("patient=-1", "", "nobody's are not there"),
    mine(f"type={LOINC}|11502-2", "108", "doctype"),
    mine("type=24606-6", "102", "the subclass says more"),
    mine("type=18842-5", "hrm-41", "of a hospital"),
    mine("type:text=referral", "ef-51", "the name of a form"),
    mine("type:missing=true", "ef-57", "no name"),
    mine(f"category={LOINC}|18748-4", "102 hrm-44", "imaging"),
    mine("status=current", "101 102 107 108 111 hrm-41 ef-51 ef-57", "all but what was taken back"),
    mine("status=entered-in-error", "hrm-44", "taken back"),
    mine("contenttype=application/pdf", "101", "102 is HTML, whatever is stored"),
    mine("contenttype=text/html", "102 ef-51 ef-57", "bodies in rows"),
    mine("contenttype=application/octet-stream", "108 111", "no type, and an unknown one"),
    mine("period=2020-06-30", "101", "the day"),
    mine("period=2019", "108", "a month within the year"),
    mine("period=ge2021", "102 hrm-41 ef-51", "later"),
    mine("period:missing=true", "107 hrm-44 ef-57", "zero dates"),
    mine("date=2020-07-01T14:00:00Z", "101", "ten o'clock there"),
    mine("date=2023-04-05", "ef-51", "date and time in two columns"),
    mine("authenticator=Practitioner/999998", "101", "has reviewed, not only seen"),
    mine("authenticator=Practitioner/123", "hrm-41", "has signed"),
    mine("author=Practitioner/999998", "ef-51", "who filled it in"),
    mine("author=Practitioner/000123", "", "who is responsible is no author"),
    mine("identifier=GH-77", "hrm-41", "the hospital's number"),
    mine("description=cardio", "101", "title"),
    mine("_lastUpdated=lt2020", "108", "zero and missing times match nothing"),
    mine("patient=6&type=11488-4&period=ge2020&status=current", "101", "as a client asks"),
    mine("encounter=Encounter/901", "101", "whether or not it is there; 0 is none"),
    finds("Binary", "_id=101,hrm-41,ef-51,103", "101 hrm-41 ef-51", "of all kinds"),
    finds("Binary", "_id=102", "102", "of a body in the row"),
    finds("Binary", "_id=105,106,109,110", "", "nobody's, a provider's, a program's"),
    finds("Binary", "_id=HRM-41,EF-51", "", "ids have their letters"),
    finds("Binary", "_id=41,51", "", "a key is no id"),
    finds("Binary", "_id=hrm-44,111", "hrm-44 111", "of a report taken back, of an orphan"),
    brings("DocumentReference", "_id=101&_include=DocumentReference:patient", "101", "Patient/6", "whose it is"),
)

REFUSALS = (
    refused("Binary", "contenttype=text/html", "not-supported", "R4 has no such parameter"),
    refused("Binary", "_lastUpdated=2020", "not-supported", "a Binary is found by its id"),
    refused("DocumentReference", "location=Binary/101", "not-supported", "not searched by"),
    refused("DocumentReference", "facility=x", "not-supported", "not mapped"),
    refused("DocumentReference", "period=2020-13", "value", "no such month"),
)

VIEWS = (
    View(
        Caller("patient 7 and the files", ("patient/*.rs",), patient="7"),
        (
            mine("", "107 108", "not the restricted one"),
            finds("Binary", "", "107 108 also-112x7 also-116x7", "to which own documents point"),
            finds("Binary", "_id=101,102,109,hrm-41,112,also-112x12,116", "", "others', though the file be the same"),
            shared("", "also-112x7 also-116x7", "in the own chart alone"),
        ),
    ),
)

PART = Part(
    rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES, refusals=REFUSALS, views=VIEWS,
)  # fmt: skip
