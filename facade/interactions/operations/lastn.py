"""Observation/$lastn: the most recent observations of each kind.

All search parameters of Observation narrow it, one of them must say whose. What sorts and pages a search has no
meaning here. https://hl7.org/fhir/R4/observation-operation-lastn.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from facade.errors import Issue, Refused, not_supported
from facade.fhir.bundle import searchset
from facade.interactions import outcomes
from facade.interactions.asking import Question, question
from facade.interactions.context import Context, Reply
from facade.interactions.includes import Included, Includes
from facade.interactions.operations import arguments, recent, window
from facade.interactions.views import View
from facade.search.parse import page_apart, parse
from facade.search.request import SearchRequest, dump

TYPE = "Observation"
_MAX = "max"
_MEANINGLESS = frozenset({"_count", "_sort", "_total"})
_SUBJECT = re.compile(r"(?:patient|subject)(?:$|[.:](?!missing$).+)")
_NEEDED = frozenset({"code", "effective", "subject"})  # to find out which are the last


def lastn(context: Context, pairs: Sequence[tuple[str, str]], *, lenient: bool | None = None) -> Reply:
    """200 with a searchset Bundle. Refused as a search is; 400 `too-costly` beyond the window."""
    ready = context.endpoint.source.fresh()
    offered = context.search_of(ready, TYPE).offer.parameters
    context.visible(ready, TYPE, "search")  # a closed type tells nothing of its parameters
    token, pairs = page_apart(pairs)
    if token is not None:
        raise not_supported("$lastn takes no _page.")
    most, rest = _most(pairs)
    settings, sight = context.settings(lenient), context.sight(ready)
    request = parse(TYPE, rest, offered, settings=settings, base=context.endpoint.base, schema=sight)
    _check(request)
    asked = question(context, ready, TYPE, request)
    asked = replace(asked, view=_view(asked.view))
    with context.endpoint.source.source.reading(several=True) as connection:
        read = window.whole(list(asked.sections(context, ready, connection)))
        last = recent.latest([item.resource for item in read.found], most, context.endpoint.source.zone)
        brought = Includes(context, ready, connection, request).of(last if request.summary != "count" else ())
    context.event("lastn", TYPE, 200, count=len(last), reason=asked.reason, problems=read.told)
    issues = [*outcomes.ignored(request), *outcomes.bad(read.bad), *outcomes.left_out(brought)]
    return Reply(200, _bundle(context, asked, most, last, brought, issues))


def _most(pairs: Sequence[tuple[str, str]]) -> tuple[int, list[tuple[str, str]]]:
    """`max`, 1 without it, and the search parameters."""
    given = arguments.taken([pair for pair in pairs if pair[0] == _MAX], frozenset({_MAX}))
    most = arguments.positive(_MAX, arguments.once(given, _MAX), default=1)
    return most, [pair for pair in pairs if pair[0] != _MAX]


def _check(request: SearchRequest) -> None:
    names = [name for name, _ in request.used]
    wrong = next((name for name in names if name in _MEANINGLESS), None)
    if wrong is not None or request.explain:
        raise not_supported(f"$lastn takes no {wrong or '_explain'}.")
    if request.summary == "text":
        raise not_supported("$lastn cannot tell which are the last with _summary=text.")
    if not any(_SUBJECT.fullmatch(name) for name in names):
        raise Refused(400, "required", "$lastn needs to know whose observations: give patient or subject.")


def _view(view: View) -> View:
    """With what tells which are the last, even where it is not shown."""
    return replace(view, kept=view.kept | _NEEDED) if view.subsetted else view


def _bundle(
    context: Context,
    asked: Question,
    most: int,
    last: Sequence[recent.Resource],
    brought: Included,
    issues: Sequence[Issue],
) -> dict[str, Any]:
    base, request = context.endpoint.base, asked.request
    shown = () if request.summary == "count" else last
    return searchset(
        ((f"{base}/{TYPE}/{one['id']}", asked.view.shown(one)) for one in shown),
        ((f"{base}/{one['resourceType']}/{one['id']}", one) for one in brought.resources),
        links={"self": f"{base}/{TYPE}/$lastn?{dump((*request.used, (_MAX, str(most))))}"},
        total=len(last),
        outcomes=issues,
    )
