"""Keys: made once, shared, kept, newest first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from facade.store import Store


def test_a_page_token_key_is_256_bits_and_does_not_show_itself(store):
    (key,) = store.keys("page-token")
    assert len(key.secret) == 32
    assert repr(key.secret) not in repr(key)
    assert key.created.utcoffset().total_seconds() == 0


def test_a_signing_key_is_rsa_2048(store):
    (key,) = store.keys("signing")
    loaded = load_pem_private_key(key.secret, None)
    assert isinstance(loaded, RSAPrivateKey)
    assert loaded.key_size == 2048


def test_purposes_do_not_share_keys(store):
    assert {key.purpose for key in store.keys("page-token")} == {"page-token"}
    assert store.keys("page-token")[0].id != store.keys("signing")[0].id


def test_an_unknown_purpose_has_no_keys(store):
    with pytest.raises(KeyError):
        store.keys("passwords")


def test_workers_that_ask_at_once_get_one_key(store, url):
    workers = [Store.open(url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda worker: worker.keys("page-token"), workers))
    for worker in workers:
        worker.close()
    assert [len(keys) for keys in answers] == [1] * 6
    assert len({keys[0].id for keys in answers}) == 1


def test_rotation_puts_the_new_key_in_front_and_keeps_the_old(store, url):
    (old,) = store.keys("page-token")
    store.rotate("page-token")
    new, kept = store.keys("page-token")
    assert kept == old
    assert new.secret != old.secret
    fresh = Store.open(url)
    assert fresh.keys("page-token") == [new, old]
    fresh.close()


def test_workers_that_rotate_at_once_do_not_fail_each_other(store, url):
    other = Store.open(url)
    store.keys("page-token")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: (store, other)[number % 2].rotate("page-token"), range(40)))
    other.close()
    assert len(store.keys("page-token")) == 41


def test_the_caller_cannot_change_what_the_next_one_gets(store):
    store.keys("page-token").clear()
    assert len(store.keys("page-token")) == 1
