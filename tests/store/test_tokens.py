"""Tokens: kept as hashes, found by one query, dead at their expiry and within a second of revocation."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from facade.store import StoredToken, new_token
from facade.store.recent import Recent
from facade.store.tokens import Tokens

NOW = datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def stored(**changes):
    values = {"grant": {"client": "lab"}, "endpoint": "oscar", "expires": NOW + MINUTE, "origin": "issued"}
    return StoredToken(**values | changes)


@pytest.fixture
def statements(store):
    seen = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


class Clock:
    time = 100.0

    def __call__(self):
        return self.time


def test_a_token_has_256_random_bits_behind_a_prefix():
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(re.fullmatch(r"facade_[A-Za-z0-9_-]{43}", token) for token in tokens)  # 43 × 6 bits ≥ 256


def test_what_was_kept_is_found(store):
    token = new_token()
    store.tokens.keep(token, stored(), now=NOW)
    assert store.tokens.find(token, now=NOW) == stored()


def test_an_unknown_token_is_not_found(store):
    store.tokens.keep(new_token(), stored(), now=NOW)
    for guess in ("", "facade_", new_token(), "\ud800"):
        assert store.tokens.find(guess, now=NOW) is None


def test_only_the_hash_is_in_the_table(store):
    token = new_token()
    store.tokens.keep(token, stored(), now=NOW)
    with store.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM access_token").fetchall()
    assert hashlib.sha256(token.encode()).hexdigest() in row
    assert token.removeprefix("facade_") not in repr(row)


@pytest.mark.parametrize("url", ["sqlite_store_url"], indirect=True)
def test_only_the_hash_is_in_the_file(store, tmp_path):
    token = new_token()
    store.tokens.keep(token, stored(), now=NOW)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert hashlib.sha256(token.encode()).hexdigest().encode() in content
    assert token.encode() not in content
    assert token.removeprefix("facade_").encode() not in content


def test_a_token_ends_at_its_second_even_when_it_was_just_looked_up(store):
    token = new_token()
    store.tokens.keep(token, stored(), now=NOW)
    assert store.tokens.find(token, now=NOW + MINUTE - timedelta(microseconds=1)) is not None
    assert store.tokens.find(token, now=NOW + MINUTE) is None


def test_times_come_back_in_utc(store, other):
    toronto = timezone(timedelta(hours=-5))
    token = new_token()
    store.tokens.keep(token, stored(expires=datetime(2026, 3, 8, 2, 30, tzinfo=toronto)), now=NOW)
    found = other.tokens.find(token, now=NOW)
    assert found is not None
    assert found.expires.isoformat() == "2026-03-08T07:30:00+00:00"


def test_a_time_without_zone_is_refused(store):
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match="without zone"):
        store.tokens.keep(new_token(), stored(expires=naive), now=NOW)


def test_a_look_up_is_one_query_and_then_none_for_a_second(store, statements):
    clock = Clock()
    tokens = Tokens(store.database, Recent(clock=clock))
    token = new_token()
    tokens.keep(token, stored(), now=NOW)
    statements.clear()
    for _ in range(3):
        tokens.find(token, now=NOW)
    clock.time += 0.999
    tokens.find(token, now=NOW)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1
    clock.time += 0.001
    tokens.find(token, now=NOW)
    assert len([text for text in statements if text.startswith("SELECT")]) == 2


@pytest.mark.parametrize("url", ["sqlite_store_url"], indirect=True)
def test_the_look_up_uses_the_primary_key(store):
    with store.database.reading() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN SELECT * FROM access_token WHERE hash = 'x'").fetchall()
    assert "USING INDEX sqlite_autoindex_access_token_1" in plan[0].detail


def test_revocation_is_at_once_here_and_within_a_second_elsewhere(store):
    clock = Clock()
    elsewhere = Tokens(store.database, Recent(clock=clock))
    token = new_token()
    store.tokens.keep(token, stored(), now=NOW)
    assert store.tokens.find(token, now=NOW)
    assert elsewhere.find(token, now=NOW)
    store.tokens.revoke(token)
    assert store.tokens.find(token, now=NOW) is None
    clock.time += 1
    assert elsewhere.find(token, now=NOW) is None


def test_expired_tokens_are_purged_when_a_new_one_is_kept(store):
    store.tokens.keep(new_token(), stored(expires=NOW), now=NOW - MINUTE)
    store.tokens.keep(new_token(), stored(), now=NOW)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM access_token").scalar_one() == 1


def test_guesses_do_not_fill_the_cache_and_it_stays_small():
    recent = Recent(size=10)
    for guess in range(100):
        assert recent.get(guess, lambda: None) is None
    assert not recent._kept
    for known in range(100):
        assert recent.get(known, lambda known=known: known) == known
    assert 0 < len(recent._kept) <= 10
