"""The only reader: plans in, resources out, in batches. Takes its connection.

Statements: one for each plan that is not left out beforehand (`facade.search.probe`), one for each attribute and child
relation on a page that is not empty, one to count.
A plan over a virtual table takes those of its window instead, once (`facade.interactions.exploded`); a hop into such
a table or out of it those that read the other end, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Column

from facade.compiler.build import Build, Problem
from facade.compiler.predicate import every
from facade.compiler.units import Unit
from facade.errors import Refused
from facade.interactions import met
from facade.interactions.exploded import Window, window
from facade.interactions.related import extended
from facade.interactions.served import Ready
from facade.interactions.views import Prepared, View
from facade.search.crossing import Question, answered, questions
from facade.search.pages import Cursor
from facade.search.plan import Plan
from facade.search.statement import LONGEST_KEPT, Query, SortKey, Split, Sql
from facade.sources.connection import SourceConnection

#: An estimate counts no more rows of a table.
MOST_COUNTED = 1000
FEW_STATEMENTS = 100  # of one type under one view: what is asked for again and again


_found = tuple.__new__  # what the class itself calls, at a fifth of the price: one for each resource of a page


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

    `end`: behind the last row, if all rows that were read are in it; `more`: there may be further ones; `columns`: how
    its rows begin.
    """

    found: list[Found] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    end: Cursor | None = None
    more: bool = False
    columns: tuple[Column[Any], ...] = ()

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
    form = (plan.split.form, limit, tuple([(key.form, key.descending) for key in sort]), nulls, back)
    found: tuple[Query, Sql] | None = prepared.statements.get(form)
    if found is None:
        query = Query(plan.table, units[0].map.key, prepared.columns, tuple(sort), limit, nulls, back, prepared.long)
        found = query, ready.statements.page(query, plan.split)
        if len(found[1].text) <= LONGEST_KEPT:
            if len(prepared.statements) >= FEW_STATEMENTS:
                prepared.statements.clear()
            prepared.statements[form] = found
    return Wording(units, prepared, *found, plan.split.binds)


def counting(ready: Ready, plan: Plan, most: int = 0) -> tuple[Sql, tuple[Any, ...]]:
    """The statement that counts, and its binds. Raises NotPushed if a required leaf cannot be told in SQL."""
    split = Split.of([every([live.predicate, live.unit.required_ok]) for live in plan.lives])
    return ready.statements.count(plan.table, split, most), split.binds


def leave_out(connection: SourceConnection, plan: Plan) -> None:
    """Nothing is read for a plan over this connection: it is known to find nothing."""
    connection.kept[plan, "answered"] = replace(plan, lives=())


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
        plan = self._answered(plan)
        if not plan.lives:
            return Slice()
        if plan.explosion is not None and self.ready.inner is not None:
            return self._in_window(plan, count, sort, after, back=back)
        words = worded(self.ready, self.view, plan, count, sort, after, back=back, decimal=self.decimal)
        binds = (*words.binds, *_border_binds(after))
        fetched = self.connection.execute(words.sql.text, words.sql.params(binds, self.today))
        rows = extended(self.ready, self.connection, words.prepared, fetched)
        return _Building(self, words.units, words.prepared, words.query, after, count).slice(rows, fetched)

    def _in_window(self, plan: Plan, count: int, sort: Sequence[SortKey], after: Cursor | None, *, back: bool) -> Slice:
        opened = window(self.ready, self.connection, plan, self.today)
        found = self._inside(opened, plan).page(plan, count, sort, after, back=back) if opened.rows else Slice()
        type_ = plan.lives[0].unit.type
        found.problems += [("unreadable", type_, "a stored row that its reader fails on")] * len(opened.failed)
        return found

    def _inner(self, plan: Plan) -> Reader | None:
        """The reader of what is in memory; None: there is nothing."""
        opened = window(self.ready, self.connection, plan, self.today)
        return self._inside(opened, plan) if opened.rows else None

    def _inside(self, opened: Window, plan: Plan) -> Reader:
        return replace(self, ready=self.ready.home(plan), connection=opened.connection)

    def _answered(self, plan: Plan) -> Plan:
        """The plan with the resources at the other end of its hops, where these had to be read first."""
        found: Plan | None = self.connection.kept.get((plan, "answered"))
        if found is None:
            found = answered(plan, self._ids) if any(questions(plan)) else plan
            self.connection.kept[plan, "answered"] = found
        return found

    def _ids(self, question: Question) -> Sequence[str]:
        """What a hop leads to. Refused 400 `too-costly` if these are too many."""
        found: Sequence[str] | None = self.connection.kept.get(question)
        if found is None:
            reader = replace(self, view=met.Met.by(question))
            found = self.connection.kept[question] = list(dict.fromkeys(reader._met(question)))
        return found

    def _met(self, question: Question) -> Iterator[str]:
        left = met.MOST
        for plan in question.plans:
            slice_ = self.page(plan, left, (), None)
            left -= len(slice_.found)
            if left < 0 or slice_.more:
                text = f"A chain or _has of this search leads to more than {met.MOST} resources. Narrow it."
                raise Refused(400, "too-costly", text)
            for item in slice_.found:
                yield from met.ids(item.resource, question)

    def count(self, plan: Plan) -> int:
        """How many resources there are. Raises NotPushed if a required leaf cannot be told in SQL."""
        plan = self._answered(plan)
        if not plan.lives:
            return 0
        if plan.explosion is not None and self.ready.inner is not None:
            inner = self._inner(plan)
            return 0 if inner is None else inner.count(plan)
        sql, binds = counting(self.ready, plan)
        ((total,),) = self.connection.execute(sql.text, sql.params(binds, self.today))
        return int(total)

    def estimate(self, plan: Plan) -> int | None:
        """The same, looking at no more than `MOST_COUNTED` rows; None if there are more."""
        plan = self._answered(plan)
        if not plan.lives:
            return 0
        if plan.explosion is not None and self.ready.inner is not None:
            inner = self._inner(plan)
            return 0 if inner is None else inner.estimate(plan)
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
        made, problems = Slice(columns=self.prepared.columns), list[Problem]()
        found, today, after = made.found, self.reader.today, self.after
        width = len(self.prepared.columns)
        flagged = width + len(self.query.sort)
        parts = self._parts(flagged)
        for row, raw in zip(rows, fetched, strict=True):
            key = raw[0]
            for unit, place, flag, build, version in parts:
                if (flag and not raw[flag]) or (after is not None and key == after.key and self._passed(place)):
                    continue
                resource = build(row, None if version is None else version(row), today, problems)
                if problems:
                    problems = self._noted(made, unit, key, problems)
                if resource is None:
                    continue
                found.append(_found(Found, (unit, resource, raw[width:flagged], key, place, row)))
                if len(found) > self.count:
                    return made
        if fetched:
            raw = fetched[-1]
            made.end = Cursor(raw[width:flagged], raw[0], parts[-1].place if not self.query.back else -1)
        made.more = len(fetched) == self.query.limit
        return made

    def _parts(self, flagged: int) -> Sequence[_Part]:
        """The units in the order of reading.

        Their places are those among all of the type: a border must hold though another unit is folded away.
        """
        known, prepared = self.reader.ready.source.by_type[self.units[0].type], self.prepared
        today, several = self.reader.today, len(self.units) > 1
        versions = [None if version is None else version.of_day(today) for version in prepared.versions]
        parts = [
            _Part(unit, known.index(unit), several * (flagged + index), build, version)
            for index, (unit, build, version) in enumerate(zip(self.units, prepared.builds, versions, strict=True))
        ]
        return parts[::-1] if self.query.back else parts

    def _passed(self, place: int) -> bool:
        """Whether the border's own row has that part on its other side."""
        assert self.after is not None
        return place > self.after.part if self.query.back else place <= self.after.part

    def _noted(self, made: Slice, unit: Unit, key: Any, problems: list[Problem]) -> list[Problem]:
        """Tell the problems of one row; an empty list for the next."""
        made.problems += problems
        bad = next((problem for problem in problems if problem[0] == "bad"), None)
        if bad is not None:
            _, path, why = bad
            made.bad.append(BadRow(unit.type, unit.identity.id_of(key, unit.part), path, why, len(made.found)))
        return []


class _Part(NamedTuple):
    """A unit of the table: where it stands among all of its type, the column that marks its rows (0: all are)."""

    unit: Unit
    place: int
    flag: int
    build: Build
    version: Callable[[Sequence[Any]], str] | None


def _border_binds(after: Cursor | None) -> tuple[Any, ...]:
    if after is None:
        return ()
    return (*(value for value in after.values if value is not None), after.key)
