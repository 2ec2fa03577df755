"""An adapter compiled for one source: the units in service, the ids of its maps, and what the checks found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Table

from facade.adapter.columns import origin, since, table_of
from facade.adapter.context import Closed, SourceContext, Target
from facade.adapter.profiles import Profile, ProfileSet
from facade.adapter.relations import Spread
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.adapter.schema import SchemaFacts
from facade.adapter.united import tables_behind, united_of
from facade.adapter.writes import Archive
from facade.compiler.checks import check_declaration, check_unit
from facade.compiler.closed import is_about_patients
from facade.compiler.declared import virtual_facts
from facade.compiler.identity import Identity
from facade.compiler.nodes import Builder, is_fixed
from facade.compiler.sieves import Explosions, check_exploded
from facade.compiler.stored import stored_part, stored_tables
from facade.compiler.templates import eaches_in
from facade.compiler.united import with_united
from facade.compiler.units import Unit, used_columns
from facade.errors import Finding


@dataclass(eq=False)
class CompiledSource:
    """All units of an adapter at one source, and what its checks found."""

    adapter: Adapter
    context: SourceContext
    inner: SourceContext  # of virtual tables
    units: tuple[Unit, ...]
    identities: Mapping[tuple[str, str], Identity]
    findings: tuple[Finding, ...]

    @cached_property
    def by_type(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units in service of each FHIR type."""
        types: dict[str, list[Unit]] = {}
        for unit in self.units:
            types.setdefault(unit.type, []).append(unit)
        return {type_: tuple(units) for type_, units in types.items()}

    @cached_property
    def version(self) -> str:
        """The mapping version of the whole source, part of page tokens."""
        return hashlib.sha256("".join(unit.version for unit in self.units).encode()).hexdigest()[:12]


def compile_source(
    adapter: Adapter,
    facts: SchemaFacts,
    zone: ZoneInfo,
    *,
    site: Mapping[str, str] | None = None,
    id_prefix: str = "",
    claimed: ProfileSet | None = None,
) -> CompiledSource:
    """Compile every map that this source can serve; what is wrong is in `findings`, numbered.

    `claimed`: the profiles that resources claim in `meta.profile` where they may.
    """
    findings: list[Finding] = list(check_declaration(adapter, (id_prefix,)))
    facts = with_united(adapter, facts)
    told = virtual_facts(adapter)
    identities = {
        (item.type, item.tag): _identity(item, facts if item.exploded is None else told, id_prefix)
        for item in adapter.maps
    }

    def target(type_: str, tag: str) -> Target:
        return identities[type_, tag]

    closed = Closed(adapter.closed.unless if adapter.closed else "")
    context = SourceContext(facts, zone, site or {}, target, closed)
    inner = SourceContext(told, zone, site or {}, target, closed)
    explosions = Explosions(adapter, context)
    units: list[Unit] = []
    wrong_maps = [f"{item.where} " for item in findings if item.is_error]
    for declared in adapter.maps:
        if any(where.startswith(f"{adapter.name} {declared.label} ") for where in wrong_maps):
            continue
        home = context if declared.exploded is None else inner
        table, columns = stored_part(declared)
        if adapter.closed is not None and is_about_patients(declared):  # served only where it is known who is not
            columns = {*columns, *adapter.closed.columns}
        wrong = [*check_exploded(adapter, declared, context), *_missing(adapter, declared, table, columns, context)]
        findings += wrong
        if not any(item.is_error for item in wrong) and context.facts.table(table.name) is not None:
            profiles = claimed.of(declared.type) if claimed else ()
            made = _units(adapter, declared, home, identities, findings, profiles, explosions)
            units += _sound(adapter, made, findings)
    return CompiledSource(adapter, context, inner, tuple(units), identities, tuple(findings))


def _sound(adapter: Adapter, units: Iterator[Unit], findings: list[Finding]) -> Iterator[Unit]:
    """The units without an error; what the checks say is added to the findings."""
    for unit in units:
        found = check_unit(adapter, unit)
        findings += found
        if not any(item.is_error for item in found):
            yield unit


def _identity(declared: ResourceMap, facts: SchemaFacts, prefix: str) -> Identity:
    column = facts.column(declared.table.name, declared.key.name)
    kind = "integer" if column is not None and column.kind == "integer" else "text"
    parts = tuple(part.key for part in declared.template.parts) if isinstance(declared.template, Spread) else ()
    pads = column is None or column.collation != "bin"
    return Identity(declared.type, declared.tag, kind, prefix, parts, pads)  # type: ignore[arg-type]


def _missing(
    adapter: Adapter, declared: ResourceMap, table: Table, columns: Iterable[Column[Any]], context: SourceContext
) -> Iterator[Finding]:
    where = f"{adapter.name} {declared.label}"
    if context.facts.table(table.name) is None:
        # where it came later, an older database may well lack it; and one may well hold no member of a united table
        later = table.info.get("since") or united_of(table)
        yield Finding("adapter.W009" if later else "adapter.E010", where,
                      f"table {table.name} is not in this database.",
                      "Grant SELECT on it or check the URL; the resource is out of service.")  # fmt: skip
        return
    for col in sorted(columns, key=str):
        if since(col) is None and context.facts.column(table_of(col).name, origin(col).name) is None:
            todo = "Declare it with since= if older releases lack it; the resource is out of service."
            text = f"column {table_of(col).name}.{col.name} is not in this database."
            yield Finding("adapter.E012", where, text, todo)


def _units(
    adapter: Adapter,
    declared: ResourceMap,
    context: SourceContext,
    identities: Mapping[tuple[str, str], Identity],
    findings: list[Finding],
    profiles: tuple[Profile, ...],
    explosions: Explosions,
) -> Iterator[Unit]:
    identity = identities[declared.type, declared.tag]
    spread, checks = declared.template, adapter.checks or {}
    if not isinstance(spread, Spread):
        builder = Builder(context, f"{adapter.name} {declared.label}")
        root = builder.root(declared.type, spread, declared.unknown)
        findings += builder.findings
        if not any(item.is_error for item in builder.findings):
            unit = Unit(declared, "", root, identity, context, profiles=profiles, checks=checks)
            yield explosions.placed(unit, findings)
        return
    for part in spread.parts:
        builder = Builder(context, f"{adapter.name} {declared.label}-{part.key}")
        root = builder.root(declared.type, {**spread.common, **part.besides, **part.template}, declared.unknown)
        findings += builder.findings
        own = frozenset(key for key in part.template if key in root.members and not is_fixed(root.members[key]))
        if own and not any(item.is_error for item in builder.findings):
            yield Unit(declared, part.key, root, identity, context, own, profiles, checks)


def relation_tables(adapter: Adapter) -> frozenset[str]:
    """Names of all tables that an adapter reads or writes, for reading the catalogue."""
    names = {adapter.providers.column.table.name} if adapter.providers else set()
    names |= {table_of(col).name for col in adapter.closed.columns} if adapter.closed else set()
    for declared in adapter.maps:
        if declared.exploded is not None:
            continue
        used = [declared.table, *(table_of(col) for col in used_columns(declared))]
        names.update(behind.name for table in used for behind in tables_behind(table))
        names.update(table.name for each in eaches_in(declared.template) for table in each.children.tables)
        if declared.aliases:
            names.add(declared.aliases.table.name)
        if declared.writes:
            for companion in declared.writes.companions:
                names.add(companion.to.name if isinstance(companion, Archive) else companion.table.name)
    return frozenset(names).union(table.name for table in stored_tables(adapter))
