"""The system checks: what is wrong or doubtful in an adapter's declaration, each with a number.

    E001 path not in R4                     E013 a leaf of another type than its element
    E002 required element without a leaf    E014 a gap for no element, or for a mapped one
    E003 list where R4 has one value        E015 a constant that its element cannot hold
    E004 two leaves write one column        E016 a code outside a required binding
    E005 tags: ambiguous or malformed       E017 a reference to a type that R4 does not allow
    E006 joined without unique key or pick  E018 two choices of one value[x]
    E007 ids longer than 64 characters      E021 a map over virtual tables that cannot be read
    E008 two slices with equal constants    E019 told as unknown: no leaf that R4 requires
    E010 table missing in this database     W001 required leaf whose presence SQL cannot tell
    E011 reference to a map not there       W002 a search parameter that no index serves
    E012 column missing in this database    W003 a join over different column types
                                            W004 writing off: a table that knows no transactions
                                            W005 a key without unique index

Said of templates and profiles (`facade.compiler.profiled`): W006, W007, W008.
Said where a map is compiled for a database (`facade.compiler.source`): E010, E012, E021, of a table that came later
W009, and of rows to which no index leads W010.

E… takes the map out of service, W… is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.keys import ReferenceTo
from facade.adapter.combined import Newest
from facade.adapter.relations import Each, Joined, Spread
from facade.adapter.resource_map import Adapter, ResourceMap
from facade.adapter.writes import Archive
from facade.compiler.content import Said, check_content, inner_codecs
from facade.compiler.identity import MAX_ID, PART, TAG
from facade.compiler.nodes import Array, Leaf, Node, Object, expanded, is_fixed
from facade.compiler.presence import NotPushed
from facade.compiler.units import Unit, attribute, full_name, joins_of
from facade.errors import Finding
from facade.fhir import definitions

#: What a codec gives may fill these element types too.
FITS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"string", "markdown", "uri", "url", "id", "code", "canonical", "oid"}),
    "code": frozenset({"code", "string", "markdown", "uri"}),
    "date": frozenset({"date", "dateTime"}),
    "dateTime": frozenset({"dateTime"}),
    "instant": frozenset({"instant", "dateTime"}),
    "decimal": frozenset({"decimal"}),
    "integer": frozenset({"integer", "unsignedInt", "positiveInt", "decimal"}),
    "boolean": frozenset({"boolean"}),
    "Coding": frozenset({"Coding"}),
}


def check_declaration(adapter: Adapter, prefixes: tuple[str, ...] = ()) -> tuple[Finding, ...]:
    """What can be said of the maps together, without a database."""
    return (*_tags(adapter, prefixes), *_references(adapter), *_absent_types(adapter))


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


def _absent_types(adapter: Adapter) -> Iterator[Finding]:
    mapped = {declared.type for declared in adapter.maps}
    for type_ in adapter.cannot or {}:
        if type_ not in definitions.all_resource_types() or type_ in mapped:
            wrong = "is mapped" if type_ in mapped else "is no type of R4"
            text = f"is given as a type that is not there, but {wrong}."
            yield Finding("adapter.E014", f"{adapter.name} {type_}", text, "Remove the reason.")


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
        for path, codec in _codecs(declared.template, declared.type, declared.type):
            if isinstance(codec, ReferenceTo) and (codec.type_, codec.tag) not in known:
                target = f"{codec.type_} ({f'tag {codec.tag}' if codec.tag else 'no tag'})"
                yield _finding(
                    "E011", adapter, declared,
                    f"refers by {full_name(codec.col)} to the map {target}, which this adapter does not have.",
                    "Name type and tag of one of its maps.", path,
                )  # fmt: skip


def _codecs(template: Any, parent: str, path: str) -> Iterator[tuple[str, Codec]]:
    """Every codec of a declared template with its path, those of branches too."""
    if isinstance(template, Codec):
        yield from ((path, codec) for codec in inner_codecs(template))
    elif isinstance(template, Spread):
        for made in (template.common, *(each for part in template.parts for each in (part.template, part.besides))):
            yield from _codecs(made, parent, path)
    elif isinstance(template, Each):
        yield from _codecs(template.template, parent, path)
    elif isinstance(template, Mapping):
        for key, value in expanded(template).items():
            child = definitions.child(parent, key)
            if child is not None:
                yield from _codecs(value, child.type, f"{path}.{child.element.name}")
    elif isinstance(template, list):
        for value in template:
            yield from _codecs(value, parent, path)


def check_unit(adapter: Adapter, unit: Unit) -> tuple[Finding, ...]:
    """What can be said of one compiled unit at one source."""
    checks: tuple[Callable[[Unit], Iterator[tuple[str, str, str, str]]], ...] = (
        _two_writers, _picks, _id_length, _equal_slices, _types, _gaps, _readable, _unlike_joins, _engines, _keys,
    )  # fmt: skip
    declared = ((f"adapter.{number}", *said) for check in checks for number, *said in check(unit))
    return tuple(
        Finding(number, f"{adapter.name} {unit.label} {path}".strip(), text, todo)
        for number, path, text, todo in (*declared, *check_content(unit))
    )


def _two_writers(unit: Unit) -> Said:
    first: dict[Column[Any], Leaf] = {}
    for leaf in unit.row_leaves:
        for col in leaf.codec.written:
            if col in first and first[col] is not leaf and unit.map.writes is not None:
                yield (
                    "E004",
                    leaf.path,
                    f"writes {full_name(col)}, as {first[col].path} does.",
                    "Make one of them read_only.",
                )
            first.setdefault(col, leaf)


def _picks(unit: Unit) -> Said:
    for joined, path in _joins(unit).items():
        facts = unit.context.facts.table(joined.table.name)
        if joined.pick is None and (facts is None or not facts.is_unique(*joined.fixed)):
            by = ", ".join(f"{joined.table.name}.{name}" for name in joined.fixed)
            yield (
                "E006", path, f"is joined by {by}, which is not unique there.",
                "Say which row counts: pick=first(…) or last(…).",
            )  # fmt: skip


def _joins(unit: Unit) -> Mapping[Joined, str]:
    """The joined relations, each with the path of the first leaf that reads it; "" where conditions do."""
    found: dict[Joined, str] = {}
    read = [(leaf.path, col) for leaf in unit.leaves for col in leaf.codec.columns]
    for path, col in (*read, *(("", col) for item in unit.conditions for col in item.columns)):
        for joined in joins_of((col,)):
            found.setdefault(joined, path)
    return found


def _id_length(unit: Unit) -> Said:
    facts = unit.context.column(unit.map.key)
    around = len(unit.identity.id_of("" if unit.identity.kind == "text" else 0, unit.part))
    longest = around + 19 if facts.kind == "integer" else around + 3 * (facts.length or 255)
    plain = around + (facts.length or 255)
    if facts.kind == "text" and plain > MAX_ID:
        text = f"is made of {full_name(unit.map.key)} and can have {longest} characters; R4 allows 64."
        yield "E007", f"{unit.type}.id", text, "Choose a shorter key."


def _equal_slices(unit: Unit) -> Said:
    """What is only read need not be told apart: two notes are two notes."""
    if unit.map.writes is None:
        return
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
                f"is a {leaf.type}, but its leaf over {_columns(leaf)} gives a {leaf.codec.gives}.",
                "Use a codec of that type.",
            )


def _columns(leaf: Leaf) -> str:
    return ", ".join(full_name(col) for col in leaf.codec.columns)


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
            "Accurate totals are refused; use a codec whose presence SQL can tell.",
        )


def _unlike_joins(unit: Unit) -> Said:
    for joined, path in _joins(unit).items():
        for col, name in joined.on:
            target = joined.table.c[name]
            if unit.explosion is not None or not (unit.context.has(col) and unit.context.has(target)):
                continue  # in memory there is nobody to declare it otherwise
            kinds = {unit.context.kind(col), unit.context.kind(target)}
            if len(kinds) > 1 and kinds != {"integer", "text"}:  # a number and its text are compared as texts
                text = f"is reached by joining {full_name(col)} with {full_name(target)}, of another type."
                yield "W003", path, text, "No index can serve the join: declare the columns as the vendor does."


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
    one = any(isinstance(item, Newest) and item.col is unit.map.key for item in unit.conditions)
    if facts is not None and not facts.is_unique(unit.map.key.name) and not one:
        yield (
            "W005",
            f"{unit.type}.id",
            f"is made of {full_name(unit.map.key)}, which no unique index guards.",
            "Reads by id scan and rows may share an id: choose a unique key, or ask the clinic why it is none.",
        )
