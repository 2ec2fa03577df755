"""Patient and Encounter $everything: the compartment, type after type, with what it refers to.

The compartment is asked for as a search, under the rules and the mask of each type, so nothing is in it that the
caller could not find by itself. Each type needs the scopes to search and to read it; a type without them is left out.

https://hl7.org/fhir/R4/patient-operation-everything.html
https://hl7.org/fhir/R4/encounter-operation-everything.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from facade.access.compartments import DENIED
from facade.access.denial import Denied
from facade.errors import bad_value
from facade.fhir import dates, definitions
from facade.interactions import read
from facade.interactions.answering import answered
from facade.interactions.asking import Asking, Question
from facade.interactions.context import Context, Reply
from facade.interactions.operations import arguments, care
from facade.interactions.served import Ready
from facade.interactions.views import View
from facade.search.expression import (
    FALSE,
    TRUE,
    Chain,
    Expression,
    Param,
    ReferenceValue,
    TokenValue,
    conjunction,
    disjunction,
)
from facade.search.parse import page_apart, parse
from facade.search.plan import Plan
from facade.search.request import Include, SearchRequest

BASES = ("Patient", "Encounter")
_PAGING = frozenset({"_count", "_page"})
_OWN = frozenset({"start", "end", "_since", "_type"})


@dataclass(frozen=True)
class _Wanted:
    """`id` None: of every patient that the caller may see. `types` None: all of them."""

    base: str
    id: str | None
    start: str
    end: str
    since: str
    types: frozenset[str] | None

    def takes(self, type_: str) -> bool:
        """Whether resources of the type are wanted."""
        return self.types is None or type_ in self.types


def everything(
    context: Context, base: str, id_: str | None, pairs: Sequence[tuple[str, str]], *, lenient: bool | None = None
) -> Reply:
    """200 with a searchset Bundle, page by page. Refused 404 where the caller cannot see what it is named after."""
    ready = context.endpoint.source.fresh()
    context.search_of(ready, base)
    context.visible(ready, base, "read")
    context.visible(ready, base, "search")
    token, pairs = page_apart(pairs)
    wanted, request = _read(context, base, id_, pairs, lenient)
    if id_ is not None:
        plans = _plans(context, ready, base, TRUE, Param("_id", "", (TokenValue(id_),)))
        read.check_there(context, ready, plans, id_)
    questions = list(_questions(context, ready, wanted, request))
    includes = tuple(_supporting(context, ready, wanted, questions))
    request = replace(request, includes=includes)
    asking = Asking(_path(base, id_), questions, request, interaction="everything", apart=True, page=token)
    return answered(context, ready, asking)


def _path(base: str, id_: str | None) -> str:
    return f"{base}/$everything" if id_ is None else f"{base}/{id_}/$everything"


def _read(
    context: Context, base: str, id_: str | None, pairs: Sequence[tuple[str, str]], lenient: bool | None
) -> tuple[_Wanted, SearchRequest]:
    """What is asked for, and how it is paged."""
    settings = context.settings(lenient)
    given = arguments.taken(pairs, _OWN | _PAGING, lenient=settings.lenient)
    wanted = _wanted(base, id_, given)
    paging = [pair for pair in pairs if pair[0] in _PAGING]
    request = parse(base, paging, {}, settings=settings, base=context.endpoint.base)
    own = [(name, text) for name, text in pairs if name in _OWN and text]
    ignored = arguments.ignored(pairs, _OWN | _PAGING)
    return wanted, replace(request, used=(*own, *request.used), ignored=ignored)


def _wanted(base: str, id_: str | None, given: Mapping[str, Sequence[str]]) -> _Wanted:
    start, end = arguments.period(given)
    return _Wanted(base, id_, start, end, _instant(arguments.once(given, "_since") or ""), _types(given))


def _instant(text: str) -> str:
    plain = text.replace(" ", "+")  # a '+' left bare in a URL arrives as a blank
    try:
        timed = not plain or dates.parse_partial(plain).timed
    except ValueError:
        timed = False
    if not timed:
        raise bad_value("_since takes an instant such as 2013-01-14T10:00:00Z.")
    return plain


def _types(given: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
    named = frozenset(name for text in given.get("_type", ()) for name in text.split(","))
    if not named <= definitions.all_resource_types():
        raise bad_value("_type takes names of R4's resource types.")
    return named or None


def _plans(context: Context, ready: Ready, type_: str, wanted: Expression, within: Expression) -> tuple[Plan, ...]:
    """`within` is a rule of access: it holds for merged rows too, and whatever is masked."""
    search = context.search_of(ready, type_)
    visible = conjunction(*_visible(context, type_), within)
    return search.plans(wanted, visible, context.asked, context.sight(ready))


def _visible(context: Context, type_: str) -> tuple[Expression, ...]:
    """What may be both searched and read; FALSE where one of them is denied."""
    verdicts = [context.grant.visible(type_, "search"), context.grant.visible(type_, "read")]
    found = [FALSE if isinstance(verdict, Denied) else verdict.expression for verdict in verdicts]
    return tuple(dict.fromkeys(found))


def _ordered(ready: Ready, base: str) -> Sequence[str]:
    """The types of the compartment that are served, the one that it is named after first."""
    inside = definitions.compartment(base).keys() & ready.source.by_type.keys()
    return [base, *sorted(inside - DENIED - {base})]


def _questions(context: Context, ready: Ready, wanted: _Wanted, request: SearchRequest) -> Iterator[Question]:
    for type_ in _ordered(ready, wanted.base):
        sight = context.sight(ready)
        search = sight.search(type_)
        if search is None or not wanted.takes(type_):
            continue
        offered = search.offer.parameters
        period = care.during(type_, wanted.start, wanted.end, offered)
        asked = conjunction(_member(type_, wanted, offered), period, care.since(wanted.since, offered))
        plans = _plans(context, ready, type_, asked, _itself(type_, wanted))
        if plans:
            itself = conjunction(asked, _itself(type_, wanted))
            yield Question(type_, search, request, plans, View(mask=search.mask), context.reason(type_), itself)


def _itself(type_: str, wanted: _Wanted) -> Expression:
    """The resource that the compartment is named after, with the rows that the EHR merged into it."""
    alone = type_ == wanted.base and wanted.id is not None
    return Param("_id", "", (TokenValue(wanted.id),)) if alone else TRUE


def _member(type_: str, wanted: _Wanted, offered: Container[str]) -> Expression:
    """The standard's definition of the compartment. A code that this type does not offer finds nothing."""
    if type_ == wanted.base:
        return TRUE
    codes = [code for code in definitions.compartment(wanted.base)[type_] if code in offered]
    if wanted.id is None:  # in somebody's compartment: what only names a practitioner is in nobody's
        return disjunction(*(Chain(code, wanted.base, TRUE) for code in codes))
    value = ReferenceValue(wanted.id, wanted.base)
    return disjunction(*(Param(code, "", (value,)) for code in codes))


def _supporting(context: Context, ready: Ready, wanted: _Wanted, found: Sequence[Question]) -> Iterator[Include]:
    """What is referred to and does not come by itself: practitioners, organizations, the patient of an encounter."""
    own = {one.type for one in found}
    if wanted.base == "Patient":
        own |= definitions.compartment("Patient").keys()
    sight = context.sight(ready)
    for type_ in sorted(ready.source.by_type.keys() - own - DENIED):
        if wanted.takes(type_) and sight.search(type_) is not None and FALSE not in _visible(context, type_):
            yield Include(None, None, type_, every=True)
