"""Where the tests' PostgreSQL comes from: the environment's, a container, or a private server; never from nowhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from sqlalchemy import make_url

from facade.testing import postgresql as module
from facade.testing.databases import NoDatabaseError
from facade.testing.postgresql import PostgresServer, postgresql

FAKE_DOCKER = """#!/bin/sh
echo "$*" >> "$0.log"
case "$1" in
info) exit {info} ;;
run) echo 0123abcd ;;
port) echo 127.0.0.1:5432 ;;
esac
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """Puts a `docker` on the PATH; its daemon answers or does not."""

    def install(answers):
        program = tmp_path / "docker"
        program.write_text(FAKE_DOCKER.format(info=0 if answers else 1))
        program.chmod(0o755)
        monkeypatch.delenv("FACADE_TEST_POSTGRESQL", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        return tmp_path / "docker.log"

    return install


def test_the_environment_names_a_server(monkeypatch):
    monkeypatch.setenv("FACADE_TEST_POSTGRESQL", "postgresql+psycopg://me:secret@db:5433/postgres")
    with postgresql() as server:
        assert server.url == make_url("postgresql+psycopg://me:secret@db:5433/postgres")


def test_docker_runs_a_container_and_removes_it(docker, monkeypatch):
    log = docker(answers=True)
    asked = []
    monkeypatch.setattr(module.secrets, "token_hex", lambda size: "chosen")
    monkeypatch.setattr(PostgresServer, "run", lambda server, statement: asked.append((server.url, statement)))
    with postgresql() as server:
        assert server.url == make_url("postgresql+psycopg://postgres:chosen@127.0.0.1:5432/postgres")
    assert asked == [(server.url, "SELECT 1")]
    run = "run --detach --rm --env POSTGRES_PASSWORD=chosen --publish 127.0.0.1::5432 postgres:15"
    assert log.read_text().splitlines() == ["info", run, "port 0123abcd 5432/tcp", "rm --force 0123abcd"]


def test_without_a_daemon_a_private_server_nobody_else_reaches_is_started_and_stopped(docker):
    docker(answers=False)
    with postgresql() as server:
        folder = Path(str(server.url.query["host"]))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        process = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        with server.fresh_database() as url:
            PostgresServer(make_url(url)).run("CREATE TABLE t (id int)")
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_without_anything_the_error_says_what_to_install(docker, monkeypatch, tmp_path):
    docker(answers=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "PROGRAM_FOLDERS", ())
    with pytest.raises(NoDatabaseError, match=r"on Debian: postgresql.*FACADE_TEST_POSTGRESQL"), postgresql():
        pass


def test_a_server_that_does_not_start_says_why(docker, monkeypatch):
    docker(answers=False)
    monkeypatch.setattr(module, "SMALL", ("no_such_setting=1",))
    with pytest.raises(NoDatabaseError, match='unrecognized configuration parameter "no_such_setting"'), postgresql():
        pass
