"""The commands together, and how their mistakes are told: one line each on stderr, status 1, no traceback."""

from __future__ import annotations

from typing import Any

import click

from facade.cli.adapter import adapter
from facade.cli.app import app
from facade.cli.demo import demo
from facade.cli.demo_clinic import demo_clinic
from facade.cli.keys import keys
from facade.cli.serve import serve
from facade.cli.token import token
from facade.cli.user import user
from facade.cli.writes import writes
from facade.errors import DeclarationError, Refused
from facade.sources import SourceFault


class _Group(click.Group):
    """Shows our own errors as messages."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (DeclarationError, Refused, SourceFault) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.version_option(package_name="fhir-facade")
def main() -> None:
    """A FHIR R4 interface over the databases of existing EHR systems."""


for command in (adapter, app, demo, demo_clinic, keys, serve, token, user, writes):
    main.add_command(command)
