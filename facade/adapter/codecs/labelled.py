"""A text that says nothing without the name of its column: 'Allergies: none known'."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.text import Text
from facade.adapter.codecs.text_unless import TextUnless
from facade.adapter.context import SourceContext
from facade.adapter.schema import bare, fold
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable

END = "|"


@dataclass(frozen=True, eq=False)
class Labelled(Codec):
    """The text behind its label and a colon. Read-only; searched by how it begins, which is all that `:text` asks."""

    doc: ClassVar[str] = "text behind a label"
    can_be_unreadable: ClassVar[bool] = False

    inner: Text
    label: str

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return self.inner.columns

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        return self if has(self.inner.col) else None

    def bind(self, context: SourceContext) -> Labelled:
        return Labelled(self.inner.bind(context), self.label, context=context)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = self.inner.decode(*raw)
        return None if found is None else f"{self.label}: {found}"

    def test(self, op: str, value: Any) -> Test | None:
        if op != "prefix" or not isinstance(value, str):
            return None
        wanted = bare(value, self.at.collation(self.inner.col))
        label = self._folded(f"{self.label}: ")
        if label.startswith(self._folded(wanted)):
            return Test(("labelled",)) if wanted else NEVER
        rest = (wanted[at:] for at in range(len(wanted)) if self._folded(wanted[:at]) == label)
        return self.inner.test("prefix", next(rest, ""))

    def _folded(self, text: str) -> str:
        """As the column's comparison has it, with the blanks at the end that it may ignore there."""
        return fold(text + END, self.at.collation(self.inner.col))[: -len(END)]

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        present = self.present() if form == ("labelled",) else None
        return self.inner.sql(form, bind) if present is None else present

    def present(self) -> ColumnElement[bool] | None:
        return self.inner.present()

    def edges(self) -> Edges:
        texts = ("x", "É", "a%", "Trail")
        searched = (self.label, f"{self.label}:", f"{self.label}: ", f"{self.label}:  ", self.label[:1].lower())
        return Edges(self.inner.edges().stored, (*searched, *(f"{self.label}: {text}" for text in texts)))


def labelled(col: Column[Any], label: str, *, absent: Iterable[str] = ()) -> Codec:
    """A text column with what it is about before it; `absent` lists words that mean 'none'."""
    words = tuple(absent)
    return Labelled(TextUnless(col, absent=words) if words else Text(col), label)
