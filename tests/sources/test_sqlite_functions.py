"""What SQLite is taught, so that it compares, matches and dates as MariaDB does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from facade.sources import Source
from facade.testing.databases import Server


@pytest.fixture
def ask(open_source: Callable[..., Source], sqlite_url: str) -> Callable[..., object]:
    source = open_source(sqlite_url)

    def one_value(sql: str, *params: object) -> object:
        with source.reading() as connection:
            ((value,),) = connection.execute(f"SELECT {sql}", params)
        return value

    return one_value


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("smith", "SMITH", 1),
        ("Zoë", "ZOE", 1),
        ("çà", "CA", 1),
        ("x ", "x", 1),
        (" x", "x", 0),
        ("a", "b", 0),
        ("", "   ", 1),
        ("ß", "S", 1),
        ("ß", "ss", 0),
        ("Œ", "oe", 0),
        ("Ł", "l", 0),
        ("İ", "i", 1),
        ("ц", "Ц", 1),
    ],
)
def test_collation_compares_like_general_ci(
    ask: Callable[..., object], mariadb_server: Server, left: str, right: str, equal: int
) -> None:
    assert ask("? = ? COLLATE FACADE_CI", left, right) == equal
    server = mariadb_server.run(f"SELECT '{left}' = '{right}' COLLATE utf8mb4_general_ci")
    assert server == [(equal,)]


def test_collation_orders(open_source: Callable[..., Source], sqlite_url: str) -> None:
    with open_source(sqlite_url).reading() as connection:
        rows = connection.execute(
            "SELECT column1 FROM (VALUES ('b'), ('É'), ('A'), ('c'), ('e'), ('D')) ORDER BY column1 COLLATE FACADE_CI"
        )
    assert [row[0].upper().replace("É", "E") for row in rows] == ["A", "B", "C", "D", "E", "E"]


@pytest.mark.parametrize(
    ("value", "expected"), [("Zoë ", "ZOE"), ("", ""), (None, None), (12, 12), (b"\x00a", b"\x00a")]
)
def test_fold(ask: Callable[..., object], value: object, expected: object) -> None:
    assert ask("facade_fold(?)", value) == expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("120/80", "^[0-9]+/[0-9]+$", 1),
        ("120/80 sitting", "^[0-9]+/[0-9]+$", 0),
        ("12\n", r"^[0-9]+$(?!\n)", 0),
        ("abc", "b", 1),
        ("ABC", "b", 0),
        (12, "^12$", 1),
        (None, "x", None),
        ("x", None, None),
    ],
)
def test_regexp_searches(ask: Callable[..., object], text: object, pattern: object, expected: object) -> None:
    assert ask("? REGEXP ?", text, pattern) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-02-29", 1),
        ("2021-02-29", 0),
        ("1900-02-29", 0),
        ("2000-02-29", 1),
        ("2020-04-31", 0),
        ("2020-13-01", 0),
        ("0001-01-01", 1),
        ("9999-12-31", 1),
        ("2020-02-29 23:59:59", 1),
        ("2020-02-29 23:59:59.5", 1),
        ("2020-02-29 23:59:59.123456", 1),
        ("2020-02-29 24:00:00", 0),
        ("2020-02-29 23:60:00", 0),
        ("2020-02-29 23:59:60", 0),
        ("2020-02-29T23:59:59", 0),
        ("2020-02-29 23:59", 0),
        ("2020-05-00", 1),
        ("2020-00-00", 1),
        ("2020-13-00", 0),
        ("2020-00-05", 0),
        ("0000-05-00", 0),
        ("0000-05-06", 0),
        ("0000-00-00", 1),
        ("0000-00-00 00:00:00", 1),
        ("0000-00-00 00:00:01", 0),
        ("2020-02-29\n", 0),
        ("2020-00-00\n", 0),
        ("٢٠٢٠-02-29", 0),
        ("٢٠٢٠-00-00", 0),
        ("2020-02-29 23:59:59.٥", 0),
        (" 2020-02-29", 0),
        ("2020-2-9", 0),
        ("20200229", 0),
        ("", 0),
        ("null", 0),
        (20200229, 0),
        (None, None),
    ],
)
def test_calendar(ask: Callable[..., object], text: object, expected: object) -> None:
    assert ask("facade_calendar(?)", text) == expected
