"""Recovery codes: for whoever lost the phone. Each works once.

A code is a hundred random bits, so its SHA-256 cannot be guessed back; a slow hash is for what people make up.
"""

from __future__ import annotations

import secrets

from facade.smart.people.accounts import Accounts
from facade.store.hashed import hashed

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
_READ = str.maketrans("ilo", "110")
_GROUPS, _IN_GROUP = 4, 5
_HOW_MANY = 10


def renew(accounts: Accounts, person: str) -> list[str]:
    """New codes in the place of all before; shown once."""
    codes = [_code() for _ in range(_HOW_MANY)]
    accounts.store.credentials.set_recovery(person, [_hash(person, code) for code in codes])
    return codes


def is_right(accounts: Accounts, person: str, code: str) -> bool:
    """Whether this is a code of the person. It is used up."""
    return accounts.store.credentials.use_recovery(person, _hash(person, code))


def _code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(person: str, code: str) -> str:
    """The same however it is typed: large or small, with hyphens or without, o for zero."""
    typed = "".join(code.split()).replace("-", "").lower().translate(_READ)
    return hashed(f"{person} {typed}")
