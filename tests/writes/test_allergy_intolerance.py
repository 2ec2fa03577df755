"""POST AllergyIntolerance on both vendors: the row, its defaults and its companion rows, by the vendors' write rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from adapters import openemr, oscar
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.serving import Service, change, empty_database, fill, rows_of, serve

OSCAR = {
    "provider": [{"provider_no": "101", "last_name": "Roy", "first_name": "Ann", "status": "1", "lastUpdateDate": "2020-01-01 00:00:00"}],
    "demographic": [
        {"demographic_no": number, "last_name": name, "first_name": "A", "lastUpdateDate": "2020-01-01 00:00:00"}
        for number, name in ((7, "Roy"), (8, "Lee"))
    ],
}  # fmt: skip
OPENEMR = {
    "users": [{"id": 3, "username": "facade", "fname": "F", "lname": "S", "authorized": 1, "active": 1}],
    "patient_data": [
        {"id": 50, "pid": 7, "fname": "A", "lname": "Roy"},
        {"id": 51, "pid": 8, "fname": "B", "lname": "Lee"},
    ],
}
CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"


@pytest.fixture(params=["sqlite", "mariadb"])
def url(request: pytest.FixtureRequest, sqlite_url: str, mariadb_server: Server, mariadb_database: str) -> str:
    return sqlite_url if request.param == "sqlite" else mariadb_server.url_for("pymysql", mariadb_database)


def oscar_service(url: str, **more: Any) -> Service:
    fill(url, oscar_tables, OSCAR)
    return serve(oscar.adapter, url, writes={"AllergyIntolerance": ["create"]}, provider="101", **more)


def openemr_service(url: str, **more: Any) -> Service:
    fill(url, openemr_tables, OPENEMR)
    return serve(openemr.adapter, url, writes={"AllergyIntolerance": ["create"]}, provider="facade", **more)


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def refusing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mariadb_server: Server
) -> Iterator[Callable[[Any], tuple[str, Service]]]:
    """The clinic of a vendor, and its URL, for tests in which nothing is written: they share it, and each looks."""
    with ExitStack() as databases:

        @cache
        def made(serve_vendor: Any) -> tuple[str, Service]:
            url = databases.enter_context(empty_database(request.param, tmp_path_factory, mariadb_server))
            clinic: Service = serve_vendor(url)
            databases.callback(clinic.endpoint.source.source.dispose)
            return url, clinic

        yield made


def allergy(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"system": CLINICAL, "code": "active"}]},
        "code": {"text": "Penicilline"},
        "patient": {"reference": "Patient/7"},
        "reaction": [{"manifestation": [{"text": "Éruption"}], "severity": "moderate"}],
        **more,
    }


def test_oscar_row_and_log(url: str) -> None:
    clinic = oscar_service(url)
    status, body, headers = clinic.post("AllergyIntolerance", allergy())
    assert status == 201, body
    assert headers["Location"] == "https://facade.example/oscar/fhir/AllergyIntolerance/1"
    columns = "demographic_no, DESCRIPTION, TYPECODE, reaction, severity_of_reaction, providerNo, position"
    assert rows_of(url, f"SELECT {columns} FROM allergies") == [(7, "Penicilline", 0, "Éruption", "2", "101", 0)]
    ((archived, entry, stamp),) = rows_of(url, "SELECT archived, entry_date, lastUpdateDate FROM allergies")
    assert (str(archived), str(entry)[:10], str(stamp)[:19]) == ("0", "2026-11-21", "2026-11-21 07:00:00")
    assert rows_of(url, "SELECT provider_no, action, content, contentId, demographic_no FROM log") == [
        ("101", "add", "allergy", "1", 7)
    ]
    assert clinic.get("AllergyIntolerance", "1") == (200, body)


def test_openemr_row_and_reviewed_mark(url: str) -> None:
    clinic = openemr_service(url)
    status, body, _ = clinic.post("AllergyIntolerance", allergy())
    assert status == 201, body
    assert body["recorder"] == {"reference": "Practitioner/3"}
    columns = "type, title, pid, activity, user, groupname, reaction, severity_al"
    assert rows_of(url, f"SELECT {columns.replace('user', '`user`')} FROM lists") == [
        ("allergy", "Penicilline", 7, 1, "facade", "Default", "Éruption", "moderate")
    ]
    assert rows_of(url, "SELECT pid, type FROM lists_touch") == [(7, "allergy")]
    assert clinic.post("AllergyIntolerance", allergy(code={"text": "Latex"}))[0] == 201
    assert rows_of(url, "SELECT pid, type FROM lists_touch") == [(7, "allergy")]  # already reviewed


@pytest.mark.parametrize("serve_vendor", [oscar_service, openemr_service])
@pytest.mark.parametrize(
    ("more", "path"),
    [
        (
            {"clinicalStatus": {"coding": [{"system": CLINICAL, "code": "resolved"}]}},
            "AllergyIntolerance.clinicalStatus",
        ),
        ({"asserter": {"reference": "Patient/7"}}, "AllergyIntolerance.asserter"),
        ({"patient": {"reference": "Patient/007"}}, "AllergyIntolerance.patient"),
        ({"meta": {"security": [{"code": "R"}]}}, "AllergyIntolerance.meta"),
        ({"contained": [{"resourceType": "Patient"}]}, "AllergyIntolerance.contained"),
    ],
)
def test_what_has_no_place_is_refused(refusing: Any, serve_vendor: Any, more: dict[str, Any], path: str) -> None:
    url, clinic = refusing(serve_vendor)
    status, body, _ = clinic.post("AllergyIntolerance", allergy(**more))
    assert status == 422, body
    assert any(place.startswith(path) for issue in body["issue"] for place in issue.get("expression", [])), body
    table = "allergies" if serve_vendor is oscar_service else "lists"
    assert rows_of(url, f"SELECT COUNT(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize("serve_vendor", [oscar_service, openemr_service])
def test_a_patient_app_writes_for_its_patient_only(url: str, serve_vendor: Any) -> None:
    clinic = serve_vendor(url, scopes=("patient/AllergyIntolerance.crs",), patient="7")
    assert clinic.post("AllergyIntolerance", allergy(patient={"reference": "Patient/8"}))[0] == 403
    assert clinic.post("AllergyIntolerance", allergy())[0] == 201
    assert len(clinic.pages("AllergyIntolerance")) == 1


def test_a_name_longer_than_the_column_is_refused_before_the_database_sees_it(url: str) -> None:
    clinic = oscar_service(url)
    status, body, _ = clinic.post("AllergyIntolerance", allergy(code={"text": "x" * 51}))
    assert (status, body["issue"][0]["expression"]) == (422, ["AllergyIntolerance.code.text"])


def test_a_table_without_transactions_is_not_written(mariadb_server: Server, mariadb_database: str) -> None:
    url = mariadb_server.url_for("pymysql", mariadb_database)
    clinic = oscar_service(url)
    change(url, "ALTER TABLE allergies ENGINE=MyISAM")
    assert clinic.post("AllergyIntolerance", allergy())[0] == 405
    findings = [str(item) for item in clinic.endpoint.source.findings]
    assert any("adapter.W004 oscar AllergyIntolerance" in item and "MyISAM" in item for item in findings), findings
    assert rows_of(url, "SELECT COUNT(*) FROM allergies") == [(0,)]
