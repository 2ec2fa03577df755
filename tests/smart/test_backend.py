"""Backend services at the token endpoint: signed assertions, the answer, the scopes (CA-*, TK-*, BS-*)."""

from __future__ import annotations

import base64
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from facade.access.clients import Client
from facade.access.grant import Grant
from facade.access.tokens import authenticate
from facade.config import Lifetimes
from facade.smart import token as tokens
from facade.smart.client_auth import Authenticator
from facade.smart.discovery import Offer, smart_configuration
from facade.smart.events import unheard
from facade.smart.issuing import Issuing
from facade.smart.jwks_fetch import KeySets
from facade.smart.registry import Registry
from facade.store import Store

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"
ABSENT = ...


def b64(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def without_absent(values):
    return {name: value for name, value in values.items() if value is not ABSENT}


def no_network(_url):
    raise AssertionError("no key set is registered by its URL")


class Lab:
    """A client and the server it talks to; every call may change one thing."""

    def __init__(self, store, endpoint, now, rsa_key, ec_key):
        self.store, self.endpoint, self.now = store, endpoint, now
        self.rsa_key, self.ec_key, self.serial = rsa_key, ec_key, 0
        self.register()

    def register(self, *more_keys, id="lab", **changes):
        keys = [self.rsa_key.as_dict(private=False), self.ec_key.as_dict(private=False), *more_keys]
        values = {"jwks": {"keys": keys}, "scope": "system/*.cruds", "endpoints": frozenset({"oscar"})}
        self.clients = getattr(self, "clients", {}) | {id: Client(id, **values | changes)}

    def claims(self, **changes):
        self.serial += 1
        now = int(self.now.timestamp())
        values = {
            "iss": "lab",
            "sub": "lab",
            "aud": self.endpoint.token_url,
            "exp": now + 300,
            "jti": f"jti-{self.serial}",
        }
        return without_absent(values | changes)

    def sign(self, *, key=None, alg="RS384", header=None, **claims):
        """An assertion, by joserfc where it agrees to make it."""
        key = key or (self.ec_key if alg.startswith("ES") else self.rsa_key)
        head = without_absent({"alg": alg, "kid": key.kid, "typ": "JWT"} | (header or {}))
        registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
        return jwt.encode(head, self.claims(**claims), key, registry=registry, default_type=None)

    def form(self, assertion=None, **changes):
        values = {
            "grant_type": "client_credentials",
            "scope": "system/*.rs",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion or self.sign(),
        }
        return {name: [value] for name, value in without_absent(values | changes).items()}

    def post(self, form=None, *, store=None, now=None, endpoint=None, **changes):
        store, at = store or self.store, endpoint or self.endpoint
        authenticator = Authenticator(Registry(self.clients, store), KeySets(no_network), store)
        served = SimpleNamespace(name=at.name, base=at.base)
        issuing = Issuing(
            served, store, Lifetimes(), unheard, now or self.now, lambda _person: True, lambda _client: None
        )
        sent = tokens.Sent(self.form() if form is None else form, **changes)
        return tokens.issue(sent, authenticator=authenticator, issuing=issuing)

    def ask(self, scope):
        return self.post(self.form(scope=scope))

    def send(self, assertion):
        return self.post(self.form(assertion))


@pytest.fixture
def lab(store, endpoint, now, rsa_key, ec_key):
    return Lab(store, endpoint, now, rsa_key, ec_key)


def error(answer, name, status=400):
    """The answer is an OAuth error of that name: cacheable nowhere, ASCII, with no token in it (TK-03, TK-10)."""
    got, headers, body = answer
    assert (got, body["error"]) == (status, name)
    assert headers["Content-Type"] == "application/json"
    assert (headers["Cache-Control"], headers["Pragma"]) == ("no-store", "no-cache")
    assert set(body) <= {"error", "error_description"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]*", body.get("error_description", ""))
    return headers


def granted(answer):
    status, _, body = answer
    assert status == 200, body
    return body["scope"]


# --- the answer ---


def test_the_token_answer(lab):
    status, headers, body = lab.post()
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert (headers["Cache-Control"], headers["Pragma"]) == ("no-store", "no-cache")  # TK-03
    token = body.pop("access_token")
    assert re.fullmatch(r"facade_[A-Za-z0-9_-]{43}", token)
    assert body == {"token_type": "bearer", "expires_in": 300, "scope": "system/*.rs"}  # BS-05, TK-02


def test_the_token_opens_this_endpoint_for_300_seconds_with_what_the_client_has(lab):
    masks = {"Patient": frozenset({"Patient.birthDate"})}
    lab.register(provider="999998", permissions=frozenset({"operator"}), masks=masks)
    token = lab.post()[2]["access_token"]
    expected = Grant(
        "lab", "oscar", ("system/*.rs",), provider="999998", permissions=frozenset({"operator"}), masks=masks
    )

    def use(seconds):
        when = lab.now + timedelta(seconds=seconds)
        return authenticate(f"Bearer {token}", store=lab.store, endpoint="oscar", now=when)

    assert use(299) == expected
    with pytest.raises(Exception, match="not valid"):  # TK-04
        use(300)


def test_the_token_is_marked_with_its_origin(lab):
    token = lab.post()[2]["access_token"]
    assert lab.store.tokens.find(token, now=lab.now).origin == "client_credentials"


def test_tokens_and_assertions_reach_no_log(lab, caplog):
    caplog.set_level(logging.DEBUG)
    assertion = lab.sign()
    token = lab.send(assertion)[2]["access_token"]
    lab.send(assertion)  # refused: used before
    assert token not in caplog.text
    assert assertion not in caplog.text


# --- CA-03, CA-04, CA-06, CA-07: the header of the assertion ---


@pytest.mark.parametrize("alg", ["RS384", "ES384"])
def test_both_algorithms_of_smart_are_accepted(lab, alg):
    assert granted(lab.send(lab.sign(alg=alg))) == "system/*.rs"


def test_discovery_names_the_algorithms_and_methods_that_work(lab):
    said = smart_configuration(lab.endpoint, Offer({}, ""))
    for alg in said["token_endpoint_auth_signing_alg_values_supported"]:
        assert granted(lab.send(lab.sign(alg=alg)))
    assert said["token_endpoint_auth_signing_alg_values_supported"] == ["RS384", "ES384"]


@pytest.mark.parametrize("alg", ["RS256", "RS512", "PS384"])
def test_other_rsa_algorithms_are_refused(lab, alg):
    plain = RSAKey.import_key({k: v for k, v in lab.rsa_key.as_dict(private=True).items() if k != "alg"})
    error(lab.send(lab.sign(alg=alg, key=plain)), "invalid_client")


@pytest.mark.parametrize("alg", ["none", "NoNe", "HS256", "HS384", "", None, 5, ["RS384"], {"a": 1}, "ES256K"])
def test_a_forged_alg_is_refused(lab, alg):
    for signature in ("", b64(b"x" * 256)):
        forged = f"{b64({'alg': alg, 'kid': 'rsa', 'typ': 'JWT'})}.{b64(lab.claims())}.{signature}"
        error(lab.send(forged), "invalid_client")


def test_a_public_key_is_no_shared_secret(lab):
    for secret in (lab.rsa_key.as_pem(private=False), json.dumps(lab.rsa_key.as_dict(private=False)).encode()):
        key = OctKey.import_key(base64.urlsafe_b64encode(secret).decode().rstrip("="), {"kid": "rsa"})
        error(lab.send(lab.sign(alg="HS384", key=key, header={"kid": "rsa"})), "invalid_client")


def test_the_algorithm_is_bound_to_the_kind_of_key(lab):
    error(lab.send(lab.sign(alg="RS384", header={"kid": "ec"})), "invalid_client")
    error(lab.send(lab.sign(alg="ES384", header={"kid": "rsa"})), "invalid_client")


def test_another_key_with_a_registered_kid_is_refused(lab):
    error(lab.send(lab.sign(key=RSAKey.generate_key(2048, {"kid": "rsa"}))), "invalid_client")
    error(lab.send(lab.sign(alg="ES384", key=ECKey.generate_key("P-384", {"kid": "ec"}))), "invalid_client")


@pytest.mark.parametrize("kid", ["", "RSA", "../../etc/passwd", "' OR 1=1 --", 5, None, ["rsa"], "rsa\x00"])
def test_an_unknown_kid_is_refused(lab, kid):
    forged = lab.sign().split(".")
    forged[0] = b64({"alg": "RS384", "kid": kid, "typ": "JWT"})
    error(lab.send(".".join(forged)), "invalid_client")


def test_the_kid_is_required_even_of_a_single_key(lab):
    for alg in ("RS384", "ES384"):
        error(lab.send(lab.sign(alg=alg, header={"kid": ABSENT})), "invalid_client")  # CA-04
    second = RSAKey.generate_key(2048, {"kid": "second"})
    lab.register(second.as_dict(private=False))
    assert granted(lab.send(lab.sign(key=second)))


def test_a_key_for_encryption_proves_nothing(lab):
    other = RSAKey.generate_key(2048, {"kid": "enc"})
    lab.register(other.as_dict(private=False) | {"use": "enc"})
    error(lab.send(lab.sign(key=other)), "invalid_client")


def test_typ_is_jwt_or_absent(lab):
    assert granted(lab.send(lab.sign(header={"typ": "jwt"})))
    assert granted(lab.send(lab.sign(header={"typ": ABSENT})))
    error(lab.send(lab.sign(header={"typ": "at+jwt"})), "invalid_client")


def test_unknown_header_members_are_ignored_and_long_headers_read(lab):
    assert granted(lab.send(lab.sign(header={"kty": "RSA", "x-note": "a" * 2000})))


def test_a_key_in_the_header_is_never_used(lab):
    own = RSAKey.generate_key(2048, {"kid": "own"})
    for member in ({"jwk": own.as_dict(private=False)}, {"x5u": "https://evil.example.org/a.pem"}):
        error(lab.send(lab.sign(key=own, header={"kid": "rsa"} | member)), "invalid_client")
    assert granted(lab.send(lab.sign(header={"jwk": own.as_dict(private=False)})))


def test_an_unknown_critical_extension_is_refused(lab):
    for crit, more in ((["x"], {"x": 1}), ([], {}), ("x", {"x": 1}), (5, {}), (["exp"], {"exp": 1})):
        forged = lab.sign().split(".")
        forged[0] = b64({"alg": "RS384", "kid": "rsa", "typ": "JWT", "crit": crit} | more)
        error(lab.send(".".join(forged)), "invalid_client")
    body = lab.send(lab.sign(header={"x": 1, "crit": ABSENT}))
    assert granted(body)


@pytest.mark.parametrize("jku", ["https://evil.example.org/jwks", "http://169.254.169.254/", "", None])
def test_a_jku_is_refused_because_none_is_registered(lab, jku):
    forged = lab.sign().split(".")
    forged[0] = b64({"alg": "RS384", "kid": "rsa", "typ": "JWT", "jku": jku})
    error(lab.send(".".join(forged)), "invalid_client")
    if jku:
        error(lab.send(lab.sign(header={"jku": jku})), "invalid_client")  # signed by the right key all the same


# --- CA-05: the claims ---

WRONG_CLAIMS = {
    "no iss": {"iss": ABSENT},
    "no sub": {"sub": ABSENT},
    "no aud": {"aud": ABSENT},
    "no exp": {"exp": ABSENT},
    "no jti": {"jti": ABSENT},
    "other iss": {"iss": "pharmacy"},
    "other sub": {"sub": "pharmacy"},
    "unknown client": {"iss": "nobody", "sub": "nobody"},
    "iss is no text": {"iss": ["lab"]},
    "sub is no text": {"sub": {"a": "lab"}},
    "sub in other case": {"iss": "LAB", "sub": "LAB"},
    "empty jti": {"jti": ""},
    "jti is no text": {"jti": 5},
    "jti null": {"jti": None},
    "aud of another endpoint": {"aud": "https://ehr.example.org/openemr/fhir/oauth/token"},
    "aud with a slash more": {"aud": "https://ehr.example.org/oscar/fhir/oauth/token/"},
    "aud a prefix": {"aud": "https://ehr.example.org"},
    "aud empty": {"aud": []},
    "aud no text": {"aud": 5},
    "aud list with no text": {"aud": [5]},
    "exp text": {"exp": "1795000000"},
    "exp true": {"exp": True},
    "exp null": {"exp": None},
    "exp list": {"exp": [1]},
    "exp huge": {"exp": 10**400},
    "exp negative": {"exp": -1},
    "iat no number": {"iat": "now"},
    "nbf no number": {"nbf": []},
}


@pytest.mark.parametrize("name", WRONG_CLAIMS)
def test_wrong_claims_are_refused(lab, name):
    error(lab.send(lab.sign(**WRONG_CLAIMS[name])), "invalid_client")


def test_the_audience_is_the_token_url_or_the_issuer(lab):
    base, url = lab.endpoint.base, lab.endpoint.token_url
    for audience in (url, base, [url], ["https://other.example.org", base]):
        assert granted(lab.send(lab.sign(aud=audience)))


@pytest.mark.parametrize(
    ("claim", "seconds", "fine"),
    [
        ("exp", -61, False), ("exp", -60, False), ("exp", -59, True), ("exp", 1, True), ("exp", 300, True),
        ("exp", 360, True), ("exp", 361, False), ("exp", 86_400, False), ("exp", 299.5, True),
        ("iat", 60, True), ("iat", 61, False), ("iat", -86_400, True),
        ("nbf", 60, True), ("nbf", 61, False), ("nbf", -86_400, True),
    ],
)  # fmt: skip
def test_times_with_a_minute_of_tolerance(lab, claim, seconds, fine):
    answer = lab.send(lab.sign(**{claim: int(lab.now.timestamp()) + seconds}))
    if fine:
        assert granted(answer)
    else:
        error(answer, "invalid_client")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_times_that_are_no_numbers(lab, number):
    error(lab.send(lab.sign(exp=float(number.replace("Infinity", "inf")))), "invalid_client")


def test_a_jti_counts_once(lab):
    assertion = lab.sign()
    assert granted(lab.send(assertion))
    error(lab.send(assertion), "invalid_client")
    error(lab.send(lab.sign(jti="jti-1")), "invalid_client")  # another assertion with the same jti


def test_a_jti_counts_once_over_two_workers_and_until_no_assertion_can_use_it(lab, tmp_path):
    assertion = lab.sign()
    assert granted(lab.send(assertion))
    other = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    for seconds in (0, 300, 359):  # accepted until exp and a minute
        later = lab.now + timedelta(seconds=seconds)
        error(lab.post(lab.form(assertion), store=other, now=later), "invalid_client")
    other.close()


def test_of_many_workers_with_one_assertion_one_gets_a_token(lab, tmp_path):
    stores = [Store.open(f"sqlite:///{tmp_path / 'store.db'}") for _ in range(4)]
    form = lab.form(lab.sign())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: lab.post(form, store=stores[number % 4])[0], range(20)))
    for store in stores:
        store.close()
    assert sorted(answers) == [200] + [400] * 19


def test_a_forged_assertion_does_not_use_up_the_jti(lab):
    error(lab.send(lab.sign(key=RSAKey.generate_key(2048, {"kid": "rsa"}), jti="mine")), "invalid_client")
    error(lab.send(lab.sign(aud="https://other.example.org", jti="mine")), "invalid_client")
    assert granted(lab.send(lab.sign(jti="mine")))


def test_clients_do_not_share_jtis_or_keys(lab):
    own = ECKey.generate_key("P-384", {"kid": "own"})
    lab.clients |= {
        "pharmacy": Client("pharmacy", {"keys": [own.as_dict(private=False)]}, "system/*.rs", frozenset({"oscar"}))
    }
    assert granted(lab.send(lab.sign(jti="same")))
    assert granted(lab.send(lab.sign(alg="ES384", key=own, iss="pharmacy", sub="pharmacy", jti="same")))
    error(lab.send(lab.sign(iss="pharmacy", sub="pharmacy")), "invalid_client")


def test_a_client_of_another_endpoint_is_unknown_here(lab):
    lab.register(endpoints=frozenset({"openemr"}))
    error(lab.post(), "invalid_client")


# --- CA-10, B08: what is no assertion ---


DEEP, LONG_NUMBER = b'{"a":' * 2000, b'{"sub":1' + b"0" * 5000 + b"}"


@pytest.mark.parametrize(
    "assertion",
    [
        "a", ".", "..", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e", "é.é.é", "\ud800.a.b", "e30.e30.e30", "e30..",
        "W10.W10.", "bnVsbA.bnVsbA.", f"{b64(b'{')}.{b64(b'{')}.", f"{b64(b'[' * 5000)}.e30.a",
        f"e30.{b64(b'[' * 5000)}.a", f"{b64(DEEP)}.e30.a", f"e30.{b64(LONG_NUMBER)}.a", "a" * 1_000_000,
        f"{b64({'alg': 'RS384', 'x': 'a' * 20_000})}.e30.a", f"e30.{b64(bytes([0xff, 0xfe]))}.a",
    ],
)  # fmt: skip
def test_what_is_no_assertion(lab, assertion):
    error(lab.send(assertion), "invalid_client")


def test_a_changed_or_cut_assertion(lab):
    head, body, signature = lab.sign().split(".")
    signed, other = f"{head}.{body}", b64(lab.claims())
    error(lab.send(f"{head}.{other}.{signature}"), "invalid_client")
    for cut in (signature[:-4], "", f"{signature}=", f"{signature}A"):
        error(lab.send(f"{signed}.{cut}"), "invalid_client")
    error(lab.send(f" {signed}.{signature}"), "invalid_client")
    assert granted(lab.send(f"{signed}.{signature}"))


def test_an_access_token_is_no_assertion_and_an_assertion_no_access_token(lab):
    token = lab.post()[2]["access_token"]
    error(lab.send(token), "invalid_client")
    with pytest.raises(Exception, match="not valid"):
        authenticate(f"Bearer {lab.sign()}", store=lab.store, endpoint="oscar", now=lab.now)


@pytest.mark.parametrize("type", [ABSENT, "", "jwt-bearer", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"])
def test_a_wrong_assertion_type(lab, type):
    error(lab.post(lab.form(client_assertion_type=type)), "invalid_client")


# --- CA-01, CA-02, CA-11, BS-01, TK-13: other ways to authenticate ---


def test_nothing_but_a_signed_assertion_authenticates(lab):
    none = {"client_assertion_type": ABSENT, "client_assertion": ABSENT}
    error(lab.post(lab.form(**none)), "invalid_client")
    error(lab.post(lab.form(**none, client_id="lab")), "invalid_client")
    error(lab.post(lab.form(**none, client_id="lab", client_secret="x")), "invalid_client")


def test_the_challenge_is_basic_iff_basic_was_tried(lab):
    form = lab.form(client_assertion_type=ABSENT, client_assertion=ABSENT)
    headers = error(lab.post(form, authorization="Basic bGFiOng="), "invalid_client", 401)
    assert headers["WWW-Authenticate"].startswith("Basic ")
    assert "WWW-Authenticate" not in error(lab.post(form), "invalid_client")
    assert "WWW-Authenticate" not in error(lab.post(form, authorization="Bearer x"), "invalid_request")


def test_two_ways_at_once_are_refused(lab):
    error(lab.post(authorization="Basic bGFiOng="), "invalid_request")
    error(lab.post(lab.form(client_secret="x")), "invalid_request")


def test_a_client_id_beside_the_assertion_must_be_the_same(lab):
    assert granted(lab.post(lab.form(client_id="lab")))
    error(lab.post(lab.form(client_id="pharmacy")), "invalid_client")


# --- TK-01, TK-09: the request ---


@pytest.mark.parametrize("type", ["application/json", "multipart/form-data; boundary=a", "text/plain", ""])
def test_only_a_form_is_read(lab, type):
    error(lab.post(content_type=type), "invalid_request")


def test_the_content_type_may_have_parameters(lab):
    assert granted(lab.post(content_type="Application/X-WWW-Form-Urlencoded; charset=UTF-8"))


def test_parameters_in_the_url_are_refused(lab):
    error(lab.post(query="scope=system/*.rs"), "invalid_request")


@pytest.mark.parametrize("name", ["grant_type", "scope", "client_assertion", "client_assertion_type", "other"])
def test_a_parameter_twice_is_refused(lab, name):
    form = lab.form(other="1")
    error(lab.post(form | {name: form[name] * 2}), "invalid_request")


def test_grant_types(lab):
    error(lab.post(lab.form(grant_type=ABSENT)), "invalid_request")
    for grant_type in ("", "implicit", "password", "CLIENT_CREDENTIALS", "é<script>"):
        error(lab.post(lab.form(grant_type=grant_type)), "unsupported_grant_type")
    for grant_type in ("authorization_code", "refresh_token"):  # not for a backend service
        error(lab.post(lab.form(grant_type=grant_type, code="x", refresh_token="x")), "unauthorized_client")


def test_an_empty_form(lab):
    error(lab.post({}), "invalid_request")


# --- BS-02, BS-03, BS-04, B05: scopes ---


@pytest.mark.parametrize(
    "scope",
    [
        ABSENT, "", " ", "patient/*.rs", "user/Patient.rs", "launch", "openid fhirUser", "offline_access",
        "system/*.rs user/*.rs", "system/*.rs launch", "system/Nonsense.rs", "system/Nonsense.read", "Patient.rs",
        "system/Patient.sr", "system/Patient.xx", "system/*.", "system/Patient.rs?nonsense=a",
        "system/Patient.rs?gender:not=male",
        "system/*.rs " * 1000, "system/" + "x" * 10_000,
    ],
)  # fmt: skip
def test_scopes_that_grant_nothing_or_are_not_for_backends(lab, scope):
    error(lab.ask(scope), "invalid_scope")


@pytest.mark.parametrize(
    ("registered", "asked", "expected"),
    [
        ("system/*.rs", "system/Patient.r", "system/Patient.r"),
        ("system/Patient.rs", "system/*.rs", "system/Patient.rs"),
        ("system/*.rs", "system/*.*", "system/*.read"),
        ("system/*.rs", "system/*.cruds", "system/*.rs"),
        ("system/Patient.rs", "system/Nonsense.read system/Patient.read", "system/Patient.read"),
        ("system/Patient.rs system/Observation.r", "system/*.r", "system/Patient.r system/Observation.r"),
        ("system/Observation.rs?category=vital-signs", "system/*.rs", "system/Observation.rs?category=vital-signs"),
        ("user/*.rs system/Patient.r", "system/*.rs", "system/Patient.r"),
        ("system/*.rs?category=vital-signs", "system/Patient.rs system/Observation.r",
         "system/Observation.r?category=vital-signs"),
    ],
)  # fmt: skip
def test_the_intersection_is_granted_and_told(lab, registered, asked, expected):
    lab.register(scope=registered)
    body = lab.ask(asked)[2]
    assert body["scope"] == expected
    stored = lab.store.tokens.find(body["access_token"], now=lab.now)
    assert stored.grant["scopes"] == expected.split()


@pytest.mark.parametrize(
    ("registered", "asked"),
    [("system/*.rs", "system/*.write"), ("system/*.rs", "system/Patient.cud"), ("system/Patient.rs", "system/Task.rs"),
     ("user/*.cruds", "system/*.rs"), ("system/Patient.rs?name=a", "system/Patient.c")],
)  # fmt: skip
def test_nothing_in_common(lab, registered, asked):
    lab.register(scope=registered)
    error(lab.ask(asked), "invalid_scope")


def test_a_request_for_every_type_that_some_clients_send(lab):
    lab.register(scope="system/*.rs")
    types = ["Patient", "Observation", "Condition", "VisionPrescription", "Encounter", "Substance2"]
    scope = granted(lab.ask(" ".join(f"system/{type}.read" for type in types)))
    assert scope.split()[:3] == ["system/Patient.read", "system/Observation.read", "system/Condition.read"]


def test_every_scope_that_discovery_lists_is_granted(lab):
    said = smart_configuration(
        lab.endpoint, Offer({"Patient": "rsu", "Observation": "rs", "AllergyIntolerance": "crs"}, "")
    )
    system = [scope for scope in said["scopes_supported"] if scope.startswith("system/")]
    assert len(system) == 4
    for scope in system:
        assert granted(lab.ask(scope)) == scope


def test_a_store_that_does_not_answer_is_told_in_the_words_of_oauth(lab, tmp_path):
    lab.store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "store.db").mkdir()
    headers = error(lab.post(), "temporarily_unavailable", 503)
    assert headers["Retry-After"] == "5"


def test_plain_http_behind_a_proxy_or_on_this_host_works(lab):
    local = type(lab.endpoint)("oscar", "http://ehr.lan/fhir")
    form = lab.form(lab.sign(aud=local.token_url))
    assert granted(lab.post(form, endpoint=local))
