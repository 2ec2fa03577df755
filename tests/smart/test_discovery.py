"""The discovery documents say what exists now (SD-05 to SD-16). That all of it works, each word has a test of its own."""

from __future__ import annotations

import json

import pytest

from facade.smart import discovery
from facade.smart.discovery import Offer

BASE = "https://ehr.example.org/oscar/fhir"
APPS = "https://ehr.example.org/account/apps"
ALL = Offer({"Patient": "rsu", "Encounter": "rs", "Person": "", "Practitioner": "rsc", "Slot": "rs"}, APPS)
DOCUMENTS = (discovery.smart_configuration, discovery.openid_configuration, discovery.authorization_server)
COMMON = {
    "issuer": BASE,
    "jwks_uri": f"{BASE}/oauth/jwks",
    "authorization_endpoint": f"{BASE}/oauth/authorize",
    "token_endpoint": f"{BASE}/oauth/token",
    "introspection_endpoint": f"{BASE}/oauth/introspect",
    "revocation_endpoint": f"{BASE}/oauth/revoke",
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
    "scopes_supported": [
        "launch", "launch/patient", "launch/encounter", "openid", "fhirUser", "profile", "offline_access",
        "online_access",
        "patient/*.rs", "patient/Encounter.rs", "patient/Patient.rus", "patient/Practitioner.rs",
        "user/*.rs", "user/Encounter.rs", "user/Patient.rus", "user/Practitioner.crs", "user/Slot.rs",
        "system/*.rs", "system/Encounter.rs", "system/Patient.rus", "system/Practitioner.crs", "system/Slot.rs",
    ],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
    "code_challenge_methods_supported": ["S256"],
    "authorization_response_iss_parameter_supported": True,
}  # fmt: skip


def test_the_smart_configuration(endpoint):
    """SD-05, SD-06, SD-07, SD-08, SD-09, SD-11, SD-12."""
    assert discovery.smart_configuration(endpoint, ALL) == COMMON | {
        "management_endpoint": APPS,
        "capabilities": [
            "authorize-post", "client-confidential-asymmetric", "client-confidential-symmetric", "client-public",
            "context-banner", "context-ehr-encounter", "context-ehr-patient", "context-standalone-encounter",
            "context-standalone-patient", "context-style", "launch-ehr", "launch-standalone", "permission-offline",
            "permission-online", "permission-patient", "permission-user", "permission-v1", "permission-v2",
            "sso-openid-connect",
        ],
    }  # fmt: skip


def test_the_openid_configuration(endpoint):
    """SD-15: what OpenID Connect Discovery requires, and no request objects."""
    found = discovery.openid_configuration(endpoint, ALL)
    assert found == COMMON | {
        "response_modes_supported": ["query"],
        "userinfo_endpoint": f"{BASE}/oauth/userinfo",
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claim_types_supported": ["normal"],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "fhirUser", "name"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def test_the_documents_do_not_contradict_each_other(endpoint):
    """SD-16: whatever stands in two of them is the same."""
    found = [make(endpoint, ALL) for make in DOCUMENTS]
    for one in found:
        for other in found:
            assert all(one[name] == other[name] for name in one.keys() & other.keys())
    assert found[2] == COMMON | {"response_modes_supported": ["query"]}


def test_registration_is_named_where_it_is_offered(endpoint):
    """SD-12."""
    for make in DOCUMENTS:
        assert "registration_endpoint" not in make(endpoint, ALL)
        offer = Offer(ALL.types, APPS, registers=True)
        assert make(endpoint, offer)["registration_endpoint"] == f"{BASE}/oauth/register"


@pytest.mark.parametrize(
    ("types", "patients", "visits"),
    [
        ({"Patient": "rs", "Encounter": "rs"}, True, True),
        ({"Patient": "rs", "Encounter": "r"}, True, False),
        ({"Patient": "r", "Encounter": "rs"}, False, False),
        ({"Encounter": "rs"}, False, False),
    ],
)
def test_a_context_is_promised_where_it_can_be_given(endpoint, types, patients, visits):
    """SD-14: capability honesty."""
    found = discovery.smart_configuration(endpoint, Offer(types, APPS))
    for word in ("context-standalone-patient", "context-ehr-patient", "launch-ehr", "permission-patient"):
        assert (word in found["capabilities"]) == patients
    for word in ("context-standalone-encounter", "context-ehr-encounter"):
        assert (word in found["capabilities"]) == visits
    assert ("launch/patient" in found["scopes_supported"]) == patients
    assert ("launch/encounter" in found["scopes_supported"]) == visits


def test_without_types_no_resource_scope_is_promised(endpoint):
    found = discovery.smart_configuration(endpoint, Offer({}, APPS))
    assert found["scopes_supported"] == ["openid", "fhirUser", "profile", "offline_access", "online_access"]


def test_it_is_json_of_plain_values(endpoint):
    for make in DOCUMENTS:
        assert json.loads(json.dumps(make(endpoint, ALL))) == make(endpoint, ALL)
