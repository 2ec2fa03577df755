"""A jti counts once per issuer until it expires, whoever asks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def used(store, jti="a", issuer="lab", now=NOW):
    return not store.assertions.first_use(issuer, jti, expires=LATER, now=now)


def test_the_second_use_is_seen_by_another_worker(store, other):
    assert not used(store)
    assert used(other)
    assert used(store)


def test_jtis_belong_to_their_issuer(store):
    assert not used(store, issuer="lab")
    assert not used(store, issuer="pharmacy")


def test_case_counts(store):
    assert not used(store, "abc")
    assert not used(store, "ABC")


@pytest.mark.parametrize("jti", ["\x00", "\ud800", "é" * 10_000, "'; DROP TABLE assertion_used; --"])
def test_any_text_is_a_jti(store, jti):
    assert not used(store, jti)
    assert used(store, jti)


def test_a_used_jti_is_kept_until_it_expires_and_not_longer(store):
    assert not used(store)
    assert used(store, now=LATER - timedelta(microseconds=1))
    assert not used(store, now=LATER)


def test_expired_ones_are_purged(store):
    used(store, "old")
    used(store, "new", now=LATER)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM assertion_used").scalar_one() == 1


def test_of_many_at_once_one_wins(store, other):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: used([store, other][number % 2]), range(40)))
    assert answers.count(False) == 1
