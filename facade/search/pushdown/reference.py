"""Reference and uri parameters. https://hl7.org/fhir/R4/search.html#reference"""

from __future__ import annotations

from facade.adapter.codecs.keys import ReferenceTo
from facade.compiler.nodes import Constant, Leaf, Node, Object
from facade.compiler.predicate import NO, YES, Predicate
from facade.compiler.presence import tested
from facade.compiler.resolve import Hit
from facade.search.expression import ReferenceValue, StringValue
from facade.search.pushdown.simple import compared, leaf_of


def reference(hit: Hit, type_: str, value: ReferenceValue, targets: frozenset[str]) -> Predicate:
    """The node refers to it. `type_`: the modifier or "", `targets`: what the parameter may mean."""
    node = hit.node.members.get("reference") if isinstance(hit.node, Object) else hit.node
    if node is None:
        return NO
    wanted = ReferenceValue(value.id, value.type or type_ or None, value.url)
    inner = Hit(node, (*hit.trail, hit.node), hit.also) if isinstance(hit.node, Object) else hit
    return inner.placed(_refers(node, wanted, targets), leaf_of(node))


def _refers(node: Node, value: ReferenceValue, targets: frozenset[str]) -> Predicate:
    if isinstance(node, Constant):
        type_, _, id_ = str(node.value).partition("/")
        return YES if value.url is None and value.type in (None, type_) and value.id == id_ else NO
    if not isinstance(node, Leaf) or not isinstance(node.codec, ReferenceTo):
        return NO
    if targets and node.codec.type_ not in targets:
        return NO
    return tested(node, node.codec.test("reference", value))


def uri(hit: Hit, value: StringValue) -> Predicate:
    """The node is that URI, letter for letter."""
    return hit.placed(compared(hit.node, "exact", value.text), leaf_of(hit.node))
