"""The evaluator asked in the words of a query string, so that a case reads like the standard's examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from facade.fhir import definitions
from facade.search.evaluate import Context, matches
from facade.search.parse import parse
from facade.search.request import ParseSettings

BASE = "http://example.org/fhir"
CONTEXT = Context(
    zone=ZoneInfo("America/Toronto"),
    now=datetime(2013, 6, 1, 12, tzinfo=UTC),
    default_collation="ci-ai-pad",
    base=BASE,
)


def found(resource: Mapping[str, Any], query: str, **facts: Any) -> bool:
    """Whether the search finds the resource; `facts` replace those of CONTEXT."""
    type_ = resource["resourceType"]
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    offered = definitions.search_parameters(type_)
    request = parse(type_, pairs, offered, settings=ParseSettings(), base=BASE)
    return matches(resource, request.expression, replace(CONTEXT, **facts))
