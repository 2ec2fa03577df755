"""Codes of an authenticator app: RFC 6238 with SHA-1, six digits, steps of thirty seconds, as every app knows it.

One step before and after the present is taken, for clocks that are not right; each step counts once (§5.2).
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pyotp

from facade.smart.people.accounts import Accounts
from facade.store.people import Person
from facade.store.sessions import Cookie

_STEP = 30
_AROUND = (0, -1, 1)
_DIGITS = 6
_CEREMONY = "totp"
_TIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Setup:
    """What an app must be told: the secret to type, or the address to scan."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def begin(accounts: Accounts, person: Person, cookie: Cookie, *, now: datetime) -> Setup:
    """Offer a secret; it counts once `confirm` has seen a code of it. Asked again, the same is offered."""
    secret = _offered(accounts, person.id, cookie, now)
    if secret is None:
        secret = pyotp.random_base32()
        content = json.dumps({"person": person.id, "sealed": accounts.vault.seal(secret, person.id).hex()})
        accounts.store.ceremonies.begin(cookie, _CEREMONY, content, expires=now + _TIME, now=now)
    issuer = urlsplit(accounts.public_url).hostname or "FHIR"
    address = pyotp.TOTP(secret).provisioning_uri(name=person.login, issuer_name=issuer)
    return Setup(secret, address)


def confirm(accounts: Accounts, person: str, cookie: Cookie, code: str, *, now: datetime) -> bool:
    """Keep the offered secret if the app shows the right code; it replaces the one before."""
    secret = _offered(accounts, person, cookie, now)
    step = None if secret is None else _step_of(secret, code, now)
    if secret is None or step is None or accounts.store.ceremonies.take(cookie, _CEREMONY, now=now) is None:
        return False
    accounts.store.credentials.set_one_time(person, accounts.vault.seal(secret, person), step=step, now=now)
    return True


def is_right(accounts: Accounts, person: str, code: str, *, now: datetime) -> bool:
    """Whether this is a code of the person's app that was not used before. It is used from then on."""
    kept = accounts.store.credentials.one_time(person)
    secret = accounts.vault.open(kept.sealed, person) if kept else None
    step = _step_of(secret, code, now) if secret else None
    return step is not None and accounts.store.credentials.use_step(person, step)


def _offered(accounts: Accounts, person: str, cookie: Cookie, now: datetime) -> str | None:
    content = accounts.store.ceremonies.look(cookie, _CEREMONY, now=now)
    if content is None:
        return None
    kept = json.loads(content)
    return accounts.vault.open(bytes.fromhex(kept["sealed"]), person) if kept["person"] == person else None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that a code belongs to, of those around now."""
    typed = "".join(code.split()).replace("-", "")
    if len(typed) != _DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    present = int(now.timestamp()) // _STEP
    app = pyotp.TOTP(secret, digits=_DIGITS, interval=_STEP)
    right = [step for step in (present + delta for delta in _AROUND) if _same(app.generate_otp(step), typed)]
    return right[0] if right else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
