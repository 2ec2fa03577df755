"""A leaf of cases taken apart: what each branch gives, and where that branch is the one that counts.

References are followed by their column, so a search must know which of several columns a row refers by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.coded import Fixed
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.codecs.withheld import Absent
from facade.compiler.nodes import Constant, Leaf, Node
from facade.compiler.numbers import number_of
from facade.compiler.predicate import YES, Predicate, every
from facade.compiler.presence import present

Branch = tuple[Constant | Leaf, Predicate]
_known: WeakKeyDictionary[Leaf, tuple[Branch, ...]] = WeakKeyDictionary()


def branches(leaf: Leaf) -> tuple[Branch, ...]:
    """The leaf itself; of cases one node for each branch, with where its condition holds and no earlier one does."""
    found = _known.get(leaf)
    if found is None:
        found = _known[leaf] = tuple(_branches(leaf)) if isinstance(leaf.codec, Cases) else ((leaf, YES),)
    return found


def references(node: Node) -> Iterator[tuple[ReferenceTo, Predicate]]:
    """The references that a node gives, each with where it does."""
    for inner, here in branches(node) if isinstance(node, Leaf) else ():
        if isinstance(inner, Leaf) and isinstance(inner.codec, ReferenceTo):
            yield inner.codec, here


def _branches(leaf: Leaf) -> Iterator[Branch]:
    cases = leaf.codec
    assert isinstance(cases, Cases)  # the caller has asked
    for number, (_, codec) in enumerate(cases.branches):
        here = _chosen(leaf, cases, number)
        if isinstance(codec, Fixed):
            yield Constant(leaf.path, leaf.type, codec.value), here
        elif not isinstance(codec, Absent):
            inner = Leaf(leaf.path, leaf.type, codec, number_of(codec))
            yield from ((node, every([here, there])) for node, there in branches(inner))


def _chosen(leaf: Leaf, cases: Cases, number: int) -> Predicate:
    """Where this branch counts: cases that have a value there, and in the earlier branches none."""
    earlier = [(conditions, _bound(Absent(), cases)) for conditions, _ in cases.branches[:number]]
    conditions, _ = cases.branches[number]
    asked = replace(cases, branches=(*earlier, (conditions, _bound(Fixed(True), cases))))
    return present(Leaf(leaf.path, "boolean", asked, number_of(asked)))


def _bound(codec: Codec, cases: Cases) -> Codec:
    return codec.bind(cases.at)
