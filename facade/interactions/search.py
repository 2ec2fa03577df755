"""https://hl7.org/fhir/R4/http.html#search: a type searched, page by page."""

from __future__ import annotations

from facade.interactions.answering import answered
from facade.interactions.asking import Asking, question
from facade.interactions.context import Context, Reply
from facade.interactions.planned import Words
from facade.interactions.sample import SampleSearch
from facade.interactions.served import Ready
from facade.search.expression import Expression
from facade.search.parse import page_apart, parse
from facade.search.request import Pairs

LONGEST = 1000  # characters; a longer search is seldom asked twice


def search(context: Context, type_: str, pairs: Pairs, *, lenient: bool | None = None) -> Reply:
    """200 with a searchset Bundle. Refused as `parse` and the denial policy say; page tokens 400, 404, 410."""
    ready = context.endpoint.source.fresh()
    return answered(context, ready, asked(context, ready, type_, type_, pairs, lenient))


def asked(
    context: Context, ready: Ready, path: str, type_: str, pairs: Pairs, lenient: bool | None, *within: Expression
) -> Asking:
    """What `pairs` ask of one type. `within`: what else must hold of its resources.

    Every page of a search is planned as its first one: a token says where to read on, not what is searched for.
    """
    token, pairs = page_apart(pairs)

    def plan() -> tuple[Asking, bool]:
        made = _asked(context, ready, path, type_, pairs, lenient, *within)
        return made, not context.asked.timed and _length(pairs) <= LONGEST

    def sample(made: Asking) -> SampleSearch | None:
        (one,) = made.questions
        visible, _ = context.visible(ready, type_, "search")
        known = None if one.asked is None else one.search.known(one.asked, visible)
        return None if known is None else SampleSearch.of(made, words, *known)

    words = Words.of((context.endpoint, path, type_, lenient, within), pairs)
    found = ready.planned.get(context.grant, words, ready.state, plan, sample)
    return found if token is None else found.at(token)


def _length(pairs: Pairs) -> int:
    return sum(len(name) + len(value) for name, value in pairs)


def _asked(
    context: Context, ready: Ready, path: str, type_: str, pairs: Pairs, lenient: bool | None, *within: Expression
) -> Asking:
    offered = context.search_of(ready, type_).offer.parameters
    context.visible(ready, type_, "search")  # a closed type tells nothing of its parameters
    settings, schema = context.settings(lenient), context.sight(ready)
    request = parse(type_, list(pairs), offered, settings=settings, base=context.endpoint.base, schema=schema)
    return Asking(path, [question(context, ready, type_, request, *within)], request)
