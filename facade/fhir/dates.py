"""Dates, dateTimes and instants as text, and the stretch of time that each of them means.

A FHIR date is as long as its last digit: `2020` is a year. Ranges are half-open [low, high) in UTC.
https://hl7.org/fhir/R4/datatypes.html#dateTime and https://hl7.org/fhir/R4/search.html#date
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

Range: TypeAlias = tuple[datetime, datetime]

# Python's calendar ends here; what lies beyond (the end of 9999, year 1 east of Greenwich) is cut off.
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)

_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.0*|(\.\d{1,6}))?", re.ASCII)
_MINUTES = frozenset(f" {hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
_SECONDS = frozenset(f":{second:02}" for second in range(60))


@dataclass(frozen=True)
class Partial:
    """The parts that were written. `digits` counts those of the fraction; `offset` is in minutes."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    microsecond: int = 0
    digits: int = 0
    offset: int | None = None

    @property
    def start(self) -> datetime:
        """The first moment, without zone."""
        parts = (self.month or 1, self.day or 1, self.hour or 0, self.minute or 0, self.second or 0)
        return datetime(self.year, *parts, self.microsecond)

    @property
    def timed(self) -> bool:
        """Whether it has a time of day."""
        return self.hour is not None


def _whole(text: str | None) -> int | None:
    return None if text is None else int(text)


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    hours, minutes = int(text[1:3]), int(text[4:])
    if minutes > 59 or hours * 60 + minutes > 14 * 60:
        raise ValueError("an offset lies within 14:00 of UTC")
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def _check_calendar(partial: Partial) -> None:
    """ValueError for 30 February, 24:00, second 60 or year 0000."""
    if partial.month == 0 or partial.day == 0:
        raise ValueError("not in the calendar")
    _ = partial.start


def parse_partial(text: str, *, search: bool = False) -> Partial:
    """Text of a date, dateTime or instant; ValueError unless it has the form and is in the calendar.

    A time needs seconds and an offset; `search` lets both be left out.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("not a FHIR date")
    year, month, day, hour, minute, second = (_whole(part) for part in match.groups()[:6])
    fraction, offset = match[7] or "", _offset(match[8])
    if hour is not None and not search and (second is None or offset is None):
        raise ValueError("a time needs seconds and an offset")
    microsecond = int(fraction[:6].ljust(6, "0"))
    partial = Partial(year or 0, month, day, hour, minute, second, microsecond, len(fraction), offset)
    _check_calendar(partial)
    return partial


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    """Of a repeated hour the first; a time that the clocks skip counts from before the change."""
    try:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return _FIRST if by < timedelta(0) else _LAST


def _unit(partial: Partial) -> timedelta:
    """How long a time of day lasts: a minute, a second or a fraction of one."""
    if partial.second is None:
        return timedelta(minutes=1)
    return timedelta(microseconds=10 ** (6 - min(partial.digits, 6)))


def _next(partial: Partial) -> datetime | None:
    """Midnight after the day, month or year; None after the end of 9999."""
    if partial.month is None:
        year, month = partial.year + 1, 1
    elif partial.day is None:
        year, month = partial.year + partial.month // 12, partial.month % 12 + 1
    else:
        day = _shifted(partial.start.replace(tzinfo=UTC), timedelta(days=1))
        return None if day == _LAST else day.replace(tzinfo=None)
    return None if year > 9999 else datetime(year, month, 1)


def _range(partial: Partial, zone: tzinfo) -> Range:
    if partial.offset is not None:
        zone = timezone(timedelta(minutes=partial.offset))
    low = _utc(partial.start, zone)
    if partial.timed:
        return low, _shifted(low, _unit(partial))
    end = _next(partial)
    return low, _LAST if end is None else _utc(end, zone)


def bounds(text: str, zone: ZoneInfo) -> Range:
    """[low, high) in UTC of a value in a resource; a day without offset is a day in `zone`."""
    return _range(parse_partial(text), zone)


def search_bounds(text: str, zone: ZoneInfo) -> Range:
    """[low, high) in UTC of a search value (without prefix): minutes suffice, and the offset may be left out.

    A '+' that was not escaped in the URL arrives as a blank.
    """
    if text[-6:-5] == " ":
        text = text[:-6] + "+" + text[-5:]
    return _range(parse_partial(text, search=True), zone)


def approximate(low: datetime, high: datetime, now: datetime) -> Range:
    """The range of `ap`: a tenth of the distance between now and the value wider at both ends."""
    gap = abs(now - low) / 10
    return _shifted(low, -gap), _shifted(high, gap)


def _equal(value: Range, search: Range) -> bool:
    return search[0] <= value[0] and value[1] <= search[1]


def _after(value: Range, search: Range) -> bool:
    return value[1] > search[1]


def _before(value: Range, search: Range) -> bool:
    return value[0] < search[0]


def _overlap(value: Range, search: Range) -> bool:
    return value[0] < search[1] and search[0] < value[1]


_PREFIXES: Mapping[str, Callable[[Range, Range], bool]] = {
    "eq": _equal,
    "ne": lambda value, search: not _equal(value, search),
    "gt": _after,
    "lt": _before,
    "ge": lambda value, search: _after(value, search) or _equal(value, search),
    "le": lambda value, search: _before(value, search) or _equal(value, search),
    "sa": lambda value, search: value[0] >= search[1],
    "eb": lambda value, search: value[1] <= search[0],
    "ap": _overlap,
    "po": _overlap,
}


def compare(prefix: str, value: Range, search: Range) -> bool:
    """Whether a stored range meets a search range; for `ap` the search range is already widened."""
    test = _PREFIXES.get(prefix)
    if test is None:
        raise ValueError("unknown prefix")
    return test(value, search)


def _written(offset: timedelta | None) -> str:
    minutes = (offset or timedelta()) // timedelta(minutes=1)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _offsets(day: date, zone: ZoneInfo) -> set[timedelta | None]:
    """The offsets at both midnights of a day, in both readings of a repeated hour."""
    start = datetime(day.year, day.month, day.day)
    ends = (start, start.replace(hour=23, minute=59, second=59, microsecond=999999))
    return {end.replace(tzinfo=zone, fold=fold).utcoffset() for end in ends for fold in (0, 1)}


@lru_cache(maxsize=16384)
def _suffix(day: str, zone: ZoneInfo) -> str | None:
    """The offset of a whole day as text, "" if it must be found for each time, None for no date."""
    if not _DAY.fullmatch(day):
        return None
    try:
        offsets = _offsets(date.fromisoformat(day), zone)
    except ValueError:
        return None
    (first, *others) = offsets
    if others or (first or timedelta()) % timedelta(minutes=1):
        return ""
    return _written(first)


def _slow(local: str, zone: ZoneInfo) -> str | None:
    """A time on a day of change, or before clocks ran on whole minutes (then told in UTC)."""
    moment = datetime.fromisoformat(local)
    aware = moment.replace(tzinfo=zone)
    try:
        told = aware.astimezone(UTC)
        if told.astimezone(zone).replace(tzinfo=None, fold=0) != moment:
            return None
    except OverflowError:
        return None
    offset = aware.utcoffset() or timedelta()
    return told.isoformat() if offset % timedelta(minutes=1) else local + _written(offset)


def instant(naive_text: str, zone: ZoneInfo) -> str | None:
    """`YYYY-MM-DD HH:MM:SS` local time (a fraction may follow) as FHIR instant, of a repeated hour the first.

    None when there is no such time: not in the calendar, of another form, or skipped by the clocks.
    """
    day = naive_text[:10]
    suffix = _suffix(day, zone)
    if suffix and naive_text[10:16] in _MINUTES and naive_text[16:] in _SECONDS:
        return f"{day}T{naive_text[11:]}{suffix}"  # nearly all times, so without the pattern
    clock = _CLOCK.fullmatch(naive_text, 11)
    if suffix is None or clock is None or naive_text[10] not in " T":
        return None
    local = f"{day}T{clock[1]}{clock[2] or ''}"
    return local + suffix if suffix else _slow(local, zone)
