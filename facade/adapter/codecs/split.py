"""Several values in one text column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column

from facade.adapter.codecs.base import NULL_TEXT, Codec, blank
from facade.adapter.values import Edges, Unreadable


@dataclass(frozen=True, eq=False)
class Split(Codec):
    """The pieces between any of the separators, without the blanks around them; empty ones are none.

    Not searchable: no server compares the pieces of a text as it compares a column.
    """

    gives: ClassVar[str] = "string"
    many: ClassVar[bool] = True
    can_be_unreadable: ClassVar[bool] = False
    doc: ClassVar[str] = "list in one text"

    col: Column[Any]
    separators: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        if blank(value):
            return None
        first, *others = self.separators
        text = str(value)
        for separator in others:
            text = text.replace(separator, first)
        return [piece for part in text.split(first) if (piece := part.strip()) not in ("", NULL_TEXT)] or None

    def edges(self) -> Edges:
        first, last = self.separators[0], self.separators[-1]
        texts = ("", first, f"a{first} b{last}", f" {first}a", "null", f"null{first}x", "only")
        return Edges(stored=((None,), *((text,) for text in texts)))
