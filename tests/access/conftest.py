from __future__ import annotations

from datetime import UTC, datetime

import pytest
from joserfc.jwk import ECKey, RSAKey

from facade.access.endpoint import EndpointFacts
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
