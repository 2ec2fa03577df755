"""Id tokens, the keys that verify them, and UserInfo (ID-*)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

import pytest
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from facade.access.grant import Grant
from facade.errors import Refused
from facade.smart import id_token
from facade.smart.userinfo import userinfo
from facade.store import StoredToken
from facade.store.people import Link
from tests.smart.flowing import CARER_ID, ok
from tests.smart.records import ANNA_ID, DOCTOR_ID

IDENTITY = "openid fhirUser profile user/*.rs offline_access"


def verified(flow, text):
    """The token as an app sees it: by the published keys and nothing else."""
    keys = KeySet.import_key_set(id_token.published(flow.store, now=flow.now))
    return jwt.decode(text, keys, algorithms=["RS256"])


def test_the_claims(flow):
    """ID-01, ID-02, ID-03, ID-04: who signed in where, when, for which app."""
    body = flow.tokens(who=flow.doctor, nonce="a nonce")
    found = verified(flow, body["id_token"])
    now = int(flow.now.timestamp())
    half = hashlib.sha256(body["access_token"].encode()).digest()[:16]
    assert found.claims == {
        "iss": "https://facade.example/oscar/fhir",
        "sub": DOCTOR_ID,
        "aud": "app",
        "iat": now,
        "exp": now + 3600,
        "auth_time": int(flow.doctor.auth_time.timestamp()),
        "nonce": "a nonce",
        "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
        "fhirUser": "https://facade.example/oscar/fhir/Practitioner/101",
    }
    assert (found.header["alg"], found.header["typ"]) == ("RS256", "JWT")
    assert found.header["kid"] == id_token.signing_key(flow.store).kid


def test_the_user_is_the_same_for_every_app_and_time(flow):
    """ID-03: sub is stable."""
    one = verified(flow, flow.tokens()["id_token"]).claims
    other = verified(flow, ok(flow.redeem(flow.code(client_id="other"), client="other"))["id_token"]).claims
    assert (one["sub"], one["fhirUser"]) == (other["sub"], other["fhirUser"])
    assert other["aud"] == "other"
    assert 0 < len(one["sub"]) <= 255


def test_without_openid_there_is_none(flow):
    """ID-01: and without openid, fhirUser and profile mean nothing, so they are not granted."""
    body = flow.tokens(scope="launch/patient patient/*.rs fhirUser profile")
    assert "id_token" not in body
    assert body["scope"] == "launch/patient patient/*.rs"


def test_without_fhir_user_the_person_has_no_record_in_it(flow):
    claims = verified(flow, flow.tokens(scope="launch/patient patient/*.rs openid")["id_token"]).claims
    assert "fhirUser" not in claims


def test_who_is_nobody_in_the_records_gets_no_fhir_user(flow):
    """ID-05: a person who only acts for a patient."""
    carer = flow.person(Link(CARER_ID, "oscar", "Patient/9", proxy=True))
    body = flow.tokens(who=carer, context={"patient": "9"})
    assert body["scope"] == "launch/patient patient/*.rs openid offline_access"
    assert "fhirUser" not in verified(flow, body["id_token"]).claims


def test_no_nonce_no_claim(flow):
    assert "nonce" not in verified(flow, flow.tokens(nonce=None)["id_token"]).claims


def test_after_a_refresh_it_is_the_same_person(flow):
    """RF-10: same iss, sub, aud; the time of the sign-in stays that of the sign-in."""
    body = flow.tokens()
    first = verified(flow, body["id_token"]).claims
    flow.now += timedelta(hours=1)
    second = verified(flow, ok(flow.refresh(body["refresh_token"]))["id_token"]).claims
    for name in ("iss", "sub", "aud", "auth_time", "fhirUser"):
        assert second[name] == first[name]
    assert second["iat"] == first["iat"] + 3600
    assert "nonce" not in second


def test_another_key_does_not_verify(flow):
    text = flow.tokens()["id_token"]
    head, body, signature = text.split(".")
    for changed in (f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}.", f"{head}.{body[:-2]}AA.{signature}"):
        with pytest.raises((JoseError, ValueError)):
            verified(flow, changed)


def test_keys_rotate_and_the_old_one_stays_as_long_as_it_is_needed(flow):
    """SD-17, ID-02: the overlap is the longest life of an id token and of a cached document."""
    flow.now = flow.store.keys("signing")[0].created
    flow.anna = flow.signed_in(ANNA_ID)
    old = flow.tokens()["id_token"]
    flow.store.rotate("signing")
    newest, older = flow.store.keys("signing")
    assert jws.extract_compact(flow.tokens()["id_token"].encode()).headers()["kid"] == newest.id
    flow.now = newest.created + timedelta(seconds=3600)
    assert verified(flow, old).claims["sub"] == ANNA_ID

    def kids():
        return [key["kid"] for key in id_token.published(flow.store, now=flow.now)["keys"]]

    assert kids() == [newest.id, older.id]
    flow.now = newest.created + timedelta(seconds=3600 + 600)
    assert kids() == [newest.id]


def test_the_published_keys_are_public(flow):
    """ID-02: nothing private in the set."""
    flow.store.rotate("signing")
    for key in id_token.published(flow.store, now=flow.now)["keys"]:
        assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}


def info(flow, text):
    return userinfo(flow.store.tokens.find(text, now=flow.now), flow.issuing)


def test_userinfo_tells_the_same_person(flow):
    """ID-07."""
    body = flow.tokens(who=flow.doctor, scope=IDENTITY)
    claims = verified(flow, body["id_token"]).claims
    assert info(flow, body["access_token"]) == {
        "sub": claims["sub"], "fhirUser": claims["fhirUser"], "name": "Some Body",
    }  # fmt: skip


def test_userinfo_tells_what_was_granted(flow):
    body = flow.tokens(scope="openid launch/patient patient/*.rs")
    assert info(flow, body["access_token"]) == {"sub": ANNA_ID}
    with pytest.raises(Refused) as refused:
        info(flow, flow.tokens(scope="launch/patient patient/*.rs")["access_token"])
    assert (refused.value.status, refused.value.code) == (403, "forbidden")


def test_a_token_of_nobody_has_no_userinfo(flow):
    grant = Grant("app", "oscar", ("openid", "user/*.rs"), user="Practitioner/101")
    with pytest.raises(Refused):
        userinfo(StoredToken(grant.as_fields(), "oscar", flow.now + timedelta(minutes=1), "issued"), flow.issuing)
