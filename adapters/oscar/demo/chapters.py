"""The further parts of the clinic and of each chart, one module each.

Every chapter draws from a random sequence of its own, so that a new one leaves all other rows as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from facade.adapter.demo_clinic import Chart, Rows
from profiles.ca_core.demo.people import Person

from .administration import ADMINISTRATION
from .appointments import APPOINTMENTS
from .clinic import Clinic
from .documents import PAPERS
from .laboratory import LABORATORY
from .medication import MEDICATION
from .notes import NOTES
from .orders import ORDERS
from .page import Chapter, Page, plant
from .prevention import PREVENTION
from .schedule import SCHEDULE

CHAPTERS: tuple[Chapter, ...] = (
    MEDICATION,
    PREVENTION,
    ORDERS,
    PAPERS,
    SCHEDULE,
    ADMINISTRATION,
    APPOINTMENTS,
    LABORATORY,
    NOTES,
)


def clinic_rows(clinic: Clinic, seed: int) -> Rows:
    """The rows of all chapters that belong to no patient."""
    for chapter in CHAPTERS:
        if chapter.clinic:
            yield from chapter.clinic(clinic, Random(f"{seed} {chapter.name}"))


def write(chart: Chart, number: int, person: Person, clinic: Clinic, visits: Sequence[datetime], seed: int) -> None:
    """All chapters of one chart."""
    for chapter in CHAPTERS:
        rng = Random(f"{seed} {chapter.name} {number}")
        if chapter.write:
            chapter.write(Page(chart, number, person, clinic, visits, rng))
        plant(chart, rng, (chapter.traps,))
