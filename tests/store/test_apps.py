"""Apps and initial access tokens on both kinds of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from facade.errors import Refused
from facade.store import App, Store

NOW = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
APP = App("chart", "oscar", "Chart – é 健康", "none", "launch patient/*.rs", ("authorization_code",))


def test_an_app_is_read_as_it_was_kept(store, other):
    full = replace(
        APP,
        auth_method="client_secret_post",
        redirect_uris=("https://app.example.org/back",),
        secret_hash="a" * 64,
        old_secret_until=NOW + SECOND,
        masks={"Patient": frozenset({"Patient.telecom"})},
        permissions=frozenset({"launch"}),
        jwks={"keys": [{"kid": "\x00"}]},
    )
    kept = store.apps.keep(full, now=NOW)
    assert other.apps.read("oscar", "chart") == kept == replace(full, created=NOW, changed=NOW)
    assert other.apps.of("oscar") == [kept]
    assert (other.apps.read("openemr", "chart"), other.apps.of("openemr")) == (None, [])


def test_an_id_is_given_once_at_an_endpoint(store, other):
    store.apps.keep(APP, now=NOW)
    with pytest.raises(Refused) as refused:
        other.apps.keep(APP, now=NOW)
    assert (refused.value.status, refused.value.code) == (409, "conflict")
    other.apps.keep(replace(APP, endpoint="openemr"), now=NOW)


def test_of_many_changes_at_once_one_is_kept(url, store):
    first = store.apps.keep(APP, now=NOW)
    stores = [Store.open(url) for _ in range(4)]

    def change(number):
        try:
            changed = replace(first, name=str(number))
            return stores[number % 4].apps.keep(changed, now=NOW + (number + 1) * SECOND).name
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        names = [name for name in pool.map(change, range(20)) if name]
    for opened in stores:
        opened.close()
    assert names == [store.apps.read("oscar", "chart").name]


def test_waiting_and_approval(store, other):
    store.apps.keep(replace(APP, status="pending"), now=NOW)
    assert (store.apps.waiting("oscar"), store.apps.waiting("openemr")) == (1, 0)
    assert [store.apps.approve("oscar", "chart", now=NOW), other.apps.approve("oscar", "chart", now=NOW)] == [
        True,
        False,
    ]
    assert (other.apps.waiting("oscar"), other.apps.read("oscar", "chart").status) == (0, "active")


def test_a_removed_app_is_gone(store, other):
    store.apps.keep(APP, now=NOW)
    assert [other.apps.remove("oscar", "chart"), store.apps.remove("oscar", "chart")] == [True, False]
    assert store.apps.read("oscar", "chart") is None


def test_the_uses_of_an_initial_token_are_counted_over_all_workers(url, store):
    store.initial_tokens.keep("token", endpoint="oscar", uses=3, expires=NOW + SECOND, now=NOW)
    stores = [Store.open(url) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        used = list(
            pool.map(
                lambda number: stores[number % 4].initial_tokens.use("token", endpoint="oscar", now=NOW), range(20)
            )
        )
    for opened in stores:
        opened.close()
    assert sum(used) == 3
    assert not store.initial_tokens.is_usable("token", endpoint="oscar", now=NOW)


def test_an_initial_token_ends(store):
    store.initial_tokens.keep("token", endpoint="oscar", uses=3, expires=NOW + SECOND, now=NOW)
    for endpoint, now, usable in (("oscar", NOW, True), ("oscar", NOW + SECOND, False), ("openemr", NOW, False)):
        assert store.initial_tokens.is_usable("token", endpoint=endpoint, now=now) is usable
    assert not store.initial_tokens.use("token", endpoint="oscar", now=NOW + SECOND)
    store.initial_tokens.keep("next", endpoint="oscar", uses=1, expires=NOW + 9 * SECOND, now=NOW + 2 * SECOND)
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM initial_token").scalar_one() == 1
