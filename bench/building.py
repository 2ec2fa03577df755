"""Rows to JSON: the generated builders and orjson against code written by hand for the same resource.

Every row of both tables is built by both sides and compared as bytes. Timed is a part of them, page by page: fifty
resources are built, dumped and let go. Rows are fetched before, so neither the driver nor the database counts.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import orjson

from bench.hand.finding import Clinic
from bench.hand.observation import observation
from bench.hand.patient import patient
from bench.installation import VITALS, Caller
from bench.rounds import Compared, alternate
from bench.sizes import Sizes
from bench.table import Row, Target
from facade.compiler.build import Build
from facade.interactions.fetch import Found, Reader
from facade.interactions.search import asked
from facade.interactions.views import View

TARGET = Target("at most", 1.15)
VERSION = "0123456789abcdef"
FETCHED = 1000  # rows at a time
PAGE = 50
PAGES_A_TURN = 40

Values = tuple[Any, ...]
Page = Sequence[tuple[Build, Values]]  # rows, each with the builder of its map
Hand = Callable[[Values, str], dict[str, Any]]


class DifferentError(RuntimeError):
    """Both sides must give the same bytes, or their times mean nothing."""


def measure(caller: Caller, sizes: Sizes) -> Iterator[Row]:
    """One line for each resource."""
    clinic = Clinic(caller.endpoint.source.source.settings.url)
    caller.search("Patient")  # reads the merged rows
    hands: Mapping[str, Hand] = {
        "Patient": lambda row, version: patient(row, version, clinic.heads, clinic.absorbed),
        "Observation": lambda row, version: observation(row, version, clinic.heads),
    }
    stored = {"Patient": sizes.patients, "Observation": sizes.measurements}
    for type, hand in hands.items():
        every = max(1, stored[type] // sizes.rows)
        pages, checked = _checked(caller, type, hand, every)
        compared = _timed(pages, hand, caller.context.today)
        rows = sum(map(len, pages))
        detail = {
            "compared as bytes": checked,
            "timed": rows,
            "turns": len(compared.ours),
            "microseconds each": round(1e6 * sum(compared.ours) / rows, 2),
            "microseconds each, by hand": round(1e6 * sum(compared.theirs) / rows, 2),
        }
        yield Row(f"build and dump {type}, against by hand", compared.ratio, TARGET, detail)


def _checked(caller: Caller, type: str, hand: Hand, every: int) -> tuple[list[Page], int]:
    """Compare all rows; keep one page of fifty in `every`."""
    kept: list[Page] = []
    checked = 0
    for number, page in enumerate(pages_of(caller, type)):
        for _, row, resource in page:
            ours = orjson.dumps(resource, option=orjson.OPT_SORT_KEYS)
            theirs = orjson.dumps(hand(row, resource["meta"]["versionId"]), option=orjson.OPT_SORT_KEYS)
            if ours != theirs:
                raise DifferentError(f"{type}:\n{ours.decode()}\n{theirs.decode()}")
        checked += len(page)
        if number % every == 0:
            kept.append([(build, row) for build, row, _ in page])
    return kept, checked


def pages_of(caller: Caller, type: str) -> Iterator[Sequence[tuple[Build, Values, Mapping[str, Any]]]]:
    """The main table of a type, in pages of fifty: builder, row, resource."""
    ready = caller.ready
    query = [VITALS] if type == "Observation" else []
    plans = [plan for _, plan in asked(caller.context, ready, type, type, query, None).plans]
    (plan,) = (plan for plan in plans if not plan.lives[0].unit.map.tag)  # what the demo has most of
    units = [live.unit for live in plan.lives]
    prepared = ready.prepared(units, View())
    builds = dict(zip(units, prepared.builds, strict=True))
    width = len(prepared.columns) + len(prepared.attributes)  # behind them stand the marks of the maps
    cursor = None
    while True:
        with caller.endpoint.source.source.reading() as connection:
            slice_ = Reader(ready, connection, View(), caller.context.today).page(plan, FETCHED, (), cursor)
        shown: list[Found] = slice_.found[:FETCHED]
        for start in range(0, len(shown), PAGE):
            page = shown[start : start + PAGE]
            yield [(builds[found.unit], tuple(found.row[:width]), found.resource) for found in page]
        whole = len(shown) == len(slice_.found)
        if whole and not slice_.more:
            return
        cursor = slice_.end if whole else shown[-1].cursor


def _timed(pages: Sequence[Page], hand: Hand, today: str) -> Compared:
    turns = [pages[start : start + PAGES_A_TURN] for start in range(0, len(pages), PAGES_A_TURN)]
    gc.collect()
    gc.freeze()  # as a server does: the rows kept here are no work for the collector
    try:
        works = ((partial(build_pages, turn, today), partial(_theirs, turn, hand)) for turn in turns)
        return alternate(works, time.process_time)
    finally:
        gc.unfreeze()


def build_pages(pages: Sequence[Page], today: str) -> None:
    """Build, dump and let go, page by page."""
    for page in pages:
        problems: list[tuple[str, str, str]] = []
        orjson.dumps([build(row, VERSION, today, problems) for build, row in page])


def _theirs(pages: Sequence[Page], hand: Hand) -> None:
    for page in pages:
        orjson.dumps([hand(row, VERSION) for _, row in page])
