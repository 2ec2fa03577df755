"""Demo clinics in which every text of every row carries a mark of its own, so that an answer tells whose rows it shows.

Texts that a search or a join depends on stay as they are in the clinic's own rows. Beside them stand copies of the
rows in which those are marked, too: values that no code list has, numbers and dates that cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Enum, String, Table

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.codecs.text import Text
from facade.adapter.columns import origin, table_of
from facade.adapter.relations import Attribute, Attributes, Children, Joined, relation_of
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.compiler.restrictions import columns_of
from facade.compiler.templates import codecs_in
from facade.compiler.units import Unit
from facade.testing.clinic import Clinic, Row
from facade.testing.copies import Copier
from facade.testing.places import Place
from facade.testing.ugly import ground

MARK = re.compile(r"zq[0-9a-f]{4}z", re.IGNORECASE)
TOKEN = re.compile(r"(?<=_page=)[A-Za-z0-9_-]+")  # sealed: its letters are chance, and of 50,000 two spelled a mark
LENGTH = 7
Name = tuple[str, str]  # table, column


def mark(number: int) -> str:
    """The mark of a row."""
    return f"zq{number:04x}z"


def marks(text: str) -> set[str]:
    """Every mark in a text, in whatever case it comes."""
    return {found.lower() for found in MARK.findall(TOKEN.sub("", text))}


def marked(clinic: Clinic, adapter: Adapter) -> Clinic:
    """The clinic with a mark in every free text of every row."""
    kept = depended_on(adapter)
    numbers = iter(range(0xFFFF))
    rows = {
        table: [_marked(table, row, next(numbers), kept) for row in listed] for table, listed in clinic.rows.items()
    }
    return Clinic(clinic.metadata, rows, clinic.site, clinic.zone, clinic.along, clinic.provider)


def _marked(table: Table, row: Row, number: int, kept: Iterable[Name]) -> dict[str, Any]:
    more = {
        col.name: text
        for col in table.columns
        if (table.name, col.name) not in kept and not col.primary_key
        for text in [with_mark(col, row.get(col.name), number)]
        if text is not None
    }
    return {**row, **more}


def with_mark(col: Column[Any], value: Any, number: int) -> str | None:
    """The text with a mark at its end, cut to fit; None for a column that has no room for it."""
    if not isinstance(col.type, String) or isinstance(col.type, Enum):
        return None
    length = col.type.length or 200
    if length < LENGTH or not isinstance(value, str | None):
        return None
    return (value or "")[: length - LENGTH] + mark(number)


def depended_on(adapter: Adapter) -> frozenset[Name]:
    """Columns whose texts decide what a row is: keys, conditions, relations, restrictions and codes."""
    found: set[Column[Any]] = set()
    for item in adapter.maps:
        found |= {item.key, *(col for condition in item.only for col in condition.columns)}
        for restriction in item.restrict:
            found |= set(columns_of(restriction))
        found |= {col for codec in _codecs(item) for col in _deciding(codec)}
    names = {(table_of(col).name, origin(col).name) for col in found}
    return frozenset(names | set(_of_relations(adapter.maps)))


def _codecs(item: ResourceMap) -> Iterator[Codec]:
    yield from codecs_in(item.template)
    if item.last_updated is not None:
        yield item.last_updated


def _deciding(codec: Codec) -> Iterator[Column[Any]]:
    """The columns in which not every text will do."""
    if isinstance(codec, Cases):
        for conditions, chosen in codec.branches:
            yield from (col for condition in conditions for col in condition.columns)
            yield from _deciding(chosen)
    elif not isinstance(codec, Text):
        yield from codec.columns


def _chosen(codec: Codec) -> Iterator[Codec]:
    """What a choice by cases chooses among."""
    if isinstance(codec, Cases):
        for _, chosen in codec.branches:
            yield from _chosen(chosen)
    else:
        yield codec


def _of_relations(maps: Iterable[ResourceMap]) -> Iterator[Name]:
    for item in maps:
        for codec in _codecs(item):
            for col in codec.columns:
                yield from _relation(relation_of(col))


def _relation(relation: Any) -> Iterator[Name]:
    if isinstance(relation, Attribute):
        yield from _relation(relation.of)
    elif isinstance(relation, Attributes):
        yield from ((relation.table.name, name) for name in (relation.owner, relation.name))
        yield table_of(relation.on).name, origin(relation.on).name
    elif isinstance(relation, Joined | Children):
        for col, name in relation.on:
            yield relation.table.name, name
            yield table_of(col).name, origin(col).name
            yield from _relation(relation_of(col))
        yield from ((relation.table.name, name) for name, _ in relation.only)
        for condition in getattr(relation, "when", ()):
            yield from ((table_of(col).name, origin(col).name) for col in condition.columns)


def copies(place: Place, first: int, most: int) -> None:
    """Copies of rows of every map, in which codes, dates and numbers kept as text are marks."""
    copier = Copier(place.adapter, place.clinic)
    number = first
    for units in place.ready.source.by_type.values():
        for unit in map(ground, _one_a_map(units)):
            rows = place.clinic.rows.get(unit.map.table, ())
            for row in rows[:: max(1, len(rows) // most)]:
                changes = [_all_marked(unit, row, number := number + 1)]
                place.insert(copier.copy(unit, row, changes).rows)


def _one_a_map(units: Sequence[Unit]) -> list[Unit]:
    return list({unit.map: unit for unit in units}.values())


def _all_marked(unit: Unit, row: Row, number: int) -> Mapping[Column[Any], Any]:
    """Marks in every text column of the root table but those that make it a row of this map and tie it to others.

    What ties it to others and is a value of its own as well, such as a code that a table explains, is marked.
    """
    table, map_ = unit.map.table, unit.map
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for codec in (chosen for whole in codecs_in(map_.template) for chosen in _chosen(whole)):
        told[isinstance(codec, ReferenceTo)] |= {
            origin(col).name for col in codec.columns if relation_of(col) is None and table_of(col) is table
        }
    keep = {name for owner, name in _of_relations([map_]) if owner == table.name} - told[False]
    keep |= {map_.key.name, *(origin(col).name for item in map_.only for col in item.columns)} | told[True]
    texts = {col: with_mark(col, row.get(col.name), number) for col in table.columns if col.name not in keep}
    return {col: text for col, text in texts.items() if text is not None}
