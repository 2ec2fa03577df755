"""Which rows of a unit are about patients whose charts the EHR has closed (`facade.adapter.closed_charts`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement

from facade.adapter.closed_charts import ClosedCharts
from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.context import Closed
from facade.adapter.resource_map import ResourceMap
from facade.adapter.values import Bind, Test
from facade.compiler.identity import Identity
from facade.compiler.nodes import Leaf, leaves, rows_in
from facade.compiler.numbers import number_of
from facade.compiler.predicate import NO, Atom, Predicate, filled, negated, some
from facade.compiler.presence import tested, within
from facade.compiler.templates import codecs_in
from facade.search.expression import ReferenceValue

if TYPE_CHECKING:
    from facade.compiler.units import Unit

PATIENT = "Patient"


def take(closed: Closed, declared: ClosedCharts, stored: Iterable[Any], patients: Identity) -> None:
    """The closed charts out of what the column holds: a patient's whole family of merged rows is closed with him."""
    keys = (str(text).rpartition(declared.mark)[2].rstrip(" ") for text in stored if declared.mark in str(text))
    known = (found[0] for key in keys if (found := patients.parse(patients.id_of(key))) is not None)
    closed.take([member for key in known for member in patients.merges.family(key)])


def is_about_patients(declared: ResourceMap) -> bool:
    """Whether rows of the map are a patient's, as far as its declaration says."""
    return declared.type == PATIENT or declared.about is not None or any(map(_leads, codecs_in(declared.template)))


def _leads(codec: Codec) -> bool:
    inner = [one for _, one in codec.branches] if isinstance(codec, Cases) else [codec]
    return any(isinstance(one, ReferenceTo) and one.type_ == PATIENT for one in inner)


def open_to_all(unit: Unit) -> Predicate:
    """The row is about no patient whose chart is closed."""
    return negated(some(_closed(unit))) if unit.context.closed.keys else negated(NO)


def _closed(unit: Unit) -> Iterator[Predicate]:
    keys = unit.context.closed.keys
    if unit.type == PATIENT:
        yield _among(unit.map.key, keys, unit.number)
    if unit.map.about is not None and unit.context.has(unit.map.about):
        yield _among(unit.map.about, keys, number_of(unit.map))
    for leaf in unit.row_leaves:
        yield from _of_leaf(leaf, keys)
    for rows in rows_in(unit.root):
        yield from (within(rows, found) for leaf in leaves(rows.element) for found in _of_leaf(leaf, keys))


def _among(col: Column[Any], keys: tuple[Any, ...], owner: int) -> Predicate:
    padded = filled(keys)

    def make(bind: Bind) -> ColumnElement[bool]:
        return col.in_([bind() for _ in padded])

    return Atom(-owner, ("closed", len(padded)), padded, make)


def _of_leaf(leaf: Leaf, keys: tuple[Any, ...]) -> Iterator[Predicate]:
    codec = leaf.codec
    if isinstance(codec, ReferenceTo) and codec.type_ == PATIENT:
        stored = [codec.at.stored(codec.col, key) for key in keys]
        known = filled([key for key in stored if key is not None])
        yield tested(leaf, Test(("keys", len(known), False), known)) if known else NO
    elif _leads(codec):
        target = codec.at.targets(PATIENT, "")
        references = (reference for key in keys if (reference := target.reference(key)) is not None)
        values = (ReferenceValue(found.partition("/")[2], PATIENT) for found in dict.fromkeys(references))
        yield from (tested(leaf, codec.test("reference", value)) for value in values)
