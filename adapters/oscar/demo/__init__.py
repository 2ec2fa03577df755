"""A demo clinic on OSCAR: five years of an invented family practice in Ottawa, and the dirt of the vendor's paper.

`create` fills an empty database. The same arguments give the same rows on every engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from random import Random

from facade.adapter.demo_clinic import Rows, build
from profiles.ca_core.demo.chapters import clinic_rows, plant, write
from profiles.ca_core.demo.people import People, ottawa

from ..tables import metadata
from .chapters import CHAPTERS
from .chart import Author
from .clinic import Clinic
from .documents import DOCUMENTS
from .traps import TRAPS

__all__ = ["DOCUMENTS", "VERSION", "charts", "create"]

VERSION = 4  # of the generator: another number, other rows


def create(
    url: str,
    *,
    patients: int = 500,
    seed: int = 1,
    visits: float = 10,
    progress: Callable[[int, int], None] | None = None,
    further: bool = True,
) -> None:
    """Make the clinic in an empty database.

    A patient has `visits` visits on average, fewer when born or deceased in these years, with about five rows of
    `measurements` each. `progress` is told how many patients are done and how many there will be. `further`: with the
    chapters of the chart; without them only registration, allergies, problems and vital signs are written.
    """
    build(url, metadata, charts(patients, seed, visits, further=further), patients, progress)


def charts(patients: int, seed: int, visits: float, *, further: bool = True) -> Iterator[Rows]:
    """The rows of the clinic itself, then those of each patient."""
    rng = Random(seed)
    people = People(seed, rng, ottawa())
    clinic = Clinic(people, rng, patients)
    yield chain(clinic.rows(), clinic_rows(CHAPTERS, clinic, seed) if further else ())
    author = Author(people, clinic, visits, rng)
    for number in range(1, patients + 1):
        chart = author.write(number)
        plant(chart, number, rng, TRAPS)
        if further:
            write(CHAPTERS, chart, number, author.met, clinic, author.came, seed)
        yield chart.rows()
