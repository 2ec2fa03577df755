"""What people and apps send in confidence stands in no log, no answer and no error (B15, TK-10)."""

from __future__ import annotations

import logging
from base64 import b64encode

import pytest
from structlog.testing import capture_logs

from facade.smart.client_auth import secret_hash
from facade.store import App

from .conftest import NOW

CANARY = "hidden-7f3a9c"
OAUTH = "/oscar/fhir/oauth"
BASIC = "Basic " + b64encode(f"chart:{CANARY}".encode()).decode()
ASSERTION = "eyJhbGciOiJFUzM4NCJ9." + b64encode(f'{{"sub": "{CANARY}"}}'.encode()).decode().rstrip("=") + "."
JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CALLBACK = "https://app.example.org/callback"


@pytest.fixture(autouse=True)
def app(server):
    found = App(
        "chart",
        "oscar",
        "Chart",
        "client_secret_basic",
        "launch/patient patient/*.rs offline_access",
        ("authorization_code", "refresh_token"),
        (CALLBACK,),
        secret_hash=secret_hash("right"),
    )
    return server.service.store.apps.keep(found, now=NOW)


def form(**fields):
    return {"data": fields}


def bearer(token):
    return {"headers": {"Authorization": f"Bearer {token}"}}


REQUESTS = [
    ("GET", "/oscar/fhir/Patient/1", bearer(CANARY)),
    ("GET", "/oscar/fhir/Patient/1", bearer(CANARY + " x")),
    ("GET", f"/oscar/fhir/Patient/1?access_token={CANARY}", {}),
    ("GET", "/oscar/fhir/Patient/1", {"headers": {"Cookie": f"__Host-facade={CANARY}; facade={CANARY}"}}),
    ("GET", "/oscar/fhir/Patient/1", {"headers": {"Authorization": BASIC}}),
    ("POST", f"{OAUTH}/token", form(grant_type="refresh_token", refresh_token=CANARY, client_id="chart")),
    ("POST", f"{OAUTH}/token", form(grant_type="client_credentials", client_id="chart", client_secret=CANARY)),
    (
        "POST",
        f"{OAUTH}/token",
        form(grant_type="client_credentials", client_assertion=ASSERTION, client_assertion_type=JWT),
    ),
    ("POST", f"{OAUTH}/token", form(grant_type="password", username="roy", password=CANARY)),
    ("POST", f"{OAUTH}/token", form(grant_type="authorization_code", client_id="chart", code_verifier=CANARY)),
    ("POST", f"{OAUTH}/token?code={CANARY}", form(grant_type="authorization_code")),
    (
        "POST",
        f"{OAUTH}/token",
        {"headers": {"Authorization": BASIC}, **form(grant_type="authorization_code", code=CANARY)},
    ),
    ("POST", f"{OAUTH}/revoke", {"headers": {"Authorization": BASIC}, **form(token=CANARY)}),
    ("POST", f"{OAUTH}/introspect", {"headers": {"Authorization": BASIC}, **form(token=CANARY)}),
    ("POST", f"{OAUTH}/introspect", bearer(CANARY) | form(token=CANARY)),
    ("GET", f"{OAUTH}/userinfo", bearer(CANARY)),
    ("GET", f"{OAUTH}/authorize?client_id={CANARY}&state={CANARY}&code_challenge={CANARY}", {}),
    ("GET", f"{OAUTH}/authorize?client_id=chart&redirect_uri={CANARY}&launch={CANARY}", {}),
    ("POST", "/sign-in", form(login="roy", password=CANARY)),
    ("POST", "/sign-in/second", form(code=CANARY)),
    ("POST", "/enrol", form(code=CANARY, login="roy", password=CANARY)),
    ("GET", "/account", {"headers": {"Cookie": f"__Host-facade={CANARY}"}}),
]


@pytest.mark.parametrize(("method", "path", "options"), REQUESTS)
def test_nothing_of_it_is_told_or_logged(server, caplog, capfd, method, path, options):
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        answer = server.ask(method, path, token=None, **options)
    assert answer.status_code < 500
    assert logs
    assert CANARY not in answer.get_data(as_text=True)
    assert CANARY not in str(answer.headers)
    printed = capfd.readouterr()
    assert CANARY not in repr(logs) + caplog.text + printed.out + printed.err


def test_what_goes_wrong_inside_tells_nothing_of_it(server, monkeypatch, caplog, capfd):
    """An exception that quotes what was sent is named, and not quoted."""

    def broken(*_args, **_options):
        raise RuntimeError(CANARY)

    monkeypatch.setattr("facade.store.tokens.Tokens.find", broken)
    with capture_logs() as logs:
        answers = [
            server.get("/oscar/fhir/Patient/1", token=CANARY),
            server.ask(
                "POST",
                f"{OAUTH}/introspect",
                token=None,
                headers={"Authorization": f"Bearer {CANARY}"},
                data={"token": CANARY},
            ),
        ]
    assert {answer.status_code for answer in answers} == {500}
    printed = capfd.readouterr()
    told = "".join(answer.get_data(as_text=True) for answer in answers)
    assert CANARY not in told + repr(logs) + caplog.text + printed.out + printed.err
    assert "unexpected" in repr(logs)


def test_values_that_hold_a_secret_do_not_show_it(server, app):
    store = server.service.store
    assert secret_hash("right") not in repr(app)
    assert all(repr(key.secret) not in repr(key) for key in store.keys("page-token"))
    assert server.token not in repr(store.tokens.find(server.token, now=NOW))
