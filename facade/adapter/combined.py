"""Conditions made of others, and on rows of other tables: `any_of`, `none_of`, `not_in`, `exists`, `newest` …"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, ClassVar, cast

from sqlalchemy import Column, ColumnElement, and_, false, func, literal_column, not_, or_, select, true
from sqlalchemy import exists as exists_in

from facade.adapter.columns import origin
from facade.adapter.conditions import Condition, Filled, Told
from facade.adapter.context import SourceContext
from facade.adapter.relations import AnyAlias, Children, Joined, wanted_of
from facade.adapter.values import Bind

Has = Callable[[Column[Any]], bool]


@dataclass(frozen=True, eq=False)
class _Of(Condition):
    """What all conditions made of others have in common."""

    items: tuple[Condition, ...]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return tuple(dict.fromkeys(col for item in self.items for col in item.columns))

    @property
    def parts(self) -> tuple[Condition, ...]:
        return tuple(part for item in self.items for part in item.parts)

    @property
    def readable(self) -> bool:  # type: ignore[override]
        return all(item.readable for item in self.items)

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return tuple(value for item in self.items for value in item.binds(context))

    def _each(self, context: SourceContext, bind: Bind) -> list[ColumnElement[bool]]:
        return [item.sql(context, bind) for item in self.items]

    def _told(self, context: SourceContext) -> list[Told]:
        return [item.told(context) for item in self.items]

    def _kept(self, has: Has, lacking: bool) -> list[Condition | bool]:
        return [item.narrowed(has, lacking) for item in self.items]

    def _of(self, kept: list[Condition | bool]) -> Condition:
        return replace(self, items=tuple(item for item in kept if isinstance(item, Condition)))


def all_met(told: Sequence[Told], at: Mapping[Column[Any], Any], today: str) -> bool:
    """Whether all tests hold; the others are not asked behind one that does not."""
    return all(one(at, today) for one in told)


def _any_met(told: Sequence[Told], at: Mapping[Column[Any], Any], today: str) -> bool:
    return any(one(at, today) for one in told)


@dataclass(frozen=True, eq=False)
class AnyOf(_Of):
    """At least one holds. One whose column is missing cannot."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return or_(*self._each(context, bind))

    def told(self, context: SourceContext) -> Told:
        return partial(_any_met, self._told(context))

    def narrowed(self, has: Has, lacking: bool) -> Condition | bool:
        kept = self._kept(has, False)
        if True in kept:
            return True
        return self._of(kept) if any(isinstance(item, Condition) for item in kept) else False


@dataclass(frozen=True, eq=False)
class AllOf(_Of):
    """All hold."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(*self._each(context, bind))

    def told(self, context: SourceContext) -> Told:
        return partial(all_met, self._told(context))

    def narrowed(self, has: Has, lacking: bool) -> Condition | bool:
        kept = self._kept(has, lacking)
        if False in kept:
            return False
        return self._of(kept) if any(isinstance(item, Condition) for item in kept) else True


@dataclass(frozen=True, eq=False)
class NoneOf(_Of):
    """None holds: the two-valued complement, so an empty column counts. One whose column is missing cannot hold."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(*(item.is_not(true()) for item in self._each(context, bind)))

    def told(self, context: SourceContext) -> Told:
        told = self._told(context)
        return lambda at, today: not _any_met(told, at, today)

    def narrowed(self, has: Has, lacking: bool) -> Condition | bool:
        kept = self._kept(has, False)
        if True in kept:
            return False
        return self._of(kept) if any(isinstance(item, Condition) for item in kept) else True


@dataclass(frozen=True, eq=False)
class NotIn(Filled):
    """The column holds something, and none of these values, by its own comparison."""

    values: tuple[str | int, ...] = ()

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return tuple(stored for value in self.values if (stored := context.stored(self.col, value)) is not None)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        filled = Filled.sql(self, context, bind) if context.kind(self.col) == "text" else self.col.is_not(None)
        values = [bind() for _ in self.binds(context)]
        return and_(filled, self.col.not_in(values)) if values else filled

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        if context.kind(self.col) != "text":
            return raw is not None and str(raw) not in {str(value) for value in self.binds(context)}
        if not Filled.holds(self, context, raw, today):
            return False
        return context.fold(self.col, str(raw)) not in {context.fold(self.col, str(value)) for value in self.values}


@dataclass(frozen=True, eq=False)
class AtLeast(Condition):
    """The number in the column is this or more."""

    least: int

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return (self.least,)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return self.col >= bind()

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        try:
            return raw is not None and Decimal(str(raw)) >= self.least
        except InvalidOperation:
            return False


@dataclass(frozen=True, eq=False)
class Beside(Condition):
    """A row stands beside this one (`there`), or none does. Rows of a table that is missing do not stand anywhere."""

    there: bool

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return self.col.is_not(None) if self.there else self.col.is_(None)

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        return (raw is not None) is self.there

    def narrowed(self, has: Has, lacking: bool) -> Condition | bool:
        return self if all(map(has, self.columns)) else not self.there


@dataclass(frozen=True, eq=False)
class Below(Beside):
    """The same of child rows, of which there may be many: SQL alone can tell."""

    readable: ClassVar[bool] = False

    children: Children

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        names = [*(name for _, name in self.children.on), *(name for name, _ in self.children.only)]
        return (*(col for col, _ in self.children.on), *(self.children[name] for name in names))

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        alias = self.children.alias
        pairs = [alias.c[name] == col for col, name in self.children.on]
        where = [*pairs, *wanted_of(self.children)]
        found = exists_in(select(literal_column("1")).select_from(alias).where(*where)).correlate_except(alias)
        return found if self.there else not_(found)


@dataclass(frozen=True, eq=False)
class Newest(Condition):
    """No row of the table holds the same in the column and more in `by`. A row with an empty column is its own."""

    readable: ClassVar[bool] = False

    by: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col, self.by)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        later = cast(AnyAlias, self.col.table.alias("later"))
        same, by = later.c[origin(self.col).name], later.c[origin(self.by).name]
        filled = [func.rtrim(same) != literal_column("''")] if context.kind(self.col) == "text" else []
        where = [same == self.col, *filled, by > self.by]
        return not_(exists_in(select(literal_column("1")).select_from(later).where(*where)).correlate_except(later))


@dataclass(frozen=True, eq=False)
class Never(Condition):
    """What a condition comes to that cannot hold here."""

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return ()

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return false()

    def told(self, context: SourceContext) -> Told:
        return lambda at, today: False


def any_of(first: Condition, *more: Condition) -> Condition:
    """At least one of the conditions holds."""
    return AnyOf(first.col, (first, *more))


def all_of(first: Condition, *more: Condition) -> Condition:
    """All of the conditions hold: for use inside `any_of` and `none_of`."""
    return AllOf(first.col, (first, *more))


def none_of(first: Condition, *more: Condition) -> Condition:
    """None of the conditions holds; an empty column meets none of them."""
    return NoneOf(first.col, (first, *more))


def not_in(col: Column[Any], *values: str | int) -> Condition:
    """The column is filled, with none of these values."""
    return NotIn(col, values)


def at_least(col: Column[Any], least: int) -> Condition:
    """The number in the column is `least` or more."""
    return AtLeast(col, least)


def exists(relation: Joined | Children) -> Condition:
    """A row of the relation is there. Of `children` only in `only` and `restrict`: no row fetched can tell."""
    return _related(relation, there=True)


def lacks(relation: Joined | Children) -> Condition:
    """No row of the relation is there."""
    return _related(relation, there=False)


def _related(relation: Joined | Children, *, there: bool) -> Condition:
    col = relation[relation.on[0][1]]
    return Beside(col, there) if isinstance(relation, Joined) else Below(col, there, relation)


def newest(same: Column[Any], *, by: Column[Any]) -> Condition:
    """The row is the last, by `by`, of those that hold the same in the column. For `only` and `restrict`."""
    return Newest(same, by)
