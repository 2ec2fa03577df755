"""A small clinic's records, of OSCAR's form, in which the people of these tests look for charts."""

from __future__ import annotations

from typing import Any

from adapters.oscar import adapter
from adapters.oscar.tables import metadata
from facade.store import App
from facade.store.people import Link
from tests.serving import Service, fill, serve

OLD = "2020-01-02 03:04:05"
HEALTH, CHART = "2345678901", "C-77"
MANY = range(100, 125)  # patients of one family name


def person(number: int, last: str, first: str, born: str = "1980-03-05", hin: str = "", **more: Any) -> dict[str, Any]:
    year, month, day = born.split("-")
    return {
        "demographic_no": number, "last_name": last, "first_name": first, "sex": "F", "patient_status": "AC",
        "year_of_birth": year, "month_of_birth": month, "date_of_birth": day, "hin": hin, "hc_type": "ON",
        "provider_no": "101", "lastUpdateDate": OLD, **more,
    }  # fmt: skip


def visit(number: int, patient: int, day: str, type_: str, status: str = "H") -> dict[str, Any]:
    return {
        "appointment_no": number, "provider_no": "101", "appointment_date": day, "start_time": "09:00:00",
        "end_time": "09:15:00", "demographic_no": patient, "status": status, "type": type_, "updatedatetime": OLD,
    }  # fmt: skip


ROWS: dict[str, list[dict[str, Any]]] = {
    "provider": [
        {"provider_no": "101", "last_name": "Roy", "first_name": "Ann", "status": "1", "lastUpdateDate": OLD},
        {"provider_no": "102", "last_name": "Cho", "first_name": "Lee", "status": "1", "lastUpdateDate": OLD},
    ],
    "demographic": [
        person(7, "Tremblay", "Anna", hin=HEALTH, chart_no=CHART),
        person(8, "Tremblay", "Ana", "1980-05-03"),  # absorbed by 7
        person(9, "Tremblay", "Benoit", "2012-12-24"),
        person(10, "O'Neil", "Cara", "2015-01-01"),
        person(11, "Verschlossen", "Dora"),  # her chart is closed
        *(person(number, "Martin", f"Nr{number}") for number in MANY),
    ],
    "demographic_merged": [{"id": 1, "demographic_no": 8, "merged_to": 7, "deleted": 0}],
    "secObjPrivilege": [
        {"roleUserGroup": "_all", "objectName": "_eChart$11", "privilege": "o", "priority": 0, "provider_no": "0"}
    ],
    "appointment": [
        visit(1, 7, "2024-01-10", "Check-up"),
        visit(2, 7, "2025-02-11", "Flu"),
        visit(3, 9, "2025-03-12", "Vaccines"),
        visit(4, 7, "2023-02-11", "Cough"),
    ],
}

DOCTOR_ID, ANNA_ID = "d" * 32, "a" * 32  # as facade.store.people makes them
DOCTOR = Link(DOCTOR_ID, "oscar", "Practitioner/101", provider="101")
ANNA = Link(ANNA_ID, "oscar", "Patient/7")
CARES_FOR_BENOIT = Link(ANNA_ID, "oscar", "Patient/9", proxy=True)
APP = App("app", "oscar", "An app", "none", "launch patient/*.rs", ("authorization_code",),
          launch_url="https://app.example/launch")  # fmt: skip


def records(url: str, **more: Any) -> Service:
    """The endpoint over these rows."""
    fill(url, metadata, ROWS)
    return serve(adapter, url, site={"mrn_system": "https://clinic.example/mrn"}, **more)
