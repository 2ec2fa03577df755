"""The in-memory evaluator against the oracle: the searches worked out by hand, over the resources written by hand.

No adapter and no database takes part, so that a search that fails here is a slip of the oracle or of the
evaluator, and one that fails only in `test_oracle` is neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.search.evaluate import Context, matches
from facade.search.parse import parse
from facade.search.request import ParseSettings
from tests.oracle import ORACLES
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


def context(oracle: Oracle) -> Context:
    return Context(
        zone=ZoneInfo(TIME_ZONE),
        now=NOW,
        default_collation=COLLATION,
        base=BASE,
        heads=heads(oracle),
        resources=oracle.resources,
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


def cases() -> list[tuple[str, Search]]:
    return [(vendor, search) for vendor, oracle in ORACLES.items() for search in oracle.searches]


@pytest.mark.parametrize(("vendor", "search"), cases(), ids=str)
def test_evaluator_finds_the_same(vendor: str, search: Search) -> None:
    oracle = ORACLES[vendor]
    pairs = parse_qsl(wire(search.query), keep_blank_values=True)
    offered = definitions.search_parameters(search.type)
    schema = Standard(oracle.types())
    asked = parse(search.type, pairs, offered, settings=ParseSettings(), base=BASE, schema=schema).expression

    facts = context(oracle)
    resources = [resource for resource in oracle.resources.values() if resource["resourceType"] == search.type]
    found = [resource["id"] for resource in resources if matches(resource, asked, facts)]

    assert sorted(found) == sorted(search.ids), search.why
