"""United tables (`facade.adapter.united`) at one source: what its catalogue would say of them, and their SELECTs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    MetaData,
    String,
    Table,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.dialects import mysql, postgresql, sqlite

from facade.adapter.columns import since, table_of
from facade.adapter.resource_map import Adapter
from facade.adapter.schema import Collation, ColumnFacts, Kind, SchemaFacts, TableFacts
from facade.adapter.united import STEP, united_of
from facade.compiler.declared import facts_of

_DIALECTS: Final[dict[str, Any]] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
#: Under what texts of several tables, each with a collation of its own, are compared: the class and the server's name.
_COLLATIONS: Final[dict[str, tuple[Collation, str]]] = {
    "sqlite": ("ci-ai-pad", "facade_ci"),
    "postgresql": ("bin", "C"),
}
_DIGITS = 20  # of a 64-bit number with its sign
_ELSEWHERE: Final[tuple[Collation, str]] = ("ci-ai-pad", "utf8mb4_general_ci")


def united_tables(adapter: Adapter) -> Iterator[Table]:
    """The united tables of an adapter."""
    return iter(dict.fromkeys(item.table for item in adapter.maps if united_of(item.table) is not None))


def with_united(adapter: Adapter, facts: SchemaFacts) -> SchemaFacts:
    """The facts, with those of each united table that has a member here."""
    made = {table.name.lower(): _United(table, facts).facts() for table in united_tables(adapter)}
    found = {name: told for name, told in made.items() if told is not None}
    return replace(facts, tables={**facts.tables, **found}) if found else facts


class _United:
    """One united table at one source."""

    def __init__(self, table: Table, facts: SchemaFacts) -> None:
        declared = united_of(table)
        assert declared is not None  # it is one of `united_tables`
        self.table, self.declared, self.known = table, declared, facts
        self.collation = _COLLATIONS.get(facts.dialect, _ELSEWHERE)

    def facts(self) -> TableFacts | None:
        """What a catalogue would say; None without a member, or without the list of them."""
        members = {number: found for number, member in self.declared.members.items()
                   if (found := self.known.table(member.name)) is not None and self.serves(found, member)}  # fmt: skip
        by, title = self.listed
        if not members or by is None or title is None:
            return None
        columns = {col.name.lower(): self.column(col, list(members.values())) for col in self.table.columns}
        rows = sum(found.rows or 0 for found in members.values())
        indexed = [name for name in self.declared.columns if all(found.is_indexed(name) for found in members.values())]
        return TableFacts(
            self.table.name, columns, frozenset({frozenset({"key"})}),
            (("key",), *((name.lower(),) for name in indexed)), rows=rows,
            instead=tuple(self.text(number, found) for number, found in members.items()),
        )  # fmt: skip

    @property
    def listed(self) -> tuple[ColumnFacts | None, ColumnFacts | None]:
        """What the catalogue says of the columns of the list."""
        by, title = (self.known.column(table_of(col).name, col.name) for col in self.declared.listed)
        return by, title

    def serves(self, found: TableFacts, member: Table) -> bool:
        """Whether a table has what its rows are told apart by, and whatever else it must have."""
        key = found.column(self.declared.key)
        needed = [col.name for col in self.declared.stored(member) if since(col) is None]
        return key is not None and key.kind == "integer" and all(map(found.column, needed))

    def kind(self, col: Column[Any]) -> Kind:
        """The class of a column's type, as declared."""
        return facts_of(self.table).columns[col.name.lower()].kind

    def column(self, col: Column[Any], members: list[TableFacts]) -> ColumnFacts:
        """What is known of a column of all."""
        kind = self.kind(col)
        there = [found.column(col.name) for found in members]
        nullable = col.name not in ("key", "member") and any(one is None or one.nullable for one in there)
        text = kind == "text"
        return ColumnFacts(
            col.name, kind, nullable=nullable, length=getattr(col.type, "length", None),
            bytes=8 if kind == "integer" else None, charset="utf8mb4" if text else None,
            collation=self.collation[0] if text else "bin", collated=self.collation[1] if text else None,
        )  # fmt: skip

    def text(self, number: int, found: TableFacts) -> str:
        """The SELECT of one member."""
        declared = self.declared
        row = _stored(found, (declared.key, *declared.columns)).alias("r")
        key = row.c[declared.key]
        shown = {"key": key * literal_column(str(STEP)) + literal_column(str(number)),
                 "member": literal_column(str(number)), declared.key: key,
                 **{name: self.shown(row, found, name) for name in declared.columns},
                 "title": self.title(found.name)}  # fmt: skip
        whole = select(*(value.label(name) for name, value in shown.items())).select_from(row)
        dialect = _DIALECTS.get(self.known.dialect, mysql.dialect)()
        return str(whole.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def shown(self, row: Any, found: TableFacts, name: str) -> ColumnElement[Any]:
        """A column as all members give it; NULL where this one has it in another type."""
        col, facts = self.table.c[name], found.column(name)
        if facts is None:
            return null()
        if isinstance(col.type, String):
            return self.as_text(row.c[name], col.type) if facts.kind in ("text", "integer") else null()
        return row.c[name] if facts.kind == self.kind(col) else null()

    def title(self, member: str) -> ColumnElement[Any]:
        """What the EHR calls the table; of several names the first."""
        by, title = self.declared.listed
        facts = self.known.table(table_of(by).name)
        assert facts is not None  # asked by `facts`
        there = _stored(facts, (by.name, title.name)).alias("l")
        named = there.c[by.name] == literal(member, String())
        first = select(func.min(there.c[title.name], type_=title.type)).where(named).scalar_subquery()
        return self.as_text(first, title.type)

    def as_text(self, value: ColumnElement[Any], declared: Any) -> ColumnElement[Any]:
        """As a text under the one collation, whatever the members' are."""
        length = max(declared.length or _DIGITS, _DIGITS)  # a number may have more of them than the text has room for
        type_ = mysql.CHAR(length, charset="utf8mb4") if self.collation is _ELSEWHERE else String(length)
        return cast(value, type_).collate(self.collation[1])


def _stored(found: TableFacts, names: Iterable[str]) -> Table:
    """A table as this database spells it, with those of the columns that it has."""
    known = {name: column for name in dict.fromkeys(names) if (column := found.column(name)) is not None}
    return Table(found.name, MetaData(), *(Column(column.name, key=name) for name, column in known.items()))
