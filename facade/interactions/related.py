"""Attribute values and child rows of a page: one further statement for each relation, never one for each row.

What a page brings along can be more than a page: child rows are read for so many owners at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, and_, bindparam, or_, select

from facade.adapter.codecs.base import Remembered
from facade.adapter.relations import Attributes, Children, wanted_of
from facade.compiler.build import child_columns
from facade.compiler.nodes import Rows
from facade.compiler.units import attribute
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
    places = {col: index for index, col in enumerate(prepared.columns)}
    width = len(prepared.columns)
    bare = len(fetched[0]) == width  # nothing that it is sorted by stands behind the columns
    added: list[list[Any]] = list(map(list, fetched)) if bare else [list(row[:width]) for row in fetched]
    for of, columns in _by_relation(prepared.attributes).items():
        place = places[of.on]
        values = _attributes(ready, connection, of, columns, [row[place] for row in fetched])
        for name in columns.values():
            of_name = values[name]
            for row in added:
                row.append(of_name.get(row[place]))
    for rows in prepared.rows:
        on = [places[col] for col, _ in rows.children.on]
        owners = [tuple(row[place] for place in on) for row in fetched]
        for row, children in zip(added, rows_below(ready, connection, Below.of(rows), owners), strict=True):
            row.append(children)
    return added


def _by_relation(columns: Sequence[Column[Any]]) -> Mapping[Attributes, Mapping[Column[Any], str]]:
    found: dict[Attributes, dict[Column[Any], str]] = {}
    for col in columns:
        relation = attribute(col)
        assert relation is not None  # `prepared.attributes` holds attribute columns only
        found.setdefault(relation.of, {})[col] = relation.name
    return found


def padded(values: Sequence[Any]) -> list[Any]:
    """The values, the last repeated up to a power of two or a multiple of 8, so that pages share few statements."""
    room = 1 << max(len(values) - 1, 0).bit_length()
    if room > 8:
        room = -(-len(values) // 8) * 8
    return [*values, *[values[-1]] * (room - len(values))]


def _attributes(
    ready: Ready,
    connection: SourceConnection,
    of: Attributes,
    columns: Mapping[Column[Any], str],
    owners: Sequence[Any],
) -> Mapping[str, Mapping[Any, Any]]:
    """Name → owner → value of the picked row."""
    keys = padded(list(dict.fromkeys(owners)))
    names = tuple(dict.fromkeys(columns.values()))
    table = of.table

    def make() -> Any:
        bind = Binds()
        owner, name, by = table.c[of.owner], table.c[of.name], table.c[of.pick.by]
        order = by.asc() if of.pick.order == "last" else by.desc()  # the picked row comes last
        chosen = or_(*(name == bindparam(None, text, unique=True) for text in names))
        return select(owner, name, table.c[of.value]).where(owner.in_([bind() for _ in keys]), chosen).order_by(order)

    sql = ready.statements.kept(
        ("attributes", table.name, of.owner, of.name, of.value, of.pick, names, len(keys)), make
    )
    context, column = ready.source.context, table.c[of.name]
    folded = {context.fold(column, name): name for name in names}
    meant = Remembered(lambda stored: folded.get(context.fold(column, stored)))  # few spellings, many rows
    found: dict[str | None, dict[Any, Any]] = {name: {} for name in (*names, None)}
    for owner, name, value in connection.execute(sql.text, sql.params(keys, "")):
        found[meant[name]][owner] = value  # None: a spelling that only the server calls equal is nobody's
    return {name: found[name] for name in names}


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
