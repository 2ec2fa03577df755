"""PUT Patient on OpenEMR: `pid` is not `id`, the change time is the site's, a log row goes beside the change."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.openemr import adapter
from adapters.openemr.tables import metadata
from facade.testing.databases import Server
from tests.serving import Service, fill, rows_of, serve

ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [{"id": 3, "username": "facade", "fname": "F", "lname": "S", "authorized": 1, "active": 1}],
    "patient_data": [
        {
            "id": 50, "pid": 7, "fname": "Anne", "lname": "Roy", "sex": "Female", "DOB": "1980-05-07", "phone_home": "613-555-0101",
            "phone_cell": "613-555-0102", "street": "1 Main St", "city": "Ottawa", "state": "ON", "postal_code": "K1A 0B1",
            "pubpid": "7", "usertext1": "kept", "date": "2020-01-01 00:00:00", "last_updated": "2020-01-01 00:00:00",
        }
    ],
    "patient_history": [
        {"id": 1, "pid": 7, "history_type_key": "name_history", "previous_name_last": "Before", "previous_name_first": "Anne",
         "date": "2019-01-01 00:00:00"}
    ],
}  # fmt: skip


@pytest.fixture(params=["sqlite", "mariadb"])
def url(request: pytest.FixtureRequest, sqlite_url: str, mariadb_server: Server, mariadb_database: str) -> str:
    made = sqlite_url if request.param == "sqlite" else mariadb_server.url_for("pymysql", mariadb_database)
    names = {col.name for col in metadata.tables["patient_data"].columns}
    rows = {**ROWS, "patient_data": [{k: v for k, v in row.items() if k in names} for row in ROWS["patient_data"]]}
    fill(made, metadata, rows)
    return made


@pytest.fixture
def clinic(url: str) -> Service:
    site = {"mrn_system": "https://clinic.example/mrn"}
    return serve(adapter, url, writes={"Patient": ["update"]}, provider="facade", site=site)


def current(clinic: Service) -> tuple[dict[str, Any], str]:
    status, body, headers = clinic.read("Patient", "7")
    assert status == 200, body
    return body, headers["ETag"]


def test_an_equal_put_changes_nothing(clinic: Service, url: str) -> None:
    body, etag = current(clinic)
    before = rows_of(url, "SELECT * FROM patient_data")
    status, answer, headers = clinic.put("Patient", "7", body, etag)
    assert (status, answer, headers["ETag"]) == (200, body, etag)
    assert rows_of(url, "SELECT * FROM patient_data") == before
    assert rows_of(url, "SELECT COUNT(*) FROM log") == [(0,)]


def test_names_telecom_address_birth_date_and_gender_are_set(clinic: Service, url: str) -> None:
    body, etag = current(clinic)
    official = next(name for name in body["name"] if name["use"] == "official")
    official.update(family="Lévesque", given=["Anne", "Marie"])
    body["telecom"] = [{"system": "phone", "value": "613-555-0110", "use": "home"}]
    body["address"][0]["city"] = "Gatineau"
    body.update(birthDate="1981-05-07", gender="male")
    status, answer, _ = clinic.put("Patient", "7", body, etag)
    assert status == 200, answer
    columns = "id, fname, mname, lname, sex, DOB, phone_home, phone_cell, city, street, updated_by"
    ((*values,),) = rows_of(url, f"SELECT {columns} FROM patient_data")
    assert [str(value) for value in values] == [
        "50", "Anne", "Marie", "Lévesque", "Male", "1981-05-07", "613-555-0110", "", "Gatineau", "1 Main St", "3",
    ]  # fmt: skip
    ((changed, updated),) = rows_of(url, "SELECT `date`, last_updated FROM patient_data")
    assert {str(changed)[:19], str(updated)[:19]} == {"2026-11-21 07:00:00"}
    assert rows_of(url, "SELECT event, `user`, patient_id, success FROM log") == [
        ("patient-record-update", "facade", 7, 1)
    ]


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        ("Patient.active", lambda body: body.update(active=True)),
        ("Patient.name", lambda body: body["name"].pop()),  # the former name stands in rows of its own
        ("Patient.gender", lambda body: body.update(gender="other")),
        ("Patient.birthDate", lambda body: body.update(birthDate="1981-05")),
        ("Patient.contact", lambda body: body.update(contact=[{"gender": "male"}])),
    ],
)
def test_what_has_no_place_is_refused(clinic: Service, url: str, path: str, spoil: Any) -> None:
    body, etag = current(clinic)
    before = rows_of(url, "SELECT * FROM patient_data")
    spoil(body)
    status, answer, _ = clinic.put("Patient", "7", body, etag)
    assert status == 422, answer
    assert any(place.startswith(path) for issue in answer["issue"] for place in issue["expression"]), answer
    assert rows_of(url, "SELECT * FROM patient_data") == before
