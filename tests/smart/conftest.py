from __future__ import annotations

import shutil
from dataclasses import replace
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


def opened_copy(template, file):
    """A store on a copy of another one's file, without a look at its tables."""
    return Store(Database(engine_of(make_url(f"sqlite:///{shutil.copy(template, file)}"))))


@pytest.fixture
def store(empty_store, tmp_path):
    opened = opened_copy(empty_store, tmp_path / "store.db")
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


@pytest.fixture(scope="session")
def begun(empty_store, tmp_path_factory, clinic):
    """A store with apps and people in it, and who they are: a copy of it is quicker than they are."""
    file = tmp_path_factory.mktemp("begun") / "store.db"
    store = opened_copy(empty_store, file)
    flow = Flow.begin(store, clinic.endpoint)
    store.keys("signing")
    store.close()
    return file, flow


@pytest.fixture
def flow(begun, tmp_path):
    file, flow = begun
    store = opened_copy(file, tmp_path / "flow.db")
    yield replace(flow, store=store, events=[])
    store.close()
