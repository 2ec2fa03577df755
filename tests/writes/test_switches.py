"""What turns all writing off: the operator's switch (DS-16) and a database that does not keep what it commits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from adapters.oscar import adapter
from adapters.oscar.tables import metadata
from facade.interactions.capabilities import capabilities
from facade.store import Store
from facade.testing.databases import Server
from tests.serving import Service, fill, rows_of, serve
from tests.writes.test_oscar_patient import ROWS


def writing(url: str) -> Service:
    fill(url, metadata, ROWS)
    return serve(adapter, url, writes={"Patient": ["update"]}, provider="101")


def update(clinic: Service, family: str) -> int:
    _, body, headers = clinic.read("Patient", "7")
    body["name"][0]["family"] = family
    return clinic.put("Patient", "7", body, headers["ETag"])[0]


def interactions(clinic: Service) -> list[str]:
    resources = capabilities(clinic.endpoint)["rest"][0]["resource"]
    patient = next(item for item in resources if item["type"] == "Patient")
    return [item["code"] for item in patient["interaction"]]


def test_the_switch_stops_writing_at_once_in_every_process(sqlite_url: str, tmp_path: Path) -> None:
    clinic = writing(sqlite_url)
    served, operator = (Store.open(f"sqlite:///{tmp_path / 'store.db'}") for _ in range(2))
    clinic.endpoint = replace(clinic.endpoint, stopped=lambda: served.switches.is_on("writes-stopped"))
    assert update(clinic, "One") == 200
    operator.switches.turn("writes-stopped", on=True, now=datetime.now(UTC))
    assert update(clinic, "Two") == 405
    assert "update" not in interactions(clinic)
    assert rows_of(sqlite_url, "SELECT last_name FROM demographic WHERE demographic_no = 7") == [("One",)]
    operator.switches.turn("writes-stopped", on=True, now=datetime.now(UTC))
    operator.switches.turn("writes-stopped", on=False, now=datetime.now(UTC))
    assert update(clinic, "Two") == 200
    assert "update" in interactions(clinic)


def test_a_database_that_may_forget_commits_is_not_written(mariadb_server: Server, mariadb_database: str) -> None:
    mariadb_server.run("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
    try:
        clinic = writing(mariadb_server.url_for("pymysql", mariadb_database))
        assert update(clinic, "One") == 405
        assert any(finding.number == "source.W007" for finding in clinic.endpoint.source.findings)
    finally:
        mariadb_server.run("SET GLOBAL innodb_flush_log_at_trx_commit = 1")
