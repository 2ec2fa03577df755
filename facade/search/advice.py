"""W002: search parameters that no index of this database serves. Told, with the index that would help; never made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column

from facade.adapter.relations import Attribute, Children, relation_of
from facade.compiler.nodes import leaves
from facade.compiler.resolve import Hit, resolve_below
from facade.compiler.source import CompiledSource
from facade.compiler.units import Unit, full_name
from facade.errors import Finding
from facade.fhir import definitions, fhirpath
from facade.search.compile import TypeSearch
from facade.search.pushdown.parameters import Resolver


def unindexed(source: CompiledSource) -> tuple[Finding, ...]:
    """One warning for each type and parameter that no index serves, whatever map answers it."""
    found = []
    for type_, units in sorted(source.by_type.items()):
        resolvers = [Resolver(unit, unit.root) for unit in units]
        for code in sorted(TypeSearch(units).offer.parameters):
            read = [(resolver.unit, col) for resolver in resolvers for col in _columns(resolver, code)]
            if read and not any(_indexed(unit, col) for unit, col in read):
                found.append(_finding(source.adapter.name, type_, code, [col for _, col in read]))
    return tuple(found)


def _finding(adapter: str, type_: str, code: str, read: Sequence[Column[object]]) -> Finding:
    names = ", ".join(dict.fromkeys(map(full_name, read)))
    wanted = dict.fromkeys(map(_wanted, read))
    help_ = "an index on each would help" if len(wanted) > 1 else "an index would help"
    return Finding(
        "adapter.W002", f"{adapter} {type_}", f"{code}: no index begins with {names}.",
        f"A search by it alone reads the whole table; {help_}: {', '.join(wanted)}.",
    )  # fmt: skip


def _columns(resolver: Resolver, code: str) -> Iterator[Column[object]]:
    """What a search by the parameter compares: the first column of each leaf, for composites of each component."""
    if code == "_id":
        return
    parameter = definitions.search_parameters(resolver.unit.type)[code]
    for hit in resolver.named(code):
        below = [hit] if not parameter.components else _components(hit, [path for _, path in parameter.components])
        for found in below:
            for leaf in leaves(found.node):
                yield from leaf.codec.columns[:1]


def _components(hit: Hit, paths: Sequence[str]) -> Iterator[Hit]:
    for path in paths:
        yield from resolve_below(hit, fhirpath.parse_relative(path))


def _key(col: Column[object]) -> str | None:
    """The column by which rows of a relation are found; None on the root table and beside it."""
    relation = relation_of(col)
    if isinstance(relation, Attribute):
        return relation.of.owner
    return relation.on[0][1] if isinstance(relation, Children) else None


def _indexed(unit: Unit, col: Column[object]) -> bool:
    table, _, name = full_name(col).partition(".")
    facts = unit.context.facts.table(table)
    return facts is None or facts.is_indexed(_key(col) or name)


def _wanted(col: Column[object]) -> str:
    """The index that would help."""
    table, _, name = full_name(col).partition(".")
    return f"{table} ({', '.join(dict.fromkeys([_key(col) or name, name]))})"
