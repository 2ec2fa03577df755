"""Signing in with the EHR's account: its word on who it is, our rules for everything else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from facade.smart.people import administration, ehr_sign_in
from facade.smart.people.ehr import Known
from facade.smart.people.lockout import Wait
from facade.smart.people.sign_in import SignedIn, Wrong
from facade.store.people import Link
from tests.smart.people.world import HERE

ROY = Known("Roy", "Practitioner/101", "101", second=False)


@dataclass
class Clinic:
    """The accounts of an EHR: login to password and what is known of it."""

    known: dict = field(default_factory=lambda: {("clinic", "Roy"): ("winter", ROY)})
    asked: int = 0

    def verify(self, endpoint, login, password, pin, now):
        self.asked += 1
        right, found = self.known.get((endpoint, login), ("", None))
        return found if password == right else None

    def is_open(self, endpoint, login, now):
        return (endpoint, login) in self.known


@pytest.fixture
def clinic(world):
    clinic = Clinic()
    world.accounts = replace(world.accounts, ehr=clinic)
    return clinic


def enter(world, login="Roy", password="winter", endpoint="clinic", cookie=None):
    return ehr_sign_in.by_ehr(world.accounts, endpoint, login, password, "", address=HERE, now=world.now, cookie=cookie)


def test_the_first_sign_in_makes_the_person(world, clinic):
    found = enter(world)
    assert isinstance(found, SignedIn)
    (person,) = world.store.people.all()
    assert (person.login, person.roles) == ("roy@clinic", {"app-user"})
    assert world.store.people.links(person.id, now=world.now) == (
        Link(person.id, "clinic", "Practitioner/101", provider="101"),
    )
    assert enter(world).session.person == found.session.person
    assert len(world.store.people.all()) == 1


def test_without_the_option_nobody_is_asked(world):
    assert enter(world) == Wrong()


@pytest.mark.parametrize("change", [{"password": "x"}, {"login": "roy"}, {"login": ""}, {"endpoint": "other"}])
def test_whom_the_ehr_does_not_know(world, clinic, change):
    assert enter(world, **change) == Wrong()
    assert world.store.people.all() == []


def test_guesses_are_counted_by_us(world, clinic):
    for _ in range(5):
        assert enter(world, password="x") == Wrong()
    assert enter(world) == Wait(1)
    assert clinic.asked == 5


def test_the_account_of_ours_has_no_password(world, clinic):
    enter(world)
    assert world.enter("roy@clinic", "winter") == Wrong()
    assert world.enter("roy@clinic", "") == Wrong()


def test_whoever_we_lock_stays_out(world, clinic):
    enter(world)
    administration.lock(world.accounts, world.store.people.all()[0], now=world.now)
    assert enter(world) == Wrong()


def test_where_the_ehr_asks_for_a_second_factor_so_do_we(world, clinic):
    clinic.known["clinic", "Roy"] = ("winter", replace(ROY, second=True))
    step = enter(world)
    assert step.session.stage == "setup"
    world.with_app(world.store.people.find(step.session.person))
    assert enter(world).session.stage == "second"


def test_a_link_follows_the_ehr(world, clinic):
    person = enter(world).session.person
    clinic.known["clinic", "Roy"] = ("winter", replace(ROY, reference="Practitioner/202", provider="202"))
    enter(world)
    assert [link.reference for link in world.store.people.links(person, now=world.now)] == ["Practitioner/202"]


def test_an_unchanged_link_ends_nothing(world, clinic):
    first = enter(world)
    enter(world)
    assert world.store.sessions.find(first.cookie, now=world.now)


def test_an_account_that_the_ehr_closed_is_out(world, clinic):
    """B14"""
    found = enter(world)
    assert ehr_sign_in.is_still_open(world.accounts, found.session.person, now=world.now)
    clinic.known.clear()
    assert not ehr_sign_in.is_still_open(world.accounts, found.session.person, now=world.now)
    assert world.store.sessions.find(found.cookie, now=world.now) is None


def test_our_own_accounts_are_not_the_ehrs_business(world, clinic):
    clinic.known.clear()
    assert ehr_sign_in.is_still_open(world.accounts, world.person().id, now=world.now)


def test_a_login_that_looks_the_same_is_not_taken_over(world, clinic):
    ours = world.person("roy@clinic")
    found = enter(world)
    assert found.session.person != ours.id
