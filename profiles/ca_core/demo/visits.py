"""When invented patients come: on working days, in office hours, over five years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .people import TODAY, Person

YEARS = 5
OPENED = date(TODAY.year - YEARS, TODAY.month, TODAY.day)
FIRST_HOUR, HOURS = 8, 9


def visits(person: Person, mean: float, rng: Random) -> list[datetime]:
    """Local times of one patient's visits, in order; fewer for those who were born or died in these years."""
    first, last = max(OPENED, person.born), min(TODAY - timedelta(days=1), person.died or TODAY)
    share = max(0, (last - first).days) / (YEARS * 365.25)
    count = round(rng.uniform(0.5, 1.5) * mean * share)
    return sorted(moment(rng, first, last) for _ in range(count))


def moment(rng: Random, first: date, last: date) -> datetime:
    """A time in office hours between two days; weekends move to the Friday before, where that is not too early."""
    day = first + timedelta(days=rng.randint(0, max(0, (last - first).days)))
    weekend = max(0, day.weekday() - 4)
    day = max(first, day - timedelta(days=weekend))
    return datetime.combine(day, time(FIRST_HOUR + rng.randrange(HOURS), 5 * rng.randrange(12)))


def before(rng: Random, when: date, years: float, floor: date) -> date:
    """A day in the years before another, not before `floor`."""
    earliest = max(floor, when - timedelta(days=round(years * 365.25)))
    return earliest + timedelta(days=rng.randint(0, max(0, (when - earliest).days)))


def in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The same moment as a TIMESTAMP column keeps it."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
