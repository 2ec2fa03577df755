"""SchemaFacts without a database: of an adapter's own Tables, or of one generation of a vendor's schema."""

from __future__ import annotations

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
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Time,
    UniqueConstraint,
)
from sqlalchemy.dialects import mysql

from facade.adapter.schema import ColumnFacts, Kind, SchemaFacts, TableFacts
from tests.adapters.generations import Generation
from tests.adapters.generations.notation import ColumnSpec, TableSpec

# The narrower class comes first.
KINDS: dict[type[Any], Kind] = {
    TIMESTAMP: "timestamp",
    DateTime: "datetime",
    Date: "date",
    Time: "time",
    Float: "float",
    Numeric: "decimal",
    Integer: "integer",
    String: "text",
    LargeBinary: "binary",
    mysql.BINARY: "binary",
}
WIDTHS: dict[type[Any], int] = {mysql.TINYINT: 1, SmallInteger: 2, BigInteger: 8, Integer: 4}
SERVER_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum"), "text"),
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "integer"),
    "decimal": "decimal",
    "float": "float",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "timestamp": "timestamp",
    "binary": "binary",
    "bit": "binary",
    **dict.fromkeys(("tinyblob", "blob", "mediumblob", "longblob"), "binary"),
}
SERVER_WIDTHS = {"tinyint": 1, "smallint": 2, "int": 4, "bigint": 8}


def facts_from_tables(metadata: MetaData) -> SchemaFacts:
    """The catalogue of a database that MariaDB would make of these tables; text ignores case and accents."""
    tables = {name.lower(): _table(table) for name, table in metadata.tables.items()}
    return SchemaFacts("mysql", tables)


def _table(table: Table) -> TableFacts:
    columns = {column.name.lower(): _column(column) for column in table.columns}
    keys = [key.columns.keys() for key in table.constraints if isinstance(key, UniqueConstraint)]
    keys += [index.columns.keys() for index in table.indexes if index.unique]
    keys.append(table.primary_key.columns.keys())
    plain = [index.columns.keys() for index in table.indexes if not index.unique]
    return _facts(table.name, columns, [key for key in keys if key], plain)


def _facts(name: str, columns: dict[str, ColumnFacts], keys: list[Any], plain: list[Any]) -> TableFacts:
    unique = frozenset(frozenset(column.lower() for column in key) for key in keys)
    indexes = tuple(tuple(column.lower() for column in index) for index in (*keys, *plain))
    return TableFacts(name, columns, unique, indexes, engine="InnoDB")


def _column(column: Column[Any]) -> ColumnFacts:
    made = column.type.dialect_impl(mysql.dialect())  # type: ignore[no-untyped-call]
    kind = next(found for class_, found in KINDS.items() if isinstance(made, class_))
    return ColumnFacts(
        column.name,
        kind,
        nullable=bool(column.nullable),
        has_default=column.server_default is not None,
        length=getattr(made, "length", None),
        precision=getattr(made, "precision", None) if kind == "decimal" else None,
        scale=getattr(made, "scale", None) if kind == "decimal" else None,
        unsigned=bool(getattr(made, "unsigned", False)),
        bytes=next((size for class_, size in WIDTHS.items() if isinstance(made, class_)), None),
        collation="ci-ai-pad" if kind == "text" else "bin",
        auto_increment=column.table.autoincrement_column is column,  # type: ignore[attr-defined]
    )


def facts_of_generation(generation: Generation) -> SchemaFacts:
    """The catalogue of one generation of a vendor's schema."""
    tables = {name.lower(): _table_of(spec) for name, spec in generation.tables.items()}
    return SchemaFacts("mysql", tables)


def _table_of(spec: TableSpec) -> TableFacts:
    columns = {name.lower(): _column_of(column) for name, column in spec.columns.items()}
    keys = [index.columns for index in spec.indexes if index.kind]
    return _facts(spec.name, columns, keys, [index.columns for index in spec.indexes if not index.kind])


def _column_of(spec: ColumnSpec) -> ColumnFacts:
    kind = SERVER_KINDS[spec.type]
    digits = [int(number) for number in (spec.size or "").split(",")] if kind == "decimal" else [None, None]
    return ColumnFacts(
        spec.name,
        kind,
        nullable=spec.nullable,
        has_default=spec.default is not None,
        length=spec.length,
        precision=digits[0],
        scale=digits[1],
        unsigned=spec.unsigned,
        bytes=SERVER_WIDTHS.get(spec.type),
        collation="ci-ai-pad" if kind == "text" else "bin",
        auto_increment=spec.auto_increment,
    )
