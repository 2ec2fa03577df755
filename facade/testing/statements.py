"""Statements per request: one for each root table, one for each further relation of a page, one to count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from facade.adapter.relations import relation_of
from facade.compiler.units import Unit, attribute
from facade.interactions.exploded import Opening
from facade.search.plan import Plan
from facade.testing.asked import Query
from facade.testing.bundles import searched
from facade.testing.judge import ALL_ROWS, Judge
from facade.testing.places import MOST_ON_A_PAGE
from facade.testing.report import Report
from facade.testing.searching import Searcher, shown


def law(judge: Judge, queries: Sequence[Query]) -> Report:
    """Every query with and without a total, counted."""
    report, searcher = Report(), Searcher.of(judge)
    for query in ((), *(query for query in queries if searcher.takes(query))):
        for extra in ((), (("_total", "accurate"),)):
            asked = (*query, *extra, ("_count", str(MOST_ON_A_PAGE)))
            wanted, counted = _expected(searcher, query, bool(extra)), _counted(judge, asked)
            report.check(
                counted == wanted, f"{judge.type}?{shown(asked)}: {counted} statements, the formula says {wanted}"
            )
    return report


def _counted(judge: Judge, query: Query) -> int:
    """The smaller of two: merged rows are read anew at most once a second, and counted apart."""
    found = []
    for _ in range(2):
        searched(judge.place.context(), judge.type, query)
        found.append(judge.place.source.counted)
    return min(found)


def _expected(searcher: Searcher, query: Query, total: bool) -> int:
    judge = searcher.judge
    expression = searcher.expression(query)
    context = judge.place.context()
    owners = {id_: number for (number, _), id_ in judge.universe.rows.items()}
    answer = searcher.ids(expression)
    found = {owners[id_] for id_ in (*answer.ids, *answer.bad)}
    sight = context.sight(judge.place.ready)
    plans = searcher.search.plans(expression, sight.visible(judge.type), context.asked, sight)
    return sum(_of_plan(judge, plan, found, total=total) for plan in plans)


def _of_plan(judge: Judge, plan: Plan, found: set[int], *, total: bool) -> int:
    """A window that was open before costs its candidates; without a stamp also what is read along with them."""
    if plan.explosion is None:
        return 1 + total + _relations(plan, found)
    if plan.explosion.stamp is not None:
        return 1
    place = judge.place
    with place.source.reading() as connection:
        opening = Opening(place.ready, connection, plan.explosion, place.context().today)
        opening.rows(plan.sieve, ALL_ROWS)
        return connection.statements


def _relations(plan: Plan, found: set[int]) -> int:
    """Attribute tables and child relations that a page of this table reads."""
    units = [live.unit for live in plan.lives]
    if not any(unit.number in found for unit in units):
        return 0
    return len({id(relation) for unit in units for relation in _read_apart(unit)})


def _read_apart(unit: Unit) -> Iterator[object]:
    for leaf in unit.row_leaves:
        for col in leaf.codec.columns:
            if attribute(col) is not None:
                yield relation_of(col).of  # type: ignore[union-attr]
    yield from (rows.children for rows in unit.rows)
