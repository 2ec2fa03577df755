"""Searches through other types: chains and `_has`, nested and mixed, with values of what really stands at their end.

https://hl7.org/fhir/R4/search.html#chaining https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any

from facade.search import evaluate
from facade.search.compile import TypeSearch
from facade.testing.asked import Amount, Pair, Query, Questions, thinned
from facade.testing.judge import Judge, Universe

DEEPEST = 4
FEW = Amount(values=6, pairs=0)
Resources = Mapping[str, dict[str, Any]]


@dataclass(frozen=True)
class Hop:
    """One step: by `code` of the type at hand to `type` (a chain), or to those of `type` whose `code` means it."""

    code: str
    type: str
    back: bool = False

    @property
    def name(self) -> str:
        """As it stands in a parameter's name."""
        return f"_has:{self.type}:{self.code}:" if self.back else f"{self.code}:{self.type}."


Road = tuple[Hop, ...]


@dataclass(eq=False)
class Roads:
    """The ways from one type into others at one place."""

    judge: Judge
    random: Random
    _ends: dict[Road, Resources] = field(default_factory=dict)

    def queries(self, most: int) -> list[Query]:
        """Every single hop, then about so many searches of one to four hops, alone and together."""
        found = [query for hop in self.hops(self.judge.type) for query in self._singly((hop,), 3)]
        while len(found) < most and (road := self.road(self.random.randint(1, DEEPEST))):
            found += self._singly(road, 2)
        found += [(*one, *other) for one, other in pairwise(thinned(found, most // 4))]
        found += [(_either(one, other),) for (one,), (other,) in pairwise(_single(found)) if one[0] == other[0]]
        return list(dict.fromkeys(found))

    def hops(self, type_: str) -> tuple[Hop, ...]:
        """Every step that can be taken from a type."""
        chains = [Hop(code, to) for code, targets in self._targets(type_).items() for to in sorted(targets)]
        back = [
            Hop(code, source, back=True)
            for source in self.judge.place.types
            for code, targets in self._targets(source).items()
            if type_ in targets
        ]
        return tuple(hop for hop in (*chains, *back) if hop.type in self.judge.place.types)

    def road(self, length: int) -> Road:
        """A way of so many hops, on which something is met if chance allows; empty if there is none."""
        best: Road = ()
        for _ in range(6):
            road: Road = ()
            for _ in range(length):
                ways = self.hops(road[-1].type if road else self.judge.type)
                road = (*road, self.random.choice(ways)) if ways else road
            best = road
            if road and self.end(road):
                break
        return best

    def pairs(self, road: Road, most: int) -> list[Pair]:
        """What can be asked at the end of a way."""
        type_ = road[-1].type
        there = Universe(dict(self.end(road) or thinned_resources(self.judge.of_type(type_).resources)))
        questions = Questions(self._search(type_), Judge(self.judge.place, type_, there), FEW)
        codes = sorted(questions.search.offer.parameters)
        asked: list[Pair] = []
        for code in self.random.sample(codes, min(most, len(codes))):
            asked += self._chosen(list(questions.of(code)), 2)
        return asked[:most]

    def end(self, road: Road) -> Resources:
        """The resources that a way leads to, from any resource of the type."""
        if road not in self._ends:
            here = self.end(road[:-1]) if len(road) > 1 else self.judge.universe.resources
            self._ends[road] = self._step(here, road[-1], road[-2].type if len(road) > 1 else self.judge.type)
        return self._ends[road]

    def _step(self, here: Resources, hop: Hop, type_: str) -> Resources:
        there = self.judge.of_type(hop.type).resources
        if not hop.back:
            names = self._names(here.values(), hop.code)
            return {id_: item for id_, item in there.items() if f"{hop.type}/{id_}" in names}
        mine = {f"{type_}/{id_}" for id_ in here}
        return {id_: item for id_, item in there.items() if mine & self._names([item], hop.code)}

    def _names(self, resources: Any, code: str) -> set[str]:
        return {name for item in resources for name in evaluate.pointed_at(item, code, self._context)}

    def _singly(self, road: Road, most: int) -> Iterator[Query]:
        prefix = "".join(hop.name for hop in road)
        for at, (name, value) in enumerate(self.pairs(road, most)):
            untyped = at % 3 == 2 and not road[0].back
            yield ((f"{prefix.replace(f':{road[0].type}.', '.', 1) if untyped else prefix}{name}", value),)

    def _chosen(self, pairs: Sequence[Pair], most: int) -> list[Pair]:
        return self.random.sample(pairs, min(most, len(pairs)))

    def _search(self, type_: str) -> TypeSearch:
        found = self.judge.place.ready.search(type_)
        assert found is not None  # a way leads to types of the place only
        return found

    def _targets(self, type_: str) -> Mapping[str, frozenset[str]]:
        return self._search(type_).offer.targets

    @cached_property
    def _context(self) -> evaluate.Context:
        return self.judge.contexts[0]


def thinned_resources(resources: Resources) -> Resources:
    """A few, where none is met."""
    return {id_: resources[id_] for id_ in thinned(sorted(resources), 20)}


def _single(found: Sequence[Query]) -> list[Query]:
    return [query for query in found if len(query) == 1]


def _either(one: Pair, other: Pair) -> Pair:
    return (one[0], one[1] if one[0].endswith(":missing") else f"{one[1]},{other[1]}")
