"""One element of a text that is XML by its looks only: OSCAR's `provider.comments`, which holds a password beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, func, literal, not_

from facade.adapter.codecs.base import NULL_TEXT, Codec, blank
from facade.adapter.sql import exact_form, exactly, place_of
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable


@dataclass(frozen=True, eq=False)
class Tagged(Codec):
    """What stands between the first `<name>` and the next `</name>`, letter for letter; nothing else of the column."""

    gives: ClassVar[str] = "string"
    doc: ClassVar[str] = "one element of a text"
    can_be_unreadable: ClassVar[bool] = False

    col: Column[Any]
    name: str

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    @property
    def _open(self) -> str:
        return f"<{self.name}>"

    @property
    def _close(self) -> str:
        return f"</{self.name}>"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        _, opened, rest = ("" if value is None else str(value)).partition(self._open)
        inner, closed, _ = rest.partition(self._close)
        return inner if opened and closed and not blank(inner) else None

    def test(self, op: str, value: Any) -> Test | None:
        if op not in ("eq", "exact") or not isinstance(value, str):
            return None
        if blank(value) or self._close in value or not self.at.storable(self.col, value):
            return NEVER
        return Test(("eq",), (value + self._close, len(value + self._close)))

    @property
    def _start(self) -> ColumnElement[int]:
        return place_of(exact_form(self.col), self._open)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        wanted, length = bind(), bind()
        found = func.substr(self.col, self._start + len(self._open), length)
        return and_(self._start > 0, exactly(found, wanted))

    def present(self) -> ColumnElement[bool] | None:
        rest = func.substr(self.col, self._start + len(self._open))
        end = place_of(exact_form(rest), self._close)
        inner = func.substr(rest, 1, end - 1)
        return and_(
            self._start > 0, end > 1, func.rtrim(inner) != literal(""), not_(exactly(inner, literal(NULL_TEXT)))
        )

    def edges(self) -> Edges:
        inner = ("555-0100", "", " ", "null", "NULL", "A <b>", " 1", "é")
        stored = [f"<x>1</x>{self._open}{text}{self._close}<y>2</y>" for text in inner]
        odd = ["", self._open, f"{self._close}{self._open}1", f"{self._open.upper()}1{self._close.upper()}"]
        twice = f"{self._open}1{self._close}{self._open}2{self._close}"
        return Edges(
            stored=((None,), *((text,) for text in (*stored, *odd, twice))), searched=("555-0100", "1", "2", "A <b>")
        )


def tagged_text(col: Column[Any], name: str) -> Codec:
    """What stands between `<name>` and `</name>` in a text; a search finds it as a whole."""
    return Tagged(col, name)
