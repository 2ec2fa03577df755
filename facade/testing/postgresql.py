"""A PostgreSQL server for tests of our own store, from wherever this machine can get one.

    with postgresql() as server, server.fresh_database() as url:
        Store.open(url)

In the order of `facade.testing.databases`: the server that FACADE_TEST_POSTGRESQL names (a SQLAlchemy URL of an
account that may create databases), a container, a private server from the binaries installed here.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from facade.testing.databases import NoDatabaseError, docker, docker_answers
from facade.testing.memory import in_memory

IMAGE = "postgres:15"
START_SECONDS = 60
ACCOUNT = "postgres"  # the server refuses to run as root; the packages make this account for it
PROGRAM_FOLDERS = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"))
# A test server shares its machine with others; what it loses in a crash nobody misses.
SMALL = ("shared_buffers=16MB", "max_connections=60", "fsync=off", "full_page_writes=off", "autovacuum=off")


@dataclass(frozen=True)
class PostgresServer:
    """A running server, by the URL of an account that may create databases."""

    url: URL

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of an empty database that goes when the block ends."""
        name = f"facade_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name}")
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE must be."""
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def postgresql() -> Iterator[PostgresServer]:
    """A server to test with."""
    address = os.environ.get("FACADE_TEST_POSTGRESQL")
    if address:
        yield PostgresServer(make_url(address))
    elif docker_answers():
        with _container() as server:
            yield server
    else:
        with private_postgresql() as server:
            yield server


@contextmanager
def _container() -> Iterator[PostgresServer]:
    password = secrets.token_hex(12)
    options = ("--detach", "--rm", "--env", f"POSTGRES_PASSWORD={password}", "--publish", "127.0.0.1::5432")
    container = docker("run", *options, IMAGE)
    try:
        host, _, port = docker("port", container, "5432/tcp").partition(":")
        url = URL.create("postgresql+psycopg", "postgres", password, host, int(port), "postgres")
        server = PostgresServer(url)
        _wait_for(server)
        yield server
    finally:
        docker("rm", "--force", container)


@contextmanager
def private_postgresql() -> Iterator[PostgresServer]:
    """A server of our own from the installed binaries; nobody but this account reaches its socket."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="facade-postgresql-", dir=in_memory()) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        _install(programs / "initdb", folder)
        process = _start(programs / "postgres", folder)
        try:
            server = PostgresServer(
                URL.create("postgresql+psycopg", "facade", database="postgres", query={"host": name})
            )
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast": does not wait for clients
            process.wait(timeout=START_SECONDS)


def _programs() -> Path:
    """The folder of the newest server here. Debian keeps it off everybody's PATH."""
    beside = shutil.which("initdb")
    found = [Path(beside).parent] if beside else []
    for folder in PROGRAM_FOLDERS:
        found += sorted((file.parent for file in folder.glob("*/bin/initdb")), key=_release, reverse=True)
    if not found:
        raise NoDatabaseError(
            "No PostgreSQL for tests: initdb is not installed (on Debian: postgresql),"
            " no Docker daemon answers, and FACADE_TEST_POSTGRESQL is not set."
        )
    return found[0]


def _release(programs: Path) -> tuple[int, str]:
    name = programs.parent.name
    return int("".join(filter(str.isdecimal, name)) or 0), name


def _as_account() -> dict[str, Any]:
    return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}


def _install(program: Path, folder: Path) -> None:
    options = ("--username=facade", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    done = subprocess.run(  # noqa: S603 our own words
        (str(program), *options, "--pgdata", str(folder / "data")),
        capture_output=True, text=True, check=False, cwd=folder, **_as_account(),
    )  # fmt: skip
    if done.returncode:
        raise NoDatabaseError(f"The private PostgreSQL could not be set up:\n{done.stdout}{done.stderr}")


def _start(program: Path, folder: Path) -> subprocess.Popen[bytes]:
    settings = ("listen_addresses=", f"unix_socket_directories={folder}", *SMALL)
    options = [word for setting in settings for word in ("-c", setting)]
    command = (str(program), "-D", str(folder / "data"), *options)
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_as_account())  # noqa: S603


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes] | None = None, log: Path | None = None) -> None:
    """Until the server answers, or is known to be dead."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.run("SELECT 1")
            return
        except OperationalError as error:
            dead = process is not None and process.poll() is not None
            if dead or time.monotonic() > deadline:
                said = log.read_text() if log else ""
                raise NoDatabaseError(f"The PostgreSQL server does not answer: {error.orig}\n{said}") from error
        time.sleep(0.05)
