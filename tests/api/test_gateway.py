"""The guard in front of everything: trusted proxies, https, networks of backend clients, frozen clients and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from structlog.testing import capture_logs

from facade.access.clients import Client
from facade.api.application import create_app
from facade.config import ProxiesConfig, RatesConfig
from facade.store import App, StoredToken, new_token
from facade.store.people import Person

from .conftest import NOW, is_outcome

READ = "/oscar/fhir/Patient/1"
TOKEN = "/oscar/fhir/oauth/token"
AUDIENCE = f"https://fhir.example.org{TOKEN}"
OFFICE = "192.0.2.0/24"
ROY = "1" * 32


@pytest.fixture(scope="module")
def key():
    return ECKey.generate_key("P-384", {"kid": "k"})


@pytest.fixture
def gateway(server, key):
    """Behind one proxy; one backend client that may come from the office only, one from anywhere."""
    keys = {"keys": [key.as_dict(private=False)]}
    clients = {
        name: Client(name, keys, "system/*.rs", frozenset({"oscar"}), ip_allow=networks)
        for name, networks in (("lab", (OFFICE, "2001:db8::/32")), ("free", ()))
    }
    config = replace(server.service.server, proxies=ProxiesConfig(("127.0.0.1",)))
    server.service = replace(server.service, server=config, clients=clients)
    server.app = create_app(server.service)
    return server


def come_from(address):
    return {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}


def ask_token(server, key, client, address, jti="1", at=NOW, **changes):
    times = {"iat": int(at.timestamp()), "exp": int(at.timestamp()) + 240}
    claims = {"iss": client, "sub": client, "aud": AUDIENCE, "jti": f"{client}{address}{jti}", **times, **changes}
    form = {
        "grant_type": "client_credentials",
        "scope": "system/Patient.rs",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "ES384", "kid": "k", "typ": "JWT"}, claims, key, algorithms=["ES384"]),
    }
    return server.ask("POST", TOKEN, token=None, data=form, headers=come_from(address))


def keep(server, client, origin="client_credentials", person=None):
    token = new_token()
    store = server.service.store
    grant = {**store.tokens.find(server.token, now=NOW).grant, "client": client}
    store.tokens.keep(token, StoredToken(grant, "oscar", NOW + timedelta(hours=1), origin, None, person), now=NOW)
    return token


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"])
def test_a_backend_client_from_its_own_network(gateway, key, address):
    answer = ask_token(gateway, key, "lab", address)
    assert answer.status_code == 200
    token = answer.get_json()["access_token"]
    assert gateway.get(READ, token=token, headers=come_from(address)).status_code == 200


@pytest.mark.parametrize("address", ["192.0.3.7", "2001:db9::7", "127.0.0.1", "nonsense"])
def test_a_backend_client_from_elsewhere_gets_no_token_and_cannot_use_one(gateway, key, address):
    answer = ask_token(gateway, key, "lab", address)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_client")
    token = ask_token(gateway, key, "lab", "192.0.2.7").get_json()["access_token"]
    is_outcome(gateway.get(READ, token=token, headers=come_from(address)), 403, "forbidden")
    assert not gateway.clinic.asked
    assert ask_token(gateway, key, "free", address).status_code == 200


def test_a_client_asks_for_so_many_tokens_from_one_address_and_others_are_not_in_its_way(gateway, key):
    """HX-07."""
    config = replace(gateway.service.server, rates=RatesConfig(token=2))
    gateway.service = replace(gateway.service, server=config)
    gateway.app = create_app(gateway.service)
    answers = [ask_token(gateway, key, "lab", "192.0.2.7", number) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].get_json()["error"] == "temporarily_unavailable"
    assert answers[2].headers["Cache-Control"] == "no-store"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert ask_token(gateway, key, "lab", "192.0.2.8").status_code == 200
    assert ask_token(gateway, key, "free", "192.0.2.7").status_code == 200


def test_a_list_is_not_passed_by_a_header_of_the_clients_own(gateway, key):
    """C12: the client's own words stand before those of the proxy."""
    token = ask_token(gateway, key, "lab", "192.0.2.7").get_json()["access_token"]
    forged = {"X-Forwarded-For": "192.0.2.7, 203.0.113.9", "Forwarded": "for=192.0.2.7", "X-Real-IP": "192.0.2.7"}
    is_outcome(gateway.get(READ, token=token, headers=forged), 403, "forbidden")


def test_the_list_of_an_app_in_the_store_counts_as_well(gateway):
    app = App(
        "nightly", "oscar", "Nightly", "private_key_jwt", "system/*.rs", ("client_credentials",), ip_allow=(OFFICE,)
    )
    gateway.service.store.apps.keep(app, now=NOW)
    token = keep(gateway, "nightly")
    assert gateway.get(READ, token=token, headers=come_from("192.0.2.7")).status_code == 200
    is_outcome(gateway.get(READ, token=token, headers=come_from("192.0.3.7")), 403, "forbidden")


def test_the_token_of_a_client_that_is_no_longer_configured_is_none(gateway):
    is_outcome(gateway.get(READ, token=keep(gateway, "gone"), headers=come_from("192.0.2.7")), 401, "login")


def test_a_frozen_client_gets_no_token_and_its_tokens_are_none(gateway, key):
    """B14, BRE-1. That it reaches every process is tested with two in tests/cli/test_tls.py."""
    token = ask_token(gateway, key, "lab", "192.0.2.7").get_json()["access_token"]
    freezes = gateway.service.store.freezes
    freezes.app("oscar", "lab", now=NOW)
    is_outcome(gateway.get(READ, token=token, headers=come_from("192.0.2.7")), 401, "login")
    answer = ask_token(gateway, key, "lab", "192.0.2.7", "2")
    assert answer.get_json()["error"] == "invalid_client"
    freezes.thaw_app("oscar", "lab", now=NOW)
    is_outcome(gateway.get(READ, token=token, headers=come_from("192.0.2.7")), 401, "login")
    assert ask_token(gateway, key, "lab", "192.0.2.7", "3").status_code == 200


def test_the_tokens_of_a_locked_person_are_none(gateway):
    store = gateway.service.store
    store.people.add(Person(ROY, "roy", "Anne Roy"), now=NOW)
    token = keep(gateway, "app", "authorization_code", ROY)
    assert gateway.get(READ, token=token).status_code == 200
    store.freezes.person(ROY, now=NOW)
    is_outcome(gateway.get(READ, token=token), 401, "login")


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_ten_minutes_off_is_no_clock(gateway, key, minutes):
    """CA-05, G10: whether the client's or ours."""
    answer = ask_token(gateway, key, "free", "192.0.2.7", at=NOW + timedelta(minutes=minutes))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(("seconds", "status"), [(-290, 200), (-301, 400), (50, 200), (125, 400)])
def test_a_minute_is_let_pass_and_no_more(gateway, key, seconds, status):
    """CA-05: exp at most five minutes ahead, and a minute for clocks on either side. Here exp is iat + 240."""
    assert ask_token(gateway, key, "free", "192.0.2.7", at=NOW + timedelta(seconds=seconds)).status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(-10, 200), (0, 200), (4, 200), (5, 401), (10, 401)])
def test_a_token_ends_to_the_second_whatever_the_clock_of_the_worker(gateway, key, minutes, status):
    """TK-04. Set back, a clock lets a token live longer, and never one that was revoked."""
    token = ask_token(gateway, key, "free", "192.0.2.7").get_json()["access_token"]
    service = replace(gateway.service, clock=lambda: NOW + timedelta(minutes=minutes))
    http = create_app(service).test_client()
    assert http.get(READ, headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_the_name_that_the_proxy_was_asked_by_counts(gateway):
    """C12: the proxy may ask us by another name; only it may say so."""
    path = "/oscar/fhir/metadata"
    inside = {"Host": "10.0.0.9:8000", "X-Forwarded-For": "192.0.2.7"}
    is_outcome(gateway.get(path, headers=inside), 400, "invalid")
    assert gateway.get(path, headers={**inside, "X-Forwarded-Host": "FHIR.example.org"}).status_code == 200
    is_outcome(gateway.get(path, headers={**inside, "X-Forwarded-Host": "evil.example"}), 400, "invalid")
    evil = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "evil.example"}
    is_outcome(gateway.get(path, headers=evil), 400, "invalid")
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    answer = gateway.get(path, headers={**inside, "X-Forwarded-Host": "fhir.example.org"}, environ_base=stranger)
    is_outcome(answer, 400, "invalid")


def test_links_come_from_the_configuration_whatever_a_trusted_proxy_says(gateway):
    """SD-04."""
    hosts = frozenset({"internal.example.org"})
    gateway.service = replace(gateway.service, server=replace(gateway.service.server, hosts=hosts))
    gateway.app = create_app(gateway.service)
    sent = {**come_from("192.0.2.7"), "X-Forwarded-Host": "internal.example.org"}
    answer = gateway.get("/oscar/fhir/.well-known/smart-configuration", token=None, headers=sent)
    assert answer.get_json()["token_endpoint"] == AUDIENCE
    assert "internal.example.org" not in answer.get_data(as_text=True)


def test_the_address_stands_in_the_log_of_decisions_and_of_nothing_else(gateway, key):
    """HX-09."""
    with capture_logs() as logs:
        ask_token(gateway, key, "lab", "192.0.3.7")
        gateway.get(READ, headers=come_from("192.0.2.9"))
    asked, read = [line for line in logs if line["event"] == "request"]
    assert (asked["address"], asked["decisions"][0].outcome) == ("192.0.3.7", "refused")
    assert "192.0.2.9" not in str(read)


def test_what_came_to_the_proxy_in_the_open_is_refused(gateway):
    """A token that travelled unencrypted is everybody's."""
    sent = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"}
    is_outcome(gateway.get(READ, headers=sent), 400, "security")
    assert gateway.get("/livez", headers=sent).status_code == 200
    assert gateway.get(READ, headers={**sent, "X-Forwarded-Proto": "http, https"}).status_code == 200
    assert gateway.get(READ, headers=sent, environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 200


def test_browsers_are_told_to_stay_with_https_where_it_is_spoken(gateway):
    for path in (READ, TOKEN, "/sign-in", "/nothing"):
        assert gateway.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"
    config = replace(gateway.service.server, public_url="http://localhost:8000")
    plain = create_app(replace(gateway.service, server=config)).test_client()
    assert "Strict-Transport-Security" not in plain.get("/livez").headers


def test_pages_carry_their_headers_and_no_page_is_kept(gateway):
    """CO-06, HX-06."""
    answer = gateway.get("/sign-in", token=None)
    assert answer.headers["X-Frame-Options"] == "DENY"
    policy = answer.headers["Content-Security-Policy"]
    assert {"frame-ancestors 'none'", "form-action 'self'", "default-src 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
