from __future__ import annotations

import pytest

from facade.store import Store
from facade.testing.postgresql import postgresql


@pytest.fixture(scope="session")
def postgresql_server():
    """One PostgreSQL for the whole run (for each worker of a parallel run)."""
    with postgresql() as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server):
    with postgresql_server.fresh_database() as found:
        yield found


@pytest.fixture
def sqlite_store_url(tmp_path):
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["sqlite_store_url", "postgresql_url"])
def url(request):
    """A new store on each kind of database in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def store(url):
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def other(url, store):
    """The same database as another worker sees it."""
    opened = Store.open(url)
    yield opened
    opened.close()
