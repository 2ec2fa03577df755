"""The journal of the command line: what a command changed, and for whom the operating system ran it.

A line of JSON on stderr, where the server's log goes too, with decisions of the same form. Neither logins nor names
stand in it, but for the account that ran the command.
"""

from __future__ import annotations

import os
import pwd
from dataclasses import replace
from datetime import UTC, datetime

import click
import orjson

from facade.smart.events import AuthEvent


def actor() -> str:
    """The account of this machine that runs the command; behind `sudo`, the one that asked for it."""
    id = os.getuid()
    try:
        name = pwd.getpwuid(id).pw_name
    except KeyError:  # in a container an id may have no name
        name = str(id)
    return f"cli:{os.environ.get('SUDO_USER', name) if id == 0 else name}"


def record(event: AuthEvent) -> None:
    """Write one decision down."""
    line = {
        "decisions": [replace(event, by=event.by or actor())],
        "event": "command",
        "level": "info",
        "timestamp": datetime.now(UTC),
    }
    click.echo(orjson.dumps(line, option=orjson.OPT_UTC_Z), err=True)
