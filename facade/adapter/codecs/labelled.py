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
from facade.adapter.values import Edges, Unreadable


@dataclass(frozen=True, eq=False)
class Labelled(Codec):
    """The text behind its label and a colon. Read-only, and not searched by."""

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

    def present(self) -> ColumnElement[bool] | None:
        return self.inner.present()

    def edges(self) -> Edges:
        return Edges(stored=self.inner.edges().stored)


def labelled(col: Column[Any], label: str, *, absent: Iterable[str] = ()) -> Codec:
    """A text column with what it is about before it; `absent` lists words that mean 'none'."""
    words = tuple(absent)
    return Labelled(TextUnless(col, absent=words) if words else Text(col), label)
