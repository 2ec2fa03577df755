"""`facade writes`: stop all writing to the clinics' databases at once, without a restart, and allow it again."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import click

from facade.cli.serve import CONFIG
from facade.config import load
from facade.store import Store


@click.group()
def writes() -> None:
    """Stop or allow writing while the server runs."""


@writes.command()
@CONFIG
def stop(file: Path) -> None:
    """Refuse every write from now on, on all endpoints and workers."""
    _turn(file, on=True)


@writes.command()
@CONFIG
def allow(file: Path) -> None:
    """Take the stop back; what the configuration turns on may be written again."""
    _turn(file, on=False)


@writes.command()
@CONFIG
def status(file: Path) -> None:
    """Say whether writing is stopped."""
    with contextlib.closing(Store.open(load(file).server.store)) as store:
        click.echo("stopped" if store.switches.is_on("writes-stopped") else "allowed")


def _turn(file: Path, *, on: bool) -> None:
    with contextlib.closing(Store.open(load(file).server.store)) as store:
        store.switches.turn("writes-stopped", on=on, now=datetime.now(UTC))
    click.echo("stopped" if on else "allowed")
