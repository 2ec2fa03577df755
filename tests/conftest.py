"""Databases that the tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facade.testing.databases import Server, drivers, mariadb


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    """One MariaDB for the whole run (for each worker of a parallel run)."""
    with mariadb() as server:
        yield server


@pytest.fixture
def mariadb_database(mariadb_server: Server) -> Iterator[str]:
    """The name of an empty utf8mb4_general_ci database, gone after the test."""
    with mariadb_server.fresh_database() as name:
        yield name


@pytest.fixture(params=drivers())
def mariadb_url(request: pytest.FixtureRequest, mariadb_server: Server, mariadb_database: str) -> str:
    """The empty database's URL, through each driver in turn."""
    return mariadb_server.url_for(request.param, mariadb_database)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a SQLite file that is there and empty."""
    file = tmp_path / "source.sqlite"
    file.touch()
    return f"sqlite:///{file}"
