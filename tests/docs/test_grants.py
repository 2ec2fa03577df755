"""The two database accounts of docs/clinic-it.md: exactly the printed GRANT statements are enough, and nothing more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pymysql
import pytest
from sqlalchemy import MetaData

from adapters.openemr import adapter as openemr
from adapters.openemr.tables import metadata as openemr_tables
from adapters.oscar import adapter as oscar
from adapters.oscar.tables import metadata as oscar_tables
from facade.access.grant import Grant
from facade.adapter import Adapter
from facade.compiler import grants
from facade.compiler.declared import declared_facts
from facade.compiler.source import CompiledSource, compile_source, relation_tables
from facade.fhir import definitions
from facade.interactions.context import Endpoint
from facade.interactions.served import ServedSource
from facade.search.pages import Seal
from facade.sources.settings import SourceSettings
from facade.sources.source import Source
from facade.testing.databases import Server
from tests.docs.clinics import OPENEMR_ROWS, OSCAR_ROWS
from tests.oracle.model import SITE, Oracle
from tests.oracle.openemr import ORACLE as OPENEMR
from tests.oracle.oscar import ORACLE as OSCAR
from tests.serving import SYSTEM, TORONTO, Service, fill, matches

DENIED = {1044, 1142, 1143, 1227}  # MariaDB: no privilege on database, table, column; a global one is needed


@dataclass(frozen=True, eq=False)
class Accounts:
    """One clinic's database on a server, and what was granted on it."""

    adapter: Adapter
    server: Server
    database: str
    compiled: CompiledSource  # as an account that sees everything
    reader: str
    writer: str
    service: Service

    def run_as(self, account: str, sql: str) -> int:
        """The error number of a statement; 0 if it was carried out. Nothing is kept."""
        connection = pymysql.connect(
            host=self.server.host, port=self.server.port, user=account, password=PASSWORD, database=self.database
        )
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        except pymysql.MySQLError as error:
            return int(error.args[0])
        finally:
            connection.close()
        return 0


PASSWORD = secrets.token_hex(12)


def made(server: Server, database: str, adapter: Adapter, metadata: MetaData, rows: Any, provider: str) -> Accounts:
    """The clinic with its two accounts, made as the document says, and served through them."""
    everything = server.url_for("pymysql", database)
    fill(everything, metadata, rows)
    source = Source(SourceSettings(adapter.name, everything, time_zone=TORONTO))
    facts, zone = source.facts(relation_tables(adapter)), ZoneInfo(TORONTO)
    compiled, printed = compile_source(adapter, facts, zone, site=SITE), compile_source(adapter, facts, zone)
    source.dispose()
    types = grants.declared_writes(adapter)
    reader, writer = (f"{kind}_{secrets.token_hex(4)}" for kind in ("reader", "writer"))
    for account, statements in (
        (reader, grants.reader(printed, types, database=database, account=f"'{reader}'@'%'")),
        (writer, grants.writer(printed, types, database=database, account=f"'{writer}'@'%'")),
    ):
        limits = "MAX_USER_CONNECTIONS 8 MAX_STATEMENT_TIME 10"
        server.run(f"CREATE USER '{account}'@'%' IDENTIFIED BY '{PASSWORD}' WITH {limits}", *statements)
    urls = [
        Server(server.host, server.port, account, PASSWORD).url_for("pymysql", database) for account in (reader, writer)
    ]
    split = Source(SourceSettings(adapter.name, urls[0], time_zone=TORONTO, write_url=urls[1]))
    allowed = {type_: frozenset(names) for type_, names in types.items()}
    base, served = "https://facade.example/fhir", ServedSource(split, adapter, SITE)
    endpoint = Endpoint(adapter.name, base, served, Seal([b"k" * 32]), writes=allowed)
    service = Service(endpoint, Grant("client", adapter.name, SYSTEM, provider=provider))
    return Accounts(adapter, server, database, compiled, reader, writer, service)


def rows_of(oracle: Oracle, own: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Rows that are written to, and the oracle's beside them, so that each type has some to show."""
    taken = {(name, first) for name, rows in own.items() for row in rows for first in list(row.items())[:1]}
    beside = {
        name: [row for row in rows if not any((name, item) in taken for item in row.items())]
        for name, rows in oracle.tables.items()
    }
    return {name: [*own.get(name, ()), *beside.get(name, ())] for name in {**beside, **own}}


CLINICS: dict[str, tuple[Adapter, MetaData, Any, str]] = {
    "oscar": (oscar, oscar_tables, rows_of(OSCAR, OSCAR_ROWS), "101"),
    "openemr": (openemr, openemr_tables, rows_of(OPENEMR, OPENEMR_ROWS), "roy"),
}
Make = Callable[[str], Accounts]


@pytest.fixture(scope="module")
def accounts_of(mariadb_server: Server) -> Iterator[Make]:
    """The clinic of an adapter, made once."""
    made_already: dict[str, Accounts] = {}

    def make(name: str) -> Accounts:
        if name not in made_already:
            database = f"facade_{secrets.token_hex(6)}"
            mariadb_server.create_database(database)
            made_already[name] = made(mariadb_server, database, *CLINICS[name])
        return made_already[name]

    yield make
    for accounts in made_already.values():
        accounts.service.endpoint.source.source.dispose()
        mariadb_server.run(f"DROP USER '{accounts.reader}'@'%', '{accounts.writer}'@'%'")
        mariadb_server.drop_database(accounts.database)


@pytest.fixture(params=list(CLINICS))
def accounts(request: pytest.FixtureRequest, accounts_of: Make) -> Accounts:
    """Each vendor's clinic."""
    return accounts_of(request.param)


def test_the_reader_sees_the_catalogue_that_the_maps_need(accounts: Accounts) -> None:
    seen = accounts.service.endpoint.source.ready().source
    assert seen.findings == accounts.compiled.findings
    assert [unit.label for unit in seen.units] == [unit.label for unit in accounts.compiled.units]
    assert seen.version == accounts.compiled.version
    for (table, name), col in everything_written(accounts).items():
        assert seen.context.facts.column(table, name) == accounts.compiled.context.facts.column(table, name), col


def everything_written(accounts: Accounts) -> dict[tuple[str, str], Any]:
    """Columns of stamps, defaults and companions: what a write must not leave out for want of a privilege."""
    found: dict[tuple[str, str], Any] = {}
    for declared in accounts.adapter.maps:
        if declared.writes is None:
            continue
        columns = [*declared.writes.stamp, *declared.writes.defaults]
        for companion in declared.writes.companions:
            columns += list(companion.values) if hasattr(companion, "values") else list(companion.to.columns)
        for col in columns:
            if accounts.compiled.context.has(col) and not (col.primary_key and col.table.name.endswith("Archive")):
                found[col.table.name, col.name] = col
    return found


SAMPLES = {"string": "x", "token": "x", "reference": "1", "date": "2020", "number": "1", "quantity": "1", "uri": "x"}


def value_for(code: str, type_: str) -> str:
    parameter = definitions.search_parameters(type_)[code]
    if parameter.type != "composite":
        return SAMPLES[parameter.type]
    parts = [definitions.parameter_by_url(url).type for url, _ in parameter.components]
    return "$".join(SAMPLES[part] for part in parts)


def test_the_reader_can_read_and_search_everything_that_is_offered(accounts: Accounts) -> None:
    service, source = accounts.service, accounts.service.endpoint.source.ready()
    asked = 0
    for type_ in source.source.by_type:
        status, body = service.search(type_)
        found = matches(body)
        assert (status, bool(found)) == (200, True), body
        for resource in found:
            assert service.get(type_, resource["id"])[0] == 200
        search = source.search(type_)
        assert search is not None
        for at, (code, parameter) in enumerate(search.offer.parameters.items()):
            queries = [f"{code}={value_for(code, type_)}"]
            if parameter.type != "composite" and at % 3 == 0:  # what it reads, the resource reads too
                queries.append(f"{code}:missing={'true' if at % 2 else 'false'}")
            for query in queries:
                asked += 1
                status, body = service.search(type_, query)
                assert status == 200, (type_, query, body)
        for code in search.offer.sorts:
            assert service.search(type_, f"_sort=-{code}&_count=1")[0] == 200
        assert service.search(type_, "_summary=count")[0] in (200, 400)  # 400: a type whose total SQL cannot tell
    assert asked > 100


def test_the_writer_can_change_a_patient_with_all_that_belongs_to_it(accounts_of: Make) -> None:
    oscar_clinic, openemr_clinic = accounts_of("oscar"), accounts_of("openemr")
    for clinic in (oscar_clinic, openemr_clinic):
        status, patient, headers = clinic.service.read("Patient", "7")
        assert status == 200
        patient["name"][0]["family"] = "Changed"
        patient.setdefault("telecom", []).append({"system": "phone", "use": "home", "value": "613-555-0100"})
        for point in patient["telecom"]:
            if point.get("use") == "mobile":
                point["value"] = "613-555-0123"
        status, body, _ = clinic.service.put("Patient", "7", patient, headers["ETag"])
        assert status == 200, body
    run = oscar_clinic.server.run
    assert run("SELECT last_name, phone, lastUpdateUser FROM demographic WHERE demographic_no = 7",
               database=oscar_clinic.database) == [("Changed", "613-555-0100", "101")]  # fmt: skip
    assert run("SELECT demographic_no, last_name, sin FROM demographicArchive",
               database=oscar_clinic.database) == [(7, "Changed", "046454286")]  # fmt: skip
    assert run("SELECT action, content, contentId, provider_no FROM log",
               database=oscar_clinic.database) == [("update", "demographic", "7", "101")]  # fmt: skip
    assert run("SELECT value, provider_no FROM demographicExt WHERE demographic_no = 7",
               database=oscar_clinic.database) == [("613-555-0123", "101")]  # fmt: skip
    assert run("SELECT lname, phone_home, updated_by FROM patient_data WHERE pid = 7",
               database=openemr_clinic.database) == [("Changed", "613-555-0100", 1)]  # fmt: skip
    assert run("SELECT event, `user`, patient_id FROM log WHERE patient_id = 7",
               database=openemr_clinic.database) == [("patient-record-update", "roy", 7)]  # fmt: skip


def test_the_writer_can_add_an_allergy_with_all_that_belongs_to_it(accounts: Accounts) -> None:
    system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
    allergy = {
        "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/7"}, "code": {"text": "Latex"},
        "clinicalStatus": {"coding": [{"system": system, "code": "active"}]},
    }  # fmt: skip
    status, body, _ = accounts.service.post("AllergyIntolerance", allergy)
    assert status == 201, body
    if accounts.adapter is oscar:
        sql = "SELECT action, content, demographic_no FROM log WHERE action = 'add'"
        expected: list[tuple[Any, ...]] = [("add", "allergy", 7)]
    else:
        sql, expected = "SELECT pid, type FROM lists_touch WHERE pid = 7", [(7, "allergy")]
    assert accounts.server.run(sql, database=accounts.database) == expected


REFUSED_TO_BOTH = (
    "DELETE FROM {root}",
    "DELETE FROM {root} WHERE {key} = -1",
    "TRUNCATE TABLE {root}",
    "DROP TABLE {root}",
    "ALTER TABLE {root} ADD COLUMN x INT",
    "CREATE TABLE more (x INT)",
    "CREATE INDEX more ON {root} ({key})",
    "UPDATE {root} SET {key} = 99 WHERE {key} = -1",
    "UPDATE {root} SET {other} = NULL WHERE {key} = -1",
    "INSERT INTO {root} ({key}) VALUES (99)",
    "UPDATE {people} SET {person} = 'x' WHERE {person} = 'y'",
    "LOCK TABLES {root} WRITE",
    "SELECT * FROM {root}",
    "SELECT * INTO OUTFILE 'x' FROM {root}",
)
REFUSED_TO_READER = (
    "SELECT {other} FROM {root}",
    "UPDATE {root} SET {name} = 'x' WHERE {key} = -1",
    "SELECT {logged} FROM log",
    "INSERT INTO log ({logged}) VALUES (NULL)",
)
REFUSED_TO_WRITER = (
    "SELECT {logged} FROM log",
    "UPDATE log SET {logged} = NULL",
    "DELETE FROM log",
)
NAMES = {
    "oscar": {"root": "demographic", "key": "demographic_no", "other": "sin", "name": "last_name", "people": "provider",
              "person": "provider_no", "logged": "contentId"},
    "openemr": {"root": "patient_data", "key": "pid", "other": "regdate", "name": "lname", "people": "users",
                "person": "username", "logged": "checksum"},
}  # fmt: skip


@pytest.mark.parametrize("sql", [*REFUSED_TO_BOTH, *REFUSED_TO_READER])
def test_the_reader_can_do_nothing_else(accounts: Accounts, sql: str) -> None:
    assert accounts.run_as(accounts.reader, sql.format(**NAMES[accounts.adapter.name])) in DENIED


@pytest.mark.parametrize("sql", [*REFUSED_TO_BOTH, *REFUSED_TO_WRITER])
def test_the_writer_can_do_nothing_else(accounts: Accounts, sql: str) -> None:
    assert accounts.run_as(accounts.writer, sql.format(**NAMES[accounts.adapter.name])) in DENIED


def test_what_is_refused_is_refused_by_privilege_and_not_by_a_slip_in_the_statement(accounts: Accounts) -> None:
    owner = accounts.server
    for sql in (
        "UPDATE {root} SET {other} = NULL WHERE {key} = -1",
        "SELECT {logged} FROM log",
        "SELECT * FROM {root}",
    ):
        owner.run(sql.format(**NAMES[accounts.adapter.name]), database=accounts.database)


def test_without_writes_there_is_no_writer_and_the_reader_only_reads(accounts: Accounts) -> None:
    assert grants.writer(accounts.compiled, {}) == []
    assert all(line.startswith("GRANT SELECT (") and "), " not in line for line in grants.reader(accounts.compiled))


def test_of_columns_that_the_configuration_chooses_among_each_is_granted() -> None:
    source = compile_source(openemr, declared_facts(openemr), ZoneInfo("UTC"))
    for lines, privilege in (
        (grants.reader(source, {}), "SELECT"),
        (grants.writer(source, {"Patient": ["update"]}), "UPDATE"),
    ):
        (line,) = [line for line in lines if " ON `patient_data` " in line]
        columns = line.partition(f"{privilege} (")[2].partition(")")[0].split(", ")
        assert {"`genericval1`", "`genericval2`", "`usertext1`", "`usertext2`"} <= set(columns)


def test_only_the_writes_that_are_turned_on_are_granted() -> None:
    source = compile_source(oscar, declared_facts(oscar), ZoneInfo("UTC"))
    lines = grants.writer(source, {"AllergyIntolerance": ["create"]}, database="oscar", account="w")
    assert not any("UPDATE" in line or "demographicArchive" in line for line in lines)
    inserting = [line.rpartition(" ON ")[2] for line in lines if "INSERT" in line]
    assert inserting == ["`oscar`.`allergies` TO w;", "`oscar`.`log` TO w;"]
    assert grants.writer(source, {"Patient": ["create"]}) == []  # the adapter has no such write
