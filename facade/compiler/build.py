"""The builder: one generated straight-line Python function per (unit, pruned tree, row layout).

`build(row, version, today, problems) -> dict | None`: None is a bad row. `problems` takes (kind, path, why) with kind
"bad", "unreadable" or "doubtful". Constants are shared between all resources built, so nobody may change a built
resource.
The source is registered in linecache: tracebacks show the generated lines.
"""

from __future__ import annotations

import linecache
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import Column

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import called
from facade.adapter.values import Unreadable
from facade.compiler.claims import Claims, Line, claims
from facade.compiler.doubts import watched
from facade.compiler.identity import Merges
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed, leaves
from facade.compiler.units import Unit
from facade.fhir import definitions

Problem = tuple[str, str, str]
Build = Callable[[Sequence[Any], str | None, str, list[Problem]], dict[str, Any] | None]
Put = Callable[[str], None]
SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
MERGED = frozenset({"active", "link"})  # what merged rows get though no column says it
_files = count(1)


@dataclass(frozen=True)
class Layout:
    """Where each column and each child relation stands in an extended row."""

    columns: Mapping[Column[Any], int]
    rows: Mapping[int, int] = field(default_factory=dict)  # Rows.number → position of its list of tuples


@dataclass
class _Writer:
    unit: Unit
    layout: Layout
    names: dict[str, Any]
    watched: Mapping[int, Sequence[Line]] = field(default_factory=dict)  # what claims say of built objects
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    _count: Iterator[int] = field(default_factory=lambda: count(1))

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1

    def name(self, prefix: str = "v") -> str:
        return f"{prefix}{next(self._count)}"

    def constant(self, value: Any) -> str:
        if isinstance(value, (str, bool, int)):
            return repr(value)
        name = self.name("k")
        self.names[name] = value
        return name

    # one node: lines that run what `put` writes, where the node has a value

    def node(self, node: Node, row: str, at: Mapping[Column[Any], int], put: Put) -> None:
        """`put` gets the expression of the value and is called once, inside the tests that there is one."""
        if isinstance(node, Leaf):
            name = self.leaf(node, row, at)
            with self.block(f"if {name} is not None:"):
                put(name)
        elif isinstance(node, Object):
            self.object(node, row, at, put)
        elif isinstance(node, Array):
            self.array(node, row, at, put)
        else:
            raise TypeError(type(node).__name__)

    def leaf(self, leaf: Leaf, row: str, at: Mapping[Column[Any], int]) -> str:
        into, codec = self.name(), leaf.codec
        for text in called(codec, into, [f"{row}[{at[col]}]" for col in codec.columns], self.names):
            self.line(text)
        if codec.can_be_unreadable:
            self.line(f"if {into}.__class__ is Unreadable:")
            self.line(f"    problems.append(('unreadable', {leaf.path!r}, {into}.why)); {into} = None")
        if _is_decimal(codec):
            self.line(f"if {into} is not None: {into} = decimal({into})")
        return into

    def object(self, node: Object, row: str, at: Mapping[Column[Any], int], put: Put) -> None:
        if id(node) in self.watched:
            put = self._watching(self.watched[id(node)], put)
        anchor = [] if node.anchor is None else [node.anchor]
        needed = dict.fromkeys([*anchor, *(node.members[key] for key in sorted(node.required))])
        self._nested(node, [member for member in needed if not is_fixed(member)], {}, row, at, put)

    def _watching(self, lines: Sequence[Line], put: Put) -> Put:
        """Puts the object, and says of it what a claim wants to know."""

        def watching(value: str) -> None:
            name = self.variable(value)
            for line in lines:
                self.line(line(name))
            put(name)

        return watching

    def _nested(
        self, node: Object, needed: list[Node], have: dict[int, str], row: str, at: Mapping[Column[Any], int], put: Put
    ) -> None:
        """The members without which there is no object, each inside the test of the one before."""
        if not needed:
            self._rest(node, have, row, at, put)
            return

        def found(value: str) -> None:
            have[id(needed[0])] = self.variable(value)
            self._nested(node, needed[1:], have, row, at, put)

        self.node(needed[0], row, at, found)

    def _rest(self, node: Object, have: Mapping[int, str], row: str, at: Mapping[Column[Any], int], put: Put) -> None:
        """The object and its other members; if none was needed, one of these must have a value."""
        sure = [f"{key!r}: {self._sure(member, have)}" for key, member in node.members.items() if _known(member, have)]
        others = {key: member for key, member in node.members.items() if not _known(member, have)}
        mixed = {key: fixed for key, member in others.items() if (fixed := _fixed_among(member))}
        if not have and len(others) == 1 and not mixed:
            ((key, member),) = others.items()
            self.node(member, row, at, lambda value: put(f"{{{', '.join([*sure, f'{key!r}: {value}'])}}}"))
            return
        literal = f"{{{', '.join(sure)}}}"
        if not others:
            put(literal)
            return
        into = self.variable(literal, "o")
        for key, member in others.items():
            with self.alone(node, key, into):
                self.node(member, row, at, self.member(into, key))
        if have:
            put(into)
        else:
            # Constants in an array are always there, and keep nothing alive.
            tests = [f"len({into}) > {len(sure) + len(mixed)}"]
            tests += [f"len({into}[{key!r}]) > {fixed}" for key, fixed in mixed.items()]
            with self.block(f"if {' or '.join(tests)}:"):
                put(into)

    @contextmanager
    def alone(self, node: Object, key: str, into: str) -> Iterator[None]:
        """Around what makes a member: of several choices of one element the first that has a value counts."""
        rivals = before(node, key)
        if not rivals:
            yield
            return
        with self.block(f"if {' and '.join(f'{rival!r} not in {into}' for rival in rivals)}:"):
            yield

    def member(self, into: str, key: str) -> Put:
        """Puts a value into an object."""
        return lambda value: self.line(f"{into}[{key!r}] = {value}")

    def variable(self, value: str, prefix: str = "v") -> str:
        """The name of a variable that holds the value."""
        if value.isidentifier():
            return value
        name = self.name(prefix)
        self.line(f"{name} = {value}")
        return name

    def _sure(self, member: Node, have: Mapping[int, str]) -> str:
        return have[id(member)] if id(member) in have else self.constant(fixed_value(member))

    def array(self, node: Array, row: str, at: Mapping[Column[Any], int], put: Put) -> None:
        (only, *more) = node.items
        if not more and isinstance(only, (Leaf, Object)):
            many = isinstance(only, Leaf) and only.codec.many
            self.node(only, row, at, put if many else lambda value: put(f"[{value}]"))
            return
        into = self.variable("[]", "a")
        for item in node.items:
            self._append(item, into, row, at)
        with self.block(f"if {into}:"):
            put(into)

    def _append(self, item: Node, into: str, row: str, at: Mapping[Column[Any], int]) -> None:
        def append(value: str) -> None:
            self.line(f"{into}.append({value})")

        if isinstance(item, Rows):
            child = self.name("c")
            columns = {col: index for index, col in enumerate(child_columns(item))}
            with self.block(f"for {child} in {row}[{self.layout.rows[item.number]}]:"):
                self.object(item.element, child, columns, append)
        elif is_fixed(item):
            append(self.constant(fixed_value(item)))
        elif isinstance(item, Leaf) and item.codec.many:
            self.node(item, row, at, lambda value: self.line(f"{into}.extend({value})"))
        else:
            self.node(item, row, at, append)


def _fixed_among(member: Node) -> int:
    """How many items of an array are constants, if others are not."""
    items = member.items if isinstance(member, Array) else []
    fixed = sum(map(is_fixed, items))
    return fixed if fixed < len(items) else 0


def _known(member: Node, have: Mapping[int, str]) -> bool:
    return is_fixed(member) or id(member) in have


def _is_decimal(codec: Codec) -> bool:
    return codec.gives == "decimal"


def fixed_value(node: Node) -> Any:
    """The value of a node that holds constants only."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Object):
        return {key: fixed_value(member) for key, member in node.members.items()}
    if isinstance(node, Array):
        return [fixed_value(item) for item in node.items]
    raise TypeError(type(node).__name__)


def before(node: Object, key: str) -> list[str]:
    """The other choices of the member's element that are declared before it."""
    mine = definitions.child(node.type, key)
    if mine is None or not mine.element.choice or key.startswith("_"):
        return []
    earlier = list(node.members)[: list(node.members).index(key)]
    found = ((other, definitions.child(node.type, other)) for other in earlier if not other.startswith("_"))
    return [other for other, child in found if child is not None and child.element.path == mine.element.path]


def child_columns(rows: Rows) -> tuple[Column[Any], ...]:
    """The columns that the elements of a child relation read, in the order they are fetched."""
    found = dict.fromkeys(col for leaf in leaves(rows.element) for col in leaf.codec.columns)
    return tuple(found)


def generate(
    unit: Unit,
    root: Object,
    layout: Layout,
    *,
    decimal: Callable[[str], Any],
    subsetted: bool = False,
    merged: frozenset[str] = MERGED,
) -> Build:
    """Compile the builder of a (pruned) tree of a unit over a row layout. `merged`: what is told of merged rows."""
    names: dict[str, Any] = {"Unreadable": Unreadable, "decimal": decimal, "checks": unit.checks}
    claimed = Claims() if subsetted else claims(root, unit.profiles)  # an extract is not what its profile describes
    writer = _Writer(unit, layout, names, watched(claimed, root, unit.checks))
    key = f"row[{layout.columns[unit.map.key]}]"
    writer.line(f"out = {{'resourceType': {unit.type!r}, 'id': {_id_source(unit, key, names)}}}")
    _meta(writer, unit, root.members.get("meta"), subsetted)
    for text in claimed.before():
        writer.line(text)
    for name, member in root.members.items():
        if name == "meta":
            continue
        if is_fixed(member):
            writer.line(f"out[{name!r}] = {writer.constant(fixed_value(member))}")
            continue
        with writer.alone(root, name, "out"):
            writer.node(member, "row", layout.columns, writer.member("out", name))
        if name in root.required:
            with writer.block(f"if {name!r} not in out:"):
                writer.line(
                    f"problems.append(('bad', {member.path!r}, 'a required element has no value')); return None"
                )
        elif name in root.unknown:
            writer.line(f"if {name!r} not in out: out['_{name}'] = {writer.constant(UNKNOWN)}")
    for text in claimed.after(root):
        writer.line(text)
    if unit.map.aliases is not None:
        names["merged"] = _merger(unit, merged)
        names["merges"] = unit.identity.merges
        writer.line(f"if {key} in merges.heads or {key} in merges.absorbed: merged(out, {key})")
    writer.line("return out")
    return _compiled(unit, writer, names)


def _id_source(unit: Unit, key: str, names: dict[str, Any]) -> str:
    names["id_of"] = unit.identity.id_of
    made = f"id_of({key}, {unit.part!r})"
    if unit.identity.kind == "integer":
        head, tail = _around(unit)
        return f"f{head + '{' + key + '}' + tail!r} if {key} > 0 else {made}"
    return made


def _around(unit: Unit) -> tuple[str, str]:
    """What stands before and behind an integer key in an id of this unit."""
    tail = f"-{unit.part}" if unit.part else ""
    return unit.identity.id_of(0, unit.part).removesuffix(f"0{tail}"), tail


def _meta(writer: _Writer, unit: Unit, declared: Node | None, subsetted: bool) -> None:
    """What the template says of meta, and what every resource has."""
    writer.line("meta = {}")
    if declared is not None and is_fixed(declared):
        writer.line(f"meta = {{**{writer.constant(fixed_value(declared))}}}")
    elif declared is not None:
        writer.node(declared, "row", writer.layout.columns, lambda value: writer.line(f"meta = {value}"))
    if subsetted:
        writer.line(f"meta['tag'] = [*meta.get('tag', ()), {writer.constant(SUBSETTED)}]")
    writer.line("if version is not None: meta['versionId'] = version")
    if unit.last_updated is not None and all(col in writer.layout.columns for col in unit.last_updated.columns):
        leaf = Leaf(f"{unit.type}.meta.lastUpdated", "instant", unit.last_updated, 0)
        name = writer.leaf(leaf, "row", writer.layout.columns)
        writer.line(f"if {name} is not None: meta['lastUpdated'] = {name}")
    writer.line("if meta: out['meta'] = meta")


def _merger(unit: Unit, shown: frozenset[str]) -> Callable[[dict[str, Any], Any], None]:
    merges: Merges = unit.identity.merges
    type_, id_of = unit.type, unit.identity.id_of

    def link(key: Any, kind: str) -> dict[str, Any]:
        return {"other": {"reference": f"{type_}/{id_of(key)}"}, "type": kind}

    def merged(out: dict[str, Any], key: Any) -> None:
        head = merges.heads.get(key)
        if head is not None and "active" in shown:
            out["active"] = False
        if "link" in shown:
            absorbed = merges.absorbed.get(key, ())
            links = [link(other, "replaces") for other in absorbed] if head is None else [link(head, "replaced-by")]
            out["link"] = links

    return merged


def _compiled(unit: Unit, writer: _Writer, names: dict[str, Any]) -> Build:
    text = "\n".join(["def build(row, version, today, problems):", *writer.lines, ""])
    file = f"<builder {next(_files)} {unit.label}>"
    exec(compile(text, file, "exec"), names)  # noqa: S102 - the text comes from declarations only
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    made: Build = names["build"]
    weakref.finalize(made, linecache.cache.pop, file, None)  # the text goes with its builder
    return made
