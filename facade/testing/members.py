"""A united table's maps over one of its members: what the kit makes ugly rows by, since the members are what is stored.

The template is the map's own with the member's columns in it; leaves over what no member stores (the title under which
the EHR lists a table) are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sqlalchemy import Column, Table

from facade.adapter.codecs.base import Codec
from facade.adapter.conditions import Condition
from facade.adapter.resource_map import ResourceMap
from facade.adapter.united import STEP, United, united_of
from facade.compiler.identity import Identity
from facade.compiler.nodes import Builder
from facade.compiler.units import Unit

_made: dict[int, tuple[int, Unit]] = {}


def member_of(unit: Unit) -> tuple[int, Unit] | None:
    """The number of a member that is here, and the unit over it; None for a table that is stored as it is."""
    declared = united_of(unit.map.table)
    if declared is None:
        return None
    if unit.number not in _made:
        _made[unit.number] = _over_a_member(unit, declared)
    return _made[unit.number]


def stored_key(number: int, key: Any) -> int | None:
    """The key of a united row in that member; None for a row of another."""
    return int(key) // STEP if int(key) % STEP == number else None


def _over_a_member(unit: Unit, declared: United) -> tuple[int, Unit]:
    known = unit.context.facts
    number, table = next((number, table) for number, table in declared.members.items() if known.table(table.name))
    columns: dict[Column[Any], Column[Any] | None] = dict.fromkeys(unit.map.table.c)
    columns |= {unit.map.table.c[col.name]: col for col in declared.stored(table)}
    template = _moved(unit.map.template, columns)
    only = [found for item in unit.map.only if (found := _moved(item, columns)) is not None]
    updated = None if unit.map.last_updated is None else _moved(unit.map.last_updated, columns)
    key = table.c[declared.key]
    stands_for = ResourceMap(
        unit.type, table=table, key=key, template=template, tag=unit.map.tag, only=only, last_updated=updated
    )
    root = Builder(unit.context, unit.label).root(unit.type, template)
    return number, Unit(stands_for, "", root, Identity(unit.type, unit.map.tag, "integer"), unit.context)


def _moved(value: Any, columns: Mapping[Column[Any], Column[Any] | None]) -> Any:
    """A part of a declaration with other columns in it; None for a leaf or condition over one that is not stored."""
    if isinstance(value, Column):
        return columns.get(value, value)
    if isinstance(value, Codec | Condition) and any(columns.get(col, col) is None for col in value.columns):
        return None
    if isinstance(value, Mapping):
        found = {key: _moved(item, columns) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None}
    if isinstance(value, list | tuple):
        return type(value)(item for one in value if (item := _moved(one, columns)) is not None)
    if is_dataclass(value) and not isinstance(value, type | Table):
        declared = (item.name for item in fields(value) if item.init)
        return replace(value, **{name: _moved(getattr(value, name), columns) for name in declared})
    return value
