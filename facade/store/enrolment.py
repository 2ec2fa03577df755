"""Codes that bring people in: printed by a clinic, known to us only by a slow hash, each used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from facade.store.database import Database
from facade.store.people_schema import enrolment_code


@dataclass(frozen=True)
class Enrolment:
    """What a code stands for: a link to make. `link_expires` is the end of what a proxy may see."""

    endpoint: str
    reference: str
    proxy: bool
    link_expires: datetime | None
    maker: str  # who made the code: the id of a person, or "cli:" and an account of this machine
    expires: datetime


class Enrolments:
    """The codes of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, hashed: str, enrolment: Enrolment, *, now: datetime) -> bool:
        """Keep a new code; False if it is taken, and another must be made."""
        row = {"hash": hashed, "created": now, **vars(enrolment)}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(enrolment_code).where(enrolment_code.c.expires <= now))
                connection.execute(insert(enrolment_code), row)
        except IntegrityError:
            return False
        return True

    def find(self, hashed: str, *, now: datetime) -> Enrolment | None:
        """What a code stands for, without using it."""
        table = enrolment_code.c
        query = select(enrolment_code).where(table.hash == hashed, table.expires > now)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return Enrolment(row.endpoint, row.reference, row.proxy, row.link_expires, row.maker, row.expires)

    def use(self, hashed: str) -> bool:
        """Use a code up; False if somebody was faster."""
        with self._database.writing() as connection:
            return connection.execute(delete(enrolment_code).where(enrolment_code.c.hash == hashed)).rowcount == 1

    def withdraw(self, endpoint: str, reference: str) -> int:
        """Make all unused codes for a patient worthless; how many there were."""
        table = enrolment_code.c
        with self._database.writing() as connection:
            same = (table.endpoint == endpoint) & (table.reference == reference)
            return connection.execute(delete(enrolment_code).where(same)).rowcount
