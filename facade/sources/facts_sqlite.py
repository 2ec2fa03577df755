"""The catalogue of a SQLite file: sqlite_schema and the pragma functions.

Types are declared, hardly enforced; the declared ones count, as SQLAlchemy's `create_all` writes them.
https://www.sqlite.org/pragma.html#pragfunc
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facade.adapter.schema import Collation, ColumnFacts, Kind, TableFacts
from facade.sources.collations import LETTER, PROBES, collation_class
from facade.sources.connection import Row, SourceConnection

VERSION = "SELECT 'SQLite ' || sqlite_version()"
NAMES = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
_KIND = "SELECT type FROM sqlite_schema WHERE name = ?"
_COUNT = "SELECT COUNT(*) FROM {table}"
_COLUMNS = 'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid'
_INDEXES = (
    'SELECT i.name, i."unique", i.partial, i.origin, part.name'
    " FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS part"
    " WHERE part.key = 1 ORDER BY i.seq, part.seqno"
)
_COLLATION = (
    "WITH one (it) AS (SELECT {column} FROM {table} WHERE 0 UNION ALL SELECT ?) SELECT it = ?, it = ?, it = ? FROM one"
)

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("CHAR", "VARCHAR", "NCHAR", "NVARCHAR", "TEXT", "CLOB", "MEDIUMTEXT", "LONGTEXT"), "text"),
    **dict.fromkeys(("INTEGER", "INT", "SMALLINT", "TINYINT", "MEDIUMINT", "BIGINT", "BOOLEAN"), "integer"),
    **dict.fromkeys(("FLOAT", "REAL", "DOUBLE", "DOUBLE PRECISION"), "float"),
    **dict.fromkeys(("BLOB", "BINARY", "VARBINARY"), "binary"),
    **dict.fromkeys(("NUMERIC", "DECIMAL"), "decimal"),
    "DATE": "date",
    "DATETIME": "datetime",
    "TIMESTAMP": "timestamp",
    "TIME": "time",
}
_TYPE = re.compile(r"\s*([A-Za-z]+(?: [A-Za-z]+)?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?")
_GENERATED = frozenset({2, 3})  # values of table_xinfo's `hidden`


def read(connection: SourceConnection, names: Sequence[str]) -> Iterable[TableFacts]:
    """Facts of the tables of exactly these names."""
    return [_table(connection, name) for name in names]


def _table(connection: SourceConnection, name: str) -> TableFacts:
    rows = connection.execute(_COLUMNS, (name,))
    indexes = _indexes(connection.execute(_INDEXES, (name,)))
    row_id = _row_id(rows, indexes)
    texts = [row[0] for row in rows if _kind(row[1]) == "text"]
    classes = {column: _collation(connection, name, column) for column in texts}
    columns = [_column(row, row_id, classes) for row in rows]
    ordered = tuple(tuple(parts) for _, _, parts in indexes)
    unique = {frozenset(parts) for is_unique, _, parts in indexes if is_unique}
    if row_id:
        ordered, unique = ((row_id.lower(),), *ordered), unique | {frozenset({row_id.lower()})}
    by_name = {column.name.lower(): column for column in columns}
    return TableFacts(name, by_name, frozenset(unique), ordered, "SQLite", rows=_count(connection, name))


def _count(connection: SourceConnection, name: str) -> int | None:
    """The rows of a table; a view's would have to be made first."""
    ((kind,),) = connection.execute(_KIND, (name,))
    if kind != "table":
        return None
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    ((count,),) = connection.execute(_COUNT.format(table=quoted))
    return int(count)


def _indexes(rows: Iterable[Row]) -> list[tuple[bool, str, list[str]]]:
    """(unique over all rows, origin, columns up to an expression) of each index."""
    found: dict[str, tuple[bool, str, list[str]]] = {}
    closed = set()
    for index, unique, partial, origin, column in rows:
        is_unique, _, parts = found.setdefault(index, (bool(unique) and not partial, origin, []))
        if column is None:
            closed.add(index)
            found[index] = (False, origin, parts)
        elif index not in closed:
            parts.append(column.lower())
            found[index] = (is_unique, origin, parts)
    return list(found.values())


def _row_id(rows: Iterable[Row], indexes: Iterable[tuple[bool, str, list[str]]]) -> str | None:
    """The INTEGER PRIMARY KEY, which is the row's own number and needs no index of its own."""
    keys = [row[0] for row in rows if row[4]]
    return keys[0] if keys and all(origin != "pk" for _, origin, _ in indexes) else None


def _collation(connection: SourceConnection, table: str, column: str) -> Collation:
    """No row is read: the column of an empty SELECT lends its collation to the probe letter."""
    quoted = connection.dialect.identifier_preparer.quote_identifier
    sql = _COLLATION.format(column=quoted(column), table=quoted(table))
    ((case, accents, blanks),) = connection.execute(sql, (LETTER, *PROBES))
    return collation_class(case, accents, blanks)


def _column(row: Row, row_id: str | None, classes: Mapping[str, Collation]) -> ColumnFacts:
    name, declared, not_null, default, key, hidden = row
    kind, size, scale = _kind(declared), *_sizes(declared)
    return ColumnFacts(
        name,
        kind,
        nullable=not (not_null or key),
        has_default=(default is not None and default.upper() != "NULL") or hidden in _GENERATED,
        length=size if kind in {"text", "binary"} else None,
        precision=size if kind == "decimal" else None,
        scale=scale if kind == "decimal" else None,
        unsigned="UNSIGNED" in declared.upper(),
        bytes=8 if kind in {"integer", "float"} else None,  # SQLite stores any integer, whatever is declared
        collation=classes.get(name, "bin"),
        auto_increment=name == row_id,
    )


def _kind(declared: str) -> Kind:
    found = _TYPE.match(declared)
    words = found.group(1).upper() if found else ""
    return KINDS.get(words) or KINDS.get(words.split(" ")[0], "other")


def _sizes(declared: str) -> tuple[Any, Any]:
    found = _TYPE.match(declared)
    first, second = (found.group(2), found.group(3)) if found else (None, None)
    return (int(first) if first else None), (int(second) if second else None)
