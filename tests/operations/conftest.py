"""An OSCAR clinic with measurements, problems and allergies of two patients, on each engine; an OpenEMR with visits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from adapters.openemr import adapter as openemr_adapter
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar import adapter as oscar_adapter
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.serving import Service, fill, serve

OLD = "2020-01-02 03:04:05"


def measurement(number: int, type_: str, value: str, observed: str, patient: int = 7, how: str = "") -> dict[str, Any]:
    return {
        "id": number, "type": type_, "demographicNo": patient, "providerNo": "101", "dataField": value,
        "measuringInstruction": how, "dateObserved": observed, "dateEntered": OLD,
    }  # fmt: skip


MEASUREMENTS = [
    measurement(1, "WT", "70.5", "2024-01-10 09:00:00"),
    measurement(2, "WT", "72.0", "2024-03-10 09:00:00"),
    measurement(3, "WT", "71.0", "2024-02-10 09:00:00"),
    measurement(4, "BP", "120/80", "2024-03-10 09:00:00"),
    measurement(5, "BP", "130/90", "2024-01-10 09:00:00"),
    measurement(6, "HT", "170", "2024-01-10 09:00:00"),
    measurement(7, "HT", "171", "2024-01-10 09:00:00"),  # the same moment
    measurement(8, "WT", "99.0", "2024-05-01 09:00:00", patient=9),
    measurement(9, "WT", "73.0", "2024-04-10 09:00:00", patient=8),  # absorbed by 7
]


def person(number: int, name: str) -> dict[str, Any]:
    return {
        "demographic_no": number, "last_name": name, "first_name": "A", "sex": "F", "patient_status": "AC",
        "provider_no": "101", "lastUpdateDate": OLD,
    }  # fmt: skip


def allergy(number: int, **more: Any) -> dict[str, Any]:
    row = {"allergyid": number, "demographic_no": 7, "DESCRIPTION": "PENICILLIN", "archived": 0, "position": 0}
    return {**row, "TYPECODE": 0, "lastUpdateDate": "2024-06-01 00:00:00", **more}


def problem(number: int, **more: Any) -> dict[str, Any]:
    row = {"dxresearch_no": number, "demographic_no": 7, "status": "A", "dxresearch_code": "250", "association": 0}
    return {**row, "coding_system": "icd9", "update_date": OLD, "providerNo": "101", **more}


OSCAR: dict[str, list[dict[str, Any]]] = {
    "provider": [{"provider_no": "101", "last_name": "Roy", "first_name": "Ann", "status": "1", "lastUpdateDate": OLD}],
    "clinic": [{"clinic_no": 1, "clinic_name": "Centre"}],
    "demographic": [person(7, "Tremblay"), person(8, "Absorbed"), person(9, "Other")],
    "demographic_merged": [{"id": 1, "demographic_no": 8, "merged_to": 7, "deleted": 0}],
    "measurements": MEASUREMENTS,
    "allergies": [
        allergy(1, TYPECODE=13, start_date="2023-03-01"),
        allergy(2, DESCRIPTION="LATEX", TYPECODE=0),
        allergy(3, demographic_no=9),
    ],
    "dxresearch": [problem(1, start_date="2019-05-06"), problem(2, status="C", start_date="2024-09-01"),
                   problem(3, demographic_no=9)],
}  # fmt: skip

VISITS = [
    {"id": number, "pid": patient, "encounter": number + 8, "date": f"{day} 09:00:00", "date_end": f"{day} 10:00:00",
     "provider_id": 1, "facility_id": 3}
    for number, patient, day in ((4, 7, "2024-01-10"), (5, 7, "2024-06-10"), (6, 9, "2024-06-11"))
]  # fmt: skip
LISTED = {"date": OLD, "modifydate": "2024-06-01 00:00:00", "user": "roy", "activity": 1, "pid": 7}
OPENEMR: dict[str, list[dict[str, Any]]] = {
    "users": [{"id": 1, "username": "roy", "authorized": 1, "active": 1, "lname": "Roy"}],
    "facility": [{"id": 3, "name": "Centre"}],
    "patient_data": [
        {"id": 1, "pid": 7, "lname": "Smith", "fname": "Anna", "sex": "Female", "DOB": "1980-05-07"},
        {"id": 2, "pid": 9, "lname": "Other", "fname": "Bob", "sex": "Male", "DOB": "1981-05-07"},
    ],
    "lists": [
        {**LISTED, "id": 1, "type": "allergy", "title": "Penicillin"},
        {**LISTED, "id": 2, "type": "medical_problem", "title": "Diabetes", "begdate": "2019-01-01"},
        {**LISTED, "id": 3, "type": "medical_problem", "title": "Flu", "begdate": "2019-01-01", "enddate": "2019-02-01"},
        {**LISTED, "id": 4, "type": "allergy", "title": "Refuted", "verification": "refuted"},
        {**LISTED, "id": 5, "type": "allergy", "title": "Over", "enddate": "2020-01-01"},
        {**LISTED, "id": 6, "type": "medical_problem", "title": "Other", "pid": 9},
    ],
    "forms": [
        {"id": 1, "form_id": 4, "formdir": "newpatient", "pid": 7, "encounter": 12, "deleted": 0},
        {"id": 2, "form_id": 5, "formdir": "newpatient", "pid": 7, "encounter": 13, "deleted": 0},
        {"id": 3, "form_id": 6, "formdir": "newpatient", "pid": 9, "encounter": 14, "deleted": 0},
        {"id": 4, "form_id": 5, "formdir": "vitals", "pid": 7, "encounter": 12, "deleted": 0},
    ],
    "form_encounter": VISITS,
    "issue_encounter": [{"pid": 7, "list_id": 2, "encounter": 12, "resolved": 0}],
    "form_vitals": [{"id": 5, "pid": 7, "date": "2024-01-10 09:30:00", "user": "roy", "bps": "120", "bpd": "80"}],
}  # fmt: skip


@pytest.fixture(scope="session", params=["sqlite", "mariadb"])
def engine(request: pytest.FixtureRequest) -> str:
    """Where the clinics stand: nothing here writes, so one of each does for all tests."""
    return str(request.param)


@pytest.fixture(scope="session")
def oscar(engine: str, mariadb_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with _database(engine, mariadb_server, tmp_path_factory) as url:
        fill(url, oscar_tables, OSCAR)
        yield from _served(serve(oscar_adapter, url))


@pytest.fixture(scope="session")
def openemr(engine: str, mariadb_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with _database(engine, mariadb_server, tmp_path_factory) as url:
        fill(url, openemr_tables, OPENEMR)
        yield from _served(serve(openemr_adapter, url))


@contextmanager
def _database(engine: str, server: Server, folders: pytest.TempPathFactory) -> Iterator[str]:
    if engine == "sqlite":
        file = folders.mktemp("clinic") / "clinic.sqlite"
        file.touch()
        yield f"sqlite:///{file}"
        return
    with server.fresh_database() as name:
        yield server.url_for("pymysql", name)


def _served(service: Service) -> Iterator[Service]:
    yield service
    service.endpoint.source.source.dispose()
