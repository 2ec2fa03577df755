"""A day written into a text column: '2026-05-31'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_

from facade.adapter.codecs.base import OneColumn
from facade.adapter.codecs.dates import DAY_EDGES, IMPOSSIBLE, NO_DATES, partial_edge, partial_sql
from facade.adapter.codecs.periods import FIRST
from facade.adapter.sql import matches
from facade.adapter.values import Bind, Edges, Form, Test, Unreadable

#: The calendar over 'YYYY-MM-DD'.
WHOLE = (
    "^(?!0000)("
    "[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29"
    r") *$(?!\n)"
)
_DAY = re.compile(WHOLE, re.ASCII)


@dataclass(frozen=True, eq=False)
class DateText(OneColumn):
    """A whole day as text, read-only. Any other writing of a date is unreadable."""

    gives: ClassVar[str] = "date"
    doc: ClassVar[str] = "date written as text"

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        day = str(value).rstrip(" ")
        if day in NO_DATES:
            return None
        return day if _DAY.match(day) else IMPOSSIBLE

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        return partial_edge(edge, moment, self.at.zone)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return and_(self._known(), partial_sql(self.col, form, bind))

    def _known(self) -> ColumnElement[bool]:
        return and_(matches(self.col, WHOLE), self.col >= FIRST.isoformat())

    def present(self) -> ColumnElement[bool] | None:
        return self._known()

    def edges(self) -> Edges:
        good = ("2020-02-29", "2020-02-28", "2020-12-31 ", "1980-05-17", "2020-01-01")
        bad = ("", "null", *NO_DATES, "2019-02-29", "2020-04-31", "2020-13-01", "2020-5-7", "05/2020", "2020-05")
        stored = (*good, *bad, "2020-05-00", "2020-05-07\n")
        return Edges(stored=((None,), *((text,) for text in stored)), searched=DAY_EDGES)
