"""SchemaFacts: what the catalogue of one source says, read once at start by `facade.sources`.

Names are looked up without regard to case; `TableFacts.name` and `ColumnFacts.name` hold the true spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from facade.fhir.text import Collation, bare, fold, letters, storable, weightless

__all__ = [
    "Collation", "ColumnFacts", "Kind", "SchemaFacts", "TableFacts",
    "bare", "fold", "letters", "storable", "weightless",
]  # fmt: skip

Kind = Literal["text", "integer", "decimal", "float", "date", "datetime", "timestamp", "time", "binary", "other"]


@dataclass(frozen=True)
class ColumnFacts:
    """One column. `length` counts characters of text columns; `precision`/`scale` belong to decimals."""

    name: str
    kind: Kind
    nullable: bool = True
    has_default: bool = False
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    unsigned: bool = False
    bytes: int | None = None  # storage width of integers: 1, 2, 3, 4, 8
    charset: str | None = None
    collation: Collation = "bin"
    collated: str | None = field(default=None, compare=False)  # the server's own name: two names are never compared
    auto_increment: bool = False


@dataclass(frozen=True)
class TableFacts:
    """One table. `indexes` lists the columns of every index in order, unique ones included."""

    name: str
    columns: Mapping[str, ColumnFacts]  # key: lower-case column name
    unique: frozenset[frozenset[str]] = frozenset()  # sets of lower-case column names
    indexes: tuple[tuple[str, ...], ...] = ()
    engine: str | None = None
    transactional: bool = True
    rows: int | None = field(default=None, compare=False)  # about how many there were at start; None: nobody knows
    instead: tuple[str, ...] = ()  # of a table that stands in no database: the SELECTs whose rows it has

    def column(self, name: str) -> ColumnFacts | None:
        """The column of that name in any case, or None."""
        return self.columns.get(name.lower())

    def is_unique(self, *names: str) -> bool:
        """Whether a unique key lies within these columns."""
        wanted = {name.lower() for name in names}
        return any(key <= wanted for key in self.unique)

    def is_indexed(self, name: str) -> bool:
        """Whether some index starts with this column."""
        return any(index and index[0] == name.lower() for index in self.indexes)


@dataclass(frozen=True)
class SchemaFacts:
    """The tables of one source that its adapter names. A table that is not there is not in the mapping."""

    dialect: str  # "mysql", "sqlite", "postgresql", "mssql": SQLAlchemy's names; MariaDB is "mysql"
    tables: Mapping[str, TableFacts] = field(default_factory=dict)  # key: lower-case table name
    server: str = ""

    def table(self, name: str) -> TableFacts | None:
        """The table of that name in any case, or None."""
        return self.tables.get(name.lower())

    def column(self, table: str, name: str) -> ColumnFacts | None:
        """The column, or None if table or column is missing."""
        facts = self.table(table)
        return facts.column(name) if facts else None
