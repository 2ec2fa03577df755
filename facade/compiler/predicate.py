"""Predicates between a resolved expression and SQL.

A predicate's `key` is value-free (forms only): it is what the statement cache is keyed by. Its `binds` are the
values, in the order in which `sql` asks for them. Folding happens when predicates are put together, never later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, true

from facade.adapter.sql import bracketed
from facade.adapter.values import Among, Bind, Form, Test

T = TypeVar("T")
_MOST_IN_A_ROW = 50


@dataclass(frozen=True)
class Known:
    """TRUE or FALSE after folding."""

    value: bool

    @property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return (self.value,)

    @property
    def binds(self) -> tuple[Any, ...]:
        """No values."""
        return ()

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """TRUE or FALSE; only reached when nothing else is left of a statement."""
        return true() if self.value else false()


YES = Known(True)
NO = Known(False)


@dataclass(frozen=True, eq=False)
class Told:
    """What a test said to a value that was left open; `again` says it to another one."""

    again: Callable[[Any], Test | None]
    test: Test | None

    @property
    def form(self) -> Form | None:
        """What must be the same for another value; None where the test cannot be asked in SQL."""
        return None if self.test is None else self.test.form


@dataclass(frozen=True, eq=False)
class Atom:
    """One codec's or condition's test. `owner` tells leaves apart in the key; `among`: what follows from it.

    `told`: where the values came from, if others may take their places. Such a test is never one with another that
    happens to compare with the same values.
    """

    is_sql: ClassVar[bool] = True  # else it stands for what has to be found out first

    owner: int
    form: tuple[Any, ...]
    binds: tuple[Any, ...]
    make: Callable[[Bind], ColumnElement[bool]]
    among: Among | None = field(default=None, kw_only=True)
    told: Told | None = field(default=None, kw_only=True)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("atom" if self.told is None else "open", self.owner, self.form)

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """The test; NULL where SQL says so, which a positive place treats as false."""
        return self.make(bind)


@dataclass(frozen=True, eq=False)
class _Several:
    """What AND and OR have in common."""

    items: tuple[Predicate, ...]

    @cached_property
    def binds(self) -> tuple[Any, ...]:
        """The values of all items in order."""
        return tuple(value for item in self.items for value in item.binds)


class Every(_Several):
    """AND."""

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("and", *(item.key for item in self.items))

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """AND of the items."""
        return together(and_, [item.sql(bind) for item in self.items])


class Some(_Several):
    """OR."""

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("or", *(item.key for item in self.items))

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """OR of the items."""
        return together(or_, [item.sql(bind) for item in self.items])


@dataclass(frozen=True, eq=False)
class _Around:
    """What a NOT and an EXISTS have in common."""

    item: Predicate

    @cached_property
    def binds(self) -> tuple[Any, ...]:
        """The item's values."""
        return self.item.binds


class Negated(_Around):
    """`item IS NOT TRUE`: two-valued, so that a NULL is never lost to three-valued logic."""

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("not", self.item.key)

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """The complement."""
        return not_true(self.item.sql(bind))


@dataclass(frozen=True, eq=False)
class Within(_Around):
    """`item` holds on a row of relation `owner`; `wrap` makes the EXISTS around it."""

    owner: int
    wrap: Callable[[ColumnElement[bool]], ColumnElement[bool]]

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("within", self.owner, self.item.key)

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """The EXISTS."""
        return self.wrap(self.item.sql(bind))


@dataclass(frozen=True, eq=False)
class Hop(_Around):
    """`item` holds on a row of another table that is tied to this one. `lead`: values that `make` asks for first."""

    owner: tuple[Any, ...]
    lead: tuple[Any, ...]
    make: Callable[[Bind, Predicate], ColumnElement[bool]]

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """Value-free identity."""
        return ("hop", self.owner, len(self.lead), self.item.key)

    @cached_property
    def binds(self) -> tuple[Any, ...]:
        """The leading values, then the item's."""
        return (*self.lead, *self.item.binds)

    def sql(self, bind: Bind) -> ColumnElement[bool]:
        """The tie."""
        return self.make(bind, self.item)


Predicate: TypeAlias = Known | Atom | Every | Some | Negated | Within | Hop


P = TypeVar("P", bound=Predicate)


def keyed_as(new: P, old: Predicate) -> P:
    """`new`, which is `old` with other values, with its key: that is value-free, and long."""
    new.__dict__["key"] = old.key
    return new


def together(join: Callable[..., ColumnElement[bool]], items: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """AND or OR, in brackets of so many: SQLite reads a long one as a tree that is deeper than it allows."""
    if len(items) <= _MOST_IN_A_ROW:
        return join(*items)
    groups = [items[start : start + _MOST_IN_A_ROW] for start in range(0, len(items), _MOST_IN_A_ROW)]
    return together(join, [bracketed(join(*group)) for group in groups])


def not_true(predicate: ColumnElement[bool]) -> ColumnElement[bool]:
    """The two-valued complement of an SQL predicate."""
    return predicate.is_not(true())


def every(items: Iterable[Predicate]) -> Predicate:
    """AND, folded: NO wins, YES vanishes, nested ANDs are flattened, an item said twice is said once, and what follows
    from another one not at all.
    """
    found: list[Predicate] = []
    for item in items:
        if item is NO:
            return NO
        if isinstance(item, Every):
            found += item.items
        elif item is not YES:
            found.append(item)
    return _once(_needed(found), Every) or YES


def _needed(items: list[Predicate]) -> list[Predicate]:
    """Without the lists that a column's value must be in where another item leaves it fewer of the same values."""
    told = [item.among for item in items if isinstance(item, Atom) and item.among is not None]
    if len(told) < 2:
        return items
    dropped = {one for one in told if one.whole and any(other.narrows(one) for other in told)}
    return [item for item in items if not (isinstance(item, Atom) and item.among in dropped)]


def some(items: Iterable[Predicate]) -> Predicate:
    """OR, folded: YES wins, NO vanishes."""
    found: list[Predicate] = []
    for item in items:
        if item is YES:
            return YES
        if isinstance(item, Some):
            found += item.items
        elif item is not NO:
            found.append(item)
    return _once(found, Some) or NO


def _once(items: list[Predicate], kind: type[Every | Some]) -> Predicate | None:
    """The items without repetitions; None if there is none."""
    if len(items) < 2:
        return items[0] if items else None
    kept: dict[Any, Predicate] = {}
    for item in items:
        kept.setdefault((item.key, item.binds), item)
    return kind(tuple(kept.values())) if len(kept) > 1 else items[0]


def negated(item: Predicate) -> Predicate:
    """The two-valued complement, folded."""
    if item is YES:
        return NO
    if item is NO:
        return YES
    return Negated(item)


def conjuncts(item: Predicate) -> tuple[Predicate, ...]:
    """The ANDed items of a predicate."""
    return item.items if isinstance(item, Every) else (item,)


def shared(items: Sequence[Predicate]) -> tuple[Predicate, tuple[Predicate, ...]]:
    """What all of them ask, and the rest of each."""
    told = [{(item.key, item.binds): item for item in conjuncts(one)} for one in items]
    common = {said: item for said, item in told[0].items() if all(said in other for other in told)}
    rest = (every(item for said, item in one.items() if said not in common) for one in told)
    return every(common.values()), tuple(rest)


def filled(values: Sequence[T]) -> tuple[T, ...]:
    """The values, the last one repeated up to a power of two, so that lists of any length share few statements."""
    room = 1 << max(len(values) - 1, 0).bit_length()
    return (*values, *(list(values[-1:]) * (room - len(values))))


def either(items: Sequence[Predicate]) -> Predicate:
    """OR, with what all of them ask said once: an index can serve it."""
    open_ = [item for item in items if item is not NO]
    if len(open_) < 2 or any(item is YES for item in open_):
        return some(open_)
    common, rest = shared(open_)
    return every([common, some(rest)])
