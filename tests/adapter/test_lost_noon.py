"""Times whose noon was lost: read, found and sorted as FHIR compares a day or a second."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import DateTime, Engine, MetaData, String, Table, bindparam, cast, create_engine, event, insert, select

from facade.adapter import column, lost_noon
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.fhir.dates import Range, bounds
from facade.sources import sqlite_functions

TORONTO = ZoneInfo("America/Toronto")
table = Table("t", MetaData(), column("at", DateTime))
kept = Table("t", MetaData(), column("at", String))
FACTS = SchemaFacts("sqlite", {"t": TableFacts("t", {"at": ColumnFacts("at", "datetime")})})
CODEC = lost_noon(table.c.at).bind(SourceContext(FACTS, TORONTO))
STORED = (
    "2020-06-30 23:59:59", "2020-07-01 00:00:00", "2020-07-01 00:15:00", "2020-07-01 00:59:59", "2020-07-01 01:00:00",
    "2020-07-01 12:15:00", "2020-07-02 00:30:00", "2020-11-01 00:30:00", "2020-11-01 01:30:00", "2020-03-08 03:00:00",
)  # fmt: skip
EDGES = {
    "low>=": lambda low, high, at: low >= at,
    "low<": lambda low, high, at: low < at,
    "high>": lambda low, high, at: high > at,
    "high<=": lambda low, high, at: high <= at,
}


def stretch(text: str) -> Range:
    value = CODEC.decode(text)
    assert isinstance(value, str)
    return bounds(value, TORONTO)


BORDERS = [moment for text in STORED for moment in stretch(text)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")

    @event.listens_for(made, "connect")
    def register(connection: sqlite3.Connection, _record: object) -> None:
        sqlite_functions.register(connection)

    table.create(made)
    with made.begin() as connection:
        connection.execute(insert(kept), [{"at": text} for text in (*STORED, None)])
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("stored", "served"),
    [
        ("2020-07-01 00:15:00", "2020-07-01"),
        ("2020-07-01 01:00:00", "2020-07-01T01:00:00-04:00"),
        ("2020-07-01 12:15:00", "2020-07-01T12:15:00-04:00"),
        ("0000-00-00 00:00:00", None),
        (None, None),
    ],
)
def test_of_the_first_hour_only_the_day_is_served(stored: str | None, served: str | None) -> None:
    assert CODEC.decode(stored) == served


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(EDGES)),
    st.sampled_from(BORDERS) | st.datetimes(datetime(2020, 6, 30), datetime(2020, 7, 3), timezones=st.just(UTC)),
)
def test_sql_compares_the_stretches_of_time(engine: Engine, edge: str, moment: datetime) -> None:
    test = CODEC.test("edge", (edge, moment))
    assert test is not None
    binds = iter(test.binds)
    where = CODEC.sql(test.form, lambda: bindparam(None, next(binds), unique=True, type_=String()))
    with engine.connect() as connection:
        found = set(connection.scalars(select(cast(table.c.at, String)).where(where)))
    assert found == {text for text in STORED if EDGES[edge](*stretch(text), moment)}
