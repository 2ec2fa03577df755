"""Several types searched at once, by parameters that all of them have.

Decisions: without `_type` these are the types that the token may search. A type that is named and that the token
does not reach is left out and an `outcome` entry says so, or the search is 403 if no other is named. Without `_sort`
the types follow one another, so that a page asks no more tables than it shows.

https://hl7.org/fhir/R4/http.html#search https://hl7.org/fhir/R4/search.html#all
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from facade.access.denial import Denial, Denied, denial
from facade.errors import Refused, bad_value, not_supported
from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.interactions import outcomes
from facade.interactions.answering import answered
from facade.interactions.asking import Asking, question
from facade.interactions.context import Context, Reply, Sight
from facade.interactions.served import Ready
from facade.search.expression import TRUE, Expression
from facade.search.include import NAMES as INCLUDES
from facade.search.parse import page_apart, parse
from facade.search.request import Pairs, ParseSettings, SearchRequest

TYPE, ELEMENTS = "_type", "_elements"
Within = Callable[[str], Expression]


def search(context: Context, pairs: Pairs, *, lenient: bool | None = None) -> Reply:
    """200 with a searchset Bundle. Refused as a search of one type is."""
    ready = context.endpoint.source.fresh()
    return answered(context, ready, asked(context, ready, "", ready.source.by_type, pairs, lenient))


def asked(
    context: Context,
    ready: Ready,
    path: str,
    universe: Iterable[str],
    pairs: Pairs,
    lenient: bool | None,
    within: Within = lambda _: TRUE,
) -> Asking:
    """What `pairs` ask of the types of `universe`. `within`: what else must hold of a type's resources."""
    sight, settings = context.sight(ready), context.settings(lenient)
    token, pairs = page_apart(pairs)
    named, others = _named(pairs)
    types, closed = _reached(sight, sorted(universe), named)
    requests = _Parsing(context, sight, settings, types).requests(others)
    whole = requests[types[0]]
    if named:
        whole = replace(whole, used=((TYPE, ",".join(named)), *whole.used))
    questions = [question(context, ready, type_, requests[type_], within(type_)) for type_ in types]
    return Asking(path, questions, whole, outcomes.denied(closed), apart=True, page=token)


def _named(pairs: Pairs) -> tuple[tuple[str, ...], Pairs]:
    """The types named, and the other parameters."""
    texts = [value for name, value in pairs if name == TYPE and value]
    if len(texts) > 1:
        raise bad_value("_type may be given once; it takes several types with commas.")
    named = dict.fromkeys(texts[0].split(",")) if texts else {}
    return tuple(named), [pair for pair in pairs if pair[0] != TYPE]


def _reached(sight: Sight, universe: Sequence[str], named: Sequence[str]) -> tuple[list[str], list[str]]:
    """The types to search, and those named that the token does not reach."""
    if any(type_ not in universe for type_ in named):
        raise not_supported("_type names a type that is not served here.")
    asked = [type_ for type_ in universe if type_ in named] if named else universe
    reached = [type_ for type_ in asked if _is_open(sight, type_)]
    if not reached:
        raise denial(Denial.NO_SCOPE)
    return reached, [type_ for type_ in asked if type_ not in reached] if named else []


def _is_open(sight: Sight, type_: str) -> bool:
    return sight.search(type_) is not None and not isinstance(sight.grant.visible(type_, "search"), Denied)


def _has(type_: str, name: str) -> bool:
    bare = name.removesuffix("[x]")
    return name == "resourceType" or bool(definitions.named(type_, bare) or definitions.child(type_, name))


def _as_written(used: Pairs, pairs: Pairs) -> Pairs:
    """What had an effect, `_elements` as the client wrote it."""
    written = dict(pairs)
    return [(name, written[name] if name == ELEMENTS else text) for name, text in used]


@dataclass(frozen=True, eq=False)
class _Parsing:
    """The same parameters read for each of the types."""

    context: Context
    sight: Sight
    settings: ParseSettings
    types: Sequence[str]

    def requests(self, pairs: Pairs) -> Mapping[str, SearchRequest]:
        """The request for each type; what all have in common stands in each."""
        followed = [pair for pair in pairs if pair[0].partition(":")[0] in INCLUDES]
        if len(followed) > self.settings.max_includes:
            raise Refused(400, "too-costly", f"At most {self.settings.max_includes} includes are taken at once.")
        plain = [pair for pair in pairs if pair not in followed]
        requests, ignored = self._plain(plain, ())
        brought = [self._parsed(self._followed(text), [(name, text)], {}) for name, text in followed if text]
        first = requests[self.types[0]]
        if brought and first.summary == "text":
            raise bad_value("_summary=text brings nothing along: leave out the includes.")
        elements = {type_: names for one in requests.values() for type_, names in one.included_elements.items()}
        return {
            type_: replace(
                one,
                includes=tuple(dict.fromkeys(item for other in brought for item in other.includes)),
                included_elements=elements,
                used=(*_as_written(first.used, pairs), *(pair for other in brought for pair in other.used)),
                ignored=tuple(dict.fromkeys([*ignored, *(name for other in brought for name in other.ignored)])),
            )
            for type_, one in requests.items()
        }

    def _plain(self, pairs: Pairs, dropped: tuple[str, ...]) -> tuple[dict[str, SearchRequest], tuple[str, ...]]:
        """What one type ignores, all ignore: else it would match as if it had not been asked."""
        common = self._common()
        kept = [pair for pair in pairs if pair[0] not in dropped]
        found = {type_: self._parsed(type_, self._elements(kept, type_), common[type_]) for type_ in self.types}
        ignored = tuple(dict.fromkeys([*dropped, *(name for one in found.values() for name in one.ignored)]))
        uneven = {name for one in found.values() for name in one.ignored if name != "_sort"} - set(dropped)
        if any(not uneven <= set(one.ignored) for one in found.values()):
            return self._plain(pairs, ignored)
        return found, ignored

    def _elements(self, pairs: Pairs, type_: str) -> Pairs:
        """`_elements` as one type has it: what another one has means nothing to it."""
        return [(name, self._own(text, type_) if name == ELEMENTS and text else text) for name, text in pairs]

    def _own(self, text: str, type_: str) -> str:
        names = text.split(",")
        own = [name for name in names if "." in name or _has(type_, name) or not any(_has(t, name) for t in self.types)]
        return ",".join(own) or "id"

    def _parsed(self, type_: str, pairs: Pairs, offered: Mapping[str, SearchParameter]) -> SearchRequest:
        base = self.context.endpoint.base
        return parse(type_, list(pairs), offered, settings=self.settings, base=base, schema=self.sight)

    def _common(self) -> Mapping[str, Mapping[str, SearchParameter]]:
        """The parameters of each type that all others have, of the same kind."""
        offers = {type_: self.sight.offered(type_) or {} for type_ in self.types}
        kinds = [{(code, item.type) for code, item in offer.items()} for offer in offers.values()]
        shared = {code for code, _ in set.intersection(*kinds)}
        return {type_: {code: offer[code] for code in offer if code in shared} for type_, offer in offers.items()}

    def _followed(self, text: str) -> str:
        """The type that an include is about: one of those searched, if it names one."""
        source = text.partition(":")[0]
        return source if source in self.types else self.types[0]
