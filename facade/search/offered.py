"""Which search parameters and sort keys a type offers at one source: computed from its units, never listed by hand.

A type offers a parameter when at least one unit resolves it to nodes it can compare, and none blocks it. Those over
`meta` that R4 gives every type are offered by every type: without such an element nothing is tagged, and that is the
answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from facade.compiler.nodes import Object
from facade.compiler.presence import NotPushed
from facade.compiler.resolve import Hit, resolve_below, target_types
from facade.fhir import definitions, fhirpath
from facade.fhir.definitions import SearchParameter
from facade.search import sorting
from facade.search.expression import (
    DateValue,
    NumberValue,
    QuantityValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
)
from facade.search.pushdown.order import Order, order_of
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
    """What a type can be searched and sorted by; `blocked`: parameter → label of the map that cannot push it down.

    `sorts`: what the whole type can be sorted by, table by table; `orders`: of each unit, for what a search leaves.
    """

    parameters: Mapping[str, SearchParameter]
    sorts: Mapping[str, Mapping[str, Order]]
    orders: Mapping[str, sorting.Orders]
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
    orders = {
        code: {number: order_of(resolver, parameter) for number, resolver in resolvers.items()}
        for code, parameter in parameters.items()
        if parameter.type not in ("composite", "special") and code not in EVERYWHERE
    }
    sorts = sorting.offered(orders, [resolver.unit for resolver in resolvers.values()])
    return Offer(parameters, sorts, orders, blocked, targets)


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
