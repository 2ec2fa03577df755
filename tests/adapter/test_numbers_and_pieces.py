"""Whole numbers, numbers behind codes, laboratory numbers, pieces of packed texts, and the form of a text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, Integer, MetaData, String, Table, bindparam, create_engine, event, insert, select

from facade.adapter import (
    LOINC,
    Codec,
    Unreadable,
    cases,
    coded_number,
    column,
    comparator,
    compared_number,
    date_time,
    instant,
    piece,
    shaped,
    text,
    values,
    whole,
)
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.sources import sqlite_functions

TORONTO = ZoneInfo("America/Toronto")
table = Table(
    "t",
    MetaData(),
    column("id", Integer, primary_key=True),
    column("word", String(collation=sqlite_functions.COLLATION)),
    column("number", Integer),
    column("day", String),
)
word, number = table.c.word, table.c.number
FACTS = {
    "id": ColumnFacts("id", "integer", nullable=False),
    "word": ColumnFacts("word", "text", length=50, collation="ci-ai-pad"),
    "number": ColumnFacts("number", "integer"),
    "day": ColumnFacts("day", "date"),
}
CONTEXT = SourceContext(SchemaFacts("sqlite", {"t": TableFacts("t", FACTS)}), TORONTO)


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")

    @event.listens_for(made, "connect")
    def register(connection: sqlite3.Connection, _record: object) -> None:
        sqlite_functions.register(connection)

    table.create(made)
    yield made
    made.dispose()


def bound(codec: Codec) -> Codec:
    return codec.bind(CONTEXT)


def there(engine: Engine, codec: Codec, stored: tuple[Any, ...], test: values.Test | None = None) -> list[Any]:
    """The stored values for which SQL says that there is a value or, with a test, that it is met."""
    name = codec.columns[0].name
    found = test or codec.presence()
    assert found is not None
    binds = iter(found.binds)
    make = codec.sql if test else codec.presence_sql
    where = make(found.form, lambda: bindparam(None, next(binds), unique=True))
    with engine.execution_options(compiled_cache=None).begin() as connection:
        connection.execute(table.delete())
        connection.execute(insert(table), [{"id": at, name: value} for at, value in enumerate(stored)])
        return list(connection.scalars(select(table.c[name]).where(where).order_by(table.c.id)))


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("007", 7),
        ("999999999", 999999999),
        ("1234567890", "?"),
        ("-1", "?"),
        ("1.5", "?"),
        ("", None),
    ],
)
def test_digits_are_a_whole_number(engine: Engine, stored: str, value: int | str | None) -> None:
    codec = bound(whole(word))
    found = codec.decode(stored)
    assert (isinstance(found, Unreadable)) if value == "?" else (found == value)
    assert there(engine, codec, (stored,)) == ([stored] if isinstance(value, int) else [])


def test_integers_that_r4_has_room_for(engine: Engine) -> None:
    stored = (0, 3, 2_147_483_647, 2_147_483_648, -1, None)
    codec = bound(whole(number))
    assert [codec.decode(value) for value in stored[:3]] == [0, 3, 2_147_483_647]
    assert all(isinstance(codec.decode(value), Unreadable) for value in stored[3:5])
    assert there(engine, codec, stored) == [0, 3, 2_147_483_647]
    assert bound(whole(number, zero_absent=True)).decode(0) is None
    assert there(engine, bound(whole(number, zero_absent=True)), stored) == [3, 2_147_483_647]


def test_a_code_stands_for_a_number(engine: Engine) -> None:
    twice = bound(coded_number(word, {"BID": 2, "OD": 1}))
    assert twice.gives == "integer"
    assert [twice.decode(value) for value in ("bid", "OD ", "PRN", "", None)] == [2, 1, None, None, None]
    assert there(engine, twice, ("bid", "PRN", None)) == ["bid"]
    half = bound(coded_number(word, {"W2": "0.5", "W": 1}))
    assert half.gives == "decimal"
    assert [half.decode(value) for value in ("W2", "W")] == ["0.5", "1"]


RESULTS = ("4.1", " 007.50 ", "-2", "<5", ">= 40", "<= -0.5", "Negative", "5-10", "4,1", "<", "1e3", "70\n", "", None)


def test_laboratory_numbers_and_their_comparators(engine: Engine) -> None:
    value, sign = bound(compared_number(word)), bound(comparator(word))
    assert [value.decode(stored) for stored in RESULTS] == ["4.1", "7.50", "-2", "5", "40", "-0.5", *[None] * 8]
    assert [sign.decode(stored) for stored in RESULTS] == [None, None, None, "<", ">=", "<=", *[None] * 8]
    assert there(engine, value, RESULTS) == list(RESULTS[:6])
    assert there(engine, sign, RESULTS) == list(RESULTS[3:6])


def test_a_bound_is_found_by_no_number(engine: Engine) -> None:
    value = bound(compared_number(word))
    assert there(engine, value, RESULTS, value.test("number", (">=", 5))) == [" 007.50 "]
    assert there(engine, value, RESULTS, value.test("number", ("<", 5))) == ["4.1", "-2"]
    assert there(engine, value, RESULTS, value.test("number", ("<=", -2))) == ["-2"]


PACKED = ("wine|currentalcohol|2019||x", "||", "only words", " |b", "", None, "x\ny|z")


def test_a_piece_of_a_packed_text(engine: Engine) -> None:
    first, second = bound(piece(word, "|", 0)), bound(piece(word, "|", 1))
    assert [first.decode(stored) for stored in PACKED] == ["wine", None, "only words", None, None, None, "x\ny"]
    assert [second.decode(stored) for stored in PACKED] == ["currentalcohol", None, None, "b", None, None, "z"]
    assert there(engine, first, PACKED) == [PACKED[0], PACKED[2], PACKED[6]]
    assert there(engine, second, PACKED) == [PACKED[0], PACKED[3], PACKED[6]]


CODES = ("4548-4", "12345-6 ", "4548-44", "A4548-4", "4548-4\n", "", None)


def test_the_form_of_a_text_is_a_condition(engine: Engine) -> None:
    codec = bound(cases((shaped(word, LOINC), text(word)), otherwise=None))
    assert [codec.decode(stored, "2026-01-01") for stored in CODES] == ["4548-4", "12345-6", *[None] * 5]
    assert there(engine, codec, CODES) == ["4548-4", "12345-6 "]


def test_case_counts_in_a_form_whatever_the_collation(engine: Engine) -> None:
    codec = bound(cases((shaped(word, "[A-Z]+"), text(word)), otherwise=None))
    assert there(engine, codec, ("ABC", "abc")) == ["ABC"]


def test_a_time_in_a_column_of_days_is_the_day() -> None:
    assert date_time(table.c.day).bind(CONTEXT).decode("2020-02-29") == "2020-02-29"
    assert instant(table.c.day).bind(CONTEXT).decode("2020-02-29") is None
