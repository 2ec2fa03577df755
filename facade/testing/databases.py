"""A MariaDB server for tests, from wherever this machine can get one, and the drivers to reach it.

    with mariadb() as server:
        with server.fresh_database() as name:
            url = server.url_for("pymysql", name)

In this order: the server that FACADE_TEST_MARIADB names (a SQLAlchemy URL of an account that may create
databases), a container when Docker is here and its daemon answers, a private server from the binaries installed here.
Nothing is skipped when there is none: a clear error says what to install.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import pymysql
from sqlalchemy import URL, make_url

from facade.testing.memory import in_memory

IMAGE = "mariadb:10.11"
START_SECONDS = 60
PORTS_TO_TRY = 3
PROGRAM_FOLDERS = ("/usr/sbin", "/usr/local/sbin")  # where servers are, though not on everybody's PATH
ODBC_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib")
ODBC_FILES = ("libmaodbc.*", "*/libmaodbc.*", "*/odbc/libmaodbc.*")
# A test server shares its machine with others; what it loses in a crash nobody misses.
SMALL = (
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=8M",
    "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=1M",
    "--performance-schema=OFF",
    "--skip-log-bin",
    "--max-connections=60",
    "--innodb-flush-method=nosync",
    "--skip-innodb-doublewrite",
    "--sync-frm=OFF",
)


class NoDatabaseError(RuntimeError):
    """There is no server or driver to test with here; the text says how to get one."""


@dataclass(frozen=True)
class Server:
    """A running server and an account on it that may do everything. `tls`: it may ask for it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool = False

    def url_for(self, driver: str, database: str = "") -> str:
        """The SQLAlchemy URL for `pymysql`, `mysqldb` or `pyodbc`."""
        query = {"driver": odbc_driver()} if driver == "pyodbc" else {}
        url = URL.create(f"mysql+{driver}", self.user, self.password, self.host, self.port, database or None, query)
        return url.render_as_string(hide_password=False)

    def create_database(self, name: str, charset: str = "utf8mb4", collation: str = "utf8mb4_general_ci") -> None:
        """Make an empty database."""
        self.run(f"CREATE DATABASE `{name}` CHARACTER SET {charset} COLLATE {collation}")

    def drop_database(self, name: str) -> None:
        """Remove a database with all that is in it."""
        self.run(f"DROP DATABASE IF EXISTS `{name}`")

    @contextmanager
    def fresh_database(self, charset: str = "utf8mb4", collation: str = "utf8mb4_general_ci") -> Iterator[str]:
        """The name of an empty database that goes when the block ends."""
        name = f"facade_{secrets.token_hex(6)}"
        self.create_database(name, charset, collation)
        try:
            yield name
        finally:
            self.drop_database(name)

    def run(self, *statements: str, database: str | None = None, sql_mode: str | None = None) -> list[Any]:
        """Run statements as the EHR would, each committed; the rows of the last one."""
        connection = pymysql.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password,
            database=database,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=5,
            sql_mode=sql_mode,
            ssl_disabled=not self.tls,  # else each connection reads every certificate of the machine first
        )
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())


@cache
def odbc_driver() -> str:
    """The file of the MariaDB ODBC driver."""
    for folder in map(Path, ODBC_FOLDERS):
        for pattern in ODBC_FILES:
            found = sorted(folder.glob(pattern))
            if found:
                return str(found[0])
    raise NoDatabaseError("No MariaDB ODBC driver (libmaodbc) is here; on Debian install odbc-mariadb, unixodbc.")


def drivers() -> tuple[str, ...]:
    """The drivers to test with; mysqlclient is an optional extra, the other two are not."""
    optional = ("mysqldb",) if importlib.util.find_spec("MySQLdb") else ()
    return ("pymysql", *optional, "pyodbc")


@contextmanager
def mariadb() -> Iterator[Server]:
    """A server to test with."""
    address = os.environ.get("FACADE_TEST_MARIADB")
    if address:
        yield _named(address)
    elif docker_answers():
        with _container() as server:
            yield server
    else:
        with private_mariadb(folder=in_memory()) as server:
            yield server


def _named(address: str) -> Server:
    url = make_url(address)
    return Server(url.host or "127.0.0.1", url.port or 3306, url.username or "root", str(url.password or ""), tls=True)


def docker_answers() -> bool:
    """Whether containers can be had here."""
    program = shutil.which("docker")
    return program is not None and _run(program, "info").returncode == 0


@contextmanager
def _container() -> Iterator[Server]:
    password = secrets.token_hex(12)
    options = ("--detach", "--rm", "--env", f"MARIADB_ROOT_PASSWORD={password}", "--publish", "127.0.0.1::3306")
    container = docker("run", *options, IMAGE)
    try:
        host, _, port = docker("port", container, "3306/tcp").partition(":")
        server = Server(host, int(port), "root", password)
        _wait_for(server, lambda: "")
        yield server
    finally:
        docker("rm", "--force", container)


def docker(*arguments: str) -> str:
    """What the docker command says."""
    done = _run("docker", *arguments)
    if done.returncode:
        raise NoDatabaseError(f"docker {arguments[0]} failed: {done.stderr}")
    return done.stdout.strip()


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our own words


@contextmanager
def private_mariadb(*arguments: str, folder: str | None = None) -> Iterator[Server]:
    """A server of our own from the installed binaries, on a free port of this machine, with its data in `folder`."""
    install, daemon = _program("mariadb-install-db", "mysql_install_db"), _program("mariadbd", "mysqld")
    with tempfile.TemporaryDirectory(prefix="facade-mariadb-", dir=folder) as name:
        _install(install, Path(name))
        process, server = _started((daemon, *SMALL, *arguments), Path(name))
        try:
            yield server
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _started(command: Sequence[str], folder: Path) -> tuple[subprocess.Popen[bytes], Server]:
    """The server once it answers; another port is tried when someone else was faster to take the first."""
    for more in range(PORTS_TO_TRY - 1, -1, -1):
        server = Server("127.0.0.1", _free_port(), "facade", secrets.token_hex(12))
        process = _start(command, folder, server)
        try:
            _wait_for(server, partial(_last_words, process, folder))
        except NoDatabaseError as error:
            process.kill()
            process.wait()
            if not more or "already in use" not in str(error):
                raise
        else:
            return process, server
    raise AssertionError("the last attempt returns or raises")


def _last_words(process: subprocess.Popen[bytes], folder: Path) -> str:
    return "" if process.poll() is None else (folder / "log").read_text()


def _program(*names: str) -> str:
    places = os.pathsep.join((os.environ.get("PATH", ""), *PROGRAM_FOLDERS))
    for name in names:
        found = shutil.which(name, path=places)
        if found:
            return found
    raise NoDatabaseError(
        f"No MariaDB for tests: {names[0]} is not installed (on Debian: mariadb-server),"
        " no Docker daemon answers, and FACADE_TEST_MARIADB is not set."
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_me() -> tuple[str, ...]:
    """The server refuses to run as root unless it is told to."""
    return ("--user=root",) if os.geteuid() == 0 else ()


def _install(program: str, folder: Path) -> None:
    # A starting server clears its folder of temporary tables: in a shared one, those of another server too.
    files = (
        f"--datadir={folder / 'data'}",
        f"--tmpdir={folder}",
        "--auth-root-authentication-method=socket",
        "--skip-test-db",
    )
    done = _run(program, "--no-defaults", *_as_me(), *files, "--innodb-log-file-size=8M")
    if done.returncode:
        raise NoDatabaseError(f"The private MariaDB could not be set up:\n{done.stdout}{done.stderr}")


def _start(command: Sequence[str], folder: Path, server: Server) -> subprocess.Popen[bytes]:
    account = f"'{server.user}'@'%'"
    first = folder / "first.sql"
    first.write_text(
        f"CREATE OR REPLACE USER {account} IDENTIFIED BY '{server.password}';\n"
        f"GRANT ALL ON *.* TO {account} WITH GRANT OPTION;\n"
    )
    program, *options = command
    arguments = (
        program,
        "--no-defaults",
        *_as_me(),
        f"--datadir={folder / 'data'}",
        f"--tmpdir={folder}",
        f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}",
        f"--bind-address={server.host}",
        f"--port={server.port}",
        f"--init-file={first}",
        "--skip-name-resolve",
        *options,
    )
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(arguments, stdout=log, stderr=log)  # noqa: S603 our own words


def _wait_for(server: Server, ended: Callable[[], str]) -> None:
    """Until the server answers; `ended` gives the server's last words once it runs no more."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.run("SELECT 1")
            return
        except pymysql.err.OperationalError as error:
            if ended() or time.monotonic() > deadline:
                text = f"The MariaDB server for tests does not answer: {error}\n{ended()}"
                raise NoDatabaseError(text) from error
        time.sleep(0.05)
