"""Switches that an operator turns while the server runs; every worker asks the database, so all see them at once.

writes-stopped    no endpoint writes to any clinic's database while it is on (data safety DS-16)
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select

from facade.store.database import Database
from facade.store.schema import switch

Name = Literal["writes-stopped"]


class Switches:
    """The switches of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_on(self, name: Name) -> bool:
        """Asked before every write, never remembered."""
        with self._database.reading() as connection:
            return connection.execute(select(switch.c.name).where(switch.c.name == name)).first() is not None

    def turn(self, name: Name, *, on: bool, now: datetime) -> None:
        """Turn a switch; turning it twice is the same as once."""
        with self._database.writing() as connection:
            connection.execute(delete(switch).where(switch.c.name == name))
            if on:
                connection.execute(insert(switch).values(name=name, changed=now))
