from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from stdnum import luhn
from stdnum.ca import bc_phn

from profiles.ca_core.demo.complaints import allergens_of, problems_of
from profiles.ca_core.demo.growth import Body
from profiles.ca_core.demo.people import TODAY, People, Person, ottawa, toronto
from profiles.ca_core.demo.visits import OPENED, in_utc, visits


@pytest.fixture(scope="module")
def people() -> list[Person]:
    drawn = People(8, Random(8), (*ottawa(), *toronto()))
    return [drawn.draw(number) for number in range(1, 3001)]


def of_province(people: list[Person], province: str) -> list[Person]:
    found = [person for person in people if person.jurisdiction == province]
    assert len(found) > 40
    return found


def test_health_numbers_of_ontario(people: list[Person]) -> None:
    for person in of_province(people, "ON"):
        assert luhn.is_valid(person.health_number)
        assert re.fullmatch(r"\d{10}", person.health_number)
        assert re.fullmatch("[A-Z]{2}", person.version)


def test_health_numbers_of_british_columbia(people: list[Person]) -> None:
    assert all(bc_phn.is_valid(person.health_number) for person in of_province(people, "BC"))


def test_health_numbers_of_quebec(people: list[Person]) -> None:
    for person in of_province(people, "QC"):
        found = re.fullmatch(r"([A-Z]{4})(\d\d)(\d\d)(\d\d)\d\d", person.health_number)
        assert found is not None
        month = person.born.month + (50 if person.female else 0)
        assert found.groups()[1:] == (f"{person.born:%y}", f"{month:02d}", f"{person.born:%d}")


def test_no_two_have_one_number(people: list[Person]) -> None:
    numbers = [person.health_number for person in people if person.jurisdiction == "ON"]
    assert len(numbers) == len(set(numbers))


def test_nobody_can_be_called_or_written_to(people: list[Person]) -> None:
    for person in people:
        for phone in filter(None, (person.home, person.work, person.cell)):
            assert re.fullmatch(r"(\d{3}-555-01\d\d|\(\d{3}\) 555-01\d\d|\d{3} 555 01\d\d)", phone)
        assert person.email == "" or re.fullmatch(r"[a-z0-9.]+@(mail\.)?example\.(org|com)", person.email)


def test_names_have_what_canadian_names_have(people: list[Person]) -> None:
    names = {name for person in people for name in (person.family, person.given)}
    for mark in ("é", "É", "ç", "'", "-", " "):
        assert any(mark in name for name in names), mark
    # what general_ci folds otherwise than we do is left to hand-written tests
    assert all(ord(letter) < 256 and letter not in "ßØøÆæÐðÞþ" for name in names for letter in name)


def test_nobody_is_born_tomorrow_or_dies_before(people: list[Person]) -> None:
    assert all(date(1929, 1, 1) <= person.born < TODAY for person in people)
    died = [person for person in people if person.died]
    assert 20 < len(died) < 200
    assert all(person.born < person.died < TODAY for person in died if person.died)


def test_visits_lie_in_five_years_of_a_life(people: list[Person]) -> None:
    rng = Random(1)
    for person in people[:500]:
        for when in visits(person, 10, rng):
            assert max(OPENED, person.born) <= when.date() < TODAY
            assert person.died is None or when.date() <= person.died
            assert 8 <= when.hour < 17


def test_the_mean_of_visits_is_what_was_asked_for(people: list[Person]) -> None:
    grown = [person for person in people if person.born < OPENED and not person.died]
    for mean in (2.5, 10):
        counts = [len(visits(person, mean, Random(person.number))) for person in grown]
        assert sum(counts) / len(counts) == pytest.approx(mean, rel=0.05)


def test_children_never_shrink_and_scales_agree(people: list[Person]) -> None:
    for person in (person for person in people if person.age() < 16):
        body = Body(person, Random(person.number))
        days = [person.born + timedelta(days=200 * step) for step in range(int(person.age() * 365 / 200) + 1)]
        found = [body.measured(day) for day in days]
        heights = [vitals.height for vitals in found]
        assert heights == sorted(heights)
        assert 40 < heights[0] < 60
        assert all(vitals.bmi == round(vitals.weight / (vitals.height / 100) ** 2, 1) for vitals in found)


def test_adults_stay_plausible(people: list[Person]) -> None:
    for person in (person for person in people if person.age() > 25):
        body = Body(person, Random(person.number))
        first, second = body.measured(TODAY - timedelta(days=700)), body.measured(TODAY)
        assert first.height == second.height
        assert abs(first.weight - second.weight) < 12
        assert 140 < second.height < 205
        assert second.systolic is not None and second.diastolic is not None
        assert 70 < second.systolic < 210
        assert second.diastolic < second.systolic
        assert second.head is None


def test_complaints_fit_the_patient(people: list[Person]) -> None:
    rng = Random(2)
    counts = Counter(len(problems_of(person, rng)) for person in people)
    assert set(counts) <= {1, 2, 3, 4, 5} and len(counts) >= 4
    texts = {problem.text for person in people if person.age() < 30 for problem in problems_of(person, rng)}
    assert "Asthma" in texts
    assert "Chronic obstructive lung disease" not in texts
    allergic = sum(bool(allergens_of(rng)) for _ in people)
    assert allergic / len(people) == pytest.approx(1 / 3, abs=0.04)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 1, 15, 9, 0), datetime(2026, 1, 15, 14, 0)),
        (datetime(2026, 7, 15, 9, 0), datetime(2026, 7, 15, 13, 0)),
    ],
)
def test_timestamps_are_utc(local: datetime, utc: datetime) -> None:
    assert in_utc(local, ZoneInfo("America/Toronto")) == utc
