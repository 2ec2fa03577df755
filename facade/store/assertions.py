"""Assertions that were used: each `jti` of an issuer counts once until it expires.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from facade.store.database import Database
from facade.store.hashed import hashed
from facade.store.schema import assertion_used


class Assertions:
    """The used assertions of one store, shared by all workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first_use(self, issuer: str, jti: str, *, expires: datetime, now: datetime) -> bool:
        """Note the use; False if this `jti` was used before. The primary key decides, not a look-up."""
        # A jti may be long or hold characters that a text column refuses.
        row = {"issuer": issuer, "jti_hash": hashed(jti), "expires": expires}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(assertion_used).where(assertion_used.c.expires <= now))
                connection.execute(insert(assertion_used), row)
        except IntegrityError:
            return False
        return True
