"""The GRANT statements of the two database accounts: what a source's maps read, and what their writes set.

Data safety DS-2: the reader may SELECT the mapped columns; the writer may read what it writes, and INSERT and
UPDATE listed columns only. Nobody gets DELETE or DDL. https://mariadb.com/kb/en/grant/#column-privileges

A server shows an account only those columns of its catalogue on which the account has a privilege. So columns that
only a write touches are given to the reader as REFERENCES: seen in the catalogue, never read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.site_column import SiteColumn
from facade.adapter.columns import origin, table_of
from facade.adapter.context import SourceContext
from facade.adapter.relations import Attribute, Children, Joined, relation_of
from facade.adapter.resource_map import Adapter
from facade.adapter.united import columns_behind
from facade.adapter.writes import Archive, CompanionRow, Found, Own, Writes
from facade.compiler.nodes import leaves
from facade.compiler.restrictions import columns_of
from facade.compiler.source import CompiledSource
from facade.compiler.stored import stored_columns
from facade.compiler.templates import codecs_in
from facade.compiler.unify import writers
from facade.compiler.units import Unit, attribute

READER = "'fhir_reader'@'%'"
WRITER = "'fhir_writer'@'%'"
#: FHIR type → the interactions ("create", "update") that the endpoint turns on, as in the configuration.
Types = Mapping[str, Collection[str]]


def declared_writes(adapter: Adapter) -> dict[str, tuple[str, ...]]:
    """Every write that the adapter offers."""
    found: dict[str, dict[str, None]] = {}
    for declared in adapter.maps:
        for name in ("create", "update"):
            if declared.writes is not None and getattr(declared.writes, name):
                found.setdefault(declared.type, {})[name] = None
    return {type_: tuple(names) for type_, names in found.items()}


def reader(
    source: CompiledSource, types: Types | None = None, *, database: str = "", account: str = READER
) -> list[str]:
    """One GRANT a table for the reading account. `types`: the writes turned on, whose columns it must know of."""
    rights = Rights(source.context)
    for unit in source.units:
        rights.add("SELECT", _read(unit))
    rights.add("SELECT", _merged(source))
    known = Rights(source.context)
    _write(source, types or {}, known)
    rights.add_unread("REFERENCES", known)
    return rights.statements(database, account)


def writer(source: CompiledSource, types: Types, *, database: str = "", account: str = WRITER) -> list[str]:
    """One GRANT a table for the writing account; nothing if no write is turned on."""
    rights = Rights(source.context)
    if not _write(source, types, rights):
        return []
    rights.add("SELECT", _merged(source))
    return rights.statements(database, account)


@dataclass(eq=False)
class Rights:
    """Privileges on columns, by table; columns that this database lacks are left out."""

    context: SourceContext
    found: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)

    def add(self, privilege: str, columns: Iterable[Column[Any]]) -> None:
        """Give a privilege on columns, wherever a relation has put them."""
        for col in (behind for named in columns for behind in columns_behind(named)):
            if self.context.has(col):
                self._give(privilege, self._table(table_of(col)), self.context.column(col).name)

    def add_unread(self, privilege: str, other: Rights) -> None:
        """Give a privilege on every column that the other rights name and these cannot read."""
        for table, privileges in other.found.items():
            for name in dict.fromkeys(name for names in privileges.values() for name in names):
                if name not in self.found.get(table, {}).get("SELECT", {}):
                    self._give(privilege, table, name)

    def _give(self, privilege: str, table: str, column: str) -> None:
        self.found.setdefault(table, {}).setdefault(privilege, {})[column] = None

    def _table(self, table: Table) -> str:
        facts = self.context.facts.table(table.name)
        return facts.name if facts else table.name

    def statements(self, database: str, account: str) -> list[str]:
        """The GRANT statements, tables and columns by name."""
        return [
            f"GRANT {', '.join(_privilege(*item) for item in sorted(privileges.items()))}"
            f" ON {_quoted(database) + '.' if database else ''}{_quoted(table)} TO {account};"
            for table, privileges in sorted(self.found.items(), key=lambda item: item[0].lower())
        ]


def _privilege(name: str, columns: Iterable[str]) -> str:
    return f"{name} ({', '.join(map(_quoted, sorted(columns, key=str.lower)))})"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _read(unit: Unit) -> Iterator[Column[Any]]:
    """Every column that a statement on the unit names."""
    if unit.explosion is not None:
        yield from stored_columns(unit.explosion.declared)
    yield unit.map.key
    if unit.map.order is not None:
        yield unit.map.order
    codecs: list[Codec] = [leaf.codec for leaf in unit.leaves]
    if unit.last_updated is not None:
        codecs.append(unit.last_updated)
    yield from _with_relations(col for codec in codecs for col in codec.columns)
    yield from _with_relations(_choices(unit))
    yield from _with_relations(unit.content.columns if unit.content is not None else ())
    yield from _with_relations(col for condition in unit.conditions for col in condition.columns)
    for restriction in unit.map.restrict:
        yield from _with_relations(columns_of(restriction))
    for rows in unit.rows:
        yield from _with_relations(rows.children[name] for name in rows.children.order)
        yield from _with_relations(col for leaf in leaves(rows.element) for col in leaf.codec.columns)


def _choices(unit: Unit) -> Iterator[Column[Any]]:
    """Columns of which the configuration may name one: the statements are printed before it is known which."""
    for found in codecs_in(unit.map.template):
        if isinstance(found, SiteColumn):
            yield from found.columns


def _with_relations(columns: Iterable[Column[Any]]) -> Iterator[Column[Any]]:
    for col in columns:
        yield col
        yield from _relation(relation_of(col))


def _relation(relation: Joined | Attribute | Children | None) -> Iterator[Column[Any]]:
    """The columns that lead from the root row to a relation's own."""
    if isinstance(relation, Attribute):
        of = relation.of
        yield from (of.on, *(of.table.c[name] for name in (of.owner, of.name, of.value, of.pick.by)))
    elif isinstance(relation, (Joined, Children)):
        names = [*(name for _, name in relation.on), *(name for name, _ in relation.only)]
        yield from (relation.table.c[name] for name in names)
        yield from _with_relations(col for col, _ in relation.on)
    if isinstance(relation, Children) and relation.found_in is not None:
        yield from relation.found_in.columns
    if isinstance(relation, Joined):
        yield from (col for condition in relation.when for col in condition.columns)
        if relation.pick is not None:
            yield relation.table.c[relation.pick.by]


def _merged(source: CompiledSource) -> Iterator[Column[Any]]:
    """The tables of merged rows and of closed charts, which every request may look at."""
    if source.adapter.closed is not None:
        yield from source.adapter.closed.columns
    for declared in source.adapter.maps:
        if declared.aliases is not None:
            yield from (declared.aliases.from_, declared.aliases.to)
            yield from (col for condition in declared.aliases.only for col in condition.columns)


def _write(source: CompiledSource, types: Types, rights: Rights) -> bool:
    """Add what the writes need; whether there is any."""
    some = False
    for unit in source.units:
        writes = unit.map.writes
        asked = types.get(unit.type, ())
        if writes is None or unit.part:
            continue
        creates, updates = writes.create and "create" in asked, writes.update and "update" in asked
        if creates or updates:
            some = True
            _write_unit(unit, writes, rights, creates=creates, updates=updates)
    if some and source.adapter.providers is not None:
        people = source.adapter.providers
        rights.add("SELECT", [people.column, *(col for condition in people.only for col in condition.columns)])
    return some


def _write_unit(unit: Unit, writes: Writes, rights: Rights, *, creates: bool, updates: bool) -> None:
    """The row itself, its attributes and companions; a write reads all that it shows and compares."""
    rights.add("SELECT", _read(unit))
    own = [col for col in (*writers(unit), *_choices(unit)) if relation_of(col) is None]
    if updates:
        rights.add("UPDATE", [*own, *writes.stamp])
        _values(writes.stamp.values(), unit, rights)
    if creates:
        inserted = {col for condition in unit.conditions for col in condition.inserted(unit.context)}
        rights.add("INSERT", [*own, *inserted, *writes.stamp, *writes.defaults])
        _values([*writes.stamp.values(), *writes.defaults.values()], unit, rights)
    for col in writers(unit):
        _attribute(attribute(col), unit, rights)
    for companion in writes.companions:
        if isinstance(companion, Archive):
            _archive(companion, unit, rights)
        else:
            _companion(companion, unit, rights)


def _attribute(relation: Attribute | None, unit: Unit, rights: Rights) -> None:
    if relation is None:
        return
    of = relation.of
    stamps = [of.table.c[name] for name in of.stamps]
    rights.add("INSERT", [*(of.table.c[name] for name in (of.owner, of.name, of.value)), *stamps])
    rights.add("UPDATE", [of.table.c[of.value], *stamps])
    _values(of.stamps.values(), unit, rights)


def _archive(archive: Archive, unit: Unit, rights: Rights) -> None:
    """INSERT … SELECT of what both tables have."""
    has = unit.context.has
    for col in unit.map.table.c:
        target = archive.to.c.get(col.key)
        if target is not None and col.name not in archive.without and has(col) and has(target):
            rights.add("SELECT", [col])
            rights.add("INSERT", [target])


def _companion(row: CompanionRow, unit: Unit, rights: Rights) -> None:
    rights.add("INSERT", row.values)
    rights.add("SELECT", row.unless)
    _values(row.values.values(), unit, rights)


def _values(values: Iterable[Any], unit: Unit, rights: Rights) -> None:
    """What stamps and companions look up while they are written."""
    for value in values:
        if isinstance(value, Found):
            rights.add("SELECT", [value.column, value.by])
        elif isinstance(value, Own):
            rights.add("SELECT", [origin(value.column), unit.map.key])
