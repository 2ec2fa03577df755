"""Codecs that serve less than a column holds: words for 'none', branches without a value, leaves that only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Engine, MetaData, String, Table, bindparam, create_engine, event, insert, select

from facade.adapter import (
    Codec,
    Unreadable,
    absent,
    cases,
    coded,
    column,
    eq,
    number_text,
    present_as,
    read_only,
    reference,
    text,
    unreadable,
    values,
)
from facade.adapter.codecs.coded import Coded
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.adapter.values import NEVER, Loss
from facade.sources import sqlite_functions

CI = String(collation=sqlite_functions.COLLATION)
table = Table("t", MetaData(), column("id", String, primary_key=True), column("word", CI), column("unit", CI))
word, unit = table.c.word, table.c.unit
COLUMNS = {name: ColumnFacts(name, "text", length=50, collation="ci-ai-pad") for name in ("id", "word", "unit")}
CONTEXT = SourceContext(SchemaFacts("sqlite", {"t": TableFacts("t", COLUMNS)}), ZoneInfo("America/Toronto"))


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


def store(engine: Engine, *words: str | None) -> None:
    with engine.begin() as connection:
        rows = [{"id": str(number), "word": value} for number, value in enumerate(words)]
        connection.execute(insert(table), rows)


def found(engine: Engine, codec: Codec, test: values.Test | None, presence: bool = False) -> list[str | None]:
    assert test is not None
    binds = iter(test.binds)
    make = codec.presence_sql if presence else codec.sql
    where = make(test.form, lambda: bindparam(None, next(binds), unique=True))
    with engine.connect().execution_options(compiled_cache=None) as connection:
        return list(connection.scalars(select(word).where(where).order_by(table.c.id)))


STORED = ("hives", "unassigned", "Unassigned ", "unassigned rash", "", "null", None)


def test_a_word_for_none_is_absent_in_every_spelling() -> None:
    codec = bound(text(word, absent=["unassigned"]))
    assert [codec.decode(value) for value in STORED] == ["hives", None, None, "unassigned rash", None, None, None]


def test_a_word_for_none_is_found_by_no_search(engine: Engine) -> None:
    store(engine, *STORED)
    codec = bound(text(word, absent=["unassigned"]))
    assert found(engine, codec, codec.presence(), presence=True) == ["hives", "unassigned rash"]
    assert found(engine, codec, codec.test("prefix", "UNAS")) == ["unassigned rash"]
    assert found(engine, codec, codec.test("eq", "unassigned")) == []
    assert found(engine, codec, codec.test("eq", "Hives")) == ["hives"]


def test_other_texts_are_written_as_ever() -> None:
    codec = bound(text(word, absent=["unassigned"]))
    assert codec.encode("rash") == {word: "rash"}
    assert codec.encode(None) == {word: None}


def test_zero_in_a_text_can_mean_nothing(engine: Engine) -> None:
    stored = ("120", "0", "0.00", "0,0", "0.5", "", "high")
    store(engine, *stored)
    codec = bound(number_text(word, zero_absent=True))
    assert [codec.decode(value) for value in stored[:6]] == ["120", None, None, None, "0.5", None]
    assert isinstance(codec.decode("high"), Unreadable)
    assert found(engine, codec, codec.presence(), presence=True) == ["120", "0.5"]
    assert found(engine, codec, codec.test("number", ("<", 1))) == ["0.5"]
    assert bound(number_text(word)).decode("0.00") == "0.00"


def test_three_digits_behind_a_comma_may_be_a_thousand(engine: Engine) -> None:
    stored = ("1,000", " 82,500 ", "82,5", "1,25", "1,0000", "1.000", "1,000,000")
    store(engine, *stored)
    codec = bound(number_text(word))
    read = [codec.decode(value) for value in stored]
    assert [value for value in read if not isinstance(value, Unreadable)] == ["82.5", "1.25", "1.0000", "1.000"]
    assert found(engine, codec, codec.presence(), presence=True) == ["82,5", "1,25", "1,0000", "1.000"]
    assert found(engine, codec, codec.test("number", (">", 1))) == ["82,5", "1,25"]


def test_a_branch_without_a_value(engine: Engine) -> None:
    store(engine, "none", "some")
    codec = bound(cases((eq(word, "none"), absent()), otherwise="active"))
    assert codec.decode("NONE", "2026-01-01") is None
    assert codec.decode("some", "2026-01-01") == "active"
    assert found(engine, codec, codec.test("eq", "active")) == ["some"]
    assert codec.test("eq", "inactive") == NEVER
    assert found(engine, codec, codec.presence(), presence=True) == ["some"]


def test_a_branch_that_is_not_understood(engine: Engine) -> None:
    store(engine, "5", "7")
    codec = bound(cases((eq(unit, "lb"), unreadable(word, "pounds")), otherwise=number_text(word)))
    row = dict.fromkeys(codec.columns)
    assert decode(codec, row, {unit: "lb", word: "5"}) == Unreadable("pounds")
    assert decode(codec, row, {unit: "lb", word: ""}) is None
    assert decode(codec, row, {unit: "kg", word: "5"}) == "5"
    with engine.begin() as connection:
        connection.execute(table.update().values(unit="lb").where(table.c.id == "1"))
    assert found(engine, codec, codec.test("number", (">", 1))) == ["5"]
    assert found(engine, codec, codec.presence(), presence=True) == ["5"]


def decode(codec: Codec, row: dict[Column[Any], Any], stored: dict[Column[Any], Any]) -> Any:
    return codec.decode(*(stored[col] for col in row), "2026-01-01")


def test_the_type_of_a_choice_is_that_of_the_branches_with_a_value() -> None:
    assert cases((eq(word, "x"), absent()), otherwise=number_text(word)).gives == "decimal"
    assert cases((eq(word, "x"), absent()), otherwise=True).gives == "boolean"


def test_what_only_reads_is_the_same_codec_without_a_way_back() -> None:
    codec = read_only(coded(word, {"M": "male", "F": "female"}))
    assert isinstance(codec, Coded)
    here = bound(codec)
    assert here.decode("m") == "male"
    assert here.test("eq", "male") == bound(coded(word, {"M": "male", "F": "female"})).test("eq", "male")
    assert not here.writable
    assert here.written == ()
    assert isinstance(here.encode("male"), Loss)


def test_a_reference_stays_a_reference() -> None:
    pointing = read_only(reference("Patient", word)["reference"])
    assert isinstance(pointing, ReferenceTo)
    assert pointing.type_ == "Patient"


def test_the_codec_itself_is_left_as_it_was() -> None:
    codec = present_as(word, {"A": "a"})
    read_only(codec)
    assert codec.writable
    assert codec.written == (word,)
