"""What every request to the token endpoint must look like, and that two endpoints are two issuers (TK-*, B07)."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from facade.access.tokens import authenticate
from facade.errors import Refused
from facade.smart import token
from tests.smart.flowing import SECRET, VERIFIER, ok, refused


def form(flow, **changes):
    return {"grant_type": "authorization_code", "code": flow.code(), "redirect_uri": "https://app.example/back",
            "code_verifier": VERIFIER, "client_id": "app"} | changes  # fmt: skip


@pytest.mark.parametrize("type", ["application/json", "multipart/form-data; boundary=a", "text/plain", ""])
def test_only_a_form_is_read(flow, type):
    """TK-01."""
    refused(flow.post(form(flow), content_type=type), "invalid_request")


def test_no_parameter_stands_in_the_url(flow):
    """TK-01, AL-11: not even one that the body has, too."""
    for query in ("code=x", "client_id=app", "x"):
        refused(flow.post(form(flow), query=query), "invalid_request")


@pytest.mark.parametrize("name", ["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "x"])
def test_a_parameter_stands_once(flow, name):
    sent = form(flow)
    refused(flow.post(sent | {name: [sent.get(name, "x")] * 2}), "invalid_request")


def test_grant_types(flow):
    """TK-09."""
    refused(flow.post(form(flow, grant_type=None)), "invalid_request")
    for name in ("", "password", "implicit", "AUTHORIZATION_CODE", "urn:ietf:params:oauth:grant-type:jwt-bearer", "é"):
        refused(flow.post(form(flow, grant_type=name)), "unsupported_grant_type")


def test_a_client_uses_the_grants_that_it_is_registered_for(flow):
    flow.register("brief", grant_types=("authorization_code",))
    refused(flow.refresh("x", client="brief"), "unauthorized_client")
    flow.register("batch", grant_types=("client_credentials",))
    refused(flow.redeem(flow.code(), client="batch"), "unauthorized_client")


@pytest.mark.parametrize("client", ["app", "secret"])
def test_client_credentials_are_for_signed_assertions(flow, client):
    """BS-01: neither nothing nor a secret is enough, whatever is registered."""
    kept = flow.store.apps.read("oscar", client)
    changed = replace(kept, grant_types=(*kept.grant_types, "client_credentials"), scope="system/*.rs",
                      auth_method="none" if client == "app" else "client_secret_post")  # fmt: skip
    flow.store.apps.keep(changed, now=flow.now)
    more = {} if client == "app" else {"client_secret": SECRET}
    sent = {"grant_type": "client_credentials", "client_id": client, "scope": "system/*.rs"} | more
    refused(flow.post(sent), "invalid_client")


def test_the_challenge_is_basic_iff_basic_was_tried(flow):
    """TK-13."""
    status, headers, body = flow.post(form(flow, client_id=None), authorization="Basic c2VjcmV0OnNlY3JldA==")
    assert (status, body["error"]) == (401, "invalid_client")
    assert headers["WWW-Authenticate"].startswith("Basic ")
    status, headers, _ = flow.post(form(flow, client_id="secret"))
    assert status in (400, 401)
    assert "WWW-Authenticate" not in headers


def test_an_address_that_is_not_allowed(flow):
    """The allow-list of a client holds at the token endpoint."""
    flow.register("fixed", ip_allow=("192.0.2.0/24",))
    code = flow.code(client_id="fixed")
    sent = form(flow, client_id="fixed", code=code)
    refused(flow.post(sent, address="198.51.100.7"), "invalid_client")
    ok(flow.post(sent, address="192.0.2.7"))


def test_a_token_opens_its_own_endpoint_only(flow):
    """B07: another endpoint is another issuer, though people are the same."""
    body = flow.tokens()
    with pytest.raises(Refused):
        authenticate(f"Bearer {body['access_token']}", store=flow.store, endpoint="openemr", now=flow.now)
    elsewhere = replace(flow, served=replace(flow.served, name="openemr", base="https://facade.example/openemr/fhir"))
    elsewhere.register("app")
    refused(elsewhere.refresh(body["refresh_token"]), "invalid_grant")
    refused(elsewhere.redeem(flow.code()), "invalid_grant")
    refused(elsewhere.revoke(body["refresh_token"]), "invalid_grant")
    assert flow.alive(body["access_token"])


@pytest.mark.parametrize("kind", ["id_token", "refresh_token"])
def test_no_other_token_is_an_access_token(flow, kind):
    """B07."""
    text = flow.tokens()[kind]
    with pytest.raises(Refused) as caught:
        authenticate(f"Bearer {text}", store=flow.store, endpoint="oscar", now=flow.now)
    assert caught.value.status == 401


def test_no_secret_reaches_a_log_or_the_journal(flow, caplog):
    """B15: codes, tokens and verifiers."""
    caplog.set_level(logging.DEBUG)
    code = flow.code()
    body = ok(flow.redeem(code))
    again = ok(flow.refresh(body["refresh_token"]))
    flow.redeem(code)
    flow.revoke(again["refresh_token"])
    said = caplog.text + repr(flow.events) + repr(flow.store.flows.pending(flow.pending().id, now=flow.now))
    for secret in (code, VERIFIER, *(value[name] for value in (body, again) for name in
                                     ("access_token", "refresh_token", "id_token"))):  # fmt: skip
        assert secret not in said


@pytest.mark.parametrize("text", ["x" * 60_000, "\x00", "\ud800", "' OR 1=1 --", "é" * 1000, "%00"])
def test_nothing_hostile_breaks_it(flow, text):
    """CA-*, TK-10: an OAuth error of this endpoint, whichever parameter holds it."""
    for name in ("grant_type", "code", "redirect_uri", "code_verifier", "client_id", "scope", "client_secret",
                 "client_assertion", "client_assertion_type", "refresh_token", "x"):  # fmt: skip
        for grant in ("authorization_code", "refresh_token", "client_credentials"):
            sent = {"grant_type": grant, "code": "c", "refresh_token": "r", "client_id": "app"} | {name: text}
            status, _, body = flow.post(sent)
            assert status in (400, 401), (name, grant)
            assert set(body) <= {"error", "error_description"}


def test_the_answer_without_a_store_is_oauth_s(flow, monkeypatch):
    def down(*_arguments, **_options):
        raise Refused(503, "transient", "Down.", headers={"Retry-After": "5"})

    monkeypatch.setattr(flow.store.apps, "find", down)
    status, headers, body = flow.redeem("x")
    assert (status, body, headers["Retry-After"]) == (503, {"error": "temporarily_unavailable"}, "5")
    assert headers["Cache-Control"] == "no-store"


def test_a_form_value_is_read_from_the_form_alone():
    """AL-11: Authlib would look into the URL, too."""
    sent = token.Sent({"a": ["1"]}, query="")
    assert sent.values == {"a": "1"}
