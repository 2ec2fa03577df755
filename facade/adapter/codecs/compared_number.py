"""Laboratory numbers in text: '4.1', '<5', '>= 40'.

R4 keeps the comparator beside the number. Such a number is not known, only bounded: a search by value does not find
it, but it is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, case, func, null

from facade.adapter.codecs.base import Codec, Remembered, blank
from facade.adapter.codecs.numbers import SEARCHED, WIDE
from facade.adapter.sql import matches, number_of
from facade.adapter.values import Bind, Edges, Form, Test, Unreadable

COMPARED = re.compile(r"(?P<comparator><=|>=|<|>)? *(?P<number>-?[0-9]{1,9}(?:\.[0-9]{1,6})?)")
NUMBER = r"-?[0-9]{1,9}(\.[0-9]{1,6})?"
KNOWN = rf"^ *{NUMBER} *$(?!\n)"
PATTERN = rf"^ *(<=|>=|<|>)? *{NUMBER} *$(?!\n)"
BEYOND = Decimal(10) ** 9  # no number that is read is so large


def _read(value: Any) -> re.Match[str] | None:
    return None if blank(value) else COMPARED.fullmatch(str(value).strip(" "))


@dataclass(frozen=True, eq=False)
class ComparedNumber(Codec):
    """The number; what is no number has no value here, and is said elsewhere as text."""

    gives: ClassVar[str] = "decimal"
    doc: ClassVar[str] = "number in a text, a comparator may stand before it"
    can_be_unreadable: ClassVar[bool] = False

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = _read(raw[0])
        if found is None:
            return None
        sign, digits = ("-", found["number"][1:]) if found["number"][0] == "-" else ("", found["number"])
        whole, point, rest = digits.partition(".")
        return sign + (whole.lstrip("0") or "0") + point + rest

    def test(self, op: str, value: Any) -> Test | None:
        if op != "number":
            return None
        compare, wanted = value
        near = min(max(Decimal(wanted), -BEYOND), BEYOND)
        rounding = ROUND_CEILING if compare in (">=", "<") else ROUND_FLOOR
        return Test((compare,), (format(near.quantize(Decimal("0.000001"), rounding, WIDE), "f"),))

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        known, limit = self._known(), number_of(bind(), 30, 10)
        found = {">=": known >= limit, ">": known > limit, "<": known < limit, "<=": known <= limit}[form[0]]
        return and_(self.col.is_not(None), found)

    def _known(self) -> ColumnElement[Any]:
        """The number where no comparator stands before it, else NULL."""
        return case((matches(self.col, KNOWN), number_of(func.trim(self.col), 30, 10)), else_=null())

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, PATTERN))

    def order(self) -> ColumnElement[Any] | None:
        return self._known()

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_number"] = Remembered(self.decode)
        return [f"{into} = {into}_number[{args[0]}]"]

    def edges(self) -> Edges:
        numbers = (("70",), ("70.0",), (" 69.995 ",), ("-2",), ("-0.5",), ("0",), ("007",), ("37",), ("98.6",))
        bounded = (("<5",), (">= 40.0",), ("<=0.5 ",), ("> -1",))
        others = ((None,), ("",), ("Negative",), ("5-10",), ("4,1",), ("<",), ("+",), ("70\n",), ("1e3",), (".5",))
        return Edges(stored=(*numbers, *bounded, *others), searched=SEARCHED)


@dataclass(frozen=True, eq=False)
class Comparator(Codec):
    """The comparator before such a number; absent where there is none."""

    gives: ClassVar[str] = "code"
    doc: ClassVar[str] = "comparator before a number in a text"
    can_be_unreadable: ClassVar[bool] = False

    col: Column[Any]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = _read(raw[0])
        return found["comparator"] if found else None

    def present(self) -> ColumnElement[bool] | None:
        return and_(self.col.is_not(None), matches(self.col, PATTERN), matches(self.col, "^ *[<>]"))

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_comparator"] = Remembered(self.decode)
        return [f"{into} = {into}_comparator[{args[0]}]"]

    def edges(self) -> Edges:
        return Edges(stored=((None,), ("",), ("<5",), (">= 40",), ("<x",), ("5",)))


def compared_number(col: Column[Any]) -> Codec:
    """The number in a text like '<5' or '4.1'; absent where the text is anything else."""
    return ComparedNumber(col)


def comparator(col: Column[Any]) -> Codec:
    """The comparator of such a number."""
    return Comparator(col)
