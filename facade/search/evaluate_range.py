"""Date, number and quantity searches on one node: every value is a range, even a point.

Decisions: the precision of a number counts for eq and ne only, the other prefixes compare with its exact
value. A FHIR Range and a Period are their two ends, a missing end is open, a Timing is its outer limits.
A quantity with a comparator ("<5") is no known number and matches nothing. Units are compared, not converted.
Pairs without a meaning (a date search on an Age, a quantity search on SampledData) match nothing.

https://hl7.org/fhir/R4/search.html#prefix
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Context as Arithmetic
from decimal import Decimal, localcontext
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from facade.fhir import dates
from facade.search.evaluate_context import Context
from facade.search.evaluate_walk import Node, present
from facade.search.expression import DateValue, NumberValue, QuantityValue

Times: TypeAlias = tuple[datetime, datetime]  # half-open
Ends: TypeAlias = tuple[Decimal, Decimal]  # closed

_TIMES = frozenset({"date", "dateTime", "instant"})
_NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
_QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration"})
_CURRENCIES = "urn:iso:std:iso:4217"
_FIRST = datetime.min.replace(tzinfo=UTC)  # open ends: before and behind everything that has a date
_LAST = datetime.max.replace(tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_EXACT = Arithmetic(prec=300)  # no search value and no clinical number has as many digits


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


def _decimal(quantity: Mapping[str, Any] | None, otherwise: str) -> Decimal:
    value = (quantity or {}).get("value")
    return Decimal(otherwise if value is None else str(value))


def _ends(low: Mapping[str, Any] | None, high: Mapping[str, Any] | None) -> Ends:
    return _decimal(low, "-Infinity"), _decimal(high, "Infinity")


def _numbers(node: Node) -> Iterator[Ends]:
    if node.type in _NUMBERS:
        yield _ends({"value": node.value}, {"value": node.value})


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
    known = [end for end in (low, high) if end is not None and end.get("value") is not None]
    if known and all(_in_unit(end, wanted) for end in known):
        yield _ends(low, high)


def _in_unit(quantity: Mapping[str, Any], wanted: QuantityValue) -> bool:
    if quantity.get("comparator") is not None:
        return False
    if wanted.system is not None:
        return quantity.get("system") == wanted.system and wanted.code in (None, quantity.get("code"))
    return wanted.code is None or wanted.code in (quantity.get("code"), quantity.get("unit"))


def _within(found: Ends, wanted: NumberValue) -> bool:
    """Whether all of it lies in the range that the written digits mean."""
    return wanted.value - wanted.half <= found[0] and found[1] < wanted.value + wanted.half


def _about(found: Ends, wanted: NumberValue) -> bool:
    tenth = abs(wanted.value) / 10
    return wanted.value - tenth <= found[1] and found[0] <= wanted.value + tenth


_PREFIXES: Mapping[str, Callable[[Ends, NumberValue], bool]] = {
    "eq": _within,
    "ne": lambda found, wanted: not _within(found, wanted),
    "gt": lambda found, wanted: found[1] > wanted.value,
    "lt": lambda found, wanted: found[0] < wanted.value,
    "ge": lambda found, wanted: found[1] >= wanted.value,
    "le": lambda found, wanted: found[0] <= wanted.value,
    "sa": lambda found, wanted: found[0] > wanted.value,
    "eb": lambda found, wanted: found[1] < wanted.value,
    "ap": _about,
}


def _compare(found: Ends, wanted: NumberValue) -> bool:
    with localcontext(_EXACT):
        return _PREFIXES[wanted.prefix](found, wanted)
