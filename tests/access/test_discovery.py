"""The SMART configuration says what exists now. That its scopes and algorithms work: test_backend.py."""

from __future__ import annotations

import json

from facade.access.discovery import smart_configuration


def test_the_document(endpoint):
    assert smart_configuration(endpoint, {"Patient": "rsu", "Encounter": "rs", "Person": ""}) == {
        "token_endpoint": "https://ehr.example.org/oscar/fhir/oauth/token",
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "scopes_supported": ["system/*.rs", "system/Encounter.rs", "system/Patient.rus"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


def test_without_types_no_scope_is_promised(endpoint):
    assert smart_configuration(endpoint, {})["scopes_supported"] == []


def test_it_is_json_of_plain_values(endpoint):
    document = smart_configuration(endpoint, {"Patient": "rs"})
    assert json.loads(json.dumps(document)) == document
