"""Date, number and quantity searches on one node: every value is a range, even a point.

Decisions: the precision of a number counts for eq and ne only, the other prefixes compare with its exact
value. A FHIR Range and a Period are their two ends, a missing end is open, a Timing is its outer limits.
A quantity with a comparator ("<5") is no known number and matches nothing. A value in a UCUM unit is told in the
unit of the search, exactly; without system, units are compared as they are written.
Pairs without a meaning (a date search on an Age, a quantity search on SampledData) match nothing.

https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import inf
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from facade.fhir import dates, ucum
from facade.search.evaluate_context import Context
from facade.search.evaluate_walk import Node, present
from facade.search.expression import DateValue, NumberValue, QuantityValue

Times: TypeAlias = tuple[datetime, datetime]  # half-open
Bound: TypeAlias = Fraction | float  # a float is infinite
Ends: TypeAlias = tuple[Bound, Bound]  # closed

_TIMES = frozenset({"date", "dateTime", "instant"})
_NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
_QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration"})
_CURRENCIES = "urn:iso:std:iso:4217"
_FIRST = datetime.min.replace(tzinfo=UTC)  # open ends: before and behind everything that has a date
_LAST = datetime.max.replace(tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)


def date(node: Node, value: DateValue, context: Context) -> bool:
    """Whether the node's stretch of time answers to the prefix."""
    wanted = dates.search_bounds(value.text, context.zone)
    if value.prefix == "ap":
        wanted = dates.approximate(*wanted, context.now)
    return any(dates.compare(value.prefix, found, _dated(wanted)) for found in _times(node, context.zone))


def number(node: Node, value: NumberValue) -> bool:
    """Whether the node's number answers to the prefix."""
    return any(_compare(found, value) for found in _numbers(node))


def quantity(node: Node, value: QuantityValue) -> bool:
    """Whether the node's number answers to the prefix, in the unit asked for."""
    return any(_compare(found, value.number) for found in _measured(node, value))


def _times(node: Node, zone: ZoneInfo) -> Iterator[Times]:
    if node.type in _TIMES:
        yield _dated(dates.bounds(node.value, zone))
    elif node.type == "Period":
        yield _period(node.value, zone)
    elif node.type == "Timing":
        yield from _timing(node.value, zone)


def _period(value: Mapping[str, Any], zone: ZoneInfo) -> Times:
    start, end = value.get("start"), value.get("end")
    low = _FIRST if start is None else _dated(dates.bounds(start, zone))[0]
    high = _LAST if end is None else _dated(dates.bounds(end, zone))[1]
    return low, high


def _dated(times: Times) -> Times:
    """Within the calendar, where an open end is not."""
    return max(times[0], _FIRST + _MOMENT), min(times[1], _LAST - _MOMENT)


def _timing(value: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Times]:
    found = [_dated(dates.bounds(event, zone)) for event in value.get("event", ()) if event is not None]
    outer = value.get("repeat", {}).get("boundsPeriod")
    if present(outer):
        found.append(_period(outer, zone))
    if found:
        yield min(low for low, _ in found), max(high for _, high in found)


def _numbers(node: Node) -> Iterator[Ends]:
    if node.type in _NUMBERS:
        found = Fraction(str(node.value))
        yield found, found


def _measured(node: Node, wanted: QuantityValue) -> Iterator[Ends]:
    value = node.value
    if node.type in _QUANTITIES:
        low = high = value
    elif node.type == "Money":
        low = high = {**value, "code": value.get("currency"), "system": _CURRENCIES}
    elif node.type == "Range":
        low, high = value.get("low"), value.get("high")
    else:
        return
    ends = _end(low, wanted, -inf), _end(high, wanted, inf)
    if ends[0] is not None and ends[1] is not None and ends != (-inf, inf):
        yield ends[0], ends[1]


def _end(quantity: Mapping[str, Any] | None, wanted: QuantityValue, unknown: float) -> Bound | None:
    """One end; `unknown` where it is open, None for a number that cannot be compared."""
    if quantity is None or quantity.get("value") is None:
        return unknown
    return _told(quantity, wanted)


def _told(quantity: Mapping[str, Any], wanted: QuantityValue) -> Fraction | None:
    """The number in the unit asked for; None for one in a unit that is another or measures something else."""
    found = Fraction(str(quantity["value"]))
    if quantity.get("comparator") is not None:
        return None
    code, system = quantity.get("code"), quantity.get("system")
    if wanted.system is None:
        return found if wanted.code in (None, code, quantity.get("unit")) else None
    if wanted.system != system:
        return None
    if wanted.code in (None, code):
        return found
    return _converted(found, code or "", wanted.code or "") if system == ucum.SYSTEM else None


def _converted(found: Fraction, code: str, wanted: str) -> Fraction | None:
    given, asked = ucum.unit(code), ucum.unit(wanted)
    if given is None or asked is None or not given.measures_as(asked):
        return None
    return given.told_in(asked, found)


def _limits(wanted: NumberValue) -> tuple[Fraction, Fraction]:
    """The range that the written digits mean."""
    value, half = Fraction(wanted.value), Fraction(wanted.half)
    return value - half, value + half


def _within(found: Ends, wanted: NumberValue) -> bool:
    low, high = _limits(wanted)
    return low <= found[0] and found[1] < high


def _about(found: Ends, wanted: NumberValue) -> bool:
    value = Fraction(wanted.value)
    tenth = abs(value) / 10
    return value - tenth <= found[1] and found[0] <= value + tenth


_PREFIXES: Mapping[str, Callable[[Ends, NumberValue], bool]] = {
    "eq": _within,
    "ne": lambda found, wanted: not _within(found, wanted),
    "gt": lambda found, wanted: found[1] > Fraction(wanted.value),
    "lt": lambda found, wanted: found[0] < Fraction(wanted.value),
    "ge": lambda found, wanted: found[1] >= Fraction(wanted.value),
    "le": lambda found, wanted: found[0] <= Fraction(wanted.value),
    "sa": lambda found, wanted: found[0] > Fraction(wanted.value),
    "eb": lambda found, wanted: found[1] < Fraction(wanted.value),
    "ap": _about,
}


def _compare(found: Ends, wanted: NumberValue) -> bool:
    return _PREFIXES[wanted.prefix](found, wanted)
