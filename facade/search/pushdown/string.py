"""String parameters. https://hl7.org/fhir/R4/search.html#string"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from facade.compiler.nodes import Node
from facade.compiler.predicate import NO, Predicate, every, negated, some
from facade.compiler.presence import lives
from facade.compiler.resolve import Hit
from facade.search.expression import StringValue
from facade.search.pushdown.simple import compared, leaf_of, members

PARTS: Mapping[str, tuple[str, ...]] = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
}
OPERATIONS = {"": "prefix", "contains": "contains", "exact": "exact", "is": "same", "ends": "suffix"}
LABELS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "CodeableConcept": (("text",), ("coding", "display")),
    "Coding": (("display",),),
    "Identifier": (("type", "text"),),
}


def string(hit: Hit, modifier: str, value: StringValue) -> Predicate:
    """Any text of the node starts with, holds or is the search text; an empty one matches nothing."""
    if not value.text:
        return NO
    if modifier == "differs":
        return some(text.placed(_differs(text.node, value.text)) for text in _texts(hit))
    op = OPERATIONS[modifier]
    return some(text.placed(compared(text.node, op, value.text), leaf_of(text.node)) for text in _texts(hit))


def _differs(node: Node, text: str) -> Predicate:
    return every([lives(node), negated(compared(node, "same", text))])


def label(hit: Hit, value: StringValue) -> Predicate:
    """`:text` on tokens: what stands beside the code starts with the search text."""
    if not value.text:
        return NO
    found = (text for path in LABELS.get(getattr(hit.node, "type", ""), ()) for text in _below(hit, path))
    return some(text.placed(compared(text.node, "prefix", value.text), leaf_of(text.node)) for text in found)


def _texts(hit: Hit) -> Iterator[Hit]:
    type_ = getattr(hit.node, "type", "")
    if type_ in ("string", "markdown"):
        yield hit
    yield from members(hit, *PARTS.get(type_, ()))


def _below(hit: Hit, path: tuple[str, ...]) -> Iterator[Hit]:
    name, *rest = path
    for found in members(hit, name):
        if getattr(found.node, "type", "") == "Coding" and leaf_of(found.node):
            continue  # a code list gives no displays
        yield from _below(found, tuple(rest)) if rest else iter((found,))
