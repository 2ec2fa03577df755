"""A search parameter's FHIRPath resolved on a template: which nodes it means, and what must hold on the way.

Resolved once per parameter and map, at start. https://hl7.org/fhir/R4/searchparameter-registry.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from facade.compiler.branches import branches, references
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows
from facade.compiler.predicate import NO, YES, Predicate, every, some
from facade.compiler.presence import implies, lives, tested, within
from facade.fhir import definitions
from facade.fhir.fhirpath import Exists, Index, Name, OfType, Path, Step, WhereEquals, WhereType


@dataclass(frozen=True, eq=False)
class Hit:
    """A node that an expression reaches. `trail`: objects and child relations passed, from the root down."""

    node: Node
    trail: tuple[Object | Rows, ...] = ()
    also: Predicate = YES

    def placed(self, inner: Predicate, leaf: Leaf | None = None) -> Predicate:
        """`inner` on this node, where every object on the way lives; `leaf`: the leaf that `inner` proves present."""
        found = inner if self.also is YES else every([inner, self.also])
        for step in reversed(self.trail):
            if found is NO:
                return NO
            if isinstance(step, Rows):
                found = within(step, found)
            elif "." in step.path and (leaf is None or not _proves(step, leaf, self)):
                found = every([found, _guard(step)])
        return found

    @property
    def branches(self) -> Iterator[Hit]:
        """The hit itself; of a leaf of cases one hit for each branch, where that branch counts."""
        for node, here in branches(self.node) if isinstance(self.node, Leaf) else ((self.node, YES),):
            yield self if node is self.node else Hit(node, self.trail, every([self.also, here]))

    @cached_property
    def split(self) -> tuple[Hit, Hit]:
        """The way up to the last child relation passed, and from there on: several questions share one EXISTS."""
        at = max((number for number, step in enumerate(self.trail, 1) if isinstance(step, Rows)), default=0)
        return Hit(self.node, self.trail[:at]), Hit(self.node, self.trail[at:], self.also)


def _guard(step: Object) -> Predicate:
    return YES if "." not in step.path else lives(step)


def _proves(step: Object, leaf: Leaf, hit: Hit) -> bool:
    """The leaf's value means the object lives, link by link from the leaf up; child rows break the chain."""
    below: Node = hit.node
    for passed in reversed(hit.trail) if below is leaf else ():
        if isinstance(passed, Rows) or not implies(passed, below):
            return False
        if passed is step:
            return True
        below = passed
    return False


def resolve(root: Object, paths: Sequence[Path]) -> tuple[Hit, ...]:
    """Every node that one of the paths reaches from the root."""
    return tuple(hit for path in paths for hit in _walk([Hit(root)], path.steps))


def resolve_below(hit: Hit, paths: Sequence[Path]) -> tuple[Hit, ...]:
    """Nodes that a composite's component reaches from a node; trails start behind it."""
    return tuple(found for path in paths for found in _walk([Hit(hit.node)], path.steps))


def _walk(hits: Sequence[Hit], steps: Sequence[Step]) -> list[Hit]:
    found = list(hits)
    for step in steps:
        found = [after for hit in found for after in _step(hit, step)]
    return found


def _step(hit: Hit, step: Step) -> Iterator[Hit]:
    if isinstance(step, Name):
        yield from _named(hit, step.name)
    elif isinstance(step, OfType):
        if _type_of(hit.node) == step.type:
            yield hit
    elif isinstance(step, WhereType):
        types = target_types(hit.node)
        if step.type in types:
            yield hit if len(types) == 1 else Hit(hit.node, hit.trail, every([hit.also, _leads(hit.node, step.type)]))
    elif isinstance(step, WhereEquals):
        yield from _equal(hit, step)
    elif isinstance(step, (Index, Exists)):
        yield hit


def _named(hit: Hit, name: str) -> Iterator[Hit]:
    node = hit.node
    if not isinstance(node, Object):
        return
    for key, member in node.members.items():
        child = definitions.child(node.type, key)
        if child is not None and child.element.name == name and not key.startswith("_"):
            yield from _items(member, (*hit.trail, node), hit.also)


def _items(node: Node, trail: tuple[Object | Rows, ...], also: Predicate) -> Iterator[Hit]:
    if isinstance(node, Array):
        for item in node.items:
            yield from _items(item, trail, also)
    elif isinstance(node, Rows):
        yield Hit(node.element, (*trail, node), also)
    else:
        yield Hit(node, trail, also)


def _type_of(node: Node) -> str:
    return node.element.type if isinstance(node, Rows) else node.type


def target_types(node: Node) -> frozenset[str]:
    """The types a Reference node may point at: known from its codec, without one from what it says itself."""
    if not isinstance(node, Object):
        return frozenset()
    member = node.members.get("reference")
    if member is None and isinstance(said := node.members.get("type"), Constant):
        return frozenset({str(said.value)})
    if isinstance(member, Constant):
        return frozenset({str(member.value).partition("/")[0]})
    return frozenset(codec.type_ for codec, _ in references(member)) if isinstance(member, Leaf) else frozenset()


def _leads(node: Node, type_: str) -> Predicate:
    """Where a reference of several types is one to this type."""
    member = node.members.get("reference") if isinstance(node, Object) else None
    return some(here for codec, here in references(member) if codec.type_ == type_) if member is not None else NO


def _equal(hit: Hit, step: WhereEquals) -> Iterator[Hit]:
    member = hit.node.members.get(step.name) if isinstance(hit.node, Object) else None
    if isinstance(member, Constant):
        if member.value == step.value:
            yield hit
    elif isinstance(member, Leaf):
        also = tested(member, member.codec.test("eq", step.value))
        if also is not NO:
            yield Hit(hit.node, hit.trail, every([hit.also, also]))
