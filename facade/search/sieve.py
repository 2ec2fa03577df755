"""What an expression asks of a stored row of which many resources are read: never too much, seldom all.

A row that holds one matching resource must come through; one that holds none may. So a parameter counts if the sieve
has every element that it is about, and is let through elsewhere; a negation always lets through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from facade.adapter.exploded import stored_key
from facade.compiler.predicate import NO, YES, Predicate, every, some
from facade.compiler.presence import NotPushed
from facade.compiler.resolve import Hit
from facade.compiler.units import Unit
from facade.errors import Refused
from facade.fhir import definitions
from facade.search.expression import (
    Always,
    And,
    Chain,
    DateValue,
    Expression,
    Has,
    MissingValue,
    Not,
    Open,
    Or,
    Param,
    Restricted,
    SearchValue,
    TokenValue,
)
from facade.search.pushdown.keyed import keyed
from facade.search.pushdown.opened import NotOpen
from facade.search.pushdown.parameters import Resolver
from facade.search.pushdown.simple import Asked

#: The date that is meant lies anywhere within the time that the sieve tells: what that time must answer to.
_WITHIN = {
    "eq": ("po",), "ap": ("ap",), "gt": ("gt",), "lt": ("lt",), "ge": ("gt", "po"), "le": ("lt", "po"),
    "sa": ("gt",), "eb": ("lt",), "po": ("po",),
}  # fmt: skip


def sieved(expression: Expression, told: Callable[[Param | Chain | Has], Predicate]) -> Predicate:
    """The expression with every part that is not told let through."""
    match expression:
        case Always():
            return YES if expression.value else NO
        case And():
            return every(sieved(item, told) for item in expression.items)
        case Or():
            return some(sieved(item, told) for item in expression.items)
        case Not() | Restricted():
            return YES
    try:
        return told(expression)
    except (NotPushed, KeyError, Refused):
        return YES


def parameter(param: Param, own: Resolver, sieve: Resolver, asked: Asked) -> Predicate:
    """What a parameter asks of the stored row. Raises NotPushed where the sieve cannot tell."""
    if any(isinstance(value, MissingValue) for value in param.values):
        return YES
    if param.code == "_id":
        if any(isinstance(value, Open) for value in param.values):
            raise NotOpen(param.code)
        ids = [value.code for value in param.values if isinstance(value, TokenValue) and value.code]
        return with_ids(ids, own.unit, sieve.unit)
    if own.predicate(param, asked) is NO:
        return NO
    if not covers(param.code, own, sieve):
        return YES
    widened = tuple(found for value in param.values for found in _widened(value))
    return sieve.predicate(replace(param, values=widened), asked)


def with_ids(ids: Sequence[str], own: Unit, sieve: Unit) -> Predicate:
    """The stored rows that resources of these ids are read of."""
    parsed = (own.identity.parse(id_) for id_ in ids)
    keys = (stored_key(str(found[0])) for found in parsed if found is not None)
    return keyed(sieve, [key for key in keys if key is not None])


def covers(code: str, own: Resolver, sieve: Resolver) -> bool:
    """Whether the sieve has all that the parameter is about."""
    if code == "_lastUpdated":
        return sieve.unit.last_updated is not None
    about = definitions.reference_of(own.unit.type, code)
    if about.type == "composite":  # is about one resource
        return False
    return bool(own.hits(about)) and _paths(own.hits(about)) <= _paths(sieve.hits(about))


def narrowing(own: Resolver, sieve: Resolver) -> Iterator[str]:
    """The parameters that the sieve answers for, `_id` apart."""
    codes = definitions.search_parameters(own.unit.type)
    return (code for code in codes if code != "_id" and covers(code, own, sieve))


def _paths(hits: Sequence[Hit]) -> frozenset[str]:
    return frozenset(hit.node.path for hit in hits)


def _widened(value: SearchValue) -> Sequence[SearchValue]:
    """Raises KeyError for what says nothing of the time around it, as `ne`."""
    if isinstance(value, DateValue):
        return [replace(value, prefix=prefix) for prefix in _WITHIN[value.prefix]]
    return [value]
