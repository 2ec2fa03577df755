"""Where tests get their MariaDB from."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from facade.testing import databases
from facade.testing.databases import NoDatabaseError, Server


def test_each_driver_has_its_url(mariadb_server: Server) -> None:
    for driver in databases.drivers():
        url = mariadb_server.url_for(driver, "d")
        assert url.startswith(f"mysql+{driver}://")
        assert mariadb_server.password in url
        assert ("driver=" in url) is (driver == "pyodbc")


def test_the_password_is_not_shown(mariadb_server: Server) -> None:
    assert mariadb_server.password not in repr(mariadb_server)


def test_a_fresh_database_has_its_collation_and_goes(mariadb_server: Server) -> None:
    with mariadb_server.fresh_database("latin1", "latin1_swedish_ci") as name:
        found = mariadb_server.run("SELECT @@collation_database", database=name)
        assert found == [("latin1_swedish_ci",)]
    assert mariadb_server.run(f"SHOW DATABASES LIKE '{name}'") == []


def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACADE_TEST_MARIADB", "mysql+pymysql://ci:secret@db.example:3307")
    with databases.mariadb() as server:
        assert server == Server("db.example", 3307, "ci", "secret", tls=True)


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.delenv("FACADE_TEST_MARIADB", raising=False)
    monkeypatch.setattr(databases, "PROGRAM_FOLDERS", ())
    monkeypatch.setattr(databases, "ODBC_FOLDERS", (str(tmp_path),))
    monkeypatch.setenv("PATH", str(tmp_path))
    databases.odbc_driver.cache_clear()
    yield
    databases.odbc_driver.cache_clear()


@pytest.mark.usefixtures("bare_machine")
def test_no_server_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(NoDatabaseError, match=r"mariadb-server.*FACADE_TEST_MARIADB"), databases.mariadb():
        pass


@pytest.mark.usefixtures("bare_machine")
def test_no_odbc_driver_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(NoDatabaseError, match="odbc-mariadb"):
        databases.odbc_driver()


def test_a_server_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(NoDatabaseError, match="unknown option '--no-such-option'"),
        databases.private_mariadb("--no-such-option"),
    ):
        pass


def test_a_port_that_is_taken_meanwhile_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    free = databases._free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        ports = iter([taken.getsockname()[1], free])
        monkeypatch.setattr(databases, "_free_port", lambda: next(ports))
        with databases.private_mariadb() as server:
            assert server.port == free
            assert server.run("SELECT 1") == [(1,)]


FAKE_DOCKER = """#!/bin/sh
echo "$*" >> "$0.log"
case "$1" in
info) exit {answers} ;;
run) echo 0123abcd ;;
port) echo {address} ;;
esac
"""


def install_docker(folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, answers: bool) -> Path:
    """A `docker` whose container is the server that runs already."""
    program = folder / "docker"
    program.write_text(FAKE_DOCKER.format(address=address, answers=0 if answers else 1))
    program.chmod(0o755)
    monkeypatch.delenv("FACADE_TEST_MARIADB", raising=False)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return folder / "docker.log"


def test_docker_runs_a_container_and_removes_it(
    mariadb_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = f"{mariadb_server.host}:{mariadb_server.port}"
    log = install_docker(tmp_path, monkeypatch, address, answers=True)
    monkeypatch.setattr(databases.secrets, "token_hex", lambda size: "chosen")
    mariadb_server.run("CREATE OR REPLACE USER root@'%' IDENTIFIED BY 'chosen'")
    with databases.mariadb() as server:
        assert server.run("SELECT USER() LIKE 'root@%'") == [(1,)]
        assert (server.host, server.port) == (mariadb_server.host, mariadb_server.port)
    mariadb_server.run("DROP USER root@'%'")
    calls = log.read_text().splitlines()
    run = "run --detach --rm --env MARIADB_ROOT_PASSWORD=chosen --publish 127.0.0.1::3306 mariadb:10.11"
    assert calls == ["info", run, "port 0123abcd 3306/tcp", "rm --force 0123abcd"]


def test_docker_without_a_daemon_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = install_docker(tmp_path, monkeypatch, "127.0.0.1:1", answers=False)
    with databases.mariadb() as server:
        assert server.user == "facade"
    assert log.read_text().splitlines() == ["info"]
