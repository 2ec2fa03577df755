"""Bundles that answer a search. https://hl7.org/fhir/R4/bundle.html#searchset"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from facade.errors import Issue
from facade.fhir.outcome import operation_outcome

_MATCH = {"mode": "match"}
_INCLUDE = {"mode": "include"}


def _outcome(issue: Issue) -> dict[str, Any]:
    return {"resource": operation_outcome([issue]), "search": {"mode": "outcome"}}


def searchset(
    matches: Iterable[tuple[str, Any]],
    included: Iterable[tuple[str, Any]] = (),
    *,
    links: Mapping[str, str],
    total: int | None = None,
    outcomes: Iterable[Issue] = (),
) -> dict[str, Any]:
    """`matches` and `included` are (fullUrl, resource), a resource also as JSON fragment; each outcome is an entry.

    `links`: relation ("self", "first", "previous", "next") to URL.
    """
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if total is not None:
        bundle["total"] = total
    bundle["link"] = [{"relation": relation, "url": url} for relation, url in links.items()]
    entries = [{"fullUrl": full_url, "resource": resource, "search": _MATCH} for full_url, resource in matches]
    entries += [{"fullUrl": full_url, "resource": resource, "search": _INCLUDE} for full_url, resource in included]
    entries += [_outcome(issue) for issue in outcomes]
    if entries:  # FHIR has no empty arrays
        bundle["entry"] = entries
    return bundle
