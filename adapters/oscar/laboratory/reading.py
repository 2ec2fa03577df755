"""One stored message for one patient as rows of the virtual tables."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from facade.adapter import StoredRow, hl7

from ..codes import laboratory as codes
from . import values
from .groups import Group, Result, groups, named
from .names import Naming
from .tables import documents, forms, reports, results, specimens
from .versions import follows_final

Row = dict[str, Any]

_LETTERS_OF_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def read(row: StoredRow) -> Mapping[Table, list[Row]]:
    """Reports, results, specimens, and what files there are."""
    message = _message(row)
    if message is None:
        return {}
    found = _Report(row, message)
    made: dict[Table, list[Row]] = {reports: [], results: [], specimens: [], forms: []}
    for group in groups(message):
        found.add(group, made)
    return made


def read_documents(row: StoredRow) -> Mapping[Table, list[Row]]:
    """The files in the message."""
    message = _message(row)
    if message is None:
        return {}
    made = []
    for group in groups(message):
        for result in group.results:
            content = _content(message, result.obx)
            if content:
                own = {"key": row.keyed(result.name), "report": row.keyed(group.name), "patient": row["patient"]}
                made.append({**own, **content})
    return {documents: made}


def _message(row: StoredRow) -> hl7.Message | None:
    """What cannot be read as a message is told by its first letters, here as in SQL (see `messages`)."""
    stored = row["message"]
    return hl7.message_of(stored) if isinstance(stored, str) and stored.startswith(codes.MESSAGE) else None


class _Report:
    """What the message and the rows beside it say of every order in it."""

    def __init__(self, row: StoredRow, message: hl7.Message) -> None:
        self._row = row
        self._message = message
        self._moments: dict[str, str | None] = {}
        self._naming = Naming(row.text("type"), row.rows("mapped"))
        header = message.segments[0]
        self._sent = self._instant(header[7])
        self._sender = row.text("facility") or message.part(header[4], 1)
        self._status = row.text("status").upper()
        self._patient = row["patient"]

    def add(self, group: Group, made: Mapping[Table, list[Row]]) -> None:
        """The rows of one order."""
        report = self._report(group)
        made[reports].append(report)
        taken = list(self._specimens(group, report["key"]))
        made[specimens] += taken
        specimen = taken[0]["key"] if len(taken) == 1 else None
        for place, result in enumerate(group.results):
            if result.obx[2] == "ED":
                made[forms] += self._forms(result, report["key"], place)
            else:
                made[results].append({**self._result(result, group, report), "place": place, "specimen": specimen})

    def _report(self, group: Group) -> Row:
        message, obr, orc = self._message, group.obr, group.orc
        name = message.parts(obr[4])
        return {
            "key": self._row.keyed(group.name),
            "patient": self._patient,
            "status": "partial" if group.cut else self._report_status(obr),
            "accession": self._row.text("accession") or None,
            "filler": message.part(obr[3], 1) or message.part(orc[3], 1) or None,
            "placer": message.part(obr[2], 1) or message.part(orc[2], 1) or None,
            **self._coded(name),
            "name": _name(name) or None,
            **_span(self._moment(obr[7])),
            "issued": self._instant(obr[22]) or self._sent,
            "performer": self._sender or None,
            "interpreter": self._row["interpreter"],
            "conclusion": self._notes(group.notes),
        }

    def _coded(self, name: Sequence[str], unit: str = "") -> Row:
        """The LOINC code, and the laboratory's own where that is another."""
        loinc = self._naming.loinc(name, unit)
        if loinc in codes.VITAL_SIGNS:
            loinc = None
        return {"loinc": loinc, "code": name[0] or None if name[0] != loinc else None}

    def _report_status(self, obr: hl7.Segment) -> str:
        """A report that is final, where an earlier version of it was final, is a correction."""
        stored = self._message.text(obr[25]).upper() or self._status
        status = codes.REPORT_STATUS.get(stored, codes.UNKNOWN_STATUS)
        return "corrected" if status == "final" and follows_final(self._row) else status

    def _result(self, result: Result, group: Group, report: Row) -> Row:
        message, obx = self._message, result.obx
        unit = values.units(message, obx[6])
        name = result.test
        return {
            "key": self._row.keyed(result.name),
            "report": report["key"],
            "patient": self._patient,
            "status": codes.RESULT_STATUS.get(message.text(obx[11]).upper(), codes.UNKNOWN_STATUS),
            **self._coded(name, unit.get("unit", "")),
            "name": _name(name) or report["name"],
            **_span(self._moment(obx[14]) or report["observed"] or report["span"]),
            "issued": report["issued"],
            **unit,
            **self._value(result, unit),
            **self._flags(obx[8]),
            **values.reference_range(message.text(obx[7])),
            "method": _name(message.parts(obx[17])) or None,
            "note": self._notes(result.notes),
            "performer": message.part(obx[23], 1) or _name(message.parts(obx[15])) or self._sender or None,
        }

    def _value(self, result: Result, unit: Mapping[str, str]) -> Mapping[str, str]:
        message, obx = self._message, result.obx
        found = values.value(message, obx[2], obx[5], unit, self._row.zone)
        if not result.more:
            return found
        lines = [message.lines(each[5]) for each in (obx, *result.more)]
        return {"kind": "text", "value": "\n".join(lines).strip()}

    def _flags(self, field: str) -> Row:
        """The first flag that R4 knows is a code; a flag it does not know is text."""
        if not field:
            return {}
        flags = [flag for one in self._message.repetitions(field) if (flag := self._message.part(one, 1))]
        known = [flag.upper() for flag in flags if flag.upper() in codes.FLAGS]
        others = [flag for flag in flags if flag.upper() not in codes.FLAGS]
        return {"flag": known[0] if known else None, "flag_text": "; ".join(others) or None}

    def _specimens(self, group: Group, report: str) -> Iterator[Row]:
        """Those of SPM; without one that of OBR-15."""
        message, obr = self._message, group.obr
        collected, received = self._moment(obr[7]), self._moment(obr[14])
        for number, spm in enumerate(group.specimens):
            kind, site = message.parts(spm[4]), message.parts(spm[8])
            own = {
                "accession": message.part(spm[2], 1) or None,
                "type": _name(kind) or None,
                "site": _name(site) or None,
                "collected": self._moment(spm[17]) or collected,
                "received": self._moment(spm[18]) or received,
            }
            yield {"key": self._row.keyed(named(group.name, number)), "report": report, "patient": self._patient, **own}
        if group.specimens or not obr[15]:
            return
        source = [*message.repetitions(obr[15])[0].split(message.separators.component or "\n"), "", "", ""]
        yield {
            "key": self._row.keyed(named(group.name, 0)),
            "report": report,
            "patient": self._patient,
            "type": _name(message.subparts(source[0])) or message.text(source[2]) or None,
            "site": _name(message.subparts(source[3])) or None,
            "collected": collected,
            "received": received,
        }

    def _forms(self, result: Result, report: str, place: int) -> list[Row]:
        content = _content(self._message, result.obx)
        if content is None:
            return []
        title = _name(result.test)
        own = {"report": report, "place": place, "type": content["type"], "title": title or None}
        return [{"key": self._row.keyed(result.name), **own}]

    def _notes(self, notes: Sequence[hl7.Segment]) -> str | None:
        return "\n".join(self._message.lines(note[3]) for note in notes).strip() or None

    def _moment(self, field: str) -> str | None:
        """Most times of a message are the same few."""
        if field not in self._moments:
            found = hl7.moment(self._message.part(field, 1))
            self._moments[field] = None if found is None else hl7.wall_clock(found, self._row.zone)
        return self._moments[field]

    def _instant(self, field: str) -> str | None:
        """A time of day; a day is no instant."""
        found = self._moment(field)
        return found if found and len(found) > 10 else None


def _span(moment: str | None) -> Row:
    """A time of day or a day; a month or a year is the stretch within which it lies."""
    precise = moment is not None and len(moment) >= len("2020-07-01")
    return {"observed": moment if precise else None, "span": None if precise else moment}


def _name(parts: Sequence[str]) -> str:
    """The text of a coded field: that of the first code, of the other, or the code itself."""
    return next((parts[at] for at in (1, 4, 0) if at < len(parts) and parts[at]), "")


def _content(message: hl7.Message, obx: hl7.Segment) -> Mapping[str, str | int] | None:
    """The file in an OBX of type ED (source, type, subtype, encoding, data), as base64; None if there is none.

    One that cannot be read is a file all the same: a reader of the report must know that it was sent.
    """
    if obx[2] != "ED":
        return None
    parts = message.repetitions(obx[5])[0].split(message.separators.component or "\n")
    encoding, data = [part.strip() for part in [*parts, "", "", "", "", ""][3:5]]
    if not data:
        return None
    if encoding.casefold() == "a":
        text = message.lines(data)
        return {"type": codes.PLAIN_TEXT, "data": b64encode(text.encode()).decode()}
    packed = "".join(data.split())
    if encoding.casefold() != "base64" or not _LETTERS_OF_BASE64.fullmatch(packed) or len(packed) % 4:
        return {"type": codes.OTHER_FILE, "broken": 1}
    kind = next((type_ for begin, type_ in codes.FILE_TYPES.items() if packed.startswith(begin)), codes.OTHER_FILE)
    return {"type": kind, "data": packed}
