"""Dates without time: DATE columns, three text columns, a date with its precision beside it."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, case, func, literal_column, not_, or_

from facade.adapter.codecs.base import Codec, absent_of, blank
from facade.adapter.codecs.periods import BEHIND, FIRST, Edge, Level, first_high, first_low
from facade.adapter.sql import bare, calendar, matches, two_digits
from facade.adapter.values import Bind, Edges, Form, Loss, Test, Unreadable

IMPOSSIBLE = Unreadable("a date that the calendar does not have")
#: MySQL's zero date, and what OSCAR's driver makes of it and writes back.
NO_DATES = ("0000-00-00", "0001-01-01")
DAY_EDGES = (
    "2020", "2020-02", "2020-02-29", "lt2020-03-01", "ge2020-02", "gt2019", "le2020-12-31", "sa2020-01",
    "eb2020-02-29", "ne2020-05", "ap2020-05-17", "1980", "gt1980-05", "lt1980-05", "0001-01-01", "9999-12-31",
    "2020-02-29T10:00:00Z", "ge2020-02-29T23:59:59-05:00",
)  # fmt: skip


@lru_cache(maxsize=65536)
def partial_date(text: str) -> str | Unreadable | None:
    """FHIR date of a stored 'YYYY-MM-DD[ …]': zero month or day shortens it, all zero is absent."""
    day = text[:10]
    if day in NO_DATES:
        return None
    if len(day) != 10 or day[4] != "-" or day[7] != "-" or not (day[:4] + day[5:7] + day[8:]).isdecimal():
        return IMPOSSIBLE
    if day.startswith("0000"):
        return IMPOSSIBLE
    if day.endswith("-00-00"):
        return day[:4]
    if day.endswith("-00"):
        return day[:7] if "01" <= day[5:7] <= "12" else IMPOSSIBLE
    return day if _valid(int(day[:4]), int(day[5:7]), int(day[8:])) else IMPOSSIBLE


def _valid(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= months.monthrange(max(year, 1), month)[1]


def _low_text(day: date | None) -> str:
    """The smallest stored text whose period begins on or after `day`: '2020-05-00' stands before '2020-05-01'."""
    if day is None:
        return BEHIND
    if day.day != 1 or day <= FIRST:
        return day.isoformat()
    return f"{day.year:04}-00-00" if day.month == 1 else f"{day.year:04}-{day.month:02}-00"


def partial_edge(edge: Edge, moment: datetime, zone: Any) -> Test:
    """The threshold of an edge over stored texts that sort as dates, zero parts included."""
    if edge in ("low>=", "low<"):
        return Test((edge,), (_low_text(first_low(moment, "day", zone)),))
    day = first_high(moment, "day", zone)
    if day is None:
        return Test((edge,), (BEHIND, BEHIND, BEHIND))
    shorter = (f"{day.year:04}-00-00", f"{day.year:04}-{day.month:02}-00")
    return Test((edge,), (day.isoformat(), *shorter))


def partial_sql(col: ColumnElement[Any], form: Form, bind: Bind) -> ColumnElement[bool]:
    """SQL of a form of `partial_edge`; `col` holds or is 'YYYY-MM-DD'."""
    value = bind()
    if form[0] == "low>=":
        return col >= value
    if form[0] == "low<":
        return col < value
    shorter = [bind(), bind()]
    if form[0] == "high>":
        return or_(col >= value, col.in_(shorter))
    return and_(col < value, col.not_in(shorter))


@dataclass(frozen=True, eq=False)
class Date(Codec):
    """A DATE column; of a DATETIME column the day. `absent` lists the sentinels that mean 'no date'."""

    gives: ClassVar[str] = "date"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "date; zero parts make it partial"

    col: Column[Any]
    absent: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if blank(value) or value[:10] in self.absent:
            return None
        return partial_date(value)

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            facts = self.at.column(self.col)
            return {self.col: None if facts.nullable else (self.absent or ("0001-01-01",))[0]}
        if len(value) != 10:
            return Loss("this system stores whole dates only")
        return {self.col: value if self.at.kind(self.col) == "date" else f"{value} 00:00:00"}

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        found = partial_edge(edge, moment, self.at.zone)
        if self.at.kind(self.col) == "date":
            return found
        first, *shorter = found.binds  # a partial date in a DATETIME column stands with its midnight
        return Test(found.form, (first, *(f"{text} 00:00:00" for text in map(str, shorter))))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return partial_sql(self.col, form, bind)

    def _real(self) -> list[ColumnElement[bool]]:
        return [calendar(self.col), *(not_(self._on(sentinel)) for sentinel in self.absent)]

    def _on(self, day: str) -> ColumnElement[bool]:
        if self.at.kind(self.col) == "date":
            return self.col == day
        return and_(self.col >= day, self.col <= f"{day} 23:59:59")

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col >= FIRST.isoformat(), *self._real())

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_date"] = partial_date
        lines = [f"{into} = {args[0]}", f"if {into} is not None: {into} = {into}_date({into}) if {into} else None"]
        if self.absent:
            names[f"{into}_absent"] = self.absent
            lines[1] = (
                f"if {into} is not None: {into} = {into}_date({into})"
                f" if {into} and {into}[:10] not in {into}_absent else None"
            )
        return lines

    def edges(self) -> Edges:
        stored = ("2020-02-29", "2020-02-28", "2020-03-01", "2020-01-01", "2020-12-31", "1980-05-17", *NO_DATES)
        partial = ("2020-00-00", "2020-05-00", "1980-00-00", "2020-02-00", "2019-12-00", "2020-02-31", "2019-02-29")
        return Edges(stored=((None,), *((text,) for text in (*stored, *partial, *self.absent))), searched=DAY_EDGES)


#: The calendar over 'Y-M-D' as stored, with or without leading zeros, empty or zero parts at the end.
PARTS = (
    "^(?!0000)("
    "[0-9]{4}-(0{0,2}-0{0,2}|(0?[1-9]|1[0-2])-(0{0,2}|0?[1-9]|1[0-9]|2[0-8])"
    "|(0?[13-9]|1[0-2])-(29|30)|(0?[13578]|1[02])-31)"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-0?2-29"
    r")$(?!\n)"
)


@dataclass(frozen=True, eq=False)
class DateParts(Codec):
    """Year, month and day in three text columns ('1980', '5' or '05', '')."""

    gives: ClassVar[str] = "date"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "date from three columns; empty parts make it partial"

    year: Column[Any]
    month: Column[Any]
    day: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.year, self.month, self.day)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        return _from_parts(*("" if value is None else str(value) for value in raw))

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        if value is None:
            return {col: absent_of(self.at, col) for col in self.columns}
        parts = [*value.split("-"), None, None][:3]
        absent = [absent_of(self.at, col) for col in self.columns]
        return {col: part or none for col, part, none in zip(self.columns, parts, absent, strict=True)}

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        found = partial_edge(edge, moment, self.at.zone)
        return Test((*found.form, "year"), (*found.binds, str(found.binds[0])[:4]))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        exact = partial_sql(self._joined(two_digits), form, bind)
        year = bind()  # the sieve: coarse, on the bare column
        sieve = self.year >= year if form[0] in ("low>=", "high>") else self.year <= year
        return and_(sieve, exact)

    def _joined(self, part: Callable[[Column[Any]], ColumnElement[str]]) -> ColumnElement[Any]:
        """'YYYY-MM-DD'; with two digits a part it sorts as the stored dates of a DATE column do."""
        dash: ColumnElement[str] = literal_column("'-'")
        return bare(self.year).concat(dash).concat(part(self.month)).concat(dash).concat(part(self.day))

    def _known(self) -> ColumnElement[bool]:
        return matches(self._joined(bare), PARTS)

    def present(self) -> ColumnElement[bool] | None:
        return self._known()

    def order(self) -> ColumnElement[Any] | None:
        return case((self._known(), self._joined(two_digits)), else_=None)

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_parts"] = _from_parts
        return [f"{into} = {into}_parts({args[0]} or '', {args[1]} or '', {args[2]} or '')"]

    def edges(self) -> Edges:
        days = (("1980", "5", "7"), ("1980", "05", "07"), ("2020", "02", "29"), ("2019", "2", "29"), ("1980", "5", ""))
        odd = (
            ("1980", None, None),
            ("1980", "", "7"),
            ("", "", ""),
            (None, None, None),
            ("", "5", "7"),
            ("1980", "00", "00"),
        )
        bad = (
            ("198O", "05", "07"),
            ("1980", "13", "01"),
            ("1980", "04", "31"),
            ("0000", "00", "00"),
            ("1980", "xx", ""),
        )
        return Edges(stored=(*days, *odd, *bad, ("80", "1", "1"), ("1980\n", "1", "1")), searched=DAY_EDGES)


@lru_cache(maxsize=65536)
def _from_parts(year: str, month: str, day: str) -> str | Unreadable | None:
    year, month, day = year.rstrip(" "), month.rstrip(" "), day.rstrip(" ")
    if not year.strip("0") and not month.strip("0") and not day.strip("0"):
        return None
    if not (len(year) == 4 and year.isascii() and year.isdigit() and len(month) <= 2 and len(day) <= 2):
        return IMPOSSIBLE
    rest = month + day
    if rest and not (rest.isascii() and rest.isdigit()):
        return IMPOSSIBLE
    return partial_date(f"{year}-{month.rjust(2, '0')}-{day.rjust(2, '0')}")


LEVELS: Mapping[str, Level] = {"YYYY": "year", "YYYY-MM": "month"}


@dataclass(frozen=True, eq=False)
class DateWithPrecision(Codec):
    """A whole date in `col`, of which `precision` ('YYYY', 'YYYY-MM' or nothing) says how much is known."""

    gives: ClassVar[str] = "dateTime"
    writable: ClassVar[bool] = True
    doc: ClassVar[str] = "date cut to the precision noted beside it"

    col: Column[Any]
    precision: Column[Any]
    absent: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col, self.precision)

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        if has(self.col) and not has(self.precision):
            return Date(self.col, self.absent)
        return Codec.narrowed(self, has)

    @property
    def written(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    @property
    def _plain(self) -> Date:
        return Date(self.col, self.absent, context=self.context)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        value, precision = raw
        found = self._plain.decode(value)
        if not isinstance(found, str) or precision is None:
            return found
        known = self.at.fold(self.precision, precision)
        return found[:4] if known == "YYYY" else found[:7] if known == "YYYY-MM" else found

    def encode(self, value: Any) -> Mapping[Column[Any], Any] | Loss:
        return self._plain.encode(value)  # no precision beside it: the whole date is known

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        plain = partial_edge(edge, moment, self.at.zone)
        find = first_low if edge in ("low>=", "low<") else first_high
        levels = [_low_text(find(moment, level, self.at.zone)) for level in LEVELS.values()]
        return Test(plain.form, (*plain.binds, *levels))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        noted = func.coalesce(self.precision, "")
        branches = [and_(noted.not_in(list(LEVELS)), partial_sql(self.col, form, bind))]
        for name in LEVELS:
            limit = bind()
            above = form[0] in ("low>=", "high>")
            branches.append(and_(noted == name, self.col >= limit if above else self.col < limit))
        return or_(*branches)

    def present(self) -> ColumnElement[bool]:
        found = self._plain.present()
        assert found is not None
        return found

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def edges(self) -> Edges:
        days = ("2020-01-01", "2020-05-01", "2020-02-29", "1980-01-01", "0001-01-01", None)
        notes = (None, "YYYY", "YYYY-MM", "", "other")
        return Edges(stored=tuple((day, note) for day in days for note in notes), searched=DAY_EDGES)
