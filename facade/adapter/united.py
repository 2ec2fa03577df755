"""Many tables of one shape, read as one: an EHR that keeps each kind of form in a table of its own.

    united("saved_form", {1: formAnnual, 2: formRourke}, key="ID", columns=[…], listed=…)

gives a Table whose rows are those of all members; maps over it are written like any others. It stands in no database:
a statement has a UNION ALL of the members in its place, of those that the site has, that the account may read and that
hold anything.

Its columns are the members' own, by their names, and three more: `member` (the number of the table that a row stands
in), `key` (the row's key and that number in one integer, which ids are made of) and `title` (the name under which the
EHR lists the table).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from facade.adapter.columns import table_of

MOST_MEMBERS = 999
STEP = MOST_MEMBERS + 1  # a key is the row's own times this, and the number of its table


@dataclass(frozen=True, eq=False)
class United:
    """See `united`."""

    members: Mapping[int, Table]
    key: str
    columns: tuple[str, ...]
    listed: tuple[Column[Any], Column[Any]]

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it is read of."""
        return (*self.members.values(), table_of(self.listed[0]))

    def stored(self, table: Table) -> tuple[Column[Any], ...]:
        """The columns of a member that are read."""
        return tuple(table.c[name] for name in (self.key, *self.columns) if name in table.c)


def united(
    name: str,
    members: Mapping[int, Table],
    *,
    key: str,
    columns: Sequence[Column[Any]],
    listed: tuple[Column[Any], Column[Any]],
) -> Table:
    """The table that the members make together.

    `members`: by a number that is never given to another table, since ids are made of it; from 1 to 999. `key`: the
    integer key that each of them has. `columns`: what is read of them; one that a member lacks, or has in another type,
    is NULL there. `listed`: the columns of the EHR's own list that hold a table's name and what
    it is called there; a member that is not listed has no title.
    """
    if not all(0 < number <= MOST_MEMBERS for number in members):
        raise ValueError(f"a member's number lies between 1 and {MOST_MEMBERS}")
    shared = tuple(column.name for column in columns)
    declared = United(dict(members), key, shared, listed)
    return Table(
        name, MetaData(),
        Column("key", BigInteger, primary_key=True), Column("member", Integer, nullable=False),
        Column(key, BigInteger, nullable=False), *columns, Column("title", String(listed[1].type.length)),  # type: ignore[attr-defined]
        info={"united": declared},
    )  # fmt: skip


def united_of(table: Any) -> United | None:
    """How a table is united of others, if it is."""
    found: United | None = table.info.get("united") if isinstance(table, Table) else None
    return found


def tables_behind(table: Table) -> tuple[Table, ...]:
    """The tables of a database that a table is read of: itself, unless it is united of others."""
    declared = united_of(table)
    return (table,) if declared is None else declared.tables


def columns_behind(col: Column[Any]) -> tuple[Column[Any], ...]:
    """The columns of a database that a statement on a column reads; those of a united table are read together."""
    declared = united_of(table_of(col))
    if declared is None:
        return (col,)
    read = (stored for member in declared.members.values() for stored in declared.stored(member))
    return (*read, *declared.listed)
