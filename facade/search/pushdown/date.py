"""Date parameters: every prefix is made of questions about the ends of the stored stretch of time.

https://hl7.org/fhir/R4/search.html#date and semantics 5.6
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from facade.compiler.nodes import Leaf, Node, Object
from facade.compiler.predicate import NO, Predicate, every, negated, some
from facade.compiler.presence import lives, present_between, tested
from facade.compiler.resolve import Hit
from facade.fhir import dates
from facade.search.expression import DateValue
from facade.search.pushdown.simple import Asked

TIMES = frozenset({"date", "dateTime", "instant"})
Ask = Callable[[str, datetime], Predicate]


def date(hit: Hit, value: DateValue, asked: Asked) -> Predicate:
    """The node's time answers to the prefix."""
    low, high = dates.search_bounds(value.text, asked.zone)
    if value.prefix == "ap":
        low, high = dates.approximate(low, high, asked.now)
    node = hit.node
    if isinstance(node, Leaf) and node.type in TIMES:
        there = present_between(node, low, high) if value.prefix == "eq" else lives(node)
        return hit.placed(every([_answers(value.prefix, low, high, _of_leaf(node)), there]), node)
    if isinstance(node, Object) and node.type == "Period":
        return hit.placed(every([_answers(value.prefix, low, high, _of_period(node)), lives(node)]))
    return NO


def _answers(prefix: str, low: datetime, high: datetime, ask: Ask) -> Predicate:  # noqa: PLR0911
    within = [ask("low>=", low), ask("high<=", high)]
    match prefix:
        case "eq":
            return every(within)
        case "ne":
            return some([ask("low<", low), ask("high>", high)])
        case "gt":
            return ask("high>", high)
        case "lt":
            return ask("low<", low)
        case "ge":
            return some([ask("high>", high), every(within)])
        case "le":
            return some([ask("low<", low), every(within)])
        case "sa":
            return ask("low>=", high)
        case "eb":
            return ask("high<=", low)
    return every([ask("low<", high), ask("high>", low)])  # ap: they overlap


def _of_leaf(leaf: Leaf) -> Ask:
    return lambda edge, moment: tested(leaf, leaf.codec.test("edge", (edge, moment)))


def _of_period(period: Object) -> Ask:
    """A missing end is open: it lies before, or behind, everything."""

    def ask(edge: str, moment: datetime) -> Predicate:
        member = period.members.get("start" if edge.startswith("low") else "end")
        never = edge in ("low>=", "high<=")
        return _open_ended(member, edge, moment, never=never)

    return ask


def _open_ended(member: Node | None, edge: str, moment: datetime, *, never: bool) -> Predicate:
    if not isinstance(member, Leaf):
        return some([]) if never else every([])
    asked = every([tested(member, member.codec.test("edge", (edge, moment))), lives(member)])
    return asked if never else some([asked, negated(lives(member))])
