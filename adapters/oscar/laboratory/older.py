"""Which reports of before the messages are read, for whom: rows of `patientLabRouting` of the types CML and MDS.

A report is served to the patient it is filed to, once, and of several versions the newest. Versions are OSCAR's: the
same number of the laboratory's within four months. Of CML's a final one is newer than a partial one, else the one that
arrived later; of MDS's the one that was sent later. Their numbers are those of messages, without that of the version.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, cast, exists, extract, func, or_

from facade.adapter import (
    StoredRow,
    children,
    coding,
    concept,
    exploded,
    first,
    is_in,
    joined,
    reference,
    restrict,
)
from profiles.ca_core import systems

from ..codes import laboratory
from ..codes import older_laboratory as codes
from ..tables import (
    labPatientPhysicianInfo,
    labReportInformation,
    labTestResults,
    mdsMSH,
    mdsNTE,
    mdsOBR,
    mdsOBX,
    mdsZFR,
    mdsZMC,
    mdsZMN,
    measurementMap,
    patientLabRouting,
    providerLabRouting,
)
from . import cml, mds
from .older_tables import reports, results

VERSION: Final = 1  # of the reader
FOUR_MONTHS: Final = 400  # in days of which a month has a hundred
READERS: Final = {codes.CML: cml.read, codes.MDS: mds.read}

r = patientLabRouting.c
report = joined(labPatientPhysicianInfo, on=(r.lab_no, "id"))
file = joined(labReportInformation, on=(report["labReportInfo_id"], "id"))
message = joined(mdsMSH, on=(r.lab_no, "segmentID"))
signed = joined(
    providerLabRouting, on=[(r.lab_no, "lab_no"), (r.lab_type, "lab_type")],
    only={"status": laboratory.ACKNOWLEDGED}, pick=first("id"),
)  # fmt: skip
lines = children(labTestResults, on=(r.lab_no, "labPatientPhysicianInfo_id"), order=("id",))
orders = children(mdsOBR, on=(r.lab_no, "segmentID"), order=("obrID",))
segments = children(mdsOBX, on=(r.lab_no, "segmentID"), order=("obxID",))
# Comments are lines without numbers: nothing but their place in the table tells which is first.
notes, texts, meanings, forms = (
    children(table, on=(r.lab_no, "segmentID"), order=()) for table in (mdsNTE, mdsZMC, mdsZMN, mdsZFR)
)
mapped = children(measurementMap, on=(), order=("id",))


def read(row: StoredRow) -> Any:
    """By whose tables they are; the numbers of both overlap."""
    return READERS[row.text("kind").upper()](row)


_twin, _theirs = (patientLabRouting.alias(f"older_{name}") for name in ("twin", "theirs"))
_sent, _resent = (mdsMSH.alias(f"older_{name}") for name in ("sent", "resent"))
_told, _retold = (labPatientPhysicianInfo.alias(f"older_{name}") for name in ("told", "retold"))


def _same_patient(number: ColumnElement[Any], kind: str) -> ColumnElement[bool]:
    return and_(
        r.lab_type == kind, _theirs.c.lab_no == number, _theirs.c.lab_type == kind,
        _theirs.c.demographic_no == r.demographic_no,
    )  # fmt: skip


def _day(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """'YYYYMMDD' as a number in which a month is a hundred; NULL for what is none."""
    year, month, day = (cast(func.substr(stored, at, size), Integer) for at, size in ((1, 4), (5, 2), (7, 2)))
    return case((stored.regexp_match("^[1-9][0-9]{7}$"), year * 1200 + month * 100 + day))


def _sent_on(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    return extract("year", stored) * 1200 + extract("month", stored) * 100 + extract("day", stored)


def _near(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(func.abs(one - other), 0) < FOUR_MONTHS


def _number(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """Of 'client-accession-version' without the version, which has one or two digits; of a shorter one all."""
    text = func.rtrim(stored)
    return case(
        (text.like("%-%-_"), func.substr(text, 1, func.length(text) - 2)),
        (text.like("%-%-__"), func.substr(text, 1, func.length(text) - 3)),
        else_=text,
    )


def _final(stored: ColumnElement[Any]) -> ColumnElement[int]:
    return case((stored == "F", 1), else_=0)


_newer_report = or_(
    _final(_retold.c.lab_status) > _final(_told.c.lab_status),
    and_(_final(_retold.c.lab_status) == _final(_told.c.lab_status), _retold.c.id > _told.c.id),
)
_newer_message = or_(
    _resent.c.dateTime > _sent.c.dateTime,
    and_(_resent.c.dateTime == _sent.c.dateTime, _resent.c.segmentID > _sent.c.segmentID),
)
cml_superseded = exists().where(
    _told.c.id == r.lab_no, _told.c.accession_num != "", _retold.c.accession_num == _told.c.accession_num,
    _near(_day(_retold.c.service_date), _day(_told.c.service_date)), _newer_report,
    _same_patient(_retold.c.id, codes.CML),
).correlate(patientLabRouting)  # fmt: skip
mds_superseded = exists().where(
    _sent.c.segmentID == r.lab_no, _number(_sent.c.messageConID) != "",
    _number(_resent.c.messageConID) == _number(_sent.c.messageConID),
    _near(_sent_on(_resent.c.dateTime), _sent_on(_sent.c.dateTime)), _newer_message,
    _same_patient(_resent.c.segmentID, codes.MDS),
).correlate(patientLabRouting)  # fmt: skip
repeated = exists().where(
    _twin.c.lab_type == r.lab_type, _twin.c.lab_no == r.lab_no, _twin.c.demographic_no == r.demographic_no,
    _twin.c.id < r.id,
).correlate(patientLabRouting)  # fmt: skip

_patient = reference("Patient", r.demographic_no)

older = exploded(
    stored=patientLabRouting, key=r.id, tables=(reports, results), read=read, version=VERSION,
    columns={
        "kind": r.lab_type,
        "patient": r.demographic_no,
        "cml": report["id"],
        "status": report["lab_status"],
        "accession": report["accession_num"],
        "served": report["service_date"],
        "collected": report["collection_date"],
        "comment1": report["comment1"],
        "comment2": report["comment2"],
        "location": file["location_id"],
        "printed": file["print_date"],
        "printed_at": file["print_time"],
        "mds": message["segmentID"],
        "control": message["messageConID"],
        "sent": message["dateTime"],
        "interpreter": signed["provider_no"],
    },
    along={
        "lines": tuple(lines[name] for name in (
            "id", "line_type", "title", "test_name", "abn", "minimum", "maximum", "units", "result", "description",
        )),
        "orders": tuple(orders[name] for name in (
            "obrID", "placerOrderNo", "universalServiceID", "observationDateTime",
        )),
        "segments": tuple(segments[name] for name in (
            "obxID", "observationIden", "observationValue", "abnormalFlags", "observationResultStatus", "producersID",
            "associatedOBR",
        )),
        "notes": tuple(notes[name] for name in ("associatedOBX", "sourceOfComment", "comment")),
        "texts": tuple(texts[name] for name in ("setID", "messageCodeDesc")),
        "meanings": tuple(meanings[name] for name in ("resultMnemonic", "reportName", "units", "referenceRange")),
        "forms": (forms["reportFormStatus"],),
        "mapped": (mapped["ident_code"], mapped["loinc_code"], mapped["lab_type"]),
    },
    # what CML or MDS once sent stays as it is
    stamp=(
        r.demographic_no, r.lab_no, report["lab_status"], report["lastUpdateDate"], message["dateTime"],
        signed["provider_no"],
    ),
    only=(is_in(r.lab_type, *READERS),),
    restrict=(
        restrict("matched-to-a-patient", r.demographic_no > 0),
        restrict("newest-report-of-cml", ~cml_superseded),
        restrict("newest-report-of-mds", ~mds_superseded),
        restrict("filed-once", ~repeated),
    ),
    sieve={
        "Observation": {
            "subject": _patient,
            "category": [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))],
        },
        "DiagnosticReport": {
            "subject": _patient,
            "category": [concept(coding("LAB", system=systems.DIAGNOSTIC_SECTION))],
        },
    },
)  # fmt: skip
