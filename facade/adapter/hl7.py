"""A reader of HL7 v2 messages in vertical bars (HL7 2.x chapter 2): segments, fields, components, escapes, times.

Pure, linear in the size of the message, and never raises for what stands in one: what cannot be read is absent.
It reads what laboratories send and EHRs store, so it is lenient where nothing can be mistaken: any line end, a line
that begins with no segment name belongs to the field before it, an escape that is none is text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from facade.fhir.dates import Partial, instant

LONGEST: Final = 32 * 1024 * 1024  # characters of a message; what lies behind is not read
MOST_SEGMENTS: Final = 50_000
NULL: Final = '""'  # the sender says that there is no value

_FRAME = "\x0b\ufeff \t\r\n"  # what stands before a message that came through a socket or out of a file
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_BARE = frozenset({"NTE", "ORC", "OBR", "OBX", "PID", "PD1", "PV1", "PV2", "SPM", "TQ1", "DSC", "SFT", "BLG"})
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NO_BLANKS = str.maketrans("", "", " \t\r\n")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_FORMAT = r"\.(?:br|sp *[0-9]{0,2}|in *[+-]?[0-9]{0,3}|ti *[+-]?[0-9]{0,3}|sk *[+-]?[0-9]{0,3}|fi|nf|ce)"
_TIME = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:\.([0-9]{1,9}))?)?)?)?)?)?"
    r"([+-][0-9]{4})?",
    re.ASCII,
)


@dataclass(frozen=True)
class Separators:
    """The five characters that MSH names; '' where it names none."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment. `fields[n]` is field n as sent; those of MSH are counted as the standard does."""

    name: str
    fields: Sequence[str]

    def __getitem__(self, number: int) -> str:
        """The field of that number as sent, '' beyond the last; an explicit null is empty."""
        found = self.fields[number] if number < len(self.fields) else ""
        return "" if found == NULL else found


@dataclass(frozen=True)
class Message:
    """The segments of a message in order.

    `ended`: whether the last one was closed by a line end, which senders may leave out. `whole`: False where the store
    is known to have lost what came behind.
    """

    separators: Separators
    segments: tuple[Segment, ...]
    ended: bool
    whole: bool = True

    def named(self, name: str) -> Iterator[Segment]:
        """The segments of that name."""
        return (segment for segment in self.segments if segment.name == name)

    def text(self, raw: str) -> str:
        """A field or component as people read it: escapes resolved, no control characters, no blanks around it."""
        escape = self.separators.escape
        if escape and escape in raw:
            raw = _escapes(escape).sub(lambda found: _resolved(self.separators, found[1]), raw)
        if not raw.isprintable():
            raw = _CONTROL.sub("", _LINE_END.sub("\n", raw))
        return raw.strip()

    def repetitions(self, raw: str) -> list[str]:
        """The repetitions of a field, as sent."""
        mark = self.separators.repetition
        return raw.split(mark) if mark else [raw]

    def lines(self, raw: str) -> str:
        """A text whose repetitions are its lines (types TX and FT)."""
        return "\n".join(self.text(line) for line in self.repetitions(raw)).strip()

    def parts(self, raw: str) -> list[str]:
        """The components of the first repetition as people read them; those that are null are empty."""
        if not raw:
            return [""]
        mark = self.separators.component
        first = self.repetitions(raw)[0]
        found = first.split(mark) if mark else [first]
        return ["" if part == NULL else self.text(part) for part in found]

    def part(self, raw: str, number: int) -> str:
        """One component, counted from 1, of the first repetition."""
        found = self.parts(raw)
        return found[number - 1] if number <= len(found) else ""

    def subparts(self, raw: str) -> list[str]:
        """The subcomponents of a component as people read them."""
        mark = self.separators.subcomponent
        return [self.text(part) for part in (raw.split(mark) if mark else [raw])]


def message_of(stored: str) -> Message | None:
    """The message that a store keeps as base64, None if it holds none. Base64 that was cut gives what came before."""
    raw, whole = unpacked(stored)
    found = split(decoded(raw))
    return found if found is None or whole else replace(found, whole=False)


def unpacked(stored: str) -> tuple[bytes, bool]:
    """The bytes of base64 with or without line ends, up to what is none, and whether that is all of it."""
    text = stored[: LONGEST * 2].translate(_NO_BLANKS)
    found = _BASE64.match(text)
    taken = found[0] if found else ""
    return base64.b64decode(taken), len(taken) == len(text)


def decoded(raw: bytes) -> str:
    """Text of bytes: UTF-8, or line by line whatever of UTF-8 and Windows' Latin each line is in."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_line(line) for line in raw.splitlines(keepends=True))


def _line(raw: bytes) -> str:
    for charset in ("utf-8", "cp1252"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def split(text: str) -> Message | None:
    """The first message in the text, None if it begins with none."""
    text = text[:LONGEST].lstrip(_FRAME)
    separators = _separators(text)
    if separators is None:
        return None
    whole, _, _ = text.partition("\x1c")  # the end of a frame
    lines = _LINE_END.split(whole, MOST_SEGMENTS)
    ended = len(lines) > MOST_SEGMENTS or not lines[-1]
    found = tuple(_segments(lines[:MOST_SEGMENTS], separators.field))
    return Message(separators, found, ended)


def _separators(text: str) -> Separators | None:
    if not text.startswith("MSH") or len(text) < 4:
        return None
    field = text[3]
    if field.isalnum() or field.isspace() or not field.isprintable():
        return None
    named = _LINE_END.split(text[4:12], 1)[0].partition(field)[0][:4]
    if len(set(named)) < len(named) or any(mark.isalnum() or mark.isspace() for mark in named):
        return None
    component, repetition, escape, subcomponent = (named[n : n + 1] for n in range(4))
    return Separators(field, component, repetition, escape, subcomponent)


def _segments(lines: Sequence[str], field: str) -> Iterator[Segment]:
    """Joins each line that begins no segment to the one before it; ends where another message begins."""
    held: list[str] = []
    for line in lines:
        if held and not _begins(line, field):
            held.append(line)
            continue
        if held:
            yield _segment(held, field)
            if line.startswith("MSH"):
                return
        held = [line]
    if held:
        yield _segment(held, field)


def _begins(line: str, field: str) -> bool:
    return (line[3:4] == field and _SEGMENT.match(line) is not None) or line in _BARE


def _segment(lines: list[str], field: str) -> Segment:
    text = "\n".join(lines).rstrip("\n") if len(lines) > 1 else lines[0]
    fields = text.split(field)
    if fields[0] == "MSH":
        fields.insert(1, field)
    return Segment(fields[0], fields)


@lru_cache(maxsize=32)
def _escapes(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(rf"{mark}([FSRTEHNP]|X(?:[0-9A-Fa-f]{{2}})+|{_FORMAT}){mark}")


def _resolved(separators: Separators, code: str) -> str:
    """What stands for an escape: a separator, bytes in hexadecimal, a line break; highlighting is dropped."""
    if code[0] == "X":
        return _line(bytes.fromhex(code[1:]))
    if code[0] == ".":
        return "\n" if code[:3] in (".br", ".sp", ".ce") else " " * code.startswith(".sk")
    named = {
        "F": separators.field,
        "S": separators.component,
        "R": separators.repetition,
        "T": separators.subcomponent,
        "E": separators.escape,
    }
    return named.get(code, "")


def moment(text: str) -> Partial | None:
    """A time (TS, DTM, DT) with the precision and the offset that it was sent with; None for what is none.

    A time of day or an offset that no clock shows leaves the day; so does an hour without minutes, which FHIR
    cannot say.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (None if part is None else int(part) for part in found.groups()[:6])
    whole = Partial(year or 0, month or None, (day or None) if month else None)
    try:
        _ = whole.start
    except ValueError:
        return None
    offset = _offset(found[8])
    if whole.day is None or hour is None or minute is None or max(minute, second or 0) > 59 or hour > 23 or not offset:
        return whole
    fraction = (found[7] or "")[:6]
    clock = (hour, minute, second, int(fraction.ljust(6, "0")), len(fraction))
    return Partial(whole.year, whole.month, whole.day, *clock, offset[0])


def _offset(text: str | None) -> tuple[int | None] | None:
    """The minutes from UTC, None among them where none are told; None for what is no offset."""
    if text is None:
        return (None,)
    hours, minutes = int(text[1:3]), int(text[3:])
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        return None
    return ((hours * 60 + minutes) * (-1 if text[0] == "-" else 1),)


def wall_clock(found: Partial, zone: ZoneInfo) -> str:
    """A time as a virtual table keeps it: 'YYYY[-MM[-DD[ HH:MM:SS]]]' on the site's clocks, seconds filled with zeros.

    What these clocks do not show, or show twice where the second is meant, leaves the day.
    """
    if found.day is None or found.hour is None:
        return found.start.isoformat()[: 10 if found.day else 7 if found.month else 4]
    if found.offset is None:
        text = found.start.isoformat(sep=" ")[:19]
        return text if instant(text, zone) else text[:10]
    moment = found.start.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=found.offset)))
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        return found.start.isoformat()[:10]
    text = local.replace(tzinfo=None).isoformat(sep=" ")
    return text if local.fold == 0 else text[:10]
