"""The SMART configuration document: what this endpoint can do now, and no more.

https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facade.access import backend
from facade.access.clients import ALGORITHMS
from facade.access.endpoint import EndpointFacts
from facade.access.scopes import in_order


def smart_configuration(endpoint: EndpointFacts, offered: Mapping[str, str]) -> dict[str, Any]:
    """The document for `/.well-known/smart-configuration`.

    `offered` gives the letters of each type's interactions ("rs", "cru", …) in any order.
    """
    return {
        "token_endpoint": endpoint.token_url,
        "grant_types_supported": [backend.GRANT_TYPE],
        "token_endpoint_auth_methods_supported": [backend.AUTH_METHOD],
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "scopes_supported": _scopes(offered),
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def _scopes(offered: Mapping[str, str]) -> list[str]:
    found = [f"system/{type}.{in_order(letters)}" for type, letters in sorted(offered.items()) if letters]
    return ["system/*.rs", *found] if found else []
