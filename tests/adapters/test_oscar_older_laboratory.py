"""OSCAR's laboratory tables of before the messages: dirty lines and segments, days as CML writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Table

from adapters.oscar.laboratory import older
from adapters.oscar.laboratory.older_tables import reports, results
from facade.adapter import StoredRow
from facade.adapter.relations import relation_of

TEXT = st.none() | st.text(st.sampled_from("^~-&|<>:. 0123456789aCDMX"), max_size=12)
NUMBER = st.none() | st.integers(0, 3)
KEYS = {"id": st.integers(1, 99), "obrID": NUMBER, "obxID": NUMBER, "associatedOBR": NUMBER, "associatedOBX": NUMBER}


def relation(name: str) -> st.SearchStrategy[list[Mapping[str, Any]]]:
    columns = [column.name for column in older.older.along[name]]
    unique = (lambda line: line["id"]) if "id" in columns else None
    rows = st.fixed_dictionaries({column: KEYS.get(column, TEXT) for column in columns})
    return st.lists(rows, max_size=4, unique_by=unique)


STORED = st.fixed_dictionaries({
    **dict.fromkeys(older.older.columns, TEXT), "kind": st.sampled_from(["CML", "MDS", "cml"]),
    "patient": st.integers(1, 9), "cml": NUMBER, "mds": NUMBER,
})  # fmt: skip
BESIDE = st.fixed_dictionaries({name: relation(name) for name in older.older.along})


def read(values: Mapping[str, Any], beside: Mapping[str, Any]) -> Mapping[Table, list[dict[str, Any]]]:
    found: Mapping[Table, list[dict[str, Any]]] = older.read(StoredRow(5, values, beside, ZoneInfo("America/Toronto")))
    return found


@settings(max_examples=50)
@given(STORED, BESIDE)
def test_no_row_raises_and_every_value_has_its_column(values: Mapping[str, Any], beside: Mapping[str, Any]) -> None:
    made = read(values, beside)
    for table, rows in made.items():
        assert len({row["key"] for row in rows}) == len(rows)
        for row in rows:
            assert row.keys() <= set(table.columns.keys())
            assert all(held is None or isinstance(held, str | int) for held in row.values())
    known = {row["key"] for row in made.get(reports, ())}
    assert all(row["report"] in known for row in made.get(results, ()))


def cml(**values: str) -> dict[str, Any]:
    """What the one report says that stands in a row of CML's."""
    found = dict.fromkeys(older.older.columns) | {"kind": "CML", "patient": 1, "cml": 7, **values}
    (report,) = read(found, {})[reports]
    return report


@pytest.mark.parametrize(
    ("collected", "served", "day"),
    [
        ("28 FEB 06", "20060301", "2006-02-28"),
        ("1-Mar-2006", "20060301", "2006-03-01"),
        ("01 January 99", "", "1999-01-01"),
        ("2006-03-02", "", "2006-03-02"),
        ("30 FEB 06", "20060301", "2006-03-01"),
        ("29 FEV 08", "20080301", "2008-03-01"),
        ("soon", "20061301", None),
        ("", "", None),
    ],
)
def test_days_as_they_are_written(collected: str, served: str, day: str | None) -> None:
    assert cml(collected=collected, served=served)["observed"] == day


@pytest.mark.parametrize(
    ("printed", "printed_at", "issued"),
    [
        ("20060303", "08:15", "2006-03-03 08:15:00"),
        ("20060402", "02:30", None),  # skipped by the clocks
        ("20060303", "", None),  # a day is no instant
        ("20060303", "later", None),
        ("", "08:15", None),
    ],
)
def test_an_instant_is_a_time_of_day(printed: str, printed_at: str, issued: str | None) -> None:
    assert cml(printed=printed, printed_at=printed_at)["issued"] == issued


def test_every_relation_is_read_by_the_number_of_the_report() -> None:
    for name, columns in older.older.along.items():
        on = older.older.relation(name).on
        assert name == "mapped" or [column.name for column, _ in on] == ["lab_no"]
        assert {relation_of(column) for column in columns} == {older.older.relation(name)}
