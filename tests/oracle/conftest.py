"""The oracle's clinics, served: each vendor's hand-written rows in a database of their own, on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from adapters import openemr, oscar
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.oracle import model
from tests.oracle.openemr import ORACLE as OPENEMR
from tests.oracle.oscar import ORACLE as OSCAR
from tests.serving import Service, fill, serve

VENDORS = {
    "oscar": (oscar.adapter, oscar_tables, OSCAR),
    "openemr": (openemr.adapter, openemr_tables, OPENEMR),
}


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def oracle_service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mariadb_server: Server
) -> Iterator[Callable[[str], Service]]:
    """vendor → its clinic, filled at first use."""
    services: dict[str, Service] = {}
    databases = []

    def url_of(vendor: str) -> str:
        if request.param == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('oracle') / vendor}.sqlite"
        context = mariadb_server.fresh_database()
        databases.append(context)
        return mariadb_server.url_for("pymysql", context.__enter__())

    def service(vendor: str) -> Service:
        if vendor not in services:
            adapter, tables, oracle = VENDORS[vendor]
            url = url_of(vendor)
            fill(url, tables, oracle.tables)
            services[vendor] = serve(adapter, url, site=model.SITE, zone=model.TIME_ZONE)
            services[vendor].now = model.NOW
        return services[vendor]

    yield service
    for made in services.values():
        made.endpoint.source.source.dispose()
    for context in databases:
        context.__exit__(None, None, None)
