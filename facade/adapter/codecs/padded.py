"""Numbers of a fixed length that lost their leading zeros on the way: '2229453' is the DIN 02229453."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, func

from facade.adapter.codecs.base import Codec, OneColumn
from facade.adapter.sql import matches
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable

SHAPE = r"^[0-9]+ *$(?!\n)"
UNPADDED = r"^[0-9]+$(?!\n)"  # where the column's comparison counts blanks at the end


@dataclass(frozen=True, eq=False)
class Padded(OneColumn):
    """Digits in a text column, served with as many zeros before them as make `length`. Read-only.

    Nothing but zeros is absent; anything but digits, or more of them, is unreadable.
    """

    gives: ClassVar[str] = "string"
    doc: ClassVar[str] = "digits, with the leading zeros that were lost"

    length: int

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        text = str(value).rstrip(" ") if self._pads else str(value)
        if not (text.isascii() and text.isdigit()) or len(text) > self.length:
            return Unreadable(f"not a number of at most {self.length} digits")
        return text.rjust(self.length, "0") if text.strip("0") else None

    @property
    def _pads(self) -> bool:
        return self.at.collation(self.col) != "bin"

    def _digits(self) -> ColumnElement[bool]:
        return matches(self.col, SHAPE if self._pads else UNPADDED)

    def test(self, op: str, value: Any) -> Test | None:
        if op not in ("eq", "exact") or not isinstance(value, str):
            return None
        whole = len(value) == self.length and value.isascii() and value.isdigit()
        bare = value.lstrip("0")
        if not whole or not bare:
            return NEVER
        stored = tuple(bare.rjust(length, "0") for length in range(len(bare), self.length + 1))
        return Test(("one-of", len(stored)), stored)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        return and_(self.col.in_([bind() for _ in range(form[1])]), self._digits())

    def present(self) -> ColumnElement[bool] | None:
        short = func.length(func.rtrim(self.col)) <= self.length
        return and_(self._digits(), short, matches(self.col, "[1-9]"))

    def edges(self) -> Edges:
        whole = "1".rjust(self.length, "0")
        good = (("1",), (whole,), ("7" * self.length,), ("01 ",))
        bad = (
            (None,),
            ("",),
            ("null",),
            ("0",),
            ("0" * self.length,),
            ("7" * (self.length + 1),),
            ("1a",),
            (" 1",),
            ("1\n",),
        )
        return Edges(stored=(*good, *bad), searched=("1", whole, "7" * self.length, "0" * self.length, "01"))
