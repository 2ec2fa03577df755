"""A demo clinic answers the same JSON on SQLite and on MariaDB through every driver.

`meta.versionId` is of the database: equal over all drivers of one, not between two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters import openemr, oscar
from adapters.openemr.demo import create as create_openemr
from adapters.oscar.demo import create as create_oscar
from facade.testing.databases import Server, drivers
from tests.serving import serve

VENDORS: dict[str, tuple[Any, Callable[..., None]]] = {
    "oscar": (oscar.adapter, create_oscar),
    "openemr": (openemr.adapter, create_openemr),
}
PATIENTS, VISITS = 50, 2  # every planted trap is in from 50 on, with however few visits
SITE = {"mrn_system": "https://clinic.example/mrn"}
Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="module", params=sorted(VENDORS))
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mariadb_server: Server
) -> Iterator[tuple[Any, str, str]]:
    """(adapter, URL of the SQLite clinic, name of the MariaDB clinic) with the same rows."""
    adapter, create = VENDORS[request.param]
    sqlite = f"sqlite:///{tmp_path_factory.mktemp('drivers') / request.param}.sqlite"
    create(sqlite, patients=PATIENTS, seed=3, visits=VISITS)
    with mariadb_server.fresh_database() as name:
        create(mariadb_server.url_for("pymysql", name), patients=PATIENTS, seed=3, visits=VISITS)
        yield adapter, sqlite, name


def resources(adapter: Any, url: str) -> Resources:
    """Every resource of a clinic, by type and id."""
    service = serve(adapter, url, site=SITE)
    types = service.endpoint.source.ready().source.by_type
    found = {f"{type_}/{one['id']}": one for type_ in types for one in service.pages(type_, "_count=200")}
    service.endpoint.source.source.dispose()
    return found


def without_version(found: Resources) -> Resources:
    kept = {}
    for key, one in found.items():
        meta = {name: value for name, value in one["meta"].items() if name != "versionId"}
        kept[key] = {**one, "meta": meta}
    return kept


def test_all_drivers_give_the_same(clinic: tuple[Any, str, str], mariadb_server: Server) -> None:
    adapter, sqlite, name = clinic
    assert "pymysql" in drivers() and "pyodbc" in drivers()
    expected = resources(adapter, sqlite)
    assert len(expected) > 10 * PATIENTS
    by_driver = {driver: resources(adapter, mariadb_server.url_for(driver, name)) for driver in drivers()}
    for driver, found in by_driver.items():
        assert found.keys() == expected.keys(), driver
        different = {
            key for key in found if without_version({key: found[key]}) != without_version({key: expected[key]})
        }
        assert different == set(), (driver, [(found[key], expected[key]) for key in sorted(different)[:2]])
    first, *others = by_driver.values()
    for other in others:
        assert {key: one["meta"]["versionId"] for key, one in other.items()} == {
            key: one["meta"]["versionId"] for key, one in first.items()
        }
