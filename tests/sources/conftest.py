"""A source on every kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from facade.sources import Source, SourceSettings
from facade.testing.databases import Server, drivers


@pytest.fixture(params=("sqlite", *drivers()))
def any_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind, MariaDB through each driver."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: Server = request.getfixturevalue("mariadb_server")
    return server.url_for(request.param, request.getfixturevalue("mariadb_database"))


@pytest.fixture
def open_source() -> Iterator[Callable[..., Source]]:
    """Make sources that are disposed of after the test."""
    opened: list[Source] = []

    def make(url: str, **settings: Any) -> Source:
        base = SourceSettings(name="clinic", url=url, time_zone="America/Toronto")
        opened.append(Source(replace(base, **settings)))
        return opened[-1]

    yield make
    for source in opened:
        source.dispose()


@pytest.fixture
def source(open_source: Callable[..., Source], any_url: str) -> Source:
    """A source on each kind of database."""
    return open_source(any_url)


@pytest.fixture
def server_source(open_source: Callable[..., Source], mariadb_url: str) -> Source:
    """A source on MariaDB, through each driver."""
    return open_source(mariadb_url)
