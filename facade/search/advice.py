"""W002: search parameters that no index of this database serves. Told, with the index that would help; never made."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column

from facade.adapter.columns import origin, table_of
from facade.adapter.relations import Attribute, Children, relation_of
from facade.compiler.nodes import leaves
from facade.compiler.source import CompiledSource
from facade.compiler.units import Unit
from facade.errors import Finding
from facade.search.compile import TypeSearch
from facade.search.pushdown.parameters import Resolver


def unindexed(source: CompiledSource) -> tuple[Finding, ...]:
    """One warning for each column that some offered parameter has to scan for."""
    found: dict[tuple[str, str], list[str]] = {}
    for type_, units in source.by_type.items():
        search = TypeSearch(units)
        for unit in units:
            for code in search.offer.parameters:
                for col in _scanned(unit, code):
                    found.setdefault((f"{type_}", f"{table_of(col).name}.{origin(col).name}"), []).append(code)
    return tuple(
        Finding(
            "adapter.W002", f"{source.adapter.name} {type_}",
            f"{', '.join(dict.fromkeys(codes))}: no index begins with {column}.",
            "Searches by it without a patient read the whole table.",
        )
        for (type_, column), codes in sorted(found.items())
    )  # fmt: skip


def _scanned(unit: Unit, code: str) -> Iterator[Column[object]]:
    if code == "_id":
        return
    resolver = Resolver(unit, unit.root)
    for hit in resolver.named(code):
        for leaf in leaves(hit.node):
            for col in leaf.codec.columns[:1]:
                if not _indexed(unit, col):
                    yield col


def _indexed(unit: Unit, col: Column[object]) -> bool:
    facts = unit.context.facts.table(table_of(col).name)
    relation = relation_of(col)
    if isinstance(relation, Attribute):
        name = relation.of.owner
    elif isinstance(relation, Children):
        name = relation.on[0][1]
    else:
        name = origin(col).name
    return facts is None or facts.is_indexed(name)
