"""Search = filter, drawn: every run of the tests asks 2,000, a full one 20,000 (see CONTRIBUTING.md)."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from adapters import openemr, oscar
from facade.adapter.resource_map import Adapter
from facade.testing import Clinic, drawn, searching
from facade.testing.judge import Judge
from facade.testing.places import place
from tests.chunks import Chunk
from tests.kit import clinics, willow

CLINICS = {
    "oscar": (oscar.adapter, clinics.oscar),
    "openemr": (openemr.adapter, clinics.openemr),
    "willow": (willow.adapter, willow.clinic),
}
#: Of the searches of a chunk; the kinds of database that compare texts in their own way.
SHARE = {
    ("oscar", "sqlite-ci"): 0.22, ("openemr", "sqlite-ci"): 0.22, ("willow", "sqlite-ci"): 0.16,
    ("willow", "sqlite-bin"): 0.08, ("oscar", "mariadb-ci"): 0.09, ("openemr", "mariadb-ci"): 0.09,
    ("willow", "mariadb-ci"): 0.07, ("willow", "mariadb-bin"): 0.04, ("willow", "postgresql"): 0.03,
}  # fmt: skip
ROWS = 3


@pytest.mark.parametrize(("name", "kind"), SHARE, ids=lambda given: given)
def test_search_is_filter(name: str, kind: str, chunk: Chunk, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    adapter: Adapter
    clinic: Clinic
    adapter, clinic = CLINICS[name]
    engine = kind.partition("-")[0]
    server = None if engine == "sqlite" else request.getfixturevalue(f"{engine}_server")
    random = Random(f"{chunk.random_seed} {name} {kind}")
    with place(kind, adapter, clinic, tmp_path, server) as made:
        drawn.rows(made, random, ROWS)
        judges: dict[str, Judge] = {}
        tried = 0
        for type_, most in drawn.shares(made.types, round(chunk.searches * SHARE[name, kind])).items():
            first = next(iter(judges.values()), None)
            judge = judges[type_] = Judge.of(made, type_) if first is None else first.beside(type_)
            report = searching.law(judge, drawn.Drawing(judge, random).queries(most))
            tried += report.tried
            assert not report.breaches, f"{chunk}: {report}"
        assert tried > chunk.searches * SHARE[name, kind] / 2, "most were refused"
