"""Times that were read with a clock of twelve hours: 12:15 stands as 00:15, and nobody can tell the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, not_, or_

from facade.adapter.codecs.instants import Instant
from facade.adapter.values import Bind, Edges, Form, Test, Unreadable

MIDNIGHT, ONE = " 00:00:00", " 01:00:00"
LAST_DAY = "9999-12-31"


@dataclass(frozen=True, eq=False)
class LostNoon(Instant):
    """A dateTime; of what stands in the first hour of a day only the day is known."""

    writable: ClassVar[bool] = False
    doc: ClassVar[str] = "date and time; only the day where the hour was lost"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = super().decode(*raw)
        return found[:10] if isinstance(found, str) and found[11:13] == "00" else found

    def _limit(self, edge: str, moment: datetime) -> str:
        """Days of a lost hour begin at midnight: no low end lies within the first hour."""
        limit = super()._limit(edge, moment)
        first_hour = limit[11:13] == "00" and limit[10:] != MIDNIGHT
        return limit[:10] + ONE if first_hour and edge in ("low>=", "low<") else limit

    def test(self, op: str, value: Any) -> Test | None:
        found = super().test(op, value)
        if found is None or found.form[0] in ("low>=", "low<"):
            return found
        (limit,) = found.binds
        day = str(limit)[:10]
        if day == LAST_DAY:  # no day is behind it, so the limit lies at its own end
            return Test(found.form, (limit, limit, limit))
        return Test(found.form, (limit, day + MIDNIGHT, day + ONE))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("low>=", "low<"):
            return super().sql(form, bind)
        later = or_(self.col >= bind(), and_(self.col >= bind(), self.col < bind()))
        return later if form[0] == "high>" else not_(later)

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return None

    def edges(self) -> Edges:
        found = super().edges()
        hours = ("2020-07-01 00:00:00", "2020-07-01 00:15:00", "2020-07-01 00:59:59", "2020-07-01 01:00:00")
        searched = ("2020-07-01", "ge2020-07-01T04:15:00Z", "lt2020-07-01T04:30:00Z", "gt2020-07-01T00:10:00-04:00",
                    "le2020-07-01T00:20:00-04:00", "sa2020-07-01T00:05:00-04:00")  # fmt: skip
        return Edges((*found.stored, *((text,) for text in hours)), (*found.searched, *searched))


def lost_noon(col: Column[Any], *, absent: Sequence[str] = ()) -> LostNoon:
    """A DATETIME column whose writer took 12:15 for 00:15: within the first hour only the day is served."""
    return LostNoon(col, "dateTime", tuple(absent))
