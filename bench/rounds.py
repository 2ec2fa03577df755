"""Timing on a machine that others use too: the two sides take turns, and the ratio is taken turn by turn.

A slow moment then hits both sides of a ratio; the median leaves out the moments that hit only one.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from facade.app import COLLECTED

Work = Callable[[], Any]
Turn = tuple[Work, Work]
FEWEST = 5  # turns, however long one takes


@dataclass(frozen=True)
class Compared:
    """Seconds of both sides in each turn."""

    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def ratio(self) -> float:
        """Ours to theirs: the median over the turns."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))

    @property
    def milliseconds(self) -> dict[str, float | int]:
        """The medians behind the ratio."""
        return {
            "pairs": len(self.ours),
            "milliseconds": round(1e3 * statistics.median(self.ours), 3),
            "milliseconds, the other": round(1e3 * statistics.median(self.theirs), 3),
        }


@contextmanager
def collecting_as_a_server() -> Iterator[None]:
    """With the settings of Python's garbage collector that `facade serve` has, on both sides."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def seconds(work: Work, clock: Callable[[], float]) -> float:
    """How long it takes."""
    started = clock()
    work()
    return clock() - started


def within(seconds: float, turns: Iterable[Turn]) -> Iterator[Turn]:
    """The turns that begin before the time is up, or that are needed for a median."""
    started = time.monotonic()
    for number, turn in enumerate(turns):
        if number >= FEWEST and time.monotonic() - started >= seconds:
            return
        yield turn


def alternate(turns: Iterable[Turn], clock: Callable[[], float] = time.perf_counter) -> Compared:
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
