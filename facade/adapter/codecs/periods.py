"""How a stored date or time compares with a moment, without arithmetic in SQL.

A stored value covers a stretch of time [low, high): a second, a day, a month or a year, in the source's zone.
Every date search is made of four questions about these ends ("edges"). Because low and high never fall as the
stored text rises, each question has a threshold, found here in Python; SQL compares the bare column with it.
https://hl7.org/fhir/R4/search.html#date
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

#: low >= x, low < x, high > x, high <= x
Edge = Literal["low>=", "low<", "high>", "high<="]
Level = Literal["day", "month", "year"]

FIRST = date(1, 1, 2)
LAST = date(9999, 12, 31)
END = datetime.max.replace(tzinfo=UTC)  # where the last period is cut off
BEHIND = "9999-12-31 23:59:59"  # behind every stored day; a threshold only


def start(day: date, zone: ZoneInfo) -> datetime:
    """The moment a local day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def floor(day: date, level: Level) -> date:
    """The first day of the day's period."""
    if level == "day":
        return day
    return day.replace(day=1) if level == "month" else day.replace(month=1, day=1)


def following(day: date, level: Level) -> date | None:
    """The first day of the next period; None at the end of time."""
    try:
        if level == "day":
            return day + timedelta(days=1)
        if level == "year":
            return date(day.year + 1, 1, 1)
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None


def _local_date(moment: datetime, zone: ZoneInfo) -> date:
    try:
        return moment.astimezone(zone).date()
    except (OverflowError, ValueError):
        return LAST if moment.year > 5000 else FIRST


def first_low(moment: datetime, level: Level, zone: ZoneInfo) -> date | None:
    """The first day of the earliest period that begins at or after the moment; None if none does."""
    day = floor(max(_local_date(moment, zone), FIRST), level)
    if day >= FIRST and start(day, zone) >= moment:
        return day
    return following(day, level)


def first_high(moment: datetime, level: Level, zone: ZoneInfo) -> date | None:
    """The first day of the earliest period that ends after the moment: the one it lies in. None at the end of time."""
    if moment >= END:
        return None
    return floor(max(_local_date(moment, zone), FIRST), level)


def whole_seconds(moment: datetime, *, up: bool) -> datetime:
    """The moment on the grid of stored seconds."""
    cut = moment.replace(microsecond=0)
    return cut + timedelta(seconds=1) if up and cut != moment else cut


def naive_from(moment: datetime, zone: ZoneInfo) -> datetime:
    """The earliest stored wall-clock time whose first occurrence is at or after the moment (whole seconds)."""
    local = moment.astimezone(zone)
    if local.fold == 0:
        return local.replace(tzinfo=None)
    # the second pass through an ambiguous hour: no stored time means it, the next one is after the hour
    naive = local.replace(tzinfo=None, second=0, fold=0)
    while naive.replace(tzinfo=zone).astimezone(UTC) < moment:
        naive += timedelta(minutes=1)
    return naive


@lru_cache(maxsize=64)
def gaps(zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
    """The wall-clock stretches [from, to) that the zone skips, 1900 to 2099."""
    found: list[tuple[datetime, datetime]] = []
    moment, last = datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    while moment < last:
        after = moment + timedelta(days=7)
        before, behind = moment.astimezone(zone).utcoffset(), after.astimezone(zone).utcoffset()
        if before is not None and behind is not None and behind > before:
            found.append(_gap(moment, after, zone))
        moment = after
    return tuple(found)


def _gap(low: datetime, high: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    turn = high.replace(microsecond=0)
    behind = turn.astimezone(zone).replace(tzinfo=None)
    before = turn + (offset or timedelta())
    return before.replace(tzinfo=None), behind
