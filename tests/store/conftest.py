from __future__ import annotations

import pytest

from facade.store import Store


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'store.db'}"


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
