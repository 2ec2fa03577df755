"""From one resource to another: chains and `_has`. Each hop is `column IN (SELECT …)` that stands on its own.

A reference to a row that the EHR merged means its head. The inner SELECT of a chain gives the absorbed keys beside
the head's, that of a `_has` the head in an absorbed key's place: the outer column stays bare, an index serves it.

https://hl7.org/fhir/R4/search.html#chaining https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)

from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.context import SourceContext
from facade.adapter.sql import as_text, exact_form, number_of
from facade.adapter.values import Bind
from facade.compiler.nodes import Constant, Leaf, Object, Rows
from facade.compiler.predicate import NO, YES, Hop, Predicate, Some, conjuncts, either, every, some, together
from facade.compiler.presence import NotPushed, attribute_belongs, attribute_exists, attribute_of, lives, rows_belong
from facade.compiler.resolve import Hit
from facade.compiler.units import Unit
from facade.search.joins import apart, joins_in, selected
from facade.search.pushdown.keyed import keyed
from facade.search.pushdown.merged import MergedRows, heads, links, meant

_ONE: ColumnElement[Any] = literal_column("1")


def chained(hits: Sequence[Hit], target: Unit, met: Predicate) -> Predicate:
    """One of the references leads to a row of `target` where `met` holds."""
    if met is NO or target.part:  # a reference names no part of a row
        return NO
    return some(_chained(found, target, met) for found in _references(hits))


def referring(
    unit: Unit, sources: Iterable[tuple[Unit, Sequence[Hit], Predicate]], *, nested: bool = False
) -> Predicate:
    """A row of one of the sources, where its predicate holds, refers by one of its hits to the row of `unit`.

    Sources that refer by the same column of one table, as the parts of a spread do, are one SELECT; or two, where some
    of them need joined rows and others do not.
    """
    if unit.part:
        return NO
    fixed: list[Predicate] = []
    told: dict[Any, list[tuple[_Told, Predicate]]] = {}
    for source, hits, met in sources:
        for found in _references(hits) if met is not NO else ():
            if isinstance(found.node, Constant):
                fixed.append(_referring(unit, source, found, found.node, met))
            elif isinstance(found.node, Leaf) and _leads_to(found.node, unit):
                way = _Told.of(unit, source, found, found.node, nested)
                told.setdefault(way.owner, []).append((way, every([met, way.here])))
    return some([*fixed, *(ways[0][0].predicate(either([met for _, met in ways])) for ways in told.values())])


def merged(unit: Unit, met: Predicate) -> Predicate:
    """`Patient.link`, from either side: a row absorbed into one where `met` holds, or that absorbed such a row."""
    rows, key, table = MergedRows(unit, links), unit.map.key, unit.map.table
    if met is NO or rows.none:
        return NO

    def make(bind: Bind, item: Predicate) -> ColumnElement[bool]:
        listed = rows.table(bind)
        also = table.join(listed, listed.c.other == key)
        return key.in_(apart(selected(unit.context, table, [listed.c.one], [item.sql(bind)], also=also)))

    return Hop(met, ("merged", unit.number, rows.form), rows.lead, make)


def _references(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The nodes that hold `Type/id`, those of cases apart, with the Reference around them in their trail."""
    for hit in hits:
        node = hit.node
        inner = node.members.get("reference") if isinstance(node, Object) else node
        if inner is not None:
            found = Hit(inner, (*hit.trail, node), hit.also) if isinstance(node, Object) else hit
            yield from found.branches


def _leads_to(leaf: Leaf, target: Unit) -> bool:
    return isinstance(leaf.codec, ReferenceTo) and leaf.codec.target is target.identity


def _chained(found: Hit, target: Unit, met: Predicate) -> Predicate:
    node = found.node
    if isinstance(node, Constant):
        key = target.identity.key_of(str(node.value))
        return NO if key is None else found.placed(_somewhere(target, every([met, keyed(target, [key])])))
    if not isinstance(node, Leaf) or not _leads_to(node, target):
        return NO
    return found.placed(every([_tied(node, target, met), lives(node)]), node)


def _referring(unit: Unit, source: Unit, found: Hit, node: Constant, met: Predicate) -> Predicate:
    key = unit.identity.key_of(str(node.value))
    here = NO if key is None else keyed(unit, [key])
    return every([here, _somewhere(source, every([met, found.placed(YES)]))])


def _somewhere(unit: Unit, met: Predicate) -> Predicate:
    """There is a row of `unit` where `met` holds."""
    if met is NO:
        return NO

    def make(bind: Bind, item: Predicate) -> ColumnElement[bool]:
        return exists(apart(selected(unit.context, unit.map.table, [_ONE], [item.sql(bind)])))

    return Hop(met, ("somewhere", unit.number), (), make)


def _tied(leaf: Leaf, target: Unit, met: Predicate) -> Predicate:
    """The leaf's column holds a key by which a row of `target`, where `met` holds, is referred to."""
    context, outer, key = target.context, leaf.codec.columns[0], target.map.key
    attribute, rows = attribute_of(leaf.codec), MergedRows(target, meant)

    def make(bind: Bind, item: Predicate) -> ColumnElement[bool]:
        keys, also = _meant(rows, bind)
        left, right = _alike(context, outer, key, keys, None)
        found = left.in_(apart(selected(context, target.map.table, [right], [item.sql(bind)], also=also)))
        tie = and_(found, *_letter_for_letter(outer, target))
        return tie if attribute is None else attribute_exists(attribute, tie, context)

    return Hop(met, ("chain", leaf.shared, target.number, rows.form), rows.lead, make)


def _meant(rows: MergedRows, bind: Bind) -> tuple[ColumnElement[Any], FromClause | None]:
    """The keys by which a row is referred to, and what must be joined to the table to know them."""
    key, table = rows.unit.map.key, rows.unit.map.table
    if rows.none:
        return key, None
    listed = rows.table(bind)
    return case((listed.c.other.is_(None), key), else_=listed.c.one), table.outerjoin(listed, listed.c.other == key)


@dataclass(frozen=True, eq=False)
class _Told:
    """How rows of a table refer to the rows of a unit: by a column of their own, of child rows, of an attribute."""

    unit: Unit
    source: Unit
    leaf: Leaf
    rows: Rows | None
    here: Predicate  # the reference is there
    nested: bool  # inside another hop

    @classmethod
    def of(cls, unit: Unit, source: Unit, found: Hit, leaf: Leaf, nested: bool) -> _Told:
        """The way of one reference."""
        rows, here = _below(found, leaf)
        return cls(unit, source, leaf, rows, here, nested)

    @property
    def owner(self) -> tuple[Any, ...]:
        """Equal for references by the same column."""
        rows = self.rows.number if self.rows else 0
        return ("has", self.leaf.shared, self.source.map.table.name, self.unit.number, rows, self.nested)

    def predicate(self, met: Predicate) -> Predicate:
        """The row's key is among those that rows, where `met` holds, refer to."""
        unit, rows = self.unit, MergedRows(self.unit, heads)

        def make(bind: Bind, item: Predicate) -> ColumnElement[bool]:
            left, told = self._compared()
            then = None
            if not rows.none:
                listed = rows.table(bind)
                then = listed, listed.c.one == told
                told = func.coalesce(listed.c.other, told)
            exact = _letter_for_letter(self.leaf.codec.columns[0], unit)
            home, also = self.source.map.table, self._joined()
            arms = [
                selected(unit.context, home, [told], [*where, *exact], also=also, then=then)
                for where in _arms(bind, item)
            ]
            return or_(*(self._among(left, arm) for arm in arms))

        return Hop(met, (*self.owner, rows.form), rows.lead, make)

    def _among(self, key: ColumnElement[Any], told: Select[Any]) -> ColumnElement[bool]:
        """Many rows refer to one. Where MariaDB flattened that into a hop around it, each row of the outermost table
        met each of them; as the question whether it is true, it is answered once and looked up.
        """
        among = key.in_(apart(told))
        return among.is_(true()) if self.nested else among

    def _compared(self) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        context, key, inner = self.unit.context, self.unit.map.key, self.leaf.codec.columns[0]
        normal = self.unit.identity.normal_form(inner, context.kind(inner))
        return _alike(context, key, inner, inner, normal)

    def _joined(self) -> FromClause:
        """The table, with the rows that hold the reference where these are not its own."""
        table, beside = self.source.map.table, attribute_of(self.leaf.codec)
        if self.rows is not None:
            return table.join(self.rows.children.alias, rows_belong(self.rows.children))
        if beside is not None:
            return table.join(beside.alias, attribute_belongs(beside, self.unit.context))
        return table


def _arms(bind: Bind, item: Predicate) -> list[list[ColumnElement[bool]]]:
    """The conditions of one SELECT or two: alternatives that read the table alone, apart from those with joined rows.

    Together the database would join those to every row, and no index could serve the others.
    """
    *common, last = conjuncts(item)
    asked = [one.sql(bind) for one in common]
    if not isinstance(last, Some):
        return [[*asked, last.sql(bind)]]
    alone: list[ColumnElement[bool]] = []
    beside: list[ColumnElement[bool]] = []
    for one in last.items:
        sql = one.sql(bind)
        (beside if joins_in([sql]) else alone).append(sql)
    return [[*asked, together(or_, several)] for several in (alone, beside) if several]


def _below(found: Hit, leaf: Leaf) -> tuple[Rows | None, Predicate]:
    """The child relation in which the leaf stands, and where it gives a value: on that very row."""
    places = [index for index, step in enumerate(found.trail) if isinstance(step, Rows)]
    if len(places) > 1:
        raise NotPushed(leaf.path)
    if not places:
        return None, found.placed(lives(leaf), leaf)
    (at,) = places
    rows = found.trail[at]
    assert isinstance(rows, Rows)  # by the list of places
    inside = Hit(leaf, found.trail[at + 1 :], found.also).placed(lives(leaf))
    above = Hit(rows.element, found.trail[:at]).placed(YES)
    return rows, every([above, inside])


# Keys of one table in a column of another: type and collation may differ, and no vendor declares a foreign key.


def _letter_for_letter(referring: Column[Any], target: Unit) -> Sequence[ColumnElement[bool]]:
    """What must hold besides a comparison that takes `AB` for `ab`: the column holds a key just as it is written.

    No two keys are alike to their own column, so it does not matter which row the key belongs to. No index serves this:
    flattened by MariaDB it met each row with each key. As the question whether it is true, it is answered once.
    """
    context, key = target.context, target.map.key
    if (
        not _are_texts(context, referring, key)
        or context.collation(key) == "bin"
        or not _comparable(context, referring, key)
    ):
        return ()
    keys = select(exact_form(key)).select_from(target.map.table)
    return (exact_form(referring).in_(apart(keys)).is_(true()),)


def _are_texts(context: SourceContext, one: Column[Any], other: Column[Any]) -> bool:
    return context.kind(one) == context.kind(other) == "text"


def _comparable(context: SourceContext, one: Column[Any], other: Column[Any]) -> bool:
    """Whether the server compares the two as they are; of different collations it may refuse to."""
    left, right = context.column(one), context.column(other)
    return (left.charset, left.collated, left.collation) == (right.charset, right.collated, right.collation)


def _alike(
    context: SourceContext,
    outer: Column[Any],
    inner: Column[Any],
    value: ColumnElement[Any],
    normal: ColumnElement[bool] | None,
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The outer column and `value`, made of the inner one, so that they can be compared. `normal`: it is a number."""
    left, right = context.kind(outer), context.kind(inner)
    if _are_texts(context, outer, inner) and not _comparable(context, outer, inner):
        return exact_form(outer), exact_form(value)
    if left == "text" and right == "integer":
        return outer, as_text(value, "other")
    if left == "integer" and right == "text" and normal is not None:
        return outer, case((normal, number_of(value, 20, 0)), else_=null())
    return (as_text(outer, "other"), value) if (left, right) == ("integer", "text") else (outer, value)
