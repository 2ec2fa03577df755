"""Date-times: DATETIME columns hold the site's wall clock, TIMESTAMP columns come as UTC (the session sets +00:00)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, and_, func, literal_column, not_

from facade.adapter.codecs.base import Codec, Remembered, blank
from facade.adapter.codecs.dates import NO_DATES, Date
from facade.adapter.codecs.periods import END, gaps, naive_from, whole_seconds
from facade.adapter.codecs.skipped import UNSKIPPED, OnDays, skipped_hours, skips_between
from facade.adapter.codecs.withheld import Absent
from facade.adapter.context import SourceContext
from facade.adapter.sql import calendar
from facade.adapter.values import Bind, Edges, Form, Loss, Test, Unreadable
from facade.fhir.dates import instant as fhir_instant

FIRST_SECOND = "0001-01-02 00:00:00"
BEHIND_SECOND = "9999-12-31 23:59:59.9"  # behind every stored second; a threshold only
IMPOSSIBLE = Unreadable("a date and time that the site's calendar does not have")
UTC_ZONE = ZoneInfo("UTC")


@lru_cache(maxsize=64)
def moments(zone: ZoneInfo) -> Mapping[str, str | Unreadable | None]:
    """Stored 'YYYY-MM-DD HH:MM:SS[.ffffff]' to FHIR instant; zero dates are absent. One memory for each zone."""

    def moment_text(stored: str) -> str | Unreadable | None:
        if stored[:10] in NO_DATES:
            return None
        return fhir_instant(stored[:19], zone) or IMPOSSIBLE

    return Remembered(moment_text, room=65536)


def stored_text(moment: datetime) -> str:
    """A naive wall-clock time as it is stored and compared."""
    return moment.replace(tzinfo=None, microsecond=0).isoformat(sep=" ")


@dataclass(frozen=True, eq=False)
class Instant(Codec):
    """A date-time to the second. `type_` is the R4 type it fills: dateTime or instant."""

    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "date and time in the site's zone"

    col: Column[Any]
    type_: str = "dateTime"
    absent: tuple[str, ...] = ()

    @property
    def gives(self) -> str:  # type: ignore[override]
        return self.type_

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def bind(self, context: SourceContext) -> Any:
        """Where an older release has a DATE column, the day is all there is to say, and no instant."""
        if context.kind(self.col) != "date":
            return Codec.bind(self, context)
        return (Date(self.col, self.absent) if self.type_ == "dateTime" else Absent()).bind(context)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the stored text."""
        return UTC_ZONE if self.at.kind(self.col) == "timestamp" else self.at.zone

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if blank(value) or value[:10] in self.absent:
            return None
        return moments(self.zone)[value]

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            facts = self.at.column(self.col)
            return {self.col: None} if facts.nullable else Loss("this system cannot leave the time out")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return Loss("this system stores a date with a time only")
        if moment.tzinfo is None:
            return Loss("this system stores a date with a time only")
        try:
            return {self.col: stored_text(moment.astimezone(self.zone))}
        except OverflowError:
            return Loss("this system stores no time so far away")

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        return Test((edge,), (self._limit(edge, moment),))

    def _limit(self, edge: str, moment: datetime) -> str:
        """Low >= x: the first stored second at or after x. high > x: the first whose end lies behind x."""
        if moment >= END:
            return BEHIND_SECOND
        try:
            return stored_text(naive_from(whole_seconds(moment, up=edge in ("low>=", "low<")), self.zone))
        except OverflowError:
            return BEHIND_SECOND if moment.year > 5000 else FIRST_SECOND

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        limit = bind()
        return self.col >= limit if form[0] in ("low>=", "high>") else self.col < limit

    def _real(self) -> list[ColumnElement[bool]]:
        """Not a sentinel, and in the calendar."""
        sentinels = [not_(and_(self.col >= day, self.col <= f"{day} 23:59:59")) for day in self.absent]
        return [self.col >= FIRST_SECOND, calendar(self.col, whole=True), *sentinels]

    def _within(self, start: str, end: str, days: tuple[str, ...]) -> ColumnElement[bool]:
        """The hours first: they hold for few rows, so the days are seldom looked at."""
        clock = func.substr(self.col, literal_column("12"), literal_column("8"))
        return and_(clock >= literal_column(f"'{start}'"), clock < literal_column(f"'{end}'"), OnDays(self.col, days))

    def present(self) -> ColumnElement[bool] | None:
        skipped = [not_(self._within(*hours, days)) for hours, days in skipped_hours(self.zone).items()]
        return and_(*self._real(), *skipped)

    def presence_between(self, low: datetime, high: datetime) -> Test | None:
        first, last = self._limit("low>=", low)[:10], self._limit("high<=", high)[:10]
        return self.presence() if skips_between(self.zone, first, last) else Test((UNSKIPPED,))

    def presence_sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return and_(*self._real()) if form[0] == UNSKIPPED else Codec.presence_sql(self, form, bind)

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_text"] = moments(self.zone)
        filled = args[0]
        if self.absent:
            names[f"{into}_absent"] = self.absent
            filled = f"{args[0]} and {args[0]}[:10] not in {into}_absent"
        return [f"{into} = {into}_text[{args[0]}] if {filled} else None"]

    def edges(self) -> Edges:
        stored = [
            (None,),
            ("0000-00-00 00:00:00",),
            ("9999-12-31 00:00:00",),
            ("0001-01-01 00:00:00",),
            ("2020-01-01 00:00:00",),
            ("2020-12-31 23:59:59",),
        ]
        for low, high in gaps(self.zone)[-3:]:  # around the turns of the clock
            stored += [(stored_text(low - timedelta(seconds=1)),), (stored_text(low),), (stored_text(high),)]
        stored += [
            ("2020-03-08 02:30:00",),
            ("2020-11-01 01:30:00",),
            ("2020-11-01 02:00:00",),
            ("2020-11-01 00:59:59",),
        ]
        searched = (
            "2020", "2020-11-01", "ge2020-11-01T06:30:00Z", "lt2020-11-01T06:00:00Z", "gt2020-11-01T05:30:00Z",
            "eq2020-11-01T01:30:00-04:00", "eq2020-11-01T01:30:00-05:00", "le2020-03-08T07:00:00Z",
            "ge2020-03-08T02:30:00-05:00", "sa2020-03-08", "eb2020-11-01", "ne2020", "ap2020-06-01",
            "2020-11-01T01:30Z", "2020-03-08",
        )  # fmt: skip
        return Edges(stored=tuple(stored), searched=searched)


def now_text(now: datetime, zone: ZoneInfo) -> str:
    """The request's moment as a DATETIME column stores it."""
    return stored_text(now.astimezone(zone))


def utc_text(now: datetime) -> str:
    """The request's moment as a TIMESTAMP column stores it in our sessions."""
    return stored_text(now.astimezone(UTC))
