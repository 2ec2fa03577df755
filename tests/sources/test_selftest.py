"""The self test at start: silent when all is well, numbered findings when it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facade.sources import Source, examine
from facade.testing.databases import Server


def numbers(source: Source) -> list[str]:
    return [finding.number for finding in examine(source)]


def test_nothing_to_say_about_a_good_source(source: Source) -> None:
    assert examine(source) == []


@pytest.mark.parametrize("name", ["max_statement_time", "lock_wait_timeout", "tx_read_only"])
def test_a_setting_that_something_changed_is_found(
    open_source: Callable[..., Source], mariadb_url: str, name: str
) -> None:
    source = open_source(mariadb_url, pool_size=1)
    with source.reading() as connection:
        connection.execute(f"SET SESSION {name} = 0")
    ((finding),) = examine(source)
    assert finding.number == "source.E006"
    assert finding.is_error
    assert name in finding.text
    assert finding.where == "source clinic (read)"


def test_a_writing_pool_is_examined_too(open_source: Callable[..., Source], mariadb_url: str) -> None:
    source = open_source(mariadb_url)
    with source.writing() as connection:
        connection.execute("SET SESSION sql_mode = ''")
    assert [(f.number, f.where) for f in examine(source)] == [("source.E006", "source clinic (write)")]


def test_sqlite_settings_are_examined(open_source: Callable[..., Source], sqlite_url: str) -> None:
    source = open_source(sqlite_url)
    with source.reading() as connection:
        connection.execute("PRAGMA query_only = 0")
    assert numbers(source) == ["source.E006"]


def test_text_that_is_altered_on_its_way_is_found(
    open_source: Callable[..., Source], mariadb_server: Server, mariadb_database: str
) -> None:
    source = open_source(mariadb_server.url_for("pymysql", mariadb_database), pool_size=1)
    with source.reading() as connection:
        connection.execute("SET SESSION character_set_client = latin1")
    assert set(numbers(source)) == {"source.E005", "source.E006"}


def test_an_unreachable_source_is_a_finding(
    open_source: Callable[..., Source], mariadb_server: Server, mariadb_database: str
) -> None:
    url = mariadb_server.url_for("pymysql", f"{mariadb_database}_gone")
    assert numbers(open_source(url)) == ["source.E004", "source.E004"]
