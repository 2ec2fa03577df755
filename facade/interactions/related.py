"""Attribute values and child rows of a page: one further statement for each relation, never one for each row.

What a page brings along can be more than a page: child rows are read for so many owners at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, and_, or_, select

from facade.adapter.relations import Children, wanted_of
from facade.compiler.build import child_columns
from facade.compiler.nodes import Rows
from facade.interactions.attributes import padded
from facade.interactions.served import Ready
from facade.interactions.views import Prepared
from facade.search.statement import Binds
from facade.sources.connection import SourceConnection

# A page and more. Of a thousand pairs of columns SQLite takes no OR (it counts 1,000 levels), and SQLAlchemy needs
# longer to write one than a server waits for the next statement of a transaction.
_OWNERS = 256


def extended(
    ready: Ready, connection: SourceConnection, prepared: Prepared, fetched: Sequence[Sequence[Any]]
) -> Sequence[Sequence[Any]]:
    """The fetched rows with attribute values and lists of child rows behind their columns."""
    if not fetched or not prepared.several:
        return fetched
    width = len(prepared.columns)
    bare = len(fetched[0]) == width  # nothing that it is sorted by stands behind the columns
    added: list[list[Any]] = list(map(list, fetched)) if bare else [list(row[:width]) for row in fetched]
    for named in prepared.named:
        place = named.place
        values = named.values(ready.statements, connection, [row[place] for row in fetched])
        for name in named.names:
            of_name = values[name]
            for row in added:
                row.append(of_name.get(row[place]))
    for rows in prepared.rows:
        on = [prepared.places[col] for col, _ in rows.children.on]
        owners = [tuple(row[place] for place in on) for row in fetched]
        for row, children in zip(added, rows_below(ready, connection, Below.of(rows), owners), strict=True):
            row.append(children)
    return added


@dataclass(frozen=True, eq=False)
class Below:
    """Rows of a child relation to read, with these columns. `form` tells them from others among kept statements."""

    children: Children
    columns: tuple[Column[Any], ...]
    form: tuple[Any, ...]

    @classmethod
    def of(cls, rows: Rows) -> Below:
        """What the elements of a template read."""
        columns = child_columns(rows)
        return cls(rows.children, columns, ("children", rows.number, tuple(map(str, columns))))


def rows_below(
    ready: Ready, connection: SourceConnection, below: Below, owners: Sequence[tuple[Any, ...]]
) -> list[Sequence[tuple[Any, ...]]]:
    """For each owner its child rows in order."""
    alike = [_alike(ready, below, owner) for owner in owners]
    known = list({told: owner for told, owner in zip(alike, owners, strict=True) if None not in owner}.values())
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for start in range(0, len(known), _OWNERS):
        keys = padded(known[start : start + _OWNERS])
        for owner, child in _rows_of(ready, connection, below, keys):
            found.setdefault(_alike(ready, below, owner), []).append(child)
    return [found.get(told, ()) for told in alike]


def _rows_of(
    ready: Ready, connection: SourceConnection, below: Below, keys: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Each child row of the owners, in order: the owner's columns, and those that are wanted."""
    children, statements = below.children, ready.statements
    alias = children.alias
    names = [name for _, name in children.on]

    def make() -> Any:
        bind = Binds()
        tied = [or_(*(and_(*(alias.c[name] == bind() for name in names)) for _ in keys))] if names else []
        only = wanted_of(children)
        wanted = [*(alias.c[name] for name in names), *map(statements.fetched, below.columns)]
        return (
            select(*wanted).select_from(alias).where(*tied, *only).order_by(*(alias.c[name] for name in children.order))
        )

    sql = statements.kept((*below.form, len(keys)), make)
    for row in connection.execute(sql.text, sql.params([value for key in keys for value in key], "")):
        yield tuple(row[: len(names)]), tuple(row[len(names) :])


def _alike(ready: Ready, below: Below, owner: Sequence[Any]) -> tuple[Any, ...]:
    """The owner's values as the database compares them, so that `AB` finds the rows of `ab` here too."""
    context, alias = ready.source.context, below.children.alias
    return tuple(
        context.fold(alias.c[name], value) if isinstance(value, str) else None if value is None else str(value)
        for (_, name), value in zip(below.children.on, owner, strict=True)
    )
