"""Registered apps: each belongs to one endpoint, and its secrets are known to us only by their hashes.

What was checked before (facade.smart.registration) is kept as it is. An app that somebody else changed in the
meantime is not overwritten: `keep` compares the moment of the last change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from facade.errors import Refused
from facade.store.database import Database
from facade.store.recent import Recent
from facade.store.schema import app as table

AuthMethod = Literal["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
Status = Literal["active", "pending", "frozen"]
RegisteredBy = Literal["clinic", "token", "anyone"]

_COLUMNS = frozenset({"id", "endpoint", "status", "created", "changed"})
_BY_ID = select(table).where(table.c.endpoint == bindparam("of"), table.c.id == bindparam("key"))


@dataclass(frozen=True)
class App:
    """One app at one endpoint.

    `secret_hash` and `old_secret_hash` are SHA-256 of random secrets, the old one good until `old_secret_until`;
    `registration_hash` is that of the token with which its developer manages it, if `registered_by` is a developer:
    one with an initial token, or anyone. Only an `active` app may do anything: `pending` waits for the clinic's
    approval, `frozen` was stopped (store.freezes).
    """

    id: str
    endpoint: str
    name: str
    auth_method: AuthMethod
    scope: str
    grant_types: tuple[str, ...]
    redirect_uris: tuple[str, ...] = ()
    launch_url: str | None = None
    origins: tuple[str, ...] = ()
    jwks: Mapping[str, Any] | None = field(default=None, hash=False, repr=False)
    jwks_url: str | None = None
    secret_hash: str | None = field(default=None, repr=False)
    old_secret_hash: str | None = field(default=None, repr=False)
    old_secret_until: datetime | None = None
    registration_hash: str | None = field(default=None, repr=False)
    publisher: str = ""
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None
    provider: str | None = None  # the EHR's provider number under which a backend service writes
    permissions: frozenset[str] = frozenset()
    masks: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    skip_login: bool = False
    consent_once: bool = False
    ip_allow: tuple[str, ...] = ()
    status: Status = "active"
    registered_by: RegisteredBy = "clinic"
    created: datetime | None = None
    changed: datetime | None = None

    @property
    def is_public(self) -> bool:
        """Whether the app cannot keep a secret."""
        return self.auth_method == "none"

    @property
    def is_active(self) -> bool:
        """Whether the app may do anything at all."""
        return self.status == "active"


class Apps:
    """The apps of one store. `find` may be a second old, so a change reaches all workers within that."""

    def __init__(self, database: Database, recent: Recent[tuple[str, str], App] | None = None) -> None:
        self._database = database
        self._recent = Recent() if recent is None else recent

    def find(self, endpoint: str, id: str) -> App | None:
        """The app, whatever its status."""
        return self._recent.get((endpoint, id), lambda: self.read(endpoint, id))

    def read(self, endpoint: str, id: str) -> App | None:
        """The app as it stands now: what a change starts from."""
        with self._database.reading() as connection:
            row = connection.execute(_BY_ID, {"of": endpoint, "key": id}).one_or_none()
        return None if row is None else _app(row)

    def of(self, endpoint: str) -> list[App]:
        """All apps of an endpoint by name."""
        query = select(table).where(table.c.endpoint == endpoint)
        with self._database.reading() as connection:
            found = [_app(row) for row in connection.execute(query)]
        return sorted(found, key=lambda app: (app.name.casefold(), app.id))

    def waiting(self, endpoint: str) -> int:
        """How many apps of an endpoint wait for approval."""
        query = select(func.count()).where(table.c.endpoint == endpoint, table.c.status == "pending")
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def keep(self, app: App, *, now: datetime) -> App:
        """Store a new app (one without `created`) or a changed one; the app as it is stored from now on."""
        stored = replace(app, created=app.created or now, changed=now)
        if not (self._insert(stored) if app.created is None else self._update(app, stored)):
            raise Refused(409, "conflict", "Somebody else changed this app; look at it again.")
        self._recent.forget((app.endpoint, app.id))
        return stored

    def approve(self, endpoint: str, id: str, *, now: datetime) -> bool:
        """Let an app begin that waited for it; False if none did."""
        waiting = (table.c.endpoint == endpoint, table.c.id == id, table.c.status == "pending")
        with self._database.writing() as connection:
            found = connection.execute(update(table).where(*waiting).values(status="active", changed=now)).rowcount == 1
        self._recent.forget((endpoint, id))
        return found

    def remove(self, endpoint: str, id: str) -> bool:
        """Forget the app; False if there is no such app."""
        query = delete(table).where(table.c.endpoint == endpoint, table.c.id == id)
        with self._database.writing() as connection:
            found = connection.execute(query).rowcount == 1
        self._recent.forget((endpoint, id))
        return found

    def _insert(self, app: App) -> bool:
        try:
            with self._database.writing() as connection:
                connection.execute(insert(table), _row(app))
        except IntegrityError:
            return False
        return True

    def _update(self, before: App, app: App) -> bool:
        same = (table.c.endpoint == app.endpoint, table.c.id == app.id, table.c.changed == before.changed)
        with self._database.writing() as connection:
            return connection.execute(update(table).where(*same).values(_row(app))).rowcount == 1


def _row(app: App) -> dict[str, Any]:
    values = {item.name: getattr(app, item.name) for item in fields(App)}
    until = app.old_secret_until
    content = {name: value for name, value in values.items() if name not in _COLUMNS} | {
        "old_secret_until": None if until is None else until.isoformat(),
        "permissions": sorted(app.permissions),
        "masks": {type: sorted(paths) for type, paths in app.masks.items()},
    }
    return {name: values[name] for name in _COLUMNS} | {"content": json.dumps(content, sort_keys=True)}


def _app(row: Row[Any]) -> App:
    content = json.loads(row.content)
    until = content["old_secret_until"]
    lists = {name: tuple(content[name]) for name in ("grant_types", "redirect_uris", "origins", "ip_allow")}
    return App(
        **content
        | lists
        | {name: getattr(row, name) for name in _COLUMNS}
        | {
            "old_secret_until": None if until is None else datetime.fromisoformat(until),
            "permissions": frozenset(content["permissions"]),
            "masks": {type: frozenset(paths) for type, paths in content["masks"].items()},
        }
    )
