"""`facade keys`: the keys that this server signs id tokens with."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import click

from facade.cli import journal
from facade.cli.serve import CONFIG
from facade.config import load
from facade.smart import id_token
from facade.smart.events import AuthEvent
from facade.store import Store


@click.group()
def keys() -> None:
    """The keys that id tokens are signed with."""


@keys.command()
@CONFIG
def rotate(file: Path) -> None:
    """Sign with a new key from now on; the old one stays published while anything signed with it is good."""
    with contextlib.closing(Store.open(load(file).server.store)) as store:
        store.keys("signing")
        store.rotate("signing")
        journal.record(AuthEvent("key", "", "rotated"))
        published = id_token.published(store, now=datetime.now(UTC))["keys"]
        click.echo(f"signing with {published[0]['kid']}; {len(published)} keys are published")
