"""Callers who may not see everything, against the adapters and against the evaluator over what they may see.

What is hidden answers as if it did not exist, whichever way leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from facade.access.denial import Denied
from facade.access.grant import Grant
from facade.search.evaluate import matches as holds
from tests.oracle import ORACLES
from tests.oracle.evaluating import context, found, heads
from tests.oracle.matching import along, find, matches
from tests.oracle.model import Caller, Oracle, Refusal, Search, View, wire
from tests.serving import Service

Services = Callable[[str], Service]


def cases(items: Callable[[View], tuple[Any, ...]]) -> list[Any]:
    """One parameter set for each item of each view."""
    return [
        pytest.param(vendor, view.caller, item, id=f"{vendor}-{view.caller}-{item}")
        for vendor, oracle in ORACLES.items()
        for view in oracle.views
        for item in items(view)
    ]


SEARCHES = pytest.mark.parametrize(("vendor", "caller", "search"), cases(lambda view: view.searches))


def grant(caller: Caller, vendor: str) -> Grant:
    return Grant("client", vendor, caller.scopes, patient=caller.patient, masks=caller.masks)


def seen(oracle: Oracle, caller: Caller, vendor: str) -> dict[str, dict[str, Any]]:
    """What a caller may search for, without what is hidden from him; who sees a head sees whom it absorbed."""
    everything, everywhere = oracle.resources, context(oracle, oracle.resources)

    def may(key: str) -> bool:
        verdict = grant(caller, vendor).visible(key.partition("/")[0], "search")
        return not isinstance(verdict, Denied) and holds(everything[key], verdict.expression, everywhere)

    merged = heads(oracle)
    return {
        key: without(caller, resource) for key, resource in everything.items() if may(key) or may(merged.get(key, key))
    }


def without(caller: Caller, resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource without the elements that are hidden from the caller."""
    type = resource["resourceType"]
    found: dict[str, Any] = shown(resource, type, caller.masks.get(type, frozenset()))
    return found


def shown(value: Any, path: str, hidden: frozenset[str]) -> Any:
    """A resource without what is hidden."""
    if isinstance(value, list):
        return [shown(item, path, hidden) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {key: shown(item, f"{path}.{key}", hidden) for key, item in value.items() if f"{path}.{key}" not in hidden}


@SEARCHES
def test_caller_finds(oracle_service: Services, vendor: str, caller: Caller, search: Search) -> None:
    service = replace(oracle_service(vendor), grant=grant(caller, vendor))
    bundle = find(service, search.type, search.query)

    assert sorted(resource["id"] for resource in matches(bundle)) == sorted(search.ids), search.why
    assert sorted(along(bundle)) == sorted(search.along), search.why
    for entry in bundle.get("entry", []):
        assert without(caller, entry["resource"]) == entry["resource"]


@pytest.mark.parametrize(("vendor", "caller", "refusal"), cases(lambda view: view.refusals))
def test_caller_is_refused(oracle_service: Services, vendor: str, caller: Caller, refusal: Refusal) -> None:
    service = replace(oracle_service(vendor), grant=grant(caller, vendor))
    status, outcome = service.search(refusal.type, wire(refusal.query))

    assert (status, outcome["issue"][0]["code"]) == (refusal.status, refusal.code), refusal.why


@SEARCHES
def test_evaluator_finds_the_same_in_what_a_caller_sees(vendor: str, caller: Caller, search: Search) -> None:
    oracle = ORACLES[vendor]
    there = seen(oracle, caller, vendor)

    assert found(oracle, search, there) == sorted(search.ids), search.why
    assert set(search.along) <= there.keys()


def test_there_are_callers_of_every_kind() -> None:
    callers = [view.caller for oracle in ORACLES.values() for view in oracle.views]
    assert any(caller.patient for caller in callers)
    assert any(caller.masks for caller in callers)
    assert any("?" in scope for caller in callers for scope in caller.scopes)
    assert sum(len(view.searches) for oracle in ORACLES.values() for view in oracle.views) >= 60


@pytest.mark.parametrize("vendor", list(ORACLES))
def test_a_narrow_caller_finds_less_than_everybody(vendor: str) -> None:
    """Each caller has something hidden that his searches would find or use."""
    oracle = ORACLES[vendor]
    for view in oracle.views:
        fewer = [one for one in view.searches if set(found(oracle, one, oracle.resources)) > set(one.ids)]
        assert fewer or view.refusals, view.caller.name
