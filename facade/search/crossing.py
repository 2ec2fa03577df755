"""Hops between what a database holds and what is made in memory: no SQL reaches both.

The resources at the other end are read first, a bounded number of them; then the hop is a search by their ids, which
either side can answer. Until they are read, a `Crossing` stands in the predicate. Decision record 0028.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import ClassVar, NoReturn, TypeAlias

from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.values import Bind, Test
from facade.compiler.branches import references
from facade.compiler.nodes import Leaf, Node, Object
from facade.compiler.predicate import (
    NO,
    Atom,
    Every,
    Hop,
    Negated,
    Predicate,
    Some,
    Within,
    every,
    filled,
    negated,
    some,
)
from facade.compiler.presence import lives, tested
from facade.compiler.resolve import Hit, target_types
from facade.compiler.units import Unit
from facade.search.expression import ReferenceValue
from facade.search.plan import Live, Plan
from facade.search.pushdown.reference import reference

Ids: TypeAlias = Sequence[str]
_numbers = count(1)


@dataclass(frozen=True, eq=False)
class Question:
    """What is read at the other end: resources of `plans`. Wanted are their ids or, by `code`, those of the resources
    of `type` that they refer to.
    """

    plans: tuple[Plan, ...]
    type: str
    code: str | None
    mask: frozenset[str]


@dataclass(frozen=True, eq=False)
class Crossing(Atom):
    """Stands for `answer` of the ids that the question leads to."""

    is_sql: ClassVar[bool] = False

    question: Question
    answer: Callable[[Ids], Predicate]


def crossing(question: Question, answer: Callable[[Ids], Predicate]) -> Crossing:
    """A place that is kept until the question is answered."""
    return Crossing(next(_numbers), ("crossing",), (), _unanswered, question, answer)


def _unanswered(_: Bind) -> NoReturn:
    raise LookupError("a crossing has no SQL of its own")


def apart(one: Unit, other: Unit) -> bool:
    """Whether no SQL reaches both."""
    return one.explosion is not None or other.explosion is not None


def leading(hits: Sequence[Hit], type_: str) -> list[Hit]:
    """The references among the hits that may lead to the type."""
    return [hit for hit in hits if type_ in target_types(hit.node) or _is_url_of(hit.node, type_)]


def lead_to(hits: Sequence[Hit], unit: Unit) -> bool:
    """Whether one of the references among the hits may lead to a row of this very map."""
    return any(_target(hit.node) in (None, unit.identity) for hit in leading(hits, unit.type))


def _target(node: Node) -> object:
    """The map that a reference leads to; None: any of its type."""
    inner = node.members.get("reference") if isinstance(node, Object) else node
    return inner.codec.target if isinstance(inner, Leaf) and isinstance(inner.codec, ReferenceTo) else None


def _is_url_of(node: object, type_: str) -> bool:
    """Whether it is the address of an attachment, which names a Binary without a Reference around it."""
    return isinstance(node, Leaf) and any(codec.type_ == type_ for codec, _ in references(node))


def referring(hits: Sequence[Hit], type_: str, ids: Ids) -> Predicate:
    """One of the references leads to one of the resources."""
    values = [ReferenceValue(id_, type_) for id_ in ids]
    return some(_referring(hit, values) for hit in leading(hits, type_)) if values else NO


def _referring(hit: Hit, values: Sequence[ReferenceValue]) -> Predicate:
    node = getattr(hit.node, "members", {}).get("reference")
    if not isinstance(node, Leaf) or not isinstance(node.codec, ReferenceTo):
        return some(reference(hit, "", value, frozenset()) for value in values)
    tests = [node.codec.test("reference", value) for value in values]
    known = [test for test in tests if test is not None and test.form[0] == "keys"]
    keys = filled(list(dict.fromkeys(key for test in known for key in test.binds)))
    if not keys:
        return NO
    cased = any(test.form[2] for test in known)
    inner = Hit(node, (*hit.trail, hit.node), hit.also)  # type: ignore[arg-type]  # what has members is an object
    return inner.placed(every([tested(node, Test(("keys", len(keys), cased), keys)), lives(node)]), node)


# Answering


def questions(plan: Plan) -> Sequence[Question]:
    """What must be answered before the plan can be carried out."""
    return [atom.question for atom in plan.unanswered if isinstance(atom, Crossing)]


def answered(plan: Plan, ids: Callable[[Question], Ids]) -> Plan:
    """The plan with its crossings replaced; it may have no live unit left."""
    found = (Live(live.unit, _answered(live.predicate, ids), _answered(live.sieve, ids)) for live in plan.lives)
    return Plan(plan.table, tuple(live for live in found if live.predicate is not NO and live.sieve is not NO))


def _answered(item: Predicate, ids: Callable[[Question], Ids]) -> Predicate:
    if isinstance(item, Crossing):
        return item.answer(ids(item.question))
    if isinstance(item, Every):
        return every(_answered(one, ids) for one in item.items)
    if isinstance(item, Some):
        return some(_answered(one, ids) for one in item.items)
    if isinstance(item, Negated):
        return negated(_answered(item.item, ids))
    if isinstance(item, (Within, Hop)):
        inner = _answered(item.item, ids)
        return NO if inner is NO else replace(item, item=inner)
    return item
