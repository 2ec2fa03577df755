"""Which messages are read, for whom: one row of `patientLabRouting` each.

A message is served to the patient it is filed to, once, and of several versions of a report the newest. OSCAR takes
reports of one accession number for versions of each other where they lie less than four months apart; the laboratory
CLS also tells them by the number of its own.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, cast, exists, func, or_

from facade.adapter import children, coding, concept, eq, exploded, first, joined, last, reference, restrict
from profiles.ca_core import systems

from ..codes import laboratory as codes
from ..tables import hl7TextInfo, hl7TextMessage, measurementMap, patientLabRouting, providerLabRouting
from .reading import read, read_documents
from .tables import documents, forms, reports, results, specimens

VERSION: Final = 1  # of the reader
FOUR_MONTHS: Final = 400

r = patientLabRouting.c
message = joined(hl7TextMessage, on=(r.lab_no, "lab_id"))
info = joined(hl7TextInfo, on=(r.lab_no, "lab_no"), pick=last("id"))
earlier = joined(hl7TextInfo, on=(info["accessionNum"], "accessionNum"), pick=first("lab_no"))
signed = joined(
    providerLabRouting, on=(r.lab_no, "lab_no"), only={"lab_type": codes.HL7, "status": codes.ACKNOWLEDGED},
    pick=first("id"),
)  # fmt: skip
mapped = children(measurementMap, on=(), order=("id",))

_twin = patientLabRouting.alias("lab_twin")
_theirs = patientLabRouting.alias("lab_theirs")
_mine, _other = hl7TextInfo.alias("lab_mine"), hl7TextInfo.alias("lab_other")
_sent = hl7TextMessage.alias("lab_sent")


def _day(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """'yyyy-MM-dd …' as a number in which a month is a hundred; NULL for any other text."""
    year, month, day = (cast(func.substr(stored, at, size), Integer) for at, size in ((1, 4), (6, 2), (9, 2)))
    return case((stored.regexp_match("^[0-9]{4}-[0-9]{2}-[0-9]{2}"), year * 1200 + month * 100 + day))


def _newer() -> ColumnElement[bool]:
    """By the count of final results, then by date, then by the order of arrival."""
    counts = func.coalesce(_other.c.final_result_count, 0), func.coalesce(_mine.c.final_result_count, 0)
    days = _other.c.obr_date, _mine.c.obr_date
    arrived = _other.c.lab_no > _mine.c.lab_no
    later = or_(days[0] > days[1], and_(days[0] == days[1], arrived))
    return or_(counts[0] > counts[1], and_(counts[0] == counts[1], later))


_same_day = func.abs(_day(_other.c.obr_date) - _day(_mine.c.obr_date)) < FOUR_MONTHS
_same_filler = or_(
    _sent.c.type != codes.BY_FILLER_TOO,
    func.coalesce(_other.c.filler_order_num, "") == func.coalesce(_mine.c.filler_order_num, ""),
)
superseded = exists().where(
    _mine.c.lab_no == r.lab_no, _mine.c.accessionNum != "", _other.c.accessionNum == _mine.c.accessionNum,
    _other.c.lab_no != _mine.c.lab_no, _same_day, _newer(), _sent.c.lab_id == _mine.c.lab_no, _same_filler,
    _theirs.c.lab_no == _other.c.lab_no, _theirs.c.lab_type == codes.HL7,
    _theirs.c.demographic_no == r.demographic_no,
).correlate(patientLabRouting)  # fmt: skip
repeated = exists().where(
    _twin.c.lab_type == r.lab_type, _twin.c.lab_no == r.lab_no, _twin.c.demographic_no == r.demographic_no,
    _twin.c.id < r.id,
).correlate(patientLabRouting)  # fmt: skip
FILED = (eq(r.lab_type, codes.HL7),)
SERVED = (
    restrict("matched-to-a-patient", r.demographic_no > 0),
    restrict("newest-version", ~superseded),
    restrict("filed-once", ~repeated),
)

_patient = reference("Patient", r.demographic_no)
_laboratory = [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))]
_section = [concept(coding("LAB", system=systems.DIAGNOSTIC_SECTION))]

messages = exploded(
    stored=patientLabRouting, key=r.id, tables=(reports, results, specimens, forms), read=read, version=VERSION,
    columns={
        "patient": r.demographic_no,
        "lab_no": r.lab_no,
        "message": message["message"],
        "type": message["type"],
        "status": info["report_status"],
        "accession": info["accessionNum"],
        "facility": info["sending_facility"],
        "card": info["health_no"],
        "earlier": earlier["lab_no"],
        "earlier_status": earlier["report_status"],
        "earlier_card": earlier["health_no"],
        "interpreter": signed["provider_no"],
    },
    along={"mapped": (mapped["ident_code"], mapped["loinc_code"], mapped["lab_type"])},
    # a message of the type TDIS is overwritten in place, and its row in hl7TextInfo with it
    stamp=(
        r.demographic_no, r.lab_no, message["fileUploadCheck_id"], info["report_status"], info["final_result_count"],
        info["obr_date"], earlier["lab_no"], signed["provider_no"],
    ),
    only=FILED, restrict=SERVED,
    sieve={
        "Observation": {"subject": _patient, "category": _laboratory},
        "DiagnosticReport": {"subject": _patient, "category": _section},
        "Specimen": {"subject": _patient},
    },
)  # fmt: skip

# Files are large and seldom asked for: they are read when they are, and not kept.
attached = exploded(
    stored=patientLabRouting, key=r.id, tables=(documents,), read=read_documents, version=VERSION,
    columns={"patient": r.demographic_no, "message": message["message"]}, only=FILED, restrict=SERVED,
)  # fmt: skip
