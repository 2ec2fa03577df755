"""Statements per request, counted, against what the design's formula allows.

    one for each root table that survives folding, however many maps stand on it; where an index leads to a patient's
        rows in three of them or more, one that asks all of these at once, and then those that hold one
    one for each attribute and child relation that the answer reads, if the page holds a row
    one for an accurate total and one for an estimate, of each of these tables
    one for each type that an include brings along, with its own relations
    none for a chain or `_has`: they stand in the statement of the table that is searched
    never one for each row

The merged rows and the closed charts, read at most once a second, are counted apart. The numbers below come from
OSCAR's maps by hand: only Patient has a relation of its own (two names in demographicExt); all maps of Observation over
measurements stand on one table, and what laboratories sent on another, which vital signs never touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bench.installation import Caller, Pairs
from bench.table import Row, Target
from facade.sources import SourceConnection

TARGET = Target("equal to", 1.0)
READ = "read by id"

Statement = tuple[str, tuple[Any, ...]]
"""Its text and its values."""


@dataclass(frozen=True)
class Case:
    """One request and what it needs; `{id}` in a query is that of the type's first resource."""

    type: str
    query: str = ""
    probes: int = 0
    tables: int = 1
    relations: int = 0
    totals: int = 0
    included: int = 0

    @property
    def formula(self) -> int:
        """The statements it may take."""
        return self.probes + self.tables + self.relations + self.totals + self.included

    def ratio(self, counted: int) -> float:
        """Counted to allowed."""
        return counted / self.formula if self.formula else 1.0 + counted


CASES = (
    Case("Patient", READ, relations=1),
    Case("Patient", relations=1),
    Case("Patient", "family=T", relations=1),
    Case("Patient", "_id={id}", relations=1),
    Case("Patient", "_id=2000000000"),  # nobody: no row, no relation
    Case("Patient", "gender=nonesuch", tables=0),
    Case("Patient", "_elements=gender"),
    Case("Patient", "_summary=true", relations=1),
    Case("Patient", "_summary=count", tables=0, totals=1),
    Case("Patient", "birthdate=ge1990&_total=accurate", relations=1, totals=1),
    Case("Patient", "_has:Observation:patient:code=http://loinc.org|85354-9", relations=1),
    Case("Patient", "general-practitioner.family=C&_total=estimate", relations=1, totals=1),
    Case("Patient", "_id={id}&_include=Patient:general-practitioner", relations=1, included=1),
    Case("Observation", READ),
    Case("Observation", "category=vital-signs"),
    Case("Observation", "patient=1&category=vital-signs"),
    Case("Observation", "code=http://loinc.org|85354-9&category=vital-signs"),
    Case("Observation", "code=http://loinc.org|8867-4,http://loinc.org|85354-9&date=ge2023&category=vital-signs"),
    Case("Observation", "patient:Patient.general-practitioner:Practitioner.family=C&category=vital-signs"),
    Case(
        "Observation", "patient=1&_include=Observation:patient&category=vital-signs", included=2
    ),  # patients, and their cell phones
    Case("Observation", "patient=1&_sort=-date&category=vital-signs"),
    Case("Observation", "category=exam", tables=0),
    # of measurements, the messages of laboratories, and the tables that CML and MDS were kept in before, this patient
    # has the first
    Case("Observation", "patient=1&category=laboratory", probes=1),
    Case("Observation", "patient=1&_total=accurate&category=vital-signs", totals=1),
    Case("Observation", "_summary=count&category=vital-signs", tables=0, totals=1),
    Case("AllergyIntolerance", READ),
    Case("AllergyIntolerance"),
    Case("AllergyIntolerance", "patient=1"),
    Case("AllergyIntolerance", "clinical-status=resolved", tables=0),
    Case("AllergyIntolerance", "_total=accurate", totals=1),
    Case("Condition", READ),
    Case("Condition", tables=2),  # dxresearch, and what stands under the headings of a chart
    Case("Condition", "patient=1&clinical-status=active", tables=2),
    Case("Condition", "_total=accurate", tables=2, totals=2),
    Case("Practitioner", READ),
    Case("Practitioner", tables=3),  # providers, professional contacts, specialists
    Case("Practitioner", "family=T&_total=accurate", tables=3, totals=3),
    Case("Organization", READ),
    Case("Organization", tables=4),  # the clinic, facilities, institutions, departments
    Case("Organization", "name=R&_total=accurate", tables=4, totals=4),
)


def measure(caller: Caller) -> Iterator[Row]:
    """One line for each type; its ratio is that of the request which is furthest from the formula."""
    for type, cases in groupby(CASES, key=lambda case: case.type):
        first = caller.page(type, [("_count", "1")])["entry"][0]["resource"]["id"]
        counted = {case: _count(caller, case, first) for case in cases}
        worst = max((case.ratio(found) for case, found in counted.items()), key=lambda ratio: abs(ratio - 1))
        listed = [
            {"request": case.query or "all", "statements": found, "formula": case.formula}
            for case, found in counted.items()
        ]
        yield Row(f"statements of {len(counted)} requests for {type}, to formula", worst, TARGET, {"requests": listed})


def _count(caller: Caller, case: Case, id: str) -> int:
    apart = {sql.text for _, sql in caller.ready.merges}
    if caller.ready.closed is not None:
        apart.add(caller.ready.closed.text)
    with listening(caller) as heard:
        if case.query == READ:
            caller.read(case.type, id)
        else:
            caller.search(case.type, _pairs(case.query.format(id=id)))
    return sum(text not in apart for text, _ in heard)


def _pairs(query: str) -> Pairs:
    return [(name, value) for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)]


@contextmanager
def listening(caller: Caller) -> Iterator[list[Statement]]:
    """The statements that connections are asked to run while the block runs."""
    heard: list[Statement] = []
    source: Any = caller.endpoint.source.source
    lend = source.reading

    @contextmanager
    def reading(several: bool = False) -> Iterator[SourceConnection]:
        with lend(several) as connection:
            run = connection.execute

            def execute(sql: str, params: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
                heard.append((sql, params))
                found: list[tuple[Any, ...]] = run(sql, params)
                return found

            connection.execute = execute
            yield connection

    source.reading = reading
    try:
        yield heard
    finally:
        del source.reading
