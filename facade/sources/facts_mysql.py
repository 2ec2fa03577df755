"""The catalogue of MariaDB and MySQL: information_schema.

https://mariadb.com/kb/en/information-schema-tables/
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from facade.adapter.schema import Collation, ColumnFacts, Kind, TableFacts
from facade.sources.collations import PAIRS, collation_class
from facade.sources.connection import Row, SourceConnection

VERSION = "SELECT VERSION()"
# Names alone come from the directory; the other questions open only the tables they name.
NAMES = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
_TABLES = "SELECT TABLE_NAME, ENGINE, TABLE_ROWS FROM information_schema.TABLES"  # InnoDB guesses the rows
_COLUMNS = (
    "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA,"
    " CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_SET_NAME, COLLATION_NAME"
    " FROM information_schema.COLUMNS"
)
_INDEXES = "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME FROM information_schema.STATISTICS"
_BTREE = " AND INDEX_TYPE IN ('BTREE', 'HASH')"  # a full-text index serves no comparison

TRANSACTIONAL = frozenset({"innodb"})
BYTES: Mapping[str, int] = {
    "tinyint": 1,
    "smallint": 2,
    "year": 2,
    "mediumint": 3,
    "int": 4,
    "bigint": 8,
    "float": 4,
    "double": 8,
}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("tinyint", "smallint", "mediumint", "int", "bigint", "year"), "integer"),
    **dict.fromkeys(("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"), "text"),
    **dict.fromkeys(("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"), "binary"),
    "decimal": "decimal",
    "float": "float",
    "double": "float",
    "date": "date",
    "datetime": "datetime",
    "timestamp": "timestamp",
    "time": "time",
}
_IDENTIFIER = re.compile(r"\w+", re.ASCII)


def read(connection: SourceConnection, names: Sequence[str]) -> Iterable[TableFacts]:
    """Facts of the tables of exactly these names."""
    tables = {name: (engine, count) for name, engine, count in _ask(connection, _TABLES, names)}
    rows = _ask(connection, _COLUMNS, names, " ORDER BY TABLE_NAME, ORDINAL_POSITION")
    classes = _collations(connection, {(row[10], row[11]) for row in rows if row[11]})
    indexes = _indexes(_ask(connection, _INDEXES, names, f"{_BTREE} ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"))
    for name in names:
        columns = [_column(row, classes) for row in rows if row[0] == name]
        engine, count = tables.get(name, (None, None))
        yield replace(_table(name, engine, columns, indexes[name]), rows=_number(count))


def _ask(connection: SourceConnection, sql: str, names: Sequence[str], rest: str = "") -> list[Row]:
    mark = "?" if connection.paramstyle == "qmark" else "%s"
    marks = ", ".join([mark] * len(names))
    where = f" WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ({marks}){rest}"
    return connection.execute(sql + where, tuple(names))


def _collations(connection: SourceConnection, used: set[tuple[str, str]]) -> dict[str, Collation]:
    """One row of comparisons for each collation in use."""
    asked = sorted((c, s) for s, c in used if _IDENTIFIER.fullmatch(c) and _IDENTIFIER.fullmatch(s))
    if not asked:
        return {}
    rows = connection.execute(" UNION ALL ".join(_probe(name, charset) for name, charset in asked))
    return {name: collation_class(*answers) for name, *answers in rows}


def _probe(collation: str, charset: str) -> str:
    def text(value: str) -> str:
        return f"CONVERT('{value}' USING {charset}) COLLATE {collation}"

    tests = ", ".join(f"{text(one)} = {text(other)}" for one, other in PAIRS)
    return f"SELECT '{collation}', {tests}"


def _indexes(rows: Iterable[Row]) -> Mapping[str, Mapping[str, list[tuple[str | None, bool]]]]:
    """Table → index → its columns in order, each with whether the index is unique."""
    found: dict[str, dict[str, list[tuple[str | None, bool]]]] = defaultdict(lambda: defaultdict(list))
    for table, index, non_unique, column in rows:
        found[table][index].append((column.lower() if column else None, not non_unique))
    return found


def _table(
    name: str,
    engine: str | None,
    columns: Iterable[ColumnFacts],
    indexes: Mapping[str, list[tuple[str | None, bool]]],
) -> TableFacts:
    unique = set()
    ordered = []
    for parts in indexes.values():
        plain = [column for column, _ in parts]
        known = plain[: plain.index(None)] if None in plain else plain  # up to an expression
        ordered.append(tuple(column for column in known if column))
        if parts[0][1] and None not in plain:
            unique.add(frozenset(column for column in plain if column))
    return TableFacts(
        name,
        {column.name.lower(): column for column in columns},
        frozenset(unique),
        tuple(ordered),
        engine,
        (engine or "").lower() in TRANSACTIONAL,
    )


def _column(row: Row, classes: Mapping[str, Collation]) -> ColumnFacts:
    _, name, data_type, column_type, nullable, default, extra, length, precision, scale, charset, order = row
    kind = KINDS.get(data_type.lower(), "other")
    is_decimal = kind == "decimal"
    return ColumnFacts(
        name,
        kind,
        nullable=nullable == "YES",
        has_default=_has_default(default, extra),
        length=_number(length) if kind in {"text", "binary"} else None,
        precision=_number(precision) if is_decimal else None,
        scale=_number(scale) if is_decimal else None,
        unsigned="unsigned" in column_type.lower() or data_type.lower() == "year",
        bytes=BYTES.get(data_type.lower()),
        charset=charset,
        collation=classes.get(order, "bin"),
        collated=order,
        auto_increment="auto_increment" in extra.lower(),
    )


def _has_default(default: Any, extra: str) -> bool:
    """MariaDB writes the default NULL of a nullable column as the text NULL."""
    return (default is not None and default != "NULL") or "generated" in extra.lower()


def _number(value: Any) -> int | None:
    return None if value is None else int(value)
