"""Creates the tables of one generation: with the server's own types on MariaDB, with like types on SQLite."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, Engine

from .notation import ColumnSpec, Generation, IndexSpec, TableSpec

CI = "facade_ci"  # SQLite's stand-in for the server's case-insensitive collations

_SQLITE_TYPE = {
    "int": "INTEGER",
    "bigint": "BIGINT",
    "tinyint": "SMALLINT",
    "smallint": "SMALLINT",
    "date": "DATE",
    "datetime": "DATETIME",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "binary": "BLOB",
    "bit": "INTEGER",
    "float": "FLOAT",
    "tinytext": "TEXT",
    "text": "TEXT",
    "longtext": "TEXT",
    "mediumtext": "TEXT",
    "enum": "TEXT",
}
_SQLITE_SIZED = {"char": "CHAR", "varchar": "VARCHAR", "decimal": "DECIMAL"}


def build(
    engine: Engine,
    generation: Generation,
    only_tables: Collection[str] | None = None,
    *,
    storage_engine: str | None = None,
) -> None:
    """Create the generation's tables (or `only_tables`) empty; `storage_engine` is MariaDB's, e.g. MyISAM."""
    wanted = [spec for name, spec in generation.tables.items() if only_tables is None or name in only_tables]
    with engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        collate = f" COLLATE {CI}" if sqlite and CI in _collations(connection) else ""
        for spec in wanted:
            for statement in _sqlite(spec, collate) if sqlite else _mariadb(spec, storage_engine):
                connection.exec_driver_sql(statement)


def _collations(connection: Connection) -> set[str]:
    return {row.name for row in connection.exec_driver_sql("PRAGMA collation_list")}


def _mariadb(spec: TableSpec, storage_engine: str | None) -> Iterator[str]:
    parts = [_mariadb_column(column) for column in spec.columns.values()]
    parts += [_key(index, "`") for index in spec.indexes]
    tail = f" ENGINE={storage_engine}" if storage_engine else ""
    yield f"CREATE TABLE `{spec.name}` ({', '.join(parts)}){tail}"


def _mariadb_column(column: ColumnSpec) -> str:
    size = f"({column.size})" if column.size else ""
    words = [f"`{column.name}`", column.type + size, "unsigned" if column.unsigned else ""]
    # a bare timestamp would get defaults of its own, depending on a server variable
    words += ["NULL" if column.nullable else "NOT NULL", _default(column)]
    words.append("ON UPDATE CURRENT_TIMESTAMP" if column.touched else "")
    words.append("AUTO_INCREMENT" if column.auto_increment else "")
    return " ".join(word for word in words if word)


def _key(index: IndexSpec, quote: str) -> str:
    columns = ", ".join(f"{quote}{column}{quote}" for column in index.columns)
    return f"{index.kind} KEY ({columns})".lstrip()


def _sqlite(spec: TableSpec, collate: str) -> Iterator[str]:
    parts = [_sqlite_column(column, spec, collate) for column in spec.columns.values()]
    if spec.primary:
        parts.append(_key(IndexSpec("PRIMARY", spec.primary), '"'))
    yield f'CREATE TABLE "{spec.name}" ({", ".join(parts)})'
    for index in spec.indexes:
        if index.kind != "PRIMARY":
            name = f"ix_{spec.name}_{'_'.join(index.columns)}"
            columns = ", ".join(f'"{column}"' for column in index.columns)
            yield f'CREATE {index.kind} INDEX "{name}" ON "{spec.name}" ({columns})'


def _sqlite_column(column: ColumnSpec, spec: TableSpec, collate: str) -> str:
    if column.auto_increment and spec.primary == (column.name,):
        declared = "INTEGER"  # the one spelling that makes SQLite count by itself
    elif column.type in _SQLITE_SIZED:
        declared = f"{_SQLITE_SIZED[column.type]}({column.size})"
    else:
        declared = _SQLITE_TYPE[column.type]
    text = declared == "TEXT" or column.type in ("char", "varchar")
    words = [f'"{column.name}"', declared, "" if column.nullable else "NOT NULL", _default(column)]
    return " ".join(word for word in words if word) + (collate if text else "")


def _default(column: ColumnSpec) -> str:
    if column.default is None:
        return ""
    return f"DEFAULT {'CURRENT_TIMESTAMP' if column.default == 'now' else column.default}"
