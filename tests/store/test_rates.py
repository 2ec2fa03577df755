"""Counts that all workers and machines share: HX-07."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from facade.store.schema import rate


def rows(store):
    with store.database.reading() as connection:
        return [tuple(row) for row in connection.execute(select(rate.c.key, rate.c.minute, rate.c.taken))]


def test_all_count_together(store, other):
    assert store.rates.add(("client", "lab"), 100, 5) == 5
    assert other.rates.add(("client", "lab"), 100, 7) == 12
    assert store.rates.add(("client", "other"), 100, 1) == 1
    assert store.rates.add(("client", "lab"), 101, 1) == 1


def test_nothing_is_lost_when_many_add_at_once(store, other):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: (store, other)[number % 2].rates.add(("a",), 7, 1), range(40)))
    assert store.rates.add(("a",), 7, 0) == 40


def test_minutes_that_are_over_are_forgotten(store):
    store.rates.add(("a",), 100, 1)
    store.rates.add(("a",), 101, 1)
    store.rates.add(("a",), 102, 1)
    assert [minute for _, minute, _ in rows(store)] == [101, 102]


def test_neither_an_address_nor_a_client_is_stored(store):
    store.rates.add(("address", "192.0.2.7"), 100, 1)
    assert "192.0.2.7" not in str(rows(store))
