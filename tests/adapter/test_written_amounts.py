"""Codecs of what people and programs write into text: amounts with units, days, numbers that lost their zeros."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, MetaData, String, Table, bindparam, create_engine, event, insert, select

from facade.adapter import Codec, Unreadable, amount, amount_unit, column, date_text, number, padded
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.sources import sqlite_functions

CI = String(collation=sqlite_functions.COLLATION)
table = Table("t", MetaData(), column("word", CI), column("take", String))
word = table.c.word
COLUMNS = {
    "word": ColumnFacts("word", "text", length=50, collation="ci-ai-pad"),
    "take": ColumnFacts("take", "float"),
}
CONTEXT = SourceContext(SchemaFacts("sqlite", {"t": TableFacts("t", COLUMNS)}), ZoneInfo("America/Toronto"))
UNREADABLE = "unreadable"


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")

    @event.listens_for(made, "connect")
    def register(connection: sqlite3.Connection, _record: object) -> None:
        sqlite_functions.register(connection)

    table.metadata.create_all(made)
    yield made
    made.dispose()


def read(codec: Codec, stored: Any) -> Any:
    found = codec.bind(CONTEXT).decode(stored)
    return UNREADABLE if isinstance(found, Unreadable) else found


@pytest.mark.parametrize(
    ("stored", "value", "unit"),
    [
        ("0.5 mL", "0.5", "mL"),
        ("0,5mL", "0.5", "mL"),
        (" 00.50 mL ", "0.50", "mL"),
        ("2", "2", None),
        ("10 µg/mL", "10", "µg/mL"),
        ("", None, None),
        (None, None, None),
        ("null", None, None),
        ("half", UNREADABLE, None),
        ("1/2 tab", UNREADABLE, None),
        ("1-2 mL", UNREADABLE, None),
        (".5 mL", UNREADABLE, None),
        ("5 mL\n", UNREADABLE, None),
    ],
)
def test_an_amount_is_a_number_and_a_unit(stored: str | None, value: str | None, unit: str | None) -> None:
    assert read(amount(word), stored) == value
    assert read(amount_unit(word), stored) == unit


@pytest.mark.parametrize(
    ("stored", "served"),
    [
        ("2027-02-28", "2027-02-28"),
        ("2024-02-29 ", "2024-02-29"),
        ("2027-02-29", UNREADABLE),
        ("2027-2-8", UNREADABLE),
        ("02/2027", UNREADABLE),
        ("2027-02", UNREADABLE),
        ("0001-01-01", None),
        ("0000-00-00", None),
        ("", None),
    ],
)
def test_a_day_is_written_in_one_way(stored: str, served: str | None) -> None:
    assert read(date_text(word), stored) == served


@pytest.mark.parametrize(
    ("stored", "served"),
    [
        ("2229453", "02229453"),
        ("02229453", "02229453"),
        ("12345 ", "00012345"),
        ("00000000", None),
        ("null", None),
        ("123456789", UNREADABLE),
        ("DIN 02229453", UNREADABLE),
        (" 2229453", UNREADABLE),
    ],
)
def test_lost_zeros_come_back(stored: str, served: str | None) -> None:
    assert read(padded(word, 8), stored) == served


@pytest.mark.parametrize("codec", [amount(word), amount_unit(word), date_text(word), padded(word, 8)])
def test_sql_knows_where_there_is_a_value(engine: Engine, codec: Codec) -> None:
    bound = codec.bind(CONTEXT)
    words = [stored for (stored,) in bound.edges().stored]
    with engine.begin() as connection:
        connection.execute(insert(table), [{"word": stored} for stored in words])
        present = bound.present()
        assert present is not None
        found = connection.execute(select(word).where(present)).scalars().all()
    assert sorted(found) == sorted(stored for stored in words if read(codec, stored) not in (None, UNREADABLE))


def test_a_search_finds_a_number_with_and_without_its_zeros(engine: Engine) -> None:
    bound = padded(word, 8).bind(CONTEXT)
    with engine.begin() as connection:
        connection.execute(
            insert(table), [{"word": stored} for stored in ("2229453", "02229453 ", "229453", "12229453")]
        )
        test = bound.test("eq", "02229453")
        assert test is not None
        binds = iter(test.binds)
        where = bound.sql(test.form, lambda: bindparam(None, next(binds), unique=True))
        found = connection.execute(select(word).where(where)).scalars().all()
    assert sorted(found) == ["02229453 ", "2229453"]
    assert bound.test("eq", "2229453") == bound.test("eq", "00000000")  # never served, so never found


@pytest.mark.parametrize(
    ("stored", "served"),
    [("0.1", "0.1"), ("0.10000000149011612", "0.1"), ("1", "1"), ("1.3333333", "1.3333"), ("0", None), (None, None)],
)
def test_a_float_is_the_short_number_that_was_written(stored: str | None, served: str | None) -> None:
    assert read(number(table.c.take, digits=4, zero_absent=True), stored) == served
