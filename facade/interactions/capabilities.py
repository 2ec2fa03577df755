"""The CapabilityStatement, computed from the maps: what is not offered is not in it.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from facade.fhir.definitions import SearchParameter
from facade.interactions.context import Endpoint
from facade.interactions.served import Ready
from facade.interactions.writing import writable

SOFTWARE = {"name": "FHIR facade", "version": version("fhir-facade")}
DATE = "2026-11-21"  # of this form of the statement, not of the request: equal content, equal ETag
SECURITY_SERVICE = "http://terminology.hl7.org/CodeSystem/restful-security-service"
OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"


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
            }
        ],
    }


def _security(endpoint: Endpoint) -> dict[str, Any]:
    token = {"url": "token", "valueUri": f"{endpoint.base}/oauth/token"}
    return {
        "extension": [{"url": OAUTH_URIS, "extension": [token]}],
        "service": [{"coding": [{"system": SECURITY_SERVICE, "code": "SMART-on-FHIR"}]}],
    }


def _resource(endpoint: Endpoint, ready: Ready, type_: str) -> dict[str, Any]:
    search = ready.search(type_)
    assert search is not None  # types come from the source itself
    found: dict[str, Any] = {
        "type": type_,
        "interaction": [{"code": code} for code in ("read", "search-type", *sorted(writable(endpoint, ready, type_)))],
        "versioning": "versioned-update",
        "readHistory": False,
        "updateCreate": False,
        "searchParam": [_parameter(code, item) for code, item in sorted(search.offer.parameters.items())],
    }
    return found


def _parameter(code: str, parameter: SearchParameter) -> Mapping[str, Any]:
    return {"name": code, "definition": parameter.url, "type": parameter.type}
