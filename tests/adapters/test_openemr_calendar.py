"""OpenEMR's recurring events: PHP's arrays are read, never run, and days are those that OpenEMR shows."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.openemr.php_values import read_array
from adapters.openemr.recurrence import MOST_DAYS, Rule, days


def spec(**values: str) -> str:
    entries = [f's:{len(key)}:"{key}";s:{len(value.encode())}:"{value}";' for key, value in values.items()]
    return f"a:{len(entries)}:{{{''.join(entries)}}}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a:2:{s:1:"a";s:2:"é";s:1:"b";N;}', {"a": "é", "b": None}),
        ('a:3:{i:0;i:-5;i:1;b:1;i:2;d:0.5;}', {"0": -5, "1": True, "2": 0.5}),
        ('a:1:{s:1:"a";s:4:"";}x";}', {"a": '";}x'}),  # a text may hold what ends one
        ("a:0:{}", {}),
        ("", None),
        ("N;", None),
        ('a:1:{s:1:"a";s:3:"é";}', None),  # lengths are bytes
        ('a:1:{s:1:"a";s:99:"x";}', None),
        ('a:2:{s:1:"a";s:1:"b";}', None),
        ('a:1:{s:1:"a";O:8:"stdClass":0:{}}', None),
        ('a:1:{s:1:"a";a:0:{}}', None),
        ('a:99999999999:{}', None),
        ('a:-1:{}', None),
        ('a:1:{s:-1:"";i:1;}', None),
        ("a:1:{i:0;i:1" + "0" * 400 + ";}", None),
        ("a:" * 40_000, None),
    ],
)  # fmt: skip
def test_an_array_of_plain_values_is_read_and_nothing_else(text: str, found: object) -> None:
    assert read_array(text) == found


FIRST = date(2026, 1, 5)  # a Monday


@pytest.mark.parametrize(
    ("kind", "rule", "until", "expected"),
    [
        (0, "", None, "0105"),
        (1, spec(event_repeat_freq="3", event_repeat_freq_type="0"), "0112", "0105 0108 0111"),
        (1, spec(event_repeat_freq="2", event_repeat_freq_type="1"), "0202", "0105 0119 0202"),
        (1, spec(event_repeat_freq="1", event_repeat_freq_type="2"), "0331", "0105 0205 0305"),
        (1, spec(event_repeat_freq="1", event_repeat_freq_type="4"), "0113", "0105 0106 0107 0108 0109 0112 0113"),
        (1, spec(event_repeat_freq="1", event_repeat_freq_type="0", exdate="20260106,2026-01-07,x"), "0108", "0105 0108"),
        (2, spec(event_repeat_on_num="1", event_repeat_on_day="0", event_repeat_on_freq="1"), "0301", "0201 0301"),
        (2, spec(event_repeat_on_num="2", event_repeat_on_day="1", event_repeat_on_freq="2"), "0331", "0112 0309"),
        (3, spec(event_repeat_freq="1,7", event_repeat_freq_type="6"), "0111", "0110 0111"),
        # what is no rule gives the first day
        (1, spec(event_repeat_freq="0", event_repeat_freq_type="0"), "0112", "0105"),
        (1, spec(event_repeat_freq="1", event_repeat_freq_type="9"), "0112", "0105"),
        (1, spec(event_repeat_freq="-1", event_repeat_freq_type="0"), "0112", "0105"),
        (2, spec(event_repeat_on_num="6", event_repeat_on_day="0", event_repeat_on_freq="1"), "0301", "0105"),
        (3, spec(event_repeat_freq="8,x,"), "0111", "0105"),
        (9, spec(event_repeat_freq="1", event_repeat_freq_type="0"), "0112", "0105"),
        (1, "garbage", "0112", "0105"),
        (1, spec(event_repeat_freq="1", event_repeat_freq_type="0"), None, "0105"),
    ],
)  # fmt: skip
def test_the_days_of_a_rule(kind: int, rule: str, until: str | None, expected: str) -> None:
    last = None if until is None else date(2026, int(until[:2]), int(until[2:]))
    assert " ".join(f"{day:%m%d}" for day in days(FIRST, Rule(kind, rule, last))) == expected


def test_the_end_of_february_runs_over_and_stays_there() -> None:
    monthly = Rule(1, spec(event_repeat_freq="1", event_repeat_freq_type="2"), date(2026, 4, 30))
    assert days(date(2026, 1, 31), monthly) == (date(2026, 1, 31), date(2026, 3, 3), date(2026, 4, 3))


def test_a_rule_that_goes_on_and_on_is_cut() -> None:
    daily = Rule(1, spec(event_repeat_freq="1", event_repeat_freq_type="0"), date(9999, 12, 31))
    assert len(days(FIRST, daily)) == MOST_DAYS
    yearly = Rule(1, spec(event_repeat_freq="1000", event_repeat_freq_type="3"), date(9999, 12, 31))
    assert len(days(FIRST, yearly)) == 8  # 2026, 3026, … 9026


def test_a_rule_over_before_it_began_has_no_days() -> None:
    assert days(FIRST, Rule(1, spec(event_repeat_freq="1", event_repeat_freq_type="0"), date(2025, 1, 1))) == ()
