"""What a scale, a tape and a cuff find on an invented patient, visit after visit in agreement with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from .people import Person

# Medians by completed year, birth to 18, rounded from the growth charts of the WHO; (boys, girls).
HEIGHT_CM = (
    (50, 76, 88, 96, 103, 110, 116, 122, 127, 133, 138, 143, 149, 156, 163, 169, 173, 175, 176),
    (49, 74, 86, 95, 103, 109, 115, 121, 127, 132, 139, 145, 151, 156, 160, 162, 163, 163, 163),
)
WEIGHT_KG = (
    (3.3, 9.6, 12.2, 14.3, 16.3, 18.3, 20.5, 22.9, 25.4, 28.1, 31.2, 35.0, 39.5, 44.5, 50.0, 55.5, 60.5, 64.0, 67.0),
    (3.2, 8.9, 11.5, 13.9, 16.1, 18.2, 20.2, 22.4, 25.0, 28.2, 31.9, 36.5, 41.5, 46.0, 49.8, 52.5, 54.4, 55.6, 56.5),
)
HEAD_CM = ((34.5, 46.1, 48.3, 49.5), (33.9, 44.9, 47.2, 48.5))  # birth to three
PULSE = (130, 115, 108, 102, 98, 95, 92, 90, 88, 86, 84, 83, 82, 80, 78, 76, 75, 74, 73)
BREATHS = (40, 30, 27, 25, 24, 23, 22, 21, 21, 20, 20, 19, 19, 18, 18, 17, 17, 16, 16)
GROWN = 18
INFANT = 3


@dataclass(frozen=True)
class Vitals:
    """One visit's findings in metric units; heads are measured in infants, blood pressure and waist after them."""

    height: float
    weight: float
    pulse: int
    breaths: int
    temperature: float
    saturation: int
    systolic: int | None
    diastolic: int | None
    waist: float | None
    head: float | None

    @property
    def bmi(self) -> float:
        """In kg/m2."""
        return round(self.weight / (self.height / 100) ** 2, 1)


class Body:
    """One patient's build: the place among their own age stays, children grow, adults put on weight."""

    def __init__(self, person: Person, rng: Random) -> None:
        self._person = person
        self._rng = rng
        self._tall = _bounded(rng.gauss(1, 0.042), 0.88, 1.12)
        self._heavy = _bounded(rng.gauss(1, 0.11), 0.75, 1.4)
        self._adult_bmi = _bounded(rng.gauss(26, 4.5), 18, 44)
        self._pressure = rng.gauss(0, 9)

    def measured(self, on: date) -> Vitals:
        """What a visit on that day finds."""
        age, rng = self._person.age(on), self._rng
        height, weight = self._height(age), self._weight(age)
        upper = round(92 + min(age, GROWN) * 1.3 + max(0, age - GROWN) * 0.32 + self._pressure + rng.gauss(0, 5))
        lower = round(upper * 0.42 + 27 + rng.gauss(0, 4))
        infant = age < INFANT
        return Vitals(
            height=round(height, 1),
            weight=round(weight * rng.uniform(0.994, 1.006), 1),
            pulse=round(_at(PULSE, age) + rng.gauss(0, 8)),
            breaths=round(_at(BREATHS, age) + rng.gauss(0, 1.5)),
            temperature=round(rng.uniform(38.0, 39.9) if rng.random() < 0.04 else rng.gauss(36.7, 0.25), 1),
            saturation=min(100, round(rng.gauss(97.6, 1.3))),
            systolic=None if infant else upper,
            diastolic=None if infant else min(lower, upper - 15),
            waist=round(height * (0.18 + 0.0118 * weight / (height / 100) ** 2), 1) if age >= GROWN else None,
            head=round(_at(HEAD_CM[self._person.female], age) * (0.7 + 0.3 * self._tall), 1) if infant else None,
        )

    def _height(self, age: float) -> float:
        return _at(HEIGHT_CM[self._person.female], age) * self._tall

    def _weight(self, age: float) -> float:
        young = _at(WEIGHT_KG[self._person.female], age) * self._heavy * self._tall
        if age <= GROWN:
            return young
        meters = self._height(age) / 100
        return young + (self._adult_bmi * meters**2 - young) * min(1.0, (age - GROWN) / 15)


def _bounded(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def _at(medians: Sequence[float], age: float) -> float:
    """Between the medians of the years before and after."""
    year = int(age)
    if year >= len(medians) - 1:
        return medians[-1]
    return medians[year] + (medians[year + 1] - medians[year]) * (age - year)
