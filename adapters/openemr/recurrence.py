"""On which days an event of OpenEMR's calendar comes again (`pc_recurrtype`, `pc_recurrspec`, `pc_endDate`).

    1   every n-th day, week, month, year or working day     event_repeat_freq, event_repeat_freq_type
    2   on the n-th (5: the last) weekday of every n-th month   event_repeat_on_num, _on_day, _on_freq
    3   on chosen weekdays, 1 is Sunday                      event_repeat_freq, as "2,4,6"

Days are made one after the other from the first; those of `exdate` are left out. Where the rule cannot be read, the
event is that of its first day alone: so much the row says for certain.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from .php_values import Scalar, read_array

MOST_DAYS: Final = 1_000  # of one row: daily for almost three years
MOST_STEPS: Final = 10_000
_LONGEST_STEP: Final = 1_000
DAY, WEEK, MONTH, YEAR, WORKING_DAY = range(5)
LAST: Final = 5


@dataclass(frozen=True)
class Rule:
    """How an event comes again. `until`: the last day on which it may."""

    kind: int
    spec: str
    until: date | None


def days(first: date, rule: Rule) -> tuple[date, ...]:
    """The days of the event, in order, at most `MOST_DAYS` of them."""
    if rule.kind == 0:
        return (first,)
    spec = read_array(rule.spec)
    made = None if spec is None or rule.until is None else _made(rule.kind, first, spec)
    if made is None or spec is None or rule.until is None:
        return (first,)
    until, left_out = rule.until, _left_out(spec.get("exdate"))
    found: list[date] = []
    for step, day in enumerate(takewhile(lambda day: day <= until, made)):
        if step >= MOST_STEPS or len(found) >= MOST_DAYS:
            break
        if day >= first and day not in left_out:
            found.append(day)
    return tuple(found)


def _made(kind: int, first: date, spec: dict[str, Scalar]) -> Iterator[date] | None:
    """All days that the rule makes, without end; None where it is no rule."""
    if kind == 1:
        step, unit = _whole(spec.get("event_repeat_freq")), _whole(spec.get("event_repeat_freq_type"))
        if step is None or not 1 <= step <= _LONGEST_STEP or unit not in range(5):
            return None
        return _working_days(first, step) if unit == WORKING_DAY else _every(first, step, unit)
    if kind == 2:
        return _nth_weekdays(first, spec)
    if kind == 3:
        listed = str(spec.get("event_repeat_freq") or "").split(",")
        chosen = {int(part) for part in listed if len(part) == 1 and part in "1234567"}
        return _chosen_weekdays(first, chosen) if chosen else None
    return None


def _every(first: date, step: int, unit: int | None) -> Iterator[date]:
    """Every n-th day, week, month or year. The 31st of a month without one is the first of the next, as PHP counts."""
    day = first
    while True:
        yield day
        try:
            if unit in (DAY, WEEK):
                day += timedelta(days=step * (7 if unit == WEEK else 1))
            else:
                day = _months_on(day, step * (12 if unit == YEAR else 1))
        except (OverflowError, ValueError):
            return


def _months_on(day: date, months: int) -> date:
    """That many months later; a day too many runs over into the next month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1) + timedelta(days=day.day - 1)


def _working_days(first: date, step: int) -> Iterator[date]:
    """Every n-th of the days from Monday to Friday."""
    day = first
    while True:
        yield day
        left = step
        try:
            while left:
                day += timedelta(days=1)
                left -= day.weekday() < 5
        except OverflowError:
            return


def _chosen_weekdays(first: date, chosen: set[int]) -> Iterator[date]:
    day = first
    while True:
        if day.isoweekday() % 7 + 1 in chosen:
            yield day
        try:
            day += timedelta(days=1)
        except OverflowError:
            return


def _nth_weekdays(first: date, spec: dict[str, Scalar]) -> Iterator[date] | None:
    number, weekday, step = (
        _whole(spec.get(f"event_repeat_on_{name}")) for name in ("num", "day", "freq")
    )  # fmt: skip
    if number not in range(1, 6) or weekday not in range(7) or step is None or not 1 <= step <= _LONGEST_STEP:
        return None
    return _in_months(first, number, weekday, step)


def _in_months(first: date, number: int | None, weekday: int | None, step: int) -> Iterator[date]:
    month = first.replace(day=1)
    while True:
        listed = [
            day for day in _of_month(month) if day.isoweekday() % 7 == weekday
        ]  # fmt: skip
        yield listed[-1] if number == LAST or number is None else listed[number - 1]
        try:
            month = _months_on(month, step)
        except (OverflowError, ValueError):
            return


def _of_month(month: date) -> list[date]:
    return [month.replace(day=day) for day in range(1, calendar.monthrange(month.year, month.month)[1] + 1)]


def _left_out(exdate: Scalar) -> set[date]:
    """`exdate` lists days as 20240105 or 2024-01-05."""
    found = set()
    for part in str(exdate or "").split(","):
        digits = part.strip().replace("-", "")
        if len(digits) == 8 and digits.isdecimal():
            try:
                found.add(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
            except ValueError:
                continue
    return found


def _whole(value: Scalar) -> int | None:
    text = "" if value is None or isinstance(value, bool) else str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
