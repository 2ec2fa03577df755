"""How often one may guess: counted for what is guessed at and for the network address that guesses.

An attempt counts before it is looked at. What does not exist is counted like what does, so the pace tells nothing.
A right answer clears what was guessed at; of the address it takes back only itself, so that somebody with an account
cannot try the others in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Literal

from facade.smart.people.accounts import Accounts
from facade.store.attempts import Pace
from facade.store.people import normal

Kind = Literal["login", "ehr", "second", "code"]

_IPV6_NETWORK = 64  # one customer has at least this much of the address space


@dataclass(frozen=True)
class Wait:
    """Too many attempts: nobody looked whether this one was right."""

    seconds: float


@dataclass(frozen=True)
class Guess:
    """One attempt that was counted."""

    subject: str
    source: str


def guess(accounts: Accounts, kind: Kind, subject: str, address: str, *, now: datetime) -> Guess | Wait:
    """Count an attempt at `subject` (a login, a person's second factor; "" for none) from an address."""
    found = Guess(_subject(kind, subject) if subject else "", f"{kind} from {_network(address)}")
    attempts = accounts.store.attempts
    waits = attempts.begin(found.source, _pace_of_address(accounts), now=now)
    if not waits and found.subject:
        waits = attempts.begin(found.subject, _pace(accounts), now=now)
        if waits:
            attempts.take_back(found.source)  # not an attempt: it was not looked at
    return Wait(waits.total_seconds()) if waits else found


def right(accounts: Accounts, found: Guess) -> None:
    """The attempt was right."""
    if found.subject:
        accounts.store.attempts.clear(found.subject)
    accounts.store.attempts.take_back(found.source)


def is_locked(accounts: Accounts, kind: Kind, subject: str) -> bool:
    """Whether there may be no further attempt until somebody unlocks it."""
    return accounts.store.attempts.is_over(_subject(kind, subject), _pace(accounts))


def unlock(accounts: Accounts, person: str, login: str) -> None:
    """Let a person try again at once."""
    accounts.store.attempts.clear(_subject("login", login))
    accounts.store.attempts.clear(_subject("second", person))


def _pace(accounts: Accounts) -> Pace:
    config = accounts.config
    return Pace(config.free_attempts, timedelta(minutes=config.longest_wait_minutes), config.attempts)


def _pace_of_address(accounts: Accounts) -> Pace:
    return Pace(accounts.config.address_attempts, timedelta(minutes=accounts.config.longest_wait_minutes))


def _subject(kind: Kind, subject: str) -> str:
    return f"{kind} {normal(subject)}"


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return "elsewhere"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found.packed[:8] + bytes(8), _IPV6_NETWORK)))
    return str(found.ipv4_mapped or found) if isinstance(found, IPv6Address) else str(found)
