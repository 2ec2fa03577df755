"""`_sort`: the parameters named, as the ORDER BY of one plan.

Units that share a table share its statement, so they must be sorted by one expression: the same for all, or, where a
row gives one resource only, each unit's own on its own rows. Asked of what is left after folding, so that
`code=8480-6&_sort=value-quantity` can be answered where the whole type cannot.

https://hl7.org/fhir/R4/search.html#sort
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, case, null

from facade.compiler.units import Unit
from facade.errors import not_supported
from facade.search.constants import constants
from facade.search.pushdown.order import NOTHING, Order
from facade.search.statement import SortKey

Orders = Mapping[int, Order | None]  # by unit number; None: the unit cannot be sorted by it


def sort_keys(
    orders: Mapping[str, Orders], units: Sequence[Unit], sort: Sequence[tuple[str, bool]]
) -> tuple[SortKey, ...]:
    """The keys for the units of one plan. Refused 400 `not-supported`."""
    return tuple(_key(orders, units, code, descending) for code, descending in sort)


def _key(orders: Mapping[str, Orders], units: Sequence[Unit], code: str, descending: bool) -> SortKey:
    found = orders.get(code, {})
    if any(found.get(unit.number) is None for unit in units):
        raise not_supported(f"_sort by {code} is not supported here.")
    order = common([(unit, found[unit.number]) for unit in units])
    if order is None:
        text = f"_sort by {code} needs a search that leaves one kind of resource for each row, such as one by code."
        raise not_supported(text)
    return SortKey(order.form, partial(order.make, descending), descending, order.nullable, order.kind or "text")


def common(orders: Sequence[tuple[Unit, Order | None]]) -> Order | None:
    """The one order of units on one table; None if they have none in common."""
    known = [(unit, order) for unit, order in orders if order is not None]
    lead = next((order for _, order in known if order.kind), NOTHING)
    if len(known) < len(orders):
        return None
    if all(order.form == lead.form for _, order in known):
        return lead
    apart = all(not unit.part for unit, _ in known) and all(lead.agrees(order) for _, order in known)
    return _each_its_own(known, lead) if apart else None


def _each_its_own(orders: Sequence[tuple[Unit, Order]], lead: Order) -> Order:
    def make(down: bool) -> ColumnElement[Any]:
        kept = [(unit.belongs, order) for unit, order in orders if order.kind]
        whens = [(belongs.sql(constants(belongs.binds)), order.make(down)) for belongs, order in kept]
        return case(*whens, else_=null())

    form = ("units", *((unit.number, order.form) for unit, order in orders))
    collations = frozenset[Any]().union(*(order.collations for _, order in orders))
    return Order(form, lead.kind, make, collations=collations)


def offered(orders: Mapping[str, Orders], units: Sequence[Unit]) -> Mapping[str, Mapping[str, Order]]:
    """The keys that the whole type can be sorted by: code → table → order."""
    tables: dict[str, list[Unit]] = {}
    for unit in units:
        tables.setdefault(unit.map.table.name, []).append(unit)
    found = {}
    for code, by_unit in orders.items():
        each = {name: common([(unit, by_unit[unit.number]) for unit in some]) for name, some in tables.items()}
        kept = {name: order for name, order in each.items() if order is not None}
        if len(kept) == len(tables) and any(order.kind for order in kept.values()):
            found[code] = kept
    return found
