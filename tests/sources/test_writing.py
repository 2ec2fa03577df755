"""Writes: one transaction, all or nothing, with truthful counts and truthful errors."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import pytest

from facade.errors import Refused
from facade.sources import Contended, Duplicate, Source, SourceFault, WriteConnection
from facade.sources.failures import Unstorable
from facade.testing.databases import Server


@pytest.fixture
def people(source: Source) -> Source:
    """Two rows in a table with a generated key and a unique column."""
    key = "INTEGER PRIMARY KEY" if source.dialect.name == "sqlite" else "INTEGER PRIMARY KEY AUTO_INCREMENT"
    with source.writing() as connection:
        connection.begin()
        connection.change(f"CREATE TABLE people (id {key}, name VARCHAR(10), code INTEGER, UNIQUE (code))")
        connection.change("INSERT INTO people (id, name, code) VALUES (1, 'Ann', 10), (2, 'Bo', 20)")
        connection.commit()
    return source


def names(source: Source) -> list[str]:
    with source.reading() as connection:
        return [row[0] for row in connection.execute("SELECT name FROM people ORDER BY id")]


def test_an_update_counts_the_rows_it_matched(people: Source) -> None:
    """With changed rows counted, compare-and-swap would report a conflict for every equal value."""
    with people.writing() as connection:
        connection.begin()
        assert connection.change("UPDATE people SET name = 'Ann' WHERE id = 1") == 1
        assert connection.change("UPDATE people SET name = 'Cy'") == 2
        assert connection.change("UPDATE people SET name = 'x' WHERE id = 9") == 0
        connection.commit()
    assert names(people) == ["Cy", "Cy"]


def test_insert_gives_the_generated_key(people: Source) -> None:
    with people.writing() as connection:
        connection.begin()
        assert connection.insert("INSERT INTO people (name, code) VALUES ('Cy', 30)") == 3
        assert connection.execute("SELECT name FROM people WHERE id = 3") == [("Cy",)]
        connection.commit()
    assert names(people) == ["Ann", "Bo", "Cy"]


def test_rollback_undoes_all_and_another_transaction_may_follow(people: Source) -> None:
    with people.writing() as connection:
        connection.begin()
        connection.change("UPDATE people SET name = 'x'")
        connection.change("DELETE FROM people WHERE id = 2")
        connection.rollback()
        connection.begin()
        connection.change("UPDATE people SET name = 'Al' WHERE id = 1")
        connection.commit()
    assert names(people) == ["Al", "Bo"]


def test_what_is_not_committed_is_rolled_back(people: Source) -> None:
    with people.writing() as connection:
        connection.begin()
        connection.change("UPDATE people SET name = 'x'")
    with pytest.raises(KeyError), people.writing() as connection:
        connection.begin()
        connection.change("UPDATE people SET name = 'y'")
        raise KeyError
    assert names(people) == ["Ann", "Bo"]


def test_changes_are_only_possible_in_a_transaction(people: Source) -> None:
    with people.writing() as connection:
        with pytest.raises(RuntimeError, match="transaction"):
            connection.change("UPDATE people SET name = 'x'")
        with pytest.raises(RuntimeError, match="transaction"):
            connection.insert("INSERT INTO people (name) VALUES ('x')")
        with pytest.raises(RuntimeError, match="no transaction"):
            connection.commit()
        connection.begin()
        with pytest.raises(RuntimeError, match="not ended"):
            connection.begin()
    assert names(people) == ["Ann", "Bo"]


def test_a_failed_transaction_cannot_be_continued(people: Source) -> None:
    """A COMMIT after an error would keep what came before it (security paper L10)."""
    with people.writing() as connection:
        connection.begin()
        connection.change("UPDATE people SET name = 'x' WHERE id = 1")
        with pytest.raises(SourceFault):
            connection.change("UPDATE nowhere SET name = 'x'")
        for action in (
            connection.commit,
            lambda: connection.execute("SELECT 1"),
            lambda: connection.change("UPDATE people SET name = 'y'"),
        ):
            with pytest.raises(RuntimeError, match="rolled back"):
                action()
        connection.rollback()
        assert connection.execute("SELECT 1") == [(1,)]
    assert names(people) == ["Ann", "Bo"]


def test_a_taken_key_is_told_apart(people: Source) -> None:
    for sql in ("INSERT INTO people (id) VALUES (1)", "INSERT INTO people (code) VALUES (20)"):
        with people.writing() as connection, pytest.raises(Duplicate):
            connection.begin()
            connection.change(sql)


def test_a_constraint_other_than_unique_is_no_duplicate(people: Source) -> None:
    with people.writing() as connection:
        connection.begin()
        connection.change("CREATE TABLE strict (id INTEGER NOT NULL)")
        with pytest.raises((SourceFault, Unstorable)) as fault:
            connection.change("INSERT INTO strict VALUES (NULL)")
    assert not isinstance(fault.value, Duplicate)


def test_a_row_in_use_by_another_writer_may_be_tried_again(open_source: Callable[..., Source], people: Source) -> None:
    ehr = open_source(people.settings.url)
    with ehr.writing() as other, people.writing() as connection:
        other.begin()
        other.change("UPDATE people SET name = 'EHR' WHERE id = 1")
        began = time.monotonic()
        with pytest.raises(Contended) as contended:
            write_again(connection)
        assert time.monotonic() - began < 2.5
        assert (contended.value.status, contended.value.code) == (503, "lock-error")
        connection.rollback()
        other.commit()
        write_again(connection)
        connection.commit()
    assert names(people) == ["us", "Bo"]


def write_again(connection: WriteConnection) -> None:
    connection.begin()
    connection.change("UPDATE people SET name = 'us' WHERE id = 1")


def test_guards_are_read_inside_the_transaction(open_source: Callable[..., Source], sqlite_url: str) -> None:
    """SQLite would let two writers read the same guard, and fail one of them at its first change."""
    source = open_source(sqlite_url, write_pool_size=2)
    with source.writing() as one, source.writing() as other:
        one.begin()
        with pytest.raises(Contended):
            other.begin()


def test_readers_are_not_held_up_by_a_writer(people: Source) -> None:
    with people.writing() as connection:
        connection.begin()
        connection.change("UPDATE people SET name = 'x'")
        assert names(people) == ["Ann", "Bo"]


def test_values_never_reach_an_error_or_the_log(people: Source, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    mark = "%s" if people.dialect.paramstyle == "format" else "?"
    with people.writing() as connection, pytest.raises(SourceFault) as fault:
        connection.begin()
        connection.change(f"INSERT INTO people (id, name) VALUES (1, {mark})", ("Tremblay",))
    told = f"{fault.value!r}{caplog.text}"
    assert "Tremblay" not in told
    assert "INSERT" not in told
    assert f"error {fault.value.number}" in str(fault.value)
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__


def test_strict_sessions_refuse_what_the_ehr_would_cut(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    """Security paper L19: with the EHR's own sql_mode each of these is stored changed, without an error."""
    mariadb_server.run(
        "CREATE TABLE t (v VARCHAR(3), l VARCHAR(9) CHARACTER SET latin1, d DATE, n TINYINT)",
        database=mariadb_database,
    )
    refused = {
        "v": ("'four'", 1406),
        "l": ("'Łuk'", 1366),
        "d": ("'2026-02-31'", 1292),
        "n": ("300", 1264),
    }
    for column, (value, number) in refused.items():
        with server_source.writing() as connection, pytest.raises(Unstorable) as fault:
            connection.begin()
            connection.change(f"INSERT INTO t ({column}) VALUES ({value})")
        assert fault.value.number == number, column
    with server_source.writing() as connection, pytest.raises(Unstorable):
        connection.begin()
        connection.change("INSERT INTO t (d) VALUES ('0000-00-00')")
    with server_source.writing() as connection, pytest.raises(Unstorable):
        connection.begin()
        connection.change("INSERT INTO t (d) VALUES ('2020-00-00')")


def test_a_row_with_a_zero_date_can_still_be_updated(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run(
        "CREATE TABLE t (id INTEGER, d DATE NOT NULL, v VARCHAR(9))",
        "INSERT INTO t VALUES (1, '0000-00-00', 'a'), (2, '2020-00-00', 'b')",
        database=mariadb_database,
        sql_mode="",
    )
    with server_source.writing() as connection:
        connection.begin()
        for key, old in ((1, "0000-00-00"), (2, "2020-00-00")):
            sql = f"UPDATE t SET v = 'new' WHERE id = {key} AND CAST(d AS CHAR) = '{old}'"
            assert connection.change(sql) == 1
        connection.commit()


def test_a_stuck_writer_gives_the_rows_back(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    """Security paper L9: without a limit in the server a stopped process keeps its row locks."""
    mariadb_server.run("CREATE TABLE t (v INTEGER)", "INSERT INTO t VALUES (1)", database=mariadb_database)
    with server_source.writing() as connection:
        connection.begin()
        connection.change("UPDATE t SET v = 2")
        time.sleep(2.5)
        mariadb_server.run("SET innodb_lock_wait_timeout = 1", "UPDATE t SET v = 3", database=mariadb_database)
        with pytest.raises(Refused) as refused:
            connection.change("UPDATE t SET v = 4")
        assert refused.value.code == "transient"
    assert mariadb_server.run("SELECT v FROM t", database=mariadb_database) == [(3,)]


def test_a_commit_without_an_answer_is_not_called_a_failure(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run("CREATE TABLE t (v INTEGER)", database=mariadb_database)
    with server_source.writing() as connection:
        connection.begin()
        connection.change("INSERT INTO t VALUES (1)")
        ((own,),) = connection.execute("SELECT CONNECTION_ID()")
        mariadb_server.run(f"KILL CONNECTION {own}")
        with pytest.raises(Refused) as refused:
            connection.commit()
    assert (refused.value.status, refused.value.code) == (503, "transient")
    assert "Retry-After" not in refused.value.headers
    assert "read the record" in str(refused.value)
    with server_source.writing() as connection:
        assert connection.execute("SELECT COUNT(*) FROM t") == [(0,)]


def test_the_writing_account_is_its_own(
    open_source: Callable[..., Source], mariadb_server: Server, mariadb_database: str
) -> None:
    reader, writer = mariadb_server.url_for("pymysql", mariadb_database), "writer_only_test"
    mariadb_server.run(
        f"CREATE OR REPLACE USER {writer}@'%' IDENTIFIED BY 'x'", f"GRANT ALL ON `{mariadb_database}`.* TO {writer}@'%'"
    )
    write_url = f"mysql+pymysql://{writer}:x@{mariadb_server.host}:{mariadb_server.port}/{mariadb_database}"
    source = open_source(reader, write_url=write_url)
    with source.reading() as one, source.writing() as other:
        assert other.execute("SELECT USER() LIKE 'writer_only_test@%%'") == [(1,)]
        assert one.execute("SELECT USER() LIKE 'writer_only_test@%%'") == [(0,)]
    source.dispose()
    mariadb_server.run(f"DROP USER {writer}@'%'")
