"""What people sign in with: the hash of a password, the secret of one-time passwords, passkeys, recovery codes.

What a person types is hashed, or encrypted, before it comes here. Whatever may be used once is spent by one
conditional statement, so that of many at once one wins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from facade.store.database import Database
from facade.store.people_schema import one_time_secret, passkey, password, recovery_code


@dataclass(frozen=True)
class StoredPassword:
    """The hash in its own text form; `temporary` if somebody else chose the password."""

    hash: str = field(repr=False)
    temporary: bool
    changed: datetime


@dataclass(frozen=True)
class OneTimeSecret:
    """The encrypted secret of an authenticator app, and the newest step of thirty seconds that was used."""

    sealed: bytes = field(repr=False)
    last_step: int


@dataclass(frozen=True)
class Passkey:
    """One WebAuthn credential. `signatures` is the authenticator's own count at its last use."""

    person: str
    credential: bytes
    public_key: bytes = field(repr=False)
    signatures: int
    label: str
    created: datetime
    used: datetime | None = None


class Credentials:
    """The credentials of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def password(self, person: str) -> StoredPassword | None:
        """The password of a person, who may have none."""
        query = select(password).where(password.c.person == person)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else StoredPassword(row.hash, row.temporary, row.changed)

    def set_password(self, person: str, hashed: str, *, temporary: bool, now: datetime) -> None:
        """Put a password in the place of the one before."""
        row = {"person": person, "hash": hashed, "temporary": temporary, "changed": now}
        with self._database.writing() as connection:
            connection.execute(delete(password).where(password.c.person == person))
            connection.execute(insert(password), row)

    def rehash(self, person: str, before: str, after: str) -> None:
        """The same password under newer parameters, unless it was changed meanwhile."""
        same = (password.c.person == person) & (password.c.hash == before)
        with self._database.writing() as connection:
            connection.execute(update(password).where(same), {"hash": after})

    def one_time(self, person: str) -> OneTimeSecret | None:
        """The secret of the person's authenticator app."""
        query = select(one_time_secret).where(one_time_secret.c.person == person)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else OneTimeSecret(row.sealed, row.last_step)

    def set_one_time(self, person: str, sealed: bytes, *, step: int, now: datetime) -> None:
        """Keep a secret that was confirmed with the code of `step`, which counts as used."""
        row = {"person": person, "sealed": sealed, "last_step": step, "created": now}
        with self._database.writing() as connection:
            connection.execute(delete(one_time_secret).where(one_time_secret.c.person == person))
            connection.execute(insert(one_time_secret), row)

    def use_step(self, person: str, step: int) -> bool:
        """Use up a step; False if it or a newer one was used before (RFC 6238 §5.2)."""
        table = one_time_secret.c
        fresh = (table.person == person) & (table.last_step < step)
        with self._database.writing() as connection:
            return connection.execute(update(one_time_secret).where(fresh), {"last_step": step}).rowcount == 1

    def drop_one_time(self, person: str) -> None:
        """Forget the authenticator app."""
        with self._database.writing() as connection:
            connection.execute(delete(one_time_secret).where(one_time_secret.c.person == person))

    def add_passkey(self, new: Passkey) -> bool:
        """Keep a passkey; False if it is known, to whomever it belongs."""
        row = {**vars(new), "hash": _hash(new.credential)}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(passkey), row)
        except IntegrityError:
            return False
        return True

    def passkeys(self, person: str) -> list[Passkey]:
        """The passkeys of a person, oldest first."""
        query = select(passkey).where(passkey.c.person == person).order_by(passkey.c.created, passkey.c.hash)
        with self._database.reading() as connection:
            return [_passkey(row) for row in connection.execute(query)]

    def use_passkey(self, used: Passkey, signatures: int, *, now: datetime) -> bool:
        """Note a use; False if another one was noted since the passkey was read."""
        same = (passkey.c.hash == _hash(used.credential)) & (passkey.c.signatures == used.signatures)
        with self._database.writing() as connection:
            changed = connection.execute(update(passkey).where(same), {"signatures": signatures, "used": now})
            return changed.rowcount == 1

    def drop_passkey(self, person: str, credential: bytes) -> None:
        """Forget a passkey of this person."""
        same = (passkey.c.hash == _hash(credential)) & (passkey.c.person == person)
        with self._database.writing() as connection:
            connection.execute(delete(passkey).where(same))

    def set_recovery(self, person: str, hashes: Iterable[str]) -> None:
        """Put these recovery codes in the place of those before."""
        rows = [{"person": person, "hash": hashed} for hashed in hashes]
        with self._database.writing() as connection:
            connection.execute(delete(recovery_code).where(recovery_code.c.person == person))
            if rows:
                connection.execute(insert(recovery_code), rows)

    def use_recovery(self, person: str, hashed: str) -> bool:
        """Use up a recovery code; False if the person has no such one, or not any more."""
        same = (recovery_code.c.person == person) & (recovery_code.c.hash == hashed)
        with self._database.writing() as connection:
            return connection.execute(delete(recovery_code).where(same)).rowcount == 1

    def recovery_left(self, person: str) -> int:
        """How many recovery codes a person still has."""
        query = select(recovery_code.c.hash).where(recovery_code.c.person == person)
        with self._database.reading() as connection:
            return len(connection.execute(query).all())

    def drop_second(self, person: str) -> None:
        """Forget all second factors, for a person who lost them."""
        with self._database.writing() as connection:
            for table in (one_time_secret, passkey, recovery_code):
                connection.execute(delete(table).where(table.c.person == person))

    def have_second(self, people: Collection[str]) -> frozenset[str]:
        """Those of the people who have an authenticator app or a passkey."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for table in (one_time_secret, passkey):
                query = select(table.c.person).where(table.c.person.in_(people))
                found.update(connection.execute(query).scalars())
        return frozenset(found)


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(row.person, row.credential, row.public_key, row.signatures, row.label, row.created, row.used)


def _hash(credential: bytes) -> str:
    return hashlib.sha256(credential).hexdigest()
