"""The in-memory evaluator over an oracle's expected resources: no adapter and no database takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.search.evaluate import Context, matches
from facade.search.expression import Expression
from facade.search.parse import parse
from facade.search.request import ParseSettings
from tests.oracle.model import COLLATION, NOW, TIME_ZONE, Oracle, Search, wire

BASE = "http://example.org/fhir"


def heads(oracle: Oracle) -> Mapping[str, str]:
    """Absorbed patients and those who absorbed them, as their links say."""
    return {
        key: link["other"]["reference"]
        for key, resource in oracle.resources.items()
        for link in resource.get("link", [])
        if link["type"] == "replaced-by"
    }


def context(oracle: Oracle, there: Mapping[str, Mapping[str, Any]]) -> Context:
    """`there`: the resources that can be seen."""
    return Context(
        zone=ZoneInfo(TIME_ZONE),
        now=NOW,
        default_collation=COLLATION,
        base=BASE,
        heads=heads(oracle),
        resources=there,
    )


@dataclass(frozen=True)
class Standard:
    """Every type of an oracle, with all that R4 lets it be searched by."""

    served: tuple[str, ...]

    def types(self) -> Iterable[str]:
        return self.served

    def offered(self, type_: str) -> Mapping[str, SearchParameter] | None:
        return definitions.search_parameters(type_) if type_ in self.served else None

    def targets(self, type_: str, code: str) -> frozenset[str]:
        return definitions.search_parameters(type_)[code].target & frozenset(self.served)


def asked(oracle: Oracle, search: Search) -> Expression:
    """What a search asks, by all that R4 knows."""
    schema = Standard(oracle.types())
    offered = schema.offered(search.type) or {}
    pairs = parse_qsl(wire(search.query), keep_blank_values=True)
    return parse(search.type, pairs, offered, settings=ParseSettings(), base=BASE, schema=schema).expression


def found(oracle: Oracle, search: Search, there: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The ids that a search finds among the resources that are there."""
    expression, facts = asked(oracle, search), context(oracle, there)
    resources = [resource for resource in there.values() if resource["resourceType"] == search.type]
    return sorted(resource["id"] for resource in resources if matches(resource, expression, facts))
