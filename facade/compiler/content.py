"""Checks of what a template says, held against R4: constants, codes, references.

    E015 a constant that its element cannot hold     E017 a reference to a type that R4 does not allow there
    E016 a code outside a required binding

https://hl7.org/fhir/R4/json.html#primitive, https://hl7.org/fhir/R4/terminologies.html#required,
https://hl7.org/fhir/R4/references.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from facade.adapter.codecs.base import Codec
from facade.adapter.codecs.cases import Cases
from facade.adapter.codecs.coded import Coded, Fixed
from facade.adapter.codecs.keys import ReferenceTo
from facade.compiler.build import fixed_value
from facade.compiler.nodes import Array, Constant, Leaf, Node, Object, Rows, is_fixed
from facade.compiler.units import Unit, full_name
from facade.fhir import definitions, primitives
from facade.fhir.bindings import outside
from facade.fhir.definitions import Child

Said = Iterator[tuple[str, str, str, str]]
Placed = tuple[Child, Constant | Leaf | Object]


def check_content(unit: Unit) -> Said:
    """(number, path, text, what to do) of everything in the tree that R4 does not allow."""
    for child, node in _placed(unit.root):
        if isinstance(node, Constant) and not _fits(child, node.value):
            yield (
                "adapter.E015", node.path, f"is a {child.type}, and the constant {node.value!r} is none.",
                "Write a value of that type.",
            )  # fmt: skip
            continue
        yield from _codes(child, node)
        yield from _reference(child, node)


def inner_codecs(codec: Codec) -> Iterator[Codec]:
    """The codec, or those of its branches."""
    if isinstance(codec, Cases):
        for _, branch in codec.branches:
            yield from inner_codecs(branch)
    else:
        yield codec


def _placed(owner: Object) -> Iterator[Placed]:
    """Every node below an object, items of arrays one by one, each with what R4 says of its key."""
    for key, member in owner.members.items():
        child = definitions.child(owner.type, key)
        for item in _items(member):
            if child is not None:
                yield child, item
            if isinstance(item, Object):
                yield from _placed(item)


def _items(node: Node) -> Iterator[Constant | Leaf | Object]:
    if isinstance(node, Array):
        for item in node.items:
            yield from _items(item)
    else:
        yield node.element if isinstance(node, Rows) else node


def _fits(child: Child, value: Any) -> bool:
    return definitions.is_primitive(child.type) and primitives.valid(child.type, value)


def _codes(child: Child, node: Constant | Leaf | Object) -> Said:
    binding = child.element.binding
    if binding is None or binding[0] != "required":
        return
    wrong = sorted(set(_wrong_codes(child, node)))
    if wrong:
        yield (
            "adapter.E016", node.path, f"has {', '.join(wrong)}{_over(node)}, outside the codes that R4 requires.",
            f"Use codes of {binding[1].partition('|')[0]}.",
        )  # fmt: skip


def _wrong_codes(child: Child, node: Constant | Leaf | Object) -> Iterator[str]:
    if not isinstance(node, Object):
        yield from (str(code) for code in _possible(node) if outside(child, code))
    elif is_fixed(node):
        if outside(child, fixed_value(node)):
            yield from (_told(coding) for coding in _codings(node))
    else:
        for coding in _codings(node):
            system, codes = coding.members.get("system"), coding.members.get("code")
            if isinstance(system, Constant) and isinstance(codes, Constant | Leaf):
                made = ((code, {"system": system.value, "code": code}) for code in _possible(codes))
                yield from (str(code) for code, value in made if outside(child, _as(child, value)))


def _codings(node: Object) -> Iterator[Object]:
    if node.type == "Coding":
        yield node
    elif "coding" in node.members:
        yield from (item for item in _items(node.members["coding"]) if isinstance(item, Object))


def _as(child: Child, coding: dict[str, Any]) -> dict[str, Any]:
    return coding if child.type == "Coding" else {"coding": [coding]}


def _told(coding: Object) -> str:
    return "|".join(str(fixed_value(coding.members[key])) for key in ("system", "code") if key in coding.members)


def _possible(node: Constant | Leaf) -> Iterator[Any]:
    """The values that a node is known to give; of other columns nothing is known before they are read."""
    if isinstance(node, Constant):
        yield node.value
        return
    for codec in inner_codecs(node.codec):
        if isinstance(codec, Fixed):
            yield codec.value
        elif isinstance(codec, Coded):
            yield from codec.values.values()
            if isinstance(codec.other, str | bool):
                yield codec.other


def _over(node: Constant | Leaf | Object) -> str:
    if isinstance(node, Object):
        node = next((code for coding in _codings(node) if isinstance(code := coding.members.get("code"), Leaf)), node)
    return f" from {', '.join(map(full_name, node.codec.columns))}" if isinstance(node, Leaf) else ""


def _reference(child: Child, node: Constant | Leaf | Object) -> Said:
    if not isinstance(node, Object) or node.type != "Reference" or "reference" not in node.members:
        return
    allowed = child.element.targets
    to = node.members["reference"]
    for type_ in dict.fromkeys(_targets(to)):
        if allowed and type_ not in allowed:
            yield (
                "adapter.E017", f"{node.path}.reference",
                f"refers to {type_}{_over(to) if isinstance(to, Leaf) else ''}, which R4 does not allow here.",
                f"Refer to {' or '.join(sorted(allowed))}.",
            )  # fmt: skip


def _targets(node: Node) -> Iterator[str]:
    if isinstance(node, Leaf):
        yield from (codec.type_ for codec in inner_codecs(node.codec) if isinstance(codec, ReferenceTo))
    elif isinstance(node, Constant):
        type_ = str(node.value).rpartition("/")[0].rpartition("/")[2]
        if type_ in definitions.all_resource_types():
            yield type_
