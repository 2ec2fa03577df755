"""Search = filter over rows that hypothesis puts together: several ugly values in one row, several such rows."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facade.testing.asked import Amount, Questions
from facade.testing.copies import Copier
from facade.testing.judge import Judge
from facade.testing.places import Place
from facade.testing.searching import law
from facade.testing.ugly import Soil, soils

FEW = Amount(values=12, pairs=4)


def check(place: Place, type_: str, *, examples: int) -> None:
    """AssertionError with the smallest rows and search that break the law."""
    place.reset()
    grounds = [soil for soil in soils(place) if soil.unit.type == type_ and soil.changes]
    if grounds:
        _run(place, type_, grounds, examples)


def _run(place: Place, type_: str, grounds: list[Soil], examples: int) -> None:
    copier = Copier(place.adapter, place.clinic)

    @settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    @given(rows=st.lists(_row(grounds), min_size=1, max_size=4), data=st.data())
    def holds(rows: list[tuple[int, list[int]]], data: Any) -> None:
        place.reset()
        for ground, picked in rows:
            soil = grounds[ground]
            place.insert(copier.copy(soil.unit, soil.base, [soil.changes[at] for at in picked]).rows)
        judge = Judge.of(place, type_)
        search = place.ready.search(type_)
        assert search is not None  # its units are the grounds'
        questions = Questions(search, judge, FEW)
        codes = data.draw(
            st.lists(st.sampled_from(sorted(search.offer.parameters)), min_size=1, max_size=3, unique=True)
        )
        pairs = [
            data.draw(st.lists(st.sampled_from(list(questions.of(code))), min_size=1, max_size=4)) for code in codes
        ]
        queries = [(pair,) for listed in pairs for pair in listed]
        queries += [tuple(listed[0] for listed in pairs)] if len(pairs) > 1 else []
        report = law(judge, queries, count_every=2)
        assert not report.breaches, str(report)

    holds()


def _row(grounds: list[Soil]) -> st.SearchStrategy[tuple[int, list[int]]]:
    """A unit and some of its changes, by number."""
    each = [
        st.tuples(st.just(at), st.lists(st.integers(0, len(soil.changes) - 1), min_size=1, max_size=4))
        for at, soil in enumerate(grounds)
    ]
    return st.one_of(each)
