"""Statements per request: one for each root table, one for each further relation of a page, one to count; where a probe
asks several tables at once, that one, and none for those of which it says that they hold nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from sqlalchemy import or_

from facade.compiler.nodes import Rows
from facade.compiler.units import attribute
from facade.interactions.exploded import Opening
from facade.search.joins import selected
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
    place = judge.place
    place.ready.counted[place.context().grant.client, judge.type] = inf  # what is withheld is asked apart, now and then
    for _ in range(2):
        searched(judge.place.context(), judge.type, query)
        found.append(judge.place.source.counted)
    return min(found)


def _expected(searcher: Searcher, query: Query, total: bool) -> int:
    judge = searcher.judge
    expression = searcher.expression(query)
    context = judge.place.context()
    owners = {id_: row for row, id_ in judge.universe.rows.items()}
    answer = searcher.ids(expression)
    found = {owners[id_] for id_ in (*answer.ids, *answer.bad)}
    sight = context.sight(judge.place.ready)
    plans = searcher.search.plans(expression, sight.visible(judge.type), context.asked, sight)
    probed, left = _probed(judge, plans)
    return probed + sum(_of_plan(judge, plan, found, total=total) for plan in left)


def _probed(judge: Judge, plans: Sequence[Plan]) -> tuple[bool, Sequence[Plan]]:
    """Whether the tables are asked beforehand, and the plans that are carried out then."""
    place = judge.place
    probe = place.ready.probes.of(plans)
    if probe is None:
        return False, plans
    with place.source.reading() as connection:
        (there,) = connection.execute(probe.sql.text, probe.sql.params(probe.binds, place.context().today))
    nothing = {plan for plan, held in zip(probe.plans, there, strict=True) if not held}
    return True, [plan for plan in plans if plan not in nothing]


def _of_plan(judge: Judge, plan: Plan, found: set[tuple[int, Any]], *, total: bool) -> int:
    """A window that was open before costs its candidates; without a stamp also what is read along with them."""
    if plan.explosion is None:
        return 1 + total + _relations(judge, plan, found)
    if plan.explosion.stamp is not None:
        return 1
    place = judge.place
    with place.source.reading() as connection:
        opening = Opening(place.ready, connection, plan.explosion, place.context().today)
        opening.window(plan, ALL_ROWS)
        return connection.statements


def _relations(judge: Judge, plan: Plan, found: set[tuple[int, Any]]) -> int:
    """Attribute tables and child relations that a page of this table reads."""
    units = [live.unit for live in plan.lives]
    keys = [key for number, key in found if number in {unit.number for unit in units}]
    if not keys:
        return 0
    beside = {relation.of for unit in units for col in unit.attributes if (relation := attribute(col)) is not None}
    below = {rows.children: rows for unit in units for rows in unit.rows}
    return len(beside) + sum(_can_have_rows(judge, plan, rows, keys) for rows in below.values())


def _can_have_rows(judge: Judge, plan: Plan, rows: Rows, keys: Sequence[Any]) -> bool:
    """Whether one of the rows holds all that its child rows are tied by: nothing is asked below a NULL."""
    unit, on = plan.lives[0].unit, [col for col, _ in rows.children.on]
    chosen = or_(*(unit.map.key == key for key in keys))
    sql = selected(unit.context, unit.map.table, [unit.map.key], [chosen, *(col.is_not(None) for col in on)], on)
    with judge.place.writer.connect() as connection:
        return connection.execute(sql.limit(1)).first() is not None
