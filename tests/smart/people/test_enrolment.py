"""Codes that a clinic prints: what they are made of, what they make, and that each makes it once."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from facade.errors import Refused
from facade.smart.people import codes, enrolment
from facade.smart.people.enrolment import Linked, Malformed, Newcomer, OtherChart, Taken, WrongCode
from facade.smart.people.lockout import Wait
from facade.smart.people.own_password import Unfit
from facade.smart.people.sign_in import SignedIn
from facade.store.people import Link
from tests.smart.people.world import HERE, PASSWORD


def issue(world, reference="Patient/7", **options):
    return enrolment.issue(world.accounts, "clinic", reference, now=world.now, **options)


def enrol(world, code, login="luc", password=PASSWORD, name="Luc Roy", address=HERE):
    newcomer = Newcomer(login, password, name, "fr")
    return enrolment.enrol(world.accounts, code, newcomer, address=address, now=world.now)


def add(world, code, entry, address=HERE):
    return enrolment.add(world.accounts, code, entry.session, address=address, now=world.now)


def look(world, code, address=HERE):
    return enrolment.look(world.accounts, code, address=address, now=world.now)


def links(world, person):
    return world.store.people.links(person, now=world.now)


def test_a_patient_makes_an_account(world):
    code = issue(world)
    assert look(world, code).reference == "Patient/7"
    found = enrol(world, code)
    assert isinstance(found, SignedIn)
    assert links(world, found.session.person) == (Link(found.session.person, "clinic", "Patient/7"),)
    person = world.store.people.find(found.session.person)
    assert (person.login, person.name, person.language, person.roles) == ("luc", "Luc Roy", "fr", {"app-user"})
    assert isinstance(world.enter("luc"), SignedIn)


def test_a_proxy_has_a_link_that_ends(world):
    end = world.now + timedelta(days=365)
    found = enrol(world, issue(world, proxy=True, link_expires=end))
    (link,) = links(world, found.session.person)
    assert (link.reference, link.proxy, link.expires) == ("Patient/7", True, end)
    world.now = end
    assert links(world, found.session.person) == ()


def test_a_code_is_used_once(world):
    code = issue(world)
    assert isinstance(enrol(world, code), SignedIn)
    assert enrol(world, code, "other") == WrongCode()
    assert look(world, code) == WrongCode()
    assert world.store.people.by_login("other") is None


def test_of_many_at_once_one_uses_it(world):
    code = issue(world)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda number: enrol(world, code, f"luc{number}", address=f"192.0.2.{number}"), range(16))
        )
    assert sum(isinstance(answer, SignedIn) for answer in answers) == 1
    assert len(world.store.people.all()) == 1


@pytest.mark.parametrize(("days", "lasts"), [(None, 14), (14, 14), (3, 3)])
def test_a_code_runs_out(world, days, lasts):
    code = issue(world, days=days)
    world.later(days=lasts, seconds=-1)
    assert look(world, code).endpoint == "clinic"
    world.later(seconds=1)
    assert look(world, code) == WrongCode()
    assert enrol(world, code) == WrongCode()


@pytest.mark.parametrize("days", [0, -1, 15, 1000])
def test_no_code_lives_longer_than_configured(world, days):
    with pytest.raises(Refused):
        issue(world, days=days)


@pytest.mark.parametrize(
    ("reference", "proxy"),
    [
        ("Practitioner/101", False),
        ("Patient", False),
        ("Patient/", False),
        ("Patient/7/_history/1", False),
        ("patient/7", False),
        ("RelatedPerson/3", True),
        ("Patient/7\n", False),
        ("", False),
    ],
)
def test_a_code_is_for_a_chart(world, reference, proxy):
    """Who works in a clinic gets an account by an administrator, not by a code."""
    with pytest.raises(Refused):
        issue(world, reference, proxy=proxy)


def test_a_link_that_is_over_is_not_printed(world):
    with pytest.raises(Refused):
        issue(world, proxy=True, link_expires=world.now)


def test_a_code_can_be_withdrawn(world):
    code = issue(world)
    assert world.store.enrolments.withdraw("clinic", "Patient/7") == 1
    assert enrol(world, code) == WrongCode()


def test_an_existing_account_takes_a_second_link(world):
    world.person(link="Patient/7")
    entry = world.signed_in()
    found = add(world, issue(world, "Patient/9", proxy=True), entry)
    assert isinstance(found, Linked)
    assert [(link.reference, link.proxy) for link in links(world, entry.session.person)] == [
        ("Patient/7", False),
        ("Patient/9", True),
    ]


def test_a_second_chart_of_ones_own_is_refused_and_the_code_stays_good(world):
    world.person(link="Patient/7")
    code = issue(world, "Patient/9")
    assert add(world, code, world.signed_in()) == OtherChart()
    assert isinstance(enrol(world, code), SignedIn)


def test_the_same_chart_at_another_clinic(world):
    world.person(link="Patient/7")
    code = enrolment.issue(world.accounts, "hospital", "Patient/12", now=world.now)
    assert isinstance(add(world, code, world.signed_in()), Linked)


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"login": ""}, Malformed("login")),
        ({"login": "a b"}, Malformed("login")),
        ({"login": "x" * 65}, Malformed("login")),
        ({"login": "a\u202eb"}, Malformed("login")),
        ({"login": "a\x00b"}, Malformed("login")),
        ({"name": ""}, Malformed("name")),
        ({"name": "x" * 256}, Malformed("name")),
        ({"name": "Luc\u202eyoR"}, Malformed("name")),
        ({"name": "Luc\nRoy"}, Malformed("name")),
        ({"password": "short"}, Unfit(("too-short",))),
        ({"password": "Luc-Roy-Luc-Roy"}, Unfit(("personal",))),
    ],
)
def test_a_newcomer_who_cannot_be_one_keeps_the_code(world, changed, answer):
    code = issue(world)
    assert enrol(world, code, **changed) == answer
    assert isinstance(enrol(world, code), SignedIn)


def test_a_taken_login_keeps_the_code(world):
    world.person("anna")
    code = issue(world)
    assert enrol(world, code, "ANNA") == Taken()
    assert isinstance(enrol(world, code), SignedIn)


def test_whether_a_login_is_taken_is_told_only_with_a_code(world):
    world.person("anna")
    assert enrol(world, codes.new(), "anna") == WrongCode()


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code} ",
        lambda code: code.replace("0", "o").replace("1", "I"),
    ],
)
def test_a_code_may_be_typed_as_people_type(world, typed):
    assert isinstance(enrol(world, typed(issue(world))), SignedIn)


def test_any_one_wrong_character_and_any_swap_is_noticed(world):
    """Mistyped codes are told as such, and are no guesses."""
    code = issue(world).replace("-", "")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    wrong = [code[:at] + letter + code[at + 1 :] for at in range(12) for letter in alphabet if letter != code[at]]
    for one, other in itertools.combinations(range(12), 2):
        if code[one] != code[other]:
            swapped = list(code)
            swapped[one], swapped[other] = code[other], code[one]
            wrong.append("".join(swapped))
    assert all(codes.typed(text) is None for text in wrong)
    assert codes.typed(code) == code
    assert look(world, wrong[0]) == WrongCode(mistyped=True)


@pytest.mark.parametrize("text", ["", "-", "ABCD-EFGH", "é" * 12, "\ud800" * 12, "A" * 100_000, "U" * 12, "\x00"])
def test_what_is_no_code(world, text):
    assert look(world, text) == WrongCode(mistyped=True)


def test_guessing_codes_is_slow(world):
    code = issue(world)
    for _ in range(30):
        assert look(world, codes.new()) == WrongCode()
    assert isinstance(look(world, code), Wait)
    assert isinstance(enrol(world, code), Wait)
    assert look(world, code, address="203.0.113.5").reference == "Patient/7"


def test_mistyping_is_no_guess(world):
    code = issue(world)
    for _ in range(40):
        look(world, "AAAA-AAAA-AAAB")
    assert isinstance(enrol(world, code), SignedIn)


def test_a_code_is_kept_hashed_and_slowly(world):
    """B15: not by a hash that a graphics card tries through in a day."""
    code = issue(world)
    with world.store.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM enrolment_code").all())
    assert code not in rows
    assert code.replace("-", "") not in rows
    assert len(codes.hashes(world.accounts, code)) == 1
    world.store.rotate("people")
    assert isinstance(enrol(world, code), SignedIn)  # made under the key before


def test_codes_are_told_apart_and_random(world):
    made = {codes.new() for _ in range(500)}
    assert len(made) == 500
    assert all(len(code) == 14 and code[4] == code[9] == "-" for code in made)


def test_what_is_told_holds_no_code_and_no_name(world):
    code = issue(world, by="f" * 32)
    enrol(world, code)
    assert [(event.action, event.outcome, event.by) for event in world.told] == [
        ("enrolment", "code made", "f" * 32),
        ("enrolment", "account made", ""),
        ("sign-in", "signed in", ""),
    ]
    assert not any(word in repr(world.told) for word in (code, "luc", "Luc", "Patient/7"))
