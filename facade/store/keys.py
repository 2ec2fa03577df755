"""Secret keys by purpose: made once, shared by all workers, kept over restarts, newest first.

page-token   32 random bytes: the content of page tokens is encrypted with it
people       32 random bytes: the secrets of people that must be read again are encrypted with it
signing      an RSA key of 2048 bits as PKCS #8 PEM: what this server signs
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from facade.store.database import Database, one_writer
from facade.store.recent import Recent
from facade.store.schema import secret_key

Purpose = Literal["page-token", "people", "signing"]


@dataclass(frozen=True)
class Key:
    """One key. The newest of a purpose encrypts and signs; the older ones still decrypt and verify."""

    id: str
    purpose: Purpose
    secret: bytes = field(repr=False)
    created: datetime


class Keys:
    """The keys of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._recent: Recent[str, list[Key]] = Recent()

    def of(self, purpose: Purpose) -> list[Key]:
        """The keys of a purpose, newest first; the first caller of all workers makes the first key."""
        found = self._recent.get(purpose, lambda: self._read(purpose))
        if found is None:
            self.rotate(purpose, after=0)
            found = self._read(purpose)
        assert found is not None
        return list(found)

    def rotate(self, purpose: Purpose, *, after: int | None = None) -> None:
        """Add a key. `after` is the serial it must follow: if another worker was faster, its key stands."""
        make = _MAKERS[purpose]
        table = secret_key.c
        row = {"purpose": purpose, "id": secrets.token_hex(8), "secret": make(), "created": datetime.now(UTC)}
        newest = select(func.coalesce(func.max(table.serial), 0)).where(table.purpose == purpose)
        try:
            with self._database.writing() as connection:
                one_writer(connection, secret_key.name)
                last = connection.execute(newest).scalar_one() if after is None else after
                connection.execute(insert(secret_key), row | {"serial": last + 1})
        except IntegrityError:
            if after is None:
                raise
        self._recent.forget(purpose)

    def _read(self, purpose: Purpose) -> list[Key] | None:
        table = secret_key.c
        query = select(table.id, table.purpose, table.secret, table.created)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(table.purpose == purpose).order_by(table.serial.desc()))
            return [Key(*row) for row in rows] or None


def _random() -> bytes:
    return secrets.token_bytes(32)


def _rsa() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


_MAKERS: Mapping[Purpose, Callable[[], bytes]] = {"page-token": _random, "people": _random, "signing": _rsa}
