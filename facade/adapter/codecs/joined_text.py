"""One text kept in several columns: a telephone number in area code, prefix and number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, or_

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import called
from facade.adapter.codecs.text import Text
from facade.adapter.context import SourceContext
from facade.adapter.values import Edges, Unreadable


@dataclass(frozen=True, eq=False)
class JoinedText(Codec):
    """The filled columns with a mark between them. Read-only, and not searched by."""

    doc: ClassVar[str] = "several columns as one text"
    can_be_unreadable: ClassVar[bool] = False

    parts: tuple[Text, ...]
    mark: str

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return tuple(part.col for part in self.parts)

    def bind(self, context: SourceContext) -> JoinedText:
        return JoinedText(tuple(part.bind(context) for part in self.parts), self.mark, context=context)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = [part.decode(value) for part, value in zip(self.parts, raw, strict=True)]
        return self.mark.join(str(text) for text in found if text is not None) or None

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        lines, found = [], [f"{into}_{number}" for number in range(len(self.parts))]
        for part, one, arg in zip(self.parts, found, args, strict=True):
            lines += called(part, one, [arg], names)
        filled = f"[one for one in ({', '.join(found)},) if one is not None]"
        return [*lines, f"{into} = {self.mark!r}.join({filled}) or None"]

    def present(self) -> ColumnElement[bool] | None:
        known = [present for part in self.parts if (present := part.present()) is not None]
        return or_(*known) if len(known) == len(self.parts) else None

    def edges(self) -> Edges:
        some = ("416", "", None, "null", " ")
        rows = [tuple(some[(at + shift) % len(some)] for at in range(len(self.parts))) for shift in range(len(some))]
        return Edges(stored=(*rows, ("",) * len(self.parts), (None,) * len(self.parts)))


def joined_text(*cols: Column[Any], mark: str = " ") -> Codec:
    """The filled columns as one text, `mark` between them."""
    return JoinedText(tuple(Text(col) for col in cols), mark)
