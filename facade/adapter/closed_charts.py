"""Patients whom the EHR itself closes to everybody: OSCAR's `_eChart$123` without rights.

Declared once for an adapter, so that no map can forget it: whatever refers to such a patient is withheld.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from facade.adapter.conditions import Condition
from facade.adapter.relations import CONFIDENTIAL


@dataclass(frozen=True, eq=False)
class ClosedCharts:
    """Rows that close a chart: the patient's key is what `col` holds behind its last `mark`."""

    col: Column[Any]
    mark: str
    only: tuple[Condition, ...] = ()
    unless: str = CONFIDENTIAL

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """Every column that is read."""
        return (self.col, *(col for item in self.only for col in item.columns))


def closed_charts(col: Column[Any], *, behind: str, only: Sequence[Condition] = ()) -> ClosedCharts:
    """`closed_charts(p.objectName, behind="$", only=[contains(p.privilege, "o")])`; small, read whole every second.

    Callers with the permission "confidential" see these patients all the same.
    """
    return ClosedCharts(col, behind, tuple(only))
