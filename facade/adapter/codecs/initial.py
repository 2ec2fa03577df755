"""Codes told by the first letter of a column, upper case and lower case apart: OSCAR's states of an appointment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_, func, literal, not_, or_

from facade.adapter.codecs.base import TEXT_TESTS, Codec, OneColumn, Remembered
from facade.adapter.codecs.coded import text_agrees
from facade.adapter.conditions import Condition
from facade.adapter.context import SourceContext
from facade.adapter.sql import exactly
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable

_UNLISTED = Unreadable("a stored letter that the code list lacks")


@dataclass(frozen=True, eq=False)
class Initial(OneColumn):
    """`values`: a first letter, or a whole text that begins with one, → code. A whole text goes before its letter.

    Letters are compared exactly, whatever the column's own comparison is. What is not listed is unreadable.
    """

    gives: ClassVar[str] = "code"
    doc: ClassVar[str] = "code by the first letter, upper and lower case apart"

    values: Mapping[str, str]

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        text = str(value).rstrip(" ")
        return self.values.get(text) or self.values.get(text[:1]) or _UNLISTED

    def test(self, op: str, value: Any) -> Test | None:
        if op not in TEXT_TESTS or not isinstance(value, str):
            return None
        wanted = tuple(key for key, code in self.values.items() if text_agrees(op, code, value))
        return Test(("listed", wanted)) if wanted else NEVER

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        if form[0] in ("true", "false"):
            return Codec.sql(self, form, bind)
        return self._listed(form[1])

    def _listed(self, wanted: Sequence[str]) -> ColumnElement[bool]:
        return or_(*(self._first(key, wanted) if len(key) == 1 else self._whole(key) for key in wanted))

    def _whole(self, key: str) -> ColumnElement[bool]:
        return exactly(self.col, literal(key))

    def _first(self, letter: str, wanted: Sequence[str]) -> ColumnElement[bool]:
        others = [key for key in self.values if key[0] == letter and len(key) > 1 and key not in wanted]
        return and_(exactly(func.substr(self.col, 1, 1), literal(letter)), *(not_(self._whole(key)) for key in others))

    def present(self) -> ColumnElement[bool] | None:
        return self._listed(tuple(self.values))

    def listed(self) -> tuple[str, ...] | None:
        return tuple(dict.fromkeys(self.values.values()))

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_initial"] = Remembered(self.decode)
        return [f"{into} = {into}_initial[{args[0]}]"]

    def edges(self) -> Edges:
        other_case = (key.swapcase() for key in self.values)
        stored = dict.fromkeys((*self.values, *other_case, *(f"{key[0]}?" for key in self.values), "", " ", "?"))
        return Edges(stored=((None,), *((text,) for text in stored)), searched=(*(self.listed() or ()), "nonesuch"))


@dataclass(frozen=True, eq=False)
class Begins(Condition):
    """The text begins with one of these letters, upper and lower case apart."""

    letters: tuple[str, ...]

    def binds(self, context: SourceContext) -> tuple[Any, ...]:
        return self.letters

    def sql(self, context: SourceContext, bind: Bind) -> ColumnElement[bool]:
        first = func.substr(self.col, 1, 1)
        return and_(self.col.is_not(None), or_(*(exactly(first, bind()) for _ in self.letters)))

    def holds(self, context: SourceContext, raw: Any, today: str) -> bool:
        return raw is not None and str(raw)[:1] in self.letters


def initial(col: Column[Any], values: Mapping[str, str]) -> Codec:
    """The code of a column's first letter; `values` may also list whole texts, which go before."""
    return Initial(col, values)


def begins(col: Column[Any], *letters: str) -> Condition:
    """The text column begins with one of these letters, upper case and lower case apart."""
    return Begins(col, letters)
