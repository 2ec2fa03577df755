"""Revocation by the app (RV-01, RFC 7009)."""

from __future__ import annotations

import pytest

from facade.smart.client_auth import secret_hash
from tests.smart.flowing import SECRET, ok, refused
from tests.smart.records import ANNA_ID


def test_a_refresh_token_takes_all_with_it(flow):
    """RV-01: the access tokens of the same consent, and no others."""
    body, untouched = flow.tokens(), flow.tokens()
    assert ok(flow.revoke(body["refresh_token"])) == {}
    assert not flow.alive(body["access_token"])
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")
    assert flow.alive(untouched["access_token"])
    ok(flow.refresh(untouched["refresh_token"]))


def test_an_access_token_goes_alone(flow):
    body = flow.tokens()
    ok(flow.revoke(body["access_token"]))
    assert not flow.alive(body["access_token"])
    ok(flow.refresh(body["refresh_token"]))


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "id_token", "", "x"])
def test_the_hint_does_not_matter(flow, hint):
    """RFC 7009 2.1: both kinds are looked for."""
    for kind in ("access_token", "refresh_token"):
        body = flow.tokens()
        ok(flow.revoke(body[kind], token_type_hint=hint))
        assert not flow.alive(body["access_token"])


@pytest.mark.parametrize("text", ["x", "facade_" + "A" * 43, "facade_r_" + "A" * 43, "é", "x" * 10_000])
def test_what_is_no_token_is_revoked_already(flow, text):
    """RV-01: 200."""
    assert ok(flow.revoke(text)) == {}


def test_twice(flow):
    text = flow.tokens()["refresh_token"]
    ok(flow.revoke(text))
    ok(flow.revoke(text))


def test_another_client_s_token_stays(flow):
    """RV-01."""
    body = flow.tokens()
    for kind in ("access_token", "refresh_token"):
        refused(flow.revoke(body[kind], client="other"), "invalid_grant")
    assert flow.alive(body["access_token"])
    ok(flow.refresh(body["refresh_token"]))


def test_the_client_shows_who_it_is(flow):
    """RV-01: as at the token endpoint."""
    flow.register("post", auth_method="client_secret_post", secret_hash=secret_hash(SECRET))
    body = ok(flow.redeem(flow.code(client_id="post"), client="post", client_secret=SECRET))
    refused(flow.revoke(body["refresh_token"], client="post"), "invalid_client")
    refused(flow.revoke(body["refresh_token"], client="nobody"), "invalid_client")
    ok(flow.revoke(body["refresh_token"], client="post", client_secret=SECRET))
    assert not flow.alive(body["access_token"])


def test_without_a_token(flow):
    refused(flow.revoke(""), "invalid_request")
    refused(flow.revoke(["a", "b"]), "invalid_request")


def test_it_stands_in_the_journal(flow):
    """HX-09."""
    flow.revoke(flow.tokens()["refresh_token"])
    assert (flow.events[-1].action, flow.events[-1].outcome, flow.events[-1].person) == ("revoke", "revoked", ANNA_ID)
