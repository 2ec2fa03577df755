"""Requests, codes and families in the store: each decided once, by one statement, on both kinds of database."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from facade.store import StoredToken, new_token
from facade.store.families import Family, Rotation, new_family_id, new_refresh_token
from facade.store.flows import Code, Pending, Replayed, new_secret
from facade.store.people import Person
from facade.store.recent import Recent
from facade.store.tokens import Tokens

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
GRACE = timedelta(seconds=30)

on_sqlite = pytest.mark.parametrize("url", ["sqlite_store_url"], indirect=True)


def pending(**changes):
    values = {
        "id": new_secret(), "endpoint": "oscar", "app": "app", "redirect_uri": "https://app.example/back",
        "state": "s", "scopes": ("openid", "patient/*.rs"), "aud": "https://facade.example/oscar/fhir",
        "code_challenge": "c" * 43, "created": NOW, "expires": NOW + 10 * MINUTE, "nonce": "n",
        "prompt": ("consent",), "max_age": 5, "launch": "l", "person": "p", "patient": "7", "encounter": "2",
        "intent": "i", "fhir_context": ({"reference": "ImagingStudy/5"},), "banner": False, "suggested": True,
    }  # fmt: skip
    return Pending(**values | changes)


def family(**changes):
    values = {
        "id": new_family_id(), "endpoint": "oscar", "app": "app", "person": "p", "session": "s", "kind": "offline",
        "scopes": ("openid", "patient/*.rs"), "created": NOW, "used": NOW, "expires": NOW + DAY, "ends": NOW + 7 * DAY,
        "auth_time": NOW - MINUTE, "user": "Patient/7", "patient": "7", "encounter": "2", "intent": "i",
        "fhir_context": ({"reference": "ImagingStudy/5"},), "banner": False,
    }  # fmt: skip
    return Family(**values | changes)


def coded(store, *, of=None, now=NOW):
    """The text of a code for a family."""
    asked, text = pending(), new_secret()
    store.flows.keep(asked)
    code = Code(asked.redirect_uri, asked.code_challenge, of or family(), asked.nonce)
    assert store.flows.answer(asked.id, text, code, expires=now + MINUTE, now=now)
    return text


def begun(store, **changes):
    """A family that has begun, with a token of each kind."""
    found = family(**changes)
    assert isinstance(store.flows.redeem(coded(store, of=found), now=NOW), Code)
    text, token = new_refresh_token(), new_token()
    store.families.keep_refresh_token(text, found)
    grant = {"client": found.app}
    stored = StoredToken(grant, found.endpoint, NOW + DAY, "authorization_code", found.id, found.person)
    store.tokens.keep(token, stored, now=NOW)
    return found, text, token


def rotated(store, text, *, now=NOW):
    return store.families.rotate(text, grace=GRACE, idle=DAY, now=now)


@pytest.fixture
def person(store):
    """Tokens ask whether their person is still active."""
    for id in ("p", "q"):
        assert store.people.add(Person(id, id, "Some Body"), now=NOW)


def test_a_request_comes_back_as_it_was(store, other):
    asked = pending()
    store.flows.keep(asked)
    assert other.flows.pending(asked.id, now=NOW) == asked
    changed = replace(asked, person="q", patient=None)
    assert other.flows.change(changed, now=NOW)
    assert store.flows.pending(asked.id, now=NOW) == changed


@on_sqlite
def test_a_request_is_over_when_it_was_answered_or_is_old(store):
    asked = pending()
    store.flows.keep(asked)
    assert store.flows.pending(asked.id, now=asked.expires) is None
    assert not store.flows.change(asked, now=asked.expires)
    assert not store.flows.drop(asked.id, now=asked.expires)
    assert store.flows.drop(asked.id, now=NOW)
    assert not store.flows.drop(asked.id, now=NOW)
    assert store.flows.pending(asked.id, now=NOW) is None


@on_sqlite
def test_old_requests_go_when_a_new_one_comes(store):
    store.flows.keep(pending())
    store.flows.keep(pending(created=NOW + DAY, expires=NOW + 2 * DAY))
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM authorization_request").scalar_one() == 1


@on_sqlite
def test_secrets_are_kept_as_hashes(store):
    asked = pending()
    store.flows.keep(asked)
    _, refresh, _ = begun(store)
    code = coded(store)
    with store.database.reading() as connection:
        rows = [
            repr(row)
            for table in ("authorization_request", "authorization_code", "refresh_token")
            for row in connection.exec_driver_sql(f"SELECT hash FROM {table}")
        ]
        whole = repr(connection.exec_driver_sql("SELECT * FROM authorization_code").fetchall())
        whole += repr(connection.exec_driver_sql("SELECT * FROM refresh_token").fetchall())
    for secret in (asked.id, refresh, code):
        assert any(hashlib.sha256(secret.encode()).hexdigest() in row for row in rows)
    assert refresh not in whole
    assert code not in whole


def test_a_code_begins_its_family(store, other):
    wanted = family()
    text = coded(store, of=wanted)
    assert store.families.find(wanted.id, now=NOW) is None
    assert other.flows.code(text, now=NOW).family == wanted
    found = other.flows.redeem(text, now=NOW)
    assert (found.family, found.nonce, found.redirect_uri) == (wanted, "n", "https://app.example/back")
    assert store.families.find(wanted.id, now=NOW) == wanted
    assert store.flows.code(text, now=NOW) is None


@on_sqlite
def test_a_code_is_nothing_after_its_time(store):
    text = coded(store)
    assert store.flows.redeem(text, now=NOW + MINUTE) is None
    assert store.flows.redeem(new_secret(), now=NOW) is None


def test_a_replay_ends_the_family(store, person):
    """TK-07."""
    wanted = family()
    text = coded(store, of=wanted)
    store.flows.redeem(text, now=NOW)
    assert store.flows.redeem(text, now=NOW + DAY) == Replayed(wanted)
    assert store.families.find(wanted.id, now=NOW) is None


def test_of_fifty_redemptions_at_once_one_gets_the_code(store, other):
    """TK-07, AL-5, B03: over two workers of sixteen threads."""
    text = coded(store)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: (store, other)[number % 2].flows.redeem(text, now=NOW), range(50)))
    assert [type(each) for each in found].count(Code) == 1
    assert [type(each) for each in found].count(Replayed) == 49


def test_of_many_answers_at_once_one_is_kept(store):
    """AZ-16."""
    asked = pending()
    store.flows.keep(asked)
    code = Code(asked.redirect_uri, asked.code_challenge, family())

    def answer(_number):
        return store.flows.answer(asked.id, new_secret(), code, expires=NOW + MINUTE, now=NOW)

    with ThreadPoolExecutor(16) as pool:
        assert sorted(pool.map(answer, range(20))) == [False] * 19 + [True]


@on_sqlite
def test_used_codes_are_remembered_while_their_family_lives(store):
    first = coded(store)
    store.flows.redeem(first, now=NOW)
    for day in range(1, 4):
        coded(store, now=NOW + timedelta(minutes=day))
    assert isinstance(store.flows.redeem(first, now=NOW + DAY), Replayed)
    coded(store, now=NOW + timedelta(minutes=5))
    assert store.flows.redeem(first, now=NOW + DAY) is None  # nothing is left that it could end


def test_rotation(store, other):
    """RF-06: each use gives another one; the family is used, and its end moves on."""
    found, text, _ = begun(store)
    second = rotated(store, text, now=NOW + MINUTE)
    assert isinstance(second, str)
    assert other.families.of_refresh_token(second, now=NOW).id == found.id
    after = other.families.find(found.id, now=NOW + DAY)
    assert (after.used, after.expires, after.ends) == (NOW + MINUTE, NOW + MINUTE + DAY, found.ends)
    assert isinstance(rotated(other, second, now=NOW + MINUTE), str)


@on_sqlite
def test_the_idle_time_never_passes_the_end(store):
    found, text, _ = begun(store, ends=NOW + 2 * MINUTE, expires=NOW + 2 * MINUTE)
    rotated(store, text, now=NOW + MINUTE)
    assert store.families.find(found.id, now=NOW + 2 * MINUTE) is None


def test_the_grace_gives_the_same_successor_and_then_reuse_ends_all(store, other):
    """RF-06."""
    found, text, token = begun(store)
    second = rotated(store, text)
    assert rotated(other, text, now=NOW + GRACE) == second
    assert rotated(other, text, now=NOW + GRACE + timedelta(microseconds=1)) is Rotation.REUSED
    assert store.families.find(found.id, now=NOW) is None
    assert rotated(store, second) is Rotation.UNKNOWN
    assert other.tokens.find(token, now=NOW) is None


@on_sqlite
def test_a_successor_cannot_be_told_from_the_token_alone(store):
    """It needs the salt that only the store has: two stores make different ones of the same token."""
    text = new_refresh_token()
    made = set()
    for _ in range(2):
        found = family()
        store.flows.redeem(coded(store, of=found), now=NOW)
        store.families.keep_refresh_token(text, found)
        made.add(rotated(store, text))
        store.families.revoke(found.id)
    assert len(made) == 2


def test_of_many_rotations_at_once_there_is_one_successor(store, other):
    """B04."""
    _, text, _ = begun(store)
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda number: rotated((store, other)[number % 2], text), range(40)))
    assert len(found) == 1
    assert isinstance(found.pop(), str)


@on_sqlite
def test_an_unknown_or_old_refresh_token(store):
    _, text, _ = begun(store)
    assert rotated(store, new_refresh_token()) is Rotation.UNKNOWN
    assert rotated(store, text, now=NOW + DAY) is Rotation.UNKNOWN
    assert store.families.of_refresh_token(text, now=NOW + DAY) is None


REVOCATIONS = (
    (lambda found, ids: found.revoke(ids[0]), {1, 2, 3}),
    (lambda found, ids: found.revoke_person("p"), {3}),
    (lambda found, ids: found.revoke_session("s"), {1, 3}),
    (lambda found, ids: found.revoke_app("oscar", "app"), {2, 3}),
    (lambda found, ids: found.revoke_app("openemr", "app"), {0, 1, 2, 3}),
)


def test_what_is_revoked_takes_its_tokens_along(store, other, person):
    """RV-02, B14: at once in this worker; in another one that has not looked the token up in the last second, too."""
    for revoke, left in REVOCATIONS:
        all_ = [
            begun(store, kind="online"),
            begun(store, kind="offline"),
            begun(store, kind="once", app="another"),
            begun(store, person="q", session="t", app="third", kind="once"),
        ]
        for _, _, token in all_:
            assert store.tokens.find(token, now=NOW)
        revoke(store.families, [found.id for found, _, _ in all_])
        for number, (found, text, token) in enumerate(all_):
            for each in (store, other):
                assert (each.tokens.find(token, now=NOW) is not None) == (number in left)
                assert (each.families.find(found.id, now=NOW) is not None) == (number in left)
                assert (each.families.of_refresh_token(text, now=NOW) is not None) == (number in left)


def test_a_token_that_is_written_after_its_family_ended_is_dead(store, other, person):
    """No order of two workers gives a token to a revoked consent."""
    found, _, _ = begun(store)
    other.families.revoke(found.id)
    token = new_token()
    stored = StoredToken({"client": "app"}, "oscar", NOW + DAY, "authorization_code", found.id, "p")
    store.tokens.keep(token, stored, now=NOW)
    assert store.tokens.find(token, now=NOW) is None


@on_sqlite
def test_the_apps_of_a_person_newest_first(store):
    old, _, _ = begun(store, created=NOW - DAY)
    new, _, _ = begun(store)
    begun(store, person="q")
    assert [found.id for found in store.families.of_person("p", now=NOW)] == [new.id, old.id]
    assert len(store.families.of_app("oscar", "app", now=NOW)) == 3
    assert store.families.of_app("openemr", "app", now=NOW) == []


@on_sqlite
def test_ended_families_are_cleared_away_when_a_new_one_begins(store):
    begun(store, expires=NOW + MINUTE)
    later = family(created=NOW + DAY, used=NOW + DAY, expires=NOW + 2 * DAY)
    asked, text = pending(created=NOW + DAY, expires=NOW + 2 * DAY), new_secret()
    store.flows.keep(asked)
    store.flows.answer(asked.id, text, Code("u", "c", later), expires=NOW + 2 * DAY, now=NOW + DAY)
    store.flows.redeem(text, now=NOW + DAY)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT id FROM token_family").fetchall() == [(later.id,)]
        assert connection.exec_driver_sql("SELECT count(*) FROM refresh_token").scalar_one() == 0


@on_sqlite
def test_another_worker_notices_within_a_second(store, person):
    """B14: also if it looked the token up a moment before."""
    clock = [100.0]
    elsewhere = Tokens(store.database, Recent(clock=lambda: clock[0]))
    found, _, token = begun(store)
    assert elsewhere.find(token, now=NOW)
    store.families.revoke(found.id)
    assert store.tokens.find(token, now=NOW) is None
    clock[0] += 1
    assert elsewhere.find(token, now=NOW) is None


@on_sqlite
def test_a_person_s_token_costs_one_statement_and_then_none_for_a_second(store, person):
    """The check of a token with its family, app and person is one query, and after it a look into a dictionary."""
    _, _, token = begun(store)
    seen = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    for _ in range(5):
        assert store.tokens.find(token, now=NOW)
    assert len([text for text in seen if text.startswith("SELECT")]) == 1
