"""One piece of a text that packs several: OpenEMR's 'a glass a day|currentalcohol|2019-05-01'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, and_

from facade.adapter.codecs.base import Codec, Remembered
from facade.adapter.sql import matches
from facade.adapter.values import Edges, Unreadable


@dataclass(frozen=True, eq=False)
class Piece(Codec):
    """What stands behind `before` marks and before the next one, without blanks around it. Not searched by."""

    gives: ClassVar[str] = "string"
    doc: ClassVar[str] = "one piece of a packed text"
    can_be_unreadable: ClassVar[bool] = False

    col: Column[Any]
    mark: str
    before: int

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        pieces = [] if value is None else str(value).split(self.mark)
        found = pieces[self.before].strip(" ") if len(pieces) > self.before else ""
        return found or None

    def present(self) -> ColumnElement[bool] | None:
        other = f"[^\\{self.mark}]"
        filled = f"^({other}*\\{self.mark}){{{self.before}}} *[^\\{self.mark} ]"
        return and_(self.col.is_not(None), matches(self.col, filled))

    def source(self, into: str, args: Sequence[str], names: dict[str, Any]) -> list[str] | None:
        names[f"{into}_piece"] = Remembered(self.decode)
        return [f"{into} = {into}_piece[{args[0]}]"]

    def edges(self) -> Edges:
        full = self.mark.join(f"p{number}" for number in range(self.before + 2))
        empty = self.mark * (self.before + 1)
        return Edges(stored=((None,), ("",), (full,), (empty,), (self.mark,), (f" {empty} x",), ("x\ny",)))


def piece(col: Column[Any], mark: str, before: int) -> Codec:
    """The piece of a packed text that stands behind `before` marks."""
    return Piece(col, mark, before)
