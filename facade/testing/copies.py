"""Copies of a clinic's rows under keys of their own, together with the rows that hang on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, UniqueConstraint

from facade.adapter.columns import origin, table_of
from facade.adapter.combined import Newest
from facade.adapter.relations import Attribute, Attributes, Children, Joined, relation_of
from facade.adapter.resource_map import Adapter
from facade.compiler.stored import stored_columns
from facade.compiler.templates import codecs_in
from facade.compiler.units import Unit
from facade.testing.asked import NOT_PICKED
from facade.testing.clinic import Clinic, Row

Change = Mapping[Column[Any], Any]
FIRST_KEY = 1001


def unique_names(table: Table) -> frozenset[str]:
    """Columns that are unique by themselves, as declared."""
    alone = [[col.name for col in table.primary_key], *([col.name] for col in table.columns if col.unique)]
    alone += [
        [col.name for col in item.columns]
        for item in (*table.constraints, *table.indexes)
        if isinstance(item, UniqueConstraint) or (isinstance(item, Index) and item.unique)
    ]
    return frozenset(names[0] for names in alone if len(names) == 1)


@dataclass(eq=False)
class Made:
    """Rows of one copy, by table; the first table's first row is the copy itself."""

    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """One more row."""
        self.rows.setdefault(table, []).append(row)
        return row


@dataclass(eq=False)
class Copier:
    """Numbers new rows; knows which tables hang on which."""

    adapter: Adapter
    clinic: Clinic
    _numbers: Iterator[int] = field(default_factory=lambda: count(FIRST_KEY))

    def fresh(self, table: Table, *more: str) -> dict[str, Any]:
        """Values that no row of the table has, for its unique columns and `more`."""
        names = unique_names(table) | set(more) | {key.name for key in _keys(self.adapter) if key.table is table}
        return {name: self.value(table.c[name]) for name in sorted(names)}

    def value(self, col: Column[Any]) -> Any:
        """A value of the column's type that no row has."""
        number = next(self._numbers)
        if isinstance(col.type, Integer):
            return number
        if isinstance(col.type, LargeBinary):
            return number.to_bytes(16, "big")
        return f"k{number}"

    def joined_on(self, table: Table) -> list[Column[Any]]:
        """Columns by which rows of other tables find a row of this one, its key apart."""
        codecs = (codec for item in self.adapter.maps for codec in codecs_in(item.template))
        relations = {relation for codec in codecs for col in codec.columns for relation in _chain(relation_of(col))}
        names = {name for item in relations if isinstance(item, Joined) and item.table is table for _, name in item.on}
        return [table.c[name] for name in sorted(names - unique_names(table))]

    def numbered(self, table: Table) -> Change:
        """Names and numbers of its own, where the EHR would have given them."""
        return {col: self.value(col) for col in self.clinic.numbered if col.table is table}

    def copy(self, unit: Unit, base: Row, changes: Sequence[Change]) -> Made:
        """The base row under a new key, with the rows that belong to it, and the changes made."""
        made = Made()
        table = unit.map.table
        new = made.add(table, {**base, **self.fresh(table), **self._apart(unit)})
        for change in changes:
            new.update({origin(col).name: value for col, value in change.items() if relation_of(col) is None})
        for other, pairs in dict.fromkeys(self._hanging(unit)):  # several relations may lead to the same rows
            self._copy_along(made, other, pairs, base, new)
        for change in changes:
            for relation, values in _by_relation(change).items():
                self._related(made, relation, values, new)
        return made

    def _apart(self, unit: Unit) -> dict[str, Any]:
        """Where only the newest of several rows counts, a copy is the only one."""
        return {item.col.name: self.value(item.col) for item in unit.conditions if isinstance(item, Newest)}

    def _hanging(self, unit: Unit) -> Iterator[tuple[Table, tuple[tuple[str, str], ...]]]:
        """(other table, [(column of the root, column there)]) of every relation that starts at the root row."""
        found: dict[Any, None] = {}
        for leaf in unit.leaves:
            for col in leaf.codec.columns:
                found.update(dict.fromkeys(_chain(relation_of(col))))
        found.update(dict.fromkeys(rows.children for rows in unit.rows))
        found.update(dict.fromkeys(self._read_along(unit.map.table)))
        for relation in found:
            if isinstance(relation, Attributes):
                yield relation.table, ((relation.on.name, relation.owner),)
            elif all(relation_of(col) is None for col, _ in relation.on):
                yield relation.table, tuple((col.name, name) for col, name in relation.on)
        for mine, theirs in self.clinic.along:
            if mine.table is unit.map.table:
                yield theirs.table, ((mine.name, theirs.name),)

    def _read_along(self, table: Table) -> Iterator[Any]:
        """The relations by which more is read of exploded rows of the table."""
        for exploded in dict.fromkeys(item.exploded for item in self.adapter.maps if item.exploded is not None):
            if exploded.stored is table:
                for col in stored_columns(exploded):
                    yield from _chain(relation_of(col))

    def _copy_along(
        self, made: Made, other: Table, pairs: Sequence[tuple[str, str]], base: Row, new: Mapping[str, Any]
    ) -> None:
        if all(base.get(mine) == new.get(mine) for mine, _ in pairs):
            return  # both hang on the same rows
        for row in self.clinic.rows.get(other, ()):
            if all(row.get(theirs) is not None and row.get(theirs) == base.get(mine) for mine, theirs in pairs):
                copied = {theirs: new[mine] for mine, theirs in pairs}
                made.add(other, {**row, **self.fresh(other), **copied})

    def _related(self, made: Made, relation: Any, values: Mapping[str, Any], new: dict[str, Any]) -> None:
        if isinstance(relation, Attribute):
            self._attribute(made, relation, values, new)
        elif isinstance(relation, Joined):
            self._joined(made, relation, values, new)
        elif isinstance(relation, Children):
            self._child(made, relation, values, new)

    def _attribute(self, made: Made, relation: Attribute, values: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """The picked row and another that must not count."""
        of = relation.of
        row = {of.owner: new[of.on.name], of.name: relation.name}
        picked = {**row, **self.fresh(of.table, of.pick.by), **values}
        other = {**row, of.value: NOT_PICKED, **self.fresh(of.table, of.pick.by)}
        made.rows[of.table] = [row for row in made.rows.get(of.table, ()) if row[of.name] != relation.name]
        self._in_order(made, of.table, picked, other, of.pick.by, of.pick.order)

    def _in_order(
        self, made: Made, table: Table, picked: dict[str, Any], other: dict[str, Any], by: str, order: str
    ) -> None:
        low, high = sorted((picked[by], other[by]))
        picked[by], other[by] = (low, high) if order == "first" else (high, low)
        made.add(table, picked)
        made.add(table, other)

    def _joined(self, made: Made, relation: Joined, values: Mapping[str, Any], new: dict[str, Any]) -> None:
        tied = self._tied(made, relation.on, new)
        if tied is None:
            return
        only = {name: wanted[0] for name, wanted in relation.only}
        beside = made.rows.get(relation.table, [])
        made.rows[relation.table] = [row for row in beside if not _agrees(row, {**tied, **only})]
        by = () if relation.pick is None else (relation.pick.by,)
        template = {**self._some_row(relation.table, only), **tied, **only}
        picked = {**template, **self.fresh(relation.table, *by), **values}
        if relation.pick is None or relation.pick.by in values or set(tied) & unique_names(relation.table):
            made.add(relation.table, {**picked, **tied})
            return
        other = {**template, **self.fresh(relation.table, *by)}
        self._in_order(made, relation.table, picked, other, relation.pick.by, relation.pick.order)

    def _child(self, made: Made, relation: Children, values: Mapping[str, Any], new: dict[str, Any]) -> None:
        tied = self._tied(made, relation.on, new)
        if tied is not None:
            only = {name: wanted[0] for name, wanted in relation.only}
            template = {**self._some_row(relation.table, only), **only, **self.fresh(relation.table), **tied}
            made.add(relation.table, {**template, **values})

    def _tied(self, made: Made, pairs: Sequence[tuple[Column[Any], str]], new: dict[str, Any]) -> dict[str, Any] | None:
        """What the other row's columns must hold to belong to the new row alone."""
        mine = [col for col, _ in pairs if relation_of(col) is None]
        taken = self._taken(mine, new)
        if mine and taken:
            new[mine[-1].name] = self.value(mine[-1])
        tied: dict[str, Any] = {}
        for col, name in pairs:
            relation = relation_of(col)
            row = new if relation is None else next(iter(made.rows.get(table_of(col), ())), {})
            if row.get(origin(col).name) is None:
                return None
            tied[name] = row[origin(col).name]
        return tied

    def _taken(self, mine: Sequence[Column[Any]], new: Mapping[str, Any]) -> bool:
        """Whether a row of the clinic has the same values in these columns, or one of them is empty."""
        if any(new.get(col.name) is None for col in mine):
            return True
        rows = self.clinic.rows.get(table_of(mine[0]), ()) if mine else ()
        return any(all(row.get(col.name) == new[col.name] for col in mine) for row in rows)

    def _some_row(self, table: Table, only: Mapping[str, Any]) -> Row:
        rows = self.clinic.rows.get(table, ())
        return next((row for row in rows if _agrees(row, only)), next(iter(rows), {}))


def _keys(adapter: Adapter) -> Iterator[Column[Any]]:
    """Of every map the key of the rows that the database holds."""
    return (item.key if item.exploded is None else item.exploded.key for item in adapter.maps)


def _agrees(row: Row, wanted: Mapping[str, Any]) -> bool:
    return all(row.get(name) == value for name, value in wanted.items())


def _chain(relation: Any) -> Iterator[Any]:
    """A relation and those it hangs on; attributes by their table."""
    if isinstance(relation, Attribute):
        yield relation.of
    elif isinstance(relation, Joined):
        for col, _ in relation.on:
            yield from _chain(relation_of(col))
        yield relation
    elif relation is not None:
        yield relation


def _by_relation(change: Change) -> dict[Any, dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for col, value in change.items():
        relation = relation_of(col)
        if relation is not None:
            found.setdefault(relation, {})[origin(col).name] = value
    return found
