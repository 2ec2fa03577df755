"""Passwords as argon2id hashes (RFC 9106). Checking takes as long for an account that does not exist.

A password is made of characters, not of keystrokes: forms that look alike are one (NIST SP 800-63B §5.1.1.2, NFKC).
"""

from __future__ import annotations

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

LONGEST = 1024
"""Characters of a password at most. A longer one is wrong, and is not hashed."""

_SLOW = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)


class Passwords:
    """Makes and checks hashes with one set of parameters. Older hashes stay good and say that they are older."""

    def __init__(self, hasher: PasswordHasher = _SLOW) -> None:
        self._hasher = hasher

    def hash(self, password: str) -> str:
        """A new hash, with a salt of its own."""
        return self._hasher.hash(_bytes(password))

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether this is the password. Without a stored hash it is not, and that takes as long to say."""
        too_long = len(password) > LONGEST
        try:
            self._hasher.verify(stored or self._nobodys, _bytes(password[:LONGEST]))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None and not too_long

    def is_older(self, stored: str) -> bool:
        """Whether a hash was made with other parameters than a new one would be."""
        return self._hasher.check_needs_rehash(stored)

    def fingerprint(self, text: str, salt: bytes) -> str:
        """A slow hash that is the same each time, to look up a short code by."""
        found = hash_secret_raw(
            _bytes(text),
            salt,
            time_cost=self._hasher.time_cost,
            memory_cost=self._hasher.memory_cost,
            parallelism=self._hasher.parallelism,
            hash_len=32,
            type=Type.ID,
        )
        return found.hex()

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(b"nobody's password")


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
