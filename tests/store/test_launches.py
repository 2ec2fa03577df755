"""Launches in the store: kept by a hash, good once and for five minutes, on both kinds of database (LA-04)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from facade.store.launches import LIFETIME, Launch
from facade.store.schema import launch as table

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FULL = Launch(
    "oscar", "app", "p", "7", "2", "reconcile", ({"reference": "ImagingStudy/5"},), banner=False, suggested=True
)


def test_it_comes_back_whole_and_once_in_any_worker(store, other):
    text = store.launches.keep(FULL, now=NOW)
    assert other.launches.find(text, now=NOW) == FULL
    assert other.launches.take(text, now=NOW) == FULL
    assert store.launches.find(text, now=NOW) is None
    assert store.launches.take(text, now=NOW) is None


def test_of_many_at_once_one_gets_it(store, other):
    text = store.launches.keep(FULL, now=NOW)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: (store, other)[at % 2].launches.take(text, now=NOW), range(30)))
    assert [one for one in found if one is not None] == [FULL]


def test_its_time_is_over_to_the_second(store):
    text = store.launches.keep(FULL, now=NOW)
    assert store.launches.find(text, now=NOW + LIFETIME - timedelta(seconds=1)) == FULL
    assert store.launches.find(text, now=NOW + LIFETIME) is None
    assert store.launches.take(text, now=NOW + LIFETIME) is None


def test_the_id_stands_nowhere_and_what_is_over_goes(store):
    text = store.launches.keep(FULL, now=NOW)
    store.launches.keep(FULL, now=NOW + LIFETIME)
    with store.database.reading() as connection:
        rows = connection.execute(select(table)).all()
    assert len(rows) == 1
    assert text not in str(rows)
