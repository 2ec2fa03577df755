from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy.engine import make_url

from facade.access.endpoint import EndpointFacts
from facade.store import Database, Store
from facade.store.upgrade import engine_of
from tests.smart.flowing import Flow
from tests.smart.records import records

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def endpoint():
    base = "https://ehr.example.org/oscar/fhir"
    return EndpointFacts("oscar", base)


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A store with tables and no rows: making the tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def store(empty_store, tmp_path):
    url = f"sqlite:///{shutil.copy(empty_store, tmp_path / 'store.db')}"
    opened = Store(Database(engine_of(make_url(url))))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def rsa_key():
    return RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS384"})


@pytest.fixture(scope="session")
def ec_key():
    return ECKey.generate_key("P-384", {"kid": "ec"})


@pytest.fixture(scope="session")
def clinic(tmp_path_factory):
    """The records in which people are patients and clinicians."""
    return records(f"sqlite:///{tmp_path_factory.mktemp('records') / 'clinic.sqlite'}")


@pytest.fixture
def flow(store, clinic):
    return Flow(store, clinic.endpoint)
