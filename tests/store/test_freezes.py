"""The freeze switch: what was issued is dead in every worker, and stays dead after a thaw."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from facade.store import App, StoredToken
from facade.store.people import Person
from facade.store.recent import Recent
from facade.store.sessions import Opening
from facade.store.tokens import Tokens

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
ROY = "1" * 32


def issue(store, text, client="lab", endpoint="oscar", person=None):
    stored = StoredToken({"client": client}, endpoint, NOW + timedelta(hours=1), "client_credentials", None, person)
    store.tokens.keep(text, stored, now=NOW)
    return text


def is_valid(store, text):
    """As a worker sees it that has looked nothing up before."""
    return Tokens(store.database, Recent(seconds=0)).find(text, now=NOW) is not None


@pytest.fixture
def app(store):
    return store.apps.keep(App("chart", "oscar", "Chart", "none", "patient/*.rs", ("authorization_code",)), now=NOW)


@pytest.fixture
def person(store):
    found = Person(ROY, "roy", "Anne Roy")
    assert store.people.add(found, now=NOW)
    return found


def test_a_client_of_the_configuration_loses_its_tokens_and_gets_no_others(store, other):
    token, elsewhere = issue(store, "one"), issue(store, "two", endpoint="openemr")
    store.freezes.app("oscar", "lab", now=NOW)
    assert not is_valid(other, token)
    assert is_valid(other, elsewhere)
    assert other.freezes.holds("oscar", "lab")
    assert not other.freezes.holds("openemr", "lab")
    assert not is_valid(other, issue(other, "of another worker at the same moment"))


def test_a_thaw_gives_back_nothing_that_was_issued(store, other):
    token = issue(store, "one")
    store.freezes.app("oscar", "lab", now=NOW)
    late = issue(other, "while it was frozen")
    assert store.freezes.thaw_app("oscar", "lab", now=LATER)
    assert not is_valid(store, token)
    assert not is_valid(store, late)
    assert is_valid(store, issue(store, "new"))
    assert not store.freezes.thaw_app("oscar", "lab", now=LATER)


def test_freezing_twice_is_freezing_once(store):
    for _ in range(2):
        store.freezes.app("oscar", "lab", now=NOW)
    assert store.freezes.clients() == {("oscar", "lab"): NOW}
    assert store.freezes.thaw_app("oscar", "lab", now=LATER)
    assert store.freezes.clients() == {}


def test_an_app_of_the_store_has_its_status(store, other, app):
    token = issue(store, "one", app.id)
    store.freezes.app("oscar", app.id, now=LATER)
    frozen = other.apps.read("oscar", app.id)
    assert (frozen.status, frozen.changed) == ("frozen", LATER)
    assert store.freezes.clients() == {}
    assert not is_valid(other, token)
    assert not is_valid(other, issue(other, "late", app.id))
    assert store.freezes.thaw_app("oscar", app.id, now=LATER)
    assert other.apps.read("oscar", app.id).status == "active"
    assert not is_valid(other, token)


def test_an_app_that_waits_for_approval_is_not_approved_by_a_thaw(store, app):
    store.apps.keep(replace(store.apps.read("oscar", app.id), status="pending"), now=NOW)
    store.freezes.app("oscar", app.id, now=NOW)
    assert not store.freezes.thaw_app("oscar", app.id, now=NOW)
    assert store.apps.read("oscar", app.id).status == "pending"


def test_a_locked_person_has_neither_sessions_nor_tokens(store, other, person):
    opening = Opening(person.id, "full", "password", timedelta(minutes=15), timedelta(hours=12))
    _, cookie = store.sessions.open(opening, now=NOW)
    token, of_another = issue(store, "one", person=person.id), issue(store, "two", person="p2")
    assert store.freezes.person(person.id, now=NOW)
    assert other.people.find(person.id).status == "locked"
    assert other.sessions.find(cookie, now=NOW) is None
    assert not is_valid(other, token)
    assert is_valid(other, of_another)
    assert not is_valid(other, issue(other, "late", person=person.id))
    assert store.freezes.thaw_person(person.id, now=LATER)
    assert other.people.find(person.id).status == "active"
    assert other.sessions.find(cookie, now=NOW) is None
    assert not is_valid(other, token)


def test_nobody_and_a_removed_person_cannot_be_locked_or_thawed(store, person):
    assert not store.freezes.person("nobody", now=NOW)
    assert not store.freezes.thaw_person(person.id, now=NOW)
    store.people.remove(person.id, now=NOW)
    assert not store.freezes.person(person.id, now=NOW)
    assert not store.freezes.thaw_person(person.id, now=NOW)
    assert store.people.find(person.id).status == "removed"


def test_this_worker_forgets_what_it_has_looked_up(store, person):
    token, of_person = issue(store, "one"), issue(store, "two", "chart", person=person.id)
    assert store.tokens.find(token, now=NOW)
    assert store.tokens.find(of_person, now=NOW)
    assert not store.freezes.holds("oscar", "lab")
    store.freezes.app("oscar", "lab", now=NOW)
    store.freezes.person(person.id, now=NOW)
    assert store.tokens.find(token, now=NOW) is None
    assert store.tokens.find(of_person, now=NOW) is None
    assert store.freezes.holds("oscar", "lab")
