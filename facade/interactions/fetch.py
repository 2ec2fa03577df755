"""The only reader: plans in, resources out, in batches. Takes its connection.

Statements: one for each plan, one for each attribute and child relation on a page that is not empty, one to count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from facade.compiler.build import Problem
from facade.compiler.predicate import every
from facade.compiler.units import Unit
from facade.interactions.related import extended
from facade.interactions.served import Ready
from facade.interactions.views import Prepared, View
from facade.search.compile import Plan
from facade.search.pages import Cursor
from facade.search.statement import Query, SortKey, Split, Sql
from facade.sources.connection import SourceConnection

#: An estimate counts no more rows of a table.
MOST_COUNTED = 1000


class Found(NamedTuple):
    """One built resource and where it stands in its table's order: by its sort values, its key, its part."""

    unit: Unit
    resource: Mapping[str, Any]
    values: tuple[Any, ...]
    key: Any
    part: int
    row: Sequence[Any]  # the extended row it was built from

    @property
    def cursor(self) -> Cursor:
        """Where a page ends that ends with it."""
        return Cursor(self.values, self.key, self.part)

    @property
    def start(self) -> Cursor:
        """Where a page begins that begins with it."""
        return Cursor(self.values, self.key, self.part - 1)

    @property
    def order(self) -> tuple[Any, ...]:
        """What it is merged by with other tables' resources."""
        return (*self.values, self.key)


@dataclass(frozen=True)
class BadRow:
    """A row that builds no resource: its type and id, and the element that is missing.

    `behind`: how many resources of its slice come before it.
    """

    type: str
    id: str
    path: str
    why: str
    behind: int = 0


@dataclass(eq=False)
class Slice:
    """What one table gave for a page, in the order of reading.

    `end`: behind the last row, if all rows that were read are in it; `more`: there may be further ones.
    """

    found: list[Found] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    end: Cursor | None = None
    more: bool = False

    def passed(self, taken: int, back: bool) -> Cursor | None:
        """The border behind the first `taken` resources and whatever bad rows are told with them; None: nothing."""
        if taken == len(self.found) and self.end is not None:
            return self.end
        if not taken:
            return None
        last = self.found[taken - 1]
        return last.start if back else last.cursor

    def told(self, taken: int) -> list[BadRow]:
        """The bad rows that lie before that border."""
        if taken == len(self.found) and self.end is not None:
            return self.bad
        return [row for row in self.bad if row.behind < taken]


@dataclass(frozen=True, eq=False)
class Wording:
    """The statement of a page of one table. Needs no connection: the first making of a long one takes its time."""

    units: Sequence[Unit]
    prepared: Prepared
    query: Query
    sql: Sql
    binds: tuple[Any, ...]


def worded(
    ready: Ready,
    view: View,
    plan: Plan,
    count: int,
    sort: Sequence[SortKey] = (),
    after: Cursor | None = None,
    *,
    back: bool = False,
    decimal: Callable[[str], Any] = orjson.Fragment,
) -> Wording:
    """How count + 1 resources are asked for."""
    units = [live.unit for live in plan.lives]
    prepared = ready.prepared(units, view, decimal)
    limit = count + 1 + (after is not None)
    nulls = None if after is None else tuple(value is None for value in after.values)
    query = Query(plan.table, units[0].map.key, prepared.columns, tuple(sort), limit, nulls, back)
    split = Split.of([live.predicate for live in plan.lives])
    return Wording(units, prepared, query, ready.statements.page(query, split), split.binds)


def counting(ready: Ready, plan: Plan, most: int = 0) -> tuple[Sql, tuple[Any, ...]]:
    """The statement that counts, and its binds. Raises NotPushed if a required leaf cannot be told in SQL."""
    split = Split.of([every([live.predicate, live.unit.required_ok]) for live in plan.lives])
    return ready.statements.count(plan.table, split, most), split.binds


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads for one request over one connection."""

    ready: Ready
    connection: SourceConnection
    view: View
    today: str
    decimal: Callable[[str], Any] = orjson.Fragment

    def page(
        self, plan: Plan, count: int, sort: Sequence[SortKey], after: Cursor | None, *, back: bool = False
    ) -> Slice:
        """Up to count + 1 resources of one table behind the border; `back`: those before it, or the last ones of all.

        These come in reversed order.
        """
        words = worded(self.ready, self.view, plan, count, sort, after, back=back, decimal=self.decimal)
        binds = (*words.binds, *_border_binds(after))
        fetched = self.connection.execute(words.sql.text, words.sql.params(binds, self.today))
        rows = extended(self.ready, self.connection, words.prepared, fetched)
        return _Building(self, words.units, words.prepared, words.query, after, count).slice(rows, fetched)

    def count(self, plan: Plan) -> int:
        """How many resources there are. Raises NotPushed if a required leaf cannot be told in SQL."""
        sql, binds = counting(self.ready, plan)
        ((total,),) = self.connection.execute(sql.text, sql.params(binds, self.today))
        return int(total)

    def estimate(self, plan: Plan) -> int | None:
        """The same, looking at no more than `MOST_COUNTED` rows; None if there are more."""
        sql, binds = counting(self.ready, plan, MOST_COUNTED + 1)
        ((total, rows),) = self.connection.execute(sql.text, sql.params(binds, self.today))
        return int(total) if rows <= MOST_COUNTED else None


@dataclass(frozen=True, eq=False)
class _Building:
    """From the rows of one statement to resources."""

    reader: Reader
    units: Sequence[Unit]
    prepared: Prepared
    query: Query
    after: Cursor | None
    count: int

    def slice(self, rows: Sequence[Sequence[Any]], fetched: Sequence[tuple[Any, ...]]) -> Slice:
        made = Slice()
        width, back = len(self.prepared.columns), self.query.back
        flagged = width + len(self.query.sort)
        places = self._places()
        parts = [*enumerate(places)]
        if back:
            parts.reverse()
        for row, raw in zip(rows, fetched, strict=True):
            for index, place in parts:
                if (len(places) > 1 and not raw[flagged + index]) or self._passed(raw[0], place):
                    continue
                resource = self._resource(made, index, row)
                if resource is None:
                    continue
                made.found.append(Found(self.units[index], resource, raw[width:flagged], raw[0], place, row))
                if len(made.found) > self.count:
                    return made
        if fetched:
            raw = fetched[-1]
            made.end = Cursor(raw[width:flagged], raw[0], -1 if back else places[-1])
        made.more = len(fetched) == self.query.limit
        return made

    def _places(self) -> Sequence[int]:
        """Where the units stand among all of the type: a border must hold though another unit is folded away."""
        known = self.reader.ready.source.by_type[self.units[0].type]
        return [known.index(unit) for unit in self.units]

    def _passed(self, key: Any, place: int) -> bool:
        """Whether the border's own row has that part on its other side."""
        after = self.after
        if after is None or key != after.key:
            return False
        return place > after.part if self.query.back else place <= after.part

    def _resource(self, made: Slice, index: int, row: Sequence[Any]) -> Mapping[str, Any] | None:
        version, today = self.prepared.versions[index], self.reader.today
        problems: list[Problem] = []
        resource = self.prepared.builds[index](
            row, version.id(row, today) if version is not None else None, today, problems
        )
        if problems:
            made.problems += problems
        if resource is None:
            unit = self.units[index]
            _, path, why = next(problem for problem in problems if problem[0] == "bad")
            made.bad.append(BadRow(unit.type, unit.identity.id_of(row[0], unit.part), path, why, len(made.found)))
        return resource


def _border_binds(after: Cursor | None) -> tuple[Any, ...]:
    if after is None:
        return ()
    return (*(value for value in after.values if value is not None), after.key)
