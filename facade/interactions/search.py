"""https://hl7.org/fhir/R4/http.html#search: a type searched, page by page."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from facade.compiler.presence import NotPushed
from facade.errors import Issue, not_supported
from facade.fhir.bundle import searchset
from facade.fhir.text import fold
from facade.interactions.context import Context, Reply
from facade.interactions.fetch import BadRow, Found, Reader, Slice
from facade.interactions.includes import Included, Includes, view_of
from facade.interactions.served import Ready
from facade.interactions.views import View
from facade.search.compile import Plan, TypeSearch
from facade.search.pages import Cursor, PageState, query_digest
from facade.search.parse import parse
from facade.search.request import SearchRequest, dump

MAX_OUTCOMES = 20
Sort = tuple[tuple[Mapping[int, Any], bool], ...]


@dataclass(frozen=True, eq=False)
class _Page:
    """What one page shows and where the next begins."""

    found: Sequence[Found]
    bad: Sequence[BadRow]
    problems: tuple[tuple[str, str], ...]
    next: PageState | None
    total: int | None


def search(context: Context, type_: str, pairs: Sequence[tuple[str, str]], *, lenient: bool | None = None) -> Reply:
    """200 with a searchset Bundle. Refused as `parse` and the denial policy say; page tokens 400, 404, 410."""
    ready = context.endpoint.source.fresh()
    types = context.search_of(ready, type_)

    visible, reason = context.visible(ready, type_, "search")
    sight, settings = context.sight(ready), context.settings(lenient)
    offered = types.offer.parameters
    request = parse(type_, list(pairs), offered, settings=settings, base=context.endpoint.base, schema=sight)
    plans = types.plans(request.expression, visible, context.asked, sight)
    view = view_of(request, type_, sight, searched=True)
    several = request.total == "accurate" or bool(request.includes) or ready.several(plans, view)
    with context.endpoint.source.source.reading(several) as connection:
        page = _page(context, Reader(ready, connection, view, context.today), types, request, plans, type_)
        brought = Includes(context, ready, connection, request).of(item.resource for item in page.found)
    context.event("search", type_, 200, count=len(page.found), reason=reason, problems=page.problems)
    return Reply(200, _bundle(context, type_, request, view, page, brought))


def _page(
    context: Context, reader: Reader, types: TypeSearch, request: SearchRequest, plans: Sequence[Plan], type_: str
) -> _Page:
    total = _accurate(reader, plans) if request.total == "accurate" or request.summary == "count" else None
    if request.summary == "count":
        return _Page((), (), (), None, total)
    state = _opened(context, reader.ready, request, type_)
    sort = _sort(types, request)
    slices = [reader.page(plan, request.count, sort, state.cursors.get(plan.table.name)) for plan in plans]
    return _merged(slices, request, state, total)


def _accurate(reader: Reader, plans: Sequence[Plan]) -> int:
    try:
        return sum(reader.count(plan) for plan in plans)
    except NotPushed:
        raise not_supported("An accurate total cannot be given for this type.") from None


def _sort(types: TypeSearch, request: SearchRequest) -> Sort:
    keys = []
    for code, descending in request.sort:
        by = types.offer.sorts.get(code)
        if by is None:
            raise not_supported(f"_sort by {code} is not supported here.")
        keys.append((by, descending))
    return tuple(keys)


def _opened(context: Context, ready: Ready, request: SearchRequest, type_: str) -> PageState:
    if request.page is None:
        return PageState({})
    return context.endpoint.seal.open(request.page, **_bound_to(context, ready, request, type_))


def _bound_to(context: Context, ready: Ready, request: SearchRequest, type_: str) -> dict[str, Any]:
    grant = context.grant
    return {
        "endpoint": context.endpoint.name,
        "client": grant.client,
        "user": grant.user or grant.patient,
        "query_digest": query_digest(type_, request.query),
        "mapping_version": ready.source.version,
        "now": context.now,
    }


class _Rank:
    """A merge key over several tables: absent sorts lowest, texts and numbers never meet in one place."""

    def __init__(self, found: Found, directions: Sequence[bool]) -> None:
        self.values = found.order
        self.directions = (*directions, False)

    def __lt__(self, other: _Rank) -> bool:
        for mine, theirs, descending in zip(self.values, other.values, self.directions, strict=True):
            left, right = _comparable(mine), _comparable(theirs)
            if left != right:
                return right < left if descending else left < right
        return False


def _comparable(value: Any) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, (int, float)):
        return (1, float(value), "")
    return (2, 0.0, fold(str(value), "ci-ai-pad"))


def _merged(slices: Sequence[Slice], request: SearchRequest, state: PageState, total: int | None) -> _Page:
    """One cursor a table: the merge order decides what comes first, never what is complete."""
    directions = [descending for _, descending in request.sort]
    # by the heads of the slices: what is shown of a table is always the beginning of its own order
    found = list(heapq.merge(*(slice_.found for slice_ in slices), key=lambda item: _Rank(item, directions)))
    shown, rest = found[: request.count], found[request.count :]
    more = bool(rest) or any(slice_.end for slice_ in slices)
    cursors = dict(state.cursors)
    on_page = {id(item) for item in shown}
    for slice_ in slices:
        last = _last(slice_, on_page)
        if last is not None:
            cursors[slice_.table] = last
    problems = tuple((path, why) for slice_ in slices for _, path, why in slice_.problems)
    bad = [row for slice_ in slices for row in slice_.bad]
    if total is None and request.total is None and not more and request.page is None:
        total = len(shown)
    return _Page(shown, bad, problems, PageState(cursors) if more else None, total)


def _last(slice_: Slice, on_page: Set[int]) -> Cursor | None:
    """Where the table's next page starts: behind its last resource shown, or where its reading ended."""
    mine = [item for item in slice_.found if id(item) in on_page]
    if len(mine) == len(slice_.found) and slice_.end is not None:
        return slice_.end
    return mine[-1].cursor if mine else None


def _bundle(
    context: Context, type_: str, request: SearchRequest, view: View, page: _Page, brought: Included
) -> dict[str, Any]:
    base = context.endpoint.base
    following = None
    if page.next is not None:
        ready = context.endpoint.source.ready()
        token = context.endpoint.seal.seal(page.next, **_bound_to(context, ready, request, type_))
        following = _link(base, type_, request.turned(token).used)
    return searchset(
        ((f"{base}/{type_}/{item.resource['id']}", view.shown(item.resource)) for item in page.found),
        ((f"{base}/{one['resourceType']}/{one['id']}", one) for one in brought.resources),
        self_link=_link(base, type_, request.used),
        next_link=following,
        total=page.total,
        outcomes=[*_ignored(request), *_bad(type_, page.bad), *_left_out(brought)],
    )


def _link(base: str, type_: str, used: Iterable[tuple[str, str]]) -> str:
    query = dump(used)
    return f"{base}/{type_}?{query}" if query else f"{base}/{type_}"


def _ignored(request: SearchRequest) -> list[Issue]:
    return [
        Issue("not-supported", "A parameter was ignored: it is not supported here.", "warning", (name,))
        for name in request.ignored
    ]


def _left_out(brought: Included) -> list[Issue]:
    text = "Not everything that was to be included is here: it is too much for one page. Ask for fewer with _count."
    return [Issue("too-costly", text, "warning")] if brought.more else []


def _bad(type_: str, rows: Sequence[BadRow]) -> list[Issue]:
    """Rows that could not be shown; told to those who may see them."""
    told = [
        Issue("processing", f"{type_}/{row.id} cannot be shown: {row.why}.", "warning", (row.path,))
        for row in rows[:MAX_OUTCOMES]
    ]
    if len(rows) > MAX_OUTCOMES:
        told.append(Issue("processing", f"{len(rows) - MAX_OUTCOMES} more rows cannot be shown.", "warning"))
    return told
