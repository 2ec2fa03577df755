"""SchemaFacts as an adapter declares them: what a freshly made database of its newest release would say.

For checks and documentation without a database; text columns are taken to ignore case and accents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    Table,
    Time,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from facade.adapter.codecs.site_column import SiteColumn
from facade.adapter.columns import table_of
from facade.adapter.exploded import is_virtual
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.adapter.schema import ColumnFacts, Kind, SchemaFacts, TableFacts
from facade.adapter.united import tables_behind
from facade.adapter.values import SiteValue
from facade.compiler.stored import stored_tables, virtual_tables
from facade.compiler.templates import declared_in, eaches_in
from facade.compiler.units import used_columns

#: The narrower class comes first.
KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (TIMESTAMP, "timestamp"), (DateTime, "datetime"), (Date, "date"), (Time, "time"), (Float, "float"),
    (Numeric, "decimal"), (Integer, "integer"), (String, "text"), (LargeBinary, "binary"),
)  # fmt: skip


def declared_facts(adapter: Adapter) -> SchemaFacts:
    """The catalogue that the adapter's own Table objects describe."""
    return SchemaFacts("mysql", {table.name.lower(): facts_of(table) for table in tables_of(adapter)})


def site_facts(adapter: Adapter) -> dict[str, str]:
    """What an adapter takes from `[sources.NAME.site]`: a fact stands for itself, a choice for its first column."""
    found: dict[str, str] = {}
    for value in (value for declared in adapter.maps for value in declared_in(declared.template)):
        if isinstance(value, SiteValue):
            found[value.name] = f"site.{value.name}"
        elif isinstance(value, SiteColumn):
            found[value.fact] = next(iter(value.among))
    return dict(sorted(found.items()))


def tables_of(adapter: Adapter) -> Iterable[Table]:
    """Every table of a database that the adapter names, each once."""
    named = (
        behind
        for declared in adapter.maps
        for table in _of_map(declared)
        if not is_virtual(table)
        for behind in tables_behind(table)
    )
    closing = adapter.closed.columns if adapter.closed else ()
    return dict.fromkeys((*named, *stored_tables(adapter), *map(table_of, closing)))


def virtual_facts(adapter: Adapter) -> SchemaFacts:
    """What the catalogue of the SQLite database says that virtual rows are put into."""
    return SchemaFacts("sqlite", {table.name.lower(): _in_memory(table) for table in virtual_tables(adapter)})


def _in_memory(table: Table) -> TableFacts:
    found = facts_of(table)
    columns = {
        name: replace(
            column,
            bytes=8 if column.kind == "integer" else None,
            charset=None,
            collation="bin" if column.kind != "text" or as_it_stands(table.c[column.name]) else "ci-ai-pad",
        )
        for name, column in found.columns.items()
    }
    return replace(found, columns=columns, engine="SQLite", rows=0)


def as_it_stands(col: Column[Any]) -> bool:
    """Whether a virtual column's texts are compared letter for letter."""
    return bool(col.primary_key) or getattr(col.type, "collation", None) == "BINARY"


def _of_map(declared: ResourceMap) -> Iterator[Table]:
    yield declared.table
    yield from (table_of(col) for col in used_columns(declared))
    for each in eaches_in(declared.template):
        yield from each.children.tables
    if declared.aliases:
        yield declared.aliases.table
    if declared.writes:
        for companion in declared.writes.companions:
            yield companion.table if hasattr(companion, "table") else companion.to


def facts_of(table: Table) -> TableFacts:
    """What a catalogue would say of a table that is made as it is declared."""
    keys = [tuple(key.columns.keys()) for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys += [tuple(index.columns.keys()) for index in table.indexes if index.unique]
    keys.append(tuple(table.primary_key.columns.keys()))
    plain = [tuple(index.columns.keys()) for index in table.indexes if not index.unique]
    keys = [tuple(name.lower() for name in key) for key in keys if key]
    indexes = (*keys, *(tuple(name.lower() for name in index) for index in plain))
    columns = {col.name.lower(): _column(col) for col in table.columns}
    return TableFacts(table.name, columns, frozenset(map(frozenset, keys)), indexes, "InnoDB")


def _column(col: Column[Any]) -> ColumnFacts:
    type_ = col.type
    kind = next((kind for class_, kind in KINDS if isinstance(type_, class_)), None)
    if kind is None:
        kind = "binary" if "BINARY" in type(type_).__name__.upper() else "other"
    bytes_ = 8 if isinstance(type_, BigInteger) else 2 if isinstance(type_, SmallInteger) else 4
    return ColumnFacts(
        col.name,
        kind,
        nullable=bool(col.nullable),
        has_default=col.server_default is not None,
        length=getattr(type_, "length", None),
        precision=getattr(type_, "precision", None),
        scale=getattr(type_, "scale", None),
        bytes=bytes_ if kind == "integer" else None,
        charset="utf8mb4" if kind == "text" else None,
        collation="ci-ai-pad" if kind == "text" else "bin",
    )
