"""SHA-512 crypt, `$6$rounds=…$salt$hash`, which the standard library no longer has.

The algorithm, its encoding and the test vectors: https://www.akkadia.org/drepper/SHA-crypt.txt
"""

from __future__ import annotations

import hashlib
from itertools import islice

_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SIZE = 64


def sha512_crypt(password: bytes, salt: bytes, rounds: int) -> str:
    """The text that is stored for a password; `salt` of 1 to 16 bytes."""
    first = _first_digest(password, salt)
    key = _stretched(hashlib.sha512(password * len(password)).digest(), len(password))
    grain = _stretched(hashlib.sha512(salt * (16 + first[0])).digest(), len(salt))
    digest = first
    for turn in range(rounds):
        odd = turn % 2
        parts = [key if odd else digest]
        if turn % 3:
            parts.append(grain)
        if turn % 7:
            parts.append(key)
        parts.append(digest if odd else key)
        digest = hashlib.sha512(b"".join(parts)).digest()
    return f"$6$rounds={rounds}${salt.decode()}${_text(digest)}"


def _first_digest(password: bytes, salt: bytes) -> bytes:
    other = hashlib.sha512(password + salt + password).digest()
    made = hashlib.sha512(password + salt + _stretched(other, len(password)))
    left = len(password)
    while left:
        made.update(other if left & 1 else password)
        left >>= 1
    return made.digest()


def _stretched(digest: bytes, length: int) -> bytes:
    return (digest * (length // _SIZE + 1))[:length]


def _text(digest: bytes) -> str:
    """Three bytes at a time, a third of the digest apart and in turns, as four letters with the low bits first."""
    found = []
    one, two, three = 0, 21, 42
    for _ in range(21):
        found.append(_letters(digest[one] << 16 | digest[two] << 8 | digest[three], 4))
        one, two, three = two + 1, three + 1, one + 1
    return "".join([*found, _letters(digest[63], 2)])


def _letters(number: int, count: int) -> str:
    return "".join(islice((_LETTERS[number >> 6 * place & 63] for place in range(4)), count))
