"""Every generation of both vendors, served: its own tables with a few rows, read, searched and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import column, insert, table

from adapters.openemr import adapter as openemr
from adapters.oscar import adapter as oscar
from facade.adapter import Adapter
from facade.adapter.demo import as_the_ehr
from facade.testing.databases import Server
from tests.adapters.generations import OPENEMR, OSCAR, Generation, build
from tests.adapters.generations.notation import ColumnSpec, TableSpec
from tests.docs.clinics import OPENEMR_ROWS, OSCAR_ROWS
from tests.docs.test_grants import value_for
from tests.serving import Service, engine_for, matches, rows_of, serve

WRITES = {"Patient": ["update"], "AllergyIntolerance": ["create"]}
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]
    },
    "code": {"text": "Latex"},
    "patient": {"reference": "Patient/7"},
}


@dataclass(frozen=True)
class Vendor:
    """What a test must know of a vendor; `shown` are the values that its rows come to, by type and path."""

    adapter: Adapter
    rows: Mapping[str, list[dict[str, Any]]]
    provider: str
    shown: Mapping[str, Mapping[str, set[Any]]]
    family: str  # SQL for what a PUT must have changed
    allergies: str  # SQL for the allergies' names


VENDORS = {
    "oscar": Vendor(
        oscar,
        OSCAR_ROWS,
        "101",
        {
            "Patient": {
                "name.0.family": {"Tremblay", "Absorbed"},
                "birthDate": {"1980-05-07", None},
                "gender": {"male"},
            },
            "Practitioner": {"name.0.family": {"Roy"}, "id": {"101"}},
            "Organization": {"name": {"Centre"}},
            "AllergyIntolerance": {"code.text": {"PENICILLIN"}, "patient.reference": {"Patient/7"}},
            "Condition": {"code.coding.0.code": {"250"}, "subject.reference": {"Patient/7"}},
            "Observation": {
                "valueQuantity.value": {Decimal("70.5"), None},
                "component.0.valueQuantity.value": {120, None},
                "component.1.valueQuantity.value": {80, None},
            },
        },
        "SELECT last_name FROM demographic WHERE demographic_no = 7",
        "SELECT DESCRIPTION FROM allergies ORDER BY allergyid",
    ),
    "openemr": Vendor(
        openemr,
        OPENEMR_ROWS,
        "roy",
        {
            "Patient": {"name.0.family": {"Smith"}, "birthDate": {"1980-05-07"}, "gender": {"female"}, "id": {"7"}},
            "Practitioner": {"name.0.family": {"Roy"}},
            "Organization": {"name": {"Centre"}},
            "AllergyIntolerance": {"code.text": {"Penicillin"}, "patient.reference": {"Patient/7"}},
            "Condition": {"code.text": {"Diabetes"}, "subject.reference": {"Patient/7"}},
            "Encounter": {"subject.reference": {"Patient/7"}},
            "MedicationRequest": {
                "medicationCodeableConcept.coding.0.code": {"860975"},
                "dosageInstruction.0.text": {"1 tablet Per Oris"},
                "authoredOn": {"2016-03-04", "2016-03-04T00:00:00-05:00"},  # a day before 7.0
            },
            "MedicationStatement": {"effectivePeriod.start": {"2015-01"}},
            "Procedure": {"performedDateTime": {"2001"}},
            "Immunization": {"vaccineCode.coding.0.code": {"140"}},
            "ServiceRequest": {"code.coding.0.code": {"4548-4"}, "category.0.coding.0.code": {"108252007"}},
            "DiagnosticReport": {"result.0.reference": {"Observation/lab-1"}, "subject.reference": {"Patient/7"}},
            "Specimen": {"subject.reference": {"Patient/7"}},
            "FamilyMemberHistory": {"condition.0.code.text": {"gout"}},
            "CarePlan": {"period.start": {"2016-01-01"}},
            "Goal": {"description.text": {"walk"}},
            "Observation": {
                "valueQuantity.value": {Decimal("68.04"), 5, None},  # 150 lb; less than 5
                "component.0.valueQuantity.value": {120, None},
                "component.1.valueQuantity.value": {80, None},
            },
        },
        "SELECT lname FROM patient_data WHERE pid = 7",
        "SELECT title FROM lists WHERE type = 'allergy' ORDER BY id",
    ),
}


# their tables came later; what is a day in an older release and a time in a newer one
LATER_TYPES = {"Specimen"}
EITHER = {"authoredOn"}
SHARE = 3  # generations that follow each other share the searches; the newest, where it runs, asks all


@dataclass(frozen=True)
class Turn:
    """Every `share`th search, from `start` on."""

    start: int
    share: int

    def of(self, codes: list[str]) -> list[str]:
        return codes[self.start % self.share :: self.share]


def turn_of(generation: Generation, engine: str, *, full: bool) -> Turn:
    """What one asks of that which all of its vendor ask together; with --full each asks all."""
    names = list(OSCAR if generation.vendor == "oscar" else OPENEMR)
    at = names.index(generation.name) + (engine == "sqlite")
    return Turn(at, 1 if full or (at == 0 and engine == "mariadb") else SHARE)


def generations() -> Iterator[Any]:
    """Each on the engine that it runs on; the first and the last of a vendor on SQLite, too."""
    for known in (OSCAR, OPENEMR):
        all_of_them = list(known.values())
        for generation in all_of_them:
            engines = ("sqlite", "mariadb") if generation in (all_of_them[0], all_of_them[-1]) else ("mariadb",)
            for engine in engines:
                yield pytest.param((generation, engine), id=f"{generation.vendor}-{generation.name}-{engine}")


def whole(row: Mapping[str, Any], spec: TableSpec) -> dict[str, Any]:
    """The row in this generation: only columns that exist, and something in each that an INSERT must name."""
    found = {name: value for name, value in row.items() if name in spec.columns}
    for col in spec.columns.values():
        if not (col.name in found or col.nullable or col.auto_increment or col.default is not None):
            found[col.name] = something(col)
    return found


def something(col: ColumnSpec) -> int | str | date | datetime:
    if col.type in ("int", "bigint", "tinyint", "decimal", "float"):
        return 0
    return {"date": date(2020, 1, 2), "datetime": datetime(2020, 1, 2)}.get(col.type, "")


def fill(url: str, generation: Generation) -> None:
    """The generation's tables with the vendor's rows."""
    engine = engine_for(url)
    build(engine, generation)
    with engine.begin() as connection:
        as_the_ehr(connection)
        for name, rows in VENDORS[generation.vendor].rows.items():
            spec = generation.tables.get(name)
            for row in rows if spec else ():
                plain = table(name, *(column(col) for col in spec.columns))
                connection.execute(insert(plain).values(whole(row, spec)))
    engine.dispose()


@pytest.fixture
def url(request: pytest.FixtureRequest, served: tuple[Generation, str], sqlite_url: str) -> str:
    if served[1] == "sqlite":
        return sqlite_url
    server: Server = request.getfixturevalue("mariadb_server")
    return server.url_for("pymysql", request.getfixturevalue("mariadb_database"))


@pytest.fixture(params=generations())
def served(request: pytest.FixtureRequest) -> tuple[Generation, str]:
    found: tuple[Generation, str] = request.param
    return found


@pytest.fixture
def clinic(served: tuple[Generation, str], url: str) -> Iterator[Service]:
    vendor = VENDORS[served[0].vendor]
    fill(url, served[0])
    service = serve(vendor.adapter, url, writes=WRITES, provider=vendor.provider)
    yield service
    service.endpoint.source.source.dispose()


def at(resource: Any, path: str) -> Any:
    """What stands at a path such as name.0.family; None if nothing."""
    for step in path.split("."):
        if isinstance(resource, list):
            resource = resource[int(step)] if int(step) < len(resource) else None
        elif resource is not None:
            resource = resource.get(step)
    return resource


def test_a_generation_is_read_searched_and_written(
    clinic: Service, served: tuple[Generation, str], url: str, request: pytest.FixtureRequest
) -> None:
    vendor = VENDORS[served[0].vendor]
    everything_is_read(clinic, vendor)
    everything_is_searched(clinic, turn_of(*served, full=request.config.getoption("full")))
    a_patient_is_changed(clinic, vendor, url)
    an_allergy_is_added(clinic, vendor, url)


def everything_is_read(clinic: Service, vendor: Vendor) -> None:
    ready = clinic.endpoint.source.ready()
    assert set(vendor.shown) - set(ready.source.by_type) <= LATER_TYPES
    for type_, shown in vendor.shown.items():
        found = clinic.pages(type_) if type_ in ready.source.by_type else []
        for path, values in shown.items() if found else ():
            there = {at(resource, path) for resource in found}
            assert there == values or (path in EITHER and len(there) == 1 and there < values), (type_, path)
        for resource in found:
            assert clinic.get(type_, resource["id"]) == (200, resource)


def everything_is_searched(clinic: Service, turn: Turn) -> None:
    ready, asked = clinic.endpoint.source.ready(), 0
    for type_ in ready.source.by_type:
        everyone = {resource["id"] for resource in clinic.pages(type_)}
        search = ready.search(type_)
        assert search is not None
        for code in turn.of(list(search.offer.parameters)):
            status, body = clinic.search(type_, f"{code}={value_for(code, type_)}")
            assert status == 200, (type_, code, body)
            assert {resource["id"] for resource in matches(body)} <= everyone
            asked += 1
        for code in turn.of(list(search.offer.sorts)):
            status, body = clinic.search(type_, f"_sort=-{code}")
            assert (status, {resource["id"] for resource in matches(body)}) == (200, everyone), (type_, code)
    assert asked > 180 / turn.share


def a_patient_is_changed(clinic: Service, vendor: Vendor, url: str) -> None:
    status, patient, headers = clinic.read("Patient", "7")
    assert status == 200
    patient["name"][0]["family"] = "Changed"
    status, body, _ = clinic.put("Patient", "7", patient, headers["ETag"])
    assert (status, body["name"][0]["family"]) == (200, "Changed"), body
    assert rows_of(url, vendor.family) == [("Changed",)]
    assert [resource["id"] for resource in matches(clinic.search("Patient", "family:exact=Changed")[1])] == ["7"]


def an_allergy_is_added(clinic: Service, vendor: Vendor, url: str) -> None:
    status, body, _ = clinic.post("AllergyIntolerance", ALLERGY)
    assert (status, body["code"]["text"], body["patient"]["reference"]) == (201, "Latex", "Patient/7"), body
    assert clinic.get("AllergyIntolerance", body["id"]) == (200, body)
    assert [name for (name,) in rows_of(url, vendor.allergies)][1:] == ["Latex"]


LOCKS = ("FOR UPDATE", "LOCK IN SHARE MODE", "LOCK TABLE", "GET_LOCK")


@pytest.mark.parametrize("vendor", [OSCAR["oo"], OPENEMR["8.2.0"]], ids=["oscar", "openemr"])
def test_no_statement_locks(mariadb_server: Server, mariadb_database: str, vendor: Generation) -> None:
    """As the server's own log tells, on the connections to this database."""
    url = mariadb_server.url_for("pymysql", mariadb_database)
    fill(url, vendor)
    mariadb_server.run("SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON")
    try:
        clinic = serve(VENDORS[vendor.vendor].adapter, url, writes=WRITES, provider=VENDORS[vendor.vendor].provider)
        a_patient_is_changed(clinic, VENDORS[vendor.vendor], url)
        an_allergy_is_added(clinic, VENDORS[vendor.vendor], url)
    finally:
        mariadb_server.run("SET GLOBAL general_log = OFF")
    clinic.endpoint.source.source.dispose()
    ours = (
        "SELECT thread_id FROM mysql.general_log WHERE command_type = 'Connect'"
        f" AND argument LIKE '% on {mariadb_database} %'"
    )
    sql = f"SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE thread_id IN ({ours})"
    said = [text.upper() for (text,) in mariadb_server.run(sql)]
    assert any(text.startswith("UPDATE ") for text in said)
    assert any(text.startswith("INSERT ") for text in said)
    assert [text for text in said if any(lock in text for lock in LOCKS)] == []
    assert [text for text in said if text.startswith(("DELETE", "DROP", "ALTER", "TRUNCATE"))] == []


WEIGHTS = "code=http://loinc.org|29463-7"


def test_a_float_comes_whole_though_it_is_wider_than_its_column_says(
    mariadb_server: Server, mariadb_database: str
) -> None:
    """FLOAT(5,2) holds 150.55, six characters. Sorted by a temporary table, MariaDB would give five of them."""
    url = mariadb_server.url_for("pymysql", mariadb_database)
    fill(url, OPENEMR["6.0.0"])
    mariadb_server.run("UPDATE form_vitals SET weight = 150.55", database=mariadb_database)
    clinic = serve(openemr, url)
    weights = [value for found in clinic.pages("Observation", WEIGHTS) if (value := at(found, "valueQuantity.value"))]
    assert weights == [Decimal("68.29")]  # 150.55 × 0.45359237 = 68.288…; 150.5 would be 68.27
    clinic.endpoint.source.source.dispose()
