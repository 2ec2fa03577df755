"""A map compiled for one source: its unit or, for a spread, one unit for each part.

Compiled once per source, when its catalogue is known. Nothing here touches a database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import Column, ColumnElement, func

from facade.adapter.codecs.base import Codec
from facade.adapter.columns import origin, table_of
from facade.adapter.combined import Never
from facade.adapter.conditions import Condition, IsIn
from facade.adapter.content import Content
from facade.adapter.context import SourceContext
from facade.adapter.profiles import Profile
from facade.adapter.relations import CONFIDENTIAL, Attribute, Children, Joined, Restriction, relation_of
from facade.adapter.resource_map import ResourceMap
from facade.adapter.values import Among, Bind
from facade.compiler.closed import open_to_all
from facade.compiler.declaration import plain, shape
from facade.compiler.explosion import Explosion
from facade.compiler.identity import Identity
from facade.compiler.nodes import Leaf, Object, Rows, leaves, rows_in
from facade.compiler.numbers import number_of
from facade.compiler.predicate import NO, Atom, Predicate, every, negated, some
from facade.compiler.presence import lives
from facade.compiler.restrictions import columns_of, holds, own_values
from facade.compiler.templates import codecs_in, content_of, contents_in

_numbers = count(1)


@dataclass(eq=False)
class Unit:
    """What one (map, part) needs: its tree, its conditions, the columns it reads."""

    map: ResourceMap
    part: str
    root: Object
    identity: Identity
    context: SourceContext
    own_members: frozenset[str] = frozenset()  # of a part: where it is present
    profiles: tuple[Profile, ...] = ()  # what the endpoint may claim of the type
    checks: Mapping[str, Callable[[str], str | None]] = field(default_factory=dict)  # of identifiers, by system
    explosion: Explosion | None = None  # of a virtual table: how its rows are made
    sieve: Unit | None = None  # and what the stored rows alone tell
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def type(self) -> str:
        """The FHIR type."""
        return self.map.type

    @property
    def label(self) -> str:
        """`Type[/tag][-part]` for messages."""
        return f"{self.map.label}-{self.part}" if self.part else self.map.label

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """All leaves of the tree."""
        return tuple(leaves(self.root))

    @cached_property
    def row_leaves(self) -> tuple[Leaf, ...]:
        """Leaves that read the root row, its joined rows and its attributes (not child rows)."""
        below = {leaf.number for rows in self.rows for leaf in leaves(rows.element)}
        return tuple(leaf for leaf in self.leaves if leaf.number not in below)

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """The child relations."""
        return tuple(rows_in(self.root))

    @cached_property
    def last_updated(self) -> Codec | None:
        """The codec of meta.lastUpdated, if the source has its column."""
        declared = self.map.last_updated
        narrowed = declared.narrowed(self.context.has) if declared else None
        return narrowed.bind(self.context) if narrowed else None

    @cached_property
    def content(self) -> Content | None:
        """The content of a Binary, which only a read of that one resource asks for."""
        declared = content_of(self.map)
        narrowed = declared.narrowed(self.context.has) if declared else None
        return narrowed.bind(self.context) if narrowed else None

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """`only`, where the source has the columns."""
        kept = [item.narrowed(self.context.has, True) for item in self.map.only]
        if False in kept:
            return (Never(self.map.key),)
        return tuple(item for item in kept if isinstance(item, Condition))

    @property
    def base(self) -> Predicate:
        """What every statement on this unit carries for a caller without permissions."""
        return self.base_under(frozenset())

    def base_under(self, permissions: frozenset[str]) -> Predicate:
        """Only AND restrict AND, for a part, its presence: what every statement on this unit carries.

        Left out are the restrictions that a permission of the caller lifts. Charts are closed at any moment.
        """
        lifted = permissions & {item.unless for item in self.map.restrict if item.unless is not None}
        found = self._bases.get(lifted)
        if found is None:
            found = self._bases[lifted] = self._base(lifted)
        closed = self.context.closed
        return found if not closed.keys or closed.unless in permissions else every([found, open_to_all(self)])

    def withheld_from(self, permissions: frozenset[str]) -> Predicate:
        """What a caller with these permissions is not shown, and one with all of them is."""
        whole, shown = self.base_under(frozenset({CONFIDENTIAL})), self.base_under(permissions)
        return NO if whole.key == shown.key else every([whole, negated(shown)])

    @property
    def belongs(self) -> Predicate:
        """Which rows of the table are this unit's, whoever asks."""
        return self._base(frozenset(item.unless for item in self.map.restrict if item.unless is not None))

    @cached_property
    def _bases(self) -> dict[frozenset[str], Predicate]:
        return {}

    def _base(self, lifted: frozenset[str]) -> Predicate:
        parts: list[Predicate] = [self._condition(item) for item in self.conditions]
        parts += [Atom(number_of(item), ("restrict", item.name), (), self._restriction(item))
                  for item in self.map.restrict if item.unless not in lifted]  # fmt: skip
        if self.identity.kind == "text":
            parts.append(Atom(number_of(self.identity), ("keyed",), (), self._keyed))
        if self.part:
            parts.append(some(lives(self.root.members[key]) for key in sorted(self.own_members)))
        return every(parts)

    def _keyed(self, _: Bind) -> ColumnElement[bool]:
        """A blank key makes no id."""
        return func.rtrim(self.map.key) != ""

    @property
    def told_by_sql(self) -> Predicate:
        """The conditions that no fetched value tells."""
        return every(self._condition(item) for item in self.conditions if not item.readable)

    def _condition(self, condition: Condition) -> Predicate:
        """The values of a condition are the declaration's own, so they are no binds of a search."""
        context = self.context
        sql = condition.sql
        among = None
        if isinstance(condition, IsIn) and None not in condition.values:
            among = Among(condition.col, frozenset(condition.binds(context)))
        return Atom(
            number_of(condition), ("only",), (), lambda _: sql(context, own_values(condition, context)), among=among
        )

    def _restriction(self, item: Restriction) -> Callable[[Bind], ColumnElement[bool]]:
        return lambda _: holds(item, self.context)

    @cached_property
    def required_ok(self) -> Predicate:
        """The readable predicate of required leaves: where the row builds a resource at all."""
        return every(self._required(self.root))

    def _required(self, node: Object) -> Iterator[Predicate]:
        for key in sorted(node.required):
            member = node.members[key]
            yield lives(member)
            if isinstance(member, Object):
                yield from self._required(member)

    @cached_property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns of the root row and its joined rows that an unpruned answer reads: key first, then by name."""
        wanted: dict[Column[Any], None] = {}
        for leaf in self.row_leaves:
            wanted.update(dict.fromkeys(col for col in leaf.codec.columns if not attribute(col)))
        if self.last_updated:
            wanted.update(dict.fromkeys(self.last_updated.columns))
        wanted.pop(self.map.key, None)
        return (self.map.key, *wanted)

    @cached_property
    def attributes(self) -> tuple[Column[Any], ...]:
        """The attribute values that an unpruned answer reads."""
        found = dict.fromkeys(col for leaf in self.row_leaves for col in leaf.codec.columns if attribute(col))
        return tuple(found)

    @cached_property
    def version(self) -> str:
        """The mapping version: a hash of what the declaration came to at this source."""
        return hashlib.sha256(repr(_described(self)).encode()).hexdigest()[:12]


def attribute(col: Column[Any]) -> Attribute | None:
    """The attribute that a column is the value of."""
    relation = relation_of(col)
    return relation if isinstance(relation, Attribute) else None


def joins_of(columns: tuple[Column[Any], ...]) -> tuple[Joined, ...]:
    """The joined relations that columns need, those they hang on first."""
    found: dict[Joined, None] = {}
    for col in columns:
        _add_join(relation_of(col), found)
    return tuple(found)


def _add_join(relation: Any, found: dict[Joined, None]) -> None:
    if isinstance(relation, Joined) and relation not in found:
        for col in _led(relation):
            _add_join(relation_of(col), found)
        found[relation] = None


def _described(unit: Unit) -> Any:
    rows = [(leaf.path, plain(leaf.codec)) for leaf in unit.leaves]
    described: tuple[Any, ...] = (
        unit.map.type, unit.map.tag, unit.part, rows, shape(unit.root), plain(unit.map.only), plain(unit.map.restrict),
    )  # fmt: skip
    if unit.content is not None:
        described = (*described, plain(unit.content))
    if unit.root.unknown:
        described = (*described, sorted(unit.root.unknown))
    if unit.explosion is not None:
        described = (*described, unit.explosion.declared.version)
    return (described, plain(unit.profiles)) if unit.profiles else described


def full_name(col: Column[Any]) -> str:
    """`table.column` as the vendor's database has it, for messages."""
    return f"{table_of(col).name}.{origin(col).name}"


def used_columns(declared: ResourceMap) -> set[Column[Any]]:
    """Every column that the declaration names, optional or not; those of rows that an index must lead to aside."""
    found = {declared.key, *(col for item in declared.only for col in item.columns)}
    found.update(col for item in declared.restrict for col in columns_of(item))
    for codec in codecs_in(declared.template):
        found.update(col for col in codec.columns if not _if_indexed(col))
    for content in contents_in(declared.template):
        found.update(content.columns)
    return found | {col for relation in joins_of(tuple(found)) for col in _led(relation)}


def _if_indexed(col: Column[Any]) -> bool:
    """Whether it is read under a condition that the account's own rights may decide."""
    relation = relation_of(col)
    return isinstance(relation, Children) and relation.indexed


def _led(relation: Joined) -> Iterator[Column[Any]]:
    """The columns of other rows that lead to a joined one."""
    yield from (col for col, _ in relation.on)
    yield from (col for condition in relation.when for col in condition.columns)
