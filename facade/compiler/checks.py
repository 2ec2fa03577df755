"""The system checks: what is wrong or doubtful in an adapter's declaration, each with a number.

    E001 path not in R4                     E011 reference to a map that is not there
    E002 required element without a leaf    E012 column missing in this database
    E003 list where R4 has one value        E013 a leaf of another type than its element
    E004 two leaves write one column        E014 a gap for no element, or for a mapped one
    E005 tags: ambiguous or malformed
    E006 joined without unique key or pick  W001 required leaf whose presence SQL cannot tell
    E007 ids longer than 64 characters      W002 a search parameter that no index serves
    E008 two slices with equal constants    W003 a join over different column types
    E010 table missing in this database     W004 writing off: a table that knows no transactions
    W005 a key without unique index

E… takes the map out of service, W… is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from sqlalchemy import Column

from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.columns import origin, table_of
from facade.adapter.relations import Joined, Spread, relation_of
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.adapter.writes import Archive
from facade.compiler.identity import MAX_ID, PART, TAG
from facade.compiler.nodes import Array, Leaf, Node, Object, is_fixed
from facade.compiler.presence import NotPushed
from facade.compiler.units import Unit, attribute, codecs_in
from facade.errors import Finding
from facade.fhir import definitions

#: What a codec gives may fill these element types too.
FITS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"string", "markdown", "uri", "url", "id", "code", "canonical", "oid"}),
    "code": frozenset({"code", "string", "uri"}),
    "date": frozenset({"date", "dateTime"}),
    "dateTime": frozenset({"dateTime"}),
    "instant": frozenset({"instant", "dateTime"}),
    "decimal": frozenset({"decimal"}),
    "boolean": frozenset({"boolean"}),
    "Coding": frozenset({"Coding"}),
}


def check_declaration(adapter: Adapter, prefixes: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """What can be said of the maps together, without a database."""
    return (*_tags(adapter, prefixes), *_references(adapter))


def _finding(number: str, adapter: Adapter, declared: ResourceMap, text: str, todo: str, path: str = "") -> Finding:
    return Finding(f"adapter.{number}", f"{adapter.name} {declared.label} {path}".strip(), text, todo)


def _tags(adapter: Adapter, prefixes: tuple[str, ...]) -> Iterator[Finding]:
    seen: dict[tuple[str, str], ResourceMap] = {}
    for declared in adapter.maps:
        if (declared.type, declared.tag) in seen:
            yield _finding(
                "E005", adapter, declared, "has the tag of another map of its type.", "Give it a tag of its own."
            )
        seen[declared.type, declared.tag] = declared
        if declared.tag and not TAG.match(declared.tag):
            yield _finding("E005", adapter, declared, "has a malformed tag.", "A tag is [a-z][a-z0-9]{0,7}.")
        if declared.tag in prefixes and declared.tag:
            yield _finding("E005", adapter, declared, "has a source's id prefix as its tag.", "Rename the prefix.")
        yield from _parts(adapter, declared)
    for declared in adapter.maps:
        tagged = any(type_ == declared.type and tag for type_, tag in seen)
        if isinstance(declared.template, Spread) and not declared.tag and tagged:
            yield _finding("E005", adapter, declared, "is an untagged spread beside a tagged map.", "Give it a tag.")


def _parts(adapter: Adapter, declared: ResourceMap) -> Iterator[Finding]:
    if isinstance(declared.template, Spread):
        for part in declared.template.parts:
            if not PART.match(part.key):
                yield _finding(
                    "E005", adapter, declared, f"has the malformed part {part.key}.", "A part is [a-z0-9]{1,16}."
                )


def _references(adapter: Adapter) -> Iterator[Finding]:
    known = {(declared.type, declared.tag) for declared in adapter.maps}
    for declared in adapter.maps:
        for codec in codecs_in(declared.template):
            if isinstance(codec, ReferenceTo) and (codec.type_, codec.tag) not in known:
                yield _finding(
                    "E011", adapter, declared, f"refers to the map {codec.type_}/{codec.tag}, which is not there.",
                    "Name a map of this adapter.", str(origin(codec.col)),
                )  # fmt: skip


def check_unit(adapter: Adapter, unit: Unit) -> tuple[Finding, ...]:
    """What can be said of one compiled unit at one source."""
    checks: tuple[Callable[[Unit], Iterator[tuple[str, str, str, str]]], ...] = (
        _two_writers, _picks, _id_length, _equal_slices, _types, _gaps, _readable, _unlike_joins, _engines, _keys,
    )  # fmt: skip
    return tuple(
        Finding(f"adapter.{number}", f"{adapter.name} {unit.label} {path}".strip(), text, todo)
        for check in checks
        for number, path, text, todo in check(unit)
    )


Said = Iterator[tuple[str, str, str, str]]


def _two_writers(unit: Unit) -> Said:
    first: dict[Column[Any], Leaf] = {}
    for leaf in unit.row_leaves:
        for col in leaf.codec.written:
            if col in first and first[col] is not leaf and unit.map.writes is not None:
                yield (
                    "E004",
                    leaf.path,
                    f"writes {_name(col)}, as {first[col].path} does.",
                    "Make one of them read_only.",
                )
            first.setdefault(col, leaf)


def _picks(unit: Unit) -> Said:
    for joined in dict.fromkeys(_joins(unit)):
        facts = unit.context.facts.table(joined.table.name)
        names = [name for _, name in joined.on] + [name for name, values in joined.only if len(values) == 1]
        if joined.pick is None and (facts is None or not facts.is_unique(*names)):
            yield (
                "E006", "", f"joins {joined.table.name} by {', '.join(names)}, which is not unique there.",
                "Say which row counts: pick=first(…) or last(…).",
            )  # fmt: skip


def _joins(unit: Unit) -> Iterator[Joined]:
    for leaf in unit.leaves:
        for col in leaf.codec.columns:
            relation = relation_of(col)
            if isinstance(relation, Joined):
                yield relation


def _id_length(unit: Unit) -> Said:
    facts = unit.context.column(unit.map.key)
    around = len(unit.identity.id_of("" if unit.identity.kind == "text" else 0, unit.part))
    longest = around + 19 if facts.kind == "integer" else around + 3 * (facts.length or 255)
    plain = around + (facts.length or 255)
    if facts.kind == "text" and plain > MAX_ID:
        yield "E007", "", f"makes ids of up to {longest} characters.", "An id has at most 64: choose a shorter key."


def _equal_slices(unit: Unit) -> Said:
    for array in _arrays(unit.root):
        slices = [item for item in array.items if isinstance(item, Object) and not is_fixed(item)]
        for left, right in combinations(slices, 2):
            if _constants(left) == _constants(right) and not _coded(left) and not _coded(right):
                yield (
                    "E008",
                    array.path,
                    "has two slices with the same constants.",
                    "Tell them apart by use, system or type.",
                )


def _arrays(node: Node) -> Iterator[Array]:
    if isinstance(node, Array):
        yield node
        for item in node.items:
            yield from _arrays(item)
    elif isinstance(node, Object):
        for member in node.members.values():
            yield from _arrays(member)


def _constants(node: Object) -> str:
    fixed = {key: member for key, member in node.members.items() if not isinstance(member, Leaf)}
    return repr({key: _shape(member) for key, member in sorted(fixed.items())})


def _shape(node: Node) -> Any:
    if isinstance(node, Object):
        return {key: _shape(member) for key, member in sorted(node.members.items())}
    if isinstance(node, Array):
        return [_shape(item) for item in node.items]
    return getattr(node, "value", type(node).__name__)


def _coded(node: Object) -> bool:
    """A slice whose system or code comes from the row tells itself apart by its values."""
    return any(isinstance(node.members.get(key), Leaf) for key in ("system", "code", "use")) or node.type == "Extension"


def _types(unit: Unit) -> Said:
    for leaf in unit.leaves:
        if leaf.type not in FITS.get(leaf.codec.gives, frozenset({leaf.codec.gives})):
            yield (
                "E013",
                leaf.path,
                f"is a {leaf.type}, but its leaf gives a {leaf.codec.gives}.",
                "Use a codec of that type.",
            )


def _gaps(unit: Unit) -> Said:
    mapped = {child.element.path.removesuffix("[x]") for key in unit.root.members
              if (child := definitions.child(unit.type, key)) is not None}  # fmt: skip
    for path in unit.map.gaps or {}:
        parent, _, name = path.rpartition(".")
        if definitions.named(parent, name) is None:
            yield "E014", path, "is a gap for no element of R4.", "Correct the path."
        elif path.removesuffix("[x]") in mapped:
            yield "E014", path, "is a gap, yet the element is mapped.", "Remove the gap."


def _readable(unit: Unit) -> Said:
    try:
        _ = unit.required_ok
    except NotPushed as missing:
        yield (
            "W001",
            str(missing),
            "is required, but SQL cannot tell where it is readable.",
            "Accurate totals are refused.",
        )


def _unlike_joins(unit: Unit) -> Said:
    for joined in dict.fromkeys(_joins(unit)):
        for col, name in joined.on:
            target = joined.table.c[name]
            if (
                unit.context.has(col)
                and unit.context.has(target)
                and unit.context.kind(col) != unit.context.kind(target)
            ):
                yield "W003", "", f"joins {_name(col)} with {_name(target)}, of another type.", "No index can serve it."


def _engines(unit: Unit) -> Said:
    writes = unit.map.writes
    if writes is None:
        return
    names = [
        unit.map.table.name,
        *(item.to.name if isinstance(item, Archive) else item.table.name for item in writes.companions),
    ]
    names += [owner.of.table.name for col in unit.attributes if (owner := attribute(col)) is not None]
    for name in dict.fromkeys(names):
        facts = unit.context.facts.table(name)
        if facts is not None and not facts.transactional:
            yield (
                "W004",
                "",
                f"cannot be written: {name} is on {facts.engine}, which knows no transactions.",
                "Convert it to InnoDB.",
            )


def _keys(unit: Unit) -> Said:
    facts = unit.context.facts.table(unit.map.table.name)
    if facts is not None and not facts.is_unique(unit.map.key.name):
        yield (
            "W005",
            "",
            f"has the key {_name(unit.map.key)}, which no unique index guards.",
            "Reads by id scan; rows may share an id.",
        )


def _name(col: Column[Any]) -> str:
    return f"{table_of(col).name}.{origin(col).name}"
