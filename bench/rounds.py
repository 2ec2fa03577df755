"""Timing on a machine that others use too: the two sides take turns, and the ratio is taken turn by turn.

A slow moment then hits both sides of a ratio; the median leaves out the moments that hit only one.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Work = Callable[[], Any]


@dataclass(frozen=True)
class Compared:
    """Seconds of both sides in each turn."""

    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def ratio(self) -> float:
        """Ours to theirs: the median over the turns."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


def seconds(work: Work, clock: Callable[[], float]) -> float:
    """How long it takes."""
    started = clock()
    work()
    return clock() - started


def alternate(turns: Iterable[tuple[Work, Work]], clock: Callable[[], float] = time.perf_counter) -> Compared:
    """Time both works of every turn; who comes first changes from turn to turn."""
    ours, theirs = [], []
    for number, (our_work, their_work) in enumerate(turns):
        if number % 2:
            their_time = seconds(their_work, clock)
            our_time = seconds(our_work, clock)
        else:
            our_time = seconds(our_work, clock)
            their_time = seconds(their_work, clock)
        ours.append(our_time)
        theirs.append(their_time)
    return Compared(ours, theirs)
