"""Branches of `cases` that give no value: nothing is meant, or what stands there is not understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column, ColumnElement, false

from facade.adapter.codecs.base import Codec, blank
from facade.adapter.values import NEVER, Test, Unreadable


@dataclass(frozen=True, eq=False)
class Absent(Codec):
    """No value, whatever the row holds."""

    gives: ClassVar[str] = ""  # the type of the other branches
    doc: ClassVar[str] = "no value"

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return ()

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        return None

    def test(self, op: str, value: Any) -> Test | None:
        return NEVER

    def listed(self) -> tuple[str, ...] | None:
        return ()

    def present(self) -> ColumnElement[bool] | None:
        return false()


@dataclass(frozen=True, eq=False)
class NotUnderstood(Codec):
    """A filled column is unreadable for the reason given, such as a unit that the map does not convert."""

    gives: ClassVar[str] = ""
    doc: ClassVar[str] = "unreadable where filled"

    col: Column[Any]
    why: str

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (self.col,)

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        (value,) = raw
        return None if blank(value) else Unreadable(self.why)

    def test(self, op: str, value: Any) -> Test | None:
        return NEVER

    def listed(self) -> tuple[str, ...] | None:
        return ()

    def present(self) -> ColumnElement[bool] | None:
        return false()
