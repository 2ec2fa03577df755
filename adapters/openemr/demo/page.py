"""What a chapter of the demo writes on, and how dirt is planted in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from facade.adapter.demo_clinic import Chart, Rows
from profiles.ca_core.demo.people import Person

from ..tables import patient_data
from .clinic import Clinic

FIRST = 6  # the patients before are clean
LATER = 0.03  # share of the patients after the first fifty
Trap = Callable[[Chart, Random], None]


@dataclass(frozen=True, eq=False)
class Page:
    """What a chapter writes on: one patient's chart, which holds the rows of the earlier chapters."""

    chart: Chart
    number: int  # of the patient
    person: Person
    clinic: Clinic
    visits: Sequence[datetime]  # local times, in order
    rng: Random

    def doctor(self) -> int:
        """The id of one of the doctors, drawn from the chapter's own sequence."""
        return self.rng.choice(list(self.clinic.doctors))


@dataclass(frozen=True, eq=False)
class Chapter:
    """One part of the chart. `traps`: the dirt planted in it, the first in the chart of patient 6 and so on."""

    name: str
    write: Callable[[Page], None] | None = None
    clinic: Callable[[Clinic, Random], Rows] | None = None  # rows that belong to no patient
    traps: tuple[Trap, ...] = ()


def plant(chart: Chart, rng: Random, kinds: tuple[tuple[Trap, ...], ...]) -> None:
    """Spoil what is due in this chart: of each kind the first trap hits patient 6, the second patient 7 and so on."""
    number: int = chart.of(patient_data)[0]["pid"]
    due = [traps[number - FIRST] for traps in kinds if 0 <= number - FIRST < len(traps)]
    if not due and number >= FIRST and rng.random() < LATER:
        due = [rng.choice(rng.choice(kinds))] if all(kinds) else []
    for trap in due:
        trap(chart, rng)
