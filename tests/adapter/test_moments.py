"""Times of any precision in one text column: read, found and sorted as FHIR compares them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, MetaData, String, Table, bindparam, create_engine, event, insert, select

from facade.adapter import Unreadable, column, moment_text
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.fhir.dates import Range, bounds
from facade.sources import sqlite_functions

TORONTO = ZoneInfo("America/Toronto")
table = Table("t", MetaData(), column("at", String(19)))
FACTS = SchemaFacts("sqlite", {"t": TableFacts("t", {"at": ColumnFacts("at", "text", length=19)})})
CODEC = moment_text(table.c.at).bind(SourceContext(FACTS, TORONTO))
STORED = (
    "2019", "2019-12", "2019-12-31", "2019-12-31 23:59:59", "2020", "2020-01", "2020-01-01", "2020-01-01 00:00:00",
    "2020-07", "2020-07-01", "2020-07-01 00:00:00", "2020-07-01 12:03:00", "2020-11-01 00:30:00",
    "2020-11-01 01:30:00", "2020-11-01 02:00:00", "2020-03-08 01:59:59", "2020-03-08 03:00:00", "2020-12", "2021",
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")

    @event.listens_for(made, "connect")
    def register(connection: sqlite3.Connection, _record: object) -> None:
        sqlite_functions.register(connection)

    table.create(made)
    with made.begin() as connection:
        connection.execute(insert(table), [{"at": text} for text in (*STORED, None)])
    yield made
    made.dispose()


def stretch(text: str) -> Range:
    value = CODEC.decode(text)
    assert isinstance(value, str)
    return bounds(value, TORONTO)


def found(engine: Engine, edge: str, moment: datetime) -> set[str]:
    test = CODEC.test("edge", (edge, moment))
    assert test is not None
    binds = iter(test.binds)
    where = CODEC.sql(test.form, lambda: bindparam(None, next(binds), unique=True))
    with engine.connect() as connection:
        return set(connection.scalars(select(table.c.at).where(where)))


@pytest.mark.parametrize(
    ("stored", "served"),
    [
        ("2020", "2020"),
        ("2020-07", "2020-07"),
        ("2020-07-01", "2020-07-01"),
        ("2020-07-01 12:03:00", "2020-07-01T12:03:00-04:00"),
        (None, None),
        ("", None),
    ],
)
def test_it_is_served_as_precise_as_it_is_kept(stored: str | None, served: str | None) -> None:
    assert CODEC.decode(stored) == served


@pytest.mark.parametrize("stored", ["2020-13", "2020-02-30", "2020-7", "2020-03-08 02:30:00", "last year"])
def test_what_is_no_time_is_unreadable(stored: str) -> None:
    assert isinstance(CODEC.decode(stored), Unreadable)


EDGES = {
    "low>=": lambda low, high, at: low >= at,
    "low<": lambda low, high, at: low < at,
    "high>": lambda low, high, at: high > at,
    "high<=": lambda low, high, at: high <= at,
}
BORDERS = [moment for text in STORED for moment in stretch(text)]


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(EDGES)),
    st.sampled_from(BORDERS) | st.datetimes(datetime(2019, 12, 1), datetime(2021, 1, 2), timezones=st.just(UTC)),
)
def test_sql_compares_the_stretches_of_time(engine: Engine, edge: str, moment: datetime) -> None:
    expected = {text for text in STORED if EDGES[edge](*stretch(text), moment)}
    assert found(engine, edge, moment) == expected


def test_it_sorts_by_its_beginning(engine: Engine) -> None:
    order = CODEC.order()
    assert order is not None
    with engine.connect() as connection:
        texts = list(connection.scalars(select(table.c.at).where(table.c.at.is_not(None)).order_by(order)))
    begins = [stretch(text)[0] for text in texts]
    assert begins == sorted(begins)
