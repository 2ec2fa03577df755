"""The token endpoint over HTTP; what it checks of an assertion is tested with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from facade.access.clients import Client
from facade.api.application import create_app

from .conftest import NOW, is_outcome

TOKEN = "/oscar/fhir/oauth/token"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def key():
    return ECKey.generate_key("P-384", {"kid": "k"})


@pytest.fixture
def registered(server, key):
    client = Client("lab", {"keys": [key.as_dict(private=False)]}, "system/*.rs", frozenset({"oscar"}))
    server.service = replace(server.service, clients={"lab": client})
    server.app = create_app(server.service)
    return server


def form(key, base="https://fhir.example.org/oscar/fhir", **changes):
    claims = {
        "iss": "lab",
        "sub": "lab",
        "aud": f"{base}/oauth/token",
        "jti": "1",
        "exp": int(NOW.timestamp()) + 60,
    }
    signed = jwt.encode({"alg": "ES384", "kid": "k", "typ": "JWT"}, claims, key, algorithms=["ES384"])
    return {
        "grant_type": "client_credentials",
        "scope": "system/Patient.rs",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": signed,
        **changes,
    }


def test_a_token_from_here_opens_the_endpoint(registered, key):
    answer = registered.ask("POST", TOKEN, data=form(key), token=None)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    assert (body["token_type"].lower(), body["scope"], body["expires_in"]) == ("bearer", "system/Patient.rs", 300)
    assert registered.get("/oscar/fhir/Patient/1", token=body["access_token"]).status_code == 200
    is_outcome(registered.get("/openemr/fhir/Patient/1", token=body["access_token"]), 401, "login")


def test_the_audience_is_this_endpoint(registered, key):
    answer = registered.ask("POST", TOKEN, data=form(key, base="https://fhir.example.org/openemr/fhir"), token=None)
    assert answer.get_json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"data": {}}, "invalid_request"),
        ({"data": b"grant_type=%FF", "content_type": FORM}, "invalid_request"),
        ({"data": b"\xff", "content_type": FORM}, "invalid_request"),
        ({"data": b"grant_type=a&grant_type=b", "content_type": FORM}, "invalid_request"),
        ({"data": b'{"grant_type": "client_credentials"}', "content_type": "application/json"}, "invalid_request"),
        ({"data": {"grant_type": "password"}}, "unsupported_grant_type"),
        ({"data": {"grant_type": "client_credentials"}}, "invalid_client"),
        ({"data": {"grant_type": "client_credentials"}, "query_string": "scope=x"}, "invalid_request"),
    ],
)
def test_mistakes_are_told_as_oauth_tells_them(registered, options, error):
    answer = registered.ask("POST", TOKEN, token=None, **options)
    assert answer.status_code in (400, 401)
    assert (answer.headers["Content-Type"], answer.get_json()["error"]) == ("application/json", error)
    assert answer.headers["Cache-Control"] == "no-store"


def test_around_the_endpoint_errors_are_fhirs(registered):
    is_outcome(registered.ask("POST", TOKEN, data={"scope": "x" * 70_000}, token=None), 413, "too-long")
    answer = registered.get(TOKEN, token=None)
    is_outcome(answer, 401, "login")  # GET is no open route
    answer = registered.get(TOKEN)
    is_outcome(answer, 405, "not-supported")
    assert answer.headers["Allow"] == "OPTIONS, POST"
