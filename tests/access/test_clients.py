"""Clients of the configuration: what cannot be right is found at start (CA-08)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from facade.access.clients import Client


def client(*keys, **changes):
    values = {"id": "lab", "jwks": {"keys": list(keys)}, "scope": "system/*.rs", "endpoints": frozenset({"oscar"})}
    return Client(**values | changes)


@pytest.fixture(scope="module")
def small():
    """An RSA key of 1,024 bits as JWK; joserfc only warns of it."""
    numbers = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key().public_numbers()
    return RSAKey.binding.export_public_key(numbers.public_key()) | {"kty": "RSA", "kid": "small"}


def test_the_usable_keys_have_the_algorithm_of_their_kind(rsa_key, ec_key):
    found = client(rsa_key.as_dict(), ec_key.as_dict()).keys
    assert [(key.kid, key.algorithm) for key in found] == [("rsa", "RS384"), ("ec", "ES384")]


def test_keys_that_may_not_verify_are_left_out(rsa_key, ec_key, small):
    good, ec = rsa_key.as_dict(), ec_key.as_dict()
    found = client(
        good,
        small,
        good | {"kid": "1", "use": "enc"},
        good | {"kid": "2", "alg": "RS256"},
        ec | {"kid": "3", "key_ops": ["deriveKey"]},
        ec | {"kid": "4", "alg": "ES256"},
        ECKey.generate_key("P-256", {"kid": "5"}).as_dict(),
        OKPKey.generate_key("Ed25519", {"kid": "6"}).as_dict(),
        {"kty": "AKP", "kid": "7", "alg": "ML-DSA-44", "pub": "AA"},
    ).keys
    assert [key.kid for key in found] == ["rsa"]


def test_without_a_usable_key_there_is_no_client(rsa_key, small):
    for keys in ([], [small], [rsa_key.as_dict() | {"use": "enc"}]):
        with pytest.raises(ValueError, match="no key of the set"):
            client(*keys)


def test_private_and_shared_keys_are_refused(rsa_key, ec_key):
    for key in (rsa_key, ec_key, OctKey.generate_key(256)):
        with pytest.raises(ValueError, match="public keys only"):
            client(key.as_dict(private=True))


def test_a_duplicate_kid_is_refused(rsa_key, ec_key):
    with pytest.raises(ValueError, match="same kid"):
        client(rsa_key.as_dict(), ec_key.as_dict() | {"kid": "rsa"})


@pytest.mark.parametrize("jwks", [{}, {"keys": None}, {"keys": {}}, {"keys": ["a"]}, {"keys": [None]}])
def test_what_is_no_key_set_is_refused(jwks):
    with pytest.raises(ValueError, match="a key set is"):
        client(jwks=jwks)


@pytest.mark.parametrize(
    "broken",
    [{"n": "!"}, {"n": "é"}, {"n": 5}, {"n": None}, {"n": ""}, {"e": "!"}, {"e": 3}, {"kid": 5}, {"use": 5}],
)
def test_a_broken_key_is_refused(rsa_key, broken):
    with pytest.raises(ValueError, match="of the set"):
        client(rsa_key.as_dict() | broken)


def test_a_key_with_a_part_missing_is_refused(rsa_key):
    for part in ("n", "e"):
        with pytest.raises(ValueError, match="cannot be read"):
            client({name: value for name, value in rsa_key.as_dict().items() if name != part})


@pytest.mark.parametrize("id", ["", "a b", "é", "a\n", "a" * 256])
def test_odd_ids_are_refused(rsa_key, id):
    with pytest.raises(ValueError, match="client id"):
        client(rsa_key.as_dict(), id=id)


def test_scopes_and_permissions_are_checked(rsa_key):
    with pytest.raises(ValueError, match="scope"):
        client(rsa_key.as_dict(), scope="system/*.rs system/Patient.sr")
    with pytest.raises(ValueError, match="root"):
        client(rsa_key.as_dict(), permissions=frozenset({"operator", "root"}))
    assert client(rsa_key.as_dict(), permissions=frozenset({"operator"})).permissions == {"operator"}


def test_no_key_shows_in_a_log_line(rsa_key):
    shown = repr(client(rsa_key.as_dict()))
    assert rsa_key.as_dict()["n"] not in shown
