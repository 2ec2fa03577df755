"""Second factors: codes of an app, recovery codes, their setting up (HX-04)."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import text

from facade.smart.people import factors, recovery, totp
from facade.smart.people.sign_in import SignedIn, Step, Wrong


def set_up(world, session, cookie, code):
    return factors.set_up_app(world.accounts, session, cookie, code, now=world.now)


@pytest.fixture
def enrolled(world):
    """A person with an app, at the step that asks for its code."""
    person = world.person("root", "administrator")
    app = world.with_app(person)
    step = world.enter("root")
    assert step.session.stage == "second"
    return person, app, step


def test_a_code_completes_the_sign_in(world, enrolled):
    _, app, step = enrolled
    assert step.methods == {"totp"}
    found = world.prove(step, world.code(app))
    assert isinstance(found, SignedIn)
    assert found.session.may("administrator")
    assert world.store.sessions.half(step.cookie, now=world.now) is None


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_one_step_before_and_after_is_taken(world, enrolled, seconds, right):
    """HX-04: window of one step; the clock of the phone may be that wrong."""
    _, app, step = enrolled
    code = app.at(int(world.now.timestamp()) + seconds)
    assert isinstance(world.prove(step, code), SignedIn) is right


def test_a_step_counts_once(world, enrolled):
    """HX-04, RFC 6238 §5.2: the same code is refused, also to another session, and also one older than the last."""
    _, app, step = enrolled
    before, present = app.at(int(world.now.timestamp()) - 30), world.code(app)
    assert isinstance(world.prove(step, present), SignedIn)
    other = world.enter("root")
    assert world.prove(other, present) == Wrong()
    assert world.prove(other, before) == Wrong()
    world.later(seconds=30)
    assert isinstance(world.prove(other, world.code(app)), SignedIn)


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "-12345", "1" * 100_000, "\ud800"]
)
def test_what_is_no_code_is_wrong(world, enrolled, code):
    assert world.prove(enrolled[2], code) == Wrong()


def test_a_code_may_be_typed_with_a_space(world, enrolled):
    _, app, step = enrolled
    code = world.code(app)
    assert isinstance(world.prove(step, f" {code[:3]} {code[3:]} "), SignedIn)


def test_guesses_at_codes_wait_too(world, enrolled):
    _, app, step = enrolled
    for _ in range(5):
        assert world.prove(step, "000000") == Wrong()
    assert world.prove(step, world.code(app)).seconds == 1
    world.later(seconds=1)
    assert isinstance(world.prove(step, world.code(app)), SignedIn)


def test_a_right_password_does_not_clear_the_guesses_at_codes(world, enrolled):
    """Who knows the password cannot try codes without end by signing in again and again."""
    step = enrolled[2]
    for _ in range(5):
        assert world.prove(step, "000000") == Wrong()
        step = world.enter("root")
    assert world.prove(step, "000000").seconds > 0


def test_another_persons_code_is_wrong(world, enrolled):
    other = world.with_app(world.person("other", "administrator"))
    assert world.prove(enrolled[2], world.code(other)) == Wrong()


def test_the_second_step_is_over_after_ten_minutes(world, enrolled):
    step = enrolled[2]
    assert world.store.sessions.half(step.cookie, now=world.later(minutes=9, seconds=59))
    assert world.store.sessions.half(step.cookie, now=world.later(seconds=1)) is None


def test_a_full_session_is_not_the_second_step(world):
    person = world.person()
    found = world.signed_in()
    world.with_app(person)
    assert world.prove(found, "000000") == Wrong()


def test_the_secret_is_encrypted_at_rest_and_for_one_person(world, enrolled):
    """HX-04, B15"""
    person, app, _ = enrolled
    with world.store.database.reading() as connection:
        sealed = connection.execute(text("SELECT sealed FROM one_time_secret")).scalar_one()
    assert app.secret.encode() not in sealed
    assert world.accounts.vault.open(sealed, person.id) == app.secret
    assert world.accounts.vault.open(sealed, "another") is None
    assert world.accounts.vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), person.id) is None


def test_a_rotated_key_still_opens_what_it_sealed(world, enrolled):
    _, app, step = enrolled
    world.store.rotate("people")
    assert isinstance(world.prove(step, world.code(app)), SignedIn)


def test_the_first_sign_in_of_an_administrator_sets_it_up(world):
    person = world.person("root", "administrator")
    step = world.enter("root")
    app = world.begin_app(person, step.cookie)
    assert set_up(world, step.session, step.cookie, "000000") == Wrong()
    found = set_up(world, step.session, step.cookie, world.code(app))
    assert isinstance(found, SignedIn)
    assert found.session.may("administrator")
    assert world.store.sessions.half(step.cookie, now=world.now) is None
    again = world.enter("root")
    assert again.session.stage == "second"
    assert world.prove(again, world.code(app)) == Wrong()  # the code that set it up was used
    world.later(seconds=30)
    assert isinstance(world.prove(again, world.code(app)), SignedIn)


def test_what_an_app_scans(world):
    person = world.person("root", "administrator")
    step = world.enter("root")
    offered = totp.begin(world.accounts, person, step.cookie, now=world.now)
    assert totp.begin(world.accounts, person, step.cookie, now=world.now) == offered  # the page may be loaded again
    parsed = pyotp.parse_uri(offered.address)
    assert (parsed.secret, parsed.name, parsed.issuer) == (offered.secret, "root", "fhir.example.org")
    assert len(offered.secret) == 32  # 160 bits, as RFC 4226 asks
    assert offered.secret not in repr(offered)


def test_an_offered_secret_belongs_to_one_browser_and_some_minutes(world):
    person = world.person("root", "administrator")
    step, elsewhere = world.enter("root"), world.enter("root")
    app = world.begin_app(person, step.cookie)
    assert set_up(world, elsewhere.session, elsewhere.cookie, world.code(app)) == Wrong()
    world.later(minutes=10)
    assert set_up(world, step.session, step.cookie, world.code(app)) == Wrong()


def test_who_has_a_factor_must_have_shown_it_to_add_another(world):
    """A stolen password adds no factor of the thief's."""
    person = world.person()
    before = world.signed_in()
    world.with_app(person)
    assert set_up(world, before.session, before.cookie, world.code(world.begin_app(person, before.cookie))) == Wrong()
    half = world.enter()
    assert half.session.stage == "second"
    assert set_up(world, half.session, half.cookie, world.code(world.begin_app(person, half.cookie))) == Wrong()


def test_factors_are_changed_only_soon_after_signing_in(world):
    """A browser left open adds none."""
    person = world.person(link="Patient/7")
    found = world.signed_in()
    assert factors.may_change(found.session, now=world.later(minutes=15))
    world.later(seconds=1)
    session = world.store.sessions.find(found.cookie, now=world.now)
    assert not factors.may_change(session, now=world.now)
    assert set_up(world, session, found.cookie, world.code(world.begin_app(person, found.cookie))) == Wrong()


def test_an_optional_factor_is_asked_for_from_then_on(world):
    person = world.person()
    found = world.signed_in()
    after = set_up(world, found.session, found.cookie, world.code(world.begin_app(person, found.cookie)))
    assert isinstance(after, SignedIn)
    assert after.session.id == found.session.id
    assert world.enter().session.stage == "second"
    assert factors.remove(world.accounts, after.session, "totp", now=world.now)
    assert isinstance(world.enter(), SignedIn)


def test_the_last_factor_of_an_administrator_stays(world, enrolled):
    _, app, step = enrolled
    session = world.prove(step, world.code(app)).session
    assert not factors.remove(world.accounts, session, "totp", now=world.now)
    assert world.store.credentials.one_time(session.person)


@pytest.fixture
def recoverable(world, enrolled):
    person, _, _ = enrolled
    return recovery.renew(world.accounts, person.id), world.enter("root")


def test_a_recovery_code_works_once(world, recoverable):
    """HX-04"""
    codes, step = recoverable
    assert step.methods == {"totp", "recovery"}
    assert len(set(codes)) == 10
    assert isinstance(world.prove(step, codes[3], "recovery"), SignedIn)
    assert world.prove(world.enter("root"), codes[3], "recovery") == Wrong()
    assert world.store.credentials.recovery_left(step.session.person) == 9


@pytest.mark.parametrize(
    "typed",
    [
        str.upper,
        lambda code: code.replace("-", ""),
        lambda code: f" {code.replace('-', ' ')} ",
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_a_recovery_code_may_be_typed_as_people_type(world, recoverable, typed):
    codes, step = recoverable
    assert isinstance(world.prove(step, typed(codes[0]), "recovery"), SignedIn)


def test_recovery_codes_are_hashed_and_a_persons_own(world, recoverable):
    codes, _ = recoverable
    with world.store.database.reading() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM recovery_code").all())
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)
    world.with_app(world.person("other", "administrator"))
    assert world.prove(world.enter("other"), codes[0], "recovery") == Wrong()


def test_new_recovery_codes_end_the_old_ones(world, recoverable):
    codes, step = recoverable
    recovery.renew(world.accounts, step.session.person)
    assert world.prove(step, codes[0], "recovery") == Wrong()


def test_recovery_codes_alone_are_no_second_factor(world):
    person = world.person("root", "administrator")
    recovery.renew(world.accounts, person.id)
    found = world.enter("root")
    assert isinstance(found, Step)
    assert found.session.stage == "setup"
