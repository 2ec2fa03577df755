"""One provider's day: its template's letters against what is booked.

The day has as many stretches as the template has letters: 96 letters are quarters of an hour. An appointment's
end_time is its last minute. A template whose length does not divide a day says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from facade.adapter import StoredRow

from .codes.schedule import BLOCKED, BUSY, CLOSED, FREE, NO_TIME, UNAVAILABLE

MINUTES = 1440
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(:[0-5]\d)?\Z", re.ASCII)


@dataclass(frozen=True)
class Booked:
    """From a minute of the day up to another one."""

    start: int
    end: int
    blocked: bool


def slots(row: StoredRow, schedule: str) -> Iterator[dict[str, Any]]:
    """The stretches in which somebody could be booked."""
    try:
        midnight = datetime.fromisoformat(row.text("day"))
    except ValueError:
        return
    letters = str(row["own"] if row["own"] is not None else row["public"] or "").strip("\r\n")
    length = MINUTES // len(letters) if letters and MINUTES % len(letters) == 0 else 0
    if not length or not 1900 < midnight.year < 9999:
        return
    holiday, known, booked = row.text("holiday"), _meanings(row), list(_booked(row))
    for at, letter in enumerate(letters):
        start, end = at * length, (at + 1) * length
        starts, ends = (midnight + timedelta(minutes=minute) for minute in (start, end))
        if letter in CLOSED or _on_the_clock(starts, row.zone) != starts:
            continue
        there = [one for one in booked if one.start < end and one.end > start]
        closed = bool(holiday) or any(one.blocked for one in there)
        yield {
            "key": row.keyed(f"{start // 60:02}{start % 60:02}"), "schedule": schedule,
            "starts": str(starts), "ends": str(_on_the_clock(ends, row.zone)),
            "status": UNAVAILABLE if closed else BUSY if there else FREE,
            "meaning": known.get(letter), "comment": holiday or row["reason"],
        }  # fmt: skip


def _on_the_clock(local: datetime, zone: ZoneInfo) -> datetime:
    """The time that a clock shows then: one that is skipped in spring is an hour later."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def _meanings(row: StoredRow) -> Mapping[str, Any]:
    """Letter → description; of several rows the first counts."""
    known: dict[str, Any] = {}
    for found in row.rows("letters"):
        known.setdefault(str(found["code"] or ""), found["description"])
    return known


def _booked(row: StoredRow) -> Iterator[Booked]:
    for found in row.rows("booked"):
        start, last = _minute(found["start_time"]), _minute(found["end_time"])
        if start is not None and str(found["status"] or "")[:1] not in NO_TIME:
            end = start + 1 if last is None else max(last, start) + 1
            yield Booked(start, end, str(found["name"] or "").strip().lower() == BLOCKED)


def _minute(text: Any) -> int | None:
    found = _TIME.match(str(text))
    return int(found[1]) * 60 + int(found[2]) if found else None
