"""Number and quantity parameters; units are compared, not converted. https://hl7.org/fhir/R4/search.html#quantity"""

from __future__ import annotations

from decimal import Decimal

from facade.compiler.nodes import Leaf, Object
from facade.compiler.predicate import NO, YES, Predicate, every, some
from facade.compiler.presence import tested
from facade.compiler.resolve import Hit
from facade.search.expression import NumberValue, QuantityValue
from facade.search.pushdown.simple import compared

QUANTITIES = frozenset({"Quantity", "Age", "Count", "Distance", "Duration"})
NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
EXACT = {"gt": ">", "lt": "<", "ge": ">=", "le": "<=", "sa": ">", "eb": "<"}


def number(hit: Hit, value: NumberValue) -> Predicate:
    """The node's number answers to the prefix."""
    node = hit.node
    if not isinstance(node, Leaf) or node.type not in NUMBERS:
        return NO
    return hit.placed(_answers(node, value), node)


def quantity(hit: Hit, value: QuantityValue) -> Predicate:
    """The node's number answers to the prefix, in the unit asked for."""
    node = hit.node
    if not isinstance(node, Object) or node.type not in QUANTITIES:
        return NO
    leaf = node.members.get("value")
    if not isinstance(leaf, Leaf):
        return NO
    inner = Hit(leaf, (*hit.trail, node), hit.also)
    return inner.placed(every([_unit(node, value), _answers(leaf, value.number)]), leaf)


def _unit(node: Object, value: QuantityValue) -> Predicate:
    code, unit, system = (node.members.get(name) for name in ("code", "unit", "system"))
    if value.system is not None:
        coded = YES if value.code is None else compared(code, "eq", value.code)
        return every([compared(system, "exact", value.system), coded])
    if value.code is None:
        return YES
    return some([compared(code, "eq", value.code), compared(unit, "exact", value.code)])


def _answers(leaf: Leaf, value: NumberValue) -> Predicate:
    def ask(compare: str, limit: Decimal) -> Predicate:
        return tested(leaf, leaf.codec.test("number", (compare, limit)))

    low, high = value.value - value.half, value.value + value.half
    match value.prefix:
        case "eq":
            return every([ask(">=", low), ask("<", high)])
        case "ne":
            return some([ask("<", low), ask(">=", high)])
        case "ap":
            tenth = abs(value.value) / 10
            return every([ask(">=", value.value - tenth), ask("<=", value.value + tenth)])
    compare = EXACT[value.prefix]
    return ask(compare, value.value)
