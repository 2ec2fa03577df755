"""Laboratory numbers in text: '4.1', '<5', '>= 40'.

R4 keeps the comparator beside the number. Such a number is not known, only bounded: a search by value does not find
it, but it is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, case, func, null

from facade.adapter.codecs.base import Codec, OneColumn
from facade.adapter.codecs.numbers import SEARCHED, InText, as_written, remembered
from facade.adapter.sql import matches, number_of
from facade.adapter.values import Edges, Unreadable

COMPARED = re.compile(r"(?P<comparator><=|>=|<|>)? *(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)")
NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,6})?"
KNOWN = rf"^ *{NUMBER} *$(?!\n)"
PATTERN = rf"^ *(<=|>=|<|>)? *{NUMBER} *$(?!\n)"


def _read(value: Any) -> re.Match[str] | None:
    return COMPARED.fullmatch(str(value).strip(" "))


@dataclass(frozen=True, eq=False)
class ComparedNumber(InText):
    """The number; what is no number has no value here, and is said elsewhere as text."""

    doc: ClassVar[str] = "number in a text, a comparator may stand before it"
    can_be_unreadable: ClassVar[bool] = False

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = _read(value)
        return as_written(found["number"]) if found else None

    def _there(self) -> ColumnElement[bool]:
        return self.col.is_not(None)

    def _value(self) -> ColumnElement[Any]:
        """The number where no comparator stands before it, else NULL."""
        return case((matches(self.col, KNOWN), number_of(func.trim(self.col), 30, 10)), else_=null())

    def present(self) -> ColumnElement[bool]:
        return and_(self.col.is_not(None), matches(self.col, PATTERN))

    def order(self) -> ColumnElement[Any] | None:
        return self._value()

    def edges(self) -> Edges:
        numbers = (("70",), ("70.0",), (" 69.995 ",), ("-2",), ("-0.5",), ("0",), ("007",), ("37",), ("98.6",))
        bounded = (("<5",), (">= 40.0",), ("<=0.5 ",), ("> -1",))
        others = ((None,), ("",), ("Negative",), ("5-10",), ("4,1",), ("<",), ("+",), ("70\n",), ("1e3",), (".5",))
        return Edges(stored=(*numbers, *bounded, *others), searched=SEARCHED)


@dataclass(frozen=True, eq=False)
class Comparator(OneColumn):
    """The comparator before such a number; absent where there is none."""

    gives: ClassVar[str] = "code"
    doc: ClassVar[str] = "comparator before a number in a text"
    can_be_unreadable: ClassVar[bool] = False

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        found = _read(value)
        return found["comparator"] if found else None

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, PATTERN), matches(self.col, "^ *[<>]"))

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return remembered(self, into, args, names)

    def edges(self) -> Edges:
        return Edges(stored=((None,), ("",), ("<5",), (">= 40",), ("<x",), ("5",)))


def compared_number(col: Column[Any]) -> Codec:
    """The number in a text like '<5' or '4.1'; absent where the text is anything else."""
    return ComparedNumber(col)


def comparator(col: Column[Any]) -> Codec:
    """The comparator of such a number."""
    return Comparator(col)
