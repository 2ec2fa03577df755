"""A report of CML out of its tables: the lines under each title are one report, as they are on OSCAR's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Table

from facade.adapter import StoredRow, hl7

from ..codes import laboratory
from ..codes import older_laboratory as codes
from . import lines
from .groups import named
from .older_tables import reports, results

Row = dict[str, Any]

_WRITTEN: Final = re.compile(r"([0-9]{1,2})[ -]([A-Z]{3})[A-Z]*[ -]([0-9]{4}|[0-9]{2})")
_DIGITS: Final = re.compile(r"[0-9]{8}")
_CENTURY: Final = 70  # a year of two digits below it is of this century


@dataclass
class _Section:
    """What stands under one title. `words`: comments before any result."""

    title: str
    results: list[Row] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def read(row: StoredRow) -> Mapping[Table, list[Row]]:
    """Reports and results; nothing where the report itself is gone."""
    if row["cml"] is None:
        return {}
    shared = _shared(row)
    made: dict[Table, list[Row]] = {reports: [], results: []}
    for section in _sections(row):
        report = {
            **shared,
            "key": row.keyed(named(section.title.casefold())),
            "status": codes.CML_REPORT_STATUS.get(row.text("status").upper(), laboratory.UNKNOWN_STATUS),
            "name": section.title or None,
            "accession": row.text("accession") or None,
            "interpreter": row["interpreter"],
            "conclusion": _joined(*section.words, row.text("comment1"), row.text("comment2")),
        }
        made[reports].append(report)
        made[results] += [
            {**shared, **found, "name": found["name"] or report["name"], "report": report["key"], "place": place}
            for place, found in enumerate(section.results)
        ]
    return made


def _shared(row: StoredRow) -> Row:
    """What a report and its results have in common. A number in place of the laboratory's name is one of CML's own."""
    place, clock = row.text("location"), row.text("printed_at").replace(":", "")
    printed = hl7.moment(row.text("printed") + clock)
    issued = hl7.wall_clock(printed, row.zone) if printed else ""
    return {
        "patient": row["patient"],
        "observed": _collected(row.text("collected")) or _day(row.text("served")),
        "issued": issued if len(issued) > len("2020-07-01") else None,
        "performer": codes.CML if not place or place.isdigit() else place,
    }


def _sections(row: StoredRow) -> list[_Section]:
    """By title, in the order of the lines; a comment belongs to the result before it."""
    found: dict[str, _Section] = {}
    for line in row.rows("lines"):
        kind, title = _text(line, "line_type").upper(), _text(line, "title")
        if kind not in (codes.RESULT, codes.COMMENT):
            continue
        section = found.setdefault(title.casefold(), _Section(title))
        if kind == codes.RESULT:
            section.results.append(_result(row, line))
        elif section.results:
            last = section.results[-1]
            last["note"] = _joined(last["note"] or "", _text(line, "description"))
        else:
            section.words.append(_text(line, "description"))
    return list(found.values()) or [_Section("")]


def _result(row: StoredRow, line: Mapping[str, Any]) -> Row:
    return {
        "key": row.keyed(line["id"]),
        "status": codes.CML_RESULT_STATUS.get(row.text("status").upper(), laboratory.UNKNOWN_STATUS),
        "name": _text(line, "test_name") or None,
        **lines.amount(_text(line, "result"), _text(line, "units")),
        **lines.between(_text(line, "minimum"), _text(line, "maximum")),
        **lines.flagged(_text(line, "abn")),
        "note": None,
    }


def _collected(text: str) -> str | None:
    """'01 JAN 06', also with hyphens or the whole year; '2006-01-01'."""
    found = _WRITTEN.fullmatch(text.upper())
    if found is None or found[2] not in codes.MONTHS:
        return _day(text.replace("-", ""))
    year = int(found[3])
    if len(found[3]) == 2:
        year += 2000 if year < _CENTURY else 1900
    return _day(f"{year}{codes.MONTHS.index(found[2]) + 1:02}{int(found[1]):02}")


def _day(text: str) -> str | None:
    """'YYYYMMDD' as a virtual table keeps it; None for what is no day."""
    if not _DIGITS.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None


def _joined(*texts: str) -> str | None:
    return "\n".join(filter(None, texts)) or None


def _text(line: Mapping[str, Any], name: str) -> str:
    return str(line[name] or "").strip()
