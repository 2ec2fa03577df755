"""Dates by hand: the standard's grammar, and Toronto's clocks, which skip 2020-03-08 02:00 to 03:00 and run
2020-11-01 01:00 to 02:00 twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from facade.fhir.dates import Partial, approximate, bounds, compare, instant, parse_partial, search_bounds

TORONTO = ZoneInfo("America/Toronto")
GMT = ZoneInfo("UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", Partial(2020)),
        ("0001", Partial(1)),
        ("2020-05", Partial(2020, 5)),
        ("2020-02-29", Partial(2020, 2, 29)),
        ("2020-01-01T10:00:00Z", Partial(2020, 1, 1, 10, 0, 0, offset=0)),
        ("2020-01-01T10:00:00-05:00", Partial(2020, 1, 1, 10, 0, 0, offset=-300)),
        ("2020-01-01T10:00:00+05:30", Partial(2020, 1, 1, 10, 0, 0, offset=330)),
        ("2020-01-01T10:00:00+14:00", Partial(2020, 1, 1, 10, 0, 0, offset=840)),
        ("2020-01-01T10:00:00-14:00", Partial(2020, 1, 1, 10, 0, 0, offset=-840)),
        ("2020-01-01T10:00:00.25Z", Partial(2020, 1, 1, 10, 0, 0, 250_000, 2, 0)),
        ("2020-01-01T10:00:00.123456789Z", Partial(2020, 1, 1, 10, 0, 0, 123_456, 9, 0)),
    ],
)
def test_what_the_grammar_allows(text: str, expected: Partial) -> None:
    assert parse_partial(text) == expected


NEVER = [
    "",
    "20",
    "0000",
    "0000-00-00",
    "20200",
    "2020-",
    "2020-00",
    "2020-13",
    "2020-1",
    "2020-01-00",
    "2020-02-30",
    "2019-02-29",
    "1900-02-29",
    "2020-01-01 10:00:00Z",
    "2020-01-01t10:00:00Z",
    "2020-01-01T10:00:00z",
    "2020-01-01T10",
    "2020-01-01T10Z",
    "2020-01T10:00:00Z",
    "2020-01-01T24:00:00Z",
    "2020-01-01T10:60:00Z",
    "2020-01-01T23:59:60Z",
    "2020-01-01T10:00:00.Z",
    "2020-01-01T10:00:00+14:01",
    "2020-01-01T10:00:00+15:00",
    "2020-01-01T10:00:00+01:60",
    "2020-01-01T10:00:00+0100",
    "2020-01-01T10:00:00 Z",
    "2020-W01-1",
    " 2020",
    "2020\n",
    "-2020",
    "٢٠٢٠",
]


@pytest.mark.parametrize("text", NEVER)
def test_what_no_date_is(text: str) -> None:
    with pytest.raises(ValueError):
        parse_partial(text)
    with pytest.raises(ValueError):
        search_bounds(text, TORONTO)


@pytest.mark.parametrize(
    "text", ["2020-01-01T10:00", "2020-01-01T10:00Z", "2020-01-01T10:00:00", "2020-01-01T10:00:00.5"]
)
def test_only_a_search_may_leave_out_seconds_and_offset(text: str) -> None:
    with pytest.raises(ValueError):
        bounds(text, TORONTO)
    assert search_bounds(text, TORONTO)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2020", "2020-01-01T05:00", "2021-01-01T05:00"),
        ("2020-02", "2020-02-01T05:00", "2020-03-01T05:00"),
        ("2020-12", "2020-12-01T05:00", "2021-01-01T05:00"),
        ("2020-07-01", "2020-07-01T04:00", "2020-07-02T04:00"),
        ("2020-03-08", "2020-03-08T05:00", "2020-03-09T04:00"),  # 23 hours
        ("2020-11-01", "2020-11-01T04:00", "2020-11-02T05:00"),  # 25 hours
        ("2020-03", "2020-03-01T05:00", "2020-04-01T04:00"),
        ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00", "2020-01-01T10:00:01"),
        ("2020-01-01T10:00:00-05:00", "2020-01-01T15:00:00", "2020-01-01T15:00:01"),
        ("2020-01-01T10:00:00.5Z", "2020-01-01T10:00:00.500000", "2020-01-01T10:00:00.600000"),
        ("2020-01-01T10:00:00.123Z", "2020-01-01T10:00:00.123000", "2020-01-01T10:00:00.124000"),
        ("2020-01-01T10:00:00.1234567Z", "2020-01-01T10:00:00.123456", "2020-01-01T10:00:00.123457"),
    ],
)
def test_bounds(text: str, low: str, high: str) -> None:
    assert bounds(text, TORONTO) == (utc(low), utc(high))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2020-07-01T10:00", "2020-07-01T14:00", "2020-07-01T14:01"),
        ("2020-07-01T10:00:30", "2020-07-01T14:00:30", "2020-07-01T14:00:31"),
        ("2020-07-01T10:00-07:00", "2020-07-01T17:00", "2020-07-01T17:01"),
        ("2020-07-01T10:00:00 02:00", "2020-07-01T08:00:00", "2020-07-01T08:00:01"),
        ("2020-11-01T01:30", "2020-11-01T05:30", "2020-11-01T05:31"),  # first occurrence, -04:00
        ("2020-11-01T01:59", "2020-11-01T05:59", "2020-11-01T06:00"),  # a minute, though the clock goes back
        ("2020-03-08T02:30", "2020-03-08T07:30", "2020-03-08T07:31"),  # skipped: 02:30 -05:00
    ],
)
def test_search_bounds(text: str, low: str, high: str) -> None:
    assert search_bounds(text, TORONTO) == (utc(low), utc(high))


def test_a_day_that_starts_at_one_o_clock() -> None:
    """Sao Paulo went from 2018-11-03 24:00 -03:00 straight to 01:00 -02:00."""
    zone = ZoneInfo("America/Sao_Paulo")
    assert bounds("2018-11-04", zone) == (utc("2018-11-04T03:00"), utc("2018-11-05T02:00"))


@pytest.mark.parametrize("zone", ["America/Toronto", "UTC", "Pacific/Auckland"])
@pytest.mark.parametrize(
    "text",
    [
        "9999",
        "9999-12",
        "9999-12-31",
        "9999-12-31T23:59:59-14:00",
        "0001",
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_the_ends_of_the_calendar_do_not_overflow(text: str, zone: str) -> None:
    low, high = bounds(text, ZoneInfo(zone))
    assert low <= high
    assert low.tzinfo is UTC and high.tzinfo is UTC


def test_a_sentinel_at_the_end_of_time_contains_itself() -> None:
    value = bounds("9999-12-31", TORONTO)
    assert value[0] == utc("9999-12-31T05:00")
    assert compare("eq", value, bounds("9999", TORONTO))
    assert compare("gt", value, bounds("2020", TORONTO))


def test_approximate_is_a_tenth_of_the_distance_to_now() -> None:
    low, high = utc("2020-01-11"), utc("2020-01-12")
    assert approximate(low, high, utc("2020-01-01")) == (utc("2020-01-10"), utc("2020-01-13"))
    assert approximate(low, high, utc("2020-01-21")) == (utc("2020-01-10"), utc("2020-01-13"))
    assert approximate(low, high, low) == (low, high)


def test_approximate_stays_in_the_calendar() -> None:
    low, high = approximate(*bounds("0001", GMT), utc("9999-01-01"))
    assert (low, high - low > timedelta(days=365)) == (datetime.min.replace(tzinfo=UTC), True)
    _, high = approximate(*bounds("9999", GMT), utc("2020-01-01"))
    assert high == datetime.max.replace(tzinfo=UTC)


# Each row: stored, searched, and the prefixes that match; all others must not.
@pytest.mark.parametrize(
    ("stored", "searched", "matching"),
    [
        ("1980-05-15", "1980-05-15", "eq ge le ap"),
        ("1980-05-15", "1980-05", "eq ge le ap"),
        ("1980-05", "1980-05-15", "ne gt lt ge le ap"),
        ("1980", "1980-05", "ne gt lt ge le ap"),
        ("1980-05-15", "1981", "ne lt le eb"),
        ("1982", "1981", "ne gt ge sa"),
        ("1980-12-31", "1981-01-01", "ne lt le eb"),
        ("1980-05-31", "1980-05", "eq ge le ap"),
        ("1980-06-01", "1980-05", "ne gt ge sa"),
    ],
)
def test_prefixes(stored: str, searched: str, matching: str) -> None:
    value, search = bounds(stored, GMT), bounds(searched, GMT)
    prefixes = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
    assert [prefix for prefix in prefixes if compare(prefix, value, search)] == [
        prefix for prefix in prefixes if prefix in matching.split()
    ]


def test_an_unknown_prefix_is_refused() -> None:
    with pytest.raises(ValueError):
        compare("xx", bounds("2020", GMT), bounds("2020", GMT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-01 10:00:00", "2020-01-01T10:00:00-05:00"),
        ("2020-07-01 10:00:00", "2020-07-01T10:00:00-04:00"),
        ("2020-07-01T10:00:00", "2020-07-01T10:00:00-04:00"),
        ("2020-07-01 10:00:00.000000", "2020-07-01T10:00:00-04:00"),
        ("2020-07-01 10:00:00.250", "2020-07-01T10:00:00.250-04:00"),
        ("2020-03-08 01:59:59", "2020-03-08T01:59:59-05:00"),
        ("2020-03-08 02:00:00", None),
        ("2020-03-08 02:30:00", None),
        ("2020-03-08 03:00:00", "2020-03-08T03:00:00-04:00"),
        ("2020-11-01 00:59:59", "2020-11-01T00:59:59-04:00"),
        ("2020-11-01 01:30:00", "2020-11-01T01:30:00-04:00"),
        ("2020-11-01 02:00:00", "2020-11-01T02:00:00-05:00"),
        # before 1895 Toronto kept its own time, 5:17:32 behind, which an offset cannot say
        ("1890-01-01 10:00:00", "1890-01-01T15:17:32+00:00"),
        ("9999-12-31 23:59:59", "9999-12-31T23:59:59-05:00"),
        ("2020-02-30 10:00:00", None),
        ("2020-00-00 00:00:00", None),
        ("0000-00-00 00:00:00", None),
        ("2020-01-01 24:00:00", None),
        ("2020-01-01 10:00:60", None),
        ("2020-01-01 10:00", None),
        ("2020-01-01", None),
        ("2020-W01-1 10:00:00", None),
        ("20200101 10:00:00  ", None),
        ("2020-01-01 10:00:00Z", None),
        ("2020-01-01x10:00:00", None),
        ("", None),
    ],
)
def test_instants_of_toronto(text: str, expected: str | None) -> None:
    assert instant(text, TORONTO) == expected


def test_instants_elsewhere() -> None:
    assert instant("2020-01-01 10:00:00", GMT) == "2020-01-01T10:00:00+00:00"
    assert instant("2020-01-01 10:00:00", ZoneInfo("America/St_Johns")) == "2020-01-01T10:00:00-03:30"
    assert instant("2020-01-01 10:00:00", ZoneInfo("Asia/Kolkata")) == "2020-01-01T10:00:00+05:30"
    assert instant("2011-12-30 12:00:00", ZoneInfo("Pacific/Apia")) is None  # a whole day was skipped
    assert instant("0001-01-01 00:00:00", ZoneInfo("Pacific/Apia")) is None  # before the calendar, in UTC


def test_an_instant_means_what_python_says_it_means() -> None:
    """Every half hour around both changes, against the zone database directly."""
    start = datetime(2020, 3, 7)
    for step in range(240 * 48):
        moment = start + timedelta(minutes=30 * step)
        shown = instant(f"{moment:%Y-%m-%d %H:%M:%S}", TORONTO)
        aware = moment.replace(tzinfo=TORONTO).astimezone(UTC)
        skipped = aware.astimezone(TORONTO).replace(tzinfo=None) != moment
        assert (shown is None) == skipped
        assert shown is None or datetime.fromisoformat(shown) == aware
