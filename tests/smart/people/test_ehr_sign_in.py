"""Signing in with the EHR's account: its word on who it is, our rules for everything else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from facade.smart.people import administration, ehr_sign_in
from facade.smart.people.ehr import Known
from facade.smart.people.lockout import Wait
from facade.smart.people.sign_in import SignedIn, Wrong
from facade.store.people import Link, Person
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


def removed(world, entry):
    person = world.store.people.find(entry.session.person)
    assert administration.remove(world.accounts, person, now=world.now)
    return person


def test_a_removed_person_does_not_come_back_by_the_ehr(world, clinic):
    """Though the EHR's account is still open; the journal says why."""
    entry = enter(world)
    removed(world, entry)
    assert world.store.sessions.find(entry.cookie, now=world.now) is None
    assert enter(world) == Wrong()
    assert world.store.people.all() == []
    assert world.told[-1].outcome == "refused: barred"


def test_nor_under_another_account_of_the_same_practitioner(world, clinic):
    """Neither by another login of the EHR, nor because the removed account was one of ours."""
    ours = world.person("roy", link="Practitioner/101")
    assert administration.remove(world.accounts, ours, now=world.now)
    assert enter(world) == Wrong()
    clinic.known["clinic", "Roy2"] = ("winter", replace(ROY, login="Roy2"))
    assert enter(world, "Roy2") == Wrong()
    clinic.known["clinic", "Ito"] = ("winter", Known("Ito", "Practitioner/202", "202", second=False))
    assert isinstance(enter(world, "Ito"), SignedIn)
    clinic.known["clinic", "Ito"] = ("winter", Known("Ito", "Practitioner/101", "101", second=False))
    assert enter(world, "Ito") == Wrong()


def test_a_locked_person_does_not_come_in_as_a_new_one(world, clinic):
    ours = world.person("roy", link="Practitioner/101")
    administration.lock(world.accounts, ours, now=world.now)
    assert enter(world) == Wrong()
    administration.unlock(world.accounts, world.store.people.find(ours.id), now=world.now)
    assert isinstance(enter(world), SignedIn)


def test_a_new_link_by_the_clinic_lets_back_in(world, clinic):
    removed(world, enter(world))
    again = administration.add(world.accounts, Person("", "anne.roy", "Anne Roy"), now=world.now)
    assert enter(world) == Wrong()
    assert administration.link(world.accounts, Link(again.person.id, "clinic", "Practitioner/101"), now=world.now)
    assert isinstance(enter(world), SignedIn)


def test_what_the_ehr_says_of_another_lets_nobody_back_in(world, clinic):
    """An account that goes on, and whose provider number changed, is no word of the clinic on the one removed."""
    enter(world)
    ours = world.person("roy", link="Practitioner/101")
    assert administration.remove(world.accounts, ours, now=world.now)
    clinic.known["clinic", "Roy"] = ("winter", replace(ROY, provider="102"))
    assert isinstance(enter(world), SignedIn)
    assert world.store.people.is_barred(endpoint="clinic", reference="Practitioner/101")
