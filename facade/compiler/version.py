"""Versions: a hash of all mapped columns of the row and its related rows, plus the mapping version.

Caller-independent, so a masked or narrowed answer has none. OSCAR's change stamps have a resolution of one second:
five writes gave one value, so a stamp can never be the version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.conditions import TODAY
from facade.adapter.relations import relation_of
from facade.compiler.branches import references
from facade.compiler.build import Layout
from facade.compiler.identity import Identity, Merges
from facade.compiler.units import Unit

_DIGEST = blake2b(digest_size=8)


@dataclass(frozen=True, eq=False)
class Version:
    """Computes meta.versionId of one unit from an extended row.

    What else the resource shows counts too: which rows the EHR has merged, and the day where a case looks at it.
    """

    mapping: str
    values: Callable[[Sequence[Any]], Sequence[Any]]
    merged: tuple[tuple[int, Merges], ...]  # places of keys that a merge changes the meaning of
    daily: bool

    @classmethod
    def of(cls, unit: Unit, layout: Layout) -> Version:
        """Over the unit's own columns in their declared order, wherever the layout put them."""
        places = [layout.columns[col] for col in (*unit.columns, *unit.attributes)]
        places += [layout.rows[rows.number] for rows in unit.rows]
        merged = tuple((layout.columns[col], merges) for col, merges in _merged(unit))
        daily = any(_looks_at_today(leaf.codec) for leaf in unit.leaves)
        return cls(unit.version, _at(places), merged, daily)

    def of_day(self, today: str) -> Callable[[Sequence[Any]], str]:
        """What makes 16 hex digits of each row of a page; the request's date is the same for all of them."""
        mapping, values, day = self.mapping, self.values, today if self.daily else ""
        merged = [(place, merges.meanings) for place, merges in self.merged if merges.heads]

        def id_(row: Sequence[Any]) -> str:
            more = [meanings[row[place]] for place, meanings in merged]
            digest = _DIGEST.copy()  # for less than another one of that size
            digest.update(orjson.dumps((mapping, values(row), more, day)))
            return digest.hexdigest()

        return id_


def _at(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """The values in these places of a row: of a unit that has its table to itself, those it begins with."""
    if places == list(range(len(places))):
        return itemgetter(slice(len(places)))
    if len(places) == 1:
        (only,) = places
        return lambda row: (row[only],)
    return itemgetter(*places)


def _merged(unit: Unit) -> Iterator[tuple[Column[Any], Merges]]:
    if unit.map.aliases is not None:
        yield unit.map.key, unit.identity.merges
    for leaf in unit.row_leaves:
        for codec, _ in references(leaf):
            if isinstance(codec.target, Identity) and relation_of(codec.col) is None:
                yield codec.col, codec.target.merges


def _looks_at_today(codec: Codec) -> bool:
    return isinstance(codec, Cases) and any(
        TODAY in condition.binds(codec.at) for conditions, _ in codec.branches for condition in conditions
    )
