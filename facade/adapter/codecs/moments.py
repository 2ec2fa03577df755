"""Times of any precision in a text column of a virtual table: '2020', '2020-07', '2020-07-01', '2020-07-01 12:03:00'.

Such a text sorts as its beginning does, so a search compares the bare column; the reader of a virtual table writes
only what the calendar and the site's clocks have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, not_, or_

from facade.adapter.codecs.base import Codec, OneColumn
from facade.adapter.codecs.dates import DAY_EDGES, partial_date
from facade.adapter.codecs.instants import BEHIND_SECOND, FIRST_SECOND, IMPOSSIBLE, moments, stored_text
from facade.adapter.codecs.periods import END, naive_from, whole_seconds
from facade.adapter.sql import matches
from facade.adapter.values import Bind, Edges, Form, Test, Unreadable

LENGTHS = (4, 7, 10, 19)
PATTERN = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?)?)?$"


@dataclass(frozen=True, eq=False)
class MomentText(OneColumn):
    """A dateTime in the site's zone, as precise as it is written."""

    gives: ClassVar[str] = "dateTime"
    doc: ClassVar[str] = "date or time as precise as it is known"

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        text = str(value)
        if len(text) not in LENGTHS:
            return IMPOSSIBLE
        return moments(self.at.zone)[text] if len(text) > 10 else partial_date(f"{text}-00-00"[:10])

    def test(self, op: str, value: Any) -> Test | None:
        if op != "edge":
            return None
        edge, moment = value
        limit = self._second(edge, moment)
        if edge in ("low>=", "low<"):
            return Test((edge,), (_beginning(limit),))
        return Test((edge,), (limit, limit[:10], limit[:7], limit[:4]))

    def _second(self, edge: str, moment: datetime) -> str:
        """The first second that begins at or after the moment, or for `high` the one that it lies in."""
        if moment >= END:
            return BEHIND_SECOND
        try:
            return stored_text(naive_from(whole_seconds(moment, up=edge in ("low>=", "low<")), self.at.zone))
        except OverflowError:
            return BEHIND_SECOND if moment.year > 5000 else FIRST_SECOND

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        limit = bind()
        if form[0] in ("low>=", "low<"):
            return self.col >= limit if form[0] == "low>=" else self.col < limit
        later = or_(self.col >= limit, self.col.in_([bind(), bind(), bind()]))
        return later if form[0] == "high>" else and_(self.col.is_not(None), not_(later))

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, PATTERN))

    def order(self) -> ColumnElement[Any] | None:
        return self.col

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_text"] = self.decode
        return [f"{into} = {into}_text({args[0]}) if {args[0]} else None"]

    def edges(self) -> Edges:
        texts = ("2020", "2020-01", "2020-02-29", "2020-01-01 00:00:00", "2020-07-01 12:03:59", "2019-12-31 23:59:59")
        return Edges(stored=((None,), *((text,) for text in texts)), searched=DAY_EDGES)


def _beginning(second: str) -> str:
    """The shortest text of a period that begins with that second: it sorts before all longer ones."""
    for length, rest in ((4, "-01-01 00:00:00"), (7, "-01 00:00:00"), (10, " 00:00:00")):
        if second[length:] == rest:
            return second[:length]
    return second


def moment_text(col: Column[Any]) -> Codec:
    """A dateTime as precise as a virtual table's text column has it: '2020-07' or '2020-07-01 12:03:00'."""
    return MomentText(col)
