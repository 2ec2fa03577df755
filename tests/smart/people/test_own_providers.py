"""Which outside accounts a person may do without: never the only way to come in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facade.config import ProviderConfig
from facade.smart.people import own_providers
from facade.store.people import Identity

CLINIC = Identity("https://clinic.example", "anna")
REGION = Identity("https://region.example", "a-1")
GONE = Identity("https://gone.example", "a-2")  # of a provider that the configuration has no more
EHR = Identity("ehr:clinic", "anna")


class AnyEhr:
    """Answers nothing: only whether there is one is asked."""


@pytest.fixture
def configured(world):
    """A person who signed in with the clinic's provider, and has other accounts, and a password or none."""

    def configure(*others, password=None, ehr=None):
        providers = {
            name: ProviderConfig(name, one.issuer, "facade") for name, one in (("clinic", CLINIC), ("region", REGION))
        }
        world.accounts = replace(world.accounts, providers=providers, ehr=ehr)
        person = world.person(password="violet-Kettle-41-marsh")
        for identity in (CLINIC, *others):
            assert world.store.people.attach(person.id, identity, now=world.now)
        found = world.signed_in()
        if password is None:
            with world.store.database.writing() as connection:
                connection.exec_driver_sql("delete from password")
        return found

    return configure


@pytest.mark.parametrize(
    ("others", "password", "ehr", "done"),
    [
        ((), "kept", None, True),
        ((), None, None, False),
        ((REGION,), None, None, True),
        ((GONE,), None, None, False),
        ((EHR,), None, AnyEhr(), True),
        ((EHR,), None, None, False),
    ],
)
def test_the_only_way_in_is_not_taken_away(world, configured, others, password, ehr, done):
    found = configured(*others, password=password, ehr=ehr)
    person = found.session.person
    assert own_providers.unlink(world.accounts, found.session, found.cookie, "clinic", now=world.now) is done
    assert (CLINIC in world.store.people.identities(person)) is not done
    assert set(others) <= set(world.store.people.identities(person))


def test_only_what_is_linked_is_unlinked(world, configured):
    found = configured()
    assert own_providers.linked(world.accounts, found.session.person) == {"clinic"}
    for name in ("region", "nothing"):
        assert not own_providers.unlink(world.accounts, found.session, found.cookie, name, now=world.now)


def test_an_old_session_unlinks_nothing(world, configured):
    found = configured()
    assert not own_providers.unlink(world.accounts, found.session, found.cookie, "clinic", now=world.later(minutes=16))


def test_the_browser_of_another_is_signed_out(world, configured):
    found = configured(password="kept")
    other = world.signed_in()
    assert own_providers.unlink(world.accounts, found.session, found.cookie, "clinic", now=world.now)
    assert world.store.sessions.find(other.cookie, now=world.now) is None
    assert world.store.sessions.find(found.cookie, now=world.now) is not None
