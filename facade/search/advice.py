"""What an operator should know of a search: parameters that no index serves, and why others are not on offer.

W002 is told for each type and parameter, with the index that would help; never made. The log has a line for each type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column

from facade.adapter.relations import Attribute, Children, relation_of
from facade.adapter.values import Gap
from facade.compiler.nodes import leaves
from facade.compiler.resolve import Hit, resolve_below
from facade.compiler.source import CompiledSource
from facade.compiler.units import Unit, full_name
from facade.errors import Finding
from facade.fhir import definitions, fhirpath
from facade.search.compile import TypeSearch
from facade.search.expression import And, Chain, Expression, Has, Not, Or, Param
from facade.search.pushdown.parameters import Resolver


def unindexed(source: CompiledSource) -> tuple[Finding, ...]:
    """One warning for each type and parameter that no index serves, whatever map answers it."""
    found = (
        unserved(source, type_, code)
        for type_, units in sorted(source.by_type.items())
        for code in sorted(TypeSearch(units).offer.parameters)
    )
    return tuple(finding for finding in found if finding is not None)


def in_brief(source: CompiledSource) -> tuple[Finding, ...]:
    """The same in one warning for each type."""
    types: dict[str, list[str]] = {}
    for finding in unindexed(source):
        types.setdefault(finding.where, []).append(finding.text.partition(":")[0])
    todo = f"`facade adapter check {source.adapter.name} --url URL` tells the indexes that would help."
    return tuple(
        Finding("adapter.W002", where, f"no index serves a search by {', '.join(codes)} alone.", todo)
        for where, codes in types.items()
    )


def unserved(source: CompiledSource, type_: str, code: str) -> Finding | None:
    """The warning for one parameter of a type; None if some index serves it. Of exploded rows the stored ones count."""
    stored = [unit if unit.sieve is None else unit.sieve for unit in source.by_type[type_]]
    resolvers = [Resolver(unit, unit.root) for unit in stored]
    read = [(resolver.unit, col) for resolver in resolvers for col in _columns(resolver, code)]
    if not read or any(_indexed(unit, col) for unit, col in read):
        return None
    return _finding(source.adapter.name, type_, code, [col for _, col in read])


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


# One search


def parameters(expression: Expression, type_: str) -> Iterator[tuple[str, str]]:
    """(type, code) of every parameter that a search asks for, those at the end of its hops among them."""
    match expression:
        case Param():
            yield type_, expression.code
        case And() | Or():
            for item in expression.items:
                yield from parameters(item, type_)
        case Not():
            yield from parameters(expression.item, type_)
        case Chain():
            yield type_, expression.code
            yield from parameters(expression.item, expression.type)
        case Has():
            yield expression.type, expression.code
            yield from parameters(expression.item, expression.type)


def reason(search: TypeSearch, name: str) -> str:
    """Why a parameter of that name is not on offer for the type."""
    code = name.partition(".")[0].partition(":")[0]
    (first, *_) = search.units
    parameter = definitions.search_parameters(first.type).get(code)
    if parameter is None:
        return "R4 has no such search parameter for this type."
    if code in search.offer.parameters:
        return "The parameter is on offer, but not what follows it here."
    blocking = search.offer.blocked.get(code)
    if blocking is not None:
        return f"{blocking}: a column's codec cannot compare it in SQL, so the search would leave rows out."
    known = [gap for unit in search.units for path, gap in (unit.map.gaps or {}).items() if _about(path, parameter)]
    if known:
        return _told(known[0])
    return "No element of the adapter's template, as far as this client may see it, answers the parameter."


def _about(path: str, parameter: definitions.SearchParameter) -> bool:
    """Whether a gap lies on the way to what the parameter compares, or below it."""
    paths = [found.strip() for found in (parameter.expression or "").split("|")]
    return any(f"{found}.".startswith(f"{path}.") or path.startswith(f"{found}.") for found in paths)


def _told(gap: Gap) -> str:
    return f"{'The database holds nothing for it' if gap.final else 'The adapter does not map it yet'}: {gap.why}."
