"""What clinic IT does with apps: the pages, the command line and dynamic registration all call this.

A secret is made here, told once and kept as a hash. What is registered is checked by facade.smart.app_form.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from facade.errors import Refused
from facade.smart import app_form
from facade.smart.client_auth import secret_hash
from facade.store import App, Store, new_token
from facade.store.apps import RegisteredBy, Status

_WITH_SECRET = frozenset({"client_secret_basic", "client_secret_post"})


@dataclass(frozen=True)
class Registered:
    """An app as it is stored now, and its new secret if it got one: nobody can be told it a second time."""

    app: App
    secret: str | None = field(default=None, repr=False)


def register(
    store: Store,
    endpoint: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
    by: RegisteredBy = "clinic",
    management: str | None = None,
) -> Registered:
    """A new app; app_form.Invalid if its values cannot be registered.

    `management` is the token with which its developer may manage it. What anyone registered waits for approval.
    """
    status: Status = "pending" if by == "anyone" else "active"
    empty = App(
        id=secrets.token_hex(16),  # a command line takes what begins with a hyphen for an option
        endpoint=endpoint,
        name="",
        auth_method="none",
        scope="",
        grant_types=(),
        registration_hash=None if management is None else secret_hash(management),
        registered_by=by,
        status=status,
    )
    return keep(store, app_form.checked(empty, values), now=now)


def change(store: Store, app: App, values: Mapping[str, Any], *, now: datetime) -> Registered:
    """The app with other values. Whoever may authenticate by a secret from now on and has none gets one.

    What it may see counts at once: its access tokens end, and at a refresh it gets what it may have by then.
    """
    changed = app_form.checked(app, values)
    kept = keep(store, changed, now=now)
    if _seen_by(changed) != _seen_by(app):
        store.tokens.revoke_app(app.endpoint, app.id)
    return kept


def _seen_by(app: App) -> tuple[object, ...]:
    return app.scope, app.permissions, app.masks, app.provider


def rotate_secret(store: Store, app: App, *, grace: timedelta, now: datetime) -> Registered:
    """A new secret; the one before stays good for the grace, and none before that."""
    if app.auth_method not in _WITH_SECRET:
        raise Refused(400, "value", "This app does not authenticate with a secret.")
    until = now + grace if grace > timedelta(0) else None
    old = app.secret_hash if until is not None else None
    rotated = replace(app, secret_hash=None, old_secret_hash=old, old_secret_until=until)
    return keep(store, rotated, now=now)


def remove(store: Store, endpoint: str, id: str) -> bool:
    """Forget the app and all that was issued to it; False if there is no such app."""
    found = store.apps.remove(endpoint, id)
    store.families.revoke_app(endpoint, id)
    return found


def initial_token(store: Store, endpoint: str, *, uses: int, lifetime: timedelta, now: datetime) -> str:
    """The text of a token that lets a developer register as many apps as it has uses."""
    token = new_token()
    store.initial_tokens.keep(token, endpoint=endpoint, uses=uses, expires=now + lifetime, now=now)
    return token


def keep(store: Store, app: App, *, now: datetime) -> Registered:
    """Store an app whose values were checked; it has a secret exactly if it authenticates by one."""
    secret = None
    if app.auth_method not in _WITH_SECRET:
        app = replace(app, secret_hash=None, old_secret_hash=None, old_secret_until=None)
    elif app.secret_hash is None:
        secret = new_token()
        app = replace(app, secret_hash=secret_hash(secret))
    return Registered(store.apps.keep(app, now=now), secret)
