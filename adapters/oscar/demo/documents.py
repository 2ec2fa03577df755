"""Scanned letters, hospital reports and electronic forms; the files are a few, and many rows name each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo import papers

from ..tables import (
    HRMDocument,
    HRMDocumentToDemographic,
    HRMDocumentToProvider,
    ctl_document,
    demographic,
    document,
    eform,
    eform_data,
)
from .clinic import Clinic
from .page import Chapter, Page, Trap

#: What stands in the folder of documents, by name.
DOCUMENTS: Final[Mapping[str, bytes]] = {
    "20220301101500letter.pdf": papers.pdf("Cardiology consultation"),
    "20220714093000xray.pdf": papers.pdf("Chest X-ray, two views"),
    "20230105140000labs.pdf": papers.pdf("Laboratory report"),
    "20230911110000rash.png": papers.png(),
    "20240220083000note.txt": papers.text("Telephone note"),
    "hrm-discharge.xml": papers.hospital_report("Discharge summary"),
    "hrm-imaging.xml": papers.hospital_report("Ultrasound of the abdomen"),
}
# File, type of its content, kind of document, class, subclass, title.
KINDS = (
    ("20220301101500letter.pdf", "application/pdf", "consult", "Consultant ReportA", "", "Cardiology consultation"),
    ("20220714093000xray.pdf", "application/pdf", "radiology", "Diagnostic Imaging Report", "", "Chest X-ray"),
    ("20230105140000labs.pdf", "pdf", "lab", "", "", "Outside laboratory report"),
    ("20230911110000rash.png", "image/png", "photo", "", "", "Rash, left forearm"),
    ("20240220083000note.txt", "text/plain", "others", "", "Consent from Patient", "Telephone note"),
)
REPORTS = (
    ("hrm-discharge.xml", "Medical Records Report", "Discharge Summary", "Discharge after surgery"),
    ("hrm-imaging.xml", "Diagnostic Imaging Report", "Ultrasound Abdomen", "Ultrasound of the abdomen"),
)
FORMS = ((1, "Physiotherapy referral", 0), (2, "Sick note", 0), (3, "Counselling intake", 1))
ZERO, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """The blank forms."""
    for number, name, restricted in FORMS:
        yield eform, {
            "fid": number, "form_name": name, "status": 1, "showLatestFormOnly": number % 2,
            "patient_independent": restricted, "restrictToProgram": restricted,
        }  # fmt: skip


def write(page: Page) -> None:
    """A letter on every fifth visit, a form on every tenth, a hospital's report now and then."""
    for when in page.visits:
        drawn = page.rng.random()
        if drawn < 0.2:
            _letter(page, when)
        elif drawn < 0.3:
            _form(page, when)
        elif drawn < 0.34:
            _report(page, when)


def _letter(page: Page, when: datetime) -> None:
    rng, (file, type_, kind, class_, subclass, title) = page.rng, page.rng.choice(KINDS)
    who = page.clinic.anybody()
    written = when.date() - timedelta(days=rng.randint(0, 20))
    row = _row(
        doctype=kind, docClass=class_, docSubClass=subclass, docdesc=title, docfilename=file, contenttype=type_,
        doccreator=who, responsible=page.clinic.anybody(), source=rng.choice(("Dr. Heart", "Dr. Bone", "")),
        sourceFacility=rng.choice(("General Hospital", "")), observationdate=str(written),
        contentdatetime=str(when), updatedatetime=str(when), reviewer=rng.choice((who, "", "-1")),
        abnormal=int(rng.random() < 0.1),
    )  # fmt: skip
    _filed(page.chart, row, page.number)


def _row(**values: object) -> Row:
    return {
        "doctype": "others", "docClass": "", "docSubClass": "", "docdesc": "", "docxml": None, "docfilename": "",
        "doccreator": "", "responsible": "", "source": None, "sourceFacility": None, "updatedatetime": None,
        "status": "A", "contenttype": "", "contentdatetime": None, "public1": 0, "observationdate": None,
        "reviewer": "", "appointment_no": None, "restrictToProgram": 0, "abnormal": 0, **values,
    }  # fmt: skip


def _filed(chart: Chart, row: Row, owner: int, module: str = "demographic", status: str | None = None) -> None:
    made = chart.add(document, row)
    of = {"module_id": owner, "module": module, "document_no": made["document_no"]}
    chart.put(ctl_document, {**of, "status": status or row["status"]})


def _form(page: Page, when: datetime) -> None:
    number, name, _ = page.rng.choice(FORMS[:2])
    page.chart.add(
        eform_data,
        _filled(
            fid=number, form_name=name, subject=page.rng.choice(("", "for work", "knee")), demographic_no=page.number,
            form_date=f"{when:%Y-%m-%d}", form_time=f"{when:%H:%M:%S}", form_provider=page.clinic.anybody(),
            form_data=papers.html(name), showLatestFormOnly=number % 2,
        ),
    )  # fmt: skip


def _filled(**values: object) -> Row:
    return {
        "fid": 1, "form_name": "Sick note", "subject": None, "demographic_no": 0, "status": 1, "form_date": None,
        "form_time": None, "form_provider": "", "form_data": None, "showLatestFormOnly": 0, "patient_independent": 0,
        "roleType": None, **values,
    }  # fmt: skip


def _report(page: Page, when: datetime) -> None:
    file, kind, subclass, title = page.rng.choice(REPORTS)
    _received(page.chart, page.number, page.clinic.anybody(), {
        "timeReceived": str(when), "reportType": kind, "reportStatus": page.rng.choice(("A", "A", "A", "C")),
        "reportFile": f"/var/lib/OscarDocument/oscar/document/{file}", "reportDate": str(when - timedelta(days=1)),
        "sourceFacility": "General Hospital", "description": title, "className": kind, "subClassName": subclass,
        "sourceFacilityReportNo": f"GH-{page.rng.randint(10_000, 99_999)}",
    })  # fmt: skip


def _received(chart: Chart, number: int | str, signer: str, row: Row) -> None:
    made = chart.add(HRMDocument, row)
    of = {"hrmDocumentId": str(made["id"])}
    chart.add(HRMDocumentToDemographic, {"demographicNo": str(number), **of})
    chart.add(HRMDocumentToProvider, {"providerNo": signer, "signedOff": int(made["id"] % 3 > 0), **of})


# Files that are not there or lie elsewhere, types that are none, texts that mean nothing.
TRAPS: tuple[Row, ...] = (
    {"docfilename": "20200101000000lost.pdf", "docdesc": "The file is missing", "contenttype": "application/pdf"},
    {"docfilename": "../../../etc/passwd", "docdesc": "null", "contenttype": "text/plain"},
    {"docfilename": "/etc/hostname", "contenttype": "x", "observationdate": ZERO, "updatedatetime": ZERO_TIME},
    {"docfilename": "20220301101500letter.pdf", "contenttype": "image/jpeg", "observationdate": "2019-00-00"},
    {"docfilename": "20240220083000note.txt", "contenttype": "jpg", "doctype": "PHOTO", "reviewer": "-1"},
    {"status": "H", "docxml": papers.html("Old link"), "contenttype": "text/html", "docdesc": "<script>"},
    {"status": "H", "docxml": "", "contenttype": "text/html", "docdesc": "An empty body"},
    {"docfilename": "20230105140000labs.pdf", "restrictToProgram": 1, "contenttype": "application/pdf"},
)


def _document(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        _filed(chart, _row(**change), _number(chart))

    return trap


def _owners(chart: Chart, _rng: Random) -> None:
    """Deleted, taken away, in the inbox, a provider's, shared by all, in two charts, an owner without a document."""
    letter = {"docfilename": "20220301101500letter.pdf", "contenttype": "application/pdf"}
    _filed(chart, _row(**letter, status="D"), _number(chart), status="A")
    _filed(chart, _row(**letter), _number(chart), status="D")
    _filed(chart, _row(**letter), -1)
    _filed(chart, _row(**letter), 0)
    _filed(chart, _row(**letter, public1=1), 101, module="provider")
    _filed(chart, _row(**letter), _number(chart))
    shared = {"module_id": _number(chart) - 1, "module": "demographic", "status": "A"}
    chart.put(ctl_document, {**shared, "document_no": chart.of(document)[-1]["document_no"]})
    of = {"module_id": _number(chart), "module": "demographic"}
    chart.put(ctl_document, {**of, "document_no": 9_000_000 + _number(chart), "status": "A"})


def _reports(chart: Chart, _rng: Random) -> None:
    """Matched to nobody, by no number; without a file, a date or a report."""
    bare = dict.fromkeys(column.name for column in HRMDocument.columns if not column.primary_key)
    for number in ("0", "", "null", f"0{_number(chart)}", str(_number(chart))):
        _received(chart, number, "0", {**bare, "timeReceived": ZERO_TIME, "reportFile": "..", "reportStatus": "A"})
    chart.add(HRMDocumentToDemographic, {"demographicNo": str(_number(chart)), "hrmDocumentId": "9999999"})


def _forms(chart: Chart, _rng: Random) -> None:
    """Deleted, of no patient, for one role, of a program, of a form that is not there, without a date."""
    number = _number(chart)
    chart.add(eform_data, _filled(demographic_no=number, status=0))
    chart.add(eform_data, _filled(demographic_no=number, patient_independent=1))
    chart.add(eform_data, _filled(demographic_no=number, roleType="psychologist", form_data=papers.html("Intake")))
    chart.add(eform_data, _filled(demographic_no=number, fid=3))
    chart.add(eform_data, _filled(demographic_no=number, fid=99, form_date=ZERO, form_time="00:00:00"))


def _number(chart: Chart) -> int:
    number: int = chart.of(demographic)[0]["demographic_no"]
    return number


PAPERS = Chapter("documents", write, clinic_rows, (*map(_document, TRAPS), _owners, _reports, _forms))
