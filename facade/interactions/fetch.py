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
from facade.search.statement import Query, SortKey, Split
from facade.sources.connection import SourceConnection

_ALONE = (1,)  # a table with one map has no column that marks it


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
        """Where a page that ends with it ends."""
        return Cursor(self.values, self.key, self.part)

    @property
    def order(self) -> tuple[Any, ...]:
        """What it is merged by with other tables' resources."""
        return (*self.values, self.key)


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
        fetched: Sequence[tuple[Any, ...]],
        query: Query,
        after: Cursor | None,
        count: int,
    ) -> Slice:
        made = Slice(plan.table.name)
        width = len(prepared.columns)
        flagged = width + len(query.sort)
        units = [live.unit for live in plan.lives]
        for row, raw in zip(rows, fetched, strict=True):
            flags = raw[flagged:] if len(units) > 1 else _ALONE
            skip = -1 if after is None or raw[0] != after.key else (after.part if after.part is not None else -1)
            for index, flag in enumerate(flags):
                if not flag or index <= skip:
                    continue
                resource = self._resource(made, units[index], prepared, index, row)
                if resource is None:
                    continue
                made.found.append(Found(units[index], resource, raw[width:flagged], raw[0], index, row))
                if len(made.found) > count:
                    return made
        if len(fetched) == query.limit and fetched:
            raw = fetched[-1]
            made.end = Cursor(raw[width:flagged], raw[0], len(plan.lives))
        return made

    def _resource(
        self, made: Slice, unit: Unit, prepared: Prepared, index: int, row: Sequence[Any]
    ) -> Mapping[str, Any] | None:
        version = prepared.versions[index]
        problems: list[Problem] = []
        resource = prepared.builds[index](
            row, version.id(row, self.today) if version is not None else None, self.today, problems
        )
        if problems:
            made.problems += problems
        if resource is None:
            _, path, why = next(problem for problem in problems if problem[0] == "bad")
            made.bad.append(BadRow(unit.identity.id_of(row[0], unit.part), path, why))
        return resource

    def count(self, plan: Plan) -> int:
        """How many resources there are. Raises NotPushed if a required leaf cannot be told in SQL."""
        split = Split.of([every([live.predicate, live.unit.required_ok]) for live in plan.lives])
        sql = self.ready.statements.count(plan.table, split)
        ((total,),) = self.connection.execute(sql.text, sql.params(split.binds, self.today))
        return int(total)


def _cursor_binds(after: Cursor | None) -> tuple[Any, ...]:
    if after is None:
        return ()
    return (*(value for value in after.values if value is not None), after.key)


def _nullable(unit: Unit, expression: Any) -> bool:
    try:
        return unit.context.column(expression).nullable
    except (LookupError, AttributeError, TypeError):
        return True  # an expression, not a column
