"""What adapters read by `exploded` stands in: stored tables, read as any others, and virtual ones.

Of the virtual ones no catalogue knows, and no account needs a right on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table

from facade.adapter.columns import table_of
from facade.adapter.exploded import Exploded, is_virtual
from facade.adapter.relations import Children, Joined, relation_of
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.compiler.restrictions import columns_of
from facade.compiler.templates import codecs_in
from facade.compiler.units import used_columns


def stored_columns(declared: Exploded) -> Iterator[Column[Any]]:
    """Every column of a stored table that the declaration names, and those that lead to them."""
    named = [declared.key, *declared.columns.values(), *(declared.stamp or ())]
    named += [col for columns in declared.along.values() for col in columns]
    named += [col for item in declared.only for col in item.columns]
    named += [col for item in declared.restrict for col in columns_of(item)]
    named += [col for template in declared.sieve.values() for codec in codecs_in(template) for col in codec.columns]
    found: dict[Column[Any], None] = {}
    for col in named:
        _add(col, found)
    return iter(found)


def _add(col: Column[Any], found: dict[Column[Any], None]) -> None:
    if col in found:
        return
    found[col] = None
    relation = relation_of(col)
    if isinstance(relation, (Joined, Children)):
        names = [*(name for _, name in relation.on), *(name for name, _ in relation.only)]
        names += list(relation.order) if isinstance(relation, Children) else []
        for name in names:
            found[relation.table.c[name]] = None
        for near, _ in relation.on:
            _add(near, found)
    if isinstance(relation, Children) and relation.found_in is not None:
        found.update(dict.fromkeys(relation.found_in.columns))
    if isinstance(relation, Joined):
        for col in (item for condition in relation.when for item in condition.columns):
            found[col] = None
        if relation.pick is not None:
            found[relation.table.c[relation.pick.by]] = None


def stored_part(declared: ResourceMap) -> tuple[Table, set[Column[Any]]]:
    """The table in which a map's rows stand in the database, and every column that it names there."""
    if declared.exploded is None:
        return declared.table, used_columns(declared)
    return declared.exploded.stored, set(stored_columns(declared.exploded))


def virtual_tables(adapter: Adapter) -> Iterator[Table]:
    """The tables of an adapter that are in no database."""
    found = (table for item in adapter.maps if item.exploded is not None for table in item.exploded.tables)
    return iter(dict.fromkeys(table for table in found if is_virtual(table)))


def stored_tables(adapter: Adapter) -> Iterator[Table]:
    """The tables that an adapter's exploded rows stand in or are read with."""
    declared = dict.fromkeys(item.exploded for item in adapter.maps if item.exploded is not None)
    return iter(dict.fromkeys(table_of(col) for one in declared for col in stored_columns(one)))
