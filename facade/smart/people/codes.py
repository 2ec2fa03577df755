"""Short codes that a clinic prints and a person types: fifty random bits and two check characters, XXXX-XXXX-XXXX.

The check finds any one wrong character and any two that changed places, so that what was mistyped is told at once and
is no guess. A code is kept by a slow hash: fifty bits would be found again from a fast one.
"""

from __future__ import annotations

import secrets

from facade.smart.people.accounts import Accounts

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_READ = str.maketrans("ILO", "110")
_CONTENT, _CHECK, _GROUP = 10, 2, 4
_MODULUS = 1009  # a prime under 32², so no power of 32 hides a change


def new() -> str:
    """A code that nobody can guess."""
    content = "".join(secrets.choice(_ALPHABET) for _ in range(_CONTENT))
    code = content + _check(content)
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed(text: str) -> str | None:
    """The code in what somebody typed, in any case and spacing; None if it cannot be one."""
    code = "".join(text.split()).replace("-", "").upper().translate(_READ)
    if len(code) != _CONTENT + _CHECK or not set(code) <= set(_ALPHABET):
        return None
    return code if _check(code[:_CONTENT]) == code[_CONTENT:] else None


def hashes(accounts: Accounts, code: str) -> list[str]:
    """What the store may know a code by: one for each key, newest first."""
    return [accounts.passwords.fingerprint(code.replace("-", ""), salt) for salt in accounts.vault.salts()]


def _check(content: str) -> str:
    value = 0
    for character in content:
        value = value * 32 + _ALPHABET.index(character)
    high, low = divmod(value * 1024 % _MODULUS, 32)
    return _ALPHABET[high] + _ALPHABET[low]
