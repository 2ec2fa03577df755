"""Attempts to guess: how many there were, and until when there may be no other.

An attempt is counted before anybody looks whether it is right, in one transaction with the question whether it is
due; so thirty at once are thirty, and not one. What is guessed at is known here by its SHA-256 only. There is no
difference between what exists and what does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from facade.store.database import Database, one_writer
from facade.store.hashed import hashed
from facade.store.people_schema import attempt

_FORGOTTEN = timedelta(days=1)
_FORGOTTEN_LOCK = timedelta(days=30)


@dataclass(frozen=True)
class Pace:
    """How fast one may guess: some at once, then after one second, two, four … up to the longest wait.

    After `most` there is no further one until somebody unlocks it, or for thirty days; 0: without end.
    """

    free: int
    longest: timedelta
    most: int = 0

    def after(self, failures: int) -> timedelta:
        """How long to wait after so many."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2.0 ** min(failures - self.free, 30)), self.longest)

    def is_over(self, failures: int) -> bool:
        """Whether there may be no further one."""
        return 0 < self.most <= failures


class Attempts:
    """The attempts of one store, counted together by all workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: str, pace: Pace, *, now: datetime) -> timedelta:
        """Count an attempt and answer 0, or answer how long to wait without counting one."""
        same = attempt.c.hash == hashed(key)
        with self._database.writing() as connection:
            one_writer(connection, attempt.name)
            connection.execute(delete(attempt).where(attempt.c.last <= now - _FORGOTTEN_LOCK))
            row = connection.execute(select(attempt).where(same)).one_or_none()
            failures = 0 if row is None else row.failures
            if not pace.is_over(failures) and row is not None and row.last <= now - _FORGOTTEN:
                failures = 0
            if pace.is_over(failures):
                return pace.longest
            if row is not None and now < row.until:
                return timedelta(seconds=(row.until - now).total_seconds())
            changed = {"failures": failures + 1, "last": now, "until": now + pace.after(failures + 1)}
            if row is None:
                connection.execute(insert(attempt), {"hash": hashed(key), **changed})
            else:
                connection.execute(update(attempt).where(same), changed)
        return timedelta(0)

    def take_back(self, key: str) -> None:
        """The attempt was right: it does not count, those before it do."""
        table = attempt.c
        one_less = {"failures": table.failures - 1, "until": table.last}
        with self._database.writing() as connection:
            connection.execute(update(attempt).where(table.hash == hashed(key), table.failures > 0).values(one_less))

    def clear(self, key: str) -> None:
        """Forget all attempts: the right one came, or somebody unlocked it."""
        with self._database.writing() as connection:
            connection.execute(delete(attempt).where(attempt.c.hash == hashed(key)))

    def is_over(self, key: str, pace: Pace) -> bool:
        """Whether this waits for somebody to unlock it."""
        query = select(attempt.c.failures).where(attempt.c.hash == hashed(key))
        with self._database.reading() as connection:
            return pace.is_over(connection.execute(query).scalar_one_or_none() or 0)
