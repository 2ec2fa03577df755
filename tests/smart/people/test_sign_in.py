"""Signing in with a password: who gets a session, and what nobody learns from a refusal (HX-03, HX-05, B13)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from facade.smart.people import sign_in
from facade.smart.people.passwords import Passwords
from facade.smart.people.sign_in import SignedIn, Step, Wrong
from tests.smart.people.world import PASSWORD


def test_the_right_password_gives_a_session(world):
    person = world.person()
    found = world.signed_in()
    assert found.session.person == person.id
    assert found.session.strength == "password"
    assert found.session.auth_time == world.now
    assert world.store.sessions.find(found.cookie, now=world.now) == found.session


@pytest.mark.parametrize("login", ["ANNA", " anna ", "\uff41nna"])
def test_a_login_has_one_spelling(world, login):
    world.person()
    assert isinstance(world.enter(login), SignedIn)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", PASSWORD + "x"),
        ("anna", PASSWORD.upper()),
        ("anna", ""),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("\x00", "\x00"),
        ("\ud800", "\ud800"),
        ("a" * 300, PASSWORD),
        ("anna", PASSWORD + "\x00"),
        ("anna", "x" * 1_000_000),
        ("anna' OR 1=1 --", PASSWORD),
    ],
)
def test_every_refusal_is_the_same(world, login, password):
    """HX-03: the same answer whether the login or the password is wrong, and for any text."""
    world.person()
    assert world.enter(login, password) == Wrong()


def test_whoever_is_locked_is_answered_like_a_stranger(world):
    world.store.freezes.person(world.person().id, now=world.now)
    assert world.enter() == Wrong()


def test_a_person_without_a_password_cannot_use_the_empty_one(world):
    world.person(password=None)
    assert world.enter(password="") == Wrong()
    assert world.enter(password="nobody's password") == Wrong()


def test_an_unknown_account_takes_as_long_as_a_known_one(world):
    """HX-03, B13: each refusal hashes once."""
    slow = Passwords(PasswordHasher(time_cost=4, memory_cost=8 * 1024, parallelism=1))
    world.accounts = replace(world.accounts, passwords=slow)
    world.person()
    world.enter("warm-up", "x")
    spent = {"anna": [], "nobody": []}
    for _ in range(3):
        for login, times in spent.items():
            began = time.thread_time()
            assert world.enter(login, "wrong") == Wrong()
            times.append(time.thread_time() - began)
            world.later(minutes=1)
    known, unknown = min(spent["anna"]), min(spent["nobody"])
    assert abs(known - unknown) < 0.010 + 0.5 * known


def test_a_password_that_was_hashed_with_older_parameters_is_hashed_anew(world):
    person = world.person()
    before = world.store.credentials.password(person.id).hash
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    world.accounts = replace(world.accounts, passwords=stronger)
    assert world.enter(password="wrong") == Wrong()
    assert world.store.credentials.password(person.id).hash == before
    world.signed_in()
    after = world.store.credentials.password(person.id).hash
    assert after.startswith("$argon2id$v=19$m=16,t=2,p=1$")
    world.signed_in()
    assert world.store.credentials.password(person.id).hash == after


def test_the_real_parameters_are_not_weaker_than_advised():
    """OWASP: argon2id with 46 MiB and one pass, or more."""
    hashed = Passwords().hash("x")
    assert hashed.startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_forms_of_a_character_that_look_alike_are_one(world):
    world.person(password="caf\u00e9-violet-marsh-41")
    assert isinstance(world.enter(password="cafe\u0301-violet-marsh-41"), SignedIn)


def test_sign_in_rotates_the_session(world):
    """HX-05, B10: a cookie that was fixed before is worth nothing after."""
    world.person()
    first = world.signed_in()
    second = world.signed_in(cookie=first.cookie)
    assert second.cookie.text != first.cookie.text
    assert world.store.sessions.find(first.cookie, now=world.now) is None
    assert second.session.csrf != first.session.csrf
    assert second.session.id == first.session.id  # the same browser and person: what was granted for it goes on


def test_another_person_in_the_same_browser_ends_the_session_of_the_first(world):
    world.person()
    world.person("bob")
    first = world.signed_in()
    second = world.signed_in("bob", cookie=first.cookie)
    assert second.session.id != first.session.id
    assert world.store.sessions.find(first.cookie, now=world.now) is None


def test_a_wrong_password_does_not_end_the_session(world):
    world.person()
    first = world.signed_in()
    assert world.enter(password="wrong", cookie=first.cookie) == Wrong()
    assert world.store.sessions.find(first.cookie, now=world.now) is not None


def test_signing_in_again_renews_the_time_of_authentication(world):
    """AZ-12: prompt=login and max_age ask for it."""
    world.person()
    first = world.signed_in()
    world.later(minutes=5)
    assert first.session.is_recent(300, now=world.now)
    assert not first.session.is_recent(299, now=world.now)
    second = world.signed_in(cookie=first.cookie)
    assert second.session.auth_time == world.now
    assert second.session.is_recent(0, now=world.now)


def test_a_temporary_password_gives_no_session(world):
    person = world.person()
    hashed = world.accounts.passwords.hash(PASSWORD)
    world.store.credentials.set_password(person.id, hashed, temporary=True, now=world.now)
    found = world.enter()
    assert isinstance(found, Step)
    assert found.session.stage == "password"
    assert world.store.sessions.find(found.cookie, now=world.now) is None


@pytest.mark.parametrize("role", ["administrator", "privacy-officer"])
def test_who_administers_sets_up_a_second_factor_before_anything_else(world, role):
    world.person("root", role)
    found = world.enter("root")
    assert isinstance(found, Step)
    assert found.session.stage == "setup"
    assert world.store.sessions.find(found.cookie, now=world.now) is None
    assert not found.session.may(role)
    assert world.store.sessions.half(found.cookie, now=world.now) == found.session
    assert world.store.sessions.half(found.cookie, now=world.later(minutes=10)) is None


def test_a_role_that_needs_a_second_factor_is_not_used_without_one(world):
    """Made an administrator while signed in: the session that is there does not become one."""
    person = world.person()
    found = world.signed_in()
    world.store.people.set_roles(person.id, frozenset({"administrator", "developer"}), now=world.now)
    session = world.store.sessions.find(found.cookie, now=world.now)
    assert not session.may("administrator")
    assert session.may("developer")
    assert not session.may("privacy-officer")


def test_sign_out_ends_the_session_in_the_store(world):
    world.person()
    found = world.signed_in()
    sign_in.sign_out(world.accounts, found.session, found.cookie)
    assert world.store.sessions.find(found.cookie, now=world.now) is None
    assert not world.store.sessions.is_alive(found.session.id, now=world.now)


@pytest.mark.parametrize(
    ("roles", "link", "minutes"),
    [
        ((), "Practitioner/101", 15),
        ((), "Patient/7", 60),
        ((), "RelatedPerson/3", 60),
        ((), None, 60),
        (("developer",), "Patient/7", 15),
    ],
)
def test_idle_time(world, roles, link, minutes):
    """HX-05: 15 minutes for whoever works in the clinic, 60 for patients; use renews it."""
    world.person("anna", "app-user", *roles, link=link)
    cookie = world.signed_in().cookie
    for _ in range(2):
        world.later(minutes=minutes, seconds=-1)
        assert world.store.sessions.find(cookie, now=world.now)
    assert world.store.sessions.find(cookie, now=world.later(minutes=minutes)) is None


def test_no_session_lasts_longer_than_twelve_hours(world):
    world.person()
    found = world.signed_in()
    end = world.now + timedelta(hours=12)
    while world.now < end - timedelta(minutes=30):
        assert world.store.sessions.find(found.cookie, now=world.later(minutes=30)) or world.now == end
    assert world.store.sessions.find(found.cookie, now=end) is None
    assert not world.store.sessions.is_alive(found.session.id, now=end)


def test_a_session_is_kept_by_its_hash_only(world):
    """B15"""
    world.person()
    found = world.signed_in()
    with world.store.database.reading() as connection:
        row = connection.execute(text("SELECT * FROM person_session")).one()
    assert found.cookie.text not in str(tuple(row))
    assert found.session.csrf not in str(tuple(row))
    assert len(found.cookie.text) == 43  # 256 bits
    assert found.cookie.text not in repr(found)


def test_what_is_told_names_nobody(world):
    world.person()
    world.signed_in()
    world.enter(password="wrong")
    world.enter("nobody")
    assert [(told.action, told.outcome) for told in world.told] == [
        ("sign-in", "signed in"),
        ("sign-in", "refused"),
        ("sign-in", "refused"),
    ]
    assert not any(word in repr(world.told) for word in ("anna", "nobody", "Okafor", PASSWORD, "192.0.2"))
