"""Client authentication: each app in the one way that it is registered with (CA-01 … CA-11, TK-13)."""

from __future__ import annotations

import base64
import hmac
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from authlib.oauth2.rfc6749.errors import InvalidClientError, InvalidRequestError
from joserfc import jws, jwt
from joserfc.jwk import ECKey, RSAKey

from facade.access.clients import Client, usable_keys
from facade.access.endpoint import EndpointFacts
from facade.smart.client_auth import Authenticator, secret_hash
from facade.smart.registry import Registry
from facade.store import App

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
JWKS_URL = "https://bulk.example.org/jwks.json"
SECRET = "s3cret with +%&=:/é"
ABSENT = ...
METHODS = ("none", "client_secret_basic", "client_secret_post", "private_key_jwt")


class KeySets:
    """Key sets by URL without a network; writes down what was asked."""

    def __init__(self):
        self.sets, self.asked = {}, []

    def keys(self, url, kid):
        self.asked.append((url, kid))
        return usable_keys(self.sets[url])


class Lab:
    """One app for each method, and what they send."""

    def __init__(self, store, endpoint, now, rsa_key, ec_key):
        self.store, self.endpoint, self.now = store, endpoint, now
        self.rsa_key, self.ec_key, self.serial = rsa_key, ec_key, 0
        self.key_sets, self.clients = KeySets(), {}
        self.public = {"keys": [key.as_dict(private=False) for key in (rsa_key, ec_key)]}
        self.key_sets.sets[JWKS_URL] = self.public
        for method in METHODS:
            facts = {"secret_hash": secret_hash(SECRET)} if method.startswith("client_secret") else {}
            self.keep(method, method, **(facts if method != "private_key_jwt" else {"jwks": self.public}))
        self.keep("by url", "private_key_jwt", jwks_url=JWKS_URL)

    def keep(self, id, method, **facts):
        app = App(id.replace(" ", "-"), "oscar", id, method, "launch", ("authorization_code",), **facts)
        return self.store.apps.keep(app, now=self.now)

    def change(self, id, **facts):
        return self.store.apps.keep(replace(self.store.apps.read("oscar", id), **facts), now=self.now)

    def send(self, authorization=None, *, assumed=None, now=None, endpoint=None, **form):
        registry = Registry(self.clients, self.store)
        authenticator = Authenticator(registry, self.key_sets, self.store)
        values = {name: value if isinstance(value, list) else [value] for name, value in form.items()}
        return authenticator.authenticate(
            values, authorization, endpoint=endpoint or self.endpoint, now=now or self.now, assumed=assumed
        ).id

    def assertion(self, id="private_key_jwt", *, key=None, alg="RS384", header=None, **claims):
        key = key or (self.ec_key if alg == "ES384" else self.rsa_key)
        self.serial += 1
        values = {
            "iss": id,
            "sub": id,
            "aud": self.endpoint.token_url,
            "exp": int(self.now.timestamp()) + 300,
            "jti": str(self.serial),
        } | claims
        head = {"alg": alg, "kid": key.kid, "typ": "JWT"} | (header or {})
        head, values = ({k: v for k, v in d.items() if v is not ABSENT} for d in (head, values))
        registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
        registry.max_header_length = 20_000
        return jwt.encode(head, values, key, registry=registry, default_type=None)

    def sign(self, id="private_key_jwt", **changes):
        return self.send_assertion(self.assertion(id, **changes))

    def send_assertion(self, text, **more):
        return self.send(client_assertion_type=ASSERTION_TYPE, client_assertion=text, **more)


@pytest.fixture
def lab(store, endpoint, now, rsa_key, ec_key):
    return Lab(store, endpoint, now, rsa_key, ec_key)


def b64(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def basic(id, secret, *, encoded=True):
    pair = f"{quote_plus(id)}:{quote_plus(secret)}" if encoded else f"{id}:{secret}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def refused(call, *, challenge=False):
    """`invalid_client`: 401 and a Basic challenge iff Basic was tried (TK-13); says nothing of what was sent."""
    with pytest.raises(InvalidClientError) as error:
        call()
    status, body, headers = error.value()
    challenges = [value for name, value in headers if name == "WWW-Authenticate"]
    assert body["error"] == "invalid_client"
    assert body["error_description"].isascii()
    assert (status, len(challenges)) == ((401, 1) if challenge else (400, 0))
    assert all(value.startswith("Basic realm=") for value in challenges)
    assert SECRET not in str(body)
    return body["error_description"]


# --- CA-01, CA-02: secrets and public apps ---


def test_each_method_as_it_is_registered(lab):
    assert lab.send(client_id="none") == "none"
    assert lab.send(basic("client_secret_basic", SECRET)) == "client_secret_basic"
    assert lab.send(client_id="client_secret_post", client_secret=SECRET) == "client_secret_post"
    assert lab.sign() == "private_key_jwt"
    assert lab.sign("by-url") == "by-url"


def test_basic_is_form_urlencoded_before_it_is_base64(lab):
    """CA-01: `+` and `%` of the secret mean themselves only if they were encoded; `%20` is a blank, too."""
    refused(lambda: lab.send(basic("client_secret_basic", SECRET, encoded=False)), challenge=True)
    other = basic("client_secret_basic", "x", encoded=False)
    pair = base64.b64decode(other[6:]).decode().replace(":x", ":s3cret%20with%20%2B%25%26%3D%3A%2F%C3%A9")
    assert lab.send("basic  " + base64.b64encode(pair.encode()).decode()) == "client_secret_basic"


def test_a_public_app_with_a_secret_or_assertion_fails(lab):
    """CA-02"""
    refused(lambda: lab.send(client_id="none", client_secret=""))
    refused(lambda: lab.send(client_id="none", client_secret=SECRET))
    refused(lambda: lab.send(basic("none", "")), challenge=True)
    refused(lambda: lab.sign("none"))


def test_the_registered_method_is_binding(lab):
    """CA-11, CA-02: every app in every way that is not its own, with the right secret or key."""
    for id in METHODS:
        ways = {
            "none": lambda id=id: lab.send(client_id=id),
            "client_secret_basic": lambda id=id: lab.send(basic(id, SECRET)),
            "client_secret_post": lambda id=id: lab.send(client_id=id, client_secret=SECRET),
            "private_key_jwt": lambda id=id: lab.sign(id),
        }
        for way, call in ways.items():
            if way != id:
                refused(call, challenge=way == "client_secret_basic")


def test_an_app_that_changed_its_method_keeps_no_old_way(lab):
    """CA-11: a secret that was left behind is worth nothing."""
    lab.change("client_secret_post", auth_method="private_key_jwt", jwks=lab.public)
    refused(lambda: lab.send(client_id="client_secret_post", client_secret=SECRET))
    lab.change("client_secret_basic", auth_method="none")
    refused(lambda: lab.send(basic("client_secret_basic", SECRET)), challenge=True)


@pytest.mark.parametrize(
    "secret", ["", "S3CRET", SECRET[:-1], SECRET + " ", secret_hash(SECRET), "x" * 100_000, "\x00"]
)
def test_a_wrong_secret(lab, secret):
    said = refused(lambda: lab.send(client_id="client_secret_post", client_secret=secret))
    refused(lambda: lab.send(basic("client_secret_basic", secret)), challenge=True)
    assert said == refused(lambda: lab.send(client_id="nobody", client_secret=secret))  # no sign of who exists


def test_an_app_without_a_secret_has_none_that_is_empty(lab):
    lab.change("client_secret_post", secret_hash=None)
    for secret in ("", "None", "null"):
        refused(lambda secret=secret: lab.send(client_id="client_secret_post", client_secret=secret))


@pytest.mark.parametrize("id", ["", "nobody", "NONE", "none ", " none", "none\x00", "é", "n" * 5000, "none\n"])
def test_unknown_ids(lab, id):
    refused(lambda: lab.send(client_id=id))
    refused(lambda: lab.send(basic(id, SECRET)), challenge=True)
    refused(lambda: lab.sign(id))


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic bm9uZQ",
        "Basic bm9uZQ==",
        "Basic \xe9",
        "Basic /////w==",
        "Basic JUZGOiVGRg==",
    ],
)
def test_what_is_no_basic_header(lab, header):
    """No base64, no colon, no UTF-8 (`%FF:%FF`): invalid_client with the challenge, and no 500."""
    refused(lambda: lab.send(header), challenge=True)


def test_an_app_of_another_endpoint_is_unknown(lab):
    elsewhere = EndpointFacts("openemr", "https://ehr.example.org/openemr/fhir")
    refused(lambda: lab.send(client_id="none", endpoint=elsewhere))
    refused(lambda: lab.send(client_id="client_secret_post", client_secret=SECRET, endpoint=elsewhere))
    refused(lambda: lab.send_assertion(lab.assertion(aud=elsewhere.base), endpoint=elsewhere))


@pytest.mark.parametrize("status", ["frozen", "pending"])
def test_only_an_active_app_authenticates(lab, status):
    for id in (*METHODS, "by-url"):
        lab.change(id, status=status)
    refused(lambda: lab.send(client_id="none"))
    refused(lambda: lab.send(basic("client_secret_basic", SECRET)), challenge=True)
    refused(lambda: lab.send(client_id="client_secret_post", client_secret=SECRET))
    refused(lab.sign)
    refused(lambda: lab.sign("by-url"))
    assert lab.key_sets.asked == []  # nobody's server is asked for a frozen app


def test_a_rotated_secret_is_good_for_its_grace_and_not_longer(lab):
    facts = {"secret_hash": secret_hash("new"), "old_secret_hash": secret_hash(SECRET)}
    lab.change("client_secret_post", **facts, old_secret_until=lab.now + timedelta(hours=1))

    def send(secret, seconds):
        return lab.send(client_id="client_secret_post", client_secret=secret, now=lab.now + timedelta(seconds=seconds))

    assert {send("new", 0), send("new", 99_999), send(SECRET, 3599)} == {"client_secret_post"}
    refused(lambda: send(SECRET, 3600))


def test_secrets_are_stored_as_hashes_and_reach_no_log(lab, caplog):
    caplog.set_level(logging.DEBUG)
    lab.send(client_id="client_secret_post", client_secret=SECRET)
    refused(lambda: lab.send(client_id="client_secret_post", client_secret="wrong-" + SECRET))
    with lab.store.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM app").all())
    assert SECRET not in rows + caplog.text


# --- two ways at once ---


def test_two_ways_at_once_are_an_invalid_request(lab):
    """CA-01: whichever of them would be right."""
    header, secret = basic("client_secret_basic", SECRET), {"client_secret": SECRET}
    signed = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": lab.assertion()}
    for authorization, form in ((header, secret), (header, signed), (None, secret | signed), (header, secret | signed)):
        with pytest.raises(InvalidRequestError):
            lab.send(authorization, client_id="client_secret_basic", **form)
    assert lab.send_assertion(signed["client_assertion"]) == "private_key_jwt"  # the jti was not used up


@pytest.mark.parametrize("name", ["client_id", "client_secret", "client_assertion", "scope"])
def test_a_parameter_twice(lab, name):
    with pytest.raises(InvalidRequestError):
        lab.send(**{"client_id": "none", name: ["none", "none"]})


@pytest.mark.parametrize("header", ["Bearer facade_x", "Digest x", "", " ", "\x00"])
def test_another_authorization_header_means_nothing_here(lab, header):
    with pytest.raises(InvalidRequestError):
        lab.send(header, client_id="none")


def test_the_client_id_beside_other_credentials_must_be_the_same(lab):
    assert lab.send(basic("client_secret_basic", SECRET), client_id="client_secret_basic") == "client_secret_basic"
    refused(lambda: lab.send(basic("client_secret_basic", SECRET), client_id="none"), challenge=True)
    assert lab.send_assertion(lab.assertion(), client_id="private_key_jwt") == "private_key_jwt"
    refused(lambda: lab.send_assertion(lab.assertion(), client_id="by-url"))


# --- RF-04 ---


def test_an_app_may_be_assumed_only_if_it_is_public_and_the_form_names_none(lab):
    assert lab.send(assumed="none") == "none"
    assert lab.send(client_id="none", assumed="by-url") == "none"
    for id in METHODS[1:]:
        refused(lambda id=id: lab.send(assumed=id))
    refused(lambda: lab.send(client_id="", assumed="none"))
    refused(lab.send)


# --- CA-03 … CA-07, CA-10: signed assertions of registered apps ---


@pytest.mark.parametrize("id", ["private_key_jwt", "by-url"])
@pytest.mark.parametrize("alg", ["RS384", "ES384"])
def test_both_algorithms_of_smart(lab, id, alg):
    """CA-03, AL-1"""
    assert lab.sign(id, alg=alg) == id


@pytest.mark.parametrize("alg", ["RS256", "RS512", "PS384", "ES256"])
def test_no_other_algorithm(lab, alg):
    """CA-03"""
    plain = {name: value for name, value in lab.rsa_key.as_dict(private=True).items() if name != "alg"}
    key = ECKey.generate_key("P-256", {"kid": "ec"}) if alg == "ES256" else RSAKey.import_key(plain)
    refused(lambda: lab.sign(key=key, alg=alg))


def test_a_public_key_is_no_shared_secret(lab):
    """CA-03"""
    head = b64(json.dumps({"alg": "HS384", "kid": "rsa", "typ": "JWT"}).encode())
    signed = f"{head}.{lab.assertion().split('.')[1]}"
    for secret in (lab.rsa_key.as_pem(private=False), json.dumps(lab.rsa_key.as_dict(private=False)).encode()):
        mac = hmac.digest(secret, signed.encode(), "sha384")
        refused(lambda mac=mac: lab.send_assertion(f"{signed}.{b64(mac)}"))


def test_an_unsigned_assertion(lab):
    """CA-03"""
    parts = lab.assertion().split(".")
    head = b64(json.dumps({"alg": "none", "kid": "rsa"}).encode())
    for signature in ("", parts[2]):
        refused(lambda signature=signature: lab.send_assertion(f"{head}.{parts[1]}.{signature}"))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": ABSENT}, {"kid": ""}, {"kid": "unknown"}, {"kid": "ec"}, {"typ": "at+jwt"}, {"jku": "https://evil.example"},
        {"jku": JWKS_URL},
    ],
    ids=repr,
)  # fmt: skip
def test_wrong_headers(lab, header):
    """CA-04, CA-07, AL-3: kid names one key of the right kind; a jku where none is registered fails, even a good one."""
    refused(lambda: lab.sign(header=header))
    assert lab.key_sets.asked == []


def test_the_jku_must_be_the_registered_one_letter_by_letter(lab):
    """CA-07: nothing is fetched for another, and the signature of the right key does not help."""
    assert lab.sign("by-url", header={"jku": JWKS_URL}) == "by-url"
    asked = len(lab.key_sets.asked)
    for jku in (JWKS_URL + "?", JWKS_URL + "#", JWKS_URL.replace("bulk", "BULK"), "https://evil.example.org/jwks.json"):
        refused(lambda jku=jku: lab.sign("by-url", header={"jku": jku}))
    assert len(lab.key_sets.asked) == asked
    assert {url for url, _kid in lab.key_sets.asked} == {JWKS_URL}


def test_unknown_and_long_headers_are_read(lab):
    """CA-06, AL-2"""
    assert lab.sign(header={"kty": "RSA", "x-note": "a" * 2000})


def test_a_key_set_with_two_fitting_keys_is_refused(lab, rsa_key):
    """CA-04: exactly one. A set by URL may go wrong after it was registered."""
    other = RSAKey.generate_key(2048, {"kid": "rsa"})
    lab.key_sets.keys = lambda url, kid: (
        *usable_keys(lab.public),
        *usable_keys({"keys": [other.as_dict(private=False)]}),
    )
    refused(lambda: lab.sign("by-url"))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "by-url"}, {"iss": ABSENT}, {"aud": "https://ehr.example.org/openemr/fhir"}, {"aud": ABSENT}, {"jti": ABSENT},
        {"exp": ABSENT}, {"exp": 1}, {"exp": "soon"}, {"nbf": 2**40}, {"iat": 2**40},
    ],
    ids=repr,
)  # fmt: skip
def test_wrong_claims(lab, claims):
    """CA-05"""
    refused(lambda: lab.sign(**claims))


@pytest.mark.parametrize(
    ("seconds", "fine"),
    [(361, False), (360, True), (300, True), (-59, True), (-60, False), (-600, False), (600, False)],
)
def test_the_clock_may_be_a_minute_off_and_not_ten(lab, seconds, fine):
    """CA-05, AL-3: exp at most five minutes ahead; ten minutes of wrong clock are refused on both sides."""
    exp = int(lab.now.timestamp()) + seconds
    if fine:
        assert lab.sign(exp=exp)
    else:
        refused(lambda: lab.sign(exp=exp))


def test_the_audience_may_be_the_issuer(lab):
    """CA-05"""
    assert lab.sign(aud=lab.endpoint.base)
    assert lab.sign(aud=["https://other.example.org", lab.endpoint.token_url])


def test_a_jti_counts_once_for_each_app(lab):
    """CA-05: of thirty at once, one is accepted; another app may use the same."""
    text = lab.assertion(jti="same")

    def ask(_):
        try:
            return lab.send_assertion(text)
        except InvalidClientError:
            return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(30)))
    assert sorted(answer for answer in answers if answer) == ["private_key_jwt"]
    assert lab.sign("by-url", jti="same") == "by-url"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"client_assertion_type": ""},
        {"client_assertion": "a.b.c"},
        {"client_assertion": ""},
        {"client_assertion": "a" * 1_000_000},
    ],
    ids=["saml", "no type", "nonsense", "empty", "a megabyte"],
)
def test_any_failure_is_invalid_client(lab, changes):
    """CA-10"""
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": lab.assertion()} | changes
    refused(lambda: lab.send(**form))
    refused(lambda: lab.send(client_assertion=lab.assertion()))  # the type is missing
    refused(lambda: lab.send(client_assertion_type=ASSERTION_TYPE))


def test_a_client_of_the_configuration_signs_as_before(lab):
    client = Client("lab", lab.public, "system/*.rs", frozenset({"oscar"}))
    lab.clients = {"lab": client}
    assert lab.sign("lab") == "lab"
    refused(lambda: lab.send(client_id="lab"))
