"""An administrator takes an account away: what the page says ends, and that it does."""

from __future__ import annotations

import re

import pytest
from structlog.testing import capture_logs

from facade.smart.people import administration
from facade.store.people import Identity
from tests.serving import NOW
from tests.smart.browsing import HOST
from tests.smart.pages.sending import IT, page, post
from tests.smart.records import ANNA, CARES_FOR_BENOIT

SCOPE = "launch/patient patient/Patient.rs offline_access"
REMOVE = f"/admin/people/{ANNA.person}/remove"


@pytest.fixture
def tokens(server, store):
    """Anna, who lets an app read, acts for her son and has an account at another site; what the app got."""
    _, back = server.allow(server.ask(None, scope=SCOPE).removeprefix(HOST), ANNA.person)
    found = server.tokens(back)
    assert store.people.link(CARES_FOR_BENOIT, now=NOW)
    assert store.people.attach(ANNA.person, Identity("https://elsewhere.example", "4711"), now=NOW)
    return found


def facts(shown):
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.sub("</?bdi[^>]*>", "", shown)))


def test_the_page_says_what_will_end(server, tokens):
    """And looking at it ends nothing."""
    shown = page(server.get(REMOVE, IT))
    assert "Remove Some Body?" in re.sub("</?bdi[^>]*>", "", shown)
    assert facts(shown) == {
        "User name": ANNA.person,
        "Open sessions": "1",
        "Apps with access": "An app",
        "Records": "Patient/7 (oscar), Patient/9 (oscar)",
        "Accounts at other sites or in the EHR": "1",
    }
    assert "4711" not in shown
    assert server.read(tokens["access_token"], "Patient/7") == 200
    assert "Sessions ouvertes" in facts(page(server.get(f"{REMOVE}?lang=fr", IT)))


def test_it_ends(server, store, tokens):
    assert f'href="{REMOVE}"' in page(server.get(REMOVE.removesuffix("/remove"), IT))
    answer = post(server, REMOVE, IT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/people?done=removed")
    assert "The account was removed." in page(server.get("/admin/people?done=removed", IT))
    assert server.get("/account", ANNA.person).status_code == 303
    assert server.read(tokens["access_token"], "Patient/7") == 401
    refreshed = server.exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed["error"] == "invalid_grant"
    assert store.people.links(ANNA.person, now=NOW) == ()
    assert store.people.identities(ANNA.person) == ()
    assert store.people.find(ANNA.person).status == "removed"
    for path in (REMOVE, REMOVE.removesuffix("/remove")):
        page(server.get(path, IT), 404)
    page(post(server, REMOVE, IT), 404)


def test_nobody_removes_oneself(server, store):
    for answer in (server.get(f"/admin/people/{IT}/remove", IT), post(server, f"/admin/people/{IT}/remove", IT)):
        assert "another administrator has to" in page(answer, 400)
    assert store.people.find(IT).status == "active"
    shown = page(server.get(f"/admin/people/{IT}", IT))
    assert "/remove" not in shown
    assert 'value="lock"' not in shown


def test_somebody_stays_who_administers(server, store, monkeypatch):
    """One removes the other; if both do so at once, the second is told."""
    store.people.set_roles(ANNA.person, frozenset({"administrator"}), now=NOW)
    monkeypatch.setattr(administration, "_others_administer", lambda *_: False)
    assert "Somebody must be left who is an administrator." in page(post(server, REMOVE, IT), 400)
    assert store.people.find(ANNA.person).status == "active"
    monkeypatch.undo()
    assert post(server, REMOVE, IT).status_code == 303


@pytest.mark.parametrize("id", ["x", "f" * 32, "code", "' or 1=1"])
def test_people_who_are_none(server, id):
    page(server.get(f"/admin/people/{id}/remove", IT), 404)
    page(post(server, f"/admin/people/{id}/remove", IT), 404)


def test_the_log_says_who_removed_whom(server, tokens):
    """HX-09: by the ids of the accounts."""
    with capture_logs() as logs:
        post(server, REMOVE, IT)
    decided = [(event.action, event.outcome, event.person, event.by) for line in logs for event in line["decisions"]]
    assert ("person", "removed", ANNA.person, IT) in decided
    assert "Some Body" not in str(logs)
