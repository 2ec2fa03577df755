"""Databases that the tests of several rooms share, and the chunks of generated tests."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from facade.app import COLLECTED
from facade.store import Store
from facade.testing.databases import Server, drivers, mariadb
from facade.testing.postgresql import PostgresServer, postgresql
from tests.chunks import MOST, SEED, Chunk, Finished

# How long an example takes says nothing on a machine that is busy; hypothesis itself asks so in CI only.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# The longest files, in the order in which workers begin them; for several of a folder, the folder.
LONGEST = (
    "tests/kit/", "tests/leaks/", "tests/served_generations/", "tests/hostile/", "tests/oracle/test_oracle.py",
    "tests/validators/", "tests/pages/", "tests/drivers/", "tests/docs/test_tutorial.py", "tests/docs/test_grants.py",
    "tests/writes/", "tests/project/", "tests/bench/", "tests/demo/",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `scripts/test --full` says."""
    group = parser.getgroup("generated tests")
    group.addoption("--full", action="store_true", help="all chunks of the generated searches and requests")
    group.addoption("--seed", type=int, default=SEED, help="of what is generated")
    group.addoption("--clients", action="store_true", help="FHIR clients of other houses, fetched from PyPI and npm")
    parser.getgroup("pages").addoption("--pictures", type=Path, help="a folder for a picture of each page")
    group.addoption("--finished", type=Path, help="a file of what passed: a full run goes on where it was stopped")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One chunk, or all of them."""
    if "chunk" in metafunc.fixturenames:
        full, seed = metafunc.config.getoption("--full"), metafunc.config.getoption("--seed")
        most = MOST["leaks" if "leaks" in str(metafunc.module.__name__) else "searches"] if full else 1
        metafunc.parametrize("chunk", [Chunk(number, seed) for number in range(most)], ids=lambda one: f"{one.number}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Clients of other houses have to be fetched: only who asks for them needs the network for it."""
    return True if collection_path.name == "clients" and not config.getoption("--clients") else None


def order_of(name: str) -> int:
    """A test's place among the longest files; behind them all others, as they come."""
    return next((at for at, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first: one that starts last leaves the other workers idle. And leave out what passed before the run was
    stopped.
    """
    items.sort(key=lambda item: order_of(item.nodeid))
    done = Finished(config.getoption("--finished")).names()
    left_out = [item for item in items if item.nodeid in done]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid not in done]


def pytest_collection_finish() -> None:
    """Twenty thousand collected tests are no garbage: the collector need not walk through them a fifth of the time."""
    gc.collect()
    gc.freeze()


class _Keeper:
    """Writes down what passed; with several workers, in the process that hears of all of them."""

    def __init__(self, finished: Finished) -> None:
        self.finished = finished

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One test's end."""
        if report.when == "call" and report.passed:
            self.finished.add(report.nodeid)


def pytest_configure(config: pytest.Config) -> None:
    """Look for garbage as seldom as the server does. Keep what passes, if asked to."""
    gc.set_threshold(*COLLECTED)
    if config.getoption("--finished") is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Keeper(Finished(config.getoption("--finished"))))


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    """One MariaDB for the whole run (for each worker of a parallel run)."""
    with mariadb() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """One PostgreSQL, likewise."""
    with postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store with tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    Store.open(f"sqlite:///{file}").close()
    return file


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
