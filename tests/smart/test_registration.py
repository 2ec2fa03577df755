"""What may be registered of an app, and what clinic IT does with it (CA-08, HX-10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.access.endpoint import EndpointFacts
from facade.errors import Refused
from facade.smart import app_form, registration
from facade.smart.client_auth import Authenticator, secret_hash
from facade.smart.registry import Registry

HOUR = timedelta(hours=1)
BACKEND = {
    "name": "Laboratory",
    "auth_method": "private_key_jwt",
    "grant_types": ["client_credentials"],
    "scope": "system/*.rs",
}
APP = {
    "name": "Vitals chart",
    "auth_method": "none",
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": "launch launch/patient openid fhirUser offline_access patient/*.rs user/Patient.read",
    "redirect_uris": ["https://app.example.org/back"],
}


@pytest.fixture
def public(rsa_key, ec_key):
    return {"keys": [key.as_dict(private=False) for key in (rsa_key, ec_key)]}


@pytest.fixture
def backend(public):
    return BACKEND | {"jwks": public}


@pytest.fixture
def register(store, now):
    def call(values=APP, /, **changes):
        return registration.register(store, "oscar", {**values, **changes}, now=now)

    return call


@pytest.fixture
def problems(register):
    def call(values=APP, /, **changes):
        with pytest.raises(app_form.Invalid) as invalid:
            register(values, **changes)
        assert all(key in app_form.MESSAGES for _field, key in invalid.value.problems)
        return dict(invalid.value.problems)

    return call


def test_a_public_app_as_it_is_kept(store, register, now):
    made = register()
    kept = store.apps.read("oscar", made.app.id)
    assert made.secret is None
    assert kept == made.app
    assert (kept.name, kept.scope, kept.status, kept.registered_by) == (
        "Vitals chart",
        APP["scope"],
        "active",
        "clinic",
    )
    assert (kept.redirect_uris, kept.origins) == (("https://app.example.org/back",), ("https://app.example.org",))
    assert (kept.created, kept.changed, kept.secret_hash, kept.registration_hash) == (now, now, None, None)


def test_every_app_has_an_id_that_nobody_guesses(register):
    ids = {register().app.id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 22  # 128 bits


def test_what_a_form_shows_can_be_sent_back(store, register, backend, now):
    masks = {"Patient": ["telecom", "address.line"]}
    for values in (APP, backend | {"masks": masks, "permissions": ["launch"], "ip_allow": ["192.0.2.0/24"]}):
        app = register(values).app
        again = registration.change(store, app, app_form.values_of(app), now=now)
        assert replace(again.app, changed=app.changed) == app
        assert again.secret is None


# --- addresses ---


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.org/back", "https://app.example.org/back?a=b", "https://app.example.org:8443/",
        "https://app.example.org", "http://127.0.0.1/back", "http://127.0.0.1:8000/back", "http://[::1]:5000/back",
        "http://localhost:3000/", "com.example.app:/back", "com.example.app://back", "https://xn--bcher-kva.example/",
    ],
)  # fmt: skip
def test_addresses_to_come_back_to(register, uri):
    assert register(redirect_uris=[uri]).app.redirect_uris == (uri,)


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example.org/back", "http://127.0.0.1.example.org/", "http://localhost.example.org/", "http://10.0.0.1/",
        "https://*.example.org/back", "https://app.example.org/*", "https://app.example.org/back#x", "https://app.example.org/#",
        "https://user@app.example.org/", "https://app.example.org@evil.example/", "https://app.example.org\\@evil.example/",
        "https:///back", "https:app.example.org", "https://", "//app.example.org/", "/back", "back", "", "https://app example.org/",
        "https://app.example.org/\n", "https://app.example.org:0/", "https://app.example.org:99999/", "https://app.example.org:/",
        "https://app.example.org/é", "https://a%2eb.example.org/", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd",
        "JaVaScRiPt:alert(1)", "myapp:/back", "myapp://back", "com.example.app:back", "com.example.app:/b#x", "com.example.*:/b",
        "https://[::1", "https://app.example.org/<script>", 'https://app.example.org/"', "https://app.example.org/" + "a" * 2000,
        "HTTPS://app.example.org/", 5, None, ["https://app.example.org/"], {"a": "b"}, True,
    ],
)  # fmt: skip
def test_addresses_that_are_refused(problems, uri):
    """AZ-02: what is not a plain https, loopback or private-use address never becomes one to send a code to."""
    assert problems(redirect_uris=["https://app.example.org/back", uri]) in (
        {"redirect_uris": "redirect"}, {"redirect_uris": "form"}, {"redirect_uris": "too-long"},
        {"redirect_uris": "missing"},
    )  # fmt: skip


@pytest.mark.parametrize("field", ["launch_url", "logo_uri", "policy_uri", "tos_uri"])
def test_other_addresses(register, problems, field):
    good = "https://app.example.org/launch?x=1"
    assert getattr(register(**{field: good}).app, field) == good
    for wrong in (
        "http://app.example.org/",
        "javascript:alert(1)",
        "https://app.example.org/#",
        "com.example.app:/",
        5,
        "",
    ):
        assert problems(**{field: wrong}).keys() == {field}


def test_a_launch_url_may_be_on_this_host_and_a_logo_may_not(register, problems):
    assert register(launch_url="http://127.0.0.1:8001/launch").app.launch_url
    assert problems(logo_uri="http://127.0.0.1:8001/logo.png") == {"logo_uri": "https"}


@pytest.mark.parametrize("origin", ["https://app.example.org", "https://app.example.org:8443", "http://127.0.0.1:3000"])
def test_origins(register, origin):
    assert register(origins=[origin]).app.origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "https://app.example.org/", "https://app.example.org:443", "https://APP.example.org", "http://app.example.org", "*",
        "null", "https://*.example.org", "https://app.example.org?x", "com.example.app:/", "",
    ],
)  # fmt: skip
def test_what_is_no_origin(problems, origin):
    """CO-02: compared letter by letter with what a browser sends, so kept as a browser writes it."""
    assert problems(origins=[origin]) == {"origins": "origin"}


def test_without_origins_they_are_those_of_the_redirect_uris(register):
    uris = ["https://a.example.org/1", "https://a.example.org/2", "http://localhost:3000/", "com.example.app:/back"]
    assert register(redirect_uris=uris).app.origins == ("https://a.example.org", "http://localhost:3000")
    assert register(redirect_uris=uris, origins=[]).app.origins == ()


# --- names ---


@pytest.mark.parametrize(
    "name", ["Suivi de grossesse – Québec", "تطبيق الصحة", "健康", "A&B <b>bold</b>", 'O\'Neil "chart"']
)
def test_names_of_all_scripts_and_signs(register, name):
    """They are escaped where they are shown."""
    assert register(name=name, publisher=name).app.name == name


@pytest.mark.parametrize(
    "name",
    [
        "pay\u202egpj.exe", "a\u2066b", "a\u200fb", "a\u061cb", "a\u200bb", "a\u00adb", "a\nb", "a\x00b", "a\x1b[31mb",
        "a\x85b", "a\ud800b", "a\u2028b", "a\u00a0b", "\ufeffa", "a\ue000b",
    ],
)  # fmt: skip
def test_names_that_hide_something_are_refused(problems, name):
    assert problems(name=name, publisher=name) == {"name": "hidden-characters", "publisher": "hidden-characters"}


def test_names_without_a_letter_or_too_long(problems):
    assert problems(name="") == problems(name="  ") == {"name": "missing"}
    assert problems(name="a" * 101, publisher="a" * 101) == {"name": "too-long", "publisher": "too-long"}


# --- scopes and grants ---


@pytest.mark.parametrize(
    ("scope", "key"),
    [
        ("", "missing"), (" ", "missing"), ("patient/*.sr", "scope"), ("patient/Nonsense.rs", "scope"), ("nonsense", "scope"),
        ("patient/Observation.rs?nonsense=1", "scope"), ("patient/*", "scope"), ("Launch", "scope"), ("system/*.rs", "scope-system"),
        ("patient/*.rs " * 700, "too-long"),
    ],
)  # fmt: skip
def test_scopes_that_cannot_be_registered(problems, scope, key):
    assert problems(scope=scope) == {"scope": key}


def test_a_scope_may_have_a_filter(register):
    scope = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
    assert register(scope=scope).app.scope == scope


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"grant_types": []}, {"grant_types": "grant-type"}),
        ({"grant_types": ["implicit"]}, {"grant_types": "grant-type"}),
        ({"grant_types": ["password", "authorization_code"]}, {"grant_types": "grant-type"}),
        ({"grant_types": ["refresh_token"]}, {"grant_types": "refresh-alone"}),
        ({"redirect_uris": []}, {"redirect_uris": "redirect-missing"}),
        ({"grant_types": ["client_credentials"]}, {"redirect_uris": "redirect-unused", "auth_method": "backend-signs"}),
        ({"auth_method": "client_secret_jwt"}, {"auth_method": "method"}),
        ({"auth_method": "private_key_jwt"}, {"jwks": "keys-missing"}),
        ({"permissions": ["operator"]}, {"permissions": "permission-backend"}),
        ({"permissions": ["root"]}, {"permissions": "permission"}),
        ({"skip_login": "yes"}, {"skip_login": "form"}),
        ({"consent_once": 1.5}, {"consent_once": "form"}),
        ({"ip_allow": ["192.0.2.1/24"]}, {"ip_allow": "network"}),
        ({"masks": {"Nonsense": ["x"]}}, {"masks": "mask"}),
        ({"masks": {"Patient": ["nonsense"]}}, {"masks": "mask"}),
        ({"provider": "a b"}, {"provider": "form"}),
        ({"status": "active"}, {"status": "unknown"}),
        ({"secret_hash": "a" * 64}, {"secret_hash": "unknown"}),
        ({"redirect_uris": ["https://a.example.org/"] * 21}, {"redirect_uris": "too-long"}),
    ],
)  # fmt: skip
def test_what_does_not_fit_together(problems, changes, expected):
    assert problems(**changes) == expected


def test_a_confidential_permission_needs_system_scopes_only(register, problems, backend):
    both = {"grant_types": ["client_credentials", "authorization_code"], "redirect_uris": ["https://a.example.org/"]}
    confidential = {"permissions": ["confidential"]}
    assert register(backend, **confidential).app.permissions
    wrong = problems(backend, **both, **confidential, scope="system/*.rs user/*.rs")
    assert wrong == {"permissions": "permission-confidential"}


def test_a_backend_service_signs(problems):
    """BS-01"""
    for method in ("none", "client_secret_basic", "client_secret_post"):
        assert problems(BACKEND, auth_method=method) == {"auth_method": "backend-signs"}


def test_everything_wrong_is_told_at_once(problems):
    assert problems({}) == dict.fromkeys(("name", "auth_method", "grant_types", "scope"), "missing")
    assert problems(name="", scope="x", launch_url="x") == {"name": "missing", "scope": "scope", "launch_url": "url"}


# --- keys (CA-08) ---


def test_keys_by_value_or_by_url(register, problems, backend, public):
    assert register(backend).app.jwks == public
    url = "https://lab.example.org/jwks.json"
    assert register(BACKEND, jwks_url=url).app.jwks_url == url
    assert problems(backend, jwks_url=url) == problems(BACKEND) == {"jwks": "keys-missing"}
    assert problems(jwks=public) == problems(jwks_url=url) == {"jwks": "keys-unused"}


@pytest.mark.parametrize(
    "url", ["http://lab.example.org/jwks", "http://127.0.0.1/jwks", "https://lab.example.org/#", "ftp://x.example", ""]
)
def test_the_url_of_a_key_set_is_https(problems, url):
    assert problems(BACKEND, jwks_url=url).keys() >= {"jwks_url"}


def test_sets_that_cannot_be_right(problems, rsa_key, ec_key):
    rsa, private = rsa_key.as_dict(private=False), rsa_key.as_dict(private=True)
    unnamed = {name: value for name, value in rsa.items() if name != "kid"}
    for jwks, key in (
        ({"keys": [private]}, "keys-secret"),
        ({"keys": [rsa, {"kty": "oct", "k": "AAAA", "kid": "2"}]}, "keys-secret"),
        ({"keys": [rsa, ec_key.as_dict(private=False) | {"kid": "rsa"}]}, "keys-same-kid"),
        ({"keys": [unnamed]}, "keys-unnamed"),
        ({"keys": [rsa | {"use": "enc"}]}, "keys-useless"),
        ({"keys": []}, "keys-useless"),
        ({"keys": [rsa | {"n": "!"}]}, "form"),
        ({}, "form"),
        ([rsa], "form"),
        ("https://lab.example.org/", "form"),
    ):
        assert problems(BACKEND, jwks=jwks) == {"jwks": key}


# --- secrets ---


def authenticate(store, app, secret, now):
    authenticator = Authenticator(Registry({}, store), None, store)
    form = {"client_id": [app.id], "client_secret": [secret]}
    found = authenticator.authenticate(form, None, endpoint=EndpointFacts("oscar", "https://x/fhir"), now=now)
    return found.id == app.id


def refused(store, app, secret, now):
    with pytest.raises(Exception, match="invalid_client"):
        authenticate(store, app, secret, now)
    return True


def test_a_secret_is_told_once_and_kept_as_a_hash(store, register, now):
    made = register(auth_method="client_secret_post")
    assert len(made.secret) >= 43
    assert made.app.secret_hash == secret_hash(made.secret)
    assert made.secret not in repr(made) + repr(made.app)
    assert authenticate(store, made.app, made.secret, now)
    again = registration.change(store, made.app, app_form.values_of(made.app) | {"name": "New"}, now=now)
    assert again.secret is None  # nobody is told it a second time
    assert authenticate(store, made.app, made.secret, now)


def test_a_rotated_secret_is_good_for_the_grace(store, register, now):
    first = register(auth_method="client_secret_post")
    second = registration.rotate_secret(store, first.app, grace=HOUR, now=now)
    assert second.secret not in (None, first.secret)
    assert authenticate(store, first.app, second.secret, now)
    assert authenticate(store, first.app, first.secret, now + HOUR - timedelta(seconds=1))
    assert refused(store, first.app, first.secret, now + HOUR)
    third = registration.rotate_secret(store, second.app, grace=HOUR, now=now)
    assert refused(store, first.app, first.secret, now)  # the one before the last is over at once
    assert authenticate(store, first.app, second.secret, now)
    last = registration.rotate_secret(store, third.app, grace=timedelta(0), now=now)
    assert refused(store, first.app, third.secret, now)
    assert authenticate(store, first.app, last.secret, now)


def test_only_an_app_with_a_secret_gets_another(store, register, backend, now):
    for values in (APP, backend):
        with pytest.raises(Refused):
            registration.rotate_secret(store, register(values).app, grace=HOUR, now=now)


def test_another_method_ends_the_secret(store, register, now):
    made = register(auth_method="client_secret_post")
    values = app_form.values_of(made.app)
    public = registration.change(store, made.app, values | {"auth_method": "none"}, now=now)
    assert (public.secret, public.app.secret_hash) == (None, None)
    back = registration.change(store, public.app, values, now=now)
    assert back.secret not in (None, made.secret)
    assert refused(store, made.app, made.secret, now)


# --- what is done with apps ---


def test_what_anyone_registered_waits_for_approval(store, now):
    made = registration.register(store, "oscar", APP, now=now, by="anyone", management="secret")
    assert (made.app.status, made.app.registered_by) == ("pending", "anyone")
    assert made.app.registration_hash == secret_hash("secret")
    by_token = registration.register(store, "oscar", APP, now=now, by="token", management="secret")
    assert by_token.app.status == "active"


def test_a_removed_app_and_what_it_got_are_gone(store, register):
    app = register().app
    assert registration.remove(store, "oscar", app.id)
    assert store.apps.find("oscar", app.id) is None
    assert not registration.remove(store, "oscar", app.id)


def test_an_initial_token_counts_as_often_as_it_says_and_until_it_ends(store, now):
    token = registration.initial_token(store, "oscar", uses=2, lifetime=HOUR, now=now)

    def use(text=token, endpoint="oscar", when=now):
        return store.initial_tokens.use(text, endpoint=endpoint, now=when)

    assert not use(endpoint="openemr")
    assert not use(text=token + "x")
    assert not use(when=now + HOUR)
    assert [use(), use(), use()] == [True, True, False]
    with store.database.reading() as connection:
        assert token not in str(connection.exec_driver_sql("SELECT * FROM initial_token").all())
