"""Conditions on columns as data: `only` of a map, `only` of a relation, the branches of `cases`.

Data, because a create must be able to set what a condition asks for (`lists.type='allergy'`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Alias, Column, ColumnElement, and_, false, func, literal_column, or_

from facade.adapter.context import SourceContext
from facade.adapter.schema import Collation, fold, letters
from facade.adapter.sql import like, like_pattern
from facade.adapter.values import Bind


class Today:
    """Stands in a bind's place for the request's date in the source's zone."""

    def __repr__(self) -> str:
        return "TODAY"


TODAY = Today()

#: A test of fetched values, by column, and the request's date.
Told = Callable[[Mapping[Column[Any], Any], str], bool]


@dataclass(frozen=True, eq=False)
class Condition:
    """One test of a row's own columns, or of a joined row's. A NULL never meets it; every negation is `IS NOT TRUE`."""

    readable: ClassVar[bool] = True  # whether fetched values can tell

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns tested."""
        return (self.col,)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The tests of one column that it is made of."""
        return (self,)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        """The test in SQL; calls `bind` once for each of `binds`."""
        raise NotImplementedError(type(self).__name__)

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        """The values that `sql` binds, in the form the column stores."""
        return ()

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        """The same test on a fetched value, where the condition is about one and `told` says nothing of its own."""
        raise NotImplementedError(type(self).__name__)

    def told(self, context: SourceContext) -> Told:
        """The same test as a function of fetched values; what the source says of the column is looked up once."""
        col, holds = self.col, self.holds
        return lambda at, today: holds(context, at[col], today)

    def narrowed(self, has: Callable[[Column[Any]], bool], lacking: bool) -> Condition | bool:
        """What is left of it at a source. `lacking`: what is thought of a column that is missing."""
        return self if all(map(has, self.columns)) else lacking

    def inserted(self, context: SourceContext) -> Mapping[Column[Any], Any]:
        """What a created row gets so that it meets the condition."""
        return {}


@dataclass(frozen=True, eq=False)
class IsIn(Condition):
    """The column holds one of the values; None stands for NULL. The first value is what a create writes."""

    values: tuple[str | int | None, ...]

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        stored = (context.stored(self.col, value) for value in self.values if value is not None)
        return tuple(value for value in stored if value is not None)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        values = [bind() for _ in self.binds(context)]
        found: ColumnElement[bool] = false()
        if values:
            found = self.col == values[0] if len(values) == 1 else self.col.in_(values)
        null = self.col.is_(None)
        if None not in self.values:
            return found
        return or_(found, null) if values else null

    def told(self, context: SourceContext) -> Told:
        col, null, facts = self.col, None in self.values, context.column(self.col)
        collation: Collation = facts.collation if facts.kind == "text" else "bin"
        folded = frozenset(fold(str(value), collation) for value in self.values if value is not None)

        def told(at: Mapping[Column[Any], Any], today: str) -> bool:
            raw = at[col]
            return null if raw is None else fold(str(raw), collation) in folded

        return told

    def inserted(self, context: SourceContext) -> Mapping[Column[Any], Any]:
        first = self.values[0]
        if isinstance(self.col.table, Alias):  # a row beside the created one is somebody else's
            return {}
        return {self.col: None if first is None else context.stored(self.col, first)}


@dataclass(frozen=True, eq=False)
class Filled(Condition):
    """The text column holds something: not NULL, not blanks. Keeps a join from pairing blank with blank."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), func.rtrim(self.col) != literal_column("''"))

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        return raw is not None and context.fold(self.col, str(raw).rstrip(" ")) != ""


@dataclass(frozen=True, eq=False)
class Contains(Condition):
    """The text column mentions one of these words, under its own comparison."""

    words: tuple[str, ...]

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return tuple(f"%{like_pattern(word)}%" for word in self.words)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        folds = context.collation(self.col) in ("ci-ai-pad", "ci-pad")
        found = or_(*(like(self.col, bind(), folds) for _ in self.words))
        return and_(self.col.is_not(None), found)

    def told(self, context: SourceContext) -> Told:
        col, collation = self.col, context.collation(self.col)
        words = [letters(word, collation) for word in self.words]

        def told(at: Mapping[Column[Any], Any], today: str) -> bool:
            if at[col] is None:
                return False
            text = letters(str(at[col]), collation)
            return any(word in text for word in words)

        return told


@dataclass(frozen=True, eq=False)
class Before(Condition):
    """A real date in the column that lies before today. Zero dates and NULL are not before anything."""

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return ("0001-01-02", TODAY)

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        low, high = bind(), bind()
        return and_(self.col.is_not(None), self.col >= low, self.col < high)

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        return raw is not None and "0001-01-02" <= str(raw)[:10] < today


def eq(col: Column[Any], value: str | int) -> Condition:
    """The column equals the value, by the column's own comparison."""
    return IsIn(col, (value,))


def is_in(col: Column[Any], *values: str | int | None) -> Condition:
    """The column equals one of the values; None stands for NULL."""
    return IsIn(col, values)


def is_null(col: Column[Any]) -> Condition:
    """The column is NULL."""
    return IsIn(col, (None,))


def filled(col: Column[Any]) -> Condition:
    """The text column is neither NULL nor blank."""
    return Filled(col)


def contains(col: Column[Any], *words: str) -> Condition:
    """The text column mentions one of the words."""
    return Contains(col, words)


def before_today(col: Column[Any]) -> Condition:
    """The date column lies in the past."""
    return Before(col)
