"""What a search came to serves for the same search of another patient: it is planned once, with the id left open.

Of all that goes into a plan, the id is asked of codecs and keys only, and each of them answers with a form and with
values. Where all of them give the same forms for another id, everything that follows is the same but for the values:
these are put in the places of the first ones. Where one of them answers otherwise (the id of another map, a patient
whom the EHR merged, a key that a column cannot hold), the search is planned as if nothing were kept.

Whoever uses the id in any other way has to say so by `NotOpen`; then nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

from facade.compiler.predicate import Atom, Every, Hop, Negated, Predicate, Some, Told, Within, keyed_as
from facade.fhir import definitions
from facade.search.expression import (
    And,
    Chain,
    Expression,
    Has,
    Not,
    Open,
    Or,
    Param,
    ReferenceValue,
    SearchValue,
    TokenValue,
)
from facade.search.plan import Live, Plan

T = TypeVar("T")
ROOM = 500
KINDS = 4  # of ids that are asked for in turn, such as those of two maps, or of patients with merged rows and without
_LINK = "link"  # which rows were merged is known beside the tables

Identifying: TypeAlias = ReferenceValue | TokenValue
Binds: TypeAlias = Mapping[Told, tuple[Any, ...]]
Made: TypeAlias = dict[Predicate, Predicate]


@dataclass(frozen=True)
class Opened:
    """An expression with one id left open, that of `param`. `form`: what it has in common with those of other ids."""

    expression: Expression
    form: Expression
    param: Param
    open: Open


def opened(expression: Expression, visible: Expression, type_: str) -> Opened | None:
    """The first single reference, or `_id`, of the ANDed parameters left open; None if there is none to leave open.

    Nor is there where the expression, or what the caller may see, hops to another type: then it depends on what the
    caller may see there.
    """
    items = expression.items if isinstance(expression, And) else (expression,)
    if _hops(visible) or any(map(_hops, items)):
        return None
    for item in items:
        if isinstance(item, Param) and len(item.values) == 1:
            found = _openable(item, item.values[0], type_)
            if found is not None:
                value, form = found
                open_ = Open(value)
                left, common = varied(item, values=(open_,)), varied(item, values=(form,))
                return Opened(swapped(expression, item, left), swapped(expression, item, common), item, open_)
    return None


def _hops(item: Expression) -> bool:
    match item:
        case Chain() | Has():
            return True
        case And() | Or():
            return any(map(_hops, item.items))
        case Not():
            return _hops(item.item)
    return False


def _openable(item: Param, value: SearchValue, type_: str) -> tuple[Identifying, Identifying] | None:
    """The value, if it may be left open, and what stands for all of its form."""
    if item.code == "_id":
        if not isinstance(value, TokenValue) or value.system or item.modifier:
            return None
        return value, TokenValue(None)
    if item.code == _LINK or not isinstance(value, ReferenceValue) or value.url is not None:
        return None
    parameter = definitions.search_parameters(type_).get(item.code)
    is_reference = parameter is not None and parameter.type == "reference"
    return (value, ReferenceValue("", value.type)) if is_reference else None


def varied(item: T, **values: Any) -> T:
    """`dataclasses.replace` for what checks nothing when it is made: a search of another patient takes four of them."""
    known = item.__dict__  # a field's value, and what was found out of the old ones, which is left behind
    made: T = object.__new__(type(item))
    made.__dict__.update({name: known[name] for name in item.__dataclass_fields__}, **values)  # type: ignore[attr-defined]
    return made


def swapped(expression: Expression, old: Param, new: Param) -> Expression:
    """The expression with another parameter in the first place where the old one stands."""
    if not isinstance(expression, And):
        return new
    at = expression.items.index(old)
    return And((*expression.items[:at], new, *expression.items[at + 1 :]))


@dataclass(frozen=True, eq=False)
class Planned:
    """Plans of an open expression. `state`: of the source, when they were made; `touched`: what holds open tests."""

    opened: Opened
    plans: tuple[Plan, ...]
    told: tuple[Told, ...]
    state: object
    touched: frozenset[Predicate]

    @classmethod
    def of(cls, opened: Opened, plans: tuple[Plan, ...], state: object) -> Planned:
        """With what has to be made anew for another value."""
        touched: set[Predicate] = set()
        for plan in plans:
            for item in (plan.split.common, *plan.split.flags):
                _find(item, touched)
            for live in plan.lives:
                _find(live.predicate, touched)
                _find(live.sieve, touched)
        return cls(opened, plans, tuple(opened.open.told.values()), state, frozenset(touched))

    def again(self, value: Identifying) -> tuple[Plan, ...] | None:
        """The plans of the same search of another value; None if it is not the same."""
        binds = self.binds_of(value)
        if binds is None:
            return None
        made: Made = {}
        return tuple(self._plan(plan, binds, made) for plan in self.plans)

    def binds_of(self, value: Identifying) -> Binds | None:
        """What the open tests say to another value; None if they would be other tests."""
        binds: dict[Told, tuple[Any, ...]] = {}
        for one in self.told:
            found = one.again(value)
            if (None if found is None else found.form) != one.form:
                return None
            if found is not None:
                binds[one] = found.binds
        return binds

    def _plan(self, plan: Plan, binds: Binds, made: Made) -> Plan:
        lives = tuple(
            Live(live.unit, self._rebound(live.predicate, binds, made), self._rebound(live.sieve, binds, made))
            for live in plan.lives
        )
        split = plan.split
        flags = tuple(self._rebound(flag, binds, made) for flag in split.flags)
        return plan.like(lives, split.like(self._rebound(split.common, binds, made), flags))

    def _rebound(self, item: Predicate, binds: Binds, made: Made) -> Predicate:
        """The predicate with other values in the places of the open one; where it stands twice, made once."""
        if item not in self.touched:
            return item
        found = made.get(item)
        if found is None:
            found = made[item] = keyed_as(self._with(item, binds, made), item)
        return found

    def _with(self, item: Predicate, binds: Binds, made: Made) -> Predicate:
        match item:
            case Atom(told=Told() as told):
                return Atom(item.owner, item.form, binds[told], item.make, among=item.among, told=told)
            case Every() | Some():
                return type(item)(tuple(self._rebound(one, binds, made) for one in item.items))
            case Negated() | Within() | Hop():
                return replace(item, item=self._rebound(item.item, binds, made))
        raise TypeError(type(item).__name__)


def _find(item: Predicate, touched: set[Predicate]) -> bool:
    """Whether the predicate, or one below it, compares with the open value."""
    if isinstance(item, Atom):
        found = item.told is not None
    elif isinstance(item, (Every, Some)):
        found = bool([one for one in item.items if _find(one, touched)])  # each of them, not the first alone
    else:
        found = isinstance(item, (Negated, Within, Hop)) and _find(item.item, touched)
    if found:
        touched.add(item)
    return found


@dataclass(eq=False)
class Rebinding:
    """The searches of a source that were planned with an open value, by whose they are. A full memory is emptied.

    What a patient's own token may see names the patient, so each makes entries that serve nobody else: one bound for
    all types, masks and permissions together.
    """

    _kept: dict[Hashable, tuple[Planned, ...]] = field(default_factory=dict)

    def plans(
        self,
        whose: Hashable,
        open_: Opened,
        visible: Expression,
        state: object,
        plan: Callable[[], tuple[tuple[Plan, ...], bool]],
    ) -> tuple[Plan, ...]:
        """The plans of the expression. `whose`: the type and what of it is hidden.

        `plan` makes them, and tells whether they may be kept. Raises NotOpen.
        """
        key = (whose, open_.form, visible)
        known = [one for one in self._kept.get(key, ()) if one.state == state]
        for one in known:
            found = one.again(open_.open.value)
            if found is not None:
                return found
        made, keeps = plan()
        if keeps:
            if len(self._kept) >= ROOM:
                self._kept = {}
            self._kept[key] = (Planned.of(open_, made, state), *known[: KINDS - 1])
        return made

    def known(self, whose: Hashable, open_: Opened, visible: Expression, state: object) -> Planned | None:
        """What is kept of the expression and of others of its form, if it serves for this one's value."""
        kept = (one for one in self._kept.get((whose, open_.form, visible), ()) if one.state == state)
        return next((one for one in kept if one.binds_of(open_.open.value) is not None), None)
