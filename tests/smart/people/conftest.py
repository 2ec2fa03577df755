from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, make_url

from facade.smart.people.accounts import Accounts
from facade.smart.people.passwords import Passwords
from facade.store import Database, Store
from facade.store.database import engine_for
from tests.smart.people.world import World

NOW = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A store as it is right after the upgrade; copied, since the upgrade takes longer than a test."""
    file = tmp_path_factory.mktemp("people") / "empty.db"
    store = Store.open(f"sqlite:///{file}")
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


@pytest.fixture
def store(empty_store, tmp_path):
    file = shutil.copy(empty_store, tmp_path / "store.db")
    engine = engine_for(make_url(f"sqlite:///{file}"))
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    opened = Store(Database(engine))
    yield opened
    opened.close()


@pytest.fixture
def told():
    return []


@pytest.fixture
def accounts(store, told):
    return Accounts(store, "https://fhir.example.org", passwords=Passwords(FAST), record=told.append)


@pytest.fixture
def world(accounts, told):
    return World(accounts, told, NOW)
