"""Conditions on two columns of one row: the same number or day, or times or numbers in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_

from facade.adapter.conditions import Condition
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


@dataclass(frozen=True, eq=False)
class Equal(_Two):
    """Both hold something, and the same."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), self.other.is_not(None), self.col == self.other)

    def met(self, context: SourceContext, at: Mapping[Column[Any], Any], today: str) -> bool:
        one, other = at[self.col], at[self.other]
        if one is None or other is None:
            return False
        if context.kind(self.col) in NUMBERS:
            return Decimal(str(one)) == Decimal(str(other))
        return str(one) == str(other)


@dataclass(frozen=True, eq=False)
class InOrder(_Two):
    """The second holds a time or number that is not before that of the first, or the first holds none."""

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        return and_(self.other.is_not(None), or_(self.col.is_(None), self.col <= self.other))

    def met(self, context: SourceContext, at: Mapping[Column[Any], Any], today: str) -> bool:
        start, end = at[self.col], at[self.other]
        if end is None or start is None:
            return end is not None
        if context.kind(self.col) in NUMBERS:
            return Decimal(str(start)) <= Decimal(str(end))
        return str(start) <= str(end)


def equal(one: Column[Any], other: Column[Any]) -> Condition:
    """Two columns of numbers, or two of dates, hold the same."""
    return Equal(one, other)


def in_order(start: Column[Any], end: Column[Any]) -> Condition:
    """Two columns of days, of times or of numbers: `end` is not before, or below, `start` (R4's per-1, rng-2)."""
    return InOrder(start, end)
