"""The hours that a zone's clocks skip, as a condition on a stored wall-clock time.

A zone has some two hundred such days from 1900 to 2099. MariaDB parses a list of them anew for every statement, which
takes longer than many a search; it is told by rules ("the second Sunday of March from 2007 on") what rules can tell.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from facade.adapter.codecs.periods import gaps

LEAST = 4  # years in a row that make a rule; fewer days are listed
UNSKIPPED: Final = "unskipped"  # the form of a presence where the clocks skip nothing


@lru_cache(maxsize=64)
def skipped_hours(zone: ZoneInfo) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(first, end) wall-clock time → the days on which the zone skips that stretch. '24:00:00' is a day's end."""
    found: dict[tuple[str, str], list[str]] = {}
    for low, high in gaps(zone):
        if low.date() == high.date():
            pieces = [(low.date(), f"{low:%H:%M:%S}", f"{high:%H:%M:%S}")]
        else:
            pieces = [(low.date(), f"{low:%H:%M:%S}", "24:00:00"), (high.date(), "00:00:00", f"{high:%H:%M:%S}")]
        for day, start, end in pieces:
            found.setdefault((start, end), []).append(day.isoformat())
    return {hours: tuple(days) for hours, days in found.items()}


def skips_between(zone: ZoneInfo, first: str, last: str) -> bool:
    """Whether the zone skips an hour on one of the days from `first` to `last`."""
    return any(first <= day <= last for days in skipped_hours(zone).values() for day in days)


@dataclass(frozen=True)
class Rule:
    """The one day of that weekday (0 is Monday) within the seven from `day` on, in each of these years."""

    first: int
    last: int
    month: int
    day: int
    weekday: int


@lru_cache(maxsize=256)
def by_rules(days: tuple[str, ...]) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Rules that mean some of the days and no others, and the rest of the days."""
    rules, rest = [], []
    parsed = sorted(map(date.fromisoformat, days))
    for _, alike in groupby(enumerate(parsed), lambda item: (item[1].month, item[1].weekday(), item[1].year - item[0])):
        for run in _weeks([day for _, day in alike]):
            if len(run) < LEAST:
                rest += [day.isoformat() for day in run]
            else:
                rules.append(Rule(run[0].year, run[-1].year, run[0].month, _beginning(run), run[0].weekday()))
    return tuple(rules), tuple(rest)


def _weeks(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """The days of following years cut into runs that lie within seven days of their month."""
    run: list[date] = []
    for day in days:
        if run and max(*(one.day for one in run), day.day) - min(*(one.day for one in run), day.day) > 6:
            yield run
            run = []
        run.append(day)
    yield run


def _beginning(run: Sequence[date]) -> int:
    """The first of the seven days, all of which the month has."""
    last = min(monthrange(day.year, day.month)[1] for day in run)
    return min(*(day.day for day in run), last - 6)


class OnDays(ColumnElement[bool]):
    """Whether a date(time) column lies on one of the days."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], days: tuple[str, ...]) -> None:
        self.column = column
        self.days = days

    def get_children(self, **_: Any) -> Any:
        return (self.column,)


@compiles(OnDays)
def _on_days(element: OnDays, compiler: SQLCompiler, **kw: Any) -> str:
    return _listed(compiler.process(element.column, **kw), element.days)


@compiles(OnDays, "mysql", "mariadb")
def _on_days_mysql(element: OnDays, compiler: SQLCompiler, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    rules, rest = by_rules(element.days)
    told = [
        f"(MONTH({column}) = {rule.month} AND DAYOFMONTH({column}) BETWEEN {rule.day} AND {rule.day + 6}"
        f" AND WEEKDAY({column}) = {rule.weekday} AND YEAR({column}) BETWEEN {rule.first} AND {rule.last})"
        for rule in rules
    ]
    return f"({' OR '.join([*told, *([_listed(column, rest)] if rest else [])])})"


def _listed(column: str, days: Sequence[str]) -> str:
    return f"(SUBSTR({column}, 1, 10) IN ({', '.join(repr(day) for day in days)}))"
