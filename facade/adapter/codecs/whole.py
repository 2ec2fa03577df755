"""Whole numbers for R4's integer types, out of an integer column or of digits in a text column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_

from facade.adapter.codecs.base import Codec, OneColumn
from facade.adapter.codecs.numbers import remembered
from facade.adapter.sql import matches
from facade.adapter.values import Edges, Unreadable

LARGEST = 2_147_483_647  # R4's integers have 32 bits
NOT_WHOLE = Unreadable("no whole number, or one that R4 has no room for")


@dataclass(frozen=True, eq=False)
class Whole(OneColumn):
    """0 and more. `zero_absent`: 0 means that nothing was said; positiveInt has no 0 either way."""

    gives: ClassVar[str] = "integer"
    doc: ClassVar[str] = "whole number"

    zero_absent: bool = False

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        text = str(value).strip(" ")
        if not (text.isascii() and text.isdigit()) or (isinstance(value, str) and len(text) > 9) or int(text) > LARGEST:
            return NOT_WHOLE
        return None if self.zero_absent and not int(text) else int(text)

    def present(self) -> ColumnElement[bool] | None:
        if self.at.kind(self.col) == "text":
            digits = "0*[1-9][0-9]*" if self.zero_absent else "[0-9]+"
            return and_(matches(self.col, f"^ *{digits} *$(?!\\n)"), matches(self.col, "^ *[0-9]{1,9} *$(?!\\n)"))
        least = 1 if self.zero_absent else 0
        return and_(self.col.is_not(None), self.col >= least, self.col <= LARGEST)

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return remembered(self, into, args, names)

    def edges(self) -> Edges:
        good = (("0",), ("1",), ("12",), ("30",))
        texts = ((" 7 ",), ("007",), ("1.5",), ("x",), ("-1",), ("7\n",), ("",), ("1234567890",))
        return Edges(stored=((None,), *good, *(texts if self.at.kind(self.col) == "text" else (("-1",),))))


def whole(col: Column[Any], *, zero_absent: bool = False) -> Codec:
    """A whole number of at least 0, in an integer column or as digits in a text column."""
    return Whole(col, zero_absent)
