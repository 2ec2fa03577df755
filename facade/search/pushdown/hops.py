"""From one resource to another: chains and `_has`. Each hop is `column IN (SELECT …)` that stands on its own.

A reference to a row that the EHR merged means its head. The inner SELECT of a chain gives the absorbed keys beside
the head's, that of a `_has` the head in an absorbed key's place: the outer column stays bare, an index serves it.

https://hl7.org/fhir/R4/search.html#chaining https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Subquery,
    case,
    exists,
    literal_column,
    null,
    text,
)

from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.context import SourceContext
from facade.adapter.sql import as_text, exact_form, number_of
from facade.adapter.values import Bind
from facade.compiler.nodes import Constant, Leaf, Object, Rows
from facade.compiler.predicate import NO, YES, Hop, Predicate, either, every, some
from facade.compiler.presence import NotPushed, attribute_belongs, attribute_exists, attribute_of, lives, rows_belong
from facade.compiler.resolve import Hit
from facade.compiler.units import Unit
from facade.search.joins import apart, selected
from facade.search.pushdown.keyed import keyed, room

Sql = Callable[[Bind], ColumnElement[bool]]
_ALL = " UNION ALL "
_CHUNK = 200  # terms of one UNION ALL; SQLite takes 500
_ONE: ColumnElement[Any] = literal_column("1")


def chained(hits: Sequence[Hit], target: Unit, met: Predicate) -> Predicate:
    """One of the references leads to a row of `target` where `met` holds."""
    if met is NO or target.part:  # a reference names no part of a row
        return NO
    return some(_chained(found, target, met) for found in _references(hits))


def referring(unit: Unit, sources: Iterable[tuple[Unit, Sequence[Hit], Predicate]]) -> Predicate:
    """A row of one of the sources, where its predicate holds, refers by one of its hits to the row of `unit`.

    Sources that refer by the same column of one table, as the parts of a spread do, are one SELECT.
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
                way = _Told.of(unit, source, found, found.node)
                told.setdefault(way.owner, []).append((way, every([met, way.here])))
    return some([*fixed, *(ways[0][0].predicate(either([met for _, met in ways])) for ways in told.values())])


def merged(unit: Unit, met: Predicate) -> Predicate:
    """`Patient.link`, from either side: a row absorbed into one where `met` holds, or that absorbed such a row."""
    merges, key, table = unit.identity.merges, unit.map.key, unit.map.table
    links = [pair for absorbed, head in merges.heads.items() for pair in ((absorbed, head), (head, absorbed))]
    if met is NO or not links:
        return NO

    def make(bind: Bind, item: Sql) -> ColumnElement[bool]:
        linked = _listed(bind, room(len(links)))
        also = table.join(linked, linked.c.head == key)
        return key.in_(apart(selected(unit.context, table, [linked.c.meant], [item(bind)], also=also)))

    return Hop(met, ("merged", unit.number), _padded(links), make)


def _references(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The nodes that hold `Type/id`, with the Reference around them in their trail."""
    for hit in hits:
        node = hit.node
        inner = node.members.get("reference") if isinstance(node, Object) else node
        if inner is not None:
            yield Hit(inner, (*hit.trail, node), hit.also) if isinstance(node, Object) else hit


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

    def make(bind: Bind, item: Sql) -> ColumnElement[bool]:
        return exists(apart(selected(unit.context, unit.map.table, [_ONE], [item(bind)])))

    return Hop(met, ("somewhere", unit.number), (), make)


def _tied(leaf: Leaf, target: Unit, met: Predicate) -> Predicate:
    """The leaf's column holds a key by which a row of `target`, where `met` holds, is referred to."""
    context, outer, key = target.context, leaf.codec.columns[0], target.map.key
    attribute, pairs = attribute_of(leaf.codec), _pairs(target)

    def hop(exact: bool) -> Predicate:
        def make(bind: Bind, item: Sql) -> ColumnElement[bool]:
            meant, also = _meant(target, bind, len(pairs) // 2)
            left, right = _alike(context, outer, key, meant, None, exact)
            tie = left.in_(apart(selected(context, target.map.table, [right], [item(bind)], also=also)))
            return tie if attribute is None else attribute_exists(attribute, tie, context)

        return Hop(met, ("chain", leaf.shared, target.number, exact), pairs, make)

    return every(map(hop, _ways(context, outer, key)))


def _pairs(unit: Unit) -> tuple[Any, ...]:
    """Key that a reference holds, head … of the rows that the EHR merged; an absorbed row itself is meant by nobody."""
    merges = unit.identity.merges
    pairs = [(head, head) for head in merges.absorbed]
    for absorbed, head in merges.heads.items():
        pairs += [(absorbed, head), (None, absorbed)]
    return _padded(pairs)


def _padded(pairs: list[tuple[Any, Any]]) -> tuple[Any, ...]:
    """The values of the pairs, the last one repeated up to a power of two, so that few statements serve all."""
    more = pairs[-1:] * (room(len(pairs)) - len(pairs)) if pairs else []
    return tuple(value for pair in [*pairs, *more] for value in pair)


def _meant(unit: Unit, bind: Bind, count: int) -> tuple[ColumnElement[Any], FromClause | None]:
    """The keys by which a row is referred to, and what must be joined to the table to know them."""
    key = unit.map.key
    if not count:
        return key, None
    listed = _listed(bind, count)
    also = unit.map.table.outerjoin(listed, listed.c.head == key)
    return case((listed.c.head.is_(None), key), else_=listed.c.meant), also


def _listed(bind: Bind, count: int) -> Subquery:
    """Pairs of values as a table of two columns. As text: SQLAlchemy takes half a millisecond for each term."""
    binds = [bind() for _ in range(2 * count)]
    pairs = zip(binds[::2], binds[1::2], strict=True)
    terms = [f"SELECT :{meant.key} AS meant, :{head.key} AS head" for meant, head in pairs]
    chunks = [_ALL.join(terms[start : start + _CHUNK]) for start in range(0, count, _CHUNK)]
    if len(chunks) > 1:
        chunks = [f"SELECT * FROM ({chunk}) AS part{at}" for at, chunk in enumerate(chunks)]  # noqa: S608 (no values)
    listed = text(_ALL.join(chunks)).bindparams(*binds)
    return listed.columns(Column("meant"), Column("head")).subquery("merged")


@dataclass(frozen=True, eq=False)
class _Told:
    """How rows of a table refer to the rows of a unit: by a column of their own, of child rows, of an attribute."""

    unit: Unit
    source: Unit
    leaf: Leaf
    rows: Rows | None
    here: Predicate  # the reference is there

    @classmethod
    def of(cls, unit: Unit, source: Unit, found: Hit, leaf: Leaf) -> _Told:
        """The way of one reference."""
        rows, here = _below(found, leaf)
        return cls(unit, source, leaf, rows, here)

    @property
    def owner(self) -> tuple[Any, ...]:
        """Equal for references by the same column."""
        rows = self.rows.number if self.rows else 0
        return ("has", self.leaf.shared, self.source.map.table.name, self.unit.number, rows)

    def predicate(self, met: Predicate) -> Predicate:
        """The row's key is among those that rows, where `met` holds, refer to."""
        unit, inner = self.unit, self.leaf.codec.columns[0]
        heads = tuple(value for pair in unit.identity.merges.heads.items() for value in pair)

        def hop(exact: bool) -> Predicate:
            def make(bind: Bind, item: Sql) -> ColumnElement[bool]:
                pairs = [(bind(), bind()) for _ in range(len(heads) // 2)]
                left, right = self._alike(inner, exact)
                told = case(*((right == absorbed, head) for absorbed, head in pairs), else_=right) if pairs else right
                keys = selected(unit.context, self.source.map.table, [told], [item(bind)], also=self._joined())
                return left.in_(apart(keys))

            return Hop(met, (*self.owner, exact), heads, make)

        return every(map(hop, _ways(unit.context, unit.map.key, inner)))

    def _alike(self, inner: Column[Any], exact: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        context = self.unit.context
        normal = self.unit.identity.normal_form(inner, context.kind(inner))
        return _alike(context, self.unit.map.key, inner, inner, normal, exact)

    def _joined(self) -> FromClause | None:
        """The table with the rows that hold the reference, where these are not its own."""
        table, beside = self.source.map.table, attribute_of(self.leaf.codec)
        if self.rows is not None:
            return table.join(self.rows.children.alias, rows_belong(self.rows.children))
        if beside is not None:
            return table.join(beside.alias, attribute_belongs(beside, self.unit.context))
        return None


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


def _ways(context: SourceContext, outer: Column[Any], inner: Column[Any]) -> tuple[bool, ...]:
    """In which ways the two must be compared: as the columns do (an index serves it), letter for letter, or both."""
    if (context.kind(outer), context.kind(inner)) != ("text", "text"):
        return (False,)
    left, right = context.column(outer), context.column(inner)
    if (left.charset, left.collated, left.collation) != (right.charset, right.collated, right.collation):
        return (True,)  # the server may refuse to compare them as they are
    return (False,) if left.collation == "bin" else (False, True)


def _alike(
    context: SourceContext,
    outer: Column[Any],
    inner: Column[Any],
    value: ColumnElement[Any],
    normal: ColumnElement[bool] | None,
    exact: bool,
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The outer column and `value`, made of the inner one, so that they can be compared. `normal`: it is a number."""
    left, right = context.kind(outer), context.kind(inner)
    if exact:
        return exact_form(outer), exact_form(value)
    if left == "text" and right == "integer":
        return outer, as_text(value, "other")
    if left == "integer" and right == "text" and normal is not None:
        return outer, case((normal, number_of(value, 20, 0)), else_=null())
    return (as_text(outer, "other"), value) if (left, right) == ("integer", "text") else (outer, value)
