"""CapabilityStatement, SMART configuration, health."""

from __future__ import annotations

import pytest

from facade.api import documents
from facade.errors import Refused

from .conftest import is_outcome

METADATA = "/oscar/fhir/metadata"
SMART = "/oscar/fhir/.well-known/smart-configuration"


@pytest.mark.parametrize("token", [None, "ours", "garbage"])
@pytest.mark.parametrize(
    ("path", "kind"), [(METADATA, "application/fhir+json; charset=utf-8"), (SMART, "application/json")]
)
def test_public_documents_need_no_token_and_mind_no_bad_one(server, path, kind, token):
    answer = server.get(path, token=token)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", [METADATA, SMART])
def test_a_document_that_the_client_has_is_not_sent_again(server, path):
    etag = server.get(path).headers["ETag"]
    answer = server.get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    assert server.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    assert server.ask("HEAD", path).headers["ETag"] == etag


def test_a_changed_document_has_another_tag(server, monkeypatch):
    etag = server.get(METADATA).headers["ETag"]
    monkeypatch.setattr(documents.capabilities, "capabilities", lambda _: {"rest": []})
    assert server.get(METADATA).headers["ETag"] != etag


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", ""])
def test_the_smart_configuration_is_json_whatever_is_asked(server, accept):
    answer = server.get(SMART, headers={"Accept": accept}, token=None)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_the_smart_configuration_says_what_the_capabilities_say(server):
    found = server.get(SMART).get_json()
    assert found["token_endpoint"] == "https://fhir.example.org/oscar/fhir/oauth/token"
    assert "system/Patient.rus" in found["scopes_supported"]
    assert (
        server.get("/openemr/fhir/.well-known/smart-configuration")
        .get_json()["token_endpoint"]
        .startswith("https://fhir.example.org/openemr/fhir/")
    )


def test_scope_letters_stand_in_the_order_of_the_grammar():
    """c, r, u, d, s: https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html"""
    codes = [{"code": code} for code in ("search-type", "update", "read", "create", "delete", "vread")]
    statement = {"rest": [{"resource": [{"type": "Patient", "interaction": codes}]}]}
    assert documents.offered(statement) == {"Patient": "cruds"}


def test_a_document_that_cannot_be_made_yet(server):
    server.clinic.reply = Refused(503, "transient", "Down.", headers={"Retry-After": "5"})
    is_outcome(server.get(METADATA), 503, "transient")


def test_a_live_process_says_so(server):
    assert server.get("/livez", token=None).get_json() == {"status": "alive"}


def test_ready_with_one_endpoint_and_not_without(server):
    states = {"oscar": "ready", "openemr": "ready"}
    assert server.get("/readyz", token=None).get_json() == {"status": "ready", "endpoints": states}
    server.unready.add("openemr")
    states["openemr"] = "waiting for its database"
    assert server.get("/readyz", token=None).get_json() == {"status": "ready", "endpoints": states}
    server.unready.add("oscar")
    answer = server.get("/readyz", token=None)
    is_outcome(answer, 503, "transient")
    assert answer.headers["Retry-After"] == "5"
    assert server.get("/livez", token=None).status_code == 200


WELL_KNOWN = (
    SMART,
    "/oscar/fhir/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/oscar/fhir",
)


@pytest.mark.parametrize("path", [*WELL_KNOWN, "/oscar/fhir/oauth/jwks"])
@pytest.mark.parametrize("token", [None, "ours", "garbage"])
def test_discovery_and_keys_are_json_for_everybody(server, path, token):
    """SD-01, SD-03, SD-15, SD-16, SD-17: whatever is accepted, and whatever token comes along."""
    for accept in ("text/html", "application/xml", "*/*", ""):
        answer = server.get(path, token=token, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = server.get(path, token=token, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_each_endpoint_is_its_own_issuer(server):
    """SD-02, SD-15: the document lies under the issuer that it names."""
    for name in ("oscar", "openemr"):
        base = f"https://fhir.example.org/{name}/fhir"
        for path in (
            f"/{name}/fhir/.well-known/smart-configuration",
            f"/.well-known/oauth-authorization-server/{name}/fhir",
        ):
            assert server.get(path).get_json()["issuer"] == base
    assert server.get("/.well-known/oauth-authorization-server", token=None).status_code == 404
    assert server.get("/.well-known/oauth-authorization-server/nothing", token=None).status_code == 404


@pytest.mark.parametrize("path", WELL_KNOWN)
def test_urls_come_from_the_configuration_and_from_no_header(server, path):
    """SD-04."""
    headers = {
        "X-Forwarded-Host": "evil.example.org",
        "X-Forwarded-Proto": "http",
        "Forwarded": "host=evil.example.org",
    }
    text = server.get(path, headers=headers).get_data(as_text=True)
    assert "evil" not in text
    assert "http:" not in text
    assert server.get(path, headers={"Host": "evil.example.org"}).status_code == 400


def test_every_endpoint_that_a_document_names_answers(server):
    """SD-12: neither 404 nor 405 by the method that it takes."""
    found = server.get(WELL_KNOWN[1]).get_json() | server.get(SMART).get_json()
    named = {name: url for name, url in found.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(named) == 7
    for name, url in named.items():
        by = "POST" if name in ("token_endpoint", "revocation_endpoint", "introspection_endpoint") else "GET"
        path = url.removeprefix("https://fhir.example.org")
        assert server.ask(by, path, token=None).status_code in (200, 303, 400, 401), name


def test_the_published_keys_hold_nothing_private(server):
    """ID-02."""
    (key,) = server.get("/oscar/fhir/oauth/jwks").get_json()["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
