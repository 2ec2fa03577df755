"""A template as a tree of nodes for one source: types resolved, site facts filled in, missing columns left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any, TypeAlias

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.coded import Fixed
from facade.adapter.content import Content
from facade.adapter.context import SourceContext
from facade.adapter.relations import Children, Each
from facade.adapter.values import SiteValue, Test
from facade.compiler.numbers import number_of
from facade.errors import Finding
from facade.fhir import definitions

#: The leaf without which an object of this type says nothing.
ANCHORS = {
    "Identifier": "value", "ContactPoint": "value", "Coding": "code", "Reference": "reference", "Quantity": "value",
    "Duration": "value", "Age": "value", "Attachment": "url",
}  # fmt: skip
CONTENT = "Binary.data"
_numbers = count(1)


@dataclass(eq=False)
class Constant:
    """A fixed value."""

    path: str
    type: str
    value: Any


@dataclass(eq=False)
class Leaf:
    """A bound codec. `number` tells leaves apart; `shared` is the declared codec's, equal wherever that stands."""

    path: str
    type: str
    codec: Codec
    shared: int
    number: int = field(default_factory=lambda: next(_numbers))

    @cached_property
    def presence(self) -> Test | None:
        """The codec's presence, asked once: to know whether SQL can tell, some build all of it."""
        return self.codec.presence()


@dataclass(eq=False)
class Object:
    """A FHIR object. `required`: member keys that R4 demands; `unknown`: those of them that may be told as unknown."""

    path: str
    type: str
    members: dict[str, Node]
    required: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()

    @property
    def anchor(self) -> Node | None:
        """The member whose absence makes the object vanish."""
        return self.members.get(ANCHORS.get(self.type, ""))

    @cached_property
    def is_fixed(self) -> bool:
        """Whether it holds constants only; a node is not changed once it is made."""
        return all(map(is_fixed, self.members.values()))


@dataclass(eq=False)
class Array:
    """A FHIR array: fixed slices, spliced lists and child rows."""

    path: str
    type: str
    items: list[Node]

    @cached_property
    def is_fixed(self) -> bool:
        """Whether it holds constants only."""
        return all(map(is_fixed, self.items))


@dataclass(eq=False)
class Rows:
    """One element for each child row."""

    path: str
    children: Children
    element: Object
    number: int = field(default_factory=lambda: next(_numbers))


Node: TypeAlias = Constant | Leaf | Object | Array | Rows


@dataclass
class Builder:
    """Turns a template into nodes and collects what is wrong with it."""

    context: SourceContext
    where: str
    findings: list[Finding] = field(default_factory=list)

    def root(self, type_: str, template: Mapping[str, Any], unknown: frozenset[str] = frozenset()) -> Object:
        """The tree of a whole resource. Members told as `unknown` where they lack are not required of a row."""
        root = self.object(template, type_, type_)
        for key in sorted(unknown):
            child = definitions.child(type_, key)
            if child is None or not child.element.demanded or not isinstance(root.members.get(key), Leaf):
                self._wrong(
                    "adapter.E019", f"{type_}.{key}", "is told as unknown, but is no leaf that R4 requires.",
                    "Say it of a required member alone.",
                )  # fmt: skip
        return replace(root, required=root.required - unknown, unknown=unknown)

    def object(self, template: Mapping[str, Any], parent: str, path: str) -> Object:
        """An object; members of unknown names are findings, members without columns here are left out."""
        members: dict[str, Node] = {}
        self._choices(parent, path, template)
        template = expanded(template)
        for key, value in template.items():
            child = definitions.child(parent, key)
            if child is None:
                self._unknown(parent, key, path)
                continue
            name = f"{path}.{child.element.name}"
            node = self._member(value, child, name)
            if node is not None:
                members[key] = node
        required = frozenset(
            key for key in members if (child := definitions.child(parent, key)) and child.element.demanded
        )
        if not self._complete(parent, path, template, members):
            members = {}
        return Object(path, parent, members, required & members.keys())

    def _unknown(self, parent: str, key: str, path: str) -> None:
        element = definitions.named(parent, key)
        todo = f"Say its type: {' or '.join(element.keys)}." if element else "Correct the name."
        self._wrong("adapter.E001", f"{path}.{key}", "is no element of R4.", todo)

    def _choices(self, parent: str, path: str, template: Mapping[str, Any]) -> None:
        """Of value[x] R4 allows one."""
        keys: dict[str, list[str]] = {}
        for key in template:
            child = definitions.child(parent, key)
            if child is not None and not key.startswith("_"):
                keys.setdefault(child.element.name, []).append(key)
        for key in template:
            required = key.endswith("[x]") and any(item.name == key[:-3] for item in definitions.required(parent))
            if required and isinstance(template[key], Mapping):  # which of them makes a row bad?
                keys.setdefault(key[:-3], []).extend(template[key])
        for name, found in keys.items():
            if len(found) > 1:
                text = f"is one element, but the template has {' and '.join(found)}."
                self._wrong("adapter.E018", f"{path}.{name}", text, "Keep one of them.")

    def _complete(self, parent: str, path: str, template: Mapping[str, Any], members: Mapping[str, Node]) -> bool:
        """Whether what R4 requires is there. Left out by the author is E002; lacking here only empties the object."""
        declared = {child.element.path for key in template if (child := definitions.child(parent, key))}
        have = {child.element.path for key in members if (child := definitions.child(parent, key))}
        needed = [item for item in definitions.required(parent) if item.name not in ("id", "url")]
        for element in needed:
            if element.path not in (declared if "." in path else have):
                self._wrong(
                    "adapter.E002", f"{path}.{element.name}", "is required by R4 and has no leaf here.",
                    "Map it, or leave the object out.",
                )  # fmt: skip
        return all(element.path in have for element in needed if element.path in declared)

    def _member(self, value: Any, child: definitions.Child, path: str) -> Node | None:
        if isinstance(value, list):
            if not child.element.many:
                self._wrong("adapter.E003", path, "takes one value, not a list.", "Drop the brackets.")
                return None
            items = [node for item in value if (node := self._single(item, child, path)) is not None]
            return Array(path, child.type, items) if items else None
        if child.element.many:
            self._wrong("adapter.E003", path, "takes a list.", "Put the template in brackets.")
            return None
        return self._single(value, child, path)

    def _single(self, value: Any, child: definitions.Child, path: str) -> Node | None:
        if isinstance(value, SiteValue):
            fact = self.context.site.get(value.name)
            return None if fact is None else Constant(path, child.type, fact)
        if isinstance(value, Content):
            self._content(path)
            return None
        if isinstance(value, Codec):
            return self._leaf(value, child, path)
        if isinstance(value, Each):
            return self._rows(value, child, path)
        if isinstance(value, Mapping):
            node = self.object(value, child.type, path)
            return node if node.members and not _orphaned(value, node) else None
        return Constant(path, child.type, value)

    def _content(self, path: str) -> None:
        """No node: a unit has it apart, since only a read of the one resource asks for it."""
        if path != CONTENT:
            self._wrong("adapter.E013", path, "has the content of a Binary.", f"It may stand at {CONTENT} only.")

    def _leaf(self, codec: Codec, child: definitions.Child, path: str) -> Node | None:
        narrowed = codec.narrowed(self.context.has)
        if narrowed is None:
            return None
        if isinstance(narrowed, Fixed):
            return Constant(path, child.type, narrowed.value)
        return Leaf(path, child.type, narrowed.bind(self.context), number_of(codec))

    def _rows(self, each: Each, child: definitions.Child, path: str) -> Node | None:
        if each.children.indexed and not self._leads(each.children, path):
            return None
        if any(self.context.facts.table(table.name) is None for table in each.children.tables):
            return None
        element = self.object(each.template, child.type, path)
        return Rows(path, each.children, element) if element.members else None

    def _leads(self, children: Children, path: str) -> bool:
        """Whether an index leads to the rows of the relation."""
        facts, names = self.context.facts.table(children.table.name), [name for _, name in children.on]
        found = facts is not None and any(map(facts.is_indexed, names))
        if not found:
            columns = " or ".join(f"{children.table.name}.{name}" for name in names)
            self._wrong(
                "adapter.W010", path, f"is not read: the account sees no index that begins with {columns}.",
                "Nothing, or tell the clinic which index would have it served.",
            )  # fmt: skip
        return found

    def _wrong(self, number: str, path: str, text: str, todo: str) -> None:
        self.findings.append(Finding(number, f"{self.where} {path}", text, todo))


def expanded(template: Mapping[str, Any]) -> Mapping[str, Any]:
    """The template with its choices spelled out: `"value[x]": {"valueQuantity": …, "valueString": …}`.

    The first that has a value is shown. The leaves themselves must see to it that two never have one at once, or a
    search by the second finds what shows the first.
    """
    if not any(key.endswith("[x]") for key in template):
        return template
    return {
        name: leaf
        for key, value in template.items()
        for name, leaf in (value.items() if key.endswith("[x]") and isinstance(value, Mapping) else [(key, value)])
    }


def _orphaned(template: Mapping[str, Any], node: Object) -> bool:
    """Whether this source lacks the columns that the object lives by: the constants left would say nothing."""
    anchor = ANCHORS.get(node.type, "")
    if anchor in template:
        return anchor not in node.members
    mapped = [key for key, value in template.items() if _reads(value)]
    return bool(mapped) and not any(key in node.members for key in mapped)


def _reads(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_reads, value.values()))
    return any(map(_reads, value)) if isinstance(value, list) else isinstance(value, (Codec, Each))


def nodes_in(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, each before its own."""
    yield node
    if isinstance(node, Object):
        for member in node.members.values():
            yield from nodes_in(member)
    elif isinstance(node, Array):
        for item in node.items:
            yield from nodes_in(item)
    elif isinstance(node, Rows):
        yield from nodes_in(node.element)


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf below a node."""
    return (found for found in nodes_in(node) if isinstance(found, Leaf))


def rows_in(node: Node) -> Iterator[Rows]:
    """Every child relation below a node."""
    return (found for found in nodes_in(node) if isinstance(found, Rows))


def is_fixed(node: Node) -> bool:
    """Whether a node holds constants only."""
    return node.is_fixed if isinstance(node, (Object, Array)) else isinstance(node, Constant)
