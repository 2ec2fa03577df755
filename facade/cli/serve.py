"""`facade serve`: how a clinic runs it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from facade import app
from facade.cli import logs, server
from facade.config import load

CONFIG = click.option(
    "--config",
    "file",
    required=True,
    envvar="FACADE_CONFIG",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The configuration file.",
)
PORT = click.option("--port", default=8000, envvar="FACADE_PORT", show_default=True, type=click.IntRange(1, 65535))


@click.command()
@CONFIG
@PORT
@click.option("--host", default="127.0.0.1", envvar="FACADE_HOST", show_default=True, help="The address to listen on.")
@click.option("--workers", default=2, envvar="FACADE_WORKERS", show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads of each worker.")
def serve(file: Path, port: int, host: str, workers: int, threads: int) -> None:
    """Serve the endpoints of a configuration. TLS is spoken by a proxy in front, or here with [server.tls]."""
    logs.to(sys.stderr, for_good=True)
    config = load(file)
    facade = app.create(config)
    read_seconds = config.server.limits.read_seconds
    server.run(facade, server.Serving(host, port, workers, threads, config.server.tls, read_seconds))
