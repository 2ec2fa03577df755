"""Versions: a hash of all mapped columns of the row and its related rows, plus the mapping version.

Caller-independent, so a masked or narrowed answer has none. OSCAR's change stamps have a resolution of one second:
five writes gave one value, so a stamp can never be the version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any

import orjson

from facade.compiler.build import Layout
from facade.compiler.units import Unit


@dataclass(frozen=True, eq=False)
class Version:
    """Computes meta.versionId of one unit from an extended row."""

    mapping: str
    values: Callable[[Sequence[Any]], tuple[Any, ...]]

    @classmethod
    def of(cls, unit: Unit, layout: Layout) -> Version:
        """Over the unit's own columns in their declared order, wherever the layout put them."""
        places = [layout.columns[col] for col in (*unit.columns, *unit.attributes)]
        places += [layout.rows[rows.number] for rows in unit.rows]
        if len(places) == 1:
            only = places[0]
            return cls(unit.version, lambda row: (row[only],))
        return cls(unit.version, itemgetter(*places))

    def id(self, row: Sequence[Any]) -> str:
        """16 hex digits."""
        return blake2b(orjson.dumps((self.mapping, self.values(row))), digest_size=8).hexdigest()
