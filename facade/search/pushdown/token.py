"""Token parameters. https://hl7.org/fhir/R4/search.html#token

ContactPoint, uri, id and string have no system: `system|value` never matches them, `|value` does. A `code` means
the systems of its required binding.
"""

from __future__ import annotations

from collections.abc import Iterator

from facade.compiler.nodes import Constant, Leaf, Node, Object
from facade.compiler.predicate import NO, YES, Predicate, every, negated, some
from facade.compiler.presence import lives, tested
from facade.compiler.resolve import Hit
from facade.fhir import definitions
from facade.search.expression import OfTypeValue, TokenValue
from facade.search.pushdown.simple import compared, leaf_of, members

BOOLEANS = ("http://terminology.hl7.org/CodeSystem/special-values", "http://hl7.org/fhir/special-values")
URIS = frozenset({"uri", "url", "canonical", "oid", "uuid"})
PAIRS = {"Identifier": "value", "Coding": "code"}


def token(hit: Hit, value: TokenValue) -> Predicate:
    """A code of the node is the one searched, with the system searched."""
    node = hit.node
    if isinstance(node, Object):
        return _object(hit, node, value)
    if isinstance(node, Leaf) and node.codec.many:
        return hit.placed(tested(node, node.codec.test("coding", value)), node)
    if getattr(node, "type", "") == "boolean":
        return hit.placed(_boolean(node, value), leaf_of(node))
    return hit.placed(_primitive(hit, node, value), leaf_of(node))


def of_type(hit: Hit, value: OfTypeValue) -> Predicate:
    """`:of-type`: one and the same identifier has a type with that coding, and that value."""
    node = hit.node
    if not isinstance(node, Object) or node.type != "Identifier":
        return NO
    alone = Hit(node)
    typed = some(token(kind, TokenValue(value.code, value.system)) for kind in members(alone, "type"))
    return hit.placed(every([typed, token(alone, TokenValue(value.value))]))


def _object(hit: Hit, node: Object, value: TokenValue) -> Predicate:
    if node.type == "CodeableConcept":
        return some(token(coding, value) for coding in members(hit, "coding"))
    if node.type == "ContactPoint":
        text = node.members.get("value")
        return NO if value.system else hit.placed(_code(text, value, _at(hit, node)), leaf_of(text))
    if node.type not in PAIRS:
        return NO
    code = node.members.get(PAIRS[node.type])
    both = every([_system(node.members.get("system"), value.system), _code(code, value, _at(hit, node))])
    inner = Hit(code, (*hit.trail, node), hit.also) if code is not None and value.code is not None else hit
    if inner is hit:
        return hit.placed(every([both, lives(node)]))
    return inner.placed(both, leaf_of(code))


def _at(hit: Hit, node: Object) -> Hit:
    return Hit(node, hit.trail, hit.also)


def _system(node: Node | None, system: str | None) -> Predicate:
    if system is None:
        return YES
    if system:
        return compared(node, "exact", system)
    return YES if node is None else negated(lives(node))


def _code(node: Node | None, value: TokenValue, hit: Hit) -> Predicate:
    return YES if value.code is None else compared(node, "eq", value.code)


def _boolean(node: Node, value: TokenValue) -> Predicate:
    if value.code not in ("true", "false") or (value.system is not None and value.system not in BOOLEANS):
        return NO if value.code is not None or value.system not in BOOLEANS else lives(node)
    wanted = value.code == "true"
    if isinstance(node, Constant):
        return YES if node.value is wanted else NO
    return tested(node, node.codec.test("eq", wanted)) if isinstance(node, Leaf) else NO


def _primitive(hit: Hit, node: Node, value: TokenValue) -> Predicate:
    op = "exact" if getattr(node, "type", "") in URIS else "eq"
    if value.system is None:
        return compared(node, op, value.code or "")
    systems = dict(_implied(hit, node))
    if not systems:  # no system is implied: only `|code` matches
        return compared(node, op, value.code) if not value.system and value.code else NO
    codes = systems.get(value.system, frozenset())
    wanted = codes if value.code is None else codes & {value.code}
    return some(compared(node, "eq", code) for code in sorted(wanted))


def _implied(hit: Hit, node: Node) -> Iterator[tuple[str, frozenset[str]]]:
    """The code systems that a `code` element means without saying so, with their codes."""
    parent = next((step for step in reversed(hit.trail) if isinstance(step, Object)), None)
    if parent is None or getattr(node, "type", "") != "code":
        return
    element = definitions.named(parent.type, node.path.rpartition(".")[2])
    strength, value_set = (element.binding if element else None) or ("", "")
    if strength == "required":
        yield from definitions.codes(value_set).items()
