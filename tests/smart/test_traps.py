"""What Authlib does as it comes, and we do not: one regression test for each trap (AL-1 to AL-14).

The first half of each test shows that the trap is still there; when a release of Authlib closes one, its test says so.
"""

from __future__ import annotations

import importlib.metadata
import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from facade.smart import codes, refresh, token
from facade.smart.authorize import PageError, RedirectError
from facade.smart.client_auth import secret_hash
from facade.store import App
from tests.smart.flowing import BACK, SECRET, ok, refused

KEY = RSAKey.generate_key(2048, {"kid": "k"})
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def signed(flow):
    """A backend service's request for a token, with an assertion that the test may bend."""
    flow.register("lab", auth_method="private_key_jwt", grant_types=("client_credentials",), scope="system/*.rs",
                  jwks={"keys": [KEY.as_dict(private=False)]}, redirect_uris=())  # fmt: skip

    def post(*, alg="RS384", header=None, **claims):
        now = int(flow.now.timestamp())
        values = {"iss": "lab", "sub": "lab", "aud": flow.endpoint.token_url, "exp": now + 60, "jti": "j"} | claims
        head = {key: value for key, value in {"alg": alg, "kid": "k", "typ": "JWT", **(header or {})}.items() if value}
        registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
        registry.max_header_length = 10_000
        assertion = jwt.encode(head, values, KEY, registry=registry)
        sent = {"grant_type": "client_credentials", "scope": "system/*.rs", "client_assertion_type": BEARER}
        return flow.post(sent | {"client_assertion": assertion})

    return post


def test_al_1_the_algorithms_of_smart(signed):
    """joserfc refuses RS384 by default, and takes RS256."""
    with pytest.raises((JoseError, ValueError)):
        jwt.encode({"alg": "RS384"}, {}, KEY)
    ok(signed(alg="RS384"))
    refused(signed(alg="RS256", jti="2"), "invalid_client")


def test_al_2_unknown_and_long_headers(signed):
    """joserfc refuses members that it does not know, and more than 512 bytes."""
    with pytest.raises((JoseError, ValueError)):
        jws.serialize_compact({"alg": "RS256", "kty": "RSA"}, b"{}", KEY)
    ok(signed(header={"kty": "RSA", "x-note": "a" * 2000}))


def test_al_3_the_assertion_is_checked_as_smart_asks(signed, flow):
    """A day ahead, without kid, with a foreign jku: Authlib would take each."""
    refused(signed(exp=int(flow.now.timestamp()) + 86_400), "invalid_client")
    refused(signed(header={"kid": None}), "invalid_client")
    refused(signed(header={"jku": "https://evil.example/keys"}), "invalid_client")
    ok(signed())


def test_al_4_a_challenge_for_everybody_by_s256_alone(flow):
    """Authlib has plain, and takes a confidential client without any."""
    assert "plain" in CodeChallenge.SUPPORTED_CODE_CHALLENGE_METHOD
    assert codes.Pkce.SUPPORTED_CODE_CHALLENGE_METHOD == ("S256",)
    for client in ("app", "secret"):
        for changes in ({"code_challenge_method": "plain"}, {"code_challenge_method": None},
                        {"code_challenge": None}, {"code_challenge": None, "code_challenge_method": None}):  # fmt: skip
            assert isinstance(flow.receive(client_id=client, **changes), RedirectError)


def test_al_5_a_code_is_used_up_before_anything_is_issued(flow):
    """Authlib deletes it after the token was saved: two at once would both succeed."""
    source = inspect.getsource(AuthorizationCodeGrant)
    assert source.index("self.save_token(token)") < source.index("self.delete_authorization_code(auth")
    code = flow.code()
    with ThreadPoolExecutor(30) as pool:
        statuses = [answer[0] for answer in pool.map(lambda _: flow.redeem(code), range(30))]
    assert sorted(statuses) == [200] + [400] * 29


def test_al_6_lifetimes(flow, signed):
    """Authlib's are ten days."""
    assert BearerTokenGenerator.GRANT_TYPES_EXPIRES_IN["authorization_code"] == 864_000
    assert flow.tokens()["expires_in"] == 3600
    assert ok(signed())["expires_in"] == 300


def test_al_7_refresh_rotates_needs_no_client_id_and_depends_on_the_scope(flow):
    """Authlib gives no new refresh token, and a first one to whoever is registered for the grant."""
    assert RefreshTokenGrant.INCLUDE_NEW_REFRESH_TOKEN is False
    first = flow.tokens()["refresh_token"]
    second = ok(flow.refresh(first, client=None))["refresh_token"]
    assert second != first
    assert "refresh_token" not in flow.tokens(scope="launch/patient patient/*.rs")


def test_al_8_scopes_are_compared_by_what_they_mean(flow):
    """Authlib compares words; and compares them again at each refresh."""
    flow.register("narrow", scope="launch/patient patient/*.rs offline_access")
    body = ok(flow.redeem(flow.code(client_id="narrow", scope="patient/Patient.cruds patient/*.r offline_access"),
                          client="narrow"))  # fmt: skip
    assert body["scope"] == "patient/Patient.rs patient/*.r offline_access"
    assert ok(flow.refresh(body["refresh_token"], client="narrow"))["scope"] == body["scope"]


def test_al_9_audience_state_and_context_and_an_id_token_after_refresh(flow):
    """Authlib knows none of these."""
    assert isinstance(flow.receive(aud=None), RedirectError)
    assert isinstance(flow.receive(state=None), RedirectError)
    body = flow.tokens()
    again = ok(flow.refresh(body["refresh_token"]))
    for answer in (body, again):
        assert answer["patient"] == "7"
        assert answer["id_token"]


def test_al_10_introspection_by_bearer_or_proof_and_by_no_id_alone(flow):
    """Authlib knows Basic only, and its mixin lets any method pass."""
    text = flow.tokens()["access_token"]
    assert ok(flow.introspect(text, bearer=text))["active"]
    refused(flow.introspect(text, client_id="app"), "invalid_client")
    flow.register("post", auth_method="client_secret_post", secret_hash=secret_hash(SECRET))
    assert ok(flow.introspect(text, client_id="post", client_secret=SECRET)) == {"active": False}


def test_al_11_nothing_is_read_from_the_url(flow):
    """Authlib's Flask request merges query and form."""
    form = {"grant_type": "authorization_code", "client_id": "app", "redirect_uri": BACK, "code": flow.code()}
    refused(flow.post(form, query="code_verifier=" + "v" * 50), "invalid_request")


def test_al_12_errors_behind_the_token_are_fhir_s(flow):
    """Authlib's ResourceProtector answers OAuth's JSON; ours is not used: facade.access.tokens raises Refused."""
    assert "ResourceProtector" not in inspect.getsource(token)


def test_al_13_a_public_app_has_no_secret(flow):
    """Authlib's registration gives one to everybody (facade.smart.registration has its own test)."""
    assert App("a", "oscar", "A", "none", "openid", ("authorization_code",)).secret_hash is None
    refused(flow.redeem(flow.code(), client_secret=SECRET), "invalid_client")


def test_al_14_an_error_leads_to_no_address_that_is_not_registered(flow):
    """CVE-2026-41479, CVE-2026-44681: in a release that has the fixes, and by checks of our own before all others."""
    version = tuple(map(int, importlib.metadata.version("authlib").split(".")[:2]))
    assert version >= (1, 8)
    for changes in ({"response_type": "x"}, {"response_type": None}, {"scope": "x"}, {"prompt": "none login"}):
        found = flow.receive(redirect_uri="https://evil.example/", **changes)
        assert found == PageError(400, "unknown-redirect")


def test_a_hint_of_another_kind_is_no_error(flow):
    """RFC 7009 2.2.1 lets a server refuse a kind of token, not a hint; Authlib refuses the hint."""
    assert "UnsupportedTokenTypeError" in inspect.getsource(RevocationEndpoint.check_params)
    ok(flow.revoke(flow.tokens()["access_token"], token_type_hint="x"))


def test_authlib_s_debug_log_would_hold_the_tokens(flow, caplog):
    """So none of its create_token_response is used."""
    for theirs, ours in ((AuthorizationCodeGrant, codes.CodeGrant), (RefreshTokenGrant, refresh.RefreshGrant)):
        assert 'log.debug("Issue token' in inspect.getsource(theirs)
        assert ours.create_token_response is not theirs.create_token_response
    caplog.set_level("DEBUG")
    body = flow.tokens()
    assert body["access_token"] not in caplog.text
