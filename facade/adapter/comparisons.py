"""Conditions on two columns of one row: the same number or day, or times or numbers in order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_

from facade.adapter.conditions import Condition, Told
from facade.adapter.context import SourceContext
from facade.adapter.values import Bind

NUMBERS = ("integer", "decimal", "float")


@dataclass(frozen=True, eq=False)
class _Two(Condition):
    """A test of two columns of one type."""

    other: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col, self.other)

    def told(self, context: SourceContext) -> Told:
        one, other, numbers = self.col, self.other, context.kind(self.col) in NUMBERS
        return lambda at, today: self._both(at[one], at[other], numbers)

    def _both(self, one: Any, other: Any, numbers: bool) -> bool:
        """The test on what both columns hold."""
        raise NotImplementedError(type(self).__name__)


@dataclass(frozen=True, eq=False)
class Equal(_Two):
    """Both hold something, and the same."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), self.other.is_not(None), self.col == self.other)

    def _both(self, one: Any, other: Any, numbers: bool) -> bool:
        if one is None or other is None:
            return False
        return Decimal(str(one)) == Decimal(str(other)) if numbers else str(one) == str(other)


@dataclass(frozen=True, eq=False)
class InOrder(_Two):
    """The second holds a time or number that is not before that of the first, or the first holds none."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.other.is_not(None), or_(self.col.is_(None), self.col <= self.other))

    def _both(self, one: Any, other: Any, numbers: bool) -> bool:
        if other is None or one is None:
            return other is not None
        return Decimal(str(one)) <= Decimal(str(other)) if numbers else str(one) <= str(other)


def equal(one: Column[Any], other: Column[Any]) -> Condition:
    """Two columns of numbers, or two of dates, hold the same."""
    return Equal(one, other)


def in_order(start: Column[Any], end: Column[Any]) -> Condition:
    """Two columns of days, of times or of numbers: `end` is not before, or below, `start` (R4's per-1, rng-2)."""
    return InOrder(start, end)
