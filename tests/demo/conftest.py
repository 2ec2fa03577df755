from __future__ import annotations

import pytest

import adapters.openemr.demo
import adapters.oscar.demo
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from tests.demo.rows import Rows, read


@pytest.fixture(scope="session")
def oscar(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The smallest OSCAR clinic that has every trap."""
    url = f"sqlite:///{tmp_path_factory.mktemp('oscar') / 'clinic.sqlite'}"
    adapters.oscar.demo.create(url, patients=50, seed=3, visits=1)
    return read(url, oscar_tables)


@pytest.fixture(scope="session")
def openemr(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """The smallest OpenEMR clinic that has every trap."""
    url = f"sqlite:///{tmp_path_factory.mktemp('openemr') / 'clinic.sqlite'}"
    adapters.openemr.demo.create(url, patients=50, seed=3, visits=1)
    return read(url, openemr_tables)
