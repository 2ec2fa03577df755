"""Configured clients and the public keys that they sign with.

A set with a private key, a shared secret, a duplicate `kid` or no usable key is refused at start. Keys for
encryption, keys of another kind and RSA keys under 2048 bits may stand in a set, but verify nothing.
https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html#registering-a-client-communicating-public-keys
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from joserfc import jwk
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from facade.access import scopes
from facade.adapter.relations import CONFIDENTIAL

PERMISSIONS = frozenset({"operator", "launch", "introspect", CONFIDENTIAL})

CLIENT_ID = re.compile(r"[\x21-\x7e]{1,255}")
_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_ALGORITHMS = {("RSA", ""): "RS384", ("EC", "P-384"): "ES384"}
_SMALLEST_RSA = 2048

ALGORITHMS: tuple[str, ...] = tuple(_ALGORITHMS.values())
"""The signatures that are accepted, and that discovery names; no others, whatever a library adds."""


@dataclass(frozen=True)
class VerificationKey:
    """A public key with the one algorithm that it may verify."""

    kid: str | None
    algorithm: str
    key: jwk.RSAKey | jwk.ECKey


@dataclass(frozen=True)
class Client:
    """One client of the configuration; ValueError if something in it cannot be right."""

    id: str
    jwks: Mapping[str, Any] = field(hash=False, repr=False)
    scope: str
    endpoints: frozenset[str]
    provider: str | None = None  # the EHR's provider number under which the client writes
    permissions: frozenset[str] = frozenset()
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    ip_allow: tuple[str, ...] = ()  # the networks that it may come from; none: from anywhere

    def __post_init__(self) -> None:
        if not CLIENT_ID.fullmatch(self.id):
            raise ValueError("a client id is 1 to 255 visible ASCII characters")
        if unknown := self.permissions - PERMISSIONS:
            raise ValueError(f"unknown permission: {', '.join(sorted(unknown))}")
        if not self.keys:
            raise ValueError(f"no key of the set can verify {' or '.join(ALGORITHMS)}")
        levels = {scope.level for scope in self.scopes}  # parsed now, so that a mistake is found at start
        if CONFIDENTIAL in self.permissions and levels != {"system"}:
            raise ValueError(f"the permission {CONFIDENTIAL} is for clients whose scopes are all of system/")

    @cached_property
    def scopes(self) -> tuple[scopes.Scope, ...]:
        """What the client may ask for at most."""
        return scopes.parse_all(self.scope)

    @cached_property
    def keys(self) -> tuple[VerificationKey, ...]:
        """The usable keys of the set."""
        return usable_keys(self.jwks)


def usable_keys(jwks: Mapping[str, Any]) -> tuple[VerificationKey, ...]:
    """The keys of a set that may verify; ValueError if something in the set cannot be right."""
    members = jwks.get("keys")
    if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
        raise ValueError('a key set is {"keys": [{…}, …]}')
    kids = [member["kid"] for member in members if "kid" in member]
    if len(kids) != len(set(map(repr, kids))):
        raise ValueError("two keys of the set have the same kid")
    return tuple(_usable(members))


def _usable(members: list[dict[str, Any]]) -> Iterator[VerificationKey]:
    for member in members:
        if _SECRET_MEMBERS & member.keys():
            raise ValueError("the key set holds a private or shared key; register public keys only")
        algorithm = _ALGORITHMS.get((str(member.get("kty")), str(member.get("crv", ""))))
        if algorithm is None or not _may_verify(member, algorithm):
            continue
        try:
            if algorithm == "RS384" and _bits(member["n"]) < _SMALLEST_RSA:
                continue
            key = jwk.import_key(member)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError("a key of the set cannot be read") from error
        assert isinstance(key, jwk.RSAKey | jwk.ECKey)
        yield VerificationKey(key.kid, algorithm, key)


def _bits(number: str) -> int:
    return int.from_bytes(urlsafe_b64decode(number.encode("ascii"))).bit_length()


def _may_verify(member: Mapping[str, Any], algorithm: str) -> bool:
    """What the key's owner says that it is for. https://www.rfc-editor.org/rfc/rfc7517#section-4.2"""
    operations = member.get("key_ops", ["verify"])
    return (
        member.get("use", "sig") == "sig"
        and member.get("alg", algorithm) == algorithm
        and isinstance(operations, list)
        and "verify" in operations
    )
