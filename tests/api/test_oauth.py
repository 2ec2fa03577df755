"""The token endpoint over HTTP; what it checks of an assertion is tested with it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
import structlog
from joserfc import jwt
from joserfc.jwk import ECKey

from facade.access.clients import Client
from facade.api.application import create_app
from facade.store import App

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


@pytest.mark.parametrize("name", ["token", "revoke", "introspect"])
@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"grant_type=%FF&token=x", "The parameters are not UTF-8."),
        (b"\xff", "The parameters are not UTF-8."),
        (b"&".join(b"a=1" for _ in range(1001)), "At most 1000 parameters are taken at once."),
    ],
)
def test_a_form_that_cannot_be_read_is_told_as_such(registered, name, body, why):
    answer = registered.ask("POST", f"/oscar/fhir/oauth/{name}", data=body, content_type=FORM, token=None)
    assert (answer.status_code, answer.get_json()) == (400, {"error": "invalid_request", "error_description": why})


def test_around_the_endpoint_errors_are_fhirs(registered):
    is_outcome(registered.ask("POST", TOKEN, data={"scope": "x" * 70_000}, token=None), 413, "too-long")
    answer = registered.get(TOKEN, token=None)
    is_outcome(answer, 401, "login")  # GET is no open route
    answer = registered.get(TOKEN)
    is_outcome(answer, 405, "not-supported")
    assert answer.headers["Allow"] == "OPTIONS, POST"


# --- authorize, revoke, introspect, userinfo over HTTP ---

AUTHORIZE, BACK = "/oscar/fhir/oauth/authorize", "https://app.example/back"


@pytest.fixture
def app(server):
    """A public app at one of the two endpoints."""
    found = App("chart", "oscar", "Chart", "none", "launch/patient openid patient/*.rs", ("authorization_code",),
                redirect_uris=(BACK,))  # fmt: skip
    return server.service.store.apps.keep(found, now=NOW)


def asked(**changes):
    values = {
        "response_type": "code", "client_id": "chart", "redirect_uri": BACK, "scope": "launch/patient patient/*.rs",
        "state": "a b+c", "aud": "https://fhir.example.org/oscar/fhir", "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
    }  # fmt: skip
    return values | changes


def authorize(server, method, **changes):
    place = "query_string" if method == "GET" else "data"
    return server.ask(method, AUTHORIZE, token=None, **{place: asked(**changes)})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_to_authorize_leads_to_our_page(server, app, method):
    """AZ-01, AZ-08: by either method the same; nothing of the request stands in the address."""
    answer = authorize(server, method)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/authorize/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    pending = server.service.store.flows.pending(answer.headers["Location"].removeprefix("/authorize/"), now=NOW)
    assert (pending.app, pending.state) == ("chart", "a b+c")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_error_leads_back_to_the_app(server, app, method):
    """AZ-01, AZ-05, AZ-07."""
    answer = authorize(server, method, aud="https://fhir.example.org/openemr/fhir")
    assert answer.status_code == 303
    found = dict(parse_qsl(answer.headers["Location"].partition("?")[2]))
    assert answer.headers["Location"].startswith(f"{BACK}?")
    assert (found["error"], found["state"]) == ("invalid_request", "a b+c")
    assert found["iss"] == "https://fhir.example.org/oscar/fhir"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("changes", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}])
def test_what_no_app_may_hear_stands_on_a_page(server, app, method, changes):
    """AZ-02, B01, CO-06."""
    answer = authorize(server, method, **changes)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Location" not in answer.headers
    assert "evil" not in answer.get_data(as_text=True)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_an_app_is_one_of_its_endpoint(server, app):
    """An endpoint is an issuer of its own: the other one does not know the app."""
    answer = server.ask("GET", "/openemr/fhir/oauth/authorize", token=None, query_string=asked())
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"data": asked(), "query_string": "x=1"}, 400),
        ({"data": asked(), "query_string": asked()}, 400),
        ({"json": asked()}, 415),
        ({"data": b"client_id=%FF", "content_type": FORM}, 400),
        ({"data": asked(scope="patient/Patient.rs " * 10_000)}, 413),
        ({"data": {}}, 400),
    ],
)
def test_a_form_that_cannot_be_read(server, app, options, status):
    """AZ-01: nothing is taken from the URL and the body together; no 5xx, no redirect."""
    answer = server.ask("POST", AUTHORIZE, token=None, **options)
    assert (answer.status_code, "Location" in answer.headers) == (status, False)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("name", ["token", "revoke", "introspect"])
def test_a_large_body_is_not_read(server, name):
    """An assertion of a megabyte: 413, never 5xx."""
    answer = server.ask("POST", f"/oscar/fhir/oauth/{name}", data={"client_assertion": "x" * 1_000_000}, token=None)
    is_outcome(answer, 413, "too-long")


@pytest.mark.parametrize("name", ["token", "revoke", "introspect"])
def test_a_method_of_no_use(server, name):
    """TK-01: not by GET."""
    assert server.get(f"/oscar/fhir/oauth/{name}?client_id=x&grant_type=y").status_code == 405


def test_revoke_and_introspect_over_http(server, app):
    """RV-01, IN-05: by the bearer's own token."""
    answer = server.ask("POST", "/oscar/fhir/oauth/introspect", data={"token": server.token})
    assert answer.get_json()["client_id"] == "app"
    assert answer.headers["Cache-Control"] == "no-store"
    server.service.store.apps.keep(App("app", "oscar", "App", "none", "openid", ()), now=NOW)
    answer = server.ask(
        "POST", "/oscar/fhir/oauth/revoke", token=None, data={"token": server.token, "client_id": "app"}
    )
    assert (answer.status_code, answer.get_json()) == (200, {})
    is_outcome(server.get("/oscar/fhir/Patient/1"), 401, "login")


def test_userinfo_needs_a_token_of_a_person(server):
    """ID-07."""
    path = "/oscar/fhir/oauth/userinfo"
    answer = server.get(path, token=None)
    is_outcome(answer, 401, "login")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    is_outcome(server.get(path), 403, "forbidden")
    is_outcome(server.get(f"{path}?access_token={server.token}", token=None), 401, "login")  # SC-12


def test_decisions_stand_in_the_line_of_the_request(server, app):
    """HX-09."""
    with structlog.testing.capture_logs() as lines:
        authorize(server, "GET", client_id="nobody")
        authorize(server, "GET", aud="x")
    decided = [line["decisions"] for line in lines if line["event"] == "request"]
    assert [(event.action, event.outcome, event.client, event.reason) for (event,) in decided] == [
        ("authorize", "refused", "", "unknown-app"), ("authorize", "refused", "chart", "invalid_request"),
    ]  # fmt: skip
