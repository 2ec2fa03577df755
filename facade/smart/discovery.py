"""The discovery documents: what this endpoint can do now, and no more. Each endpoint is an issuer of its own.

    <base>/.well-known/smart-configuration                 SMART App Launch
    <base>/.well-known/openid-configuration                OpenID Connect Discovery
    /.well-known/oauth-authorization-server/<base's path>  RFC 8414

What a document promises follows from what the endpoint serves: without patients there is no patient context, without
visits none of visits, and a scope is listed where it can be granted.
https://hl7.org/fhir/smart-app-launch/conformance.html#using-well-known
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facade.access.clients import ALGORITHMS
from facade.access.compartments import patient_compartment
from facade.access.endpoint import EndpointFacts
from facade.access.scopes import in_order
from facade.config import BrandConfig
from facade.smart import authorize, backend, brands, id_token, refresh
from facade.smart.scopes_granted import ENCOUNTER, LAUNCH, PATIENT, WORDS

_AUTH_METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")
_CAPABILITIES = (
    "authorize-post", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric",
    "context-style", "launch-standalone", "permission-offline", "permission-online", "permission-user",
    "permission-v1", "permission-v2", "sso-openid-connect",
)  # fmt: skip
_OF_PATIENTS = (
    "context-banner",
    "context-ehr-patient",
    "context-standalone-patient",
    "launch-ehr",
    "permission-patient",
)
_OF_VISITS = ("context-ehr-encounter", "context-standalone-encounter")


@dataclass(frozen=True)
class Offer:
    """What an endpoint has: the letters of each type's interactions ("rs", "cru", …), and where apps and people go.

    `apps_page` is where people see and end what they allowed; `registers` says whether apps may register themselves.
    """

    types: Mapping[str, str]
    apps_page: str
    registers: bool = False
    brand: BrandConfig | None = None  # what the clinic shows itself as, where it said so

    def finds(self, type: str) -> bool:
        """Whether resources of the type can be searched and read."""
        return {"r", "s"} <= set(self.types.get(type, ""))

    @property
    def has_patients(self) -> bool:
        """Whether there can be a patient in context."""
        return self.finds("Patient")

    @property
    def has_visits(self) -> bool:
        """Whether there can be a visit in context."""
        return self.has_patients and self.finds("Encounter")


def smart_configuration(endpoint: EndpointFacts, offer: Offer) -> dict[str, Any]:
    """The document of SMART App Launch."""
    found = _common(endpoint, offer) | {
        "management_endpoint": offer.apps_page,
        "capabilities": capabilities(offer),
    }
    if offer.brand is None:
        return found
    return found | {
        "user_access_brand_bundle": brands.url(endpoint),
        "user_access_brand_identifier": brands.identifier(offer.brand),
    }


def authorization_server(endpoint: EndpointFacts, offer: Offer) -> dict[str, Any]:
    """The document of RFC 8414."""
    return _common(endpoint, offer) | {"response_modes_supported": ["query"]}


def openid_configuration(endpoint: EndpointFacts, offer: Offer) -> dict[str, Any]:
    """The document of OpenID Connect."""
    return authorization_server(endpoint, offer) | {
        "userinfo_endpoint": endpoint.oauth("userinfo"),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [id_token.ALGORITHM],
        "claim_types_supported": ["normal"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "fhirUser", "name"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,  # without the word, true would be meant
    }


def capabilities(offer: Offer) -> list[str]:
    """SMART's words for what works here."""
    return sorted([*_CAPABILITIES, *_OF_PATIENTS * offer.has_patients, *_OF_VISITS * offer.has_visits])


def _common(endpoint: EndpointFacts, offer: Offer) -> dict[str, Any]:
    found = {
        "issuer": endpoint.base,
        "jwks_uri": endpoint.oauth("jwks"),
        "authorization_endpoint": endpoint.oauth("authorize"),
        "token_endpoint": endpoint.token_url,
        "introspection_endpoint": endpoint.oauth("introspect"),
        "revocation_endpoint": endpoint.oauth("revoke"),
        "response_types_supported": ["code"],
        "grant_types_supported": [authorize.GRANT_TYPE, refresh.GRANT_TYPE, backend.GRANT_TYPE],
        "scopes_supported": _scopes(offer),
        "token_endpoint_auth_methods_supported": list(_AUTH_METHODS),
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }
    return found | ({"registration_endpoint": endpoint.oauth("register")} if offer.registers else {})


def _scopes(offer: Offer) -> list[str]:
    missing = _missing(offer)
    types = [(type, in_order(letters)) for type, letters in sorted(offer.types.items()) if letters]
    found = [word for word in WORDS if word not in missing]
    for level in ("patient", "user", "system"):
        reached = [(type, _reached(type, letters) if level == "patient" else letters) for type, letters in types]
        named = [f"{level}/{type}.{letters}" for type, letters in reached if letters]
        found += [f"{level}/*.rs", *named] if named else []
    return found


def _missing(offer: Offer) -> set[str]:
    """The words that nobody could be granted here."""
    return {*(PATIENT, LAUNCH) * (not offer.has_patients), *(ENCOUNTER,) * (not offer.has_visits)}


def _reached(type: str, letters: str) -> str:
    """The letters that a patient's compartment leaves of a type's."""
    reads, writes = (patient_compartment(type, "1", writing=writing) is not None for writing in (False, True))
    return "".join(letter for letter in letters if (reads if letter in "rs" else writes))
