"""What may be a password (NIST SP 800-63B §5.1.1): long, not what is tried first, nothing from around the person."""

from __future__ import annotations

import time

import pytest

from facade.smart.people import own_password
from facade.smart.people.own_password import Unfit
from facade.smart.people.policy import objections
from facade.smart.people.sign_in import SignedIn, Step, Wrong
from tests.smart.people.world import HERE, PASSWORD

AROUND = ("marie.tremblay", "Marie-Ève Tremblay", "fhir.example.org")


def said(password, least=12):
    return objections(password, AROUND, least=least)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "violet-Kettle-41-marsh",
        "кошка на заборе 7",
        "猫は静かに庭を歩いて行く夜",
        "        w x v q j z u k p",
        "🦊🐢🌊🪴🧭🎻🪁🧵🗝🪶🧊🛶",
        "x" * 900 + "dvorak hazel quince",
    ],
)
def test_long_passwords_of_any_characters_are_taken(password):
    """No rules of composition: no digit, capital or sign is asked for."""
    assert said(password) == []


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "e\u0301" * 11])
def test_less_than_twelve_characters_is_too_short(password):
    assert said(password) == ["too-short"]


def test_what_is_long_enough_is_configured():
    assert said("violet-Kettle-4", least=16) == ["too-short"]


def test_the_longest():
    assert said("dvorak hazel quince " * 52) == ["too-long"]
    assert said(("dvorak hazel quince " * 52)[:1024]) == []


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password123!",
        "P@ssw0rd123456",
        "pa55word!!!!!!",
        "motdepasse2026",
        "MotDePasse!2345",
        "qwertyuiop12",
        "azertyuiop99",
        "1q2w3e4r5t6y",
        "zyxwvutsrqpo",
        "987654321098",
        "aaaaaaaaaaaa",
        "abababababab",
        "............",
        "Welcome2Clinic!",
        "Été2026Été2026",
        "openemr-oscar-1",
        "letmeinletmein",
    ],
)
def test_what_is_tried_first_is_refused(password):
    assert said(password) == ["too-common"]


@pytest.mark.parametrize(
    "password", ["marie.tremblay", "Tremblay-Marie-1", "tr3mblay-mar1e!", "Eve.Tremblay.2026", "fhir.example.org"]
)
def test_what_stands_around_the_person_is_refused(password):
    assert said(password) in (["personal"], ["too-common"])


def test_a_name_in_a_longer_password_does_no_harm():
    assert said("tremblay dvorak hazel quince") == []


@pytest.mark.parametrize("password", ["ab" * 512, "a" * 1024, "1q2w3e" * 170, "\u0301" * 1024, "qwertz!@#$%^&*()" * 60])
def test_no_password_takes_long_to_look_at(password):
    """D03"""
    began = time.thread_time()
    said(password)
    assert time.thread_time() - began < 0.5


def change(world, entry, current=PASSWORD, new="dvorak hazel quince"):
    return own_password.change(
        world.accounts, entry.session, entry.cookie, current=current, new=new, address=HERE, now=world.now
    )


def test_a_person_changes_the_password_and_every_other_session_ends(world):
    world.person()
    elsewhere, here = world.signed_in(), world.signed_in()
    found = change(world, here)
    assert isinstance(found, SignedIn)
    assert world.store.sessions.find(elsewhere.cookie, now=world.now) is None
    assert world.store.sessions.find(here.cookie, now=world.now) is None  # under a new cookie
    assert found.session.id == here.session.id
    assert world.enter() == Wrong()
    world.later(minutes=1)
    assert isinstance(world.enter(password="dvorak hazel quince"), SignedIn)


def test_the_current_password_is_asked_for_and_guesses_are_counted(world):
    world.person()
    here = world.signed_in()
    for _ in range(5):
        assert change(world, here, current="wrong") == Wrong()
    assert change(world, here).seconds > 0
    assert world.enter().seconds > 0


@pytest.mark.parametrize(
    ("new", "objection"),
    [("short", "too-short"), ("password1234", "too-common"), ("Anna-Okafor-1", "personal"), (PASSWORD, "the-same")],
)
def test_an_unfit_password_changes_nothing(world, new, objection):
    world.person()
    here = world.signed_in()
    assert change(world, here, new=new) == Unfit((objection,))
    assert isinstance(world.enter(), SignedIn)


def temporary(world, person):
    hashed = world.accounts.passwords.hash("given-on-paper-3")
    world.store.credentials.set_password(person.id, hashed, temporary=True, now=world.now)


def test_a_temporary_password_is_changed_before_anything_else(world):
    person = world.person()
    temporary(world, person)
    step = world.enter(password="given-on-paper-3")
    assert step.session.stage == "password"
    assert isinstance(change(world, step, current="", new="given-on-paper-3"), Unfit)
    assert isinstance(change(world, step, current=""), SignedIn)
    assert isinstance(world.enter(password="dvorak hazel quince"), SignedIn)


def test_an_administrator_changes_it_and_then_sets_up_a_second_factor(world):
    person = world.person("root", "administrator")
    temporary(world, person)
    step = world.enter("root", "given-on-paper-3")
    after = change(world, step, current="")
    assert isinstance(after, Step)
    assert after.session.stage == "setup"


def test_a_temporary_password_runs_out(world):
    person = world.person()
    temporary(world, person)
    world.later(days=14, seconds=1)
    assert world.enter(password="given-on-paper-3") == Wrong()


@pytest.mark.parametrize("stage", ["second", "setup"])
def test_no_other_half_session_changes_the_password(world, stage):
    person = world.person("root", "administrator")
    if stage == "second":
        world.with_app(person)
    step = world.enter("root")
    assert step.session.stage == stage
    assert change(world, step) == Wrong()
