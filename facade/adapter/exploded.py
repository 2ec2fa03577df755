"""One stored row that gives many resources: a laboratory message, a day of a schedule, a recurring appointment.

    virtual    a table that exists in memory only; maps over it are written like any others
    exploded   the stored row, what of it is read, and the function that makes virtual rows of it

`read` is pure: the same stored row gives the same rows, whoever asks and whenever. It never raises for what it is
given; what it cannot read gives fewer rows, or those of a fallback. It is bounded: no row gives more than
`MOST_ROWS` rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Column, MetaData, Table

from facade.adapter.conditions import Condition
from facade.adapter.relations import Children, Joined, Restriction, relation_of

MOST_ROWS = 20_000
SEPARATOR = "x"  # between the stored key and what tells the virtual rows of it apart
_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,18})\Z")


def virtual(name: str, *columns: Column[Any]) -> Table:
    """A table that is never in a database. Its key is a text (see `StoredRow.keyed`) and its primary key.

    Texts are compared without regard to case and accents, those of the primary key as they stand. Dates are
    `YYYY-MM-DD`, times `YYYY-MM-DD HH:MM:SS` of the site's clock, numbers that are no integers texts; what a column
    cannot hold is NULL. What children and joined rows are found by wants `index=True`.
    """
    return Table(name, MetaData(), *columns, info={"virtual": True})


def is_virtual(table: Table) -> bool:
    """Whether `virtual` made it."""
    return bool(table.info.get("virtual"))


@dataclass(frozen=True, eq=False)
class StoredRow:
    """What `read` is given: values by the names in `columns=`, each an integer, a text or None.

    Dates, times and decimals come as text, as everywhere. A column that the site's database lacks is None.
    """

    key: int
    values: Mapping[str, str | int | None]
    beside: Mapping[str, Sequence[Mapping[str, str | int | None]]] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))  # the site's
    site: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str | int | None:
        return self.values[name]

    def text(self, name: str) -> str:
        """The value as text without blanks around it; NULL is empty."""
        value = self.values[name]
        return "" if value is None else str(value).strip()

    def rows(self, name: str) -> Sequence[Mapping[str, str | int | None]]:
        """The rows of a relation of `along=`, in its order."""
        return self.beside.get(name, ())

    def keyed(self, name: str | int = "") -> str:
        """The key of a virtual row: the stored key alone, or with a name that no other row of its table has."""
        return f"{self.key}{SEPARATOR}{name}" if name != "" else str(self.key)


Read: TypeAlias = Callable[[StoredRow], Mapping[Table, Iterable[Mapping[str, Any]]]]


def stored_key(key: str) -> int | None:
    """The stored key in a virtual one; None for what is none."""
    head = key.partition(SEPARATOR)[0]
    return int(head) if _INTEGER.match(head) else None


@dataclass(frozen=True, eq=False)
class Exploded:
    """See `exploded`."""

    stored: Table
    key: Column[Any]
    columns: Mapping[str, Column[Any]]
    read: Read
    tables: tuple[Table, ...]
    along: Mapping[str, tuple[Column[Any], ...]]
    stamp: tuple[Column[Any], ...] | None
    version: int
    only: tuple[Condition, ...]
    restrict: tuple[Restriction, ...]
    sieve: Mapping[str, Mapping[str, Any]]

    def relation(self, name: str) -> Children:
        """The child relation of a name in `along`."""
        found = relation_of(self.along[name][0])
        if not isinstance(found, Children):
            raise TypeError(f"along[{name!r}] must list columns of children()")
        return found


def exploded(  # noqa: PLR0913 - the words of a declaration, all by name
    *,
    stored: Table,
    key: Column[Any],
    columns: Mapping[str, Column[Any]],
    read: Read,
    tables: Sequence[Table],
    along: Mapping[str, Sequence[Column[Any]]] | None = None,
    stamp: Sequence[Column[Any]] | None = None,
    version: int = 1,
    only: Sequence[Condition] = (),
    restrict: Sequence[Restriction] = (),
    sieve: Mapping[str, Mapping[str, Any]] | None = None,
) -> Exploded:
    """Rows of `stored` read by a function; maps over `tables` name it with `exploded=`.

    `key`: the stored row's integer key. `columns`: what `read` gets, by name: columns of the row and of rows joined()
    to it. `along`: further rows that it gets, by name: the columns wanted of a children() relation, which is read
    once for all rows of a search; with `on=()` every stored row gets them all, and by a blank text it gets none.
    `stamp`: columns that change whenever the row is to be read anew; () if it never changes once it is there. Read
    rows are then kept in the worker's memory. None: nothing tells, so each request reads the rows itself.
    `version`: of the reader; raise it when it gives something else for the same row.
    `only`, `restrict`: on the stored row, as on a map.
    `sieve`: for each FHIR type what the stored row alone tells of all its resources: a template over stored columns.
    An element may be left out; one that is there must answer for every resource of the row. A date (or period) is
    the time within which theirs lie.
    """
    wanted = {name: tuple(found) for name, found in (along or {}).items()}
    for name, found in columns.items():
        if relation_of(found) is not None and not isinstance(relation_of(found), Joined):
            raise TypeError(f"columns[{name!r}] must stand in the row itself or beside it")
    made = Exploded(
        stored, key, dict(columns), read, tuple(tables), wanted, None if stamp is None else tuple(stamp), version,
        tuple(only), tuple(restrict), dict(sieve or {}),
    )  # fmt: skip
    for name in wanted:
        made.relation(name)
    return made
