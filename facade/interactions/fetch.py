"""The only reader: plans in, resources out, in batches. Takes its connection.

Statements: one for each plan, one for each attribute and child relation on a page that is not empty, one to count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from facade.compiler.build import Problem
from facade.compiler.predicate import every
from facade.compiler.units import Unit
from facade.interactions.related import extended
from facade.interactions.served import Ready
from facade.interactions.views import Prepared, View
from facade.search.compile import Plan
from facade.search.pages import Cursor
from facade.search.statement import Query, SortKey, Split
from facade.sources.connection import SourceConnection


@dataclass(frozen=True, eq=False)
class Found:
    """One built resource and where it stands in its table's order."""

    unit: Unit
    resource: Mapping[str, Any]
    cursor: Cursor
    order: tuple[Any, ...]
    row: Sequence[Any]  # the extended row it was built from


@dataclass(frozen=True)
class BadRow:
    """A row that builds no resource: its id, and the element that is missing."""

    id: str
    path: str
    why: str


@dataclass(eq=False)
class Slice:
    """What one table gave for a page. `end`: where reading stopped if more rows may follow."""

    table: str
    found: list[Found] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    end: Cursor | None = None


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads for one request over one connection."""

    ready: Ready
    connection: SourceConnection
    view: View
    today: str
    decimal: Callable[[str], Any] = orjson.Fragment

    def page(
        self, plan: Plan, count: int, sort: Sequence[tuple[Mapping[int, Any], bool]], after: Cursor | None
    ) -> Slice:
        """Up to count + 1 resources of one table behind the cursor."""
        units = [live.unit for live in plan.lives]
        prepared = self.ready.prepared(units, self.view, self.decimal)
        query = self._query(plan, prepared, count + 1 + (after is not None), sort, after)
        split = Split.of([live.predicate for live in plan.lives])
        sql = self.ready.statements.page(query, split)
        binds = (*split.binds, *_cursor_binds(after))
        fetched = self.connection.execute(sql.text, sql.params(binds, self.today))
        rows = extended(self.ready, self.connection, prepared, fetched)
        return self._built(plan, prepared, rows, fetched, query, after, count)

    def _query(
        self,
        plan: Plan,
        prepared: Prepared,
        limit: int,
        sort: Sequence[tuple[Mapping[int, Any], bool]],
        after: Cursor | None,
    ) -> Query:
        unit = plan.lives[0].unit
        keys = tuple(SortKey(by[unit.number], descending, _nullable(unit, by[unit.number])) for by, descending in sort)
        nulls = None if after is None else tuple(value is None for value in after.values)
        return Query(plan.table, unit.map.key, prepared.columns, keys, limit, nulls)

    def _built(
        self,
        plan: Plan,
        prepared: Prepared,
        rows: Sequence[Sequence[Any]],
        fetched: Sequence[Sequence[Any]],
        query: Query,
        after: Cursor | None,
        count: int,
    ) -> Slice:
        made = Slice(plan.table.name)
        width, sorts = len(prepared.columns), len(query.sort)
        single = len(plan.lives) == 1
        for row, raw in zip(rows, fetched, strict=True):
            values = tuple(raw[width : width + sorts])
            flags = (1,) if single else raw[width + sorts :]
            skip = -1 if after is None or raw[0] != after.key else (after.part if after.part is not None else -1)
            for index in _parts(flags, skip):
                cursor = Cursor(values, raw[0], index)
                self._one(made, plan.lives[index].unit, prepared, index, row, cursor)
                if len(made.found) > count:
                    return made
        if len(fetched) == query.limit and fetched:
            raw = fetched[-1]
            made.end = Cursor(tuple(raw[width : width + sorts]), raw[0], len(plan.lives))
        return made

    def _one(self, made: Slice, unit: Unit, prepared: Prepared, index: int, row: Sequence[Any], cursor: Cursor) -> None:
        version = prepared.versions[index]
        problems: list[Problem] = []
        resource = prepared.builds[index](row, version.id(row) if version else None, self.today, problems)
        made.problems += problems
        if resource is None:
            _, path, why = next(problem for problem in problems if problem[0] == "bad")
            made.bad.append(BadRow(unit.identity.id_of(cursor.key, unit.part), path, why))
            return
        made.found.append(Found(unit, resource, cursor, (*cursor.values, cursor.key), row))

    def count(self, plan: Plan) -> int:
        """How many resources there are. Raises NotPushed if a required leaf cannot be told in SQL."""
        split = Split.of([every([live.predicate, live.unit.required_ok]) for live in plan.lives])
        sql = self.ready.statements.count(plan.table, split)
        ((total,),) = self.connection.execute(sql.text, sql.params(split.binds, self.today))
        return int(total)


def _parts(flags: Sequence[Any], skip: int) -> Iterator[int]:
    for index, flag in enumerate(flags):
        if flag and index > skip:
            yield index


def _cursor_binds(after: Cursor | None) -> tuple[Any, ...]:
    if after is None:
        return ()
    return (*(value for value in after.values if value is not None), after.key)


def _nullable(unit: Unit, expression: Any) -> bool:
    try:
        return unit.context.column(expression).nullable
    except (LookupError, AttributeError, TypeError):
        return True  # an expression, not a column
