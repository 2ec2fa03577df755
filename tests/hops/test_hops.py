"""Chains and `_has` over columns that do not fit one another, worked out by hand from the rows of `oddly`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.oscar import adapter as oscar
from adapters.oscar.tables import metadata as oscar_tables
from facade.testing.databases import Server
from tests.hops.oddly import ROWS, adapter, metadata
from tests.serving import Service, fill, serve

SEARCHES = [
    # a text that holds an integer key; merged rows; what is no number or leads nowhere
    ("Encounter?subject:Patient.family=Able", "1 2"),
    ("Encounter?subject:Patient.family=Baker", ""),  # 2 means 1
    ("Encounter?subject:Patient.family=Cole", ""),  # 4 means 5, who is not there
    ("Encounter?subject:Patient.family=Dean", "5 8"),
    ("Encounter?patient.family:missing=true", ""),  # nobody was seen without a name
    ("Encounter?patient.family:missing=false", "1 2 5 8"),
    ("Encounter?patient._id=1", "1 2"),
    # a text of another collation that holds a text key
    ("Encounter?participant:Practitioner.family=low", "1"),  # AB is not ab
    ("Encounter?participant:Practitioner.family=Num", "3 4"),
    ("Encounter?participant:Practitioner.family=Zeta", "7 8"),
    # an integer key of the same table
    ("Encounter?part-of.patient.family=Able", "2 3 4"),
    ("Encounter?part-of.part-of.patient.family=able", "3 8"),
    ("Encounter?part-of:Encounter.part-of:Encounter._id=5", "5"),
    # a constant
    ("Encounter?service-provider.name=main&patient.family=dean", "5 8"),
    ("Encounter?service-provider.name=other", ""),
    # child rows: one element each
    ("Encounter?diagnosis:Condition.code:text=asthma", "1 3 8"),
    ("Encounter?diagnosis:Condition.code:text=gout", "1"),
    ("Encounter?diagnosis:Condition.subject:Patient.family=Dean", "3"),
    # integer to integer, merged
    ("Condition?patient.family=able", "1 2"),
    ("Condition?patient.family=cole", ""),
    # reverse
    ("Patient?_has:Encounter:patient:participant:Practitioner.family=low", "1"),
    ("Patient?_has:Encounter:patient:_id=2", "1"),  # 3 means 1
    ("Patient?_has:Encounter:patient:_id=3", ""),  # 4 means 5, who is not there
    ("Patient?_has:Encounter:patient:_id=4", ""),
    ("Patient?_has:Encounter:patient:_id=8", "6"),
    ("Patient?_has:Condition:patient:code:text=gout", "1"),
    ("Patient?_has:Condition:patient:code:text=asthma&_has:Condition:patient:code:text=gout", "1"),
    ("Patient?_has:Condition:patient:_has:Encounter:diagnosis:_id=1,3", "1 6"),
    ("Practitioner?_has:Encounter:participant:patient.family=dean", "zz"),
    ("Practitioner?_has:Encounter:participant:_id=1,2", "ab"),  # AB is not ab
    ("Practitioner?_has:Encounter:participant:_id=4", "101"),
    ("Organization?_has:Encounter:service-provider:_id=6", "main"),
    ("Organization?_has:Encounter:service-provider:_id=66", ""),
    ("Condition?_has:Encounter:diagnosis:patient.family=dean", "1"),
    ("Condition?_has:Encounter:diagnosis:patient.family=able", "1 2"),
    ("Encounter?_has:Encounter:part-of:_id=3", "2"),
    ("Encounter?_has:Encounter:part-of:_has:Encounter:part-of:_id=8", "2"),
    # the value of an attribute, of which the last row counts
    ("Condition?asserter:Practitioner.family=low", "1"),
    ("Condition?asserter:Practitioner.family=zeta", ""),
    ("Practitioner?_has:Condition:asserter:_id=1", "ab"),
    ("Practitioner?_has:Condition:asserter:_id=2", ""),  # AB is not ab
    ("Practitioner?_has:Condition:asserter:code:text=asthma", "101 ab"),
    # a text of the same collation that holds a text key
    ("Patient?general-practitioner:Practitioner.family=low", "2 7"),  # AB is not ab
    ("Patient?general-practitioner:Practitioner.family=zeta", "1"),
    ("Practitioner?_has:Patient:general-practitioner:family=dean", ""),
    ("Practitioner?_has:Patient:general-practitioner:_id=1,7", "ab zz"),
    ("Condition?subject:Patient.general-practitioner:Practitioner.family=zeta", "1 2"),
    # what the EHR merged, from either side; 2 and 3 became 1, 4 became 5, of which there is no row
    ("Patient?link:Patient._id=1", "2 3"),
    ("Patient?link:Patient._id=3", "1"),
    ("Patient?link:Patient.family=baker", "1"),
    ("Patient?link:Patient._id=4", ""),
    ("Patient?_has:Patient:link:_id=1", "2 3"),
    ("Patient?_has:Patient:link:family=baker", "1"),
    # negation belongs to the hop's own resource; a missing resource is none
    ("Encounter?diagnosis:Condition.subject:missing=true", ""),
    ("Encounter?diagnosis:Condition._id:missing=false", "1 3 8"),
]


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mariadb_server: Server
) -> Iterator[Service]:
    """The rows, served."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("hops") / "oddly.sqlite"
        file.touch()
        yield _served(f"sqlite:///{file}")
        return
    with mariadb_server.fresh_database() as name:
        yield _served(mariadb_server.url_for("pymysql", name))


def _served(url: str) -> Service:
    fill(url, metadata, ROWS)
    return serve(adapter, url)


@pytest.mark.parametrize(("query", "ids"), SEARCHES)
def test_what_is_found(service: Service, query: str, ids: str) -> None:
    type_, _, rest = query.partition("?")
    status, body = service.search(type_, rest + "&_total=accurate")
    assert status == 200, body
    assert sorted(entry["resource"]["id"] for entry in body.get("entry", [])) == ids.split()
    assert body["total"] == len(ids.split())


def test_as_many_merged_rows_as_no_single_union_takes(tmp_path: Path) -> None:
    people = [{"id": number, "family": "Able" if number == 1 else "Baker"} for number in range(1, 702)]
    into = [{"id": number, "absorbed": number, "into": 1} for number in range(2, 702)]
    visits = [{"id": number, "person": str(number), "status": "x"} for number in range(1, 702)]
    file = tmp_path / "merged.sqlite"
    file.touch()
    fill(f"sqlite:///{file}", metadata, {"person": people, "merged": into, "visit": visits})
    service = serve(adapter, f"sqlite:///{file}")
    assert len(service.pages("Encounter", "subject:Patient.family=able&_count=200")) == 701
    assert service.pages("Encounter", "subject:Patient.family=baker") == []
    assert [item["id"] for item in service.pages("Patient", "_has:Encounter:patient:_id=701")] == ["1"]


def test_no_row_meets_every_key_that_it_might_hold(mariadb_server: Server) -> None:
    """Whether a text is a key letter for letter is looked up: MariaDB does not read the patients once a doctor."""
    doctors, people = 30, 300
    rows = {
        "staff": [{"code": f"s{number}", "family": f"Name{number}"} for number in range(doctors)],
        "person": [{"id": number, "doctor": f"s{number % doctors}"} for number in range(1, people + 1)],
        "merged": [{"id": 1, "absorbed": 1, "into": 2}],
        "problem": [{"id": number, "person": number} for number in range(1, people + 1)],
    }
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill(url, metadata, rows)
        service = serve(adapter, url, permissions=frozenset({"operator"}))
        query = "subject:Patient.general-practitioner:Practitioner.family=name7"
        assert len(service.pages("Condition", query)) == people // doctors
        read = _rows_read(service, "Condition", query)
        service.endpoint.source.source.dispose()
    assert people < read < people * doctors / 2


def test_an_index_serves_what_needs_no_joined_row(mariadb_server: Server) -> None:
    """OSCAR's vital signs and laboratory rows are one table: heights are found without reading every weight of it."""
    doctor, now, people, weights = "999998", "2024-01-02 00:00:00", 50, 1000
    told = {"providerNo": doctor, "measuringInstruction": "", "comments": "", "dateObserved": now, "dateEntered": now}
    heights = {7: "HT", 8: "HT", 107: "HT"}
    sent = {"lab_no": "900", "identifier": "H1", "labname": "GDML", "name": "HEIGHT"}  # patient 9's, from a laboratory
    rows = {
        "provider": [{"provider_no": doctor, "last_name": "", "first_name": "", "provider_type": "", "specialty": "",
                      "sex": "", "status": "1", "lastUpdateDate": now}],
        "demographic": [{"demographic_no": number, "last_name": "A", "first_name": "B", "lastUpdateDate": now}
                        for number in range(1, people + 1)],
        "measurements": [{"id": number, "type": heights.get(number, "WT"), "demographicNo": number % people or people,
                          "dataField": "70", **told} for number in range(1, weights + 1)]
                        + [{"id": weights + 1, "type": "", "demographicNo": 9, "dataField": "170", **told, "providerNo": "0"}],
        "measurementsExt": [{"id": at, "measurement_id": weights + 1, "keyval": key, "val": value}
                            for at, (key, value) in enumerate(sent.items(), start=1)],
        "measurementMap": [{"id": 1, "loinc_code": "8302-2", "ident_code": "H1", "name": "HEIGHT", "lab_type": "GDML"}],
    }  # fmt: skip
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill(url, oscar_tables, rows)
        service = serve(oscar, url, permissions=frozenset({"operator"}))
        query = "_has:Observation:patient:code=http://loinc.org|8302-2"
        assert [item["id"] for item in service.pages("Patient", query)] == ["7", "8", "9"]
        read = _rows_read(service, "Patient", query)
        service.endpoint.source.source.dispose()
    assert len(heights) < read < weights / 2


def _rows_read(service: Service, type_: str, query: str) -> float:
    """By the server's own count, for the statement that finds a page."""
    status, told = service.search(type_, f"{query}&_explain=true")
    assert status == 200, told
    statement, *_ = (part["part"] for part in told["parameter"] if part["name"] == "statement")
    (read,) = (part["valueDecimal"] for part in statement if part["name"] == "read")
    return float(read)
