"""Stored codes that mean a number: 'BID' is twice a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.coded import ABSENT_OTHERWISE, Coded
from facade.adapter.values import Test, Unreadable


@dataclass(frozen=True, eq=False)
class CodedNumber(Coded):
    """`values`: stored → the number's digits. What is not listed means no number."""

    writable: ClassVar[bool] = False
    doc: ClassVar[str] = "number that a code stands for"

    @property
    def gives(self) -> str:  # type: ignore[override]
        return "integer" if all(str(number).isdigit() for number in self.values.values()) else "decimal"

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        found = Coded.decode(self, *raw)
        return int(found) if isinstance(found, str) and self.gives == "integer" else found

    def test(self, op: str, value: Any) -> Test | None:
        return None

    def listed(self) -> tuple[str, ...] | None:
        return None


def coded_number(col: Column[Any], values: Mapping[Any, int | str]) -> Codec:
    """The number that a stored code stands for, such as {"BID": 2}; integers where all are, else decimals as texts."""
    return CodedNumber(col, {key: str(number) for key, number in values.items()}, other=ABSENT_OTHERWISE)
