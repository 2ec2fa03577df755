"""The authorization endpoint: what is refused before anybody signs in, and the way back to the app (AZ-*, B01, B11)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from facade.smart import authorize
from facade.smart.authorize import PageError, RedirectError
from facade.smart.launch import ids
from facade.smart.scopes_granted import needs_patient
from facade.store.flows import Pending
from facade.store.launches import Launch
from tests.smart.flowing import BACK, SCOPE, answered, challenge, ok
from tests.smart.records import DOCTOR_ID

LOOPBACK = "http://127.0.0.1:8765/back"


def told(found, error, *, state="s-1"):
    """The app is told at its own address: the error, its state as it came, and who says so."""
    assert isinstance(found, RedirectError), found
    assert found.url.startswith(f"{BACK}?")
    values = answered(found.url)
    assert values.pop("error_description").isascii()
    assert values == {"error": error, "iss": "https://facade.example/oscar/fhir", **({"state": state} if state else {})}


def on_a_page(found, reason):
    assert found == PageError(400, reason)


# --- the request ---


def test_a_request_in_order_is_kept(flow):
    """AZ-16: what was asked stands in the server's own record."""
    pending = flow.pending(prompt="consent", max_age="60")
    assert flow.store.flows.pending(pending.id, now=flow.now) == pending
    assert len(pending.id) == 43  # 256 bits
    assert (pending.app, pending.redirect_uri, pending.state, pending.nonce) == ("app", BACK, "s-1", "n-1")
    assert pending.scopes == tuple(SCOPE.split())
    assert (pending.prompt, pending.max_age, pending.code_challenge) == (("consent",), 60, challenge())
    assert (pending.person, pending.patient) == (None, None)


def test_a_request_waits_ten_minutes(flow):
    pending = flow.pending()
    assert flow.store.flows.pending(pending.id, now=flow.now + timedelta(seconds=599))
    assert flow.store.flows.pending(pending.id, now=flow.now + timedelta(seconds=600)) is None


@pytest.mark.parametrize(
    "client", [None, "", "nobody", "APP", ["app", "app"], ["app", "other"], "é", "\ud800", "x" * 5000]
)
def test_an_unknown_app_is_answered_nowhere(flow, client):
    """AZ-02."""
    on_a_page(flow.receive(client_id=client), "unknown-app")


def test_an_app_that_is_not_active(flow):
    flow.register("new", status="pending")
    on_a_page(flow.receive(client_id="new"), "unknown-app")


@pytest.mark.parametrize(
    "uri",
    [
        None, "", "/", BACK + "/", BACK + "x", BACK[:-1], BACK + "?x=1", BACK + "#x", BACK + "/..", BACK + "/../back",
        "https://app.example/./back", "https://app.example//back", "https://app.example/%62ack",
        "https://app.example%2fback", "http://app.example/back", "https://app.example:443/back",
        "https://user@app.example/back", "https://app.example@evil.example/back", "https://evil.example/back",
        "https://app.example.evil.example/back", "https://sub.app.example/back", "https://App.example/back",
        "HTTPS://app.example/back", "https://app.example/BACK", "https://app.example\\@evil.example/back",
        "//app.example/back", "javascript:alert(1)", "data:text/html,x", BACK + " ", " " + BACK, BACK + "\n",
        "https://аpp.example/back", [BACK, BACK], [BACK, "https://evil.example/"], "https://other.example/back",
    ],
)  # fmt: skip
def test_only_a_registered_address_is_answered(flow, uri):
    """AZ-02, AZ-03, B01, AL-14: letter by letter; never a redirect."""
    on_a_page(flow.receive(redirect_uri=uri), "unknown-redirect")


@pytest.mark.parametrize(
    ("asked", "fine"),
    [
        ("http://127.0.0.1:8765/back", True), ("http://127.0.0.1/back", True), ("http://127.0.0.1:1/back", True),
        ("http://127.0.0.1:65535/back", True), ("http://127.0.0.1:65536/back", False),
        ("http://127.0.0.1:0/back", False), ("http://127.0.0.1:080/back", False), ("http://127.0.0.1:/back", False),
        ("http://localhost:8765/back", False), ("http://127.0.0.2/back", False), ("https://127.0.0.1:8765/back", False),
        ("http://127.0.0.1:8765/back/", False), ("http://127.0.0.1:8765/back?x", False),
        ("http://127.0.0.1:80@evil.example/back", False), ("http://127.0.0.1.evil.example/back", False),
        ("http://x@127.0.0.1/back", False), ("http://[::1]:9/back", False), ("http://127.0.0.1:8765/back#x", False),
        ("http://127.0.0.1:٨/back", False),
    ],
)  # fmt: skip
def test_of_a_native_app_s_own_address_the_port_may_differ(flow, asked, fine):
    """B01, RFC 8252 7.3: the loopback address by number, for a public app."""
    flow.register("native", redirect_uris=(LOOPBACK,))
    flow.register("web", redirect_uris=(LOOPBACK,), auth_method="client_secret_basic", secret_hash="x")
    found = flow.receive(client_id="native", redirect_uri=asked)
    assert isinstance(found, Pending) if fine else found == PageError(400, "unknown-redirect")
    assert isinstance(flow.receive(client_id="web", redirect_uri=asked), Pending) == (asked == LOOPBACK)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"aud": None}, "invalid_request"),
        ({"aud": ""}, "invalid_request"),
        ({"aud": "https://facade.example/openemr/fhir"}, "invalid_request"),
        ({"aud": "https://facade.example/oscar/fhir//"}, "invalid_request"),
        ({"aud": "https://facade.example/oscar/fhir/x"}, "invalid_request"),
        ({"aud": "https://facade.example/oscar"}, "invalid_request"),
        ({"aud": "https://FACADE.example/oscar/fhir"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": "a" * 42}, "invalid_request"),
        ({"code_challenge": "a" * 44}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "="}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "\n"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "system/*.rs"}, "invalid_scope"),
        ({"scope": "nonsense patient/Nonsense.rs patient/Patient.sr"}, "invalid_scope"),
        ({"scope": "patient/Patient.rs " * 10_000}, "invalid_scope"),
        ({"scope": " ".join(f"user/A{'a' * (n % 9)}.rs?a={n}" for n in range(600))}, "invalid_scope"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://app.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "1e3"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"nonce": "n" * 1001}, "invalid_request"),
        ({"launch": "x"}, "invalid_request"),
        ({"scope": f"launch {SCOPE}"}, "invalid_request"),
        ({"scope": f"launch {SCOPE}", "launch": ""}, "invalid_request"),
        ({"scope": f"launch {SCOPE}", "launch": "unknown"}, "invalid_request"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_to_the_app(flow, changes, error):
    """AZ-04, AZ-05, AZ-06, AZ-08, AZ-13, AZ-14, LA-05, AL-4, AL-9, B02, B05, B11: and no record is made of it."""
    told(flow.receive(**changes), error)


@pytest.mark.parametrize("client", ["app", "secret"])
def test_every_kind_of_client_needs_a_challenge(flow, client):
    """AZ-06, AL-4: a confidential one, too."""
    told(flow.receive(client_id=client, code_challenge=None, code_challenge_method=None), "invalid_request")


@pytest.mark.parametrize(
    "name",
    ["response_type", "scope", "aud", "code_challenge", "code_challenge_method", "nonce", "launch", "x", "prompt"],
)
def test_a_parameter_stands_once(flow, name):
    """AZ-11."""
    value = dict(flow.pairs()).get(name, "none")
    told(flow.receive(**{name: [value, value]}), "invalid_request")


def test_a_repeated_state_is_not_echoed(flow):
    """AZ-11: which of them would be the one?"""
    told(flow.receive(state=["a", "b"]), "invalid_request", state=None)


@pytest.mark.parametrize("state", [None, ""])
def test_a_state_is_needed(flow, state):
    """AZ-07."""
    told(flow.receive(state=state), "invalid_request", state=None)


@pytest.mark.parametrize(
    "state",
    ["x" * 1024, "a+b", "a%2Bb", "a&b=c", "ünï→ 漢字 🙂", " ", "a b", '"><script>', "#", "\r\nSet-Cookie: a=b", "%00"],
)
def test_the_state_comes_back_as_it_was(flow, state):
    """AZ-07: with an error and with a code; and nothing of it splits the address."""
    wrong = flow.receive(state=state, aud="x")
    told(wrong, "invalid_request", state=state)
    right = flow.allow(flow.pending(state=state))
    assert answered(right)["state"] == state
    for url in (wrong.url, right):
        assert url.isascii()
        assert not set(url) & set(' "<>\r\n')


def test_one_slash_behind_the_audience_is_the_same(flow):
    """AZ-05."""
    assert flow.pending(aud=flow.endpoint.base + "/").aud == flow.endpoint.base


def test_a_backend_service_signs_nobody_in(flow):
    flow.register("batch", grant_types=("client_credentials",))
    told(flow.receive(client_id="batch"), "unauthorized_client")


def test_a_query_of_the_registered_address_stays(flow):
    """AZ-08: ours stands behind it."""
    uri = "https://app.example/back?tenant=a%20b"
    flow.register("query", redirect_uris=(uri,))
    url = flow.allow(flow.pending(client_id="query", redirect_uri=uri))
    assert url.startswith(f"{uri}&code=")
    assert dict(parse_qsl(urlsplit(url).query))["tenant"] == "a b"


def test_an_address_of_its_own_scheme(flow):
    flow.register("mobile", redirect_uris=("com.example.app:/back",))
    pending = flow.pending(client_id="mobile", redirect_uri="com.example.app:/back")
    assert flow.allow(pending).startswith("com.example.app:/back?code=")


# --- scopes ---


@pytest.mark.parametrize(
    ("registered", "asked", "expected"),
    [
        ("patient/*.rs", "patient/Patient.rs patient/Patient.rs", "patient/Patient.rs"),
        ("patient/*.rs", "patient/*.cruds", "patient/*.rs"),
        ("patient/Patient.r patient/Observation.rs", "patient/*.rs", "patient/Patient.r patient/Observation.rs"),
        ("patient/*.read", "patient/*.read patient/Patient.rs", "patient/*.read patient/Patient.rs"),
        ("patient/*.rs", "patient/*.* user/*.rs", "patient/*.read"),
        ("patient/Observation.rs?category=laboratory", "patient/Observation.rs",
         "patient/Observation.rs?category=laboratory"),
        ("patient/*.rs openid", "openid fhirUser launch/patient patient/*.rs", "openid patient/*.rs"),
        ("patient/*.rs", "patient/*.rs launch/Observation?role=x smart/y", "patient/*.rs"),
        ("launch/patient patient/*.rs", "launch/patient?role=https://example.org/r launch/patient patient/*.rs",
         "launch/patient patient/*.rs"),
        ("launch/patient patient/*.rs", "launch/encounter?role=x launch/patient?x=y patient/*.rs", "patient/*.rs"),
        ("user/*.rs system/*.rs", "user/*.rs system/*.rs", "user/*.rs"),
        ("user/*.r user/*.rs user/Patient.rs", "user/Patient.cruds", "user/Patient.rs"),
        ("user/Observation.rs?code=1&category=2 user/Observation.rs?category=2&code=1", "user/Observation.rs",
         "user/Observation.rs?code=1&category=2"),
    ],
)  # fmt: skip
def test_what_is_asked_is_cut_to_what_is_registered(flow, registered, asked, expected):
    """AZ-14, B05, SC-02, LA-08, AL-8: never widened; unknown and unregistered scopes are left out."""
    flow.register("cut", scope=registered)
    assert " ".join(flow.pending(client_id="cut", scope=asked).scopes) == expected


def allowed(flow, scope, *, selected=None, **context):
    pending = flow.pending(scope=scope)
    url = flow.allow(pending, scopes=pending.scopes if selected is None else selected.split(), **context)
    values = answered(url)
    return ok(flow.redeem(values["code"]))["scope"] if "code" in values else values["error"]


@pytest.mark.parametrize(
    ("asked", "selected", "expected"),
    [
        ("patient/*.rs user/*.rs", "patient/*.rs", "patient/*.rs"),
        ("patient/Observation.rs", "patient/Observation.rs?category=laboratory",
         "patient/Observation.rs?category=laboratory"),
        ("patient/Condition.rs patient/Observation.rs", "patient/Condition.rs", "patient/Condition.rs"),
        ("patient/*.rs", "patient/Patient.rs", "patient/Patient.rs"),
        ("patient/Patient.rs", "patient/Patient.cruds patient/*.rs user/*.rs system/*.rs openid", "patient/Patient.rs"),
        ("patient/Patient.rs openid", "openid", "openid"),
        ("patient/Patient.rs", "", "access_denied"),
        ("patient/Patient.rs", "user/*.rs", "access_denied"),
    ],
)  # fmt: skip
def test_the_person_may_allow_less_and_never_more(flow, asked, selected, expected):
    """AZ-14, SC-06."""
    assert allowed(flow, asked, selected=selected) == expected


@pytest.mark.parametrize(
    ("asked", "context", "expected"),
    [
        ("launch/patient patient/*.rs openid", {"patient": None}, "openid"),
        ("patient/*.rs", {"patient": None}, "access_denied"),
        ("patient/*.rs", {}, "patient/*.rs"),
        ("launch/patient launch/encounter patient/*.rs", {}, "launch/patient patient/*.rs"),
        ("launch/encounter patient/*.rs", {"encounter": "2"}, "launch/encounter patient/*.rs"),
        ("patient/*.rs offline_access online_access", {}, "patient/*.rs offline_access"),
    ],
)  # fmt: skip
def test_no_scope_without_its_context(flow, asked, context, expected):
    """AZ-15, LA-02: a patient scope without a patient is never granted."""
    assert allowed(flow, asked, **context) == expected


def test_a_patient_scope_alone_asks_for_a_patient(flow):
    """AZ-15."""
    assert needs_patient(flow.pending(scope="patient/*.rs").scopes)
    assert needs_patient(flow.pending(scope="launch/patient openid").scopes)
    assert not needs_patient(flow.pending(scope="openid user/*.rs").scopes)


# --- launch ---


@pytest.fixture
def launched(flow):
    """An id for the app, the doctor and patient 7."""
    launch = Launch(endpoint="oscar", app="app", person=DOCTOR_ID, patient="7")
    return flow.store.launches.keep(launch, now=flow.now)


def test_a_launch_is_kept_until_the_person_has_signed_in(flow, launched):
    """LA-04."""
    assert flow.pending(scope=f"launch {SCOPE}", launch=launched).launch == launched
    assert ids.check(flow.store, launched, endpoint="oscar", app="app", now=flow.now) is None


@pytest.mark.parametrize("client", ["other"])
def test_another_app_s_launch(flow, launched, client):
    """LA-04, B06."""
    told(flow.receive(client_id=client, scope=f"launch {SCOPE}", launch=launched), "invalid_request")


def test_an_old_launch(flow, launched):
    """LA-04: five minutes."""
    flow.now += timedelta(minutes=5)
    told(flow.receive(scope=f"launch {SCOPE}", launch=launched), "invalid_request")


def test_a_launch_that_was_not_redeemed_grants_nothing(flow, launched):
    """LA-05: consent alone does not make it a context."""
    pending = flow.pending(scope=f"launch {SCOPE}", launch=launched)
    assert flow.allow(pending, who=flow.doctor) == PageError(400, "over")


# --- the decision ---


def test_the_way_back_with_a_code(flow):
    """AZ-08, B06: code, state and iss, nothing else and no token."""
    values = answered(flow.allow(flow.pending()))
    assert len(values.pop("code")) == 43  # 256 bits
    assert values == {"state": "s-1", "iss": "https://facade.example/oscar/fhir"}


@pytest.mark.parametrize("error", ["access_denied", "login_required", "consent_required", "interaction_required"])
def test_the_way_back_without(flow, error):
    """AZ-09, AZ-12, B11."""
    pending = flow.pending()
    url = authorize.deny(pending, error, endpoint=flow.endpoint, store=flow.store, now=flow.now)
    assert url.startswith(f"{BACK}?")
    assert answered(url) == {"error": error, "state": "s-1", "iss": "https://facade.example/oscar/fhir"}


def test_a_request_is_answered_once(flow):
    """AZ-16, B09: whatever came first."""
    pending = flow.pending()
    flow.allow(pending)
    assert flow.allow(pending) == PageError(400, "over")
    assert authorize.deny(
        pending, "access_denied", endpoint=flow.endpoint, store=flow.store, now=flow.now
    ) == PageError(400, "over")


def test_of_many_answers_at_once_one_counts(flow):
    pending = flow.pending()
    with ThreadPoolExecutor(20) as pool:
        urls = list(pool.map(lambda _: flow.allow(pending), range(20)))
    assert len([url for url in urls if isinstance(url, str)]) == 1


def test_a_request_that_took_too_long(flow):
    pending = flow.pending()
    flow.now += timedelta(minutes=10)
    assert flow.allow(pending) == PageError(400, "over")


def test_whoever_signed_in_for_a_request_answers_it(flow):
    """B10: nobody else's session does."""
    pending = replace(flow.pending(), person=DOCTOR_ID)
    assert flow.allow(pending, who=flow.anna) == PageError(400, "over")


def test_how_a_page_is_told_what_went_wrong():
    for reason in ("unknown-app", "unknown-redirect", "over"):
        assert PageError(400, reason).text
