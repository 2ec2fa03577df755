"""`facade token`: tokens made by hand, for the demo and for tests. Off unless the configuration is marked as demo."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from facade import app
from facade.access import issued
from facade.access.grant import Grant
from facade.app import Facade
from facade.cli.serve import CONFIG
from facade.config import load
from facade.interactions.charts import head_of
from facade.interactions.context import Endpoint

CLIENT = "issued-by-hand"


@click.group()
def token() -> None:
    """Tokens made by hand."""


@token.command()
@CONFIG
@click.option("--endpoint", required=True, help="The name of the endpoint that the token is for.")
@click.option("--scope", required=True, help="user and patient scopes, such as 'user/*.rs'.")
@click.option("--patient", help="The id of the patient that patient scopes are about.")
@click.option("--fhir-user", help="The practitioner that user scopes are for, such as Practitioner/101.")
@click.option("--provider", help="The EHR's provider that writes are entered under.")
@click.option("--hours", default=24.0, show_default=True, type=click.FloatRange(0, 24, min_open=True))
def issue(
    file: Path,
    endpoint: str,
    scope: str,
    patient: str | None,
    fhir_user: str | None,
    provider: str | None,
    hours: float,
) -> None:
    """Print a new access token."""
    config = load(file)
    if endpoint not in config.endpoints:
        raise click.ClickException(f"No such endpoint; the file has: {', '.join(sorted(config.endpoints))}.")
    grant = Grant(CLIENT, endpoint, tuple(scope.split()), patient=patient, user=fhir_user, provider=provider)
    with contextlib.closing(app.create(config)) as facade:
        click.echo(make(facade, grant, allowed=config.server.demo, lifetime=timedelta(hours=hours)))


def make(facade: Facade, grant: Grant, *, allowed: bool, lifetime: timedelta = issued.LONGEST) -> str:
    """The text of a token, valid in every process that shares the store."""
    aliases = {} if grant.patient is None else _heads(facade.endpoints[grant.endpoint], grant.patient)
    return issued.issue(
        grant, store=facade.store, allowed=allowed, now=datetime.now(UTC), lifetime=lifetime, aliases=aliases
    )


def _heads(endpoint: Endpoint, patient: str) -> Mapping[str, str]:
    """The patient that the EHR merged this one into, if it did."""
    return {patient: head_of(endpoint.source.fresh(), patient)}
