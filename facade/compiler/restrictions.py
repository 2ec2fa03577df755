"""Restrictions of a map at one source: what is left of them where optional tables are missing, and what they read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Exists, Integer, String, and_, bindparam, false, true
from sqlalchemy.sql import visitors

from facade.adapter.conditions import Condition
from facade.adapter.context import SourceContext
from facade.adapter.relations import Restriction
from facade.adapter.values import Bind


def holds(item: Restriction, context: SourceContext) -> ColumnElement[bool]:
    """The restriction in SQL. What an older schema does not have cannot stand in anybody's way.

    An EXISTS over rows that are not there is false; a condition on a column that is not there asks nothing.
    """
    if isinstance(item.predicate, tuple):
        kept = [one.narrowed(context.has, True) for one in item.predicate]
        if False in kept:
            return false()
        asked = [one for one in kept if isinstance(one, Condition)]
        return and_(true(), *(one.sql(context, own_values(one, context)) for one in asked))
    if all(map(context.has, columns_of(item))):
        return item.predicate
    found = visitors.replacement_traverse(item.predicate, {}, lambda element, **_: _narrowed(element, context))
    return found if all(map(context.has, _columns(found))) else true()


def _narrowed(element: Any, context: SourceContext) -> ColumnElement[bool] | None:
    if isinstance(element, Exists) and not all(map(context.has, _columns(element))):
        return false()
    return None


def columns_of(item: Restriction) -> Iterator[Column[Any]]:
    """Every column that the restriction names, those of other tables too."""
    if isinstance(item.predicate, tuple):
        yield from (col for one in item.predicate for col in one.columns)
    else:
        yield from _columns(item.predicate)


def _columns(element: Any) -> Iterator[Column[Any]]:
    """Declared columns: those of a SELECT's own result stand for others."""
    return (found for found in visitors.iterate(element) if isinstance(found, Column) and found.table is not None)


def own_values(condition: Condition, context: SourceContext) -> Bind:
    """Gives the values of a condition in the order in which it asks for them: declared ones, no search's."""
    values = iter(condition.binds(context))

    def give() -> BindParameter[Any]:
        value = next(values)
        return bindparam(None, value, type_=Integer() if isinstance(value, int) else String(), unique=True)

    return give
