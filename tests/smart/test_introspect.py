"""Introspection (IN-*, RFC 7662)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc import jwt

from facade.access.grant import Grant
from facade.smart import id_token, introspect
from facade.smart.client_auth import secret_hash
from facade.store import StoredToken, new_token
from tests.smart.flowing import SECRET, ok, refused

INACTIVE = {"active": False}


@pytest.fixture
def checker(flow):
    """A resource server that may ask about everybody's tokens."""
    flow.register(
        "checker", auth_method="client_secret_post", secret_hash=secret_hash(SECRET), grant_types=(),
        permissions=frozenset({"introspect"}),
    )  # fmt: skip
    return {"client_id": "checker", "client_secret": SECRET}


def test_what_a_token_stands_for(flow, checker):
    """IN-01, IN-02, IN-03: the same as in the token answer and the id token."""
    body = flow.tokens()
    found = ok(flow.introspect(body["access_token"], **checker))
    claims = jwt.decode(body["id_token"], id_token.signing_key(flow.store), algorithms=["RS256"]).claims
    assert found == {
        "active": True,
        "scope": body["scope"],
        "client_id": "app",
        "token_type": "Bearer",
        "exp": int(flow.now.timestamp()) + body["expires_in"],
        "iss": claims["iss"],
        "sub": claims["sub"],
        "fhirUser": claims["fhirUser"],
        "patient": body["patient"],
        "need_patient_banner": True,
        "smart_style_url": body["smart_style_url"],
    }


def test_without_openid_nothing_is_told_of_the_person(flow, checker):
    found = ok(flow.introspect(flow.tokens(scope="launch/patient patient/*.rs")["access_token"], **checker))
    assert found["active"]
    assert not {"sub", "fhirUser"} & found.keys()


def test_after_a_refresh_the_context_is_there(flow, checker):
    """IN-02."""
    body = ok(flow.refresh(flow.tokens()["refresh_token"], scope="patient/*.rs"))
    found = ok(flow.introspect(body["access_token"], **checker))
    assert (found["patient"], found["scope"]) == ("7", "patient/*.rs")


def test_what_is_no_token_is_inactive_and_nothing_else(flow, checker):
    """IN-04: unknown, expired, revoked, another client's refresh token, an id token."""
    body = flow.tokens()
    revoked = flow.tokens()
    flow.revoke(revoked["refresh_token"])
    for text in ("x", "facade_" + "A" * 43, "é", revoked["access_token"], body["refresh_token"], body["id_token"]):
        assert ok(flow.introspect(text, **checker)) == INACTIVE
    flow.now += timedelta(seconds=3600)
    assert ok(flow.introspect(body["access_token"], **checker)) == INACTIVE


def test_another_endpoint_s_token_is_inactive(flow, checker):
    """B14."""
    text = flow.tokens()["access_token"]
    elsewhere = replace(flow.store.apps.read("oscar", "checker"), endpoint="openemr", created=None)
    flow.store.apps.keep(elsewhere, now=flow.now)
    flow.served = replace(flow.served, name="openemr", base="https://facade.example/openemr/fhir")
    assert ok(flow.introspect(text, **checker)) == INACTIVE


def test_a_client_sees_its_own_tokens_only(flow):
    """IN-05: without the permission."""
    for id in ("one", "two"):
        flow.register(id, auth_method="client_secret_post", secret_hash=secret_hash(SECRET))
    body = ok(flow.redeem(flow.code(client_id="one"), client="one", client_secret=SECRET))
    own = {"client_id": "one", "client_secret": SECRET}
    assert ok(flow.introspect(body["access_token"], **own))["active"]
    assert ok(flow.introspect(body["access_token"], client_id="two", client_secret=SECRET)) == INACTIVE


def test_a_bearer_token_shows_who_asks(flow):
    """IN-05: SMART's own way; of another client's tokens it tells only who may ask about all."""
    body, other = flow.tokens(), ok(flow.redeem(flow.code(client_id="other"), client="other"))
    assert ok(flow.introspect(body["access_token"], bearer=body["access_token"]))["active"]
    assert ok(flow.introspect(body["access_token"], bearer=other["access_token"])) == INACTIVE


def test_a_bearer_token_with_the_permission_tells_of_all(flow):
    """IN-05: a backend service's own token."""
    flow.register("monitor", auth_method="private_key_jwt", grant_types=("client_credentials",), jwks={"keys": []})
    grant = Grant("monitor", "oscar", ("system/*.rs",), permissions=frozenset({"introspect"}))
    bearer = new_token()
    stored = StoredToken(grant.as_fields(), "oscar", flow.now + timedelta(minutes=5), "client_credentials")
    flow.store.tokens.keep(bearer, stored, now=flow.now)
    assert ok(flow.introspect(flow.tokens()["access_token"], bearer=bearer))["client_id"] == "app"
    assert ok(flow.introspect(bearer, bearer=bearer))["scope"] == "system/*.rs"


def test_nobody_asks_without_proof(flow):
    """IN-05, B14, AL-10: a public client's id is none; a bad token is told as such."""
    text = flow.tokens()["access_token"]
    refused(flow.introspect(text), "invalid_client")
    refused(flow.introspect(text, client_id="app"), "invalid_client")
    refused(flow.introspect(text, client_id="checker", client_secret="x"), "invalid_client")
    answer = flow.introspect(text, bearer="x")
    refused(answer, "invalid_token", status=401)
    assert answer[1]["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_without_a_token(flow, checker):
    refused(flow.introspect(None, **checker), "invalid_request")
    refused(flow.introspect(["a", "b"], **checker), "invalid_request")


def test_a_bearer_asks_from_where_its_client_may_be_used(flow):
    """The networks of a client hold here as with every request of its tokens."""
    flow.register("service", auth_method="client_secret_post", secret_hash=secret_hash(SECRET), grant_types=(),
                  permissions=frozenset({"introspect"}), ip_allow=("192.0.2.0/24",))  # fmt: skip
    grant = Grant("service", flow.endpoint.name, ("system/Patient.rs",), permissions=frozenset({"introspect"}))
    bearer = new_token()
    stored = StoredToken(grant.as_fields(), flow.endpoint.name, flow.now + timedelta(minutes=5), "client_credentials")
    flow.store.tokens.keep(bearer, stored, now=flow.now)

    def ask(address):
        sent = flow.sent({"token": bearer}, authorization=f"Bearer {bearer}", address=address)
        return introspect.introspect(sent, authenticator=flow.authenticator, issuing=flow.issuing)

    assert ok(ask("192.0.2.9"))["active"] is True
    refused(ask("198.51.100.9"), "invalid_token", status=401)


@pytest.fixture
def confidential(flow):
    """Two apps that can show who they are."""
    for id in ("one", "two"):
        flow.register(id, auth_method="client_secret_post", secret_hash=secret_hash(SECRET))
    return {id: {"client_id": id, "client_secret": SECRET} for id in ("one", "two")}


def tokens_of(flow, client, **asked):
    return ok(flow.redeem(flow.code(client_id=client, **asked), client=client, client_secret=SECRET))


def test_an_app_asks_about_its_own_refresh_token(flow, confidential):
    """RFC 7662 2: both kinds may be asked about, whatever the hint. It is good until the consent is idle too long."""
    body = tokens_of(flow, "one")
    claims = jwt.decode(body["id_token"], id_token.signing_key(flow.store), algorithms=["RS256"]).claims
    expected = {
        "active": True,
        "scope": body["scope"],
        "client_id": "one",
        "exp": int((flow.now + timedelta(days=flow.lifetimes.refresh_idle_days)).timestamp()),
        "iss": claims["iss"],
        "sub": claims["sub"],
        "fhirUser": claims["fhirUser"],
        "patient": body["patient"],
        "need_patient_banner": True,
        "smart_style_url": body["smart_style_url"],
    }
    assert ok(flow.introspect(body["refresh_token"], **confidential["one"])) == expected
    assert ok(flow.introspect(body["refresh_token"], bearer=body["access_token"])) == expected


def test_a_refresh_token_is_told_to_nobody_but_its_app(flow, confidential, checker):
    """A resource server with the permission could take it for an access token."""
    body = tokens_of(flow, "one")
    for asker in (confidential["two"], checker):
        assert ok(flow.introspect(body["refresh_token"], **asker)) == INACTIVE
    assert flow.events[-1].action != "introspect"


def test_a_refresh_token_that_was_used_or_revoked_is_inactive(flow, confidential):
    """And to ask does what a second use would: nothing ends."""
    first = tokens_of(flow, "one")
    second = ok(flow.refresh(first["refresh_token"], client="one", client_secret=SECRET))
    flow.now += timedelta(minutes=5)
    assert ok(flow.introspect(first["refresh_token"], **confidential["one"])) == INACTIVE
    assert ok(flow.introspect(second["refresh_token"], **confidential["one"]))["active"]
    flow.revoke(second["refresh_token"], client="one", client_secret=SECRET)
    assert ok(flow.introspect(second["refresh_token"], **confidential["one"])) == INACTIVE


def test_a_refresh_token_of_somebody_who_signed_out_is_inactive(flow, confidential):
    body = tokens_of(flow, "one", scope="launch/patient patient/*.rs online_access")
    assert ok(flow.introspect(body["refresh_token"], **confidential["one"]))["active"]
    flow.store.sessions.end_all(flow.doctor.person)
    flow.store.sessions.end_all(flow.anna.person)
    assert ok(flow.introspect(body["refresh_token"], **confidential["one"])) == INACTIVE


def test_a_service_that_was_taken_out_of_the_configuration_asks_nothing_and_its_token_is_none(flow, checker):
    """As at the API: its tokens end with it, whatever time they had left."""
    grant = Grant("gone", flow.endpoint.name, ("system/Patient.rs",), permissions=frozenset({"introspect"}))
    bearer = new_token()
    stored = StoredToken(grant.as_fields(), flow.endpoint.name, flow.now + timedelta(minutes=5), "client_credentials")
    flow.store.tokens.keep(bearer, stored, now=flow.now)
    refused(flow.introspect(bearer, bearer=bearer), "invalid_token", status=401)
    assert ok(flow.introspect(bearer, **checker)) == INACTIVE
