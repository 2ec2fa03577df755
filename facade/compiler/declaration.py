"""What a declaration came to at a source, as plain values in a fixed order: the mapping version is a hash of it.

The same declaration gives the same text in every process: nothing depends on addresses, on the order of sets or on the
numbers that aliases got when modules were imported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import partial
from typing import Any

from sqlalchemy import Alias, Column, ColumnElement, Table

from facade.adapter.codecs.base import Codec
from facade.adapter.columns import origin, table_of
from facade.adapter.relations import Attribute, Children, Joined, Restriction, relation_of
from facade.compiler.nodes import Object, Rows

_NUMBERED = re.compile(r"\b(\w+?)_(\d+)\b")


def plain(value: Any) -> Any:
    """Any part of a declaration. Raises TypeError for what has no words of its own."""
    if isinstance(value, Column):
        return _column(value)
    if isinstance(value, (Table, Alias)):
        return value.name if isinstance(value, Table) else plain(value.element)
    if isinstance(value, ColumnElement):
        return _sql(value)
    if isinstance(value, Attribute):
        return ("Attribute", value.name, _fields(value.of))
    if isinstance(value, (Joined, Children)):
        return (type(value).__name__, _fields(value))
    if isinstance(value, (Codec, Restriction)) or (is_dataclass(value) and not isinstance(value, type)):
        return (type(value).__name__, _fields(value))
    return _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((repr(plain(key)), plain(item)) for key, item in value.items())
    if isinstance(value, (frozenset, set)):
        return sorted(repr(plain(item)) for item in value)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, partial):
        return ("partial", plain(value.func), plain(value.args), plain(value.keywords))
    if callable(value) or isinstance(value, type):
        return f"{value.__module__.rpartition('.')[2]}.{value.__qualname__}"
    said = repr(value)
    if " at 0x" in said:
        raise TypeError(f"{type(value).__name__} says nothing of itself")
    return said


def _column(col: Column[Any]) -> Any:
    relation = relation_of(col)
    name = f"{table_of(col).name}.{origin(col).name}"
    return name if relation is None else (name, plain(relation))


def _sql(condition: ColumnElement[Any]) -> str:
    """SQL with its values; aliases and other made-up names are numbered in their order."""
    text = str(condition.compile(compile_kwargs={"literal_binds": True}))
    names: dict[str, str] = {}
    return _NUMBERED.sub(lambda found: names.setdefault(found[0], f"{found[1]}_{len(names)}"), text)


def _fields(item: Any) -> list[Any]:
    left_out = ("context", "alias")
    return [
        (name, plain(value)) for name, value in sorted(vars(item).items()) if name not in left_out and name[0] != "_"
    ]


def shape(node: Any) -> Any:
    """A compiled tree: its members, constants and the paths of its leaves."""
    if isinstance(node, Object):
        return {key: shape(member) for key, member in sorted(node.members.items())}
    if isinstance(node, Rows):
        return shape(node.element)
    items = getattr(node, "items", None)
    if isinstance(items, list):
        return [shape(item) for item in items]
    return getattr(node, "value", None) or getattr(node, "path", None)
