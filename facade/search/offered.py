"""Which search parameters and sort keys a type offers at one source: computed from its units, never listed by hand.

A type offers a parameter when at least one unit resolves it to nodes it can compare, and none blocks it. Those over
`meta` that R4 gives every type are offered by every type: without such an element nothing is tagged, and that is the
answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement

from facade.adapter.relations import relation_of
from facade.compiler.nodes import Leaf, Object, Rows
from facade.compiler.presence import NotPushed, attribute_of
from facade.compiler.resolve import Hit, resolve_below, target_types
from facade.fhir import definitions, fhirpath
from facade.fhir.definitions import SearchParameter
from facade.search.expression import (
    DateValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
)
from facade.search.pushdown.parameters import DECEASED, UNSEARCHABLE, Resolver, one_value
from facade.search.pushdown.simple import Asked

ASKED = Asked(datetime(2020, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
CANONICAL = ReferenceValue("", url="http://example.org/x")
_NUMBER = NumberValue(Decimal(1), Decimal("0.5"))
SAMPLES: Mapping[str, SearchValue] = {
    "string": StringValue("x"), "token": TokenValue("x"), "uri": StringValue("x"), "reference": ReferenceValue("1"),
    "date": DateValue("2020"), "number": _NUMBER, "quantity": QuantityValue(_NUMBER),
}  # fmt: skip
#: The data types that a parameter of a type can compare with.
MEANINGS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"string", "markdown", "HumanName", "Address"}),
    "token": frozenset(
        {"CodeableConcept", "Coding", "Identifier", "ContactPoint", "boolean", "code", "id", "uri", "string"}
    ),
    "reference": frozenset({"Reference", "canonical"}),
    "date": frozenset({"date", "dateTime", "instant", "Period"}),
    "quantity": frozenset({"Quantity", "Age", "Count", "Distance", "Duration"}),
    "number": frozenset({"decimal", "integer", "positiveInt", "unsignedInt"}),
    "uri": frozenset({"uri", "url", "canonical"}),
}
#: Of every resource: answered truly, if with nothing, where the template has no such element.
EVERYWHERE = frozenset({"_profile", "_security", "_source", "_tag"})


@dataclass(frozen=True, eq=False)
class Offer:
    """What a type can be searched and sorted by; `blocked`: parameter → label of the map that cannot push it down."""

    parameters: Mapping[str, SearchParameter]
    sorts: Mapping[str, Mapping[int, ColumnElement[object]]]  # code → unit number → expression
    blocked: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, frozenset[str]] = field(default_factory=dict)  # reference code → types it leads to here


def offer(resolvers: Mapping[int, Resolver]) -> Offer:
    """The offer of a type, from the resolvers of all its units."""
    (first, *_) = resolvers.values()
    parameters: dict[str, SearchParameter] = {}
    blocked: dict[str, str] = {}
    for code, parameter in definitions.search_parameters(first.unit.type).items():
        verdicts = {resolver.unit.label: _verdict(resolver, parameter) for resolver in resolvers.values()}
        wrong = next((label for label, verdict in verdicts.items() if verdict is None), None)
        if wrong is not None:
            blocked[code] = wrong
        elif code in EVERYWHERE or _enough(code, list(verdicts.values())):
            parameters[code] = parameter
    targets = {code: _targets(item, resolvers) for code, item in parameters.items() if item.type == "reference"}
    return Offer(parameters, _sorts(parameters, resolvers), blocked, targets)


def _targets(parameter: SearchParameter, resolvers: Mapping[int, Resolver]) -> frozenset[str]:
    found = {
        type_ for resolver in resolvers.values() for hit in resolver.hits(parameter) for type_ in target_types(hit.node)
    }
    if any(resolver.tells_merges(parameter.code) for resolver in resolvers.values()):
        found.add("Patient")
    return frozenset(found & parameter.target if parameter.target else found)


def _enough(code: str, verdicts: list[bool | None]) -> bool:
    """_lastUpdated needs every map: a map without a change column would silently drop out."""
    return all(verdicts) if code == "_lastUpdated" else any(verdicts)


def _verdict(resolver: Resolver, parameter: SearchParameter) -> bool | None:
    """True: offered by this unit; False: no node; None: a node that cannot be pushed down."""
    if parameter.code == "_id":
        return True
    if parameter.code in UNSEARCHABLE:
        return False
    hits = resolver.hits(parameter)
    if parameter.code == "link" and resolver.tells_merges("link"):
        return True
    if parameter.url == DECEASED:
        return bool(hits)
    try:
        return any(list(map(partial(_answers, parameter), hits)))  # all of them: each may be blocked
    except NotPushed:
        return None


def _answers(parameter: SearchParameter, hit: Hit) -> bool:
    if parameter.type == "composite":
        found = [
            [
                _answers(definitions.parameter_by_url(url), inner)
                for inner in resolve_below(hit, fhirpath.parse_relative(path))
            ]
            for url, path in parameter.components
        ]
        return all(any(part) for part in found)
    if getattr(hit.node, "type", "") not in MEANINGS.get(parameter.type, ()):
        return False
    if parameter.type == "reference" and not _aims(parameter, hit):
        return False
    canonical = parameter.type == "reference" and not isinstance(hit.node, Object)
    one_value(parameter, hit, "", CANONICAL if canonical else SAMPLES[parameter.type], ASKED)
    return True


def _aims(parameter: SearchParameter, hit: Hit) -> bool:
    if not isinstance(hit.node, Object) or "identifier" in hit.node.members:
        return True  # a canonical leads to a URL; an identifier is found by `:identifier`, wherever it leads
    found = target_types(hit.node)
    return bool(found & parameter.target if parameter.target else found)


def _sorts(
    parameters: Mapping[str, SearchParameter], resolvers: Mapping[int, Resolver]
) -> Mapping[str, Mapping[int, ColumnElement[object]]]:
    found: dict[str, Mapping[int, ColumnElement[object]]] = {}
    for code, parameter in parameters.items():
        keys = {
            number: key for number, resolver in resolvers.items() if (key := _sort_key(resolver, parameter)) is not None
        }
        if len(keys) == len(resolvers) and _alike(keys, resolvers):
            found[code] = keys
    return found


def _alike(keys: Mapping[int, ColumnElement[object]], resolvers: Mapping[int, Resolver]) -> bool:
    """Units on one table must sort by the same expression: they share a statement."""
    by_table: dict[str, set[str]] = {}
    for number, key in keys.items():
        by_table.setdefault(resolvers[number].unit.map.table.name, set()).add(str(key))
    return all(len(texts) == 1 for texts in by_table.values())


def _sort_key(resolver: Resolver, parameter: SearchParameter) -> ColumnElement[object] | None:
    if parameter.code == "_id":
        return resolver.unit.map.key
    leaves = [leaf for hit in resolver.hits(parameter) for leaf in _sortable(hit)]
    return leaves[0].codec.order() if leaves else None


def _sortable(hit: Hit) -> Iterator[Leaf]:
    """Leaves of the root table that a node is sorted by; none below child rows."""
    if any(isinstance(step, Rows) for step in hit.trail):
        return
    node = hit.node
    if isinstance(node, Object):
        name = {"HumanName": "family", "Identifier": "value", "Reference": "reference", "Period": "start"}.get(
            node.type
        )
        member = node.members.get(name or "")
    else:
        member = node
    if (
        isinstance(member, Leaf)
        and attribute_of(member.codec) is None
        and _on_root(member)
        and member.codec.order() is not None
    ):
        yield member


def _on_root(leaf: Leaf) -> bool:
    floats = any(leaf.codec.at.kind(col) == "float" for col in leaf.codec.columns)
    return not floats and all(relation_of(col) is None for col in leaf.codec.columns)
