"""All apps of an endpoint, asked in one place: those in the store and the clients of the configuration.

A client of the configuration is a backend service: it signs with the keys of its file and signs nobody in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from facade.access.clients import CLIENT_ID, Client
from facade.store import App, Store
from facade.store.apps import Status
from facade.store.recent import Recent


class Registry:
    """Who may be known at which endpoint. The configuration comes first: what stands there cannot be replaced."""

    def __init__(self, clients: Mapping[str, Client], store: Store) -> None:
        self._clients, self._store = clients, store
        self._origins: Recent[str, frozenset[str]] = Recent()

    def app(self, endpoint: str, client_id: str) -> App | None:
        """The app, whatever its status; its `is_active` is asked before it may do anything."""
        client = self._clients.get(client_id)
        if client is not None and endpoint in client.endpoints:
            return self._configured(client, endpoint)
        if not CLIENT_ID.fullmatch(client_id):  # not every text can be asked of a database
            return None
        return self._store.apps.find(endpoint, client_id)

    def is_configured(self, endpoint: str, client_id: str) -> bool:
        """Whether the app stands in the configuration, where no page can change it."""
        client = self._clients.get(client_id)
        return client is not None and endpoint in client.endpoints

    def origins(self, endpoint: str) -> frozenset[str]:
        """The origins from which pages of the endpoint's active apps may ask."""
        return self._origins.get(endpoint, lambda: self._read_origins(endpoint)) or frozenset()

    def _read_origins(self, endpoint: str) -> frozenset[str]:
        return frozenset(origin for app in self._store.apps.of(endpoint) if app.is_active for origin in app.origins)

    def of(self, endpoint: str) -> list[App]:
        """All apps of an endpoint by name."""
        configured = [
            self._configured(client, endpoint) for client in self._clients.values() if endpoint in client.endpoints
        ]
        found = [app for app in self._store.apps.of(endpoint) if not self.is_configured(endpoint, app.id)]
        return sorted([*configured, *found], key=lambda app: (app.name.casefold(), app.id))

    def _configured(self, client: Client, endpoint: str) -> App:
        return _configured(client, endpoint, "frozen" if self._store.freezes.holds(endpoint, client.id) else "active")


@lru_cache(maxsize=256)
def _configured(client: Client, endpoint: str, status: Status) -> App:
    return App(
        id=client.id,
        endpoint=endpoint,
        name=client.id,
        auth_method="private_key_jwt",
        scope=client.scope,
        grant_types=("client_credentials",),
        jwks=client.jwks,
        provider=client.provider,
        permissions=client.permissions,
        masks=client.masks,
        ip_allow=client.ip_allow,
        status=status,
    )
