"""A SELECT over one root table with the joined rows that its columns and conditions read, and those alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Alias, Column, ColumnElement, FromClause, Select, Table, select

from facade.adapter.context import SourceContext
from facade.adapter.relations import Joined, relation_of
from facade.compiler.presence import join_condition
from facade.compiler.units import joins_of
from facade.search.constants import constants

_APART = "facade_apart"


def selected(
    context: SourceContext,
    table: Table,
    columns: Sequence[ColumnElement[Any]],
    where: Sequence[ColumnElement[bool]],
    read: Iterable[Column[Any]] = (),
    *,
    also: FromClause | None = None,
    then: tuple[FromClause, ColumnElement[bool]] | None = None,
) -> Select[Any]:
    """`SELECT columns FROM table LEFT JOIN … WHERE where`. `read`: columns whose joins are needed too.

    `also`: what stands in the table's place, if that is the table with something joined to it. `then`: what is joined
    last, perhaps to a joined row.
    """
    used = dict.fromkeys(read)
    used.update(dict.fromkeys(_joined_columns([*columns, *where])))
    source: FromClause = table if also is None else also
    for joined in joins_of(tuple(used)):
        source = source.outerjoin(joined.alias, _on(context, joined))
    if then is not None:
        source = source.outerjoin(*then)
    return select(*columns).select_from(source).where(*where)


def joins_in(elements: Iterable[ColumnElement[Any]]) -> frozenset[Joined]:
    """The joined relations that elements need."""
    return frozenset(joins_of(tuple(_joined_columns(elements))))


def apart(statement: Select[Any]) -> Select[Any]:
    """A SELECT that stands on its own inside another: it sees no row of the outer one, and needs none of its joins."""
    return statement.correlate(None)._annotate({_APART: True})


def stands_alone(statement: Any) -> bool:
    """Whether `apart` made it."""
    return _APART in statement._annotations


def _on(context: SourceContext, joined: Joined) -> ColumnElement[bool]:
    return join_condition(joined, context, constants(value for item in joined.when for value in item.binds(context)))


def _joined_columns(elements: Iterable[Any]) -> list[Column[Any]]:
    """Columns of joined relations anywhere in the elements, those of a SELECT on its own left out."""
    found: list[Column[Any]] = []
    left = [*elements][::-1]
    while left:
        element = left.pop()
        if isinstance(element, Column):
            if isinstance(element.table, Alias) and isinstance(relation_of(element), Joined):
                found.append(element)
        elif not stands_alone(element):
            left += [*element.get_children()][::-1]
    return found
