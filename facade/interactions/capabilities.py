"""The CapabilityStatement, computed from the maps: what is not offered is not in it.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from facade.compiler.claims import claims
from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.interactions import system
from facade.interactions.context import Endpoint
from facade.interactions.operations.table import OPERATIONS, Operation
from facade.interactions.served import Ready
from facade.interactions.writing import writable
from facade.search import lists
from facade.search.compile import TypeSearch
from facade.search.filter import FILTER
from facade.search.supported import Supported, supported

SOFTWARE = {"name": "FHIR facade", "version": version("fhir-facade")}
DATE = "2026-11-21"  # of this form of the statement, not of the request: equal content, equal ETag
FILTERS = "By the parameters of each type: https://hl7.org/fhir/R4/search_filter.html"
SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"
COMPARTMENTS = "http://hl7.org/fhir/CompartmentDefinition"
OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
OAUTH_NAMES = ("authorize", "token", "revoke", "introspect")  # for clients that read no smart-configuration


def capabilities(endpoint: Endpoint) -> dict[str, Any]:
    """The statement of one endpoint. Refused 503 while the source was never reached."""
    ready = endpoint.source.ready()
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        "software": SOFTWARE,
        "implementation": {"description": f"FHIR endpoint {endpoint.name}", "url": endpoint.base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": _security(endpoint),
                "resource": [_resource(endpoint, ready, type_) for type_ in sorted(ready.source.by_type)],
                "interaction": [
                    {"code": "search-system", "documentation": "By parameters that all the types have."},
                    {"code": "batch", "documentation": "Of reads: entries that write are answered 405."},
                ],
                "searchParam": [
                    {"name": system.TYPE, "type": "special", "documentation": "The types to search, with commas."},
                    {"name": FILTER, "type": "special", "documentation": FILTERS},
                ],
                "compartment": [f"{COMPARTMENTS}/{name.lower()}" for name in _compartments(ready)],
            }
        ],
    }


def _security(endpoint: Endpoint) -> dict[str, Any]:
    uris = [{"url": name, "valueUri": f"{endpoint.base}/oauth/{name}"} for name in OAUTH_NAMES]
    return {
        "extension": [{"url": OAUTH_URIS, "extension": uris}],
        "service": [{"coding": [{"system": SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
    }


def _resource(endpoint: Endpoint, ready: Ready, type_: str) -> dict[str, Any]:
    search = ready.search(type_)
    assert search is not None  # types come from the source itself
    profiles = _profiles(ready, type_)
    found: dict[str, Any] = {
        "type": type_,
        **({"supportedProfile": profiles} if profiles else {}),
        "interaction": [{"code": code} for code in ("read", "search-type", *sorted(writable(endpoint, ready, type_)))],
        "versioning": "versioned-update",
        "readHistory": False,
        "updateCreate": False,
        "searchInclude": _includes(search.offer.targets, type_),
        "searchRevInclude": _reverse_includes(ready, type_),
        "searchParam": [
            *(_parameter(search, code, item) for code, item in sorted(search.offer.parameters.items())),
            *_lists(type_, search.offer.parameters),
        ],
        "operation": [_operation(ready, item) for item in OPERATIONS if item.type == type_],
    }
    return {key: value for key, value in found.items() if value != []}  # FHIR has no empty arrays


def _includes(targets: Mapping[str, frozenset[str]], type_: str) -> list[str]:
    """`_include`: each reference that leads to a type served here, one by one or all at once."""
    codes = sorted(code for code, types in targets.items() if types)
    return [*(f"{type_}:{code}" for code in codes), f"{type_}:*", "*"] if codes else []


def _reverse_includes(ready: Ready, type_: str) -> list[str]:
    """`_revinclude`: each reference by which a type served here may lead to this one."""
    searches = [(source, ready.search(source)) for source in sorted(ready.source.by_type)]
    return [
        f"{source}:{code}"
        for source, search in searches
        if search is not None
        for code, types in sorted(search.offer.targets.items())
        if type_ in types
    ]


def _compartments(ready: Ready) -> list[str]:
    return [name for name in definitions.compartments() if name in ready.source.by_type]


def _profiles(ready: Ready, type_: str) -> list[str]:
    """The profiles that some resources of the type claim."""
    found = (claims(unit.root, unit.profiles).urls for unit in ready.source.by_type[type_])
    return list(dict.fromkeys(url for urls in found for url in urls))


def _lists(type_: str, offered: Container[str]) -> list[Mapping[str, Any]]:
    """`_list`, for which R4 has no SearchParameter."""
    names = lists.defined(type_, offered)
    return [{"name": lists.NAME, "type": "special", "documentation": ", ".join(names)}] if names else []


def _operation(ready: Ready, item: Operation) -> Mapping[str, Any]:
    found = {"name": item.name, "definition": item.definition}
    whole = _always_whole(ready, item.type) if item.name == "everything" else []
    if whole:
        found["documentation"] = f"_since leaves nothing out of {', '.join(whole)}: when it was updated is not known."
    return found


def _always_whole(ready: Ready, compartment: str) -> list[str]:
    """The types of a compartment that do not tell when a resource was updated."""
    searches = {type_: ready.search(type_) for type_ in sorted(definitions.compartment(compartment))}
    return [type_ for type_, found in searches.items() if found and "_lastUpdated" not in found.offer.parameters]


def _parameter(search: TypeSearch, code: str, parameter: SearchParameter) -> Mapping[str, Any]:
    found = {"name": code, "definition": parameter.url, "type": parameter.type}
    told = _documentation(search)[code]
    return {**found, "documentation": told} if told else found


@lru_cache(maxsize=512)
def _documentation(search: TypeSearch) -> Mapping[str, str]:
    """What R4 has no element for: modifiers, prefixes, where a chain leads, and whether `_sort` takes it."""
    return {item.code: _told(item) for item in supported(search)}


def _told(item: Supported) -> str:
    parts = (
        ("Modifiers", [f":{name}" for name in item.modifiers]),
        ("Prefixes", item.comparators),
        ("Leads to", item.leads_to),
    )
    told = [f"{label} {', '.join(names)}." for label, names in parts if names]
    return " ".join([*told, *(["For _sort too."] if item.sorts else [])])
