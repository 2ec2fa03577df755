"""SchemaFacts of one source, read from the catalogue of its database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from facade.adapter.schema import SchemaFacts, TableFacts
from facade.sources import facts_mysql, facts_postgresql, facts_sqlite
from facade.sources.connection import SourceConnection

_CATALOGUES = {"sqlite": facts_sqlite, "postgresql": facts_postgresql}


def read_facts(connection: SourceConnection, table_names: Iterable[str]) -> SchemaFacts:
    """Facts about those of the named tables that exist, found without regard to case."""
    catalogue: Any = _CATALOGUES.get(connection.dialect.name, facts_mysql)
    ((server,),) = connection.execute(catalogue.VERSION)
    names = true_names(table_names, [row[0] for row in connection.execute(catalogue.NAMES)])
    tables = catalogue.read(connection, names) if names else ()
    return SchemaFacts(connection.dialect.name, _by_name(tables), str(server))


def true_names(wanted: Iterable[str], present: Sequence[str]) -> list[str]:
    """The database's spelling of each wanted name.

    Servers on Windows store names in lower case. Where two tables differ in case only, just the exact
    spelling counts: to take the other one could be to serve another table's rows.
    """
    exact = set(present)
    spellings: dict[str, list[str]] = {}
    for name in present:
        spellings.setdefault(name.lower(), []).append(name)
    found = []
    for name in dict.fromkeys(wanted):
        alike = spellings.get(name.lower(), [])
        found += [name] if name in exact else alike if len(alike) == 1 else []
    return found


def _by_name(tables: Iterable[TableFacts]) -> Mapping[str, TableFacts]:
    return {table.name.lower(): table for table in tables}


def non_transactional(facts: SchemaFacts, tables: Iterable[str]) -> list[str]:
    """Those of the tables where a ROLLBACK does nothing (MyISAM, Aria, …), in their true spelling."""
    found = (facts.table(name) for name in tables)
    return [table.name for table in found if table is not None and not table.transactional]


def durability(connection: SourceConnection) -> int:
    """innodb_flush_log_at_trx_commit: only under 1 does a commit survive a crash. SQLite: its like."""
    if connection.dialect.name == "sqlite":
        ((synchronous,),) = connection.execute("PRAGMA synchronous")
        return 1 if synchronous >= 2 else 0
    ((flush,),) = connection.execute("SELECT @@global.innodb_flush_log_at_trx_commit")
    return int(flush)
