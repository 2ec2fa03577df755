"""Notes of visits, the items under the headings of a chart, and charts of before 2008."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from sqlalchemy import Table

from facade.adapter.demo_clinic import Chart, Row

from ..codes import notes as codes
from ..tables import (
    allergies,
    casemgmt_issue,
    casemgmt_issue_notes,
    casemgmt_note,
    casemgmt_note_ext,
    casemgmt_note_link,
    demographic,
    eChart,
    issue,
    secObjPrivilege,
)
from .clinic import Clinic
from .page import Chapter, Page, Trap
from .places import CARE_PROGRAM

ZERO = "0000-00-00 00:00:00"
FACE_TO_FACE = "face to face encounter with client"
REASONS = ("cough", "follow-up", "back pain", "form to fill in", "suivi de tension", "fatigue")
#: Heading, what stands there, its details.
ITEMS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    (codes.CONCERNS, "Hypertension", {codes.START: "2012-03-01", codes.TREATMENT: "ramipril"}),
    (codes.CONCERNS, "Lombalgie chronique", {codes.AGE: "40"}),
    (codes.HISTORY, "Appendectomy", {codes.RESOLUTION: "1998-06-01"}),
    (codes.FAMILY, "Myocardial infarction", {codes.RELATIONSHIP: "Father", codes.AGE: "61"}),
    (codes.SOCIAL, "Lives with partner, works shifts", {}),
    (codes.RISKS, "Smokes ten a day", {}),
    (codes.REMINDERS, "Needs an interpreter", {codes.START: "2015-09-01"}),
    (codes.MEDICATIONS, "Fish oil, over the counter", {codes.START: "2020-01-01"}),
)
NUMBERS: Final = {code: number for number, code in enumerate(codes.HEADINGS, 41)}
DIAGNOSIS: Final = 60  # an issue that is no heading


def clinic_rows(clinic: Clinic, rng: Random) -> Iterator[tuple[Table, Row]]:
    """The headings, and what roles may do."""
    of = {"role": "nurse", "update_date": "2009-01-01 00:00:00"}
    for code, number in NUMBERS.items():
        yield issue, {"issue_id": number, "code": code, "description": code, "sortOrderId": number, **of}
    yield issue, {"issue_id": DIAGNOSIS, "code": "4019", "description": "HYPERTENSION", "sortOrderId": 0, **of}
    for role, name, letters in (("doctor", "_eChart", "x"), ("nurse", "_eChart", "|r|w|"), ("doctor", "_admin", "o")):
        yield secObjPrivilege, {
            "roleUserGroup": role, "objectName": name, "privilege": letters, "priority": 1, "provider_no": "999998",
        }  # fmt: skip


def write(page: Page) -> None:
    """A note on most visits, a few items, for one in ten a chart of before 2008."""
    rng = page.rng
    for when in page.visits:
        if rng.random() < 0.6:
            _visit(page, when)
    for heading, words, details in ITEMS:
        if page.visits and rng.random() < 0.12:
            saved = rng.choice(page.visits)
            row = _note(page, saved, words, uuid=_uuid(rng), include_issue_innote=1)
            _put_under(page.chart, row, NUMBERS[heading])
            _detail(page.chart, row, details)
    if rng.random() < 0.1:
        _old_chart(page)
    for when, allergy in zip(page.visits[:1], page.chart.of(allergies), strict=False):
        _annotate(page, when, allergy)


def _annotate(page: Page, when: datetime, allergy: Row) -> None:
    """What somebody wrote beside an allergy."""
    saved = str(when + timedelta(hours=1))
    row = page.chart.add(casemgmt_note, _row(
        update_date=saved, observation_date=saved, demographic_no=page.number, note="Told by the family.",
        history="Told by the family.", uuid=str(UUID(int=page.number, version=4)),
    ))  # fmt: skip
    page.chart.add(casemgmt_note_link, {
        "table_name": codes.ALLERGY, "table_id": allergy["allergyid"], "note_id": row["note_id"],
    })  # fmt: skip


def _visit(page: Page, when: datetime) -> None:
    """Saved once or twice, and mostly signed."""
    rng, uuid = page.rng, _uuid(page.rng)
    reason = rng.choice(REASONS)
    text = f"[{when:%d-%b-%Y} .: {reason}]\nSeen and examined."
    if rng.random() < 0.3:
        _note(page, when, text, uuid=uuid, signed=0, signing_provider_no="")
    done = rng.random() < 0.9
    row = _note(
        page, when + timedelta(minutes=9), text, uuid=uuid, signed=int(done), encounter_type=FACE_TO_FACE,
        **({} if done else {"signing_provider_no": ""}),
    )  # fmt: skip
    if rng.random() < 0.1:
        _put_under(page.chart, row, DIAGNOSIS)
    if done and when != page.visits[-1] and rng.random() < 0.1:
        _note(page, when + timedelta(days=1), f"{text}\nResults discussed.", uuid=uuid, encounter_type=FACE_TO_FACE)


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _note(page: Page, when: datetime, text: str, **values: object) -> Row:
    who = page.clinic.anybody()
    usual: Row = {
        "update_date": str(when), "observation_date": str(when), "demographic_no": page.number, "provider_no": who,
        "signing_provider_no": who, "note": text, "history": text, "appointmentNo": page.rng.randint(0, 400),
    }  # fmt: skip
    return page.chart.add(casemgmt_note, _row(**{**usual, **values}))


def _row(**values: object) -> Row:
    usual: Row = {
        "update_date": ZERO, "observation_date": ZERO, "demographic_no": 0, "provider_no": "999998", "note": "",
        "signed": 1, "include_issue_innote": 0, "signing_provider_no": "999998", "encounter_type": "",
        "program_no": str(CARE_PROGRAM), "reporter_caisi_role": "1", "history": "", "locked": "0", "archived": 0,
        "uuid": None, "appointmentNo": 0,
    }  # fmt: skip
    return {**usual, **values}


def _put_under(chart: Chart, row: Row, number: int) -> None:
    made = chart.add(casemgmt_issue, {
        "demographic_no": row["demographic_no"], "issue_id": number, "acute": 1, "certain": 1, "major": 1,
        "resolved": int(number == NUMBERS[codes.HISTORY]), "type": "nurse", "update_date": row["update_date"],
    })  # fmt: skip
    chart.put(casemgmt_issue_notes, {"id": made["id"], "note_id": row["note_id"]})


def _detail(chart: Chart, row: Row, details: dict[str, str]) -> None:
    for name, said in details.items():
        dated = name in (codes.START, codes.RESOLUTION)
        value = {"value": None, "date_value": said} if dated else {"value": said, "date_value": None}
        chart.add(casemgmt_note_ext, {"note_id": row["note_id"], "key_val": name, **value})


def _old_chart(page: Page) -> None:
    """Two saves: the second holds what the first did."""
    text = ""
    for year in (2005, 2007):
        text += f"[{year}] Seen.\n"
        page.chart.add(eChart, {
            "timeStamp": f"{year}-05-06 15:00:00", "demographicNo": page.number, "providerNo": page.clinic.anybody(),
            "subject": "chart", "socialHistory": "smoker", "familyHistory": "Mother: gout", "medicalHistory": "none",
            "ongoingConcerns": "weight", "reminders": "flu shot", "encounter": text,
        })  # fmt: skip


# Locked, of others, archived, blank, of nobody, without a uuid, without dates, of the system.
TRAPS: tuple[Row, ...] = (
    {"locked": "1", "note": "Behind a password"},
    {"program_no": "10001", "note": "Of another program"},
    {"reporter_caisi_role": "99", "note": "Of a role that is none"},
    {"archived": 1, "note": "Taken out of the chart"},
    {"note": "  ", "uuid": "blank-note"},
    {"uuid": None, "note": "Of before there were uuids", "locked": None, "archived": None, "appointmentNo": None},
    {"uuid": "", "note": "null", "update_date": "2008-01-01 00:00:00", "signed": 0},
    {"provider_no": "-1", "note": "Document scanned"},
)


def _spoiled(change: Row) -> Trap:
    def trap(chart: Chart, rng: Random) -> None:
        chart.add(casemgmt_note, _row(**{"demographic_no": _number(chart), "uuid": _uuid(rng), **change}))

    return trap


def _number(chart: Chart) -> int:
    number: int = chart.of(demographic)[0]["demographic_no"]
    return number


NOTES = Chapter("notes", write, clinic_rows, tuple(map(_spoiled, TRAPS)))
