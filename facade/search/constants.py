"""The declarations' own words and numbers in a statement's text. What a client sends is only ever a bind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, Integer, String, Table, bindparam
from sqlalchemy.types import TypeEngine

from facade.adapter.values import Bind

_PLAIN = re.compile(r"[A-Za-z0-9 _.-]*")


def constants(values: Iterable[Any]) -> Bind:
    """Hands out the values themselves: declared ones, which are no part of a search."""
    left = iter(values)
    return lambda: bindparam(None, next(left), type_=String(), unique=True)


def elements(statement: Any) -> Iterator[Any]:
    """Everything in a statement, once, however often it stands there; of a table not its columns.

    `visitors.iterate` goes through what several units share as often as they do.
    """
    seen: dict[int, Any] = {}
    left = [statement]
    while left:
        element = left.pop()
        if id(element) not in seen:
            seen[id(element)] = element
            yield element
            if not isinstance(element, Table | BindParameter):
                left.extend(element.get_children())


def write_plainly(held: Iterable[Any]) -> None:
    """Puts a statement's plain constants into its text: a driver would quote them anew for each request."""
    for element in held:
        if isinstance(element, BindParameter) and element.value is not None:
            values = element.value if element.expanding else [element.value]
            element.literal_execute = all(_is_plain(element.type, value) for value in values)


def _is_plain(type_: TypeEngine[Any], value: Any) -> bool:
    if isinstance(value, str):
        return isinstance(type_, String) and _PLAIN.fullmatch(value) is not None
    return type(value) is int and isinstance(type_, Integer)
