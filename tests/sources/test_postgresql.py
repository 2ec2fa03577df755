"""PostgreSQL as a source: its sessions as the server has them, its catalogue, its errors, and dates as texts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import TIMESTAMP, Column, Date, DateTime, Integer, MetaData, Table, select

from facade.errors import Refused
from facade.sources import Source, SourceSettings, examine
from facade.sources.failures import Duplicate, SourceFault
from facade.testing.postgresql import PostgresServer

TABLES = """
CREATE TABLE "Visit" (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person smallint NOT NULL, code varchar(8) UNIQUE,
  note text DEFAULT 'none', weight numeric(6, 2), height double precision, seen date, at timestamp, stored timestamptz,
  picture bytea, kind char(2)
);
CREATE INDEX by_person ON "Visit" (person, lower(code), seen);
CREATE INDEX only_some ON "Visit" (seen) WHERE seen IS NOT NULL;
INSERT INTO "Visit" (person, code, seen, at, stored) VALUES
  (1, 'a', '2020-02-29', '2020-02-29 10:00:00.5', '2020-02-29 10:00:00-05'), (2, 'B ', NULL, NULL, NULL)
"""


@pytest.fixture(scope="module")
def url(postgresql_server: PostgresServer) -> Iterator[str]:
    with postgresql_server.fresh_database() as made:
        with psycopg.connect(made.replace("+psycopg", "")) as connection:
            connection.execute(TABLES)
        yield made


@pytest.fixture
def source(url: str) -> Iterator[Source]:
    made = Source(SourceSettings("clinic", url, "America/Toronto", statement_seconds=0.5, transaction_seconds=5))
    yield made
    made.dispose()


def test_the_source_proves_its_sessions(source: Source) -> None:
    assert examine(source) == []


def test_limits_are_in_force_on_the_server(source: Source) -> None:
    asked = (
        "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "client_connection_check_interval",
        "default_transaction_read_only", "TimeZone",
    )  # fmt: skip
    question = "SELECT " + ", ".join(f"current_setting('{name}')" for name in asked)
    with source.reading() as connection:
        assert connection.execute(question) == [("500ms", "2s", "10s", "1s", "on", "UTC")]
    with source.writing() as connection:
        assert connection.execute(question) == [("500ms", "1s", "2s", "1s", "off", "UTC")]


def test_a_long_statement_is_ended_by_the_server(source: Source) -> None:
    began = time.monotonic()
    with source.reading() as connection, pytest.raises(Refused) as refused:
        connection.execute("SELECT pg_sleep(20)")
    assert (refused.value.status, refused.value.code) == (503, "timeout")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("several", [False, True])
def test_readers_change_nothing(source: Source, several: bool) -> None:
    with source.reading(several) as connection, pytest.raises(SourceFault):
        connection.execute("""UPDATE "Visit" SET note = 'x' RETURNING id""")
    with source.reading() as connection:
        assert connection.execute("""SELECT DISTINCT note FROM "Visit" """) == [("none",)]


def test_several_statements_see_one_state(source: Source, url: str) -> None:
    with source.reading(several=True) as connection:
        before = connection.execute("""SELECT count(*) FROM "Visit" """)
        with psycopg.connect(url.replace("+psycopg", "")) as other:
            other.execute("""INSERT INTO "Visit" (person) VALUES (3)""")
        assert connection.execute("""SELECT count(*) FROM "Visit" """) == before


def test_writers_commit_and_tell_a_taken_key(source: Source) -> None:
    with source.writing() as connection:
        connection.begin()
        key = connection.insert("""INSERT INTO "Visit" (person, code) VALUES (%s, %s)""", (4, "new"))
        connection.commit()
        connection.begin()
        assert connection.change("""UPDATE "Visit" SET person = person WHERE id = %s""", (key,)) == 1
        with pytest.raises(Duplicate):
            connection.change("""INSERT INTO "Visit" (person, code) VALUES (4, 'new')""")
        connection.rollback()


def test_a_connection_that_was_cut_is_503_and_replaced(source: Source) -> None:
    with source.reading() as connection:
        ((process,),) = connection.execute("SELECT pg_backend_pid()")
        with source.writing() as other:
            other.execute("SELECT pg_terminate_backend(%s)", (process,))
        with pytest.raises(Refused) as refused:
            connection.execute("SELECT 1")
    assert (refused.value.status, refused.value.code) == (503, "transient")
    with source.reading() as connection:
        assert connection.execute("SELECT 1") == [(1,)]


def test_what_the_catalogue_says(source: Source) -> None:
    facts = source.facts(["visit", "nowhere"])
    assert (facts.dialect, facts.table("nowhere")) == ("postgresql", None)
    table = facts.table("visit")
    assert table is not None
    assert table.name == "Visit"
    kinds = {name: column.kind for name, column in table.columns.items()}
    assert kinds == {
        "id": "integer", "person": "integer", "code": "text", "note": "text", "weight": "decimal", "height": "float",
        "seen": "date", "at": "datetime", "stored": "timestamp", "picture": "binary", "kind": "text",
    }  # fmt: skip
    columns = table.columns
    assert columns["id"].auto_increment and columns["id"].has_default and not columns["id"].nullable
    assert (columns["person"].bytes, columns["person"].nullable, columns["person"].has_default) == (2, False, False)
    assert (columns["code"].length, columns["note"].length, columns["note"].has_default) == (8, None, True)
    assert (columns["weight"].precision, columns["weight"].scale) == (6, 2)
    assert {column.collation for column in columns.values()} == {"bin"}
    assert table.unique == {frozenset({"id"}), frozenset({"code"})}
    assert set(table.indexes) == {("id",), ("code",), ("person",), ("seen",)}  # up to the first expression


def test_dates_are_read_and_compared_as_texts(source: Source) -> None:
    visit = Table(
        "Visit", MetaData(), Column("id", Integer), Column("seen", Date), Column("at", DateTime),
        Column("stored", TIMESTAMP),
    )  # fmt: skip
    statement = select(visit.c.seen, visit.c.at, visit.c.stored).where(visit.c.seen >= "2020-02-00")
    with source.reading() as connection:
        compiled = statement.compile(dialect=connection.dialect)
        params = tuple(compiled.params[name] for name in compiled.positiontup or ())
        found = connection.execute(str(compiled), params)
    assert found == [("2020-02-29", "2020-02-29 10:00:00", "2020-02-29 15:00:00")]
