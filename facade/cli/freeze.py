"""`facade freeze` and `facade thaw`: stop an app or a person at once, on all workers and machines, without a restart.

All tokens, refresh tokens, consents and sessions are gone for good: a thaw lets new ones be asked for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from facade.cli.serve import CONFIG
from facade.config import Config, load
from facade.store import Store

_ENDPOINT = click.option("--endpoint", help="The name of the one endpoint; without it, all.")


@click.group()
def freeze() -> None:
    """Stop an app or a person: what was issued is dead within a second."""


@click.group()
def thaw() -> None:
    """Let a frozen app or person begin anew."""


@freeze.command("app")
@CONFIG
@_ENDPOINT
@click.argument("id")
def freeze_app(file: Path, endpoint: str | None, id: str) -> None:
    """Stop an app, or a client of the configuration, by its client id."""
    with _opened(file) as (config, store):
        for name in _endpoints(config, store, endpoint, id):
            store.freezes.app(name, id, now=datetime.now(UTC))
            click.echo(f"frozen at {name}")


@thaw.command("app")
@CONFIG
@_ENDPOINT
@click.argument("id")
def thaw_app(file: Path, endpoint: str | None, id: str) -> None:
    """Let an app, or a client of the configuration, ask for tokens again."""
    with _opened(file) as (config, store):
        for name in _endpoints(config, store, endpoint, id):
            found = store.freezes.thaw_app(name, id, now=datetime.now(UTC))
            click.echo(f"thawed at {name}" if found else f"not frozen at {name}")


@freeze.command("user")
@CONFIG
@click.argument("login")
def freeze_user(file: Path, login: str) -> None:
    """Lock a person out, by login."""
    with _opened(file) as (_, store):
        store.freezes.person(_person(store, login), now=datetime.now(UTC))
        click.echo("frozen")


@thaw.command("user")
@CONFIG
@click.argument("login")
def thaw_user(file: Path, login: str) -> None:
    """Let a person sign in again, by login."""
    with _opened(file) as (_, store):
        found = store.freezes.thaw_person(_person(store, login), now=datetime.now(UTC))
        click.echo("thawed" if found else "not frozen")


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[tuple[Config, Store]]:
    config = load(file)
    with contextlib.closing(Store.open(config.server.store)) as store:
        yield config, store


def _endpoints(config: Config, store: Store, endpoint: str | None, id: str) -> list[str]:
    """Where the app is known: its name may be misspelt, and a switch that stops nobody must say so."""
    client = config.clients.get(id)
    configured = client.endpoints if client else frozenset()
    known = [name for name in config.endpoints if name in configured or store.apps.read(name, id) is not None]
    found = [name for name in known if endpoint in (None, name)]
    if not found:
        raise click.ClickException(f"No app {id} is known {f'at {endpoint}' if endpoint else 'here'}.")
    return found


def _person(store: Store, login: str) -> str:
    person = store.people.by_login(login)
    if person is None or person.status == "removed":
        raise click.ClickException(f"Nobody signs in as {login} here.")
    return person.id
