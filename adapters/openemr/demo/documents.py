"""Documents in their categories; the files are a few, and many rows name each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row
from profiles.ca_core.demo import papers

from ..tables import categories, categories_to_documents, documents, form_encounter, patient_data
from .clinic import Clinic
from .page import Chapter, Page, Trap

#: What stands in the folder of documents, by its path there. Where the EHR has a folder a patient, all share one.
DOCUMENTS: Final[Mapping[str, bytes]] = {
    "shared/consultation.pdf": papers.pdf("Cardiology consultation"),
    "shared/labs.pdf": papers.pdf("Laboratory report"),
    "shared/wound.png": papers.png(),
    "shared/advice.txt": papers.text("Advice after surgery"),
}
PLACE = "file:///var/www/html/openemr/sites/default/documents"
# Number, name, the one above, code.
TREE = (
    (1, "Categories", 0, ""),
    (2, "Lab Report", 1, "LOINC:11502-2"),
    (3, "Medical Record", 1, ""),
    (4, "Consultation", 3, "LOINC:11488-4"),
    (5, "Onsite Portal", 1, "MINE:1"),
)
# File, type, category, name.
KINDS = (
    ("consultation.pdf", "application/pdf", 4, "consultation.pdf"),
    ("labs.pdf", "application/pdf", 2, "labs from outside.pdf"),
    ("wound.png", "image/png", 3, "wound.png"),
    ("advice.txt", "text/plain", 3, "advice.txt"),
)
ZERO, ZERO_TIME = "0000-00-00", "0000-00-00 00:00:00"


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """The tree of categories."""
    for number, name, above, code in TREE:
        yield categories, {"id": number, "name": name, "parent": above, "codes": code}


def write(page: Page) -> None:
    """A document at every fourth visit."""
    encounters = {row["date"]: row["encounter"] for row in page.chart.of(form_encounter)}
    for when in page.visits:
        if page.rng.random() < 0.25:
            _document(page, when, encounters.get(str(when), 0))


def _document(page: Page, when: datetime, encounter: int) -> None:
    rng, (file, type_, category, name) = page.rng, page.rng.choice(KINDS)
    content = DOCUMENTS[f"shared/{file}"]
    row = _row(
        uuid=rng.randbytes(16) if rng.random() < 0.8 else None, size=len(content), date=str(when),
        url=f"{PLACE}/shared/{file}", mimetype=type_, owner=rng.choice(list(page.clinic.doctors)),
        revision=str(when), foreign_id=page.number, docdate=f"{when - timedelta(days=rng.randint(0, 9)):%Y-%m-%d}",
        name=name, encounter_id=encounter if rng.random() < 0.7 else 0,
    )  # fmt: skip
    _filed(page.chart, row, category)


def _row(**values: object) -> Row:
    return {
        "uuid": None, "type": "file_url", "size": None, "date": None, "url": "", "mimetype": "", "owner": 0,
        "revision": "2021-01-04 15:00:00", "foreign_id": 0, "docdate": None, "name": None, "storagemethod": 0,
        "path_depth": 1, "encounter_id": 0, "encrypted": 0, "document_data": None, "deleted": 0, **values,
    }  # fmt: skip


def _filed(chart: Chart, row: Row, category: int | None) -> None:
    made = chart.add(documents, row)
    if category is not None:
        chart.put(categories_to_documents, {"category_id": category, "document_id": made["id"]})


# Encrypted, in another database, on the web, in the row; missing, elsewhere; without a type, a date, an owner.
TRAPS: tuple[Row, ...] = (
    {"encrypted": 1, "url": f"{PLACE}/shared/consultation.pdf", "mimetype": "application/pdf", "name": "sealed.pdf"},
    {"storagemethod": 1, "url": "scan.pdf", "mimetype": "application/pdf", "name": "scan.pdf"},
    {"type": "web_url", "url": "https://example.org/leaflet", "mimetype": "text/html; charset=utf-8"},
    {"document_data": "I agree to be treated.", "mimetype": "text/plain", "name": "consent"},
    {"url": f"{PLACE}/9/lost.pdf", "mimetype": "application/pdf", "name": "lost.pdf", "docdate": ZERO},
    {"url": "file:///../../etc/passwd", "mimetype": "text/plain", "date": ZERO_TIME, "path_depth": 2},
    {"url": "..", "owner": 9_999_999, "docdate": "2019-00-00", "path_depth": 0},
    {"url": None, "mimetype": None, "name": "", "uuid": bytes(16), "encounter_id": 9_999_999, "path_depth": None},
    {"url": f"{PLACE}/shared/labs.pdf", "mimetype": "application/pdf", "deleted": 1},
)


def _dirty(change: Row) -> Trap:
    def trap(chart: Chart, _rng: Random) -> None:
        _filed(chart, _row(**{"foreign_id": _pid(chart), **change}), 5)

    return trap


def _lost(chart: Chart, _rng: Random) -> None:
    """Nobody's; in no category, in two, in one that is not there; an entry of no document."""
    nobody = _row(url=f"{PLACE}/shared/labs.pdf", mimetype="application/pdf")
    _filed(chart, nobody, 2)
    _filed(chart, {**nobody, "foreign_id": None}, None)
    _filed(chart, {**nobody, "foreign_id": _pid(chart)}, 99)
    twice = chart.add(documents, {**nobody, "foreign_id": _pid(chart)})
    for category in (2, 3):
        chart.put(categories_to_documents, {"category_id": category, "document_id": twice["id"]})
    chart.put(categories_to_documents, {"category_id": 2, "document_id": 9_000_000 + _pid(chart)})


def _pid(chart: Chart) -> int:
    number: int = chart.of(patient_data)[0]["pid"]
    return number


PAPERS = Chapter("documents", write, clinic_rows, (*map(_dirty, TRAPS), _lost))
