"""Which reports are versions of each other, and what follows from it: in SQL which is served, in memory what it is.

OSCAR takes reports of one accession number, for one patient, for versions of each other where they lie less than four
months apart; the laboratory CLS also tells them by the filler's number. Where the index row has no day that can be
read, the number alone counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, cast, exists, func, or_

from facade.adapter import StoredRow

from ..codes import laboratory as codes
from ..tables import hl7TextInfo, hl7TextMessage, patientLabRouting

FOUR_MONTHS: Final = 400  # in days of which a month has a hundred
DAY: Final = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"

r = patientLabRouting.c
_theirs = patientLabRouting.alias("lab_theirs")
_mine, _other = hl7TextInfo.alias("lab_mine"), hl7TextInfo.alias("lab_other")
_sent = hl7TextMessage.alias("lab_sent")


def _readable(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """'yyyy-MM-dd …'; NULL for any other text."""
    return case((stored.regexp_match(DAY), stored))


def _day(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day as a number in which a month is a hundred; NULL for what is none."""
    year, month, day = (cast(func.substr(stored, at, size), Integer) for at, size in ((1, 4), (6, 2), (9, 2)))
    return case((stored.regexp_match(DAY), year * 1200 + month * 100 + day))


def _newer() -> ColumnElement[bool]:
    """By the count of final results, then by date, then by the order of arrival.

    A date that can be read and one that cannot are never compared: so no ring of versions hides all of them.
    """
    counts = func.coalesce(_other.c.final_result_count, 0), func.coalesce(_mine.c.final_result_count, 0)
    days = _readable(_other.c.obr_date), _readable(_mine.c.obr_date)
    alike = or_(days[0] == days[1], and_(days[0].is_(None), days[1].is_(None)))
    later = or_(days[0] > days[1], and_(alike, _other.c.lab_no > _mine.c.lab_no))
    return or_(counts[0] > counts[1], and_(counts[0] == counts[1], later))


_near = func.coalesce(func.abs(_day(_other.c.obr_date) - _day(_mine.c.obr_date)), 0) < FOUR_MONTHS
_same_filler = or_(
    _sent.c.type != codes.BY_FILLER_TOO,
    func.coalesce(_other.c.filler_order_num, "") == func.coalesce(_mine.c.filler_order_num, ""),
)
superseded = exists().where(
    _mine.c.lab_no == r.lab_no, _mine.c.accessionNum != "", _other.c.accessionNum == _mine.c.accessionNum,
    _other.c.lab_no != _mine.c.lab_no, _near, _newer(), _sent.c.lab_id == _mine.c.lab_no, _same_filler,
    _theirs.c.lab_no == _other.c.lab_no, _theirs.c.lab_type == codes.HL7,
    _theirs.c.demographic_no == r.demographic_no,
).correlate(patientLabRouting)  # fmt: skip


def follows_final(row: StoredRow) -> bool:
    """Whether a version that arrived before this one, and is superseded by it, was final."""
    return any(codes.REPORT_STATUS.get(_text(version, "report_status")) in codes.FINISHED for version in _earlier(row))


def _earlier(row: StoredRow) -> Iterator[Mapping[str, Any]]:
    """The index rows of earlier versions: `row` is served, so it is the newest of them."""
    own, day, filler = row["lab_no"], _number(row.text("day")), row.text("filler").upper()
    if not row.text("accession") or not isinstance(own, int):
        return
    theirs = {routing["lab_no"] for routing in row.rows("filed")}
    by_filler = row.text("type").upper() == codes.BY_FILLER_TOO
    for version in row.rows("versions"):
        number, other = version["lab_no"], _number(_text(version, "obr_date"))
        if not isinstance(number, int) or number >= own or number not in theirs:
            continue
        if day is not None and other is not None:
            near = abs(other - day) < FOUR_MONTHS
        else:
            near = day is other or _count(version["final_result_count"]) < _count(row["finals"])
        if near and (not by_filler or _text(version, "filler_order_num") == filler):
            yield version


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row[name] or "").strip().upper()


def _count(stored: Any) -> int:
    return stored if isinstance(stored, int) else 0


def _number(day: str) -> int | None:
    """As `_day`."""
    return int(day[:4]) * 1200 + int(day[5:7]) * 100 + int(day[8:10]) if re.match(DAY, day) else None
