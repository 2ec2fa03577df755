"""The catalogue of PostgreSQL: information_schema and pg_catalog, of the first schema on the search path.

Types that name no collation of their own compare byte by byte, as every deterministic collation does; nondeterministic
ones are asked what they take for equal. https://www.postgresql.org/docs/15/catalogs.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from facade.adapter.schema import ColumnFacts, Kind, TableFacts
from facade.sources.connection import Row, SourceConnection

VERSION = "SELECT version()"
NAMES = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
_COLUMNS = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
    " numeric_precision, numeric_scale, is_identity, is_generated"
    " FROM information_schema.columns WHERE table_schema = current_schema() AND table_name IN ({marks})"
    " ORDER BY table_name, ordinal_position"
)
_INDEXES = (
    "SELECT of.relname, index.indexrelid, index.indisunique AND index.indpred IS NULL, part.attname"
    " FROM pg_index AS index JOIN pg_class AS of ON of.oid = index.indrelid"
    " JOIN pg_class AS own ON own.oid = index.indexrelid JOIN pg_am AS method ON method.oid = own.relam"
    " CROSS JOIN LATERAL unnest(index.indkey::smallint[]) WITH ORDINALITY AS key (number, place)"
    " LEFT JOIN pg_attribute AS part ON part.attrelid = index.indrelid AND part.attnum = key.number"
    " WHERE of.relnamespace = current_schema()::regnamespace AND method.amname = 'btree' AND index.indisvalid"
    " AND key.place <= index.indnkeyatts AND of.relname IN ({marks}) ORDER BY of.relname, index.indexrelid, key.place"
)
_ROWS = (
    "SELECT relname, reltuples::bigint FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace AND relname IN ({marks})"
)
BYTES: Mapping[str, int] = {"smallint": 2, "integer": 4, "bigint": 8, "real": 4, "double precision": 8}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("smallint", "integer", "bigint"), "integer"),
    **dict.fromkeys(("character varying", "character", "text"), "text"),
    **dict.fromkeys(("real", "double precision"), "float"),
    "numeric": "decimal",
    "bytea": "binary",
    "date": "date",
    "timestamp without time zone": "datetime",
    "timestamp with time zone": "timestamp",  # in our sessions UTC
    "time without time zone": "time",
}


def read(connection: SourceConnection, names: Sequence[str]) -> Iterable[TableFacts]:
    """Facts of the tables of exactly these names."""
    columns = _by_table(_ask(connection, _COLUMNS, names))
    indexes = _by_table(_ask(connection, _INDEXES, names))
    rows: dict[str, int] = dict(_ask(connection, _ROWS, names))
    for name in names:
        found = [_column(row) for row in columns[name]]
        unique, ordered = _indexes(indexes[name])
        by_name = {column.name.lower(): column for column in found}
        count = rows.get(name, -1)
        yield TableFacts(name, by_name, unique, ordered, "PostgreSQL", rows=count if count >= 0 else None)


def _ask(connection: SourceConnection, sql: str, names: Sequence[str]) -> list[Row]:
    return connection.execute(sql.format(marks=", ".join(["%s"] * len(names))), tuple(names))


def _by_table(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def _indexes(rows: Iterable[Row]) -> tuple[frozenset[frozenset[str]], tuple[tuple[str, ...], ...]]:
    """Unique sets of columns, and the columns of every index up to its first expression."""
    parts: dict[int, list[str | None]] = defaultdict(list)
    is_unique: dict[int, bool] = {}
    for number, unique, column in rows:
        parts[number].append(None if column is None else column.lower())
        is_unique[number] = bool(unique)
    plain = {number: tuple(_until_expression(listed)) for number, listed in parts.items()}
    whole = {number for number, listed in parts.items() if None not in listed}
    unique = frozenset(frozenset(plain[number]) for number in whole if is_unique[number])
    return unique, tuple(listed for listed in plain.values() if listed)


def _until_expression(listed: Iterable[str | None]) -> Iterable[str]:
    for column in listed:
        if column is None:
            return
        yield column


def _column(row: Row) -> ColumnFacts:
    name, declared, nullable, default, length, precision, scale, identity, generated = row
    kind = KINDS.get(declared, "other")
    counted = identity == "YES" or str(default or "").startswith("nextval(")
    return ColumnFacts(
        name,
        kind,
        nullable=nullable == "YES",
        has_default=default is not None or counted or generated == "ALWAYS",
        length=length if kind == "text" else None,
        precision=precision if kind == "decimal" else None,
        scale=scale if kind == "decimal" else None,
        bytes=BYTES.get(declared),
        charset="utf8" if kind == "text" else None,
        auto_increment=counted,
    )
