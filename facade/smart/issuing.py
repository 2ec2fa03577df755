"""What every grant at the token endpoint needs to know of the request that it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from facade.access.endpoint import EndpointFacts
from facade.config import Lifetimes
from facade.interactions.context import Endpoint
from facade.smart.events import AuthEvent, Record
from facade.store import Store
from facade.store.families import Family


@dataclass(frozen=True)
class Issuing:
    """One request: where it came in, and when.

    `is_open` asks whether a person's account still is, in the EHR too; `count` is told the app once it is known, and
    raises Refused if that has asked enough.
    """

    served: Endpoint
    store: Store
    lifetimes: Lifetimes
    record: Record
    now: datetime
    is_open: Callable[[str], bool]
    count: Callable[[str], None]

    @cached_property
    def endpoint(self) -> EndpointFacts:
        """The endpoint as its documents tell of it."""
        return EndpointFacts(self.served.name, self.served.base)

    def note(self, action: str, outcome: str, family: Family, reason: str = "") -> None:
        """For the journal: what became of a consent."""
        self.record(AuthEvent(action, self.endpoint.name, outcome, family.app, family.person, reason))
