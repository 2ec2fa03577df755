"""Secrets of people that must be read again, encrypted at rest with a key of the store: AES-256-GCM.

What is sealed for one person and purpose opens for no other. A key that was rotated still opens what it sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from facade.store import Key

_NONCE = 12
_PURPOSE = b"facade secret of a person"


@dataclass(frozen=True)
class Vault:
    """Seals with the newest of the keys, opens with any."""

    keys: Sequence[Key]

    def seal(self, secret: str, person: str) -> bytes:
        """The secret, encrypted."""
        nonce = os.urandom(_NONCE)
        return nonce + _cipher(self.keys[0]).encrypt(nonce, secret.encode("utf-8"), person.encode("utf-8"))

    def open(self, sealed: bytes, person: str) -> str | None:
        """The secret; None if it is another person's, was changed, or its key is gone."""
        nonce, content = sealed[:_NONCE], sealed[_NONCE:]
        for key in self.keys:
            try:
                return _cipher(key).decrypt(nonce, content, person.encode("utf-8")).decode("utf-8")
            except InvalidTag:
                continue
        return None

    def salts(self) -> list[bytes]:
        """A salt of each key, newest first: for hashes that are looked up by."""
        return [hmac.new(key.secret, b"facade salt", hashlib.sha256).digest() for key in self.keys]


def _cipher(key: Key) -> AESGCM:
    return AESGCM(hmac.new(key.secret, _PURPOSE, hashlib.sha256).digest())
