"""The statements of a write, on one WriteConnection inside one transaction. Never a lock, never a DELETE.

Rows are changed by compare-and-swap: an UPDATE that repeats every mapped value as it was read, as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, func, insert, literal_column, select, update

from facade.adapter.codecs.instants import now_text, utc_text
from facade.adapter.columns import table_of
from facade.adapter.relations import Attribute, relation_of
from facade.adapter.resource_map import Adapter
from facade.adapter.sql import unchanged
from facade.adapter.writes import Archive, CompanionRow, Fact, Found, Own, Writes, WriteValue
from facade.compiler.units import Unit, attribute
from facade.interactions.served import Ready
from facade.search.statement import Binds, Sql, compiled
from facade.sources.connection import WriteConnection

#: A copy of a row makes no new bad value: zero and impossible dates go into the archive as the EHR stored them.
AS_STORED = {"mariadb": "SET STATEMENT sql_mode = 'STRICT_ALL_TABLES,ALLOW_INVALID_DATES' FOR "}


@dataclass(frozen=True)
class Facts:
    """What stamps and companion rows may say of this write."""

    provider: str
    now: datetime
    action: str
    key: Any = None


@dataclass(frozen=True, eq=False)
class Changer:
    """Writes rows of one unit over one connection."""

    ready: Ready
    unit: Unit
    connection: WriteConnection
    facts: Facts

    def keyed(self, key: Any) -> Changer:
        """The same, once the row's key is known."""
        return replace(self, facts=replace(self.facts, key=key))

    def has_provider(self, adapter: Adapter) -> bool:
        """Whether the configured provider exists in the EHR and is active."""
        providers = adapter.providers
        if providers is None:
            return True
        bind = Binds()
        context = self.ready.source.context
        conditions = [item.sql(context, bind) for item in providers.only]
        binds = [*(value for item in providers.only for value in item.binds(context)), self.facts.provider]
        statement: Any = select(literal_column("1")).select_from(table_of(providers.column))
        return bool(self._rows(statement.where(*conditions, providers.column == bind()), binds))

    def swap(self, columns: Mapping[Column[Any], Any], row: Mapping[Column[Any], Any]) -> bool:
        """Set the root row's columns where nothing that was read has changed. False if something has."""
        table, key = self.unit.map.table, self.unit.map.key
        stamps = self._stamps(table)
        values = {col: value for col, value in columns.items() if relation_of(col) is None} | stamps
        if not values:
            return True
        bind, binds = Binds(), []
        set_: dict[Any, Any] = {}
        for col, value in values.items():
            set_[col.name], more = self._value(value, bind, col)
            binds += more
        guards = [key == bind()]
        binds.append(row[key])
        for col, old in row.items():
            if col.table is table and col is not key:
                guards.append(unchanged(col, bind(), self.ready.source.context.kind(col)))
                binds.append(old if old is None else str(old))
        return self._change(update(table).values(set_).where(and_(*guards)), binds) == 1

    def _stamps(self, table: Table) -> dict[Column[Any], WriteValue]:
        writes = self.unit.map.writes or Writes()
        has = self.ready.source.context.has
        return {col: value for col, value in writes.stamp.items() if col.table is table and has(col)}

    def create(self, columns: Mapping[Column[Any], Any]) -> Any:
        """INSERT the root row; the key that the database gave it."""
        unit, writes = self.unit, self.unit.map.writes or Writes()
        values: dict[Column[Any], Any] = {}
        for condition in unit.conditions:
            values.update(condition.inserted(unit.context))
        values.update({col: value for col, value in writes.defaults.items() if unit.context.has(col)})
        values.update(self._stamps(unit.map.table))
        values.update({col: value for col, value in columns.items() if relation_of(col) is None})
        return self._insert(unit.map.table, values)

    def set_attribute(self, col: Column[Any], value: Any, owner: Any, loaded: Any = None) -> None:
        """Set the picked row of an attribute, or add one. Removing sets its absent value.

        `loaded` is the value that the version check saw; Stale if the row holds another one by now.
        """
        relation = attribute(col)
        assert isinstance(relation, Attribute)  # only attribute columns come here
        of, table = relation.of, relation.of.table
        bind = Binds()
        by = table.c[of.pick.by]
        order = by.desc() if of.pick.order == "last" else by.asc()
        found = self._rows(
            select(by, self.ready.statements.fetched(table.c[of.value]))
            .where(table.c[of.owner] == bind(), table.c[of.name] == bind())
            .order_by(order)
            .limit(literal_column("1")),
            [owner, relation.name],
        )
        stamps = {table.c[name]: fact for name, fact in of.stamps.items()}
        if (found[0][1] if found else None) != loaded:
            raise Stale
        if found:
            self._swap_attribute(table, by, found[0], table.c[of.value], value, stamps)
        elif value is not None:
            self._insert(
                table, {table.c[of.owner]: owner, table.c[of.name]: relation.name, table.c[of.value]: value, **stamps}
            )

    def _swap_attribute(
        self,
        table: Table,
        by: Column[Any],
        row: Sequence[Any],
        col: Column[Any],
        value: Any,
        stamps: Mapping[Column[Any], Any],
    ) -> None:
        bind, binds = Binds(), []
        set_: dict[Any, Any] = {}
        for target, wanted in {col: value, **stamps}.items():
            set_[target.name], more = self._value(wanted, bind, target)
            binds += more
        guard = and_(by == bind(), unchanged(col, bind(), self.ready.source.context.kind(col)))
        if self._change(update(table).values(set_).where(guard), [*binds, row[0], row[1]]) != 1:
            raise Stale

    def companions(self) -> None:
        """The rows that the vendor's own code writes beside the change."""
        for companion in (self.unit.map.writes or Writes()).companions:
            if self.ready.source.context.facts.table(_target(companion).name) is None:
                continue
            if isinstance(companion, Archive):
                self._archive(companion)
            elif not self._is_there(companion):
                self._insert(companion.table, companion.values, or_ignore=bool(companion.unless))

    def _archive(self, archive: Archive) -> None:
        """Copy the columns that both tables have, cut to the archive's width as the vendor's own server would."""
        context, root = self.ready.source.context, self.unit.map.table
        names, sources = [], []
        for col in root.c:
            target = archive.to.c.get(col.key)
            if target is None or col.name in archive.without or not (context.has(col) and context.has(target)):
                continue
            wide, narrow = context.column(col), context.column(target)
            cut = narrow.kind == "text" and narrow.length and (wide.length or 10**9) > narrow.length
            names.append(target.name)
            sources.append(func.substr(col, literal_column("1"), literal_column(str(narrow.length))) if cut else col)
        bind = Binds()
        copied = select(*sources).where(self.unit.map.key == bind())
        sql = self._compiled(insert(archive.to).inline().from_select(names, copied, include_defaults=False))
        self.connection.change(AS_STORED.get(self._flavour, "") + sql.text, sql.params([self.facts.key], ""))

    @property
    def _flavour(self) -> str:
        dialect = self.connection.dialect
        return "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name

    def _is_there(self, companion: CompanionRow) -> bool:
        if not companion.unless:
            return False
        bind, binds = Binds(), []
        tests = []
        for col in companion.unless:
            value, more = self._value(companion.values[col], bind, col)
            tests.append(col == value)
            binds += more
        return bool(self._rows(select(literal_column("1")).select_from(companion.table).where(*tests), binds))

    def _insert(self, table: Table, values: Mapping[Column[Any], Any], *, or_ignore: bool = False) -> Any:
        bind, binds = Binds(), []
        row: dict[str, Any] = {}
        for col, value in values.items():
            if self.ready.source.context.has(col):
                row[col.name], more = self._value(value, bind, col)
                binds += more
        statement = insert(table).inline().values(row)
        if or_ignore:  # someone was faster to add the row that must not be there twice
            statement = statement.prefix_with("IGNORE", dialect="mysql").prefix_with("OR IGNORE", dialect="sqlite")
        sql = self._compiled(statement)
        return self.connection.insert(sql.text, sql.params(binds, ""))

    def _value(self, value: Any, bind: Binds, col: Column[Any]) -> tuple[Any, list[Any]]:
        """An expression for a value, and what it binds."""
        if isinstance(value, Found):
            looked_up = select(value.column).where(value.by == bind()).limit(literal_column("1"))
            return looked_up.scalar_subquery(), [self._fact(value.fact, col)]
        if isinstance(value, Own):
            return select(value.column).where(self.unit.map.key == bind()).scalar_subquery(), [self.facts.key]
        return bind(), [self._fact(value, col) if isinstance(value, Fact) else value]

    def _fact(self, fact: Fact, col: Column[Any]) -> Any:
        context = self.ready.source.context
        match fact.name:
            case "now" | "today":
                kind = context.kind(col)
                text = utc_text(self.facts.now) if kind == "timestamp" else now_text(self.facts.now, context.zone)
                if fact.name == "today" and kind != "date":
                    return f"{text[:10]} 00:00:00"
                return text[:10] if kind == "date" else text
            case "provider":
                return self.facts.provider
            case "key":
                return self.facts.key
            case "action":
                return self.facts.action
        return None

    def _compiled(self, statement: Any) -> Sql:
        return compiled(statement, self.connection.dialect, self.ready.source.context.facts)

    def _rows(self, statement: Any, binds: Sequence[Any]) -> list[tuple[Any, ...]]:
        sql = self._compiled(statement)
        return self.connection.execute(sql.text, sql.params(binds, ""))

    def _change(self, statement: Any, binds: Sequence[Any]) -> int:
        sql = self._compiled(statement)
        return self.connection.change(sql.text, sql.params(binds, ""))


class Stale(Exception):
    """A row has changed since it was read; the whole write is undone."""


def _target(companion: Archive | CompanionRow) -> Table:
    return companion.to if isinstance(companion, Archive) else companion.table


def touched(unit: Unit) -> frozenset[str]:
    """Names of the tables that a write of this unit changes."""
    writes = unit.map.writes or Writes()
    names = {unit.map.table.name, *(_target(companion).name for companion in writes.companions)}
    names.update(relation.of.table.name for col in unit.attributes if (relation := attribute(col)) is not None)
    return frozenset(names)


def needs_provider(unit: Unit) -> bool:
    """Whether a stamp, default or companion names the person behind the write."""
    writes = unit.map.writes or Writes()
    values: list[Any] = [*writes.stamp.values(), *writes.defaults.values()]
    for companion in writes.companions:
        values += companion.values.values() if isinstance(companion, CompanionRow) else []
    facts = [value.fact if isinstance(value, Found) else value for value in values]
    return any(isinstance(fact, Fact) and fact.name == "provider" for fact in facts)
