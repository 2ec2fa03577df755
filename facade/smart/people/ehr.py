"""Sign-in with the accounts that the EHR itself keeps: an adapter's option, off unless the configuration names how.

One row is read, and compared; nothing is written, no hash is made anew. Whatever is wrong with an account, the
answer is the same and takes the same time. Attempts, sessions and second factors are ours (`sign_in`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from facade.adapter import Accounts
from facade.smart.people import ehr_hashes

MOST_LOGIN = 255
MOST_PIN = 64


class Reader(Protocol):
    """What reads the rows of a login; `facade.sources` has it."""

    def read(self, login: str, today: date) -> Sequence[tuple[Any, ...]]: ...

    def today(self, now: float) -> date: ...


@dataclass(frozen=True)
class Known:
    """Somebody whom the EHR knows by this password. `reference`: the Practitioner; `provider`: for what is written.

    `second`: the EHR asks a second factor of this account, so the password alone may not do here either.
    """

    login: str
    reference: str
    provider: str
    second: bool


@dataclass(frozen=True, eq=False)
class EhrAccounts:
    """The accounts of one source; `reference` makes one of a key of its map of Practitioner."""

    declared: Accounts
    reader: Reader
    reference: Callable[[str], str]


@dataclass(frozen=True, eq=False)
class EhrSignIn:
    """What the server was told to ask, by endpoint; an endpoint that is not here knows nobody."""

    endpoints: Mapping[str, EhrAccounts]

    def verify(self, endpoint: str, login: str, password: str, pin: str, now: float) -> Known | None:
        """Who this is, or None. Refused with 503 where the clinic's database cannot be asked."""
        accounts = self.endpoints.get(endpoint)
        if accounts is None or not _may_be_asked(login, password, pin):
            return None
        row = _row(accounts, login, now)
        return _checked(accounts, row, login, password, pin)

    def is_open(self, endpoint: str, login: str, now: float) -> bool:
        """Whether the EHR would still let this account in, its password aside."""
        accounts = self.endpoints.get(endpoint)
        row = _row(accounts, login, now) if accounts else None
        return row is not None and row.is_open


@dataclass(frozen=True)
class _Row:
    login: str
    password: str
    key: str
    provider: str
    is_open: bool
    second: bool
    asked: bool
    pin: str


def _may_be_asked(login: str, password: str, pin: str) -> bool:
    """Whether the texts could be anybody's; nothing of this depends on what the EHR holds."""
    try:
        "\0".join((login, password)).encode()
    except UnicodeEncodeError:
        return False
    return 0 < len(login) <= MOST_LOGIN and "\0" not in login and len(pin) <= MOST_PIN and pin.isascii()


def _row(accounts: EhrAccounts, login: str, now: float) -> _Row | None:
    """The one row of exactly this login. Databases compare without regard to case, and some hold a login twice."""
    rows = accounts.reader.read(login, accounts.reader.today(now))
    if len(rows) != 1:
        return None
    found, password, key, provider, *flags, pin = rows[0]
    if str(found) != login:
        return None
    is_open, second, asked = (bool(flag) for flag in flags)
    return _Row(login, str(password or ""), str(key), str(provider), is_open, second, asked, str(pin or ""))


def _checked(accounts: EhrAccounts, row: _Row | None, login: str, password: str, pin: str) -> Known | None:
    """Everything is computed before anything is decided, so a right password with a wrong PIN takes no longer."""
    declared = accounts.declared
    typed = password.replace(" ", declared.blank)
    right = ehr_hashes.matches(typed, row.password if row else "", declared.formats)
    fits = _pin_fits(declared, row, pin.replace(" ", declared.blank))
    if row is None or not right or not fits or not row.is_open:
        return None
    return Known(login, accounts.reference(row.key), row.provider, row.second)


def _pin_fits(declared: Accounts, row: _Row | None, pin: str) -> bool:
    """A PIN stands as it was typed, or in the running sums that an EHR calls encrypted, or as a hash."""
    if declared.pin is None:
        return True
    stored = row.pin if row and row.asked else ""
    hashed = ehr_hashes.matches(pin, stored, declared.formats)
    plain = hmac.compare_digest(pin.encode(), stored.encode())
    summed = hmac.compare_digest(_running_sums(pin).encode(), stored.encode())
    is_one = len(pin) >= declared.pin.least and bool(stored)
    return row is not None and (not row.asked or (is_one and (plain or summed or hashed)))


def _running_sums(pin: str) -> str:
    total, found = 0, []
    for letter in pin:
        total += ord(letter)
        if total > 127:
            total -= 127
        found.append(chr(total))
    return "".join(found)
