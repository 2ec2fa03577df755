"""Guessing: delays that double, for accounts and for addresses, whether or not the account exists (HX-03, B13)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from facade.smart.people import administration, lockout
from facade.smart.people.lockout import Wait
from facade.smart.people.sign_in import SignedIn, Wrong
from tests.smart.people.world import HERE


def miss(world, login="anna", address=HERE):
    return world.enter(login, "wrong", address=address)


def waits(world, login, tries):
    """How long each try was told to wait, trying again as soon as allowed."""
    found = []
    for _ in range(tries):
        answer = miss(world, login)
        if isinstance(answer, Wait):
            found.append(answer.seconds)
            world.later(seconds=answer.seconds)
        else:
            assert answer == Wrong()
    return found


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_five_are_free_then_each_waits_twice_as_long(world, login):
    world.person()
    assert waits(world, login, 5 + 2 * 6) == [1, 2, 4, 8, 16, 32]


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_the_wait_does_not_grow_beyond_a_quarter_of_an_hour(world, login):
    world.person()
    assert max(waits(world, login, 32)) == 900


def test_while_it_waits_not_even_the_right_password_is_looked_at(world):
    world.person()
    for _ in range(5):
        miss(world)
    assert world.enter() == Wait(1)
    world.later(seconds=1)
    assert isinstance(world.enter(), SignedIn)


def test_the_right_password_starts_the_count_anew(world):
    world.person()
    for _ in range(3):
        for _ in range(4):
            assert miss(world) == Wrong()
        assert isinstance(world.enter(), SignedIn)


def test_spellings_of_a_login_are_counted_together(world):
    world.person()
    for login in ("anna", "ANNA", " Anna", "anna ", "\uff41nna"):
        assert miss(world, login) == Wrong()
    assert isinstance(world.enter("aNNa"), Wait)


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_after_so_many_somebody_must_unlock_it(world, login):
    """NIST SP 800-63B §5.2.2: no more than 100, which is the default and the most that can be configured."""
    assert world.accounts.config.attempts == 100
    world.accounts = replace(world.accounts, config=replace(world.accounts.config, attempts=20))
    person = world.person()
    for address in range(20):
        while isinstance(answer := miss(world, login, f"198.51.100.{address}"), Wait):
            world.later(seconds=answer.seconds)
    world.later(days=2)
    assert lockout.is_locked(world.accounts, "login", login)
    assert world.enter(login) == Wait(900)
    if login == "anna":
        administration.unlock(world.accounts, person, now=world.now)
        assert isinstance(world.enter(), SignedIn)


def test_a_day_without_attempts_is_forgotten(world):
    world.person()
    for _ in range(5):
        miss(world)
    world.later(days=1)
    for _ in range(5):
        assert miss(world) == Wrong()


def test_one_password_on_many_accounts_is_counted_by_address(world):
    """B13: one password on 1,000 users."""
    world.person()
    answers = [miss(world, f"user{number}") for number in range(40)]
    assert answers[:30] == [Wrong()] * 30
    assert all(isinstance(answer, Wait) for answer in answers[30:])
    assert isinstance(world.enter(), Wait)
    assert isinstance(world.enter(address="203.0.113.9"), SignedIn)  # others are not stopped


def test_an_account_of_ones_own_does_not_clear_the_address(world):
    world.person()
    for number in range(29):
        miss(world, f"user{number}")
    assert isinstance(world.enter(), SignedIn)
    assert miss(world, "user29") == Wrong()
    assert isinstance(miss(world, "user30"), Wait)


def test_an_ipv6_network_is_one_address(world):
    for number in range(30):
        miss(world, f"user{number}", f"2001:db8:1:2::{number:x}")
    assert isinstance(miss(world, "other", "2001:db8:1:2:ffff::1"), Wait)
    assert miss(world, "other", "2001:db8:1:3::1") == Wrong()


def test_an_ipv4_address_in_ipv6_clothes_is_the_same(world):
    for number in range(30):
        miss(world, f"user{number}", "::ffff:192.0.2.7")
    assert isinstance(miss(world, "other", "192.0.2.7"), Wait)


@pytest.mark.parametrize("address", ["", "nonsense", "fe80::1%eth0", "\ud800"])
def test_what_is_no_address_is_counted_too(world, address):
    for number in range(30):
        miss(world, f"user{number}", address)
    assert isinstance(miss(world, "other", address), Wait)


def test_thirty_at_once_are_thirty(world):
    """An attempt is counted before it is looked at: in parallel there are no more than one after the other."""
    world.person()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: miss(world), range(30)))
    assert answers.count(Wrong()) == 5
    assert sum(isinstance(answer, Wait) for answer in answers) == 25


def test_neither_names_nor_addresses_are_stored(world):
    miss(world, "somebody@example.org", "203.0.113.77")
    with world.store.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM attempt").all())
    assert "somebody" not in rows
    assert "203.0" not in rows
