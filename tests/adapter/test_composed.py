"""Leaves that are put together, by hand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Date, MetaData, String, Table, Time

from facade.adapter import Unreadable, base64_text, computed, date_and_time, narrative, split
from facade.adapter.context import SourceContext
from facade.adapter.schema import ColumnFacts, SchemaFacts, TableFacts

visit = Table("visit", MetaData(), Column("day", Date), Column("clock", Time), Column("words", String(100)))
FACTS = TableFacts(
    "visit",
    {
        "day": ColumnFacts("day", "date"), "clock": ColumnFacts("clock", "time"),
        "words": ColumnFacts("words", "text", length=100, charset="utf8mb4", collation="ci-ai-pad"),
    },
)  # fmt: skip
CONTEXT = SourceContext(SchemaFacts("mysql", {"visit": FACTS}), ZoneInfo("America/Toronto"))
DAY, CLOCK, WORDS = visit.c.day, visit.c.clock, visit.c.words


def decoded(codec, *raw):
    return codec.bind(CONTEXT).decode(*raw)


@pytest.mark.parametrize(
    ("day", "clock", "minutes", "expected"),
    [
        ("2026-11-21", "09:14:00", 0, "2026-11-21T09:14:00-05:00"),
        ("2026-11-21", "09:14:00", 1, "2026-11-21T09:15:00-05:00"),
        ("2026-11-21", "23:59:00", 1, "2026-11-22T00:00:00-05:00"),
        ("2026-03-08", "01:59:00", 1, "2026-03-08T03:00:00-04:00"),  # the minute after is the first of summer time
        ("2026-11-21", None, 0, None),
        (None, "09:14:00", 0, None),
        ("0001-01-01", "09:14:00", 0, None),
        ("0000-00-00", "09:14:00", 0, None),
        ("2026-12-31", "09:14:00", 0, None),  # the sentinel
    ],
)
def test_a_day_and_a_time_are_a_moment(day, clock, minutes, expected):
    codec = date_and_time(DAY, CLOCK, plus_minutes=minutes, absent=["2026-12-31"])
    assert decoded(codec, day, clock) == expected


@pytest.mark.parametrize(
    ("day", "clock"), [("2026-02-30", "09:00:00"), ("2026-03-08", "02:30:00"), ("2026-03-01", "24:00:00"),
                       ("2026-03-01", "-01:00:00"), ("2026-00-00", "09:00:00")],
)  # fmt: skip
def test_no_moment_is_made_of_what_is_none(day, clock):
    assert isinstance(decoded(date_and_time(DAY, CLOCK), day, clock), Unreadable)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("a; b,c", ["a", "b", "c"]), ("a;;  ;null;b ", ["a", "b"]), (";", None), ("", None), (None, None), ("null", None)],
)
def test_a_text_is_split_at_any_of_its_separators(stored, expected):
    assert decoded(split(WORDS, ";", ","), stored) == expected


def test_text_goes_out_as_base64_of_its_utf8():
    assert decoded(base64_text(WORDS), "Été") == "w4l0w6k="
    assert decoded(base64_text(WORDS), "  ") is None


def test_a_narrative_is_escaped_line_by_line():
    div = narrative(WORDS)["div"]
    assert decoded(div, '<script>a&b\r\n"c"\x00') == (
        '<div xmlns="http://www.w3.org/1999/xhtml">&lt;script&gt;a&amp;b<br/>&quot;c&quot;\ufffd</div>'
    )
    assert decoded(div, " \n ") is None


def test_a_computed_value_that_fails_is_unreadable():
    codec = computed(lambda words: int(words) + 1, WORDS, gives="integer")
    assert decoded(codec, "4") == 5
    assert isinstance(decoded(codec, "four"), Unreadable)
    assert isinstance(decoded(codec, None), Unreadable)
