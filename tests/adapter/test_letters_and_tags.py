"""Codes told by a letter whose case counts, and one element of a text that holds secrets beside it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Integer, MetaData, String, Table, create_engine, insert, literal, select

from facade.adapter import Unreadable, begins, column, initial, tagged_text
from facade.adapter.codecs.base import Codec
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts
from facade.sources.sqlite_functions import register

metadata = MetaData()
visit = Table(
    "visit",
    metadata,
    column("id", Integer, primary_key=True),
    column("state", String(2, collation="facade_ci")),
    column("remarks", String(200, collation="facade_ci")),
)
STATES = {"t": "booked", "T": "booked", "H": "arrived", "h": "booked", "HS": "fulfilled", "C": "cancelled"}
ROWS = [
    ("t", "<fax>555-0100</fax><password>s3cret</password>"),
    ("H", "<password>555-0100</password>"),
    ("HS", "<fax> </fax>"),
    ("Hs", "<fax>555-0100"),
    ("hS", "<fax>null</fax>"),
    ("c", "<FAX>555-0100</FAX>"),
    ("", "<fax>1</fax><fax>555-0100</fax>"),
    (None, None),
]


def facts() -> SchemaFacts:
    columns = {
        "id": ColumnFacts("id", "integer", bytes=4),
        "state": ColumnFacts("state", "text", length=2, collation="ci-ai-pad"),
        "remarks": ColumnFacts("remarks", "text", length=200, collation="ci-ai-pad"),
    }
    return SchemaFacts("sqlite", {"visit": TableFacts("visit", columns)})


CONTEXT = SourceContext(facts(), ZoneInfo("America/Toronto"), {}, lambda type_, tag: pytest.fail("no references here"))


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", query_cache_size=0)
    with engine.connect() as found:
        register(found.connection.dbapi_connection)
        metadata.create_all(found)
        rows = [{"id": number, "state": state, "remarks": text} for number, (state, text) in enumerate(ROWS)]
        found.execute(insert(visit), rows)
        yield found
    engine.dispose()


def found_by(connection: Connection, codec: Codec, value: str) -> list[int]:
    test = codec.bind(CONTEXT).test("eq", value)
    assert test is not None
    binds = iter(test.binds)
    where = codec.bind(CONTEXT).sql(test.form, lambda: literal(next(binds)))
    return list(connection.scalars(select(visit.c.id).where(where).order_by(visit.c.id)))


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("t", "booked"),
        ("h", "booked"),
        ("H", "arrived"),
        ("Hs", "arrived"),
        ("HS", "fulfilled"),
        ("", None),
        (None, None),
    ],
)
def test_a_letter_and_its_other_case_are_two_states(stored: str | None, code: str | None) -> None:
    assert initial(visit.c.state, STATES).bind(CONTEXT).decode(stored) == code


@pytest.mark.parametrize("stored", ["c", "x", "S"])
def test_a_letter_that_is_not_listed_is_not_guessed(stored: str) -> None:
    assert isinstance(initial(visit.c.state, STATES).bind(CONTEXT).decode(stored), Unreadable)


@pytest.mark.parametrize(
    ("code", "rows"), [("booked", [0, 4]), ("arrived", [1, 3]), ("fulfilled", [2]), ("cancelled", []), ("zz", [])]
)
def test_a_search_tells_the_cases_apart_in_a_column_that_does_not(
    connection: Connection, code: str, rows: list[int]
) -> None:
    assert found_by(connection, initial(visit.c.state, STATES), code) == rows


def test_a_condition_on_the_letter_does_so_too(connection: Connection) -> None:
    condition = begins(visit.c.state, "H", "t")
    binds = iter(condition.binds(CONTEXT))
    where = condition.sql(CONTEXT, lambda: literal(next(binds)))
    assert list(connection.scalars(select(visit.c.id).where(where).order_by(visit.c.id))) == [0, 1, 2, 3]
    assert [condition.holds(CONTEXT, state, "") for state, _ in ROWS] == [True] * 4 + [False] * 4


def fax() -> Codec:
    return tagged_text(visit.c.remarks, "fax").bind(CONTEXT)


def test_nothing_but_the_element_is_told() -> None:
    assert [fax().decode(text) for _, text in ROWS] == ["555-0100", None, None, None, None, None, "1", None]


def test_the_element_is_found_by_its_whole_text(connection: Connection) -> None:
    codec = tagged_text(visit.c.remarks, "fax")
    assert found_by(connection, codec, "555-0100") == [0]
    assert found_by(connection, codec, "1") == [6]
    for other in ("555-01", "s3cret", "null", "1</fax><fax>555-0100", ""):
        assert found_by(connection, codec, other) == []


def test_the_element_is_there_where_it_is_told(connection: Connection) -> None:
    present = fax().present()
    assert present is not None
    assert list(connection.scalars(select(visit.c.id).where(present).order_by(visit.c.id))) == [0, 6]
