"""A stored row that gives many resources (`facade.adapter.exploded`), as one source has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import Column

from facade.adapter.context import SourceContext
from facade.adapter.exploded import Exploded

_numbers = count(1)


@dataclass(eq=False)
class Explosion:
    """One declaration at one source; the maps over its tables share it."""

    declared: Exploded
    context: SourceContext  # of the stored tables
    number: int = field(default_factory=lambda: next(_numbers))

    @cached_property
    def columns(self) -> Mapping[str, Column[Any]]:
        """What `read` is given of the stored row, where the source has it."""
        return {name: col for name, col in self.declared.columns.items() if self.context.has(col)}

    @cached_property
    def along(self) -> Mapping[str, tuple[Column[Any], ...]]:
        """What it is given of further rows."""
        found = {name: tuple(filter(self.context.has, columns)) for name, columns in self.declared.along.items()}
        return {name: columns for name, columns in found.items() if columns}

    @cached_property
    def stamp(self) -> tuple[Column[Any], ...] | None:
        """The columns that tell a changed row from the one that was read; None: nothing tells."""
        declared = self.declared.stamp
        return None if declared is None else tuple(filter(self.context.has, declared))

    @cached_property
    def fetched(self) -> tuple[Column[Any], ...]:
        """The columns of a stored row to fetch, its key first: what is read, and what further rows hang on."""
        hung = [col for name in self.along for col, _ in self.declared.relation(name).on]
        return tuple(dict.fromkeys([self.declared.key, *self.columns.values(), *hung]))
