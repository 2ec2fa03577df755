"""Walks a resource's JSON along a search parameter's path, with types from the R4 definitions only.

Only what has a value is a node: an object that holds nothing but extensions (a data-absent-reason, say)
is missing. https://hl7.org/fhir/R4/search.html#missing
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facade.fhir import definitions
from facade.fhir.definitions import Element
from facade.fhir.fhirpath import Exists, Index, Name, OfType, Path, Step, WhereEquals, WhereType

_NO_VALUE = frozenset({"id", "extension", "modifierExtension"})
_TYPED = re.compile(r"(?:.*/)?([A-Z][A-Za-z]*)/[A-Za-z0-9.-]{1,64}(?:/_history/[^/]+)?", re.DOTALL)


@dataclass(frozen=True)
class Node:
    """A value in a resource. `path` is its JSON names ("Observation.valueQuantity"), without positions."""

    value: Any
    type: str
    path: str
    element: Element | None = None


def present(value: Any) -> bool:
    """Whether there is a value besides ids and extensions."""
    if isinstance(value, Mapping):
        return any(present(v) for k, v in value.items() if k not in _NO_VALUE)
    if isinstance(value, list):
        return any(map(present, value))
    return value is not None


def root(resource: Mapping[str, Any]) -> Node:
    """Where the paths of a resource's own parameters start."""
    return Node(resource, resource["resourceType"], resource["resourceType"])


def items(value: Any) -> Sequence[Any]:
    """The members of an array, or the one value."""
    return value if isinstance(value, list) else (value,)


def walk(start: Node, paths: Iterable[Path]) -> list[Node]:
    """The nodes that any of the paths reaches."""
    found: list[Node] = []
    for path in paths:
        nodes = [start]
        for step in path.steps:
            nodes = _stepped(nodes, step)
        found += nodes
    return found


def _stepped(nodes: list[Node], step: Step) -> list[Node]:
    match step:
        case Name():
            return [child for node in nodes for child in _children(node, step.name)]
        case OfType():
            return [node for node in nodes if node.type == step.type]
        case WhereEquals():
            return [node for node in nodes if node.value.get(step.name) == step.value]
        case WhereType():
            return [node for node in nodes if _refers_to(node) == step.type]
        case Index():
            return nodes[step.at : step.at + 1]
        case Exists():  # of Patient.deceased only, whose own rule judges the nodes
            return nodes


def _children(node: Node, name: str) -> Iterator[Node]:
    for child in definitions.named_keys(node.type, name):
        value = node.value.get(child.key)
        if value is None:
            continue
        for item in filter(present, items(value)):
            type_ = item["resourceType"] if child.type == "Resource" else child.type
            yield Node(item, type_, f"{node.path}.{child.key}", child.element)


def _refers_to(node: Node) -> str | None:
    """The type of a reference's target, without looking it up."""
    match = _TYPED.fullmatch(node.value.get("reference", ""))
    return match[1] if match else node.value.get("type")
