"""The law "Search = filter": what SQL finds is what the evaluator would keep of all built resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from facade.errors import Refused
from facade.interactions.fetch import Reader
from facade.interactions.views import View
from facade.search.compile import TypeSearch
from facade.search.expression import TRUE, Expression
from facade.search.parse import parse
from facade.search.plan import Plan
from facade.search.request import ParseSettings
from facade.testing.asked import Query
from facade.testing.judge import ALL_ROWS, Judge
from facade.testing.report import Report

IDS_ONLY = View(elements=frozenset({"id"}))
SETTINGS = ParseSettings()


@dataclass(eq=False)
class Searcher:
    """Asks one type at one place, by the same steps as a search over HTTP."""

    judge: Judge
    search: TypeSearch

    @classmethod
    def of(cls, judge: Judge) -> Searcher:
        """For the judge's type."""
        found = judge.place.ready.search(judge.type)
        assert found is not None  # the judge read its units
        return cls(judge, found)

    def expression(self, query: Query) -> Expression:
        """What the query asks. Refused as a client would be."""
        place, offered = self.judge.place, self.search.offer.parameters
        sight = place.context().sight(place.ready)
        asked = parse(self.judge.type, list(query), offered, settings=SETTINGS, base=place.endpoint.base, schema=sight)
        return asked.expression

    def takes(self, query: Query) -> bool:
        """Whether the query is not refused."""
        try:
            self.expression(query)
        except Refused:
            return False
        return True

    def ids(self, expression: Expression, visible: Expression = TRUE, *, count: bool = False) -> Answer:
        """What SQL finds, in one page; with `count`, what it counts."""
        place = self.judge.place
        context = place.context()
        ready = place.endpoint.source.fresh()
        plans = self.search.plans(expression, visible, context.asked, context.sight(ready))
        with place.source.reading(several=True) as connection:
            reader = Reader(ready, connection, IDS_ONLY, context.today)
            found = [item for plan in plans for item in self._page(reader, plan)]
            total = sum(reader.count(plan) for plan in plans) if count else None
        return Answer([id_ for id_, ok in found if ok], [id_ for id_, ok in found if not ok], total)

    def _page(self, reader: Reader, plan: Plan) -> Iterable[tuple[str, bool]]:
        page = reader.page(plan, ALL_ROWS, (), None)
        return [*((item.resource["id"], True) for item in page.found), *((row.id, False) for row in page.bad)]


@dataclass(frozen=True)
class Answer:
    """Ids of resources and of bad rows, each as often as it came."""

    ids: list[str]
    bad: list[str]
    total: int | None


def law(judge: Judge, queries: Iterable[Query], *, count_every: int = 7) -> Report:
    """Ask every query both ways."""
    searcher, report = Searcher.of(judge), Report()
    _everything(searcher, report)
    for at, query in enumerate(queries):
        try:
            expression = searcher.expression(query)
        except Refused as refused:
            report.refused += 1
            if refused.status != 400:
                report.breaches.append(f"{judge.type}?{shown(query)}: refused with {refused.status}")
            continue
        report.tried += 1
        _one(searcher, query, expression, report, count=at % count_every == 0)
    return report


def _everything(searcher: Searcher, report: Report) -> None:
    """Without a parameter: every resource once, every bad row once."""
    answer, known = searcher.ids(TRUE, count=True), searcher.judge.universe
    report.tried += 1
    where = f"{searcher.judge.type} on {searcher.judge.place.kind}"
    if sorted(answer.ids) != sorted(known.resources):
        report.breaches.append(f"{where}: {differing(answer.ids, set(known.resources), known.resources)}")
    if sorted(answer.bad) != sorted(known.bad):
        report.breaches.append(f"{where}: bad rows {sorted(answer.bad)[:5]} told, {sorted(known.bad)[:5]} there")
    if answer.total != len(known.resources):
        report.breaches.append(f"{where}: total {answer.total} of {len(known.resources)}")


def _one(searcher: Searcher, query: Query, expression: Expression, report: Report, *, count: bool) -> None:
    judge = searcher.judge
    where = f"{judge.type}?{shown(query)} on {judge.place.kind}"
    must, may = judge.verdict(expression)
    try:
        answer = searcher.ids(expression, count=count)
    except Exception as error:
        report.breaches.append(f"{where}: {type(error).__name__}: {error}")
        return
    found = set(answer.ids)
    if not must <= found <= may:
        wanted = must | (found & may)
        report.breaches.append(f"{where}: {differing(answer.ids, wanted, judge.universe.resources)}")
    elif len(found) != len(answer.ids):
        report.breaches.append(f"{where}: an id comes twice")
    elif answer.total is not None and answer.total != len(found):
        report.breaches.append(f"{where}: total {answer.total}, found {len(found)}")
    if len(query) == 1 and "." not in query[0][0] and not query[0][0].startswith("_has:"):
        code = query[0][0].partition(":")[0]
        (report.meeting if found else report.narrowing).add(code)
        if len(found) < len(judge.universe.resources):
            report.narrowing.add(code)


def shown(query: Query) -> str:
    """A query for people."""
    return "&".join(f"{name}={value[:80]}" for name, value in query)


def differing(found: list[str], wanted: set[str], resources: Mapping[str, Any]) -> str:
    """What is too much or too little, with one resource in full."""
    more, less = sorted(set(found) - wanted), sorted(wanted - set(found))
    one = resources.get(next(iter([*more, *less]), ""))
    return f"finds {more[:4]} too much, lacks {less[:4]} ({len(more)}, {len(less)}): {str(one)[:900]}"
