"""What a page brings along: `_include`, `_revinclude`, round after round for `:iterate`.

One statement for each target table and round, whatever number of parameters lead to it. Only what the caller may
see is brought; a reference to anything else is left as it stands. The number is bounded, and what was left out is said.

https://hl7.org/fhir/R4/search.html#include
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facade.compiler.build import Problem
from facade.interactions import references
from facade.interactions.context import Context, Sight
from facade.interactions.fetch import BadRow, Reader
from facade.interactions.served import Ready
from facade.interactions.views import NARROWING, View, whole
from facade.search import include
from facade.search.expression import Expression, Param, ReferenceValue, TokenValue, disjunction
from facade.search.request import Include, SearchRequest
from facade.sources.connection import SourceConnection

MAX_INCLUDED = 1000

Resource = Mapping[str, Any]


@dataclass(eq=False)
class Included:
    """What was brought along, as it is shown. `more`: something was left out for its number.

    `bad`: rows that cannot be shown, by type and id.
    """

    resources: list[Resource] = field(default_factory=list)
    more: bool = False
    bad: dict[tuple[str, str], BadRow] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def view_of(request: SearchRequest, type_: str, sight: Sight, *, searched: bool) -> View:
    """How resources of a type are built for this request: with the references that are followed."""
    mask = sight.grant.mask(type_)
    summary = request.summary if request.summary in NARROWING else ""
    elements = request.elements if searched else request.included_elements.get(type_)
    if elements is None and not summary:
        return whole(mask)
    return View(elements, summary, mask, frozenset(_followed(request, type_, sight)))


def _followed(request: SearchRequest, type_: str, sight: Sight) -> Iterator[str]:
    """The top elements of the references that `_include` follows from a type."""
    for item in request.includes:
        for code in include.forward(item, type_, sight):
            yield from references.elements(type_, code)


@dataclass(eq=False)
class Includes:
    """The includes of one page. Takes its connection, as the reader of the page does."""

    context: Context
    ready: Ready
    connection: SourceConnection
    request: SearchRequest

    def of(self, found: Iterable[Resource]) -> Included:
        """What the resources of a page bring along; none of them, and nothing twice."""
        made = Included()
        latest = list(found)
        seen = {_name(resource) for resource in latest}
        wanted = self.request.includes
        for _ in range(max(self.context.endpoint.settings.max_depth, 1)):
            if not latest or not wanted:
                break
            latest = self._round(wanted, latest, seen, made)
            wanted = tuple(item for item in wanted if item.iterate)
        else:
            made.more = made.more or bool(latest and wanted)
        return made

    def _round(
        self, wanted: Sequence[Include], latest: Sequence[Resource], seen: set[str], made: Included
    ) -> list[Resource]:
        brought = []
        for type_, expression in self._questions(wanted, latest, seen):
            for resource in self._fetched(type_, expression, made, len(seen)):
                name = _name(resource)
                if name not in seen:
                    seen.add(name)
                    brought.append(resource)
        views = {type_: self._view(type_) for type_ in {resource["resourceType"] for resource in brought}}
        made.resources += [views[resource["resourceType"]].shown(resource) for resource in brought]
        return brought

    def _questions(
        self, wanted: Sequence[Include], latest: Sequence[Resource], seen: set[str]
    ) -> Iterator[tuple[str, Expression]]:
        """What to ask of each type: the ids referred to, and who refers to the resources at hand."""
        asked: dict[str, list[Expression]] = {}
        for type_, ids in self._referred(wanted, latest, seen).items():
            asked.setdefault(type_, []).append(Param("_id", "", tuple(TokenValue(id_) for id_ in ids)))
        for type_, by_code in self._referring(wanted, latest).items():
            for code, values in by_code.items():
                asked.setdefault(type_, []).append(Param(code, "", tuple(values)))
        for type_ in sorted(asked):
            yield type_, disjunction(*asked[type_])

    def _referred(
        self, wanted: Sequence[Include], latest: Sequence[Resource], seen: set[str]
    ) -> Mapping[str, Mapping[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for type_, resources in _by_type(latest).items():
            for item in wanted:
                for name in self._pointed_at(item, type_, resources):
                    target, _, id_ = name.partition("/")
                    if name not in seen:
                        found.setdefault(target, {})[id_] = None
        return found

    def _pointed_at(self, item: Include, type_: str, resources: Sequence[Resource]) -> Iterator[str]:
        """`Type/id` of what an include follows from resources of one type."""
        if item.every:
            names = (name for resource in resources for name in references.everywhere(resource))
            yield from (name for name in names if name.partition("/")[0] == item.target)
            return
        for code, targets in include.forward(item, type_, self._sight).items():
            names = (name for resource in resources for name in references.of(resource, code))
            yield from (name for name in names if name.partition("/")[0] in targets)

    def _referring(
        self, wanted: Sequence[Include], latest: Sequence[Resource]
    ) -> Mapping[str, Mapping[str, dict[ReferenceValue, None]]]:
        found: dict[str, dict[str, dict[ReferenceValue, None]]] = {}
        sight = self._sight
        for type_, resources in _by_type(latest).items():
            values = dict.fromkeys(ReferenceValue(resource["id"], type_) for resource in resources)
            for item in wanted:
                for source, codes in include.backward(item, type_, sight.types(), sight).items():
                    for code in codes:
                        found.setdefault(source, {}).setdefault(code, {}).update(values)
        return found

    def _fetched(self, type_: str, expression: Expression, made: Included, known: int) -> Iterator[Resource]:
        sight = self._sight
        search = sight.search(type_)
        if search is None:  # the caller's mask closes the type
            return
        for plan in search.plans(expression, sight.visible(type_), self.context.asked, sight):
            room = max(MAX_INCLUDED - known, 0)
            reader = Reader(self.ready, self.connection, self._view(type_), self.context.today)
            slice_ = reader.page(plan, MAX_INCLUDED, (), None)  # one statement, however much room is left
            made.more = made.more or len(slice_.found) > room or slice_.more
            made.bad |= {(row.type, row.id): row for row in slice_.told(min(room, len(slice_.found)))}
            made.problems += slice_.problems
            known += len(slice_.found)
            yield from (item.resource for item in slice_.found[:room])

    def _view(self, type_: str) -> View:
        return view_of(self.request, type_, self._sight, searched=False)

    @property
    def _sight(self) -> Sight:
        return self.context.sight(self.ready)


def _name(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _by_type(resources: Iterable[Resource]) -> Mapping[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for resource in resources:
        found.setdefault(resource["resourceType"], []).append(resource)
    return found
