"""How many requests were taken in a minute, by all workers and machines that share the store."""

from __future__ import annotations

from sqlalchemy import delete, text

from facade.store.database import Database
from facade.store.hashed import hashed
from facade.store.schema import rate

# One statement, the same on both databases: two workers that add at once both count.
_ADD = text(
    "INSERT INTO rate (key, minute, taken) VALUES (:key, :minute, :taken)"
    " ON CONFLICT (key, minute) DO UPDATE SET taken = rate.taken + excluded.taken RETURNING taken"
)


class Rates:
    """The counts of one store. A minute that is over is forgotten by whoever begins the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._minute = 0

    def add(self, key: tuple[str, ...], minute: int, taken: int) -> int:
        """Add to the count of a key in a minute (since 1970); what all have taken together now."""
        row = {"key": _hash(key), "minute": minute, "taken": taken}
        with self._database.writing() as connection:
            if minute != self._minute:
                connection.execute(delete(rate).where(rate.c.minute < minute - 1))
                self._minute = minute
            return int(connection.execute(_ADD, row).scalar_one())


def _hash(key: tuple[str, ...]) -> str:
    return hashed("\n".join(key))
