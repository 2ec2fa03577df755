"""The rows that an adapter's author writes by hand for the kit: a few sane ones for every table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, MetaData, Table

Row = Mapping[str, Any]
Rows = Mapping[Table, Sequence[Row]]


@dataclass(frozen=True, eq=False)
class Clinic:
    """Tables, their rows by column name (dates and decimals as text), site facts and time zone.

    The kit copies these rows and makes the copies ugly. `along`: (column of a map's table, column of another) for
    rows that a copy needs beside it though no relation of the template says so, such as a form's entry that
    `restrict` asks for: where the first is the key, the other table's rows are copied with it. `provider`: the number
    of an active provider of the EHR, under which writes are tried. `profiles`: the set of the adapter's profiles that
    resources claim. `replaced`: types of which a later row of the EHR takes the place of an earlier one (a corrected
    report), so that rows may go while others come in. `numbered`: columns by which rows of other tables find a row,
    which the EHR keeps unique though its database is not told so, such as a user's name.
    """

    metadata: MetaData
    rows: Rows
    site: Mapping[str, str] = field(default_factory=dict)
    zone: str = "America/Toronto"
    along: Sequence[tuple[Column[Any], Column[Any]]] = ()
    provider: str | None = None
    profiles: str = ""
    replaced: frozenset[str] = frozenset()
    numbered: Sequence[Column[Any]] = ()


def by_table_name(metadata: MetaData, rows: Mapping[str, Sequence[Row]]) -> Rows:
    """Rows given by the tables' names, in the order of the metadata."""
    unknown = rows.keys() - metadata.tables.keys()
    if unknown:
        raise KeyError(f"no such table: {', '.join(sorted(unknown))}")
    return {table: rows[name] for name, table in metadata.tables.items() if name in rows}
