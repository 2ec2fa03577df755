"""`facade app`: the apps of each endpoint. What clinic IT does on the page for apps, also for scripts."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from facade.access.clients import CLIENT_ID, PERMISSIONS
from facade.app import configured_clients
from facade.cli import journal
from facade.cli.serve import CONFIG
from facade.config import Config, load
from facade.fhir import json as strict_json
from facade.smart import app_form
from facade.smart.app_administration import AppAdministration
from facade.smart.registration import Registered
from facade.smart.registry import Registry
from facade.store import App, Store

_ENDPOINT = click.option("--endpoint", required=True, help="The name of the endpoint.")
_WHERE = click.option("--endpoint", help="The name of the one endpoint; without it, all.")
_ID = click.argument("id")
_METHOD = "How it authenticates; without it, none for an app of people, private_key_jwt for a backend service."
_MASK = "Elements that the app may neither see nor search, such as Patient=telecom,address.line."
_FIELDS = (
    click.option("--name", help="What people see."),
    click.option("--publisher", help="Who makes the app, as people see it."),
    click.option("--method", "auth_method", type=click.Choice(app_form.METHODS), help=_METHOD),
    click.option("--grant", "grant_types", multiple=True, type=click.Choice(app_form.GRANT_TYPES)),
    click.option("--scope", help="What it may ask for at most, such as 'launch openid patient/*.rs'."),
    click.option("--redirect-uri", "redirect_uris", multiple=True, help="Where people come back to; may be repeated."),
    click.option("--launch-url", help="Where the app is opened from the health record."),
    click.option("--origin", "origins", multiple=True, help="Whose pages may ask; without it, the redirect URIs'."),
    click.option("--jwks-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its public keys."),
    click.option("--jwks-url", help="Where its public keys are published."),
    click.option("--logo", "logo_uri", help="The address of its logo."),
    click.option("--policy", "policy_uri", help="The address of its privacy policy."),
    click.option("--terms", "tos_uri", help="The address of its terms of service."),
    click.option("--provider", help="The EHR's provider that a backend service writes as."),
    click.option("--permission", "permissions", multiple=True, type=click.Choice(sorted(PERMISSIONS))),
    click.option("--mask", "masks", multiple=True, help=_MASK),
    click.option("--network", "ip_allow", multiple=True, help="A network that it may come from; none: from anywhere."),
    click.option("--skip-login/--ask-login", default=None, help="A launch from the EHR asks for no second sign-in."),
    click.option("--consent-once/--ask-consent", default=None, help="A consent that was given is not asked again."),
)


def _fields(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@click.group()
def app() -> None:
    """The apps that may ask people for access, and the backend services."""


@app.command()
@CONFIG
@_ENDPOINT
@_fields
def add(file: Path, endpoint: str, **options: Any) -> None:
    """Register an app; print its client id and, once and never again, its secret."""
    values = _values(options)
    values.setdefault("auth_method", "none" if "redirect_uris" in values else "private_key_jwt")
    people = ["authorization_code", "refresh_token"]
    values.setdefault("grant_types", people if "redirect_uris" in values else ["client_credentials"])
    with _opened(file, endpoint) as (_config, store), _explained():
        _tell(_administration(store).register(endpoint, values))


@app.command()
@CONFIG
@_ENDPOINT
@_ID
@_fields
def change(file: Path, endpoint: str, id: str, **options: Any) -> None:
    """Change what is registered of an app; what is not named stays."""
    with _opened(file, endpoint) as (_config, store), _explained():
        found, values = _stored(store, endpoint, id), _values(options)
        before = app_form.values_of(found)
        if "redirect_uris" in values:
            before["origins"] = None  # those of the new addresses, unless others are named
        if values.keys() & {"jwks", "jwks_url"}:
            before |= {"jwks": None, "jwks_url": None}
        _tell(_administration(store).change(found, before | values))


@app.command("list")
@CONFIG
@click.option("--endpoint", help="The name of one endpoint; without it, all.")
def list_(file: Path, endpoint: str | None) -> None:
    """List the apps: endpoint, client id, status, name."""
    with _opened(file, endpoint) as (config, store):
        for name in config.endpoints if endpoint is None else [endpoint]:
            for found in _registry(config, store).of(name):
                click.echo(f"{name}  {found.id}  {found.status}  {found.name}")


@app.command()
@CONFIG
@_ENDPOINT
@_ID
def show(file: Path, endpoint: str, id: str) -> None:
    """Print what is registered of an app, as JSON and without its secret."""
    with _opened(file, endpoint) as (config, store):
        found = _registry(config, store).app(endpoint, id)
        if found is None:
            raise _unknown(endpoint, id)
        said = {"id": id, "status": found.status, "registered_by": found.registered_by, **app_form.values_of(found)}
        times = {"created": found.created, "changed": found.changed, "old_secret_until": found.old_secret_until}
        said |= {name: moment.isoformat() for name, moment in times.items() if moment is not None}
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))


@app.command()
@CONFIG
@_ENDPOINT
@_ID
def approve(file: Path, endpoint: str, id: str) -> None:
    """Let an app begin that its developer registered."""
    with _opened(file, endpoint) as (_config, store):
        _stored(store, endpoint, id)
        click.echo("approved" if _administration(store).approve(endpoint, id) else "did not wait for approval")


@app.command("rotate-secret")
@CONFIG
@_ENDPOINT
@_ID
@click.option("--now", "at_once", is_flag=True, help="The secret before it is worth nothing from now on.")
def rotate_secret(file: Path, endpoint: str, id: str, at_once: bool) -> None:
    """Print a new secret; the one before stays good for the time that the configuration says."""
    with _opened(file, endpoint) as (config, store):
        hours = 0 if at_once else config.endpoints[endpoint].registration.rotation_hours
        found = _stored(store, endpoint, id)
        made = _administration(store).rotate_secret(found, grace=timedelta(hours=hours))
        _tell(made)
        if made.app.old_secret_until is not None:
            click.echo(f"the secret before it is good until {made.app.old_secret_until:%Y-%m-%d %H:%M} UTC")


@app.command()
@CONFIG
@_ENDPOINT
@_ID
def remove(file: Path, endpoint: str, id: str) -> None:
    """Forget an app, and end all that people allowed it."""
    with _opened(file, endpoint) as (_config, store):
        _stored(store, endpoint, id)
        _administration(store).remove(endpoint, id)
        click.echo("removed")


@app.command("initial-token")
@CONFIG
@_ENDPOINT
@click.option("--uses", default=1, show_default=True, type=click.IntRange(1, 100), help="How many apps it registers.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 90), help="How long it is good.")
def initial_token(file: Path, endpoint: str, uses: int, days: int) -> None:
    """Print a token with which a developer registers apps without anybody's help."""
    with _opened(file, endpoint) as (config, store):
        if config.endpoints[endpoint].registration.mode != "initial-token":
            raise click.ClickException(
                f'The configuration of {endpoint} does not say registration.mode = "initial-token".'
            )
        lifetime = timedelta(days=days)
        click.echo(_administration(store).initial_token(endpoint, uses=uses, lifetime=lifetime))


@app.command()
@CONFIG
@_WHERE
@_ID
def freeze(file: Path, endpoint: str | None, id: str) -> None:
    """Stop an app, or a client of the configuration: what was issued to it is dead within a second."""
    with _opened(file, endpoint) as (config, store):
        for name in _endpoints(config, store, endpoint, id):
            _administration(store).freeze(name, id)
            click.echo(f"frozen at {name}")


@app.command()
@CONFIG
@_WHERE
@_ID
def thaw(file: Path, endpoint: str | None, id: str) -> None:
    """Let a frozen app, or client of the configuration, ask for tokens again."""
    with _opened(file, endpoint) as (config, store):
        for name in _endpoints(config, store, endpoint, id):
            found = _administration(store).thaw(name, id)
            click.echo(f"thawed at {name}" if found else f"not frozen at {name}")


def _values(options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were named."""
    found: dict[str, Any] = {name: value for name, value in options.items() if value not in (None, ())}
    found |= {name: list(value) for name, value in found.items() if isinstance(value, tuple)}
    if "jwks_file" in found:
        found["jwks"] = strict_json.loads(found.pop("jwks_file").read_bytes())
    if "masks" in found:
        pairs = [text.partition("=") for text in found["masks"]]
        found["masks"] = {type: paths.split(",") for type, _, paths in pairs}
    return found


@contextlib.contextmanager
def _opened(file: Path, endpoint: str | None) -> Iterator[tuple[Config, Store]]:
    config = load(file)
    if endpoint is not None and endpoint not in config.endpoints:
        raise click.ClickException(f"No such endpoint; the file has: {', '.join(sorted(config.endpoints))}.")
    with contextlib.closing(Store.open(config.server.store)) as store:
        yield config, store


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except app_form.Invalid as invalid:
        lines = [f"{field}: {app_form.MESSAGES[key]}" for field, key in invalid.problems]
        raise click.ClickException("\n".join(lines)) from None


def _administration(store: Store) -> AppAdministration:
    return AppAdministration(store, journal.record, _now())


def _endpoints(config: Config, store: Store, endpoint: str | None, id: str) -> list[str]:
    """Where the app is known: its name may be misspelt, and a switch that stops nobody must say so.

    The keys of the configuration are not looked at: what is wrong with them must not keep the switch from working.
    """
    client = config.clients.get(id)
    configured = client.endpoints if client else frozenset()
    names = config.endpoints if endpoint is None else [endpoint]
    found = [name for name in names if name in configured or _read(store, name, id) is not None]
    if not found:
        raise click.ClickException(f"No app {id} is registered {f'at {endpoint}' if endpoint else 'here'}.")
    return found


def _registry(config: Config, store: Store) -> Registry:
    return Registry(configured_clients(config), store)


def _stored(store: Store, endpoint: str, id: str) -> App:
    found = _read(store, endpoint, id)
    if found is None:
        raise _unknown(endpoint, id)
    return found


def _read(store: Store, endpoint: str, id: str) -> App | None:
    """An app of the store; not every text of a terminal can be asked of a database."""
    return store.apps.read(endpoint, id) if CLIENT_ID.fullmatch(id) else None


def _unknown(endpoint: str, id: str) -> click.ClickException:
    return click.ClickException(f"No app {id} is registered at {endpoint}.")


def _tell(made: Registered) -> None:
    click.echo(f"client id: {made.app.id}")
    if made.secret is not None:
        click.echo(f"client secret, shown only now: {made.secret}")


def _now() -> datetime:
    return datetime.now(UTC)
