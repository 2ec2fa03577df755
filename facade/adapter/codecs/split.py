"""Several values in one text column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from facade.adapter.codecs.base import NULL_TEXT, OneColumn
from facade.adapter.values import Edges, Unreadable


@dataclass(frozen=True, eq=False)
class Split(OneColumn):
    """The pieces between any of the separators, without the blanks around them; empty ones are none.

    Not searchable: no server compares the pieces of a text as it compares a column.
    """

    gives: ClassVar[str] = "string"
    many: ClassVar[bool] = True
    can_be_unreadable: ClassVar[bool] = False
    doc: ClassVar[str] = "list in one text"

    separators: tuple[str, ...]

    def _decoded(self, value: Any) -> Any | Unreadable | None:
        first, *others = self.separators
        text = str(value)
        for separator in others:
            text = text.replace(separator, first)
        return [piece for part in text.split(first) if (piece := part.strip()) not in ("", NULL_TEXT)] or None

    def edges(self) -> Edges:
        first, last = self.separators[0], self.separators[-1]
        texts = ("", first, f"a{first} b{last}", f" {first}a", "null", f"null{first}x", "only")
        return Edges(stored=((None,), *((text,) for text in texts)))
