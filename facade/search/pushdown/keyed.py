"""Rows by their keys, compared exactly, whatever the column's collation."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_

from facade.adapter.sql import exact_form
from facade.adapter.values import NEVER, Bind, Test
from facade.compiler.predicate import NO, Atom, Predicate, Told, conjuncts, filled
from facade.compiler.units import Unit

_KEY = "key"


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

    def make(bind: Bind) -> ColumnElement[bool]:
        values = [bind() for _ in test.binds]
        found = col == values[0] if len(values) == 1 else col.in_(values)
        return and_(found, exact_form(col).in_(values)) if text else found

    return Atom(-unit.number, test.form, test.binds, make, told=told)


def is_keyed(predicate: Predicate) -> bool:
    """Whether it holds for some rows by their keys only: few, and read by the table's own index."""
    return any(isinstance(item, Atom) and item.form[:1] == (_KEY,) for item in conjuncts(predicate))
