"""`facade demo --check`: the demo as its reader meets it. Started, asked what it tells to ask, stopped."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import click

from facade.cli import demo_launch
from facade.cli.demo_launch import Told
from facade.cli.demo_requests import Answering, Request, requests

_START_SECONDS = 60
_STOP_SECONDS = 40  # longer than the server waits for its own workers


def run(ready: Path, options: Sequence[str]) -> None:
    """Make the requests and print the answers; ClickException if anything is not as promised."""
    with _started(ready, options) as (endpoints, app):
        for request in requests(endpoints):
            click.echo(f"$ {request.curl}\n{_answer(request)}")
        click.echo("A launch of the sample app:")
        for step in demo_launch.steps(app):
            click.echo(f"  {step}")
    if ready.exists():
        raise click.ClickException(f"{ready} was not removed when the demo stopped.")


@contextmanager
def _started(ready: Path, options: Sequence[str]) -> Iterator[tuple[list[Answering], Told]]:
    command = [sys.executable, "-m", "facade.cli", "demo", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603  # ourselves
        try:
            yield _announced(server, ready)
        finally:
            server.terminate()
            status = server.wait(_STOP_SECONDS)
    if status != 0:
        raise click.ClickException(f"The demo stopped with status {status}.")


def _announced(server: subprocess.Popen[bytes], ready: Path) -> tuple[list[Answering], Told]:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if ready.exists():
            told = json.loads(ready.read_bytes())
            if told["pid"] != server.pid:
                raise click.ClickException(f"{ready} is another demo's.")
            return [Answering(**endpoint) for endpoint in told["endpoints"]], Told(**told["app"])
        time.sleep(0.1)
    raise click.ClickException("The demo did not start; see .demo/facade.log.")


def _answer(request: Request) -> str:
    """The text of a searchset with something in it."""
    sent = HttpRequest(request.url, headers={"Authorization": f"Bearer {request.token}"})  # noqa: S310  # our own URL
    try:
        with urlopen(sent, timeout=30) as response:  # noqa: S310
            text: str = response.read().decode()
    except URLError as error:
        raise click.ClickException(f"{request.url}: {error}") from error
    bundle = json.loads(text)
    if bundle.get("resourceType") != "Bundle" or not bundle.get("entry"):
        raise click.ClickException(f"No resources came back from {request.url}.")
    return text
