"""From an expression and what the caller may see to the plan of each root table.

`visible` and `reach` have no default: a query without access rules cannot be written. The search expression meets the
tree without masked elements, the access expression the whole one. Where a chain or `_has` enters another type, that
type's own plans are made, with the rules of that type: what the caller may not see there does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Protocol

from facade.compiler import prune
from facade.compiler.predicate import NO, YES, Predicate, every, negated, some
from facade.compiler.presence import NotPushed
from facade.compiler.units import Unit
from facade.errors import Refused, not_supported
from facade.search import crossing, sieve
from facade.search.expression import Always, And, Chain, Expression, Has, Not, Or, Param, Restricted
from facade.search.offered import Offer, offer
from facade.search.plan import Live, Plan, planned
from facade.search.pushdown import hops
from facade.search.pushdown.keyed import keyed
from facade.search.pushdown.opened import NotOpen
from facade.search.pushdown.parameters import Resolver
from facade.search.pushdown.simple import Asked
from facade.search.rebinding import Opened, Planned, Rebinding, opened


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
    _questions: dict[tuple[Expression, tuple[int, ...]], crossing.Question] = field(default_factory=dict)

    def entered(self, type_: str, item: Expression, search: TypeSearch) -> tuple[Live, ...]:
        """The resources of another type that a hop leads to: made out once, whatever number of units asks."""
        found = self._entered.get((type_, item))
        if found is None:
            inside = replace(self, nested=True)
            found = self._entered[type_, item] = tuple(search._lives(item, self.reach.visible(type_), inside))
        return found

    def question(self, hop: Chain | Has, lives: Sequence[Live], search: TypeSearch, type_: str) -> crossing.Question:
        """What to read at the other end of a hop; asked once, whatever number of units wants to know."""
        key = (hop, tuple(live.unit.number for live in lives))
        if key not in self._questions:
            code = hop.code if isinstance(hop, Has) else None
            self._questions[key] = crossing.Question(planned(lives), type_, code, search.mask)
        return self._questions[key]


@dataclass(eq=False)
class TypeSearch:
    """One FHIR type at one source, for one mask and the permissions that lift restrictions.

    `state`: equal as long as what is known beside the rows (merges, closed charts) has not changed.
    """

    units: tuple[Unit, ...]
    mask: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    state: Callable[[], object] = object
    rebinding: Rebinding = field(default_factory=Rebinding)
    _whole: dict[int, Resolver] = field(default_factory=dict)
    _masked: dict[int, Resolver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._whole = {unit.number: Resolver(unit, unit.root) for unit in self.units}
        self._masked = self._whole
        if self.mask:
            roots = {unit: prune.masked(unit.root, self.mask) for unit in self.units}
            self._masked = {unit.number: Resolver(unit, root, self.mask) for unit, root in roots.items()}

    @property
    def type(self) -> str:
        """The FHIR type."""
        return self.units[0].type

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
        open_ = opened(expression, visible, self.type)
        if open_ is None:
            return self._planned(expression, visible, asked, reach)

        def plan() -> tuple[tuple[Plan, ...], bool]:
            made = self._planned(open_.expression, visible, asked, reach)
            return made, not asked.timed

        try:
            return self.rebinding.plans(self, open_, visible, self.state(), plan)
        except NotOpen:
            return self._planned(expression, visible, asked, reach)

    def known(self, expression: Expression, visible: Expression) -> tuple[Opened, Planned] | None:
        """What is left open of the expression, and what serves for the plans of others of its form, if that is kept."""
        open_ = opened(expression, visible, self.type)
        found = None if open_ is None else self.rebinding.known(self, open_, visible, self.state())
        return None if open_ is None or found is None else (open_, found)

    def _planned(self, expression: Expression, visible: Expression, asked: Asked, reach: Reach) -> tuple[Plan, ...]:
        return planned(self._lives(expression, visible, _Asked(asked, reach)))

    def withheld(self, expression: Expression, visible: Expression, asked: Asked, reach: Reach) -> tuple[Plan, ...]:
        """The same of what the caller is not shown for want of a permission, as far as stored rows themselves tell."""
        given = _Asked(asked, reach)
        open_ = ((unit, self._open(unit, expression, visible, given)) for unit in self.units if unit.sieve is None)
        found = (Live(unit, every([wanted, unit.withheld_from(self.permissions)])) for unit, wanted in open_)
        return planned(live for live in found if live.predicate is not NO)

    def _open(self, unit: Unit, expression: Expression, visible: Expression, given: _Asked) -> Predicate:
        """Where the caller may look, and what he asks for."""
        allowed = _access(visible, self._whole[unit.number], given)
        return NO if allowed is NO else every([allowed, self._search(expression, self._masked[unit.number], given)])

    def _lives(self, expression: Expression, visible: Expression, given: _Asked) -> Iterator[Live]:
        for unit in self.units:
            wanted = self._open(unit, expression, visible, given)
            if wanted is not NO:
                predicate = every([wanted, unit.base_under(self.permissions)])
                stored = YES if predicate is NO else self._sieve(unit, (visible, expression), given)
                if predicate is not NO and stored is not NO:
                    yield Live(unit, predicate, stored)

    def _sieve(self, unit: Unit, asked: Sequence[Expression], given: _Asked) -> Predicate:
        """Which stored rows can hold what is asked; of a table that is none of its own, all."""
        if unit.sieve is None:
            return YES
        own, stored = self._whole[unit.number], self._sieves[unit.number]

        def told(item: Param | Chain | Has) -> Predicate:
            if isinstance(item, Param):
                return sieve.parameter(item, own, stored, given.asked)
            if isinstance(item, Chain) and not crossing.leading(own.named(item.code), item.type):
                return NO
            if isinstance(item, Chain):
                return _chained(item, stored, given) if sieve.covers(item.code, own, stored) else YES
            return _referred(item, own, given, lambda ids: sieve.with_ids(ids, unit, stored.unit))

        return every([*(sieve.sieved(item, told) for item in asked), unit.sieve.base_under(self.permissions)])

    @cached_property
    def _sieves(self) -> dict[int, Resolver]:
        return {unit.number: Resolver(unit.sieve, unit.sieve.root) for unit in self.units if unit.sieve is not None}

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
    if isinstance(expression, Chain):
        return _chained(expression, resolver, given)
    return _referred(expression, resolver, given, partial(_with_ids, resolver.unit))


def _chained(hop: Chain, resolver: Resolver, given: _Asked) -> Predicate:
    other = given.reach.search(hop.type)
    if other is None:
        return NO
    found = given.entered(hop.type, hop.item, other)
    if resolver.tells_merges("link") and hop.code == "link":
        return _linked(found, resolver)
    hits = resolver.named(hop.code)
    near, far = _near_and_far(found, resolver.unit)
    here = [hops.chained(hits, live.unit, live.predicate) for live in near]
    if far and crossing.leading(hits, hop.type):
        question = given.question(hop, far, other, hop.type)
        here.append(crossing.crossing(question, partial(crossing.referring, hits, hop.type)))
    return some(here)


def _referred(hop: Has, resolver: Resolver, given: _Asked, with_ids: Callable[[crossing.Ids], Predicate]) -> Predicate:
    """`with_ids`: the resources of these ids, where no SQL reaches both ends."""
    other = given.reach.search(hop.type)
    if other is None:
        return NO
    found = given.entered(hop.type, hop.item, other)
    if hop.code == "link" and next(iter(other._masked.values())).tells_merges("link"):
        return _linked(found, resolver)
    unit = resolver.unit
    named = {live.unit.number: other._masked[live.unit.number].named(hop.code) for live in found}
    near, far = _near_and_far(found, unit)
    here = [(live.unit, named[live.unit.number], live.predicate) for live in near]
    told = hops.referring(unit, here, nested=given.nested)
    far = [live for live in far if crossing.lead_to(named[live.unit.number], unit)]
    if not far or unit.part:
        return told
    return some([told, crossing.crossing(given.question(hop, far, other, unit.type), with_ids)])


def _linked(found: Iterable[Live], resolver: Resolver) -> Predicate:
    own = resolver.unit.identity
    return some(hops.merged(live.unit, live.predicate) for live in found if live.unit.identity is own)


def _near_and_far(found: Sequence[Live], unit: Unit) -> tuple[list[Live], list[Live]]:
    far = [live for live in found if crossing.apart(unit, live.unit)]
    return [live for live in found if live not in far], far


def _with_ids(unit: Unit, ids: crossing.Ids) -> Predicate:
    parsed = (unit.identity.parse(id_) for id_ in ids)
    return keyed(unit, [found[0] for found in parsed if found is not None])


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
