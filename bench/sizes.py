"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Of the large clinic, and of what is timed. The small clinic is a tenth of it."""

    patients: int = 100_000
    measurements: int = 1_000_000
    rounds: int = 9  # of alternating bursts over HTTP
    requests: int = 600  # in a burst
    pairs: int = 200  # of pages timed one after the other
    rows: int = 100_000  # built and dumped, of each type
    charts: int = 5_000  # patients of the clinic that has the whole chart
    seconds: int = 15  # for a line that has no target, once it has its fewest pairs
    page: int = 50  # resources that an answer to a search of 50 holds; fewer where a clinic is too small for that

    @property
    def visits(self) -> int:
        """Visits of a patient: about five measurements are made at each."""
        return max(1, round(self.measurements / self.patients / 5))


FULL = Sizes()
QUICK = Sizes(patients=10_000, measurements=100_000, rounds=5, requests=200, pairs=60, rows=10_000, charts=1_000)
