"""Launches: what somebody in the EHR, or on our launcher page, was looking at when opening an app.

An app brings the id of its launch to the authorization endpoint. The id is 256 random bits and known to us by its
SHA-256 only; it is good for five minutes and once, for one person, app and endpoint (SMART LA-03, LA-04). Whoever
brings a valid id to the wrong place has found it somewhere, so that uses it up as well.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from facade.store.database import Database
from facade.store.hashed import hashed
from facade.store.schema import launch as table

LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True)
class Launch:
    """Whose launch of which app it is, and the context that it stands for.

    `suggested`: the context came by a link that anybody could have written, so the person is asked.
    """

    endpoint: str
    app: str
    person: str
    patient: str | None = None
    encounter: str | None = None
    intent: str | None = None
    fhir_context: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    banner: bool = True  # the app must show whose chart it is: nothing around it does
    suggested: bool = False


class Launches:
    """The launches of one store, shared by all workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, launch: Launch, *, now: datetime) -> str:
        """The id of a new launch; it cannot be read here again. Those that nobody used in time go."""
        text = secrets.token_urlsafe(32)
        row = {"hash": hashed(text), "content": json.dumps(asdict(launch), sort_keys=True), "expires": now + LIFETIME}
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.expires <= now))
            connection.execute(insert(table), row)
        return text

    def find(self, text: str, *, now: datetime) -> Launch | None:
        """The launch, if it was not used and has not expired; it stays."""
        query = select(table.c.content).where(table.c.hash == hashed(text), table.c.expires > now)
        with self._database.reading() as connection:
            content = connection.execute(query).scalar_one_or_none()
        return None if content is None else _launch(content)

    def take(self, text: str, *, now: datetime) -> Launch | None:
        """Use the launch up. Of any number of callers one gets it."""
        found = self.find(text, now=now)
        with self._database.writing() as connection:
            first = connection.execute(delete(table).where(table.c.hash == hashed(text))).rowcount == 1
        return found if first else None


def _launch(content: str) -> Launch:
    values = json.loads(content)
    return Launch(**{**values, "fhir_context": tuple(values["fhir_context"])})
