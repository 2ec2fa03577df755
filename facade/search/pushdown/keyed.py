"""Rows by their keys, compared exactly, whatever the column's collation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_

from facade.adapter.sql import exact_form
from facade.adapter.united import United, united_of
from facade.adapter.values import NEVER, Bind, Test
from facade.compiler.predicate import NO, Atom, Predicate, Told, conjuncts, filled
from facade.compiler.units import Unit
from facade.search.united import parts_of

_KEY = "key"
FEW = 8  # rows of a united table that are each looked up in their own member


def keyed(unit: Unit, keys: Sequence[str | int]) -> Predicate:
    """Where the row's key is one of these; a key that the column cannot hold is nobody's."""
    return by_key(unit, keys_test(unit, keys))


def keys_test(unit: Unit, keys: Sequence[str | int]) -> Test:
    """The same as a test, for `by_key`."""
    context, col = unit.context, unit.map.key
    stored = [
        key
        for key in dict.fromkeys(keys)
        if (context.fits_integer(col, key) if isinstance(key, int) else context.storable(col, key))
    ]
    padded = filled(stored)
    return Test((_KEY, len(padded)), padded) if stored else NEVER


def by_key(unit: Unit, test: Test, told: Told | None = None) -> Predicate:
    """Where the row's key is one of those that the test compares with."""
    if test == NEVER:
        return NO
    col = unit.map.key
    text = unit.identity.kind == "text" and unit.context.collation(col) != "bin"
    union = united_of(unit.map.table)

    def make(bind: Bind) -> ColumnElement[bool]:
        values = [bind() for _ in test.binds]
        if union is not None and len(values) <= FEW:
            return or_(*(_in_member(unit.map.table, union, value) for value in values))
        found = col == values[0] if len(values) == 1 else col.in_(values)
        return and_(found, exact_form(col).in_(values)) if text else found

    return Atom(-unit.number, test.form, test.binds, make, told=told)


def _in_member(table: Table, union: United, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """The row of that key, in the member that the key names: the others are not read, and it is by its own key."""
    own, number = parts_of(value)
    return and_(table.c.member == number, table.c[union.key] == own)


def is_keyed(predicate: Predicate) -> bool:
    """Whether it holds for some rows by their keys only: few, and read by the table's own index."""
    return any(isinstance(item, Atom) and item.form[:1] == (_KEY,) for item in conjuncts(predicate))
