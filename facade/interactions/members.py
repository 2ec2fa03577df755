"""Which members of united tables hold anything (`facade.adapter.united`): only these are read.

An EHR makes a table for each kind of form that there is, and a clinic fills in a few of them. So it is asked at first
contact which ones hold a row, and again every minute; when another one does, the source is compiled anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, MetaData, Table, exists, literal_column, select

from facade.adapter.resource_map import Adapter
from facade.adapter.schema import SchemaFacts
from facade.adapter.united import united_of
from facade.compiler.united import united_tables
from facade.search.statement import Sql, compiled, one_if
from facade.sources.connection import SourceConnection
from facade.sources.failures import SourceFault

SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class Members:
    """The member tables of a source, and the statement that asks which of them hold a row; `each`: the same of one."""

    names: tuple[str, ...] = ()
    sql: Sql | None = None
    each: tuple[Sql, ...] = ()

    @classmethod
    def of(cls, adapter: Adapter, facts: SchemaFacts, connection: SourceConnection) -> Members:
        """Those that are here."""
        declared = (found for table in united_tables(adapter) if (found := united_of(table)) is not None)
        tables = (facts.table(member.name) for found in declared for member in found.members.values())
        names = tuple(table.name for table in tables if table is not None)
        if not names:
            return cls()
        one: ColumnElement[int] = literal_column("1")
        asked = [one_if(exists(select(one).select_from(Table(name, MetaData())))) for name in names]
        each = tuple(compiled(select(one_), connection.dialect, facts) for one_ in asked)
        return cls(names, compiled(select(*asked), connection.dialect, facts), each)

    def filled(self, connection: SourceConnection) -> frozenset[str]:
        """Those that hold a row."""
        if self.sql is None:
            return frozenset()
        try:
            (row,) = connection.execute(self.sql.text, self.sql.params((), ""))
        except SourceFault:  # one that cannot be read (no right, a broken table) is none; the others are served
            row = tuple(self._holds(connection, sql) for sql in self.each)
        return frozenset(name for name, found in zip(self.names, row, strict=True) if found)

    @staticmethod
    def _holds(connection: SourceConnection, sql: Sql) -> bool:
        try:
            ((found,),) = connection.execute(sql.text, sql.params((), ""))
        except SourceFault:
            return False
        return bool(found)

    def without_empty(self, facts: SchemaFacts, filled: frozenset[str]) -> SchemaFacts:
        """The facts without the members that hold nothing; one stays, that the resource is in service."""
        gone = {name.lower() for name in self.names if name not in (filled or self.names[:1])}
        return replace(facts, tables={name: table for name, table in facts.tables.items() if name not in gone})
