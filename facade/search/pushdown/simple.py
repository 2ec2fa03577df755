"""What the modules of this folder share: one primitive node compared with one text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from facade.adapter.codecs.coded import text_agrees
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object
from facade.compiler.predicate import NO, YES, Predicate
from facade.compiler.presence import NotPushed, tested
from facade.compiler.resolve import Hit


@dataclass(eq=False)
class Asked:
    """What a value's meaning depends on besides the value. `timed`: whether one did depend on the moment."""

    moment: datetime
    zone: ZoneInfo
    timed: bool = False

    @property
    def now(self) -> datetime:
        """The moment, for values that are near it or far from it."""
        self.timed = True
        return self.moment


def compared(node: Node | None, op: str, text: str) -> Predicate:
    """A text node against a search text: "eq", "exact", "starts", "prefix" or "contains"."""
    if node is None:
        return NO
    if isinstance(node, Constant):
        return YES if isinstance(node.value, str) and text_agrees(op, node.value, text) else NO
    if isinstance(node, Leaf):
        return tested(node, node.codec.test(op, text))
    raise NotPushed(node.path)


def leaf_of(node: Node | None) -> Leaf | None:
    """The node, if it is a leaf: a positive test on it proves it present."""
    return node if isinstance(node, Leaf) else None


def members(hit: Hit, *names: str) -> Iterator[Hit]:
    """The member nodes of an object hit, arrays taken apart; their trails run through the object."""
    node = hit.node
    if isinstance(node, Object):
        for name in names:
            if name in node.members:
                yield from _apart(node.members[name], hit, node)


def _apart(node: Node, hit: Hit, parent: Object) -> Iterator[Hit]:
    if isinstance(node, Array):
        for item in node.items:
            yield from _apart(item, hit, parent)
    else:
        yield Hit(node, (*hit.trail, parent), hit.also)
