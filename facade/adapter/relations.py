"""How a template reaches other tables.

    joined      one row beside each root row; its columns are used like any other
    attributes  an entity-attribute-value table: `ext["demo_cell"]` is a column
    children    many rows, each an element of an array
    spread      one root row gives several resources, each a `Part`

None of these relations is backed by a key in the vendors' databases, so where several rows could answer a `Pick`
says which one counts, in SQL and when reading alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Literal, TypeAlias, cast

from sqlalchemy import Alias, Column, ColumnElement, Table, exists, false, or_, select

from facade.adapter.conditions import Condition

_numbers = count(1)
AnyAlias: TypeAlias = Alias[Any]
#: Column name → the values that it may have; None stands for NULL.
Wanted: TypeAlias = tuple[tuple[str, tuple[str | int | None, ...]], ...]


@dataclass(frozen=True)
class Pick:
    """The row with the smallest or largest value of `by` counts."""

    by: str
    order: Literal["first", "last"]


def first(by: str) -> Pick:
    """The row with the smallest `by`."""
    return Pick(by, "first")


def last(by: str) -> Pick:
    """The row with the largest `by`."""
    return Pick(by, "last")


def aliased(table: Table) -> AnyAlias:
    """The table under a name of its own, so that its columns tell through which relation they are reached."""
    return cast(AnyAlias, table.alias(f"{table.name[:20]}_{next(_numbers)}"))


def _column(alias: AnyAlias, name: str, relation: Any) -> Column[Any]:
    found = cast("Column[Any]", alias.c[name])
    found.info["relation"] = relation
    return found


def relation_of(col: Column[Any]) -> Joined | Attribute | Children | None:
    """The relation a column stands behind; None for a column of the root table."""
    found: Joined | Attribute | Children | None = col.info.get("relation") if isinstance(col.table, Alias) else None
    return found


@dataclass(frozen=True, eq=False)
class Joined:
    """One row of `table` beside the root row: `on` pairs (column of the root or of another joined row, name here)."""

    table: Table
    on: tuple[tuple[Column[Any], str], ...]
    pick: Pick | None
    only: Wanted
    when: tuple[Condition, ...]
    alias: AnyAlias

    def __getitem__(self, name: str) -> Column[Any]:
        return _column(self.alias, name, self)

    @property
    def fixed(self) -> tuple[str, ...]:
        """The columns of which a row must hold one value to be joined: unique among them, it is the only one."""
        single = (name for name, values in self.only if len(values) == 1 and values[0] is not None)
        return (*(name for _, name in self.on), *single)


@dataclass(frozen=True, eq=False)
class Attribute:
    """The value column of one named attribute."""

    of: Attributes
    name: str
    alias: AnyAlias


@dataclass(frozen=True, eq=False)
class Attributes:
    """Rows (owner, name, value): several rows of one name are normal, the picked one counts, even if empty."""

    table: Table
    on: Column[Any]
    owner: str
    name: str
    value: str
    pick: Pick
    stamps: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Column[Any]:
        alias = aliased(self.table)
        return _column(alias, self.value, Attribute(self, name, alias))


@dataclass(frozen=True, eq=False)
class FoundIn:
    """The rows of `table` of which a child row must name one; `on`: the child's column and the table's."""

    table: Table
    on: tuple[tuple[str, str], ...]
    only: Wanted
    alias: AnyAlias

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """What is read of the table."""
        return tuple(self.table.c[name] for name in (*(far for _, far in self.on), *(name for name, _ in self.only)))


@dataclass(frozen=True, eq=False)
class Children:
    """Rows of `table` that belong to the root row, in `order`; `each` makes one array element of each.

    `indexed`: they are read only where an index of the database leads from the root row to them.
    """

    table: Table
    on: tuple[tuple[Column[Any], str], ...]
    order: tuple[str, ...]
    only: Wanted
    alias: AnyAlias
    found_in: FoundIn | None = None
    indexed: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """What must be there for a row to be a child."""
        return (self.table,) if self.found_in is None else (self.table, self.found_in.table)

    def __getitem__(self, name: str) -> Column[Any]:
        return _column(self.alias, name, self)

    def each(self, template: Mapping[str, Any]) -> Each:
        """The template of one element, over this relation's columns."""
        return Each(self, template)


@dataclass(frozen=True, eq=False)
class Each:
    """Stands in an array: one element a child row."""

    children: Children
    template: Mapping[str, Any]


On = Sequence[tuple[Column[Any], str]] | tuple[Column[Any], str]
Only = Mapping[str, str | int | tuple[str | int | None, ...] | None]


def _pairs(on: On) -> tuple[tuple[Column[Any], str], ...]:
    if isinstance(on, tuple) and len(on) == 2 and isinstance(on[1], str):
        return ((on[0], on[1]),)
    return tuple(on)


def among(alias: AnyAlias, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of `only` in SQL; the values are the declaration's own."""
    return [_has_one(alias.c[name], values) for name, values in wanted]


def wanted_of(children: Children) -> list[ColumnElement[bool]]:
    """Which rows of the table are children at all, whosever they are."""
    only, found = among(children.alias, children.only), children.found_in
    if found is None:
        return only
    tied = [found.alias.c[far] == children.alias.c[near] for near, far in found.on]
    there = exists(select(1).select_from(found.alias).where(*tied, *among(found.alias, found.only)))
    return [*only, there.correlate_except(found.alias)]


def _has_one(col: Column[Any], values: tuple[str | int | None, ...]) -> ColumnElement[bool]:
    known = [value for value in values if value is not None]
    found = false() if not known else col == known[0] if len(known) == 1 else col.in_(known)
    return found if None not in values else or_(col.is_(None), found)


def _wanted(only: Only | None) -> Wanted:
    listed = (only or {}).items()
    return tuple((name, value if isinstance(value, tuple) else (value,)) for name, value in listed)


def joined(
    table: Table, *, on: On, pick: Pick | None = None, only: Only | None = None, when: Sequence[Condition] = ()
) -> Joined:
    """A row beside the root row. `only`: values its columns must have; `when`: conditions on the root row."""
    return Joined(table, _pairs(on), pick, _wanted(only), tuple(when), aliased(table))


def attributes(
    table: Table,
    *,
    on: tuple[Column[Any], str],
    name: str,
    value: str,
    pick: Pick,
    stamps: Mapping[str, Any] | None = None,
) -> Attributes:
    """An entity-attribute-value table; `stamps`: further columns that a write sets (see `facade.adapter.writes`)."""
    return Attributes(table, on[0], on[1], name, value, pick, stamps or {})


def children(
    table: Table,
    *,
    on: On,
    order: Sequence[str],
    only: Only | None = None,
    found_in: FoundIn | None = None,
    indexed: bool = False,
) -> Children:
    """Rows below the root row; `order` ends in a unique column.

    `indexed`: not read where no index begins with a column that ties them to it, for a table too large to be gone
    through with every page (`adapter.W010`).
    """
    return Children(table, _pairs(on), tuple(order), _wanted(only), aliased(table), found_in, indexed)


def found_in(table: Table, *, on: Sequence[tuple[str, str]], only: Only | None = None) -> FoundIn:
    """Children count only where they name a row of `table`, such as an issue that is a problem."""
    return FoundIn(table, tuple(on), _wanted(only), aliased(table))


@dataclass(frozen=True, eq=False)
class Part:
    """One of the resources that a row gives; it exists where a leaf of its own template gives a value.

    `besides`: what belongs to it and makes no resource alone, such as how a temperature was taken.
    """

    key: str
    template: Mapping[str, Any]
    besides: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Spread:
    """`common` holds what all parts share."""

    common: Mapping[str, Any]
    parts: tuple[Part, ...]


def spread(*, common: Mapping[str, Any], parts: Sequence[Part]) -> Spread:
    """Stands in place of `template=` where one row gives several resources."""
    return Spread(common, tuple(parts))


@dataclass(frozen=True, eq=False)
class Aliases:
    """Rows of the map that were merged into others: small, read whole, chains resolved, cycles cut."""

    table: Table
    from_: Column[Any]
    to: Column[Any]
    only: tuple[Condition, ...] = ()


def aliases(table: Table, *, from_: Column[Any], to: Column[Any], only: Sequence[Condition] = ()) -> Aliases:
    """The vendor's table of merged rows: `from_` is the absorbed key, `to` the surviving one."""
    return Aliases(table, from_, to, tuple(only))


#: The permission that may lift a restriction; which client has it says the configuration.
CONFIDENTIAL: Final = "confidential"


@dataclass(frozen=True, eq=False)
class Restriction:
    """A named predicate over the root table for what `only` and FHIR search cannot say; always ANDed.

    `unless`: the permission of a caller for whom it does not stand.
    """

    name: str
    predicate: ColumnElement[bool] | tuple[Condition, ...]
    unless: str | None = None


def restrict(
    name: str,
    predicate: ColumnElement[bool] | Condition | tuple[Condition, ...],
    *,
    unless: Literal["confidential"] | None = None,
) -> Restriction:
    """A restriction on every read, search, count and write of a map, lifted for callers with the permission `unless`.

    Conditions, or an expression; an EXISTS in it may look at other tables of the vendor's.
    """
    if unless not in (None, CONFIDENTIAL):
        raise ValueError(f"no permission {unless} lifts restrictions")
    return Restriction(name, (predicate,) if isinstance(predicate, Condition) else predicate, unless)
