"""Statements per request, by hand.

One for each table that survives folding and for each relation of a page, one for each table to count, and of includes
one for each round and target table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facade.sources.connection import SourceConnection
from facade.sources.source import Source
from tests.interactions import larch
from tests.interactions.clinic import filled, followed, found, names
from tests.interactions.test_system import ROWS
from tests.serving import Service, serve

ASKED: list[int] = []  # how many statements each lent connection was asked for


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, ROWS)
    made = serve(larch.adapter, url)
    made.endpoint.source.ready()
    lend = Source.reading
    ASKED.clear()

    @contextmanager
    def counting(self: Source, several: bool = False) -> Iterator[SourceConnection]:
        with lend(self, several) as connection:
            yield connection
        ASKED.append(connection.statements)

    monkeypatch.setattr(Source, "reading", counting)
    return made


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        # Patient has an attribute and former names beside it
        ("Patient", "", [3]),
        ("Patient", "_elements=gender", [1]),
        ("Patient", "family=nobody", [1]),
        ("Patient", "_total=accurate", [4]),
        ("Patient", "_summary=count", [1]),
        ("Patient", "_sort=-phone,given&_elements=gender", [1]),
        # Observation stands in two tables
        ("Observation", "", [2]),
        ("Observation", "_total=estimate", [4]),
        ("Observation", "code=8867-4", [1]),
        ("Observation", "code=8867-4&_sort=value-quantity", [1]),
        ("Observation", "patient.family=roy", [2]),
        # one round, two targets; Patient with its two relations
        ("Observation", "_include=Observation:encounter&_include=Observation:subject", [2 + 1 + 3]),
        ("Observation", "_include=Observation:subject&_include=Observation:patient&_elements=Patient.gender,status", [2 + 1]),
        # three rounds: nobody refers on from a practitioner
        ("Condition", "_include=Condition:patient&_include:iterate=Patient:general-practitioner", [1 + 3 + 1]),
        ("Patient", "_elements=gender&_revinclude=Observation:patient", [1 + 2]),
        # one type after another: entry, entry, visit, lab, vital, person with two relations, doctor
        ("", "", [1 + 1 + 1 + 2 + 3 + 1]),
        # the first two types fill the page, the next table says that there is more
        ("", "_count=3", [1 + 1 + 1]),
        ("", "_type=Patient,Encounter&_elements=id", [2]),
        # whose compartment it is, then what is in it
        ("Encounter/7/Observation", "", [1, 1]),
        ("Patient/1/*", "_type=Condition,Observation&_total=accurate", [1, 3 + 3]),
    ],
)  # fmt: skip
def test_as_many_as_the_formula_says(service: Service, path: str, query: str, expected: list[int]) -> None:
    found(service, path, query)
    assert expected == ASKED


def test_a_page_behind_costs_what_the_first_did_and_one_before_no_more(service: Service) -> None:
    first = found(service, "Observation", "_count=2&_sort=-date")
    second = followed(service, first, "next")
    assert second is not None and names(second)
    assert followed(service, second, "previous") is not None
    assert ASKED == [2, 2, 1]  # of the vital signs, none of which has a date, nothing had been shown
