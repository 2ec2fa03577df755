"""People and what they sign in with, on each kind of database: what is one, what counts once, what another worker sees."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from facade.store import Store, people_schema
from facade.store.attempts import Pace
from facade.store.credentials import Passkey
from facade.store.enrolment import Enrolment
from facade.store.people import Identity, Link, Person, new_id
from facade.store.sessions import Cookie, Opening

NOW = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def both(request, tmp_path_factory):
    """One database as two workers see it; the tests share it, since the upgrade takes longer than they do."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('people') / 'store.db'}"
        else:
            url = stack.enter_context(request.getfixturevalue("postgresql_server").fresh_database())
        yield tuple(stack.enter_context(contextlib.closing(Store.open(url))) for _ in range(2))


@pytest.fixture
def store(both):
    """Empty at the start of each test."""
    with both[0].database.writing() as connection:
        for table in reversed(people_schema.metadata.sorted_tables):
            connection.execute(table.delete())
    return both[0]


@pytest.fixture
def other(both):
    return both[1]


@pytest.fixture
def anna(store):
    person = Person(new_id(), "Anna", "Anna Okafor", "fr", frozenset({"app-user", "developer"}))
    assert store.people.add(person, now=NOW)
    return replace(person, login="anna")


def opened(store, person, cookie=None, lasts=timedelta(hours=1)):
    opening = Opening(person.id, "full", "password", timedelta(minutes=15), lasts)
    return store.sessions.open(opening, now=NOW, replacing=cookie)


def at_once(tries, times=16):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(tries, range(times)))


def test_a_person_is_found_by_id_and_login(anna, other):
    assert other.people.find(anna.id) == other.people.by_login(" ANNA ") == anna
    assert other.people.all() == [anna]


@pytest.mark.parametrize("text", ["", "x", "\x00", "\ud800", "é" * 10_000, "'; DROP TABLE person; --", "f" * 33])
def test_any_text_is_a_login_and_an_id_that_nobody_has(store, text):
    assert store.people.find(text) is None
    assert store.people.by_login(text) is None


def test_a_login_is_one_persons(store, other, anna):
    assert not other.people.add(Person(new_id(), "anna", "Another"), now=NOW)


def test_changes_of_one_thing_leave_the_others(store, other, anna):
    store.freezes.person(anna.id, now=NOW)
    store.people.rename(anna.id, name="Anna Roy", language="en", now=NOW)
    other.people.set_roles(anna.id, frozenset({"privacy-officer"}), now=NOW)
    changed = Person(anna.id, "anna", "Anna Roy", "en", frozenset({"privacy-officer"}), "locked")
    assert other.people.find(anna.id) == changed
    store.people.remove(anna.id, now=NOW)
    store.people.set_roles(anna.id, frozenset({"administrator"}), now=NOW)
    assert other.people.find(anna.id).roles == frozenset()


def test_of_many_with_one_login_one_is_made(store, other):
    made = at_once(lambda number: [store, other][number % 2].people.add(Person(new_id(), "luc", "Luc"), now=NOW))
    assert made.count(True) == 1


def test_a_role_that_this_release_does_not_know_gives_nothing(store, anna):
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET roles = 'app-user emperor'")
    assert store.people.find(anna.id).roles == {"app-user"}


def test_one_own_link_and_any_number_of_proxies(store, other, anna):
    own = Link(anna.id, "clinic", "Patient/7")
    assert store.people.link(own, now=NOW)
    assert not other.people.link(Link(anna.id, "clinic", "Practitioner/101"), now=NOW)
    proxies = [Link(anna.id, "clinic", f"Patient/{number}", proxy=True, expires=LATER) for number in (8, 9)]
    assert all(store.people.link(link, now=NOW) for link in proxies)
    assert other.people.links(anna.id, "clinic", now=NOW) == (own, *proxies)
    assert other.people.links(anna.id, "clinic", now=LATER) == (own,)
    assert other.people.links(anna.id, "elsewhere", now=NOW) == ()
    assert other.people.linked("clinic", "Patient/8", now=NOW) == (anna.id,)
    assert other.people.linked("clinic", "Patient/8", now=LATER) == ()


def test_of_many_own_links_at_once_one_is_made(store, other, anna):
    links = [Link(anna.id, "clinic", f"Patient/{number}") for number in range(16)]
    made = at_once(lambda number: [store, other][number % 2].people.link(links[number], now=NOW))
    assert made.count(True) == 1


def test_an_outside_account_is_one_persons(store, other, anna):
    bob = Person(new_id(), "bob", "Bob")
    store.people.add(bob, now=NOW)
    identity = Identity("https://id.example", "1")
    assert store.people.attach(anna.id, identity, now=NOW)
    assert other.people.attach(anna.id, identity, now=NOW)
    assert not other.people.attach(bob.id, identity, now=NOW)
    assert other.people.identified(identity) == anna.id
    store.people.detach(bob.id, identity)
    assert other.people.identities(anna.id) == (identity,)
    store.people.detach(anna.id, identity)
    assert other.people.identified(identity) is None


def test_removing_leaves_the_id(store, other, anna):
    store.credentials.set_password(anna.id, "$argon2id$", temporary=False, now=NOW)
    store.people.link(Link(anna.id, "clinic", "Patient/7"), now=NOW)
    store.people.remove(anna.id, now=NOW)
    assert other.people.find(anna.id).status == "removed"
    assert other.people.by_login("anna") is None
    assert other.credentials.password(anna.id) is None


def test_a_session_is_seen_and_ended_in_every_worker(store, other, anna):
    session, cookie = opened(store, anna)
    assert other.sessions.find(cookie, now=NOW) == session
    assert other.sessions.of(anna.id, now=NOW) == [session.id]
    store.sessions.end(cookie)
    assert other.sessions.find(cookie, now=NOW) is None


def test_a_session_dies_with_the_person(store, other, anna):
    session, cookie = opened(store, anna)
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE person SET status = 'locked'")
    assert other.sessions.find(cookie, now=NOW) is None
    assert not other.sessions.is_alive(session.id, now=NOW)


@pytest.mark.parametrize("text", ["", "x", "\x00", "\ud800", "é" * 10_000, "'; DROP TABLE person_session; --"])
def test_any_text_is_a_cookie_that_nobody_has(store, text):
    assert store.sessions.find(Cookie(text), now=NOW) is None
    store.sessions.end(Cookie(text))


def test_ended_sessions_are_purged(store, anna):
    opened(store, anna, lasts=timedelta(seconds=0))
    opened(store, anna)
    assert len(store.sessions.of(anna.id, now=NOW)) == 1
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person_session").scalar_one() == 1


def test_all_but_one_session_end(store, anna):
    (_, one), (_, two) = opened(store, anna), opened(store, anna)
    store.sessions.end_all(anna.id, but=two)
    assert store.sessions.find(one, now=NOW) is None
    assert store.sessions.find(two, now=NOW)


def test_a_ceremony_is_taken_once(store, other):
    cookie = Cookie.new()
    store.ceremonies.begin(cookie, "register", "first", expires=LATER, now=NOW)
    store.ceremonies.begin(cookie, "register", "challenge", expires=LATER, now=NOW)
    assert other.ceremonies.look(cookie, "register", now=NOW) == "challenge"
    assert other.ceremonies.look(cookie, "register", now=LATER) is None
    taken = at_once(lambda number: [store, other][number % 2].ceremonies.take(cookie, "register", now=NOW))
    assert taken.count("challenge") == 1


def test_a_step_counts_once(store, other, anna):
    store.credentials.set_one_time(anna.id, b"sealed", step=7, now=NOW)
    assert not store.credentials.use_step(anna.id, 7)
    used = at_once(lambda number: [store, other][number % 2].credentials.use_step(anna.id, 8))
    assert used.count(True) == 1


def test_a_recovery_code_counts_once(store, other, anna):
    store.credentials.set_recovery(anna.id, ["a", "b"])
    used = at_once(lambda number: [store, other][number % 2].credentials.use_recovery(anna.id, "a"))
    assert used.count(True) == 1
    assert other.credentials.recovery_left(anna.id) == 1


def test_a_passkey_is_used_by_one_at_a_time(store, other, anna):
    key = Passkey(anna.id, b"i" * 1023, b"public", 2**31, "phone", NOW)
    assert store.credentials.add_passkey(key)
    assert not other.credentials.add_passkey(key)
    (kept,) = other.credentials.passkeys(anna.id)
    assert kept == key
    used = at_once(lambda number: [store, other][number % 2].credentials.use_passkey(kept, 2**32 - 1, now=NOW))
    assert used.count(True) == 1
    assert store.credentials.have_second([anna.id, "nobody"]) == {anna.id}
    store.credentials.drop_second(anna.id)
    assert other.credentials.passkeys(anna.id) == []


def test_a_newer_hash_does_not_replace_a_changed_password(store, anna):
    store.credentials.set_password(anna.id, "new", temporary=False, now=NOW)
    store.credentials.rehash(anna.id, "old", "old, stronger")
    assert store.credentials.password(anna.id).hash == "new"


def test_attempts_are_counted_together(store, other):
    pace = Pace(5, timedelta(minutes=15))
    waits = at_once(lambda number: [store, other][number % 2].attempts.begin("x", pace, now=NOW), 20)
    assert waits.count(timedelta(0)) == 5
    assert set(waits) == {timedelta(0), timedelta(seconds=1)}


def test_locked_attempts_are_forgotten_after_a_month(store):
    pace = Pace(1, timedelta(seconds=1), most=1)
    store.attempts.begin("x", pace, now=NOW)
    assert store.attempts.is_over("x", pace)
    store.attempts.begin("y", pace, now=NOW + timedelta(days=31))
    assert not store.attempts.is_over("x", pace)


def test_an_enrolment_code_is_used_once(store, other):
    enrolment = Enrolment("clinic", "Patient/7", True, LATER, "", LATER)
    assert store.enrolments.keep("h", enrolment, now=NOW)
    assert not other.enrolments.keep("h", enrolment, now=NOW)
    assert other.enrolments.find("h", now=NOW) == enrolment
    assert other.enrolments.find("h", now=LATER) is None
    used = at_once(lambda number: [store, other][number % 2].enrolments.use("h"))
    assert used.count(True) == 1
