"""The further parts of a demo clinic and of each chart in it, whatever the vendor; and how dirt is planted.

Every chapter draws from a random sequence of its own, so that a new one leaves all other rows as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Generic, TypeVar

from facade.adapter.demo_clinic import Chart, Rows

from .people import Person

FIRST = 6  # the patients before are clean
LATER = 0.03  # share of the patients after the first fifty
Trap = Callable[[Chart, Random], None]
Clinic = TypeVar("Clinic")


@dataclass(frozen=True, eq=False)
class Page(Generic[Clinic]):
    """What a chapter writes on: one patient's chart, which holds the rows of the earlier chapters."""

    chart: Chart
    number: int  # of the patient
    person: Person
    clinic: Clinic
    visits: Sequence[datetime]  # local times, in order
    rng: Random


@dataclass(frozen=True, eq=False)
class Chapter(Generic[Clinic]):
    """One part of the chart. `traps`: the dirt planted in it, the first in the chart of patient 6 and so on."""

    name: str
    write: Callable[[Page[Clinic]], None] | None = None
    clinic: Callable[[Clinic, Random], Rows] | None = None  # rows that belong to no patient
    traps: tuple[Trap, ...] = ()


def clinic_rows(chapters: Sequence[Chapter[Clinic]], clinic: Clinic, seed: int) -> Rows:
    """The rows of all chapters that belong to no patient."""
    for chapter in chapters:
        if chapter.clinic:
            yield from chapter.clinic(clinic, Random(f"{seed} {chapter.name}"))


def write(
    chapters: Sequence[Chapter[Clinic]],
    chart: Chart,
    number: int,
    person: Person,
    clinic: Clinic,
    visits: Sequence[datetime],
    seed: int,
) -> None:
    """All chapters of one chart."""
    for chapter in chapters:
        rng = Random(f"{seed} {chapter.name} {number}")
        if chapter.write:
            chapter.write(Page(chart, number, person, clinic, visits, rng))
        plant(chart, number, rng, (chapter.traps,))


def plant(chart: Chart, number: int, rng: Random, kinds: tuple[tuple[Trap, ...], ...]) -> None:
    """Spoil what is due in this chart: of each kind the first trap hits patient 6, the second patient 7 and so on."""
    due = [traps[number - FIRST] for traps in kinds if 0 <= number - FIRST < len(traps)]
    if not due and number >= FIRST and rng.random() < LATER:
        due = [rng.choice(rng.choice(kinds))] if all(kinds) else []
    for trap in due:
        trap(chart, rng)
