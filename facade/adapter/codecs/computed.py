"""The last resort: a Python function over columns. It reads, and nothing searches what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.values import Edges, Unreadable

_FAILED = Unreadable("stored values that its rule does not foresee")


@dataclass(frozen=True, eq=False)
class Computed(Codec):
    """`make` takes what the columns hold (dates and decimals as text) and gives a FHIR value, None or Unreadable.

    Where it fails the value is unreadable: odd rows must not take an answer down.
    """

    doc: ClassVar[str] = "computed"

    make: Callable[..., Any]
    over: tuple[Column[Any], ...]
    gives_: str
    stored: tuple[tuple[Any, ...], ...] = ()

    @property
    def gives(self) -> str:  # type: ignore[override]
        return self.gives_

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return self.over

    def decode(self, *raw: Any) -> Any | Unreadable | None:
        try:
            return self.make(*raw)
        except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
            return _FAILED

    def edges(self) -> Edges:
        nothing = tuple(None for _ in self.over)
        odd = tuple("zz" for _ in self.over)
        return Edges(stored=(nothing, odd, *self.stored))
