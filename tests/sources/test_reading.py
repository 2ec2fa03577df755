"""Reads: cannot write, end in time, give the same plain tuples through every driver."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from facade.errors import Refused
from facade.sources import Source, SourceFault
from facade.sources.connection import SourceConnection
from facade.testing.databases import Server, drivers

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
SOME_WORK = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT count(*) FROM n"


def fill(source: Source, *statements: str) -> None:
    """What the EHR itself would do."""
    with source.writing() as connection:
        for statement in statements:
            connection.begin()
            connection.change(statement)
            connection.commit()


def mark(connection: SourceConnection) -> str:
    return {"qmark": "?", "format": "%s"}[connection.paramstyle]


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people SET name = 'x'",
        "INSERT INTO people VALUES (2, 'b')",
        "DELETE FROM people",
        "CREATE TABLE mine (id INTEGER)",
        "DROP TABLE people",
    ],
)
def test_a_reading_connection_cannot_write(source: Source, several: bool, statement: str) -> None:
    fill(source, "CREATE TABLE people (id INTEGER, name VARCHAR(20))", "INSERT INTO people VALUES (1, 'a')")
    with source.reading(several) as connection, pytest.raises(SourceFault):
        connection.execute(statement)
    with source.reading() as connection:
        assert connection.execute("SELECT id, name FROM people") == [(1, "a")]


def test_a_statement_ends_at_its_limit(open_source: Callable[..., Source], any_url: str) -> None:
    source = open_source(any_url, statement_seconds=0.5)
    endless = ENDLESS if any_url.startswith("sqlite") else "SELECT SLEEP(20)"
    with source.reading() as connection:
        began = time.monotonic()
        with pytest.raises(Refused) as refused:
            connection.execute(endless)
        assert time.monotonic() - began < 3
        assert (refused.value.status, refused.value.code) == (503, "timeout")
        assert int(refused.value.headers["Retry-After"]) > 0
        assert connection.execute("SELECT 1") == [(1,)]


def test_sqlite_gives_each_statement_its_full_time(open_source: Callable[..., Source], sqlite_url: str) -> None:
    with open_source(sqlite_url, statement_seconds=0.4).reading() as connection:
        for _ in range(3):
            time.sleep(0.25)
            assert connection.execute(SOME_WORK) == [(50000,)]


def test_a_busy_query_of_mariadb_ends_too(server_source: Source, mariadb_server: Server) -> None:
    """Not only SLEEP, which some versions let end early."""
    with server_source.reading() as connection, pytest.raises(Refused) as refused:
        connection.execute("SELECT SUM(a.seq) FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq <> b.seq")
    assert refused.value.code == "timeout"
    still = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SUM(a.seq)%'"
    soon = time.monotonic() + 2  # the server tells of the end before it strikes the query off its list
    while mariadb_server.run(still) != [(0,)]:
        assert time.monotonic() < soon


def test_params_and_percent_signs(source: Source) -> None:
    with source.reading() as connection:
        percent = "%" if connection.paramstyle == "qmark" else "%%"
        sql = f"SELECT {mark(connection)} LIKE 'a{percent}', 'b' LIKE 'a{percent}'"
        assert connection.execute(sql, ("a%b",)) == [(1, 0)]
        assert connection.execute(f"SELECT 'a' LIKE 'a{percent}'") == [(1,)]


@pytest.mark.parametrize("length", [127, 128, 1000, 32768, 200_000])
def test_long_text_arrives_whole(source: Source, length: int) -> None:
    text = ("Zoë\U0001f9ec" * length)[:length]
    with source.reading() as connection:
        assert connection.execute(f"SELECT {mark(connection)}", (text,)) == [(text,)]


def test_rows_are_plain_tuples_of_the_same_values_everywhere(source: Source) -> None:
    fill(
        source,
        "CREATE TABLE t (i INTEGER, s VARCHAR(20), b BLOB, n INTEGER)",
        "INSERT INTO t VALUES (1, 'Zoë', x'00ff', NULL), (-2, '', x'', 0)",
    )
    with source.reading() as connection:
        rows = connection.execute("SELECT i, s, b, n FROM t ORDER BY i DESC")
    assert rows == [(1, "Zoë", b"\x00\xff", None), (-2, "", b"", 0)]
    assert [type(row) for row in rows] == [tuple, tuple]


def test_text_of_any_charset_and_collation_is_text(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run(
        "CREATE TABLE t (a VARCHAR(9) CHARACTER SET latin1, b TEXT COLLATE utf8mb4_bin,"
        " c CHAR(3) CHARACTER SET utf8mb3, d VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin)",
        "INSERT INTO t VALUES ('Élodie', 'Zoë', 'né', 'naïve')",
        database=mariadb_database,
    )
    with server_source.reading() as connection:
        assert connection.execute("SELECT a, b, c, d FROM t") == [("Élodie", "Zoë", "né", "naïve")]


def test_statements_are_counted(source: Source) -> None:
    for several in (False, True):
        with source.reading(several) as connection:
            connection.execute("SELECT 1")
            connection.execute("SELECT 2")
            assert connection.statements == 2


def test_several_statements_see_one_state(source: Source) -> None:
    fill(source, "CREATE TABLE t (i INTEGER)", "INSERT INTO t VALUES (1)")
    if source.dialect.name == "sqlite":
        fill_wal(source)
    with source.reading(several=True) as together, source.reading() as alone:
        assert together.execute("SELECT count(*) FROM t") == [(1,)]
        fill(source, "INSERT INTO t VALUES (2)")
        assert together.execute("SELECT count(*) FROM t") == [(1,)]
        assert alone.execute("SELECT count(*) FROM t") == [(2,)]
    with source.reading(several=True) as later:
        assert later.execute("SELECT count(*) FROM t") == [(2,)]


def fill_wal(source: Source) -> None:
    """In SQLite's other journal modes a reader holds up the writer."""
    with source.writing() as connection:
        assert connection.execute("PRAGMA journal_mode = WAL") == [("wal",)]


def test_a_reading_transaction_does_not_outlive_its_time(open_source: Callable[..., Source], mariadb_url: str) -> None:
    source = open_source(mariadb_url, transaction_seconds=0.2)
    fill(source, "CREATE TABLE t (i INTEGER)", "INSERT INTO t VALUES (1)")
    with source.reading(several=True) as connection:
        assert connection.execute("SELECT count(*) FROM t") == [(1,)]
        fill(source, "INSERT INTO t VALUES (2)")
        time.sleep(0.3)
        assert connection.execute("SELECT count(*) FROM t") == [(2,)]


def test_no_transaction_is_left_open(server_source: Source, mariadb_server: Server, mariadb_database: str) -> None:
    """An open one would hold up an ALTER TABLE of the EHR's own upgrade (security paper L22)."""
    fill(server_source, "CREATE TABLE t (i INTEGER)")
    with server_source.reading() as connection:
        connection.execute("SELECT * FROM t")
        mariadb_server.run("SET lock_wait_timeout = 1", "ALTER TABLE t ADD j INTEGER", database=mariadb_database)
    with pytest.raises(KeyError), server_source.reading(several=True) as connection:
        connection.execute("SELECT * FROM t")
        raise KeyError
    mariadb_server.run("SET lock_wait_timeout = 1", "ALTER TABLE t ADD k INTEGER", database=mariadb_database)


def test_a_full_pool_is_said_and_not_waited_for(open_source: Callable[..., Source], any_url: str) -> None:
    source = open_source(any_url, pool_size=1, pool_seconds=0.2)
    with source.reading():
        began = time.monotonic()
        with pytest.raises(Refused) as refused, source.reading():
            pass
        assert time.monotonic() - began < 2
    assert (refused.value.status, refused.value.code) == (503, "throttled")
    assert int(refused.value.headers["Retry-After"]) > 0
    with source.reading() as connection:
        assert connection.execute("SELECT 1") == [(1,)]


def test_writers_do_not_use_the_readers_pool(open_source: Callable[..., Source], any_url: str) -> None:
    source = open_source(any_url, pool_size=1, write_pool_size=1, pool_seconds=0.2)
    with source.reading(), source.writing() as connection:
        assert connection.execute("SELECT 1") == [(1,)]


def test_a_missing_sqlite_file_is_a_refusal_and_stays_missing(
    open_source: Callable[..., Source], tmp_path: Path
) -> None:
    file = tmp_path / "typo.sqlite"
    source = open_source(f"sqlite:///{file}")
    for lent in (source.reading, source.writing):
        with pytest.raises(Refused) as refused, lent():
            pass
        assert (refused.value.status, refused.value.code) == (503, "transient")
    assert not file.exists()


def test_a_sqlite_path_with_odd_characters(open_source: Callable[..., Source], tmp_path: Path) -> None:
    folder = tmp_path / "a b#c%20d"
    folder.mkdir()
    (folder / "é.sqlite").touch()
    source = open_source(f"sqlite:///{folder}/é.sqlite".replace("%", "%25"))
    fill(source, "CREATE TABLE t (i INTEGER)")
    assert (folder / "é.sqlite").stat().st_size > 0


def test_a_disposed_source_connects_again(source: Source) -> None:
    for _ in range(2):
        with source.reading() as connection:
            assert connection.execute("SELECT 1") == [(1,)]
        source.dispose()


def test_dates_come_as_text_through_every_driver(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    """stack.md 0.1: left alone, drivers give None, a datetime, or lose the whole fetch."""
    mariadb_server.run(
        "CREATE TABLE t (id INTEGER, d DATE, t DATETIME, f DATETIME(3), h TIME)",
        "INSERT INTO t VALUES"
        " (1, '2020-00-00', '2020-05-00 00:00:00', '2020-01-02 03:04:05.120', '25:00:00'),"
        " (2, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', '-01:00:00'),"
        " (3, '2020-02-29', '1999-12-31 23:59:59', NULL, NULL), (4, NULL, NULL, NULL, NULL)",
        database=mariadb_database,
        sql_mode="",
    )
    expected = [
        ("2020-00-00", "2020-05-00 00:00:00", "2020-01-02 03:04:05.120", "25:00:00"),
        ("0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00:00.000", "-01:00:00"),
        ("2020-02-29", "1999-12-31 23:59:59", None, None),
        (None, None, None, None),
    ]
    with server_source.reading() as connection:
        as_chars = ", ".join(f"CAST({column} AS CHAR)" for column in "dtfh")
        assert connection.execute(f"SELECT {as_chars} FROM t ORDER BY id") == expected
        assert connection.execute("SELECT d, t, f, h FROM t ORDER BY id") == expected


def test_partial_dates_can_be_compared_in_a_read(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run(
        "CREATE TABLE t (d DATE NOT NULL)",
        "INSERT INTO t VALUES ('2020-00-00'), ('0000-00-00'), ('2019-12-31'), ('2020-01-01')",
        database=mariadb_database,
        sql_mode="",
    )
    with server_source.reading() as connection:
        sql = f"SELECT d FROM t WHERE d >= {mark(connection)} AND d < {mark(connection)} ORDER BY d"
        assert connection.execute(sql, ("2020-00-00", "2020-01-01")) == [("2020-00-00",)]


def test_timestamps_come_in_utc_and_datetimes_as_stored(
    server_source: Source, mariadb_server: Server, mariadb_database: str
) -> None:
    mariadb_server.run(
        "SET time_zone = '-05:00'",
        "CREATE TABLE t (stamp TIMESTAMP NULL, wall DATETIME)",
        "INSERT INTO t VALUES ('2020-01-02 20:00:00', '2020-01-02 20:00:00')",
        database=mariadb_database,
    )
    with server_source.reading() as connection:
        assert connection.execute("SELECT stamp, wall FROM t") == [("2020-01-03 01:00:00", "2020-01-02 20:00:00")]


def test_there_is_a_native_driver_and_odbc() -> None:
    assert {"pymysql", "pyodbc"} <= set(drivers())
