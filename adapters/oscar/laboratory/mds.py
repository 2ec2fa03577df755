"""A message of MDS out of its tables of segments: each OBR with its OBX, named by ZMN, with the comments of NTE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from facade.adapter import StoredRow, hl7

from ..codes import laboratory
from ..codes import older_laboratory as codes
from . import lines
from .names import Naming
from .older_tables import reports, results

Row = dict[str, Any]
Segment = Mapping[str, Any]


def read(row: StoredRow) -> Mapping[Table, list[Row]]:
    """Reports and results; nothing where the message itself is gone."""
    if row["mds"] is None:
        return {}
    message = _Message(row)
    made: dict[Table, list[Row]] = {reports: [], results: []}
    orders: dict[int, Row] = {}
    for order in row.rows("orders"):
        orders.setdefault(_number(order, "obrID"), message.report(order))
    turns: Counter[int] = Counter()
    for place, obx in enumerate(row.rows("segments")):
        above, own = _number(obx, "associatedOBR"), _number(obx, "obxID")
        report = orders.setdefault(above, message.report({"obrID": above}))
        turns[own] += 1
        key = str(own) if turns[own] == 1 else f"{own}x{turns[own]}"  # a number that is given again
        made[results].append({**message.result(obx, report), "key": row.keyed(key), "place": place})
    made[reports] = list(orders.values())
    return made


class _Message:
    """What the rows beside a message's header say of its orders and results."""

    def __init__(self, row: StoredRow) -> None:
        self._row = row
        self._naming = Naming(codes.MDS, row.rows("mapped"))
        self._meanings = {_text(zmn, "resultMnemonic").casefold(): zmn for zmn in row.rows("meanings")}
        self._sent = row.text("sent") or None

    def report(self, order: Segment) -> Row:
        """The row of an order; one that only results name has no name itself."""
        code, _, name = _text(order, "universalServiceID").partition("^")
        return {
            "key": self._row.keyed(_number(order, "obrID")),
            "patient": self._row["patient"],
            "status": self._status(),
            **lines.coded(self._naming.loinc([code.strip(), name]), code.strip()),
            "name": name.replace("^", " ").strip() or code.strip() or None,
            "observed": self._moment(_text(order, "observationDateTime")),
            "issued": self._sent,
            "performer": codes.MDS,
            "accession": self._accession(),
            "placer": _text(order, "placerOrderNo").partition("^")[0].strip() or None,
            "interpreter": self._row["interpreter"],
        }

    def result(self, obx: Segment, report: Row) -> Row:
        """The row of a result. The code is known to ZMN without its first sign."""
        code, _, name = _text(obx, "observationIden").partition("^")
        code = code.strip()
        meaning = self._meanings.get(code[1:].casefold(), {})
        status = _text(obx, "observationResultStatus").upper()
        laboratory_code, _, laboratory_name = _text(obx, "producersID").partition("^")
        unit = _text(meaning, "units")
        return {
            "patient": report["patient"],
            "report": report["key"],
            "status": laboratory.RESULT_STATUS.get(status, laboratory.UNKNOWN_STATUS),
            **lines.coded(self._naming.loinc([code, name], unit), code),
            "name": _text(meaning, "reportName") or name.replace("^", " ").strip() or code or report["name"],
            "observed": report["observed"],
            "issued": report["issued"],
            "performer": laboratory_name.strip() or laboratory_code.strip() or codes.MDS,
            **lines.amount(_text(obx, "observationValue"), unit),
            **lines.ranged(_text(meaning, "referenceRange")),
            **lines.flagged(_text(obx, "abnormalFlags")),
            "note": "\n".join(self._notes(obx["obxID"])) or None,
        }

    def _notes(self, number: Any) -> Iterator[str]:
        for note in self._row.rows("notes"):
            if note["associatedOBX"] != number:
                continue
            comment, source = str(note["comment"] or ""), _text(note, "sourceOfComment").upper()
            if source == codes.WRITTEN:
                yield comment[3:].strip()
            elif source == codes.CODED:
                yield from self._standing(comment[1:].strip())
            else:
                yield comment.strip()

    def _standing(self, number: str) -> Sequence[str]:
        """The texts of a number; it may be written with more digits there."""
        texts = [(_text(text, "setID"), _text(text, "messageCodeDesc")) for text in self._row.rows("texts")]
        found = [words for own, words in texts if own == number]
        shorter = number[:-1]
        return found or [words for own, words in texts if shorter and shorter in own]

    def _status(self) -> str:
        """Final where each of its forms is."""
        forms = [_text(form, "reportFormStatus") for form in self._row.rows("forms")]
        if not forms:
            return laboratory.UNKNOWN_STATUS
        return "final" if all(form == codes.FINISHED for form in forms) else "partial"

    def _accession(self) -> str | None:
        """The middle of 'client-accession-version'."""
        parts = self._row.text("control").split("-")
        return parts[1 if len(parts) > 1 else 0].strip() or None

    def _moment(self, text: str) -> str | None:
        """A month or a year alone is no day that a result could be of."""
        found = hl7.moment(text)
        return hl7.wall_clock(found, self._row.zone) if found and found.day else None


def _number(segment: Segment, name: str) -> int:
    """The number of a segment in its message; 0 where it has none."""
    return int(segment[name] or 0)


def _text(segment: Segment, name: str) -> str:
    return str(segment.get(name) or "").strip()
