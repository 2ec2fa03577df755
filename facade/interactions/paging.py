"""Pages over several tables: forward and backward, merged by a sort order or one table behind the other.

A border of a table is everything up to and including a row and a part of it. A page lies between two borders of each
table; the next page begins at its end, the previous one ends at its beginning and is read backward. What is shown of a
table is always a stretch of that table's own order, so whatever the merge makes of collations, nothing is left out and
nothing comes twice. The borders move over rows that build no resource, so a page may be short and still have a next.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

from facade.compiler.build import Problem
from facade.fhir.text import fold
from facade.interactions.fetch import BadRow, Found, Reader, Slice
from facade.search.pages import Cursor, PageState, gone
from facade.search.plan import Plan
from facade.search.statement import SortKey


def name_of(plan: Plan) -> str:
    """Type, table and key: one table may hold several types, and rows whose ids are made of different columns."""
    unit = plan.lives[0].unit
    return f"{unit.type}.{plan.table.name}.{unit.map.key.name}"


@dataclass(frozen=True, eq=False)
class Section:
    """One table of one type, as it is paged."""

    reader: Reader
    plan: Plan
    sort: tuple[SortKey, ...] = ()

    @property
    def name(self) -> str:
        """What the table is called in a page's state."""
        return name_of(self.plan)

    def read(self, count: int, border: Cursor | None, back: bool) -> Slice:
        """Up to count + 1 resources behind the border, or before it."""
        return self.reader.page(self.plan, count, self.sort, border, back=back)


@dataclass(frozen=True, eq=False)
class Page:
    """What a page shows, and the borders of its neighbours; None where there is none."""

    found: Sequence[Found] = ()
    bad: Sequence[BadRow] = ()
    problems: Sequence[Problem] = ()
    next: PageState | None = None
    previous: PageState | None = None


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read for a page, in the order of reading, and the borders where it stopped."""

    found: Sequence[Found]
    slices: Sequence[tuple[Slice, int]]  # and how many of its resources are shown
    borders: Mapping[str, Cursor]
    more: bool

    def page(self, state: PageState) -> Page:
        """The page, in the order in which it is shown."""
        bad = [row for slice_, taken in self.slices for row in slice_.told(taken)]
        problems = [problem for slice_, _ in self.slices for problem in slice_.problems]
        onward = PageState(self.borders, state.back) if self.more else None
        if state.back:
            return Page(self.found[::-1], bad[::-1], problems, PageState(state.cursors), onward)
        previous = PageState(state.cursors, back=True) if state.cursors else None
        return Page(self.found, bad, problems, onward, previous)


def merged(sections: Sequence[Section], count: int, state: PageState) -> Page:
    """A page of all tables at once, in the order of their sort values. Backward a table not begun has nothing.

    Refused 410 if a table where a border lies is not searched any more.
    """
    back = state.back
    _check_known(sections, state)
    if len(sections) == 1:
        return concatenated(sections, count, state)
    begun = [section for section in sections if not back or section.name in state.cursors]
    if back:
        begun.reverse()  # what ranks alike stands in the order of the tables
    slices = [section.read(count, state.cursors.get(section.name), back) for section in begun]
    chosen = list(_chosen(begun, slices, count + 1, back))
    taken = Counter(number for _, number in chosen[:count])
    borders = dict(state.cursors)
    for number, (section, slice_) in enumerate(zip(begun, slices, strict=True)):
        border = slice_.passed(taken[number], back)
        if border is not None:
            borders[section.name] = border
    more = len(chosen) > count or any(slice_.more for slice_ in slices)
    shown = [(slice_, taken[number]) for number, slice_ in enumerate(slices)]
    return _Read([item for item, _ in chosen[:count]], shown, borders, more).page(state)


def concatenated(sections: Sequence[Section], count: int, state: PageState) -> Page:
    """A page of one table behind the other: reading stops where the page is full. Refused 410 as `merged` says."""
    _check_known(sections, state)
    borders, more, found = dict(state.cursors), False, list[Found]()
    slices: list[tuple[Slice, int]] = []
    for section in _remaining(sections, state):
        room = count - len(found)
        slice_ = section.read(_rounded(room, count), state.cursors.get(section.name), state.back)
        taken = min(room, len(slice_.found))
        found += slice_.found[:taken]
        slices.append((slice_, taken))
        more = len(slice_.found) > room or slice_.more
        border = slice_.passed(taken, state.back)
        if border is not None:
            borders = {section.name: border}
        if more:
            break
    return _Read(found, slices, borders, more).page(state)


def _rounded(room: int, most: int) -> int:
    """Up to a power of two, so that the last tables of pages share few statements."""
    return min(1 << (room - 1).bit_length(), most) if room else 0


def _remaining(sections: Sequence[Section], state: PageState) -> Sequence[Section]:
    """The tables from the one where the border lies."""
    at = next((number for number, section in enumerate(sections) if section.name in state.cursors), 0)
    return sections[at::-1] if state.back else sections[at:]


def _check_known(sections: Sequence[Section], state: PageState) -> None:
    if state.cursors.keys() - {section.name for section in sections}:
        raise gone()


def _chosen(sections: Sequence[Section], slices: Sequence[Slice], most: int, back: bool) -> Iterator[tuple[Found, int]]:
    """The first resources by rank, each with the number of its slice; what ranks alike stays in the slices' order."""
    if len(slices) < 2:
        yield from ((item, 0) for slice_ in slices for item in slice_.found[:most])
        return
    # by the heads of the slices: what is shown of a table is always the beginning of its own order
    ranked = [_ranked(section.sort, slice_, back, most) for section, slice_ in zip(sections, slices, strict=True)]
    numbered = [[((*rank, at), item) for rank, item in some] for at, some in enumerate(ranked)]
    for (*_, at), item in islice(heapq.merge(*numbered, key=itemgetter(0)), most):
        if item is None:
            return
        yield item, at


def _ranked(
    sort: Sequence[SortKey], slice_: Slice, back: bool, most: int
) -> Iterator[tuple[Sequence[Any], Found | None]]:
    """What stands in a slice by its sort values and key. None: what comes behind was not read."""
    kinds = [*((key.number, key.descending is not back) for key in sort), (False, back)]
    for item in slice_.found[:most]:
        yield _rank(item.order, kinds), item
    if slice_.more and slice_.end is not None:
        yield _rank((*slice_.end.values, slice_.end.key), kinds), None


def _rank(values: Sequence[Any], kinds: Sequence[tuple[bool, bool]]) -> Sequence[Any]:
    ranks = ((_comparable(value, number), down) for value, (number, down) in zip(values, kinds, strict=True))
    return [_Down(rank) if down else rank for rank, down in ranks]


def _comparable(value: Any, numeric: bool) -> tuple[int, float, str]:
    """Absent sorts lowest; texts and numbers never meet in one place. Decimals are fetched as text."""
    if value is None:
        return (0, 0.0, "")
    if numeric or isinstance(value, (int, float)):
        return (1, float(value), "")
    return (2, 0.0, fold(str(value), "ci-ai-pad"))


@dataclass(frozen=True)
class _Down:
    """A value in falling order."""

    value: tuple[int, float, str]

    def __lt__(self, other: _Down) -> bool:
        return other.value < self.value
