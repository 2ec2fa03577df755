from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from joserfc.jwk import ECKey, RSAKey

from facade.access.endpoint import EndpointFacts
from tests.smart.flowing import Flow
from tests.smart.records import records
from tests.stores import opened_copy

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def endpoint():
    base = "https://ehr.example.org/oscar/fhir"
    return EndpointFacts("oscar", base)


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
