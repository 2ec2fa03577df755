"""The store: one value that holds everything the server keeps for itself."""

from __future__ import annotations

from sqlalchemy.engine import make_url

from facade.errors import DeclarationError
from facade.store.apps import Apps
from facade.store.assertions import Assertions
from facade.store.attempts import Attempts
from facade.store.credentials import Credentials
from facade.store.database import Database
from facade.store.enrolment import Enrolments
from facade.store.families import Families
from facade.store.flows import Flows
from facade.store.freezes import Freezes
from facade.store.initial_tokens import InitialTokens
from facade.store.keys import Key, Keys, Purpose
from facade.store.launches import Launches
from facade.store.people import People
from facade.store.rates import Rates
from facade.store.sessions import Ceremonies, Sessions
from facade.store.switches import Switches
from facade.store.tokens import Tokens
from facade.store.upgrade import engine_of, upgrade


class Store:
    """Our own database, opened and up to date."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tokens = Tokens(database)
        self.families = Families(database, self.tokens)
        self.flows = Flows(database, self.tokens)
        self.assertions = Assertions(database)
        self.switches = Switches(database)
        self.apps = Apps(database)
        self.initial_tokens = InitialTokens(database)
        self.people = People(database)
        self.credentials = Credentials(database)
        self.sessions = Sessions(database)
        self.ceremonies = Ceremonies(database)
        self.attempts = Attempts(database)
        self.enrolments = Enrolments(database)
        self.launches = Launches(database)
        self.freezes = Freezes(database, self.tokens)
        self.rates = Rates(database)
        self._keys = Keys(database)

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database of `url` and bring its tables up to date; safe for workers that start at once."""
        database = Database(engine_of(make_url(url)))
        try:
            upgrade(database)
        except DeclarationError:
            database.close()
            raise
        return cls(database)

    def keys(self, purpose: Purpose) -> list[Key]:
        """The keys of a purpose, newest first; never empty."""
        return self._keys.of(purpose)

    def rotate(self, purpose: Purpose) -> None:
        """Put a new key in front; other workers see it within a second."""
        self._keys.rotate(purpose)

    def close(self) -> None:
        """Close all connections; a later use opens new ones, so a server may do it before it forks."""
        self.database.close()
