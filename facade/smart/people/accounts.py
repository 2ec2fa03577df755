"""What every step of signing in needs, put together once for a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit

from facade.config import PeopleConfig, ProviderConfig
from facade.smart.events import AuthEvent, Record, unheard
from facade.smart.people.passwords import Passwords
from facade.smart.people.provider_web import Provider, Web
from facade.smart.people.vault import Vault
from facade.store import Store


class EhrKnown(Protocol):
    """Somebody whom the EHR knows by a password."""

    @property
    def login(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def second(self) -> bool: ...


class EhrAccounts(Protocol):
    """Asks the EHR's own accounts."""

    def verify(self, endpoint: str, login: str, password: str, pin: str, now: float) -> EhrKnown | None: ...

    def is_open(self, endpoint: str, login: str, now: float) -> bool: ...


@dataclass(frozen=True, eq=False)
class Accounts:
    """The people of one server: where they are kept, by what rules, and under which address they sign in."""

    store: Store
    public_url: str
    config: PeopleConfig = field(default_factory=PeopleConfig)
    providers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    passwords: Passwords = field(default_factory=Passwords)
    ehr: EhrAccounts | None = None
    web: Web = field(default_factory=Web)
    record: Record = unheard

    @property
    def host(self) -> str:
        """The name that passkeys are bound to."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def origin(self) -> str:
        """What a browser says that it is talking to."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def outside(self) -> Mapping[str, Provider]:
        """The outside providers, with what is remembered of each."""
        return {name: Provider(config, self.web) for name, config in self.providers.items()}

    @property
    def vault(self) -> Vault:
        """What encrypts the secrets of people."""
        return Vault(self.store.keys("people"))

    def tell(self, action: str, outcome: str, person: str = "", endpoint: str = "", *, by: str = "") -> None:
        """Something happened to a person's ways to sign in. No name, no login, no address, nothing that was typed."""
        self.record(AuthEvent(action, endpoint, outcome, person=person, by=by))
