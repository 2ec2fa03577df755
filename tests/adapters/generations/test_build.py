"""`build` makes what the notation says, on SQLite and on MariaDB, and the adapters' Tables can write into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, event, insert, select, text
from sqlalchemy.types import Date, DateTime, Time

from adapters.openemr.tables import metadata as openemr
from adapters.oscar.tables import metadata as oscar
from adapters.oscar.tables import provider
from facade.fhir.text import fold
from facade.testing.databases import Server
from tests.adapters.generations import OPENEMR, OSCAR, Generation, build
from tests.adapters.generations.ddl import CI
from tests.adapters.generations.notation import ColumnSpec

METADATA = {"oscar": oscar, "openemr": openemr}
GENERATIONS = [
    pytest.param(generation, id=f"{generation.vendor}-{generation.name}")
    for generations in (OSCAR, OPENEMR)
    for generation in generations.values()
]


def _compare(one: str, other: str) -> int:
    one, other = fold(one, "ci-ai-pad"), fold(other, "ci-ai-pad")
    return (one > other) - (one < other)


@pytest.fixture
def plain_sqlite() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite() -> Iterator[Engine]:
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def register(connection: sqlite3.Connection, _record: object) -> None:
        connection.create_collation(CI, _compare)

    yield engine
    engine.dispose()


@pytest.fixture
def mariadb(mariadb_server: Server, mariadb_database: str) -> Iterator[Engine]:
    engine = create_engine(mariadb_server.url_for("pymysql", mariadb_database))
    yield engine
    engine.dispose()


def find_provider(engine: Engine, last_name: str) -> list[str]:
    stored = insert(provider).values(provider_no="7", last_name="Zoë", lastUpdateDate=datetime(2020, 1, 2))
    with engine.begin() as connection:
        connection.execute(stored)
        return list(connection.scalars(select(provider.c.provider_no).where(provider.c.last_name == last_name)))


@pytest.mark.parametrize("generation", GENERATIONS)
def test_sqlite_has_the_columns_in_their_order(sqlite: Engine, generation: Generation) -> None:
    build(sqlite, generation)
    with sqlite.connect() as connection:
        for name, spec in generation.tables.items():
            rows = connection.exec_driver_sql(f'PRAGMA table_info("{name}")').all()
            assert [row.name for row in rows] == list(spec.columns)
            assert [not row.notnull for row in rows] == [column.nullable for column in spec.columns.values()]
            assert {row.name for row in rows if row.pk} == set(spec.primary)


def test_text_on_sqlite_compares_as_on_the_server(sqlite: Engine) -> None:
    build(sqlite, OSCAR["o15"])
    assert find_provider(sqlite, "zoe ") == ["7"]


def test_without_the_collation_text_on_sqlite_compares_by_its_bytes(plain_sqlite: Engine) -> None:
    build(plain_sqlite, OSCAR["o15"])
    assert find_provider(plain_sqlite, "zoë") == []


def test_only_the_wanted_tables_are_made(sqlite: Engine) -> None:
    build(sqlite, OPENEMR["6.0.0"], only_tables={"lists", "forms"})
    with sqlite.connect() as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_schema WHERE type = 'table'")).all()
    assert sorted(names) == ["forms", "lists"]


@pytest.mark.parametrize("generation", GENERATIONS)
def test_mariadb_has_the_true_types(mariadb: Engine, generation: Generation) -> None:
    build(mariadb, generation)
    with mariadb.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name, column_type, is_nullable, extra"
                " FROM information_schema.columns WHERE table_schema = DATABASE()"
            )
        ).all()
    found = {(row[0], row[1]): (row[2], row[3] == "YES", row[4].lower()) for row in rows}
    expected = {
        (name, column.name): (column_type(column), column.nullable, extra(column))
        for name, spec in generation.tables.items()
        for column in spec.columns.values()
    }
    assert found == expected


def column_type(column: ColumnSpec) -> str:
    """As the server prints it: integers always with a width."""
    widths = {"bigint": "20", "int": "10" if column.unsigned else "11", "smallint": "6", "tinyint": "4"}
    size = column.size or widths.get(column.type)
    return column.type + (f"({size})" if size else "") + (" unsigned" if column.unsigned else "")


def extra(column: ColumnSpec) -> str:
    return "auto_increment" if column.auto_increment else "on update current_timestamp()" if column.touched else ""


def test_mariadb_stores_old_tables_where_it_is_told(mariadb: Engine) -> None:
    build(mariadb, OSCAR["o15"], only_tables={"provider"}, storage_engine="MyISAM")
    with mariadb.connect() as connection:
        engine = connection.scalar(text("SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE()"))
    assert engine == "MyISAM"


def least(table: Table, generation: Generation) -> dict[str, Any]:
    """A row of what an INSERT must give: no default, no NULL, not numbered by the server."""
    there = generation.tables[table.name].columns
    wanted = [column for column in table.columns if column.name in there and must_be_given(table, column)]
    return {column.name: some_value(column) for column in wanted}


def must_be_given(table: Table, column: Column[Any]) -> bool:
    numbered = table.autoincrement_column is column
    return not (numbered or column.nullable or column.server_default is not None)


def some_value(column: Column[Any]) -> int | str | date | datetime | time:
    if isinstance(column.type, DateTime):
        return datetime(2020, 1, 2, 3, 4, 5)
    if isinstance(column.type, Date):
        return date(2020, 1, 2)
    if isinstance(column.type, Time):
        return time(9)
    return 1 if isinstance(column.type, Integer) else "1"


def insert_one_row_each(engine: Engine, generation: Generation) -> Mapping[str, int]:
    metadata = METADATA[generation.vendor]
    tables = [table for table in metadata.tables.values() if table.name in generation.tables]
    with engine.begin() as connection:
        for table in tables:
            connection.execute(insert(table).values(least(table, generation)))
        return {table.name: connection.scalar(text(f"SELECT COUNT(*) FROM {table.name}")) or 0 for table in tables}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_row_of_what_the_tables_ask_for_is_accepted_by_sqlite(sqlite: Engine, generation: Generation) -> None:
    build(sqlite, generation)
    assert set(insert_one_row_each(sqlite, generation).values()) == {1}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_row_of_what_the_tables_ask_for_is_accepted_by_a_strict_mariadb(
    mariadb: Engine, generation: Generation
) -> None:
    build(mariadb, generation)
    with mariadb.connect() as connection:
        assert "STRICT_TRANS_TABLES" in str(connection.scalar(text("SELECT @@sql_mode")))
    assert set(insert_one_row_each(mariadb, generation).values()) == {1}


@pytest.mark.parametrize("metadata", [oscar, openemr], ids=["oscar", "openemr"])
def test_the_tables_themselves_can_be_made_on_sqlite(sqlite: Engine, metadata: MetaData) -> None:
    metadata.create_all(sqlite)
    vendor = OSCAR["oo"] if metadata is oscar else OPENEMR["8.2.0"]
    assert set(insert_one_row_each(sqlite, vendor).values()) == {1}


@pytest.mark.parametrize("generation", [OSCAR["oo"], OPENEMR["8.2.0"]], ids=["oscar", "openemr"])
def test_the_tables_made_on_mariadb_have_the_vendors_types(
    mariadb: Engine, mariadb_server: Server, generation: Generation
) -> None:
    metadata = METADATA[generation.vendor]
    metadata.create_all(mariadb)
    own = catalogue(mariadb)
    with mariadb_server.fresh_database() as name:
        vendor = create_engine(mariadb_server.url_for("pymysql", name))
        build(vendor, generation)
        theirs = catalogue(vendor)
        vendor.dispose()
    assert own == {column: facts for column, facts in theirs.items() if column in own}
    assert len(own) == sum(len(table.columns) for table in metadata.tables.values())


def catalogue(engine: Engine) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What matters of each column: kind, length, precision, scale, may it be NULL."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,"
                " numeric_scale, is_nullable FROM information_schema.columns WHERE table_schema = DATABASE()"
            )
        ).all()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}
