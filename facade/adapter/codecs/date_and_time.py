"""A moment in two columns: the DATE and, beside it, the TIME of the site's wall clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, and_, literal_column, not_, or_

from facade.adapter.codecs.base import Codec, blank
from facade.adapter.codecs.dates import NO_DATES
from facade.adapter.codecs.instants import BEHIND_SECOND, FIRST_SECOND, IMPOSSIBLE, stored_text
from facade.adapter.codecs.periods import END, gaps, naive_from, whole_seconds
from facade.adapter.codecs.skipped import UNSKIPPED, OnDays, skipped_hours, skips_between
from facade.adapter.sql import as_text, calendar
from facade.adapter.values import Bind, Edges, Form, Test, Unreadable
from facade.fhir.dates import instant as fhir_instant

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?\Z")
_FIRST_DAY, _LAST_DAY = FIRST_SECOND[:10], BEHIND_SECOND[:10]  # a minute behind the last day no calendar goes on
_MIDNIGHT, _LAST = "00:00:00", "23:59:59"


@lru_cache(maxsize=64)
def _moments(zone: ZoneInfo, minutes: int) -> Callable[[str, str], str | Unreadable | None]:
    """Stored day and time to FHIR instant, so many minutes later. One memory for each zone."""

    @lru_cache(maxsize=65536)
    def moment_text(day: str, clock: str) -> str | Unreadable | None:
        if day in NO_DATES:
            return None
        if not _CLOCK.match(clock) or (minutes and day >= _LAST_DAY):
            return IMPOSSIBLE
        found = fhir_instant(f"{day} {clock[:8]}", zone)
        if found is None:
            return IMPOSSIBLE
        return found if not minutes else _later(found, minutes, zone)

    return moment_text


def _later(moment: str, minutes: int, zone: ZoneInfo) -> str:
    shifted = datetime.fromisoformat(moment).astimezone(UTC) + timedelta(minutes=minutes)
    return shifted.astimezone(zone).isoformat()


@dataclass(frozen=True, eq=False)
class DateAndTime(Codec):
    """Read-only. `minutes` are added: OSCAR's appointments end with their last minute. Without a time it is absent."""

    doc: ClassVar[str] = "date and time of two columns in the site's zone"

    day: Column[Any]
    clock: Column[Any]
    type_: str = "dateTime"
    minutes: int = 0
    absent: tuple[str, ...] = ()

    @property
    def gives(self) -> str:  # type: ignore[override]
        return self.type_

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.day, self.clock)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        day, clock = raw
        if blank(day) or blank(clock) or day[:10] in self.absent:
            return None
        return _moments(self.at.zone, self.minutes)(day[:10], clock)

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        day, _, clock = self._limit(edge, moment).partition(" ")
        return Test((edge,), (day, day, clock))

    def _limit(self, edge: str, moment: datetime) -> str:
        """As for one column (`Instant`), of the moment as it is before the minutes are added."""
        if moment >= END:
            return BEHIND_SECOND
        try:
            before = moment - timedelta(minutes=self.minutes)
            return stored_text(naive_from(whole_seconds(before, up=edge in ("low>=", "low<")), self.at.zone))
        except OverflowError:
            return BEHIND_SECOND if moment.year > 5000 else FIRST_SECOND

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        """Behind the sieve on the bare day, which an index can serve."""
        day, same, clock = bind(), bind(), bind()
        if form[0] in ("low>=", "high>"):
            return and_(self.day >= day, or_(self.day > same, self.clock >= clock))
        return and_(self.day <= day, or_(self.day < same, self.clock < clock))

    def present(self) -> ColumnElement[bool] | None:
        skipped = [not_(self._within(*hours, days)) for hours, days in skipped_hours(self.at.zone).items()]
        return and_(*self._real(), *skipped)

    def presence_between(self, low: datetime, high: datetime) -> Test | None:
        first, last = self._limit("low>=", low)[:10], self._limit("high<=", high)[:10]
        return self.presence() if skips_between(self.at.zone, first, last) else Test((UNSKIPPED,))

    def presence_sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return and_(*self._real()) if form[0] == UNSKIPPED else Codec.presence_sql(self, form, bind)

    def _real(self) -> list[ColumnElement[bool]]:
        """Not a sentinel, in the calendar, and at a time of day."""
        sentinels = [self.day != day for day in self.absent]
        real = [self.day >= _FIRST_DAY, calendar(self.day, whole=True), *sentinels]
        real += [self.day < _LAST_DAY] if self.minutes else []
        return [self.clock >= _MIDNIGHT, self.clock <= _LAST, *real]

    def _within(self, start: str, end: str, days: tuple[str, ...]) -> ColumnElement[bool]:
        """The hours that the clocks skipped on these days; '24:00:00' is a day's end."""
        before = [] if end == "24:00:00" else [self.clock < literal_column(f"'{end}'")]
        return and_(self.clock >= literal_column(f"'{start}'"), *before, OnDays(self.day, days))

    def order(self) -> ColumnElement[Any] | None:
        return as_text(self.day, "date").concat(literal_column("' '")).concat(as_text(self.clock, "time"))

    def edges(self) -> Edges:
        days = ("2020-01-01", "2020-12-31", "2020-02-29", "0001-01-01", "9999-12-31", "0000-00-00", "2020-00-00")
        stored: list[tuple[Any, ...]] = [(day, "10:00:00") for day in days]
        stored += [("2020-01-01", clock) for clock in (None, "00:00:00", "23:59:59", "09:14:00")] + [(None, "09:14:00")]
        for low, high in gaps(self.at.zone)[-2:]:  # around the turns of the clock
            turns = (low - timedelta(seconds=1), low, high)
            stored += [(found[:10], found[11:]) for found in map(stored_text, turns)]
        stored += [("2020-03-08", "02:30:00"), ("2020-03-08", "03:00:00")]
        stored += [("2020-11-01", clock) for clock in ("01:30:00", "02:00:00", "00:59:59")]
        searched = (
            "2020", "2020-01-01", "ge2020-01-01T09:15:00-05:00", "lt2020-01-01T09:15:00-05:00",
            "gt2020-01-01T14:14:00Z", "eq2020-11-01T01:30:00-04:00", "ge2020-11-01T06:00:00Z", "le2020-12-31",
            "sa2020-01-01", "eb2020-12-31", "ne2020",
            "2020-03-08",
        )  # fmt: skip
        return Edges(stored=tuple(stored), searched=searched)
