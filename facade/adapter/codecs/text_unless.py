"""Text columns in which some words say that there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_

from facade.adapter.codecs.text import Text
from facade.adapter.values import NEVER, Bind, Edges, Form, Test, Unreadable


@dataclass(frozen=True, eq=False)
class TextUnless(Text):
    """A text as stored; `absent` lists the texts that mean 'none', under the column's own comparison."""

    doc: ClassVar[str] = "text as stored, less words for 'none'"

    absent: tuple[str, ...] = ()

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = Text.decode(self, *raw)
        return None if found is None or self.at.fold(self.col, str(found)) in self._words else found

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset({self.at.fold(self.col, word) for word in self.absent})

    def test(self, op: str, value: Any) -> Test | None:
        whole = op in ("eq", "exact", "same") and isinstance(value, str)
        return NEVER if whole and self.at.fold(self.col, value) in self._words else Text.test(self, op, value)

    def sql(self, form: Form, bind: Bind) -> ColumnElement[bool]:
        return and_(Text.sql(self, form, bind), self._meant())

    def present(self) -> ColumnElement[bool] | None:
        found = Text.present(self)
        return None if found is None else and_(found, self._meant())

    def _meant(self) -> ColumnElement[bool]:
        return self.col.not_in(list(self.absent))

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        return None  # generated lines of Text know no such words

    def edges(self) -> Edges:
        found = Text.edges(self)
        words = [(word,) for word in self.absent] + [(f"{word.upper()} ",) for word in self.absent]
        return Edges(stored=(*found.stored, *words), searched=(*found.searched, *self.absent))
