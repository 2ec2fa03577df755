"""The User-access Brands Bundle: under what name, logo and website an app shows the clinic behind an endpoint.

One brand and one endpoint, of what the clinic configured; without that there is no bundle, and no document names one.
https://hl7.org/fhir/smart-app-launch/STU2.2/brands.html
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from facade.access.endpoint import EndpointFacts
from facade.config import BrandConfig

PATH = ".well-known/user-access-brands.json"

_EXTENSION = "http://hl7.org/fhir/StructureDefinition"
_CONNECTION = {"system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "code": "hl7-fhir-rest"}
_PAYLOAD = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/endpoint-payload-type", "code": "none"}]}
_VERSION = "4.0.1"
_BRAND, _ENDPOINT = "brand", "endpoint"


def url(endpoint: EndpointFacts) -> str:
    """Where the bundle is."""
    return f"{endpoint.base}/{PATH}"


def identifier(brand: BrandConfig) -> dict[str, str]:
    """The brand as other publishers name it, too: its website, without www and without a path."""
    host = (urlsplit(brand.website).hostname or "").removeprefix("www.")
    return {"system": "urn:ietf:rfc:3986", "value": f"https://{host}"}


def bundle(endpoint: EndpointFacts, brand: BrandConfig) -> dict[str, Any]:
    """The bundle, the same at every request until the configuration changes."""
    changed = f"{brand.changed.isoformat()}T00:00:00Z"
    return {
        "resourceType": "Bundle",
        "meta": {"lastUpdated": changed},
        "type": "collection",
        "timestamp": changed,
        "entry": [
            {"fullUrl": f"{url(endpoint)}/Organization/{_BRAND}", "resource": _organization(brand)},
            {"fullUrl": f"{url(endpoint)}/Endpoint/{_ENDPOINT}", "resource": _endpoint(endpoint, brand)},
        ],
    }


def _organization(brand: BrandConfig) -> dict[str, Any]:
    extensions = [*_logo(brand), *_portal(brand)]
    return {
        "resourceType": "Organization",
        "id": _BRAND,
        **({"extension": extensions} if extensions else {}),
        "identifier": [identifier(brand)],
        "active": True,
        "name": brand.name,
        "telecom": [{"system": "url", "value": brand.website}],
        "endpoint": [{"reference": f"Endpoint/{_ENDPOINT}"}],
    }


def _logo(brand: BrandConfig) -> list[dict[str, Any]]:
    parts = [{"url": "brandLogo", "valueUrl": brand.logo}]
    return [{"url": f"{_EXTENSION}/organization-brand", "extension": parts}] if brand.logo else []


def _portal(brand: BrandConfig) -> list[dict[str, Any]]:
    parts = [
        {"url": "portalName", "valueString": brand.name},
        {"url": "portalUrl", "valueUrl": brand.portal},
        {"url": "portalEndpoint", "valueReference": {"reference": f"Endpoint/{_ENDPOINT}"}},
    ]
    return [{"url": f"{_EXTENSION}/organization-portal", "extension": parts}] if brand.portal else []


def _endpoint(endpoint: EndpointFacts, brand: BrandConfig) -> dict[str, Any]:
    return {
        "resourceType": "Endpoint",
        "id": _ENDPOINT,
        "extension": [{"url": f"{_EXTENSION}/endpoint-fhir-version", "valueCode": _VERSION}],
        "status": "active",
        "connectionType": dict(_CONNECTION),
        "name": f"FHIR R4 of {brand.name}",
        "contact": [{"system": "url", "value": brand.developers or brand.website}],
        "payloadType": [dict(_PAYLOAD)],
        "address": endpoint.base,
    }
