"""Encounter forms: many tables read as one. Which tables are read, how pages are counted off, what the account needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table

from adapters import oscar
from adapters.oscar.tables import formBCAR2020, formLabReq10, forms
from facade.adapter.demo import insert_rows
from facade.adapter.schema import SchemaFacts
from facade.compiler import grants
from facade.compiler.declared import declared_facts
from facade.compiler.source import CompiledSource, compile_source
from facade.errors import Refused
from facade.interactions import members
from facade.interactions.served import Ready
from facade.testing.databases import Server
from tests.oracle.model import SITE
from tests.oracle.oscar import ORACLE
from tests.serving import Service, engine_for, fill, matches, rows_of, serve

ALL = [
    "form-1001", "form-1006", "form-2001", "form-3001", "form-3014", "form-4001", "form-4014", "form-6001",
    "form-7001", "form-9052",
]  # fmt: skip
LISTED = "type:text=annual,rourke,lab req,bc-ar"


def compiled(facts: SchemaFacts) -> CompiledSource:
    return compile_source(oscar.adapter, facts, ZoneInfo("America/Toronto"), site=SITE)


def lacking(*names: str) -> SchemaFacts:
    """A fresh database without some tables."""
    facts = declared_facts(oscar.adapter)
    gone = {name.lower() for name in names}
    return replace(facts, tables={name: table for name, table in facts.tables.items() if name not in gone})


def selects(facts: SchemaFacts) -> dict[str, str]:
    """The SELECT of each member that is read."""
    told = compiled(facts).context.facts.table("saved_form")
    found = () if told is None else told.instead
    return {sql.rpartition("FROM ")[2].split()[0].strip("`"): sql for sql in found}


def ids(service: Service, query: str) -> list[str]:
    """The ids on a page."""
    return [entry["resource"]["id"] for entry in service.search("DocumentReference", query)[1].get("entry", [])]


def pages(service: Service, query: str, link: str = "next") -> Iterator[list[str]]:
    """Page by page, as far as the links lead."""
    for _ in range(50):
        bundle = service.search("DocumentReference", query)[1]
        yield [entry["resource"]["id"] for entry in bundle.get("entry", [])]
        following = [one["url"] for one in bundle["link"] if one["relation"] == link]
        if not following:
            return
        query = following[0].partition("?")[2]


def put(url: str, table: Table) -> None:
    """The EHR's first forms of a kind."""
    engine = engine_for(url)
    with engine.begin() as connection:
        insert_rows(connection, table, ORACLE.tables[table.name])
    engine.dispose()


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('forms') / 'oscar.sqlite'}"
    fill(url, oscar.tables.metadata, ORACLE.tables)
    return url


def test_every_kind_of_a_fresh_database_is_read() -> None:
    assert list(selects(declared_facts(oscar.adapter))) == list(forms.KINDS)


def test_kinds_that_a_site_lacks_are_left_out() -> None:
    assert "formAnnual" not in selects(lacking("formAnnual", "formMMSE"))
    assert len(selects(lacking("formAnnual", "formMMSE"))) == len(forms.KINDS) - 2


@pytest.mark.parametrize("names", [forms.KINDS, ("encounterForm",)], ids=["no form", "no list of them"])
def test_without_forms_nothing_else_is_out_of_service(names: tuple[str, ...]) -> None:
    source = compiled(lacking(*names))
    of_forms = [item for item in source.findings if item.where == "oscar DocumentReference/form"]
    assert [item.number for item in of_forms] == ["adapter.W009"]
    assert not any(item.is_error for item in source.findings)
    assert {unit.map.tag for unit in source.by_type["DocumentReference"]} >= {"", "ef", "hrm"}


def test_a_column_that_a_kind_lacks_or_has_otherwise_is_absent() -> None:
    facts = declared_facts(oscar.adapter)
    dated = replace(facts.tables["formbpmh"].columns["formedited"], kind="date")
    odd = replace(facts.tables["formbpmh"], columns={**facts.tables["formbpmh"].columns, "formedited": dated})
    found = selects(replace(facts, tables={**facts.tables, "formbpmh": odd}))
    assert "NULL AS `formEdited`" in found["formBPMH"]
    assert "NULL AS provider_no" in found["formMentalHealthForm1"]
    assert "NULL" not in found["formAnnual"]


def test_numbers_of_kinds_are_frozen() -> None:
    assert [forms.kinds[number].name for number in (1, 14, 52, 68)] == [
        "formAnnual", "formLabReq10", "formBCAR2020", "formMentalHealthForm42",
    ]  # fmt: skip
    assert len(set(forms.KINDS)) == len(forms.KINDS) == 68


def test_the_account_reads_no_field_of_a_form() -> None:
    printed = grants.reader(compiled(declared_facts(oscar.adapter)))
    of_annual = [line for line in printed if "ON `formAnnual` " in line]
    assert of_annual == [
        "GRANT SELECT (`demographic_no`, `formCreated`, `formEdited`, `ID`, `provider_no`)"
        " ON `formAnnual` TO 'fhir_reader'@'%';"
    ]
    assert any("(`form_name`, `form_table`) ON `encounterForm`" in line for line in printed)
    assert not any("saved_form" in line for line in printed)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_through_all_members(clinic: str, size: int) -> None:
    service = serve(oscar.adapter, clinic, site=SITE)
    found = list(pages(service, f"{LISTED}&_count={size}"))
    assert sorted(id_ for page in found for id_ in page) == ALL
    assert all(len(page) <= size for page in found)


def test_a_page_of_everybodys_is_counted_off_in_each_member(clinic: str) -> None:
    service = serve(oscar.adapter, clinic, site=SITE)
    assert sorted(ids(service, LISTED)) == ALL
    assert sorted(ids(service, f"{LISTED}&patient=13")) == ["form-4014", "form-9052"]
    ready = service.endpoint.source.ready()
    texts = [sql.text for sql in ready.statements._kept.values() if "AS saved_form" in sql.text]
    everybodys, ones = (next(sql for sql in texts if sql.count(" LIMIT ") == count) for count in (6, 1))
    assert everybodys.count("UNION ALL") == ones.count("UNION ALL") == 4
    assert everybodys.count('ORDER BY saved_form."ID"') == 5


def test_a_kind_that_is_first_used_while_we_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'oscar.sqlite'}"
    fill(url, oscar.tables.metadata, {**ORACLE.tables, "formLabReq10": [], "formBCAR2020": []})
    service = serve(oscar.adapter, url, site=SITE)
    source = service.endpoint.source
    old = [id_ for id_ in ALL if not id_.endswith(("014", "052"))]
    assert sorted(ids(service, LISTED)) == old
    told = source.ready().source.context.facts
    assert (told.table("formAnnual") is not None, told.table("formLabReq10")) == (True, None)
    put(url, formLabReq10)
    assert sorted(ids(service, LISTED)) == old
    monkeypatch.setattr(members, "SECONDS", 0.0)
    assert sorted(ids(service, LISTED)) == sorted([*old, "form-3014", "form-4014"])
    before = source.ready()
    assert ids(service, "_id=form-3014") == ["form-3014"]
    assert source.ready() is before
    put(url, formBCAR2020)
    assert sorted(ids(service, LISTED)) == ALL


def test_members_of_other_collations_and_with_an_index(mariadb_server: Server) -> None:
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill(url, oscar.tables.metadata, ORACLE.tables)
        mariadb_server.run(
            "ALTER TABLE formBCAR2020 CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
            "ALTER TABLE encounterForm CONVERT TO CHARACTER SET latin1 COLLATE latin1_swedish_ci",
            "ALTER TABLE provider CONVERT TO CHARACTER SET latin1 COLLATE latin1_swedish_ci",
            "ALTER TABLE formLabReq10 ADD INDEX (demographic_no)",
            database=name,
        )
        service = serve(oscar.adapter, url, site=SITE)
        assert sorted(ids(service, LISTED)) == ALL
        assert ids(service, "author=Practitioner/000123&description=bc") == ["form-9052"]
        assert ids(service, "author.family:missing=false&description=bc") == ["form-9052"]
        assert '"access_type": "ref"' in explained(url, service)
        # longer than a provider's number of OSCAR's may be: somebody else has its first six digits
        mariadb_server.run("UPDATE formAnnual SET provider_no = 1234567 WHERE ID = 1", database=name)
        (form,) = (one for one in matches(service.search("DocumentReference", "_id=form-1001")[1]))
        assert form["author"] == [{"reference": "Practitioner/1234567"}]


def test_a_kind_that_cannot_be_read_takes_nothing_else_along(
    mariadb_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mariadb_server.fresh_database() as name:
        url = mariadb_server.url_for("pymysql", name)
        fill(url, oscar.tables.metadata, ORACLE.tables)
        service = serve(oscar.adapter, url, site=SITE)
        assert sorted(ids(service, LISTED)) == ALL
        monkeypatch.setattr(members, "SECONDS", 0.0)
        mariadb_server.run(
            "RENAME TABLE formBCAR2020 TO kept", "CREATE VIEW formBCAR2020 AS SELECT * FROM kept", "DROP TABLE kept",
            database=name,
        )  # fmt: skip
        for _ in range(2):
            assert service.get("Practitioner", "999998")[0] == 200
        assert sorted(ids(service, LISTED)) == ALL[:-1]
        again = serve(oscar.adapter, url, site=SITE)  # at first contact
        assert again.get("Practitioner", "999998")[0] == 200
        assert sorted(ids(again, LISTED)) == ALL[:-1]


def test_others_are_answered_while_the_source_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'oscar.sqlite'}"
    fill(url, oscar.tables.metadata, {**ORACLE.tables, "formLabReq10": []})
    service = serve(oscar.adapter, url, site=SITE)
    source = service.endpoint.source
    ready, compile_, seen = source.ready(), source._compile, list[object]()

    def slow() -> Ready:
        seen.append(source.fresh())  # somebody else's request, meanwhile
        return compile_()

    def away() -> Ready:
        raise Refused(503, "transient", "away")

    monkeypatch.setattr(members, "SECONDS", 0.0)
    put(url, formLabReq10)
    monkeypatch.setattr(source, "_compile", away)
    assert source.fresh() is ready
    monkeypatch.setattr(source, "_compile", slow)
    assert source.fresh() is not ready
    assert seen == [ready]
    assert sorted(ids(service, LISTED)) == ALL


def explained(url: str, service: Service) -> str:
    """How MariaDB reads the members for a search of one patient; only one of them has an index on the patient."""
    told = service.endpoint.source.ready().source.context.facts.table("saved_form")
    assert told is not None
    ((plan,),) = rows_of(
        url, f"EXPLAIN FORMAT=JSON SELECT * FROM ({' UNION ALL '.join(told.instead)}) f WHERE demographic_no = 13"
    )
    return str(plan)
