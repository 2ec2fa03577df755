"""An amount that people wrote into one text: '0.5 mL', '0,5mL', '2'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement

from facade.adapter.codecs.base import OneColumn
from facade.adapter.codecs.numbers import as_written
from facade.adapter.sql import matches
from facade.adapter.values import Edges, Unreadable

_NUMBER = "[0-9]{1,9}([.,][0-9]{1,6})?"
_UNIT = r"[^0-9.,/\s-][^\n]*"
AMOUNT = rf"^ *{_NUMBER} *({_UNIT})?$(?!\n)"
WITH_UNIT = rf"^ *{_NUMBER} *{_UNIT}$(?!\n)"
_READ = re.compile(rf" *(?P<number>[0-9]{{1,9}}(?:[.,][0-9]{{1,6}})?) *(?P<unit>{_UNIT})?", re.ASCII)
NO_AMOUNT = Unreadable("text where an amount should stand")


@dataclass(frozen=True, eq=False)
class Amount(OneColumn):
    """The number at the beginning, digits as written. A range, a fraction or words alone are unreadable."""

    gives: ClassVar[str] = "decimal"
    doc: ClassVar[str] = "number before a unit, written as text"

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = _READ.fullmatch(str(value))
        if found is None:
            return NO_AMOUNT
        return as_written(found["number"].replace(",", "."))

    def present(self) -> ColumnElement[bool] | None:
        return matches(self.col, AMOUNT)

    def edges(self) -> Edges:
        good = ("0.5 mL", "0,5mL", "2", " 00.50 mL ", "1 tab", "10 µg/mL")
        bad = ("", "null", "half", "1-2 mL", "1/2", ".5 mL", "0.5.5", "5\n", "5 mL\n")
        return Edges(stored=((None,), *((text,) for text in (*good, *bad))))


@dataclass(frozen=True, eq=False)
class AmountUnit(OneColumn):
    """What stands behind the number, as written."""

    doc: ClassVar[str] = "unit behind a number, written as text"
    can_be_unreadable: ClassVar[bool] = False

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = _READ.fullmatch(str(value))
        return None if found is None or found["unit"] is None else found["unit"].rstrip(" ")

    def present(self) -> ColumnElement[bool] | None:
        return matches(self.col, WITH_UNIT)

    def edges(self) -> Edges:
        return Amount(self.col).edges()
