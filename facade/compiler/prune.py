"""Narrower trees: `_elements`, `_summary` and masked elements prune the template before anything is compiled.

https://hl7.org/fhir/R4/search.html#elements https://hl7.org/fhir/R4/search.html#summary
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from facade.compiler.nodes import Array, Node, Object, Rows
from facade.fhir import definitions


def _with(node: Object, members: dict[str, Node]) -> Object:
    """The object with these members, which are among its own."""
    return replace(
        node, members=members, required=node.required & members.keys(), unknown=node.unknown & members.keys()
    )


def _filtered(root: Object, keep: Callable[[str, str], bool]) -> Object:
    return _with(root, {key: member for key, member in root.members.items() if keep(root.type, key)})


def elements(root: Object, names: frozenset[str]) -> Object:
    """The named top-level elements and those that R4 requires."""

    def keep(parent: str, key: str) -> bool:
        child = definitions.child(parent, key)
        return child is not None and (child.element.name in names or child.element.demanded)

    return _filtered(root, keep)


def summary(root: Object, kept: frozenset[str] = frozenset()) -> Object:
    """The elements that R4 marks for the summary, in backbones too, and those of these names at the top."""
    found = _summary(root)
    more = elements(root, kept).members if kept else {}
    members = {**more, **found.members}
    return replace(found, members={key: members[key] for key in root.members if key in members})


def _summary(node: Object) -> Object:
    members: dict[str, Node] = {}
    for key, member in node.members.items():
        child = definitions.child(node.type, key)
        if child is not None and (child.element.summary or child.element.demanded):
            members[key] = _inner(member) if "." in child.type else member
    return _with(node, members)


def _inner(node: Node) -> Node:
    if isinstance(node, Object):
        return _summary(node)
    if isinstance(node, Array):
        return Array(node.path, node.type, [_inner(item) for item in node.items])
    if isinstance(node, Rows):
        return Rows(node.path, node.children, _summary(node.element), node.number)
    return node


def text_only(root: Object) -> Object:
    """`_summary=text`: the narrative, if one is mapped, and what R4 requires."""
    return elements(root, frozenset({"text"}))


def without_text(root: Object) -> Object:
    """`_summary=data`: all but the narrative."""
    return _filtered(root, lambda _, key: key != "text")


def paths(node: Node) -> Iterator[str]:
    """The element paths that a mask can name: every member of every object."""
    if isinstance(node, Object):
        for key, member in node.members.items():
            child = definitions.child(node.type, key)
            yield f"{node.path}.{child.element.name if child else key}"
            yield from paths(member)
    elif isinstance(node, Array):
        for item in node.items:
            yield from paths(item)
    elif isinstance(node, Rows):
        yield from paths(node.element)


def masked(root: Object, paths: Iterable[str]) -> Object:
    """The tree without the elements at these paths, at any depth."""
    hidden = frozenset(paths)
    return _masked(root, hidden) if hidden else root


def _masked(node: Object, hidden: frozenset[str]) -> Object:
    members: dict[str, Node] = {}
    for key, member in node.members.items():
        child = definitions.child(node.type, key)
        path = f"{node.path}.{child.element.name if child else key}"
        if path in hidden:
            continue
        inner = _mask_below(member, hidden)
        if inner is not None:
            members[key] = inner
    return _with(node, members)


def _mask_below(node: Node, hidden: frozenset[str]) -> Node | None:
    if isinstance(node, Object):
        return _masked(node, hidden)
    if isinstance(node, Array):
        items = [item for raw in node.items if (item := _mask_below(raw, hidden)) is not None]
        return Array(node.path, node.type, items) if items else None
    if isinstance(node, Rows):
        return Rows(node.path, node.children, _masked(node.element, hidden), node.number)
    return node
