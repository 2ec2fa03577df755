"""Searches drawn by a seed over rows drawn by a seed: several ugly values in a row, values changed by a letter,
parameters alone, together, in lists and through other types.

What the kit asks in order (`asked`, `hopping`) is asked of everyone; this is for long runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from facade.testing.asked import Amount, Pair, Query, Questions
from facade.testing.copies import Copier
from facade.testing.hopping import Roads
from facade.testing.judge import Judge
from facade.testing.places import Place
from facade.testing.ugly import soils

MOST_CHANGES = 4  # of one row
LETTERS = "aAzZ09éÉßœ %_\\,|$'\"-.:/"
POOL = Amount(values=50, pairs=0)
ALONE, TOGETHER, LISTED = 0.5, 0.75, 0.85  # of the searches; the rest goes through other types


def rows(place: Place, random: Random, most: int) -> None:
    """So many rows of each map, each with a few ugly values."""
    copier = Copier(place.adapter, place.clinic)
    for soil in soils(place):
        for _ in range(most if soil.changes else 0):
            chosen = random.sample(soil.changes, min(random.randint(1, MOST_CHANGES), len(soil.changes)))
            place.insert(copier.copy(soil.unit, soil.base, chosen).rows)


class Drawing:
    """Searches of one type."""

    def __init__(self, judge: Judge, random: Random) -> None:
        search = judge.place.ready.search(judge.type)
        assert search is not None  # the judge read its units
        questions = Questions(search, judge, POOL)
        self.random = random
        self.by_code = {code: list(questions.of(code)) for code in search.offer.parameters}
        self.codes = [code for code, pairs in self.by_code.items() if pairs]
        self.roads = Roads(judge, random)

    def queries(self, most: int) -> list[Query]:
        """So many different ones; fewer where there is little to ask."""
        found: dict[Query, None] = {}
        hops = self.roads.queries(round(most * (1 - LISTED))) if self.roads.hops(self.roads.judge.type) else []
        for query in hops[: round(most * (1 - LISTED)) + 1]:
            found[query] = None
        for _ in range(most * 3):
            if len(found) >= most:
                break
            found[self._one()] = None
        return list(found)

    def _one(self) -> Query:
        kind = self.random.random()
        if kind < ALONE:
            return (self._pair(),)
        if kind < TOGETHER:
            return tuple(self._pair() for _ in range(self.random.randint(2, 3)))
        if kind < LISTED:
            return (self._listed(),)
        return (self._pair(), self._listed())

    def _pair(self) -> Pair:
        name, value = self.random.choice(self.by_code[self.random.choice(self.codes)])
        return (
            (name, value) if self.random.random() < 0.7 or name.endswith(":missing") else (name, self._changed(value))
        )

    def _listed(self) -> Pair:
        name, value = self._pair()
        alike = [other for one, other in self.by_code[name.partition(":")[0]] if one == name]
        if name.endswith(":missing") or not alike:
            return name, value
        return name, ",".join((value, *self.random.choices(alike, k=self.random.randint(1, 3))))

    def _changed(self, value: str) -> str:
        """A letter more, less or another."""
        at = self.random.randrange(len(value) + 1)
        letter = self.random.choice(LETTERS)
        return self.random.choice(
            (value[:at] + letter + value[at:], value[:at] + value[at + 1 :], value[:at] + letter + value[at + 1 :])
        )


def shares(types: Sequence[str], most: int) -> dict[str, int]:
    """So many searches over all types."""
    return {type_: -(-most // len(types)) for type_ in types}
