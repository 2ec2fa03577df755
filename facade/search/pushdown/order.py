"""What a parameter sorts by on one unit.

Of several values the one counts that comes first in the order asked for: the lowest when ascending, the highest when
descending. Values of child rows (a former name) count only where the row itself has none, so that an index can serve.
A node that holds several members is sorted by the one that people sort by; NULL, which sorts lowest, is no value.

https://hl7.org/fhir/R4/search.html#sort
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, String, and_, case, func, literal, null, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.coded import Fixed
from facade.adapter.relations import relation_of
from facade.adapter.values import ALWAYS, NEVER, Test
from facade.compiler.nodes import Array, Constant, Leaf, Node, Rows
from facade.compiler.predicate import YES
from facade.compiler.presence import attribute_belongs, attribute_of, rows_belong
from facade.compiler.resolve import Hit
from facade.compiler.units import Unit
from facade.fhir.definitions import SearchParameter
from facade.search.constants import constants
from facade.search.pushdown.parameters import Resolver

#: The members that a data type is sorted by; the first that can be counts.
MEMBERS = {
    "HumanName": ("family", "text", "given"), "Address": ("city", "text", "line"), "Identifier": ("value",),
    "ContactPoint": ("value",), "Reference": ("reference",), "Period": ("start", "end"), "Coding": ("code",),
    "CodeableConcept": ("coding", "text"), "Quantity": ("value",), "Age": ("value",), "Duration": ("value",),
}  # fmt: skip
NUMBERS = frozenset({"integer", "decimal", "float"})
TIMES = frozenset({"date", "datetime", "timestamp"})
_MOST_CODES = 60


@dataclass(frozen=True, eq=False)
class Order:
    """An ORDER BY key, lowest or highest of its values. `form`: its value-free identity.

    `kind`: the class of its SQL type, "" of one that is always NULL. `collations`: of the columns whose text it is.
    """

    form: Any
    kind: str
    make: Callable[[bool], ColumnElement[Any]]
    nullable: bool = True
    collations: frozenset[Any] = frozenset()

    def agrees(self, other: Order) -> bool:
        """Whether one SQL expression can hold both: a server refuses to mix columns of two collations."""
        if not self.kind or not other.kind:
            return True
        same = self.kind == other.kind or {self.kind, other.kind} <= NUMBERS
        return same and len(self.collations | other.collations) <= 1


NOTHING = Order("nothing", "", lambda _: null())


def order_of(resolver: Resolver, parameter: SearchParameter) -> Order | None:
    """The order of a parameter on a unit; None if its values are there and cannot be put in order."""
    unit = resolver.unit
    if parameter.code == "_id":
        return Order(("column", unit.map.key), unit.context.kind(unit.map.key), lambda _: unit.map.key, nullable=False)
    hits = resolver.hits(parameter)
    if not hits:
        return NOTHING if parameter.type != "special" else None
    found = [leaf for hit in hits for leaf in _sortable(hit)]
    own = [leaf for leaf in found if not any(isinstance(step, Rows) for step in leaf.trail)]
    orders = [(order, leaf) for leaf in own or found if (order := _placed(unit, leaf)) is not None]
    return _first(orders) if orders else None


def _first(orders: Sequence[tuple[Order, Hit]]) -> Order:
    """The lowest or highest of several; of those that cannot be compared, the first."""
    lead, _ = orders[0]
    alike = {order.form: (order, leaf) for order, leaf in orders if order.agrees(lead)}
    if len(alike) == 1:
        return lead
    several = [_where_present(order, leaf.node) for order, leaf in alike.values()]

    def make(down: bool) -> ColumnElement[Any]:
        made = [order.make(down) for order in several]
        # NULL only where all are
        return Extreme([func.coalesce(*made[at:], *made[:at]) for at in range(len(made))], down)

    return Order(("several", *alike), several[0].kind, make, collations=several[0].collations)


class Extreme(ColumnElement[Any]):
    """The lowest or highest of some values of which none or all are NULL."""

    inherit_cache = False

    def __init__(self, values: Sequence[ColumnElement[Any]], highest: bool) -> None:
        self.values = tuple(values)
        self.highest = highest
        self.type = self.values[0].type

    def get_children(self, **_: Any) -> Any:
        return self.values

    def _copy_internals(self, **kw: Any) -> None:
        self.values = tuple(kw["clone"](value, **kw) for value in self.values)


@compiles(Extreme)
def _extreme(element: Extreme, compiler: SQLCompiler, **kw: Any) -> str:
    values = ", ".join(compiler.process(value, **kw) for value in element.values)
    return f"{'GREATEST' if element.highest else 'LEAST'}({values})"


@compiles(Extreme, "sqlite")
def _extreme_sqlite(element: Extreme, compiler: SQLCompiler, **kw: Any) -> str:
    values = ", ".join(compiler.process(value, **kw) for value in element.values)
    return f"{'MAX' if element.highest else 'MIN'}({values})"


class Rounded(ColumnElement[Any]):
    """A floating number to six places, so that what is fetched as text is the same number."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column
        self.type = String()

    def get_children(self, **_: Any) -> Any:
        return (self.column,)

    def _copy_internals(self, **kw: Any) -> None:
        self.column = kw["clone"](self.column, **kw)


@compiles(Rounded)
def _rounded(element: Rounded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST({compiler.process(element.column, **kw)} AS DECIMAL(30,6))"


@compiles(Rounded, "sqlite")
def _rounded_sqlite(element: Rounded, compiler: SQLCompiler, **kw: Any) -> str:
    return f"ROUND({compiler.process(element.column, **kw)}, 6)"


# Which leaves


def _sortable(hit: Hit) -> Iterator[Hit]:
    """The constants and leaves that a node is sorted by."""
    node = hit.node
    if isinstance(node, (Leaf, Constant)):
        yield hit
    elif isinstance(node, Array):
        for item in node.items:
            yield from _sortable(replace(hit, node=item))
    elif isinstance(node, Rows):
        yield from _sortable(Hit(node.element, (*hit.trail, node), hit.also))
    else:
        for name in MEMBERS.get(node.type, ()):
            member = node.members.get(name)
            below = list(_sortable(Hit(member, (*hit.trail, node), hit.also))) if member is not None else []
            if any(_can(found.node) for found in below):
                yield from below
                return


def _can(node: Node) -> bool:
    return isinstance(node, Constant) or (isinstance(node, Leaf) and _of_codec(node.codec) is not None)


# From a leaf to SQL


def _placed(unit: Unit, found: Hit) -> Order | None:
    """The order of a leaf where it stands: on the row, or on rows that belong to it."""
    node = found.node
    if isinstance(node, Constant):
        return None if found.also is not YES else _constant(unit, node)
    if not isinstance(node, Leaf):
        return None
    inner = _of_codec(node.codec)
    if inner is None:
        return None
    rows = [step for step in found.trail if isinstance(step, Rows)]
    if len(rows) > 1:
        return None
    inner = replace(inner, form=inner.form or ("leaf", node.shared))
    attribute = attribute_of(node.codec)
    if attribute is not None and not rows:
        inner = _among(node, inner, attribute.alias, attribute_belongs(attribute, unit.context))
    elif rows:
        inner = _among(node, inner, rows[0].children.alias, rows_belong(rows[0].children))
    return inner if found.also is YES else _only_where(found, inner)


def _constant(unit: Unit, node: Constant) -> Order:
    """A fixed value: no server sorts by a bare literal."""
    text = _text(node.value)
    there = unit.map.key.is_not(None)
    return Order(("constant", text), "text", lambda _: case((there, literal(text)), else_=null()))


def _among(leaf: Leaf, inner: Order, alias: Any, belongs: ColumnElement[bool]) -> Order:
    """The lowest or highest value of the rows of a relation."""
    test = leaf.presence

    def make(down: bool) -> ColumnElement[Any]:
        value = inner.make(down)
        there = [] if test is None else [leaf.codec.presence_sql(test.form, constants(test.binds))]
        best = func.max(value) if down else func.min(value)
        return select(best).select_from(alias).where(and_(belongs, *there)).correlate_except(alias).scalar_subquery()

    return replace(inner, form=("among", inner.form), make=make, nullable=True)


def _only_where(found: Hit, inner: Order) -> Order:
    also = found.also

    def make(down: bool) -> ColumnElement[Any]:
        return case((also.sql(constants(also.binds)), inner.make(down)), else_=null())

    return replace(inner, form=("where", also.key, also.binds, inner.form), make=make, nullable=True)


def _where_present(inner: Order, node: Node) -> Order:
    """Without the stored texts that mean nothing: a blank must not be the lowest of several."""
    test = node.presence if isinstance(node, Leaf) else None
    if not isinstance(node, Leaf) or test is None or inner.form[0] == "among":
        return inner
    codec = node.codec

    def make(down: bool) -> ColumnElement[Any]:
        return case((codec.presence_sql(test.form, constants(test.binds)), inner.make(down)), else_=null())

    return replace(inner, make=make)


def _of_codec(codec: Codec) -> Order | None:
    """The order of a codec's values; without a form where only the codec itself tells it from others."""
    if isinstance(codec, Fixed):
        return Order(("constant", _text(codec.value)), "text", lambda _: literal(_text(codec.value)))
    found = codec.order()
    if found is not None:
        return _of_expression(codec, found)
    if _codes(codec):
        return Order((), "text", lambda _: _coded(codec))
    return _of_cases(codec) if isinstance(codec, Cases) else None


def _of_expression(codec: Codec, found: ColumnElement[Any]) -> Order:
    facts = [codec.at.column(col) for col in codec.columns]
    collations = frozenset((item.charset, item.collation) for item in facts if item.kind == "text")
    if not isinstance(found, Column):
        kind = "decimal" if codec.gives in ("decimal", "integer", "positiveInt") else "text"
        return Order((), kind, lambda _: found, collations=collations if kind == "text" else frozenset())
    kind, nullable = codec.at.kind(found), codec.at.column(found).nullable or relation_of(found) is not None
    if kind == "float":
        return Order(("float", found), "decimal", lambda _: Rounded(found))
    return Order(("column", found), kind, lambda _: found, nullable, collations)


def _of_cases(codec: Cases) -> Order | None:
    inner = [NOTHING if not branch.gives else _of_codec(branch) for _, branch in codec.branches]
    known = [order for order in inner if order is not None]
    valued = [order for order in known if order.kind]
    if len(known) < len(inner) or not valued or not all(valued[0].agrees(order) for order in valued):
        return None

    def make(down: bool) -> ColumnElement[Any]:
        whens = []
        for (conditions, _), order in zip(codec.branches, known, strict=True):
            holds = [item.sql(codec.at, constants(item.binds(codec.at))) for item in conditions]
            whens.append((and_(True, *holds), order.make(down)))
        return case(*whens, else_=null())

    collations = frozenset[Any]().union(*(order.collations for order in valued))
    return Order((), valued[0].kind, make, collations=collations)


def _codes(codec: Codec) -> list[tuple[str | bool, Test]]:
    """The codes that it gives, in their order, each with its test; empty if they are too many or none."""
    codes: Sequence[str | bool] = (False, True) if codec.gives == "boolean" else sorted(codec.listed() or ())
    tests = [(code, codec.test("eq", code)) for code in codes[: _MOST_CODES + 1]]
    known = [(code, test) for code, test in tests if test is not None and test != NEVER]
    return known if len(known) <= _MOST_CODES and all(test is not None for _, test in tests) else []


def _coded(codec: Codec) -> ColumnElement[Any]:
    whens = []
    for code, test in _codes(codec):
        met = and_(True) if test == ALWAYS else codec.sql(test.form, constants(test.binds))
        whens.append((met, literal(_text(code))))
    return case(*whens, else_=null())


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
