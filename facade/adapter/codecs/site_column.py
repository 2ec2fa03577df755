"""A text column that the configuration of a source names: where vendors have no place of its own for a number, each
clinic keeps it in another free field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.text import Text
from facade.adapter.codecs.withheld import Absent
from facade.adapter.context import SourceContext


@dataclass(frozen=True, eq=False)
class SiteColumn(Codec):
    """The column of `among` that the site fact names; no value at a source that names none of them."""

    doc: ClassVar[str] = "text in the column that the configuration names"

    fact: str
    among: Mapping[str, Column[Any]]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return tuple(self.among.values())

    def narrowed(self, has: Callable[[Column[Any]], bool]) -> Codec | None:
        there = {name: col for name, col in self.among.items() if has(col)}
        return replace(self, among=there) if there else None

    def bind(self, context: SourceContext) -> Any:  # it becomes the codec of the column that is named
        col = self.among.get(context.site.get(self.fact, ""))
        chosen: Codec = Cases((((), Absent()),)) if col is None else Text(col)
        return chosen.bind(context)


def site_column(fact: str, *among: Column[Any]) -> Codec:
    """Text of the column whose name the source's configuration gives as the fact."""
    return SiteColumn(fact, {col.name: col for col in among})
