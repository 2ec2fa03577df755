"""What a built resource refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from facade.fhir import definitions, fhirpath

Resource = Mapping[str, Any]


def elements(type_: str, code: str) -> Iterator[str]:
    """The top elements that hold the references of a parameter."""
    for path in _paths(type_, code):
        yield next(step.name for step in path.steps if isinstance(step, fhirpath.Name))


def _paths(type_: str, code: str) -> Sequence[fhirpath.Path]:
    expression = definitions.reference_of(type_, code).expression
    return fhirpath.parse(expression, type_) if expression else ()


def of(resource: Resource, code: str) -> Iterator[str]:
    """`Type/id` of everything that a resource refers to by a reference parameter."""
    type_ = resource["resourceType"]
    for path in _paths(type_, code):
        nodes: list[tuple[str, Any]] = [(type_, resource)]
        for step in path.steps:
            if isinstance(step, fhirpath.Name):
                nodes = [found for node in nodes for found in _below(node, step.name)]
        for _, value in nodes:
            text = value.get("reference") if isinstance(value, Mapping) else value  # an attachment's url
            if isinstance(text, str):
                yield text


def everywhere(value: Any) -> Iterator[str]:
    """The text of every reference in a resource, whether or not it can be searched by."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            if key == "reference" and isinstance(member, str):
                yield member
            else:
                yield from everywhere(member)
    elif isinstance(value, list):
        for member in value:
            yield from everywhere(member)


def _below(node: tuple[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """The children of a name, arrays taken apart; each with the parent under which its own children stand."""
    parent, value = node
    element = definitions.named(parent, name)
    if element is None or not isinstance(value, Mapping):
        return
    for key in element.keys:
        child = definitions.child(parent, key)
        for item in _listed(value.get(key)):
            yield child.type if child else "", item


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
