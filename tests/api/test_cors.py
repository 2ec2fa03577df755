"""CORS: which pages of other sites may ask, and what their browsers are told (CO-01 … CO-06, B16)."""

from __future__ import annotations

import pytest

from facade.errors import Refused
from facade.store import App

from .conftest import NOW, is_outcome

APP = "https://app.example.org"
OTHER = "https://other.example.org"
READ = "/oscar/fhir/Patient/1"
WHO = "/oscar/fhir/Practitioner/5"
TOKEN = "/oscar/fhir/oauth/token"
PUBLIC = (
    "/oscar/fhir/metadata",
    "/oscar/fhir/.well-known/smart-configuration",
    "/oscar/fhir/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/oscar/fhir",
    "/oscar/fhir/oauth/jwks",
)


@pytest.fixture(autouse=True)
def app(server):
    found = App("chart", "oscar", "Chart", "none", "patient/*.rs", ("authorization_code",), origins=(APP,))
    return server.service.store.apps.keep(found, now=NOW)


def asked(server, path, method="GET", origin=APP):
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    return server.ask("OPTIONS", path, token=None, headers=headers)


def of_cors(answer):
    return {name: value for name, value in answer.headers if name.startswith("Access-Control-")}


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("origin", [APP, OTHER, "null"])
def test_public_documents_are_for_any_origin(server, path, origin):
    """CO-01."""
    answer = server.get(path, token=None, headers={"Origin": origin})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Origin" in answer.headers["Vary"]
    assert of_cors(asked(server, path, origin=origin))["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("path", "method"), [(READ, "GET"), (READ, "PUT"), ("/oscar/fhir/Patient", "POST"), (WHO, "GET")]
)
def test_a_registered_origin_may_ask_the_fhir_api(server, path, method):
    """CO-02, CO-03: the browser asks without a token. ID-06: so it may read who the user is."""
    answer = asked(server, path, method)
    found = of_cors(answer)
    assert (answer.status_code, answer.data) == (204, b"")
    assert found["Access-Control-Allow-Origin"] == APP
    assert method in found["Access-Control-Allow-Methods"].split(", ")
    headers = {name.lower() for name in found["Access-Control-Allow-Headers"].split(", ")}
    assert {"authorization", "content-type", "prefer", "if-match", "if-none-exist"} <= headers
    assert int(found["Access-Control-Max-Age"]) > 0
    got = server.get(READ if method != "GET" else path, headers={"Origin": APP})
    assert (got.status_code, got.headers["Access-Control-Allow-Origin"]) == (200, APP)


@pytest.mark.parametrize("name", ["token", "revoke", "introspect", "userinfo"])
def test_what_apps_ask_of_the_authorization_server(server, name):
    """CO-02, with what is refused as well."""
    path = f"/oscar/fhir/oauth/{name}"
    found = of_cors(asked(server, path, "POST"))
    assert found["Access-Control-Allow-Origin"] == APP
    assert "POST" in found["Access-Control-Allow-Methods"].split(", ")
    answer = server.ask("POST", path, token=None, headers={"Origin": APP}, data={"grant_type": "nonsense"})
    assert 400 <= answer.status_code < 500
    assert answer.headers["Access-Control-Allow-Origin"] == APP
    assert of_cors(asked(server, path, "POST", OTHER)) == {}


def test_the_style_of_apps_is_for_any_origin_even_where_it_is_not_found(server):
    """CO-01, LA-06."""
    path = f"/oscar/fhir/oauth/style/{'0' * 16}.json"
    assert of_cors(asked(server, path, origin=OTHER))["Access-Control-Allow-Origin"] == "*"
    assert server.get(path, token=None, headers={"Origin": OTHER}).headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", [READ, TOKEN])
@pytest.mark.parametrize(
    "origin",
    [OTHER, "null", "https://app.example.org.evil.example", "http://app.example.org", f"{APP}:8443", f"{APP}/", "*"],
)
def test_other_origins_may_not(server, path, origin):
    """CO-02, B16: exactly the registered origin."""
    assert of_cors(asked(server, path, origin=origin)) == {}
    assert of_cors(server.get(path, headers={"Origin": origin})) == {}


def test_an_origin_counts_at_the_endpoint_of_its_app_and_while_the_app_is_active(server):
    assert of_cors(asked(server, "/openemr/fhir/Patient/1")) == {}
    server.service.store.freezes.app("oscar", "chart", now=NOW)
    server.service.__dict__.pop("registry")  # a second later
    assert of_cors(asked(server, READ)) == {}


def test_errors_may_be_read_too(server):
    """CO-03: a page that cannot read the error cannot tell anybody."""
    headers = {"Origin": APP}
    for path, token, status, code in (
        (READ, None, 401, "login"),
        ("/oscar/fhir/unknown/1", "ours", 404, "not-found"),
        ("/oscar/fhir/Patient/%31", "ours", 404, "not-found"),
        ("/oscar/fhir/Patient?a=" + "x" * 5000, "ours", 414, "too-long"),
    ):
        answer = server.get(path, token=token, headers=headers)
        is_outcome(answer, status, code)
        assert answer.headers["Access-Control-Allow-Origin"] == APP
    for error, status in ((Refused(403, "forbidden", "No."), 403), (RuntimeError("boom"), 500)):
        server.clinic.reply = error
        answer = server.get(READ, headers=headers)
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, APP)


def test_the_browser_may_ask_before_a_request_to_a_path_that_does_not_exist(server):
    """So that the page reads the 404, and learns no more than that."""
    answers = [asked(server, path) for path in ("/oscar/fhir/unknown", "/oscar/fhir/Patient/1/_history")]
    assert [(answer.status_code, answer.headers["Access-Control-Allow-Methods"]) for answer in answers] == [
        (204, "GET")
    ] * 2


def test_headers_that_a_page_may_read(server):
    """CO-04."""
    exposed = server.get(READ, headers={"Origin": APP}).headers["Access-Control-Expose-Headers"].split(", ")
    wanted = {"Content-Location", "Location", "ETag", "Last-Modified", "Retry-After", "X-Progress", "WWW-Authenticate"}
    assert wanted <= set(exposed)


@pytest.mark.parametrize("path", [READ, *PUBLIC, TOKEN, "/oscar/fhir/unknown"])
def test_caches_are_told_and_credentials_are_never_allowed(server, path):
    """CO-05."""
    for headers in ({}, {"Origin": APP}, {"Origin": OTHER}):
        answer = server.get(path, headers=headers)
        assert "Origin" in answer.headers["Vary"].split(", ")
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert of_cors(server.get(path)) == {}


def test_what_is_not_for_apps_has_none(server):
    """CO-06."""
    of_people = ("/sign-in", "/authorize/x", "/account", "/oscar/fhir/oauth/authorize", "/oscar/fhir/launch/chart")
    of_people += ("/launcher", "/admin/apps", "/enrol", "/static/pages.css")
    for path in ("/livez", "/readyz", "/", *of_people):
        assert of_cors(server.get(path, headers={"Origin": APP})) == {}
        assert of_cors(asked(server, path)) == {}


def test_options_without_a_browsers_question_is_as_before(server):
    answer = server.ask("OPTIONS", READ, token=None, headers={"Origin": APP})
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, PUT")
    assert answer.headers["Access-Control-Allow-Origin"] == APP
