"""The session that every connection gets: security paper 0.2 L2, L21, L32, read back from the server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facade.sources import Source, SourceSettings, session
from facade.testing.databases import Server

SETTINGS = SourceSettings(name="clinic", url="mysql+pymysql://h/d", time_zone="America/Toronto")
BOTH = {
    "max_statement_time": 2,
    "innodb_lock_wait_timeout": 1,
    "lock_wait_timeout": 2,
    "join_cache_level": 0,
    "time_zone": "+00:00",
    "character_set_client": "utf8mb4",
    "character_set_connection": "utf8mb4",
    "character_set_results": "utf8mb4",
}
READ = {
    **BOTH,
    "idle_transaction_timeout": 10,
    "sql_mode": "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO",
    "tx_read_only": 1,
    "tx_isolation": "REPEATABLE-READ",
    "autocommit": 1,
}
WRITE = {
    **BOTH,
    "idle_transaction_timeout": 2,
    "sql_mode": "STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO",
    "tx_read_only": 0,
    "tx_isolation": "READ-COMMITTED",
    "autocommit": 1,  # outside begin() … commit()
}


def test_reading_session_is_in_force_on_the_server(server_source: Source) -> None:
    with server_source.reading() as connection:
        for name, wanted in READ.items():
            assert connection.execute(f"SELECT @@session.{name}") == [(wanted,)], name


def test_writing_session_is_in_force_on_the_server(server_source: Source) -> None:
    with server_source.writing() as connection:
        for name, wanted in WRITE.items():
            assert connection.execute(f"SELECT @@session.{name}") == [(wanted,)], name


def test_an_exists_stays_a_question_about_one_row(server_source: Source) -> None:
    with server_source.reading() as connection:
        ((switches,),) = connection.execute("SELECT @@session.optimizer_switch")
    assert "exists_to_in=off" in switches.split(",")
    assert "semijoin=on" in switches.split(",")  # the others are as they were


def test_every_connection_of_the_pool_is_prepared(open_source: Callable[..., Source], mariadb_url: str) -> None:
    source = open_source(mariadb_url, statement_seconds=1.5)
    with source.reading() as one, source.reading() as other:
        for connection in (one, other):
            assert connection.execute("SELECT @@max_statement_time, @@tx_read_only") == [(1.5, 1)]


def test_the_global_settings_of_the_server_are_left_alone(server_source: Source) -> None:
    with server_source.reading() as connection:
        (answer,) = connection.execute("SELECT @@global.max_statement_time, @@global.tx_read_only")
    assert answer == (0, 0)


def test_sqlite_session(open_source: Callable[..., Source], sqlite_url: str) -> None:
    source = open_source(sqlite_url)
    with source.reading() as reader, source.writing() as writer:
        for connection, query_only in ((reader, 1), (writer, 0)):
            assert connection.execute("PRAGMA query_only") == [(query_only,)]
            assert connection.execute("PRAGMA foreign_keys") == [(0,)]
            assert connection.execute("PRAGMA busy_timeout") == [(1000,)]
            assert connection.execute("SELECT 'a' LIKE 'A', 'a' LIKE 'a'") == [(0, 1)]


def test_mysql_8_is_asked_in_its_own_words() -> None:
    chosen = session.variables(SETTINGS, "8.0.39", writing=False)
    assert chosen["max_execution_time"] == 2000
    assert chosen["transaction_isolation"] == "REPEATABLE-READ"
    assert chosen["transaction_read_only"] == 1
    assert not {"max_statement_time", "idle_transaction_timeout", "tx_isolation"} & set(chosen)


@pytest.mark.parametrize(
    ("version", "isolation", "has_idle_limit"),
    [
        ("10.1.48-MariaDB", "tx_isolation", False),
        ("5.5.5-10.3.39-MariaDB-log", "tx_isolation", True),
        ("10.11.19-MariaDB-0+deb12u1", "tx_isolation", True),
        ("11.4.3-MariaDB-ubu2404", "transaction_isolation", True),
    ],
)
def test_mariadb_variables_by_version(version: str, isolation: str, has_idle_limit: bool) -> None:
    chosen = session.variables(SETTINGS, version, writing=True)
    assert chosen[isolation] == "READ-COMMITTED"
    assert chosen["max_statement_time"] == 2.0
    assert ("idle_transaction_timeout" in chosen) is has_idle_limit


def test_statement_quotes_texts_and_not_numbers() -> None:
    assert session.statement({"a": "x,y", "b": 1, "c": 1.5}) == "SET SESSION a = 'x,y', b = 1, c = 1.5"


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        (2.0, "2.000000", True),
        (1, "1", True),
        (1, 0, False),
        ("A,B", "B,A", True),
        ("A,B", "A", False),
        ("+00:00", "SYSTEM", False),
    ],
)
def test_agrees(wanted: str | float, found: object, same: bool) -> None:
    assert session.agrees(wanted, found) is same


def test_quoting_follows_our_session_and_not_the_servers(server_source: Source, mariadb_server: Server) -> None:
    """SQLAlchemy looks at sql_mode once, on the first connection."""
    ((before,),) = mariadb_server.run("SELECT @@global.sql_mode")
    mariadb_server.run("SET GLOBAL sql_mode = 'ANSI_QUOTES'")
    try:
        with server_source.reading() as connection:
            quoted = connection.dialect.identifier_preparer.quote_identifier("repeat")
            assert connection.execute(f"SELECT 1 AS {quoted}") == [(1,)]
            assert quoted == "`repeat`"
    finally:
        mariadb_server.run(f"SET GLOBAL sql_mode = '{before}'")


def test_a_read_costs_no_rollback(open_source: Callable[..., Source], mariadb_url: str) -> None:
    """SQLAlchemy's default is one ROLLBACK, a round trip, for each time a connection is given back."""
    source = open_source(mariadb_url, pool_size=1)
    for _ in range(5):
        with source.reading() as connection:
            connection.execute("SELECT 1")
    with source.reading() as connection:
        counted = dict(connection.execute("SHOW SESSION STATUS WHERE Variable_name IN ('Com_rollback', 'Com_commit')"))
    # One ROLLBACK belongs to SQLAlchemy's look at the server on the first connection.
    assert int(counted["Com_rollback"]) <= 1
    assert int(counted["Com_commit"]) <= 1


def test_the_charset_is_ours_whatever_the_url_says(open_source: Callable[..., Source], mariadb_url: str) -> None:
    option = "&CHARSET=latin1" if "pyodbc" in mariadb_url else "?charset=latin1"
    with open_source(mariadb_url + option).reading() as connection:
        charsets = "SELECT @@character_set_client, @@character_set_connection, @@character_set_results"
        assert connection.execute(charsets) == [("utf8mb4", "utf8mb4", "utf8mb4")]
        mark = "?" if connection.paramstyle == "qmark" else "%s"
        assert connection.execute(f"SELECT {mark}", ("\U0001f9ec",)) == [("\U0001f9ec",)]
