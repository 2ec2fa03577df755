"""Searches asked as a client asks them: bundles, and their pages by the next link."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from facade.fhir import json
from facade.interactions import search
from facade.interactions.context import Context
from facade.testing.asked import Query

MOST_PAGES = 3000
Bundle = Mapping[str, Any]


def searched(context: Context, type_: str, query: Query) -> Bundle:
    """The bundle of a search. Refused as the search is."""
    found: Bundle = json.loads(json.dumps(search.search(context, type_, list(query)).body))
    return found


def pages(context: Context, type_: str, query: Query, between: Callable[[int], None] | None = None) -> Iterator[Bundle]:
    """Every page of a search; `between` is called with the number of the page that was read."""
    bundle = searched(context, type_, query)
    for number in range(1, MOST_PAGES):
        yield bundle
        link = linked(bundle, "next")
        if link is None:
            return
        if between is not None:
            between(number)
        bundle = searched(context, type_, tuple(parse_qsl(urlsplit(link).query, keep_blank_values=True)))
    raise AssertionError(f"{type_}: the pages do not end")


def linked(bundle: Bundle, relation: str) -> str | None:
    """The URL of a link."""
    return next((link["url"] for link in bundle["link"] if link["relation"] == relation), None)


def matched(bundle: Bundle) -> list[dict[str, Any]]:
    """The resources found."""
    return [entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "match"]


def told(bundle: Bundle) -> list[str]:
    """The texts of outcome entries."""
    outcomes = (entry["resource"] for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "outcome")
    return [issue["diagnostics"] for outcome in outcomes for issue in outcome["issue"]]
