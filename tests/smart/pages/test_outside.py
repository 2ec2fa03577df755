"""Linking an outside account while signed in, and taking the link back, over WSGI with a small provider."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from structlog.testing import capture_logs

from facade.api.application import create_app
from facade.api.exchange import Mount, Service
from facade.config import ProviderConfig, ServerConfig
from facade.store.sessions import Cookie, Opening
from tests.serving import NOW
from tests.smart.browsing import HOST, PATH
from tests.smart.pages.sending import QUICK, page, post, session
from tests.smart.people.small_provider import SECRET, SmallProvider
from tests.smart.records import ANNA, DOCTOR

LINK, UNLINK = "/account/outside/link", "/account/outside/unlink"
ADDRESS = re.compile(r'<a class="button" href="([^"]+)" rel="noreferrer">')


@pytest.fixture
def outside():
    with SmallProvider(int(NOW.timestamp())) as running:
        yield running


@pytest.fixture
def server(server, clinic, store, outside):
    """With the provider in its configuration; Anna has a password."""
    config = ServerConfig(HOST, store="", hosts=frozenset({"facade.example"}))
    providers = {"clinic-id": ProviderConfig("clinic-id", outside.issuer, "facade", SECRET, "Clinic <ID>")}
    service = Service(
        config,
        (Mount(PATH, clinic.endpoint),),
        store,
        frozenset,
        clock=lambda: server.now,
        passwords=QUICK,
        providers=providers,
    )
    server.app = create_app(service)
    server.client = server.app.test_client(use_cookies=False)
    store.credentials.set_password(ANNA.person, QUICK.hash("quiet otter under a bridge"), temporary=False, now=NOW)
    return server


def fresh(**claims):
    return {"auth_time": int(NOW.timestamp()), **claims}


def begin(server, who=ANNA.person):
    """The page that leads to the provider: the address there, and the cookies of the browser from then on."""
    answer = post(server, LINK, who, provider="clinic-id")
    visit = answer.headers["Set-Cookie"].partition(";")[0]
    return ADDRESS.search(page(answer))[1], {"Cookie": f"__Host-facade={server.cookies[who].text}; {visit}"}


def come_back(server, pairs, headers):
    return server.open(f"/sign-in/with/clinic-id/back?{urlencode(pairs)}", "GET", headers=headers)


def linked(server, outside, who=ANNA.person, **claims):
    address, headers = begin(server, who)
    return come_back(server, outside.authorize(address, **fresh(**claims)), headers)


def identities(store, who=ANNA.person):
    return [(one.issuer, one.subject) for one in store.people.identities(who)]


def test_from_the_account_to_the_provider_and_back(server, store, outside):
    """The provider asks for a sign-in anew: on a shared computer somebody else may still be signed in there."""
    shown = page(server.get("/account", ANNA.person))
    assert "Clinic &lt;ID&gt;" in server.get("/account", ANNA.person).get_data(as_text=True)
    assert "not linked" in shown
    address, _ = begin(server)
    assert {("prompt", "login"), ("max_age", "0")} <= set(parse_qsl(urlsplit(address).query))
    answer = linked(server, outside)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?done=linked")
    assert identities(store) == [(outside.issuer, "subject-1")]
    shown = page(server.get("/account?done=linked", ANNA.person))
    assert "The account is linked." in shown
    assert "Unlink Clinic" in shown


def test_the_link_signs_in(server, outside):
    linked(server, outside)
    visit = Cookie.new()
    headers = {"Cookie": f"__Host-facade-visit={visit.text}"}
    address = server.open("/sign-in/with/clinic-id?to=/account", "GET", headers=headers).headers["Location"]
    answer = come_back(server, outside.authorize(address), headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert answer.headers["Set-Cookie"].startswith("__Host-facade=")


def test_unlinking_signs_out_elsewhere(server, store, outside):
    linked(server, outside)
    here = server.cookies[ANNA.person]
    session(server, ANNA.person, "provider")
    elsewhere, server.cookies[ANNA.person] = server.cookies[ANNA.person], here
    answer = post(server, UNLINK, ANNA.person, provider="clinic-id")
    assert answer.headers["Location"] == "/account?done=unlinked"
    assert identities(store) == []
    assert store.sessions.find(elsewhere, now=NOW) is None
    assert store.sessions.find(here, now=NOW) is not None
    assert "signed out on all other devices" in page(server.get("/account?done=unlinked", ANNA.person))


def test_the_only_way_in_stays(server, store, outside):
    """The doctor has no password of ours."""
    linked(server, outside, DOCTOR.person)
    answer = post(server, UNLINK, DOCTOR.person, provider="clinic-id")
    assert answer.headers["Location"] == "/account?problem=last"
    assert identities(store, DOCTOR.person) == [(outside.issuer, "subject-1")]
    assert "Ask the clinic for a password" in page(server.get("/account?problem=last", DOCTOR.person), 400)


def test_an_outside_account_is_one_persons(server, store, outside):
    linked(server, outside, DOCTOR.person)
    answer = linked(server, outside)
    assert answer.headers["Location"] == "/account?problem=taken"
    assert identities(store) == []
    told = page(server.get("/account?problem=taken&lang=fr", ANNA.person), 400)
    assert "Ce compte externe connecte déjà quelqu’un d’autre. Rien n’a été lié." in told


def test_an_old_sign_in_at_the_provider_links_nothing(server, store, outside):
    answer = linked(server, outside, auth_time=outside.now - 3600)
    assert answer.headers["Location"] == "/account?problem=untrusted"
    assert identities(store) == []


def test_whoever_says_no_there_links_nothing(server, store, outside):
    address, headers = begin(server)
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    answer = come_back(server, [("error", "access_denied"), ("state", state)], headers)
    assert answer.headers["Location"] == "/account?problem=denied"
    assert identities(store) == []


def test_the_answer_of_somebody_elses_browser_links_nothing(server, store, outside):
    """Whoever lured Anna to an answer of the own outside account could come in as Anna from then on."""
    address, _ = begin(server, DOCTOR.person)
    pairs = outside.authorize(address, **fresh())
    _, headers = begin(server)
    assert come_back(server, pairs, headers).status_code == 400
    assert identities(store) == identities(store, DOCTOR.person) == []


@pytest.mark.parametrize("path", [LINK, UNLINK])
def test_an_old_session_signs_in_again(server, store, outside, path):
    linked(server, outside)
    idle, long_ago = timedelta(hours=1), NOW - timedelta(minutes=16)
    opening = Opening(ANNA.person, "full", "password", idle, timedelta(hours=12), long_ago)
    server.cookies[ANNA.person] = store.sessions.open(opening, now=NOW)[1]
    answer = post(server, path, ANNA.person, provider="clinic-id")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?to=%2Faccount")
    assert identities(store) == [(outside.issuer, "subject-1")]


@pytest.mark.parametrize("path", [LINK, UNLINK])
def test_a_second_factor_is_shown_first(server, store, path):
    """A session from before it was set up is not enough, however new."""
    store.credentials.set_one_time(ANNA.person, b"sealed", step=0, now=NOW)
    answer = post(server, path, ANNA.person, provider="clinic-id")
    assert answer.headers["Location"] == "/sign-in?to=%2Faccount"
    session(server, ANNA.person, "second")
    assert not post(server, path, ANNA.person, provider="clinic-id").headers.get("Location", "").startswith("/sign-in")


@pytest.mark.parametrize("path", [LINK, UNLINK])
def test_a_provider_that_is_none(server, path):
    for name in ("", "other", "../clinic-id", "x" * 5000):
        page(post(server, path, ANNA.person, provider=name), 404)


def test_a_provider_that_does_not_answer(server, outside):
    outside.raw = {"/.well-known/openid-configuration": (503, {}, {})}
    answer = post(server, LINK, ANNA.person, provider="clinic-id")
    assert answer.headers["Location"] == "/account?problem=unreachable"
    assert "does not answer" in page(server.get("/account?problem=unreachable", ANNA.person), 400)
    assert page(server.get("/account", ANNA.person))  # which asks nobody


def test_a_problem_that_nobody_has(server):
    """What the address says is told only if it is one of ours."""
    assert server.get("/account?problem=nonsense", ANNA.person).status_code == 200


def test_the_log_names_neither_account_nor_address(server, outside):
    with capture_logs() as logs:
        linked(server, outside)
        post(server, UNLINK, ANNA.person, provider="clinic-id")
    told = [event.outcome for line in logs for event in line.get("decisions", ())]
    assert told == ["outside account linked", "outside account unlinked"]
    assert "subject-1" not in str(logs)
    assert outside.issuer not in str(logs)
