"""Passkeys: registered and used with user verification, once for each challenge, and never a copy (HX-04)."""

from __future__ import annotations

import json
import random
from base64 import urlsafe_b64decode

import pytest

from facade.smart.people import factors, passkeys
from facade.smart.people.sign_in import SignedIn, Wrong
from tests.smart.people.authenticator import PRESENT, VERIFIED, SecurityKey, text


def register(world, person, entry, key, label="my key", **changed):
    options = passkeys.register_begin(world.accounts, person, entry.cookie, now=world.now)
    answer = key.create(options, **changed)
    return factors.set_up_passkey(world.accounts, entry.session, entry.cookie, answer, label=label, now=world.now)


def options(world, step):
    return passkeys.begin(world.accounts, step.session.person, step.cookie, now=world.now)


@pytest.fixture
def key():
    return SecurityKey()


@pytest.fixture
def keyed(world, key):
    """A person with a passkey, at the step that asks for it."""
    person = world.person("root", "administrator")
    assert isinstance(register(world, person, world.enter("root"), key), SignedIn)
    return person, world.enter("root")


def test_the_first_sign_in_sets_one_up_and_the_next_uses_it(world, keyed, key):
    person, step = keyed
    assert (step.session.stage, step.methods) == ("second", {"passkey"})
    found = world.prove(step, key.get(options(world, step)), "passkey")
    assert isinstance(found, SignedIn)
    assert found.session.may("administrator")
    (kept,) = world.store.credentials.passkeys(person.id)
    assert (kept.signatures, kept.used, kept.label) == (1, world.now, "my key")


def test_what_the_browser_is_asked(world, keyed):
    person, step = keyed
    asked = json.loads(options(world, step))
    assert asked["rpId"] == "fhir.example.org"
    assert asked["userVerification"] == "required"
    assert len(asked["allowCredentials"]) == 1
    made = json.loads(passkeys.register_begin(world.accounts, person, step.cookie, now=world.now))
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["excludeCredentials"] == [{"id": asked["allowCredentials"][0]["id"], "type": "public-key"}]
    assert made["attestation"] == "none"


def test_a_challenge_counts_once(world, keyed, key):
    step = keyed[1]
    answer = key.get(options(world, step))
    assert isinstance(world.prove(step, answer, "passkey"), SignedIn)
    other = world.enter("root")
    assert world.prove(other, answer, "passkey") == Wrong()


def test_a_challenge_belongs_to_one_browser(world, keyed, key):
    step = keyed[1]
    elsewhere = world.enter("root")
    answer = key.get(options(world, elsewhere))
    options(world, step)
    assert world.prove(step, answer, "passkey") == Wrong()


def test_a_challenge_is_over_after_five_minutes(world, keyed, key):
    step = keyed[1]
    answer = key.get(options(world, step))
    world.later(minutes=5)
    assert world.prove(step, answer, "passkey") == Wrong()


def test_an_answer_without_a_challenge_is_wrong(world, keyed, key):
    step = keyed[1]
    asked = options(world, world.enter("root"))
    assert world.prove(step, key.get(asked), "passkey") == Wrong()


def test_without_user_verification_it_is_no_second_factor(world, keyed, key):
    step = keyed[1]
    assert world.prove(step, key.get(options(world, step), flags=PRESENT), "passkey") == Wrong()
    person = world.person("other", "administrator")
    assert register(world, person, world.enter("other"), SecurityKey(), flags=PRESENT) == Wrong()


def test_a_copied_key_is_refused(world, keyed, key):
    """§6.1.1: a count that does not grow."""
    step = keyed[1]
    assert isinstance(world.prove(step, key.get(options(world, step)), "passkey"), SignedIn)
    key.count -= 1
    step = world.enter("root")
    assert world.prove(step, key.get(options(world, step)), "passkey") == Wrong()


def test_a_key_that_does_not_count_may_be_used_again(world):
    key = SecurityKey(count=None)
    person = world.person("root", "administrator")
    register(world, person, world.enter("root"), key)
    for _ in range(2):
        step = world.enter("root")
        assert isinstance(world.prove(step, key.get(options(world, step)), "passkey"), SignedIn)


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://fhir.example.org.evil.example"},
        {"origin": "http://fhir.example.org"},
        {"origin": "https://fhir.example.org:8443"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"type": "webauthn.create"},
        {"flags": VERIFIED},
    ],
)
def test_a_page_elsewhere_gains_nothing(world, keyed, key, changed):
    step = keyed[1]
    assert world.prove(step, key.get(options(world, step), **changed), "passkey") == Wrong()


def test_a_key_for_another_site_is_refused(world):
    person = world.person("root", "administrator")
    assert register(world, person, world.enter("root"), SecurityKey(host="evil.example")) == Wrong()


def test_another_persons_key_is_refused(world, keyed):
    other, theirs = world.person("other", "administrator"), SecurityKey()
    register(world, other, world.enter("other"), theirs)
    step = keyed[1]
    assert world.prove(step, theirs.get(options(world, step)), "passkey") == Wrong()


def test_a_signature_of_another_key_is_refused(world, keyed, key):
    step = keyed[1]
    forger = SecurityKey(count=10)
    forger.id = key.id
    assert world.prove(step, forger.get(options(world, step)), "passkey") == Wrong()


def test_a_key_belongs_to_one_person(world, keyed, key):
    other = world.person("other", "administrator")
    assert register(world, other, world.enter("other"), key) == Wrong()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"rawId": 5}',
        '{"rawId": "é"}',
        "[" * 60_000,
        "x" * 70_000,
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
    ],
)
def test_any_answer_is_only_wrong(world, keyed, key, answer):
    person, step = keyed
    options(world, step)
    assert world.prove(step, answer, "passkey") == Wrong()
    session = world.prove(world.enter("root"), key.get(options(world, world.enter("root"))), "passkey")
    assert session == Wrong()
    half = world.enter("root")
    passkeys.register_begin(world.accounts, person, half.cookie, now=world.now)
    assert not passkeys.register_finish(world.accounts, person.id, half.cookie, answer, label="", now=world.now)


def test_a_broken_part_of_an_answer_is_only_wrong(world, keyed, key):
    step = keyed[1]
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        for broken in ("", "AA", 7, None, "!", "AAAA" * 300):
            said = json.loads(key.get(options(world, step)))
            said["response"][name] = broken
            found = world.prove(step, json.dumps(said), "passkey")
            assert not isinstance(found, SignedIn)
            world.later(seconds=20)


def test_a_registration_with_broken_parts_is_only_wrong(world):
    person = world.person()
    entry = world.signed_in()
    for broken in ("", "AA", 7, None, "oWNmbXRkbm9uZQ"):
        asked = passkeys.register_begin(world.accounts, person, entry.cookie, now=world.now)
        said = json.loads(SecurityKey().create(asked))
        said["response"]["attestationObject"] = broken
        found = factors.set_up_passkey(
            world.accounts, entry.session, entry.cookie, json.dumps(said), label="", now=world.now
        )
        assert found == Wrong()


@pytest.mark.parametrize(("label", "kept"), [("phone", "phone"), ("x" * 100, "x" * 64), ("a\u202eb", ""), ("a\nb", "")])
def test_a_label_is_short_and_shows_what_it_is(world, label, kept):
    person = world.person()
    register(world, person, world.signed_in(), SecurityKey(), label=label)
    assert world.store.credentials.passkeys(person.id)[0].label == kept


def test_of_two_keys_one_may_go(world, keyed, key):
    person, step = keyed
    session = world.prove(step, key.get(options(world, step)), "passkey")
    assert not factors.remove(world.accounts, session.session, "passkey", credential=key.id, now=world.now)
    spare = SecurityKey()
    after = register(world, person, session, spare)
    assert factors.remove(world.accounts, after.session, "passkey", credential=key.id, now=world.now)
    assert [one.credential for one in world.store.credentials.passkeys(person.id)] == [spare.id]


def test_changed_bytes_of_an_answer_are_only_wrong(world, keyed, key):
    """C10: nothing that a library makes of them gets out."""
    person, step = keyed
    chance = random.Random(6)
    for _ in range(40):
        said = json.loads(key.get(options(world, step)))
        name = chance.choice(["clientDataJSON", "authenticatorData", "signature"])
        said["response"][name] = changed(said["response"][name], chance)
        assert not passkeys.is_right(world.accounts, person.id, step.cookie, json.dumps(said), now=world.now)
    for _ in range(40):
        asked = passkeys.register_begin(world.accounts, person, step.cookie, now=world.now)
        said = json.loads(SecurityKey().create(asked))
        said["response"]["attestationObject"] = changed(said["response"]["attestationObject"], chance)
        passkeys.register_finish(world.accounts, person.id, step.cookie, json.dumps(said), label="", now=world.now)


def changed(encoded, chance):
    """The same with one byte changed, cut or doubled."""
    raw = bytearray(urlsafe_b64decode(encoded + "=="))
    place = chance.randrange(len(raw))
    raw[place : place + 1] = chance.choice([bytes([raw[place] ^ (1 << chance.randrange(8))]), b"", bytes(2)])
    return text(bytes(raw))
