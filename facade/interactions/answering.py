"""A search answered: its page read, what belongs to it brought along, both put into a Bundle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from facade.compiler.build import Problem
from facade.compiler.presence import NotPushed
from facade.errors import Issue, not_supported
from facade.fhir.bundle import searchset
from facade.interactions import outcomes, withheld
from facade.interactions.asking import Asking
from facade.interactions.context import Context, Reply
from facade.interactions.explain import explain
from facade.interactions.exploded import unread
from facade.interactions.fetch import MOST_COUNTED, BadRow, Reader, counting, leave_out, worded
from facade.interactions.includes import Included, Includes
from facade.interactions.paging import Page, concatenated, merged, name_of
from facade.interactions.served import Ready
from facade.search.crossing import questions
from facade.search.pages import PageState
from facade.search.plan import Plan
from facade.sources.connection import SourceConnection

_ON = ("next",)
_BACK = ("prev", "previous")  # R4's examples say one, IANA's register the other, and clients look for either


@dataclass(eq=False)
class _Answer:
    """What was read for one page."""

    page: Page = field(default_factory=Page)
    brought: Included = field(default_factory=Included)
    total: int | None = None
    issues: list[Issue] = field(default_factory=list)


def answered(context: Context, ready: Ready, asking: Asking) -> Reply:
    """200 with a searchset Bundle. Refused as the denial policy says; page tokens 400, 404, 410."""
    tokens = Tokens(context, ready, asking)
    state = tokens.opened()
    run = partial(_read, context, ready, asking, state)
    if asking.request.explain:
        return explain(context, ready, asking, run)
    several = asking.several(ready)
    if several and not _begins_at_once(asking):
        _put_into_words(ready, asking, state)
    with context.endpoint.source.source.reading(several) as connection:
        answer = run(connection)
    _record(context, asking, answer)
    withheld.told(context, ready, asking)
    return Reply(200, _bundle(context, asking, tokens, answer))


def _begins_at_once(asking: Asking) -> bool:
    """Whether nothing can be asked before the page's own statement: a transaction begins with its first one."""
    plans = asking.plans
    return len(plans) == 1 and plans[0][1].explosion is None and not asking.counts


def _put_into_words(ready: Ready, asking: Asking, state: PageState) -> None:
    """Make the statements that are known beforehand: no transaction should stand open meanwhile."""
    for one, plan in asking.plans:
        if any(questions(plan)):
            continue  # what stands at the other end of a hop is asked first
        home = ready.home(plan)
        if asking.counts:
            _counting(home, asking, plan)
        if asking.shows and asking.merges:
            border = state.cursors.get(name_of(plan))
            worded(home, one.view, plan, asking.request.count, one.sort(plan), border, back=state.back)


def _counting(ready: Ready, asking: Asking, plan: Plan) -> None:
    try:
        counting(ready, plan, MOST_COUNTED + 1 if asking.counts == "estimate" else 0)
    except NotPushed:
        raise not_supported("A total cannot be given for this type.") from None


def _read(context: Context, ready: Ready, asking: Asking, state: PageState, connection: SourceConnection) -> _Answer:
    answer = _read_page(context, ready, asking, state, connection)
    answer.issues += outcomes.unread(unread(connection))
    return answer


def _read_page(
    context: Context, ready: Ready, asking: Asking, state: PageState, connection: SourceConnection
) -> _Answer:
    request, answer = asking.request, _Answer()
    _probe(context, ready, asking, connection)
    readers = [(Reader(ready, connection, one.view, context.today), plan) for one, plan in asking.plans]
    if asking.counts == "accurate":
        answer.total = sum(reader.count(plan) for reader, plan in readers)
    elif asking.counts == "estimate":
        answer.total = _estimated(readers)
        answer.issues += [] if answer.total is not None else [outcomes.uncounted()]
    if not asking.shows:
        return answer
    sections = [item for one in asking.questions for item in one.sections(context, ready, connection)]
    answer.page = (merged if asking.merges else concatenated)(sections, request.count, state)
    if request.total is None and answer.page.next is None and asking.page is None:
        answer.total = len(answer.page.found)
    if request.includes:
        answer.brought = Includes(context, ready, connection, request).of(item.resource for item in answer.page.found)
    return answer


def _probe(context: Context, ready: Ready, asking: Asking, connection: SourceConnection) -> None:
    """Leave out what finds nothing, where one statement can tell of several; not where reading may end before."""
    if not asking.merges and asking.shows:
        return
    probe = ready.probes.of([plan for _, plan in asking.plans])
    if probe is not None:
        ((*there,),) = connection.execute(probe.sql.text, probe.sql.params(probe.binds, context.today))
        for plan, found in zip(probe.plans, there, strict=True):
            if not found:
                leave_out(connection, plan)


def _estimated(readers: Iterable[tuple[Reader, Plan]]) -> int | None:
    """The number of matches, if no table has too many to look at."""
    total = 0
    for reader, plan in readers:
        found = reader.estimate(plan)
        if found is None:
            return None
        total += found
    return total


@dataclass(frozen=True, eq=False)
class Tokens:
    """The page tokens of one search: bound to the caller, to what is asked and to the mapping."""

    context: Context
    ready: Ready
    asking: Asking

    def opened(self) -> PageState:
        """Where the page lies that the request asks for."""
        token = self.asking.page
        return PageState({}) if token is None else self.context.endpoint.seal.open(token, **self._holder())

    def sealed(self, state: PageState) -> str:
        """The token of another page."""
        return self.context.endpoint.seal.seal(state, **self._holder())

    def _holder(self) -> dict[str, Any]:
        context, grant = self.context, self.context.grant
        return {
            "endpoint": context.endpoint.name,
            "client": grant.client,
            "user": grant.bearer,
            "query_digest": self.asking.digest,
            "mapping_version": self.ready.source.version,
            "now": context.now,
        }


def _record(context: Context, asking: Asking, answer: _Answer) -> None:
    """One event for each type searched, and one for each type that was brought along."""
    counts = _counts(asking, answer.page)
    for one in asking.questions:
        told = _problems(answer.page.problems, one.type)
        context.event(asking.interaction, one.type, 200, count=counts[one.type], reason=one.reason, problems=told)
    if not asking.request.includes:
        return
    brought = Counter(one["resourceType"] for one in answer.brought.resources)
    for type_ in sorted(brought.keys() | {type_ for type_, _ in answer.brought.bad}):
        reason = context.reason(type_)
        told = _problems(answer.brought.problems, type_)
        context.event("include", type_, 200, count=brought[type_], reason=reason, problems=told)


def _problems(problems: Sequence[Problem], type_: str) -> tuple[tuple[str, str], ...]:
    return tuple((path, why) for _, path, why in problems if path.partition(".")[0] == type_)


def _counts(asking: Asking, page: Page) -> Mapping[str, int]:
    """How many resources of each type are shown."""
    if len(asking.questions) == 1:
        return {asking.questions[0].type: len(page.found)}
    return Counter(item.unit.type for item in page.found)


def _bundle(context: Context, asking: Asking, tokens: Tokens, answer: _Answer) -> dict[str, Any]:
    base, page = context.endpoint.base, answer.page
    links = {"self": asking.written if asking.page is None else asking.turned(asking.page)}
    if asking.page is not None:
        links["first"] = asking.written
    for relations, state in ((_BACK, page.previous), (_ON, page.next)):
        if state is not None:
            links |= dict.fromkeys(relations, asking.turned(tokens.sealed(state)))
    return searchset(
        _matches(base, asking, page),
        ((f"{base}/{one['resourceType']}/{one['id']}", one) for one in answer.brought.resources),
        links={relation: _url(base, asking.path, query) for relation, query in links.items()},
        total=answer.total,
        outcomes=[
            *asking.issues,
            *outcomes.ignored(asking.request),
            *outcomes.bad([*page.bad, *_brought_bad(answer)]),
            *outcomes.left_out(answer.brought),
            *answer.issues,
        ],
    )


def _brought_bad(answer: _Answer) -> list[BadRow]:
    told = {(row.type, row.id) for row in answer.page.bad}
    return [row for name, row in answer.brought.bad.items() if name not in told]


def _matches(base: str, asking: Asking, page: Page) -> list[tuple[str, Mapping[str, Any]]]:
    """The resources of the page with their URLs."""
    urls = {one.type: f"{base}/{one.type}/" for one in asking.questions}
    views = {one.type: one.view for one in asking.questions}
    shown = [item.resource for item in page.found]
    if any(view.kept for view in views.values()):
        shown = [views[one["resourceType"]].shown(one) for one in shown]
    return [(urls[one["resourceType"]] + one["id"], one) for one in shown]


def _url(base: str, path: str, query: str) -> str:
    where = f"{base}/{path}" if path else base
    return f"{where}?{query}" if query else where
