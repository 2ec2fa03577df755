"""What holds for the demo clinics of all vendors."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Date, DateTime, MetaData, create_engine, inspect, text

import adapters.openemr.demo
import adapters.oscar.demo
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar.tables import metadata as oscar_tables
from facade.sources.sqlite_functions import register
from facade.testing.databases import Server
from tests.demo.rows import Rows, read


@dataclass(frozen=True)
class Vendor:
    name: str
    create: Callable[..., None]
    charts: Callable[[int, int, float], Iterator[Any]]
    metadata: MetaData
    patients: str  # the table of patients
    empty: Mapping[str, set[str]]  # columns that the generator leaves empty or 0, on purpose


# Of a person, a clinic in Canada asks for less than the table has room for.
NOT_ASKED = {
    "myOscarUserName", "roster_termination_date", "roster_termination_reason", "pcn_indicator", "alias",
    "previousAddress", "children", "sourceOfIncome", "citizenship", "sin", "anonymous", "genderId", "pronounId",
}  # fmt: skip
VENDORS = (
    Vendor(
        "oscar",
        adapters.oscar.demo.create,
        adapters.oscar.demo.charts,
        oscar_tables,
        "demographic",
        {
            "demographic": NOT_ASKED,
            "demographicArchive": NOT_ASKED,
            "provider": {"billing_no"},
            "drugs": {"dispenseInternal"},
            "document": {"appointment_no"},
            "professionalSpecialists": {"institutionId", "departmentId"},
            "log": {"data", "securityId"},
        },
    ),
    Vendor(
        "openemr",
        adapters.openemr.demo.create,
        adapters.openemr.demo.charts,
        openemr_tables,
        "patient_data",
        {
            "patient_data": {"birth_mname", "county", "genericname2", "genericval2", "usertext1", "usertext2"},
            "facility": {"oid"},
            "form_encounter": {
                "onset_date", "supervisor_id", "referring_provider_id", "encounter_type_code",
                "encounter_type_description", "discharge_disposition", "external_id", "parent_encounter_id",
            },
            "openemr_postcalendar_events": {"pc_multiple"},
            "log": {"comments", "user_notes", "checksum", "crt_user", "menu_item_id", "ccda_doc_id"},
            "version": {"v_patch", "v_realpatch", "v_tag"},
        },
    ),
)  # fmt: skip
vendors = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)


def digest(vendor: Vendor, patients: int, seed: int) -> str:
    found = hashlib.sha256()
    for rows in vendor.charts(patients, seed, 3):
        for table, row in rows:
            found.update(repr((table.name, row)).encode())
    return found.hexdigest()


@vendors
def test_a_seed_gives_the_same_rows_and_another_seed_others(vendor: Vendor) -> None:
    once = digest(vendor, 80, 1)
    assert digest(vendor, 80, 1) == once
    assert digest(vendor, 80, 2) != once


@vendors
def test_another_process_gives_the_same_rows(vendor: Vendor) -> None:
    """Nothing hangs on the order of sets, which differs between processes."""
    root = Path(__file__).parents[2]
    script = (
        "from tests.demo.test_generators import VENDORS, digest;"
        f"print(*(digest(vendor, 60, 4) for vendor in VENDORS if vendor.name == {vendor.name!r}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == digest(vendor, 60, 4)


@vendors
def test_the_rows_in_the_database_are_those_of_the_seed(vendor: Vendor, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        vendor.create(f"sqlite:///{tmp_path / name}", patients=60, seed=seed, visits=2)
    a, b, c = (read(f"sqlite:///{tmp_path / name}", vendor.metadata) for name in "abc")
    assert a == b
    assert a != c


@vendors
def test_mariadb_holds_the_same_rows_as_sqlite(
    vendor: Vendor, tmp_path: Path, mariadb_server: Server, mariadb_database: str
) -> None:
    server = mariadb_server.url_for("pymysql", mariadb_database)
    file = f"sqlite:///{tmp_path / 'clinic.sqlite'}"
    for url in (server, file):
        vendor.create(url, patients=60, seed=7, visits=2)
    there, here = read(server, vendor.metadata), read(file, vendor.metadata)
    for table in vendor.metadata.tables:
        assert there[table] == here[table], table


@vendors
def test_mariadb_tables_are_the_vendors(vendor: Vendor, mariadb_server: Server, mariadb_database: str) -> None:
    url = mariadb_server.url_for("pymysql", mariadb_database)
    vendor.create(url, patients=0)
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT table_name, engine, table_collation FROM information_schema.tables WHERE table_schema = :name"
            ),
            {"name": mariadb_database},
        ).all()
    assert {row[0] for row in found} == set(vendor.metadata.tables)
    assert {tuple(row[1:]) for row in found} == {("InnoDB", "utf8mb4_general_ci")}
    for table in vendor.metadata.tables.values():
        declared = {tuple(column.name for column in index.columns) for index in table.indexes}
        assert declared <= {tuple(index["column_names"]) for index in inspect(engine).get_indexes(table.name)}
    engine.dispose()


@vendors
def test_texts_compare_on_sqlite_as_on_the_vendors_server(vendor: Vendor, tmp_path: Path) -> None:
    vendor.create(f"sqlite:///{tmp_path / 'clinic'}", patients=0)
    connection = sqlite3.connect(tmp_path / "clinic")
    for table in vendor.metadata.tables.values():
        (declared,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table.name]).fetchone()
        texts = sum(str(column.type).startswith(("VARCHAR", "CHAR", "TEXT")) for column in table.columns)
        assert len(re.findall(r'COLLATE "?facade_ci\b', declared)) == texts, table.name
    connection.close()


@vendors
def test_the_indexes_of_a_file_work_with_the_servers_own_collation(vendor: Vendor, tmp_path: Path) -> None:
    vendor.create(f"sqlite:///{tmp_path / 'clinic'}", patients=60, visits=2)
    connection = sqlite3.connect(tmp_path / "clinic")
    register(connection)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@vendors
def test_a_database_with_tables_is_left_alone(vendor: Vendor, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "clinic")
    connection.execute(f"CREATE TABLE {vendor.patients} (name TEXT)")
    connection.execute(f"INSERT INTO {vendor.patients} VALUES ('somebody')")
    connection.commit()
    with pytest.raises(ValueError, match=vendor.patients):
        vendor.create(f"sqlite:///{tmp_path / 'clinic'}", patients=1)
    assert connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall() == [(vendor.patients,)]
    assert connection.execute(f"SELECT name FROM {vendor.patients}").fetchall() == [("somebody",)]
    connection.close()


@vendors
@pytest.mark.parametrize("patients", [0, 1, 49, 120])
def test_there_are_as_many_patients_as_asked_for(vendor: Vendor, tmp_path: Path, patients: int) -> None:
    told: list[tuple[int, int]] = []
    url = f"sqlite:///{tmp_path / 'clinic'}"
    vendor.create(url, patients=patients, visits=1, progress=lambda done, total: told.append((done, total)))
    assert len(read(url, vendor.metadata)[vendor.patients]) == patients
    assert told == [(done, patients) for done in range(patients + 1)]


@pytest.fixture(scope="module")
def rows_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Vendor], Rows]:
    """A clinic large enough for everything to occur, made once for each vendor and only read."""

    @cache
    def made(name: str) -> Rows:
        url = f"sqlite:///{tmp_path_factory.mktemp(name) / 'clinic'}"
        (vendor,) = (vendor for vendor in VENDORS if vendor.name == name)
        vendor.create(url, patients=200, visits=4)
        return read(url, vendor.metadata)

    return lambda vendor: made(vendor.name)


@vendors
def test_every_table_and_column_is_used(vendor: Vendor, rows_of: Callable[[Vendor], Rows]) -> None:
    for table, rows in rows_of(vendor).items():
        assert rows, table
        empty = {name for name in rows[0] if all(row[name] in (None, "", 0) for row in rows)}
        assert empty == vendor.empty.get(table, set()), table


@vendors
def test_nothing_happens_after_the_day_of_the_clinic(vendor: Vendor, rows_of: Callable[[Vendor], Rows]) -> None:
    to_come = {"appointment_date", "end_date", "hc_renew_date", "pc_eventDate", "pc_endDate", "enddate", "sdate"}
    for table, rows in rows_of(vendor).items():
        for column in vendor.metadata.tables[table].columns:
            if isinstance(column.type, Date | DateTime) and column.name not in to_come:
                dates = [row[column.name] for row in rows if row[column.name] is not None]
                assert max(dates, default="") < "2026-11-02", column


@vendors
def test_the_package_names_its_generator(vendor: Vendor) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    named = project["entry-points"]["facade.demo_clinics"][vendor.name]
    assert named == f"{vendor.create.__module__}:{vendor.create.__name__}"
