"""The days within which something lies, in two DATE columns: for the sieve of what comes again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, or_

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.dates import Date, partial_edge, partial_sql
from facade.adapter.context import SourceContext
from facade.adapter.values import Bind, Form, Test, Unreadable


@dataclass(frozen=True, eq=False)
class DaySpan(Codec):
    """From the first day to the last; where there is no last day, or it lies before the first, the first alone."""

    gives: ClassVar[str] = "instant"
    doc: ClassVar[str] = "the days from one column to the other"

    first: Date
    last: Date

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.first.col, self.last.col)

    def bind(self, context: SourceContext) -> DaySpan:
        return DaySpan(self.first.bind(context), self.last.bind(context), context=context)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        return self.first.decode(raw[0])  # a sieve builds nothing

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        found = partial_edge(edge, moment, self.at.zone)
        ends = edge in ("high>", "high<=")
        return Test(found.form, (*found.binds, *found.binds) if ends else found.binds)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        """It begins with the first day and ends with the later of the two."""
        begun = partial_sql(self.first.col, form, bind)
        if form[0] in ("low>=", "low<"):
            return begun
        ended = partial_sql(self.last.col, form, bind)
        if form[0] == "high>":
            return or_(begun, and_(self.last.col.is_not(None), ended))
        return and_(begun, or_(self.last.col.is_(None), ended))

    def present(self) -> ColumnElement[bool] | None:
        return self.first.present()


def day_span(first: Column[Any], last: Column[Any]) -> Codec:
    """The days from one DATE column to another, in the `sieve` of an `exploded` row."""
    return DaySpan(Date(first), Date(last))
