"""One request as the api sees it, and what all requests share.

Service    one server process: its endpoints, our store, the clients, the limits
Mount      one endpoint and the path it is served under
Exchange   one request: its id, its moment and, once known, its endpoint and grant
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from flask import Request

from facade.access.clients import Client
from facade.access.endpoint import EndpointFacts
from facade.access.grant import Grant
from facade.api.rates import Rates
from facade.config import BrandConfig, ProviderConfig, RegistrationConfig, ServerConfig
from facade.interactions.context import Endpoint
from facade.interactions.events import Event
from facade.smart.client_auth import Authenticator
from facade.smart.events import AuthEvent
from facade.smart.jwks_fetch import KeySets
from facade.smart.people.accounts import Accounts, EhrAccounts
from facade.smart.people.passwords import Passwords
from facade.smart.registry import Registry
from facade.smart.safe_fetch import Fetched, Fetcher
from facade.store import Store


@dataclass(frozen=True, eq=False)
class Mount:
    """One endpoint and the path, such as /oscar/fhir, that its routes begin with."""

    path: str
    endpoint: Endpoint

    @property
    def facts(self) -> EndpointFacts:
        """What the token endpoint and the discovery document say of it."""
        return EndpointFacts(self.endpoint.name, self.endpoint.base)

    def holds(self, path: str) -> bool:
        """Whether a path lies under this one."""
        return path.startswith(self.path) and path[len(self.path) : len(self.path) + 1] in ("", "/")


def utc_now() -> datetime:
    """The clock of a real server."""
    return datetime.now(UTC)


@dataclass(frozen=True, eq=False)
class Service:
    """What every route may use. `unready` names the endpoints that have no contact to their source."""

    server: ServerConfig
    mounts: tuple[Mount, ...]
    store: Store
    unready: Callable[[], frozenset[str]]
    clients: Mapping[str, Client] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now
    fetch: Callable[[str], Fetched] = field(default_factory=Fetcher)  # key sets of apps, by URL
    providers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    passwords: Passwords = field(default_factory=Passwords)
    ehr: EhrAccounts | None = None
    registrations: Mapping[str, RegistrationConfig] = field(default_factory=dict)  # by the name of the endpoint
    brands: Mapping[str, BrandConfig] = field(default_factory=dict)  # by the name of the endpoint

    def registration(self, endpoint: str) -> RegistrationConfig:
        """Who may register apps at an endpoint."""
        return self.registrations.get(endpoint, RegistrationConfig())

    @cached_property
    def registry(self) -> Registry:
        """Who is registered at which endpoint."""
        return Registry(self.clients, self.store)

    @cached_property
    def authenticator(self) -> Authenticator:
        """How apps show who they are."""
        return Authenticator(self.registry, KeySets(self.fetch), self.store)

    @cached_property
    def accounts(self) -> Accounts:
        """The people of this server, and how they sign in."""
        return Accounts(
            store=self.store,
            public_url=self.server.public_url,
            config=self.server.people,
            providers=self.providers,
            passwords=self.passwords,
            ehr=self.ehr,
            record=_record,
        )

    @cached_property
    def rates(self) -> Rates:
        """How many requests are taken."""
        return Rates(self.server.rates, self.store.rates)

    def mount_of(self, path: str) -> Mount | None:
        """The endpoint that a path belongs to."""
        for mount in self.mounts:
            if mount.holds(path):
                return mount
        return None


@dataclass
class Exchange:
    """One request. `now` is its moment, the same wherever it is asked; `issue` the code of a refusal.

    `pretty` says whether even an error is to be indented; `events` what its interactions did.
    """

    request: Request
    id: str
    now: datetime
    started: float
    mount: Mount | None = None
    address: str = ""  # of the client, whatever proxies stand between; empty if it is not known
    allows: str = ""  # the origin whose pages may read the answer
    grant: Grant | None = None
    person: str = ""  # whose consent the grant is
    issue: str = ""
    pretty: bool = False
    events: list[Event] = field(default_factory=list)
    decided: list[AuthEvent] = field(default_factory=list)  # what the authorization server decided


_current: ContextVar[Exchange] = ContextVar("exchange")
begin = _current.set  # make it the current one
current = _current.get  # the request that this thread answers


def _record(event: AuthEvent) -> None:
    """What happened stands in the log line of the request."""
    current().decided.append(event)
