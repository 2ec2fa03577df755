"""The days on which clocks are put forward: the rules of MariaDB mean the days that the zone has, and no others."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Column, Date, DateTime, MetaData, Table, create_engine, insert, select

from facade.adapter.codecs.skipped import OnDays, Rule, by_rules, skipped_hours, skips_between
from facade.testing.databases import Server

ZONES = (
    "America/Toronto", "America/St_Johns", "America/Vancouver", "America/Regina", "America/Whitehorse", "Europe/London",
    "America/Sao_Paulo", "Asia/Tehran", "Pacific/Apia", "Africa/Casablanca", "UTC",
)  # fmt: skip


def meant(rule: Rule) -> Iterator[str]:
    """The days of a rule, by walking the calendar."""
    for year in range(rule.first, rule.last + 1):
        assert rule.day + 6 <= calendar.monthrange(year, rule.month)[1]
        for day in range(rule.day, rule.day + 7):
            if date(year, rule.month, day).weekday() == rule.weekday:
                yield date(year, rule.month, day).isoformat()


@pytest.mark.parametrize("zone", ZONES)
def test_rules_and_the_rest_are_the_days(zone: str) -> None:
    for days in skipped_hours(ZoneInfo(zone)).values():
        rules, rest = by_rules(days)
        assert sorted([*(day for rule in rules for day in meant(rule)), *rest]) == sorted(days)


def test_of_a_zone_of_two_centuries_little_is_left_to_list() -> None:
    """Since 2007 the second Sunday of March, from 1987 the first of April, from 1974 the last of April."""
    rules, rest = by_rules(skipped_hours(ZoneInfo("America/Toronto"))["02:00:00", "03:00:00"])
    assert {Rule(2007, 2099, 3, 8, 6), Rule(1987, 2006, 4, 1, 6)} <= set(rules)
    assert len(rest) < 20


@pytest.mark.parametrize(
    ("zone", "first", "last", "skips"),
    [
        ("America/Toronto", "2024-03-10", "2024-03-11", True),
        ("America/Toronto", "2024-03-09", "2024-03-10", True),
        ("America/Toronto", "2024-03-11", "2024-03-12", False),
        ("America/Toronto", "2024-11-03", "2024-11-04", False),  # put back: an hour is shown twice, none is skipped
        ("America/Toronto", "2024-03-11", "2025-03-08", False),
        ("America/Toronto", "2024-01-01", "2025-01-01", True),
        ("America/Regina", "2024-01-01", "2025-01-01", False),
        ("Pacific/Apia", "2011-12-30", "2011-12-30", True),  # the whole day
        ("UTC", "1900-01-01", "2099-12-31", False),
    ],
)
def test_between_which_days_an_hour_is_skipped(zone: str, first: str, last: str, skips: bool) -> None:
    assert skips_between(ZoneInfo(zone), first, last) is skips


def test_mariadb_finds_the_days_that_the_zone_has(mariadb_server: Server, mariadb_database: str) -> None:
    days = skipped_hours(ZoneInfo("America/Toronto"))["02:00:00", "03:00:00"]
    table = Table("moment", MetaData(), Column("day", Date, primary_key=True), Column("time", DateTime))
    engine = create_engine(mariadb_server.url_for("pymysql", mariadb_database))
    table.create(engine)
    every = [date(1915, 1, 1) + timedelta(number) for number in range(186 * 365)]
    with engine.begin() as connection:
        connection.execute(insert(table), [{"day": day, "time": f"{day} 02:30:00"} for day in every])
        for column in (table.c.day, table.c.time):
            found = connection.execute(select(table.c.day).where(OnDays(column, days)).order_by(table.c.day)).scalars()
            assert [day.isoformat() for day in found] == sorted(days)
    engine.dispose()
