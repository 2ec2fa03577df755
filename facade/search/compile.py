"""From an expression and what the caller may see to the plan of each root table.

`visible` and `reach` have no default: a query without access rules cannot be written. The search expression meets the
tree without masked elements, the access expression the whole one. Where a chain or `_has` enters another type, that
type's own plans are made, with the rules of that type: what the caller may not see there does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

from sqlalchemy import Table

from facade.compiler import prune
from facade.compiler.predicate import NO, YES, Predicate, every, negated, some
from facade.compiler.presence import NotPushed
from facade.compiler.units import Unit
from facade.errors import Refused, not_supported
from facade.search.expression import Always, And, Chain, Expression, Has, Not, Or, Param, Restricted
from facade.search.offered import Offer, offer
from facade.search.pushdown import hops
from facade.search.pushdown.parameters import Resolver
from facade.search.pushdown.simple import Asked


@dataclass(frozen=True, eq=False)
class Live:
    """A unit that survived folding and where its resources are."""

    unit: Unit
    predicate: Predicate


@dataclass(frozen=True, eq=False)
class Plan:
    """What one statement answers: all live units of one root table."""

    table: Table
    lives: tuple[Live, ...]


class Reach(Protocol):
    """What the caller may see of the types that a hop enters."""

    def visible(self, type_: str) -> Expression:
        """The access expression of the type; FALSE if the caller may not search it."""

    def search(self, type_: str) -> TypeSearch | None:
        """The type's search under the caller's mask; None if it is not served."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """What the meaning of an expression depends on besides the expression."""

    asked: Asked
    reach: Reach
    nested: bool = False  # inside another type's SELECT
    _entered: dict[tuple[str, Expression], tuple[Live, ...]] = field(default_factory=dict)

    def entered(self, type_: str, item: Expression, search: TypeSearch) -> tuple[Live, ...]:
        """The resources of another type that a hop leads to: made out once, whatever number of units asks."""
        found = self._entered.get((type_, item))
        if found is None:
            inside = replace(self, nested=True)
            found = self._entered[type_, item] = tuple(search._lives(item, self.reach.visible(type_), inside))
        return found


@dataclass(eq=False)
class TypeSearch:
    """One FHIR type at one source, for one mask and the permissions that lift restrictions."""

    units: tuple[Unit, ...]
    mask: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    _whole: dict[int, Resolver] = field(default_factory=dict)
    _masked: dict[int, Resolver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._whole = {unit.number: Resolver(unit, unit.root) for unit in self.units}
        self._masked = self._whole
        if self.mask:
            roots = {unit: prune.masked(unit.root, self.mask) for unit in self.units}
            self._masked = {unit.number: Resolver(unit, root, self.mask) for unit, root in roots.items()}

    @cached_property
    def unmasked(self) -> frozenset[str]:
        """Paths of the mask that end on no element of the trees: they would hide nothing."""
        known = {path for unit in self.units for path in prune.paths(unit.root)}
        linked = {f"{unit.type}.link" for unit in self.units if unit.map.aliases is not None}
        return self.mask - known - linked

    @cached_property
    def offer(self) -> Offer:
        """The parameters and sort keys on offer."""
        return offer(self._masked)

    def plans(self, expression: Expression, visible: Expression, asked: Asked, reach: Reach) -> tuple[Plan, ...]:
        """One plan for each root table of which a unit survives folding. Refused 400 `not-supported`."""
        tables: dict[Table, list[Live]] = {}
        for live in self._lives(expression, visible, _Asked(asked, reach)):
            tables.setdefault(live.unit.map.table, []).append(live)
        return tuple(Plan(table, tuple(lives)) for table, lives in tables.items())

    def _lives(self, expression: Expression, visible: Expression, given: _Asked) -> Iterator[Live]:
        for unit in self.units:
            allowed = _access(visible, self._whole[unit.number], given)
            wanted = NO if allowed is NO else self._search(expression, self._masked[unit.number], given)
            if wanted is not NO:
                predicate = every([allowed, wanted, unit.base_under(self.permissions)])
                if predicate is not NO:
                    yield Live(unit, predicate)

    def _search(self, expression: Expression, resolver: Resolver, given: _Asked) -> Predicate:
        match expression:
            case Always():
                return YES if expression.value else NO
            case And():
                return every(self._search(item, resolver, given) for item in expression.items)
            case Or():
                return some(self._search(item, resolver, given) for item in expression.items)
            case Not():
                return negated(self._search(expression.item, resolver, given))
            case Restricted():
                return YES  # a restriction stands in every unit's base
        try:
            return _pointed(expression, resolver, given, merged=False)
        except NotPushed:
            raise not_supported(f"{expression.code} cannot be searched in {resolver.unit.label}.") from None


def _pointed(expression: Param | Chain | Has, resolver: Resolver, given: _Asked, *, merged: bool) -> Predicate:
    """A parameter of this type, or a hop to another. Raises NotPushed, and KeyError for a code that is none."""
    if isinstance(expression, Param):
        return resolver.predicate(expression, given.asked, merged=merged)
    other = given.reach.search(expression.type)
    if other is None:
        return NO
    found = given.entered(expression.type, expression.item, other)
    asked = resolver if isinstance(expression, Chain) else next(iter(other._masked.values()))
    if asked.tells_merges("link") and expression.code == "link":
        own = resolver.unit.identity
        return some(hops.merged(live.unit, live.predicate) for live in found if live.unit.identity is own)
    if isinstance(expression, Chain):
        hits = resolver.named(expression.code)
        return some(hops.chained(hits, live.unit, live.predicate) for live in found)
    return hops.referring(
        resolver.unit,
        [(live.unit, other._masked[live.unit.number].named(expression.code), live.predicate) for live in found],
        nested=given.nested,
    )


def _access(expression: Expression, resolver: Resolver, given: _Asked) -> Predicate:
    """Fails closed: what is not offered is FALSE, under a negation too."""
    match expression:
        case Always():
            return YES if expression.value else NO
        case And():
            return every(_access(item, resolver, given) for item in expression.items)
        case Or():
            return some(_access(item, resolver, given) for item in expression.items)
        case Not():
            return _strictly_not(expression.item, resolver, given.asked)
        case Restricted():
            return YES
    try:
        return _pointed(expression, resolver, given, merged=True)
    except (NotPushed, KeyError, Refused):
        return NO


def _strictly_not(item: Expression, resolver: Resolver, asked: Asked) -> Predicate:
    """NOT p AND the element is readable; over several parameters each must be. A hop is not negated: FALSE."""
    try:
        found = _pushed(item, resolver, asked)
        readable = every(resolver.exists(code) for code in _codes(item))
    except (NotPushed, KeyError):
        return NO
    return every([negated(found), readable])


def _pushed(item: Expression, resolver: Resolver, asked: Asked) -> Predicate:
    match item:
        case Param():
            return resolver.predicate(item, asked, merged=True)
        case And():
            return every(_pushed(part, resolver, asked) for part in item.items)
        case Or():
            return some(_pushed(part, resolver, asked) for part in item.items)
        case Not():
            return _strictly_not(item.item, resolver, asked)
        case Chain() | Has():
            raise NotPushed(item.code)
        case Always():
            return YES if item.value else NO
        case Restricted():
            return YES


def _codes(item: Expression) -> Sequence[str]:
    match item:
        case Param():
            return (item.code,)
        case And() | Or():
            return tuple(code for part in item.items for code in _codes(part))
        case Not():
            return _codes(item.item)
    return ()
