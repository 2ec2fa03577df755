"""`_sort`: from the parameters named to the ORDER BY of one plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facade.compiler.units import Unit
from facade.errors import not_supported
from facade.search.compile import Plan
from facade.search.offered import Offer
from facade.search.statement import SortKey


def sort_keys(offer: Offer, plan: Plan, sort: Sequence[tuple[str, bool]]) -> tuple[SortKey, ...]:
    """The keys that a plan is sorted by."""
    unit = plan.lives[0].unit
    keys = []
    for code, descending in sort:
        by = offer.sorts.get(code)
        if by is None:
            raise not_supported(f"_sort by {code} is not supported here.")
        keys.append(SortKey(str(by[unit.number]), by[unit.number], descending, _nullable(unit, by[unit.number])))
    return tuple(keys)


def _nullable(unit: Unit, expression: Any) -> bool:
    try:
        return unit.context.column(expression).nullable
    except (LookupError, AttributeError, TypeError):
        return True  # an expression, not a column
