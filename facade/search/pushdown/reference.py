"""Reference parameters. https://hl7.org/fhir/R4/search.html#reference"""

from __future__ import annotations

from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.values import ALWAYS, NEVER
from facade.compiler.nodes import Constant, Leaf, Node, Object
from facade.compiler.predicate import NO, YES, Predicate, some
from facade.compiler.presence import tested
from facade.compiler.resolve import Hit
from facade.search.expression import Open, ReferenceValue, TokenValue
from facade.search.pushdown.opened import answer
from facade.search.pushdown.simple import leaf_of, members
from facade.search.pushdown.token import token
from facade.search.pushdown.uri import canonical, canonical_below


def reference(hit: Hit, type_: str, value: ReferenceValue | Open, targets: frozenset[str]) -> Predicate:
    """The node refers to it. `type_`: the modifier or "" (a type, but `below` on canonicals), `targets`: what the
    parameter may mean.
    """
    node = hit.node.members.get("reference") if isinstance(hit.node, Object) else hit.node
    if node is None:
        return NO
    if getattr(hit.node, "type", "") == "canonical":
        return _canonical(hit, type_, value)
    inner = Hit(node, (*hit.trail, hit.node), hit.also) if isinstance(hit.node, Object) else hit
    ways = inner.branches
    return some(way.placed(_refers(way.node, type_, value, targets), leaf_of(way.node)) for way in ways)


def _canonical(hit: Hit, modifier: str, value: ReferenceValue | Open) -> Predicate:
    if isinstance(value, Open) or value.url is None:
        return NO
    return canonical_below(hit, value.url) if modifier == "below" else canonical(hit, value.url)


def _refers(node: Node, type_: str, value: ReferenceValue | Open, targets: frozenset[str]) -> Predicate:
    if isinstance(node, Constant):
        test, _ = answer(value, node, lambda one: ALWAYS if _is(str(node.value), _typed(one, type_)) else NEVER)
        return YES if test == ALWAYS else NO
    if not isinstance(node, Leaf) or not isinstance(node.codec, ReferenceTo):
        return NO
    codec = node.codec
    if targets and codec.type_ not in targets:
        return NO
    test, told = answer(value, (node.shared, type_), lambda one: codec.test("reference", _typed(one, type_)))
    return tested(node, test, told)


def _typed(value: ReferenceValue, type_: str) -> ReferenceValue:
    return ReferenceValue(value.id, value.type or type_ or None, value.url)


def _is(reference: str, value: ReferenceValue) -> bool:
    type_, _, id_ = reference.partition("/")
    return value.url is None and value.type in (None, type_) and value.id == id_


def identified(hit: Hit, value: TokenValue) -> Predicate:
    """`:identifier`: the identifier that stands in the reference itself, not one of the resource it points at."""
    return some(token(found, value) for found in members(hit, "identifier"))
