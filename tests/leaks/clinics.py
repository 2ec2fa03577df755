"""The demo clinics that the leak tests fill with marks, and who patient A is in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from adapters import openemr, oscar
from adapters.openemr.demo import charts as openemr_charts
from adapters.oscar.demo import charts as oscar_charts
from adapters.oscar.tables import demographic_merged
from facade.adapter.resource_map import Adapter
from facade.testing.clinic import Clinic
from tests.kit import clinics

PATIENTS, SEED, VISITS = 9, 3, 3.0
A, OTHER, ABSORBED = 2, 3, 5  # by number; A's chart holds vital signs


@dataclass(frozen=True, eq=False)
class Vendor:
    """An adapter with the rows of its demo. `patient`: the id of patient A; `practitioner`: of somebody who works there."""

    name: str
    adapter: Adapter
    like: Clinic
    charts: Callable[[int, int, float], Iterable[Iterable[tuple[Table, Mapping[str, Any]]]]]
    more: Mapping[Table, Sequence[Mapping[str, Any]]]
    patient: str
    practitioner: str

    @cached_property
    def clinic(self) -> Clinic:
        """The demo's rows with the site facts of the kit's clinic."""
        rows: dict[Table, list[Mapping[str, Any]]] = {}
        for chart in self.charts(PATIENTS, SEED, VISITS):
            for table, row in chart:
                rows.setdefault(table, []).append(row)
        for table, listed in self.more.items():
            rows.setdefault(table, []).extend(listed)
        like = self.like
        return Clinic(like.metadata, rows, like.site, like.zone, like.along, like.provider)

    def __str__(self) -> str:
        return self.name


MERGED = {"id": 1, "demographic_no": ABSORBED, "merged_to": A, "deleted": 0}
VENDORS = (
    Vendor("oscar", oscar.adapter, clinics.oscar, oscar_charts, {demographic_merged: [MERGED]}, str(A), "101"),
    Vendor("openemr", openemr.adapter, clinics.openemr, openemr_charts, {}, str(A), "1"),
)
