"""The sieve of an exploded map: what the stored row alone tells of its resources, as a tree over stored columns.

It only ever narrows: what it lacks, it lets through. The tree answers for a search parameter if it has all the
elements that the map's own tree has for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from facade.adapter.columns import table_of
from facade.adapter.context import SourceContext
from facade.adapter.exploded import Exploded, is_virtual
from facade.adapter.relations import Spread
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.compiler.explosion import Explosion
from facade.compiler.identity import Identity
from facade.compiler.nodes import Builder, Node
from facade.compiler.templates import eaches_in
from facade.compiler.units import Unit, used_columns
from facade.errors import Finding


@dataclass
class _SieveBuilder(Builder):
    """Nothing is required of a sieve."""

    def _complete(self, parent: str, path: str, template: Mapping[str, Any], members: Mapping[str, Node]) -> bool:
        return True


@dataclass(eq=False)
class Explosions:
    """Those of one source; maps that name the same declaration share one."""

    adapter: Adapter
    context: SourceContext
    _made: dict[Exploded, Explosion] = field(default_factory=dict)

    def placed(self, unit: Unit, findings: list[Finding]) -> Unit:
        """The unit, with its explosion and sieve if its table is a virtual one."""
        exploded = unit.map.exploded
        if exploded is not None:
            unit.explosion = self._made.setdefault(exploded, Explosion(exploded, self.context))
            unit.sieve = self._sieve(unit.map, exploded, findings)
        return unit

    def _sieve(self, declared: ResourceMap, exploded: Exploded, findings: list[Finding]) -> Unit:
        """A unit over the stored table; it is never served."""
        template = dict(exploded.sieve.get(declared.type, {}))
        meta = dict(template.pop("meta", {}))
        stands_for = ResourceMap(
            declared.type, table=exploded.stored, key=exploded.key, template=template, tag=declared.tag,
            only=exploded.only, restrict=exploded.restrict, last_updated=meta.pop("lastUpdated", None),
        )  # fmt: skip
        builder = _SieveBuilder(self.context, f"{self.adapter.name} {declared.label} sieve")
        root = builder.root(declared.type, template)
        findings += builder.findings
        identity = Identity(declared.type, declared.tag, "integer")
        return Unit(stands_for, "", root, identity, self.context)


def check_exploded(adapter: Adapter, declared: ResourceMap, context: SourceContext) -> Iterator[Finding]:
    """What keeps an exploded map out of service."""
    exploded, where = declared.exploded, f"{adapter.name} {declared.label}"
    if exploded is None:
        return
    for text, todo in _faults(declared, exploded, _elsewhere(adapter, exploded)):
        yield Finding("adapter.E021", where, text, todo)
    if context.has(exploded.key) and context.kind(exploded.key) != "integer":
        text = f"stands in rows whose key {exploded.key.name} is not an integer."
        yield Finding("adapter.E021", where, text, "Choose an integer key of the stored table.")


def _elsewhere(adapter: Adapter, exploded: Exploded) -> set[str]:
    """The names of tables that belong to others."""
    others = [item.exploded for item in adapter.maps if item.exploded is not None and item.exploded is not exploded]
    taken = {table.name for other in others for table in other.tables}
    return taken | {item.table.name for item in adapter.maps if not is_virtual(item.table)} | {exploded.stored.name}


def _faults(declared: ResourceMap, exploded: Exploded, taken: set[str]) -> Iterator[tuple[str, str]]:
    table, tables = declared.table, exploded.tables
    if table not in tables or not all(map(is_virtual, tables)):
        yield "is read by exploded=, but its table is not one of its virtual tables.", "List it in tables=."
        return
    if [col.name for col in table.primary_key] != [declared.key.name]:
        yield f"has a key that is not the primary key of {table.name}.", "Declare the key with primary_key=True."
    if declared.writes is not None or declared.aliases is not None or isinstance(declared.template, Spread):
        yield "is read by exploded=, so it can have no writes, aliases or spread.", "Leave them out."
    if twice := sorted(table.name for table in tables if table.name in taken):
        yield f"has a virtual table of a name that is taken: {', '.join(twice)}.", "Name it otherwise."
    reached = {table_of(col) for col in used_columns(declared)}
    reached |= {each.children.table for each in eaches_in(declared.template)}
    if foreign := sorted(item.name for item in reached if item not in tables):
        text = f"reads {', '.join(foreign)}, which is not a table of its exploded=."
        yield text, "Give the columns to read= by columns= or along=, and put them into a virtual table."
