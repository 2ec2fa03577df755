"""Number and quantity parameters. The borders of a search are told in the unit of the column, never the column's
values in the unit of the search. https://hl7.org/fhir/R4/search.html#quantity
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import TypeAlias

from facade.compiler.nodes import Constant, Leaf, Node, Object
from facade.compiler.predicate import NO, YES, Predicate, every, some
from facade.compiler.presence import NotPushed, tested
from facade.compiler.resolve import Hit
from facade.fhir import ucum
from facade.search.expression import NumberValue, QuantityValue
from facade.search.pushdown.simple import compared

QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration"})
NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
EXACT = {"gt": ">", "lt": "<", "ge": ">=", "le": "<=", "sa": ">", "eb": "<"}
PLACES = 30  # no column has more behind the point

#: A border of the search in the unit of the column.
Told: TypeAlias = Callable[[Fraction], Fraction]


def number(hit: Hit, value: NumberValue) -> Predicate:
    """The node's number answers to the prefix."""
    node = hit.node
    if not isinstance(node, Leaf) or node.type not in NUMBERS:
        return NO
    return hit.placed(_answers(node, value, _as_written), node)


def quantity(hit: Hit, value: QuantityValue) -> Predicate:
    """The node's number answers to the prefix, in the unit asked for or one that measures the same."""
    node = hit.node
    if not isinstance(node, Object) or node.type not in QUANTITIES:
        return NO
    leaf = node.members.get("value")
    if not isinstance(leaf, Leaf):
        return NO
    inner = Hit(leaf, (*hit.trail, node), hit.also)
    readings = ((where, told) for where, told in _readings(node, value) if where is not NO)
    return some(inner.placed(every([where, _answers(leaf, value.number, told)]), leaf) for where, told in readings)


def _readings(node: Object, value: QuantityValue) -> Iterator[tuple[Predicate, Told]]:
    """Where the number is meant, each with how a border of the search becomes one of the column."""
    code, unit, system = (node.members.get(name) for name in ("code", "unit", "system"))
    if value.code is None:
        yield YES if value.system is None else compared(system, "exact", value.system), _as_written
    elif value.system is None:
        yield some([compared(code, "eq", value.code), compared(unit, "exact", value.code)]), _as_written
    else:
        named = compared(system, "exact", value.system)
        yield every([named, compared(code, "eq", value.code)]), _as_written
        if value.system == ucum.SYSTEM and named is not NO:
            for other, told in _alike(code, value.code):
                yield every([named, compared(code, "eq", other)]), told


def _alike(code: Node | None, wanted: str) -> Iterator[tuple[str, Told]]:
    """The other units of the column that measure what the wanted one does."""
    meant = ucum.unit(wanted)
    if meant is None:
        return
    for other in _listed(code):
        stored = ucum.unit(other)
        if other != wanted and stored is not None and stored.measures_as(meant):
            yield other, partial(meant.told_in, stored)


def _listed(code: Node | None) -> tuple[str, ...]:
    """The units that the node can give. Raises NotPushed for a column that can hold any."""
    if isinstance(code, Constant):
        return (str(code.value),)
    if not isinstance(code, Leaf):
        return ()
    found = code.codec.listed()
    if found is None:
        raise NotPushed(code.path)
    return found


def _as_written(limit: Fraction) -> Fraction:
    return limit


def _answers(leaf: Leaf, wanted: NumberValue, told: Told) -> Predicate:
    value, half = Fraction(wanted.value), Fraction(wanted.half)

    def ask(compare: str, limit: Fraction) -> Predicate:
        return tested(leaf, leaf.codec.test("number", (compare, _border(compare, told(limit)))))

    match wanted.prefix:
        case "eq":
            return every([ask(">=", value - half), ask("<", value + half)])
        case "ne":
            return some([ask("<", value - half), ask(">=", value + half)])
        case "ap":
            tenth = abs(value) / 10
            return every([ask(">=", value - tenth), ask("<=", value + tenth)])
    return ask(EXACT[wanted.prefix], value)


def _border(compare: str, limit: Fraction) -> Decimal:
    """A decimal that divides the numbers of a column as the limit does.

    A fraction such as 70 kg in pounds has no last digit. Its neighbour on the right side of it, of more places than
    the column has, does the same.
    """
    scaled = limit * 10**PLACES
    return Decimal(f"{ceil(scaled) if compare in ('>=', '<') else floor(scaled)}e-{PLACES}")
