"""String and token searches on one node.

Decisions where the standard leaves a choice or says two things:

* The implied systems of a `code` are those of its required binding, so `gender=|male` is false. A boolean has
  both names that the standard gives its system. ContactPoint, uri, id and string have no system:
  `[system]|[value]` never matches them, `|[value]` does.
* Case and accents in Identifier.value, ContactPoint.value, Coding.code, codes of no listed system (MIME types) and
  strings searched by token follow the column's collation where it is known. Other tokens, and every system, compare
  exactly.

https://hl7.org/fhir/R4/search.html#string and #token
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from facade.fhir import definitions
from facade.fhir.text import fold, letters, searched
from facade.search.evaluate_context import Context
from facade.search.evaluate_walk import Node, items, present
from facade.search.expression import OfTypeValue, StringValue, TokenValue

Text: TypeAlias = tuple[str, str]  # path, text

_PARTS: Mapping[str, tuple[str, ...]] = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
}
_BOOLEANS = ("http://terminology.hl7.org/CodeSystem/special-values", "http://hl7.org/fhir/special-values")


def string(node: Node, modifier: str, value: StringValue, context: Context) -> bool:
    """Whether any text of the node starts or ends with, holds, is or is not the search text."""
    return any(_matches(text, modifier, value.text, context) for text in _texts(node))


def label(node: Node, value: StringValue, context: Context) -> bool:
    """`:text` on tokens: whether what stands beside the code starts with the search text."""
    return any(_matches(text, "", value.text, context) for text in _labels(node))


def token(node: Node, value: TokenValue, context: Context) -> bool:
    """Whether any code of the node is the one searched."""
    return any(found.answers(value, context) for found in _tokens(node))


def of_type(node: Node, value: OfTypeValue, context: Context) -> bool:
    """`:of-type` on an identifier: whether its type has that coding and its value is the one searched."""
    if node.type != "Identifier" or not isinstance(node.value.get("type"), Mapping):
        return False
    kind = Node(node.value["type"], "CodeableConcept", f"{node.path}.type")
    typed = token(kind, TokenValue(value.code, value.system), context)
    return typed and token(node, TokenValue(value.value), context)


def identifier_of(node: Node, value: TokenValue, context: Context) -> bool:
    """`:identifier` on a reference: whether the identifier that stands in it is the one searched."""
    found = node.value.get("identifier") if node.type == "Reference" else None
    return found is not None and token(Node(found, "Identifier", f"{node.path}.identifier"), value, context)


def mime_type(node: Node, wanted: str) -> bool:
    """`:below` on a MIME type: whether it is the one searched, whatever its parameters (`; charset=…`)."""
    return node.type == "code" and (node.value == wanted or node.value.startswith(f"{wanted};"))


def _texts(node: Node) -> Iterator[Text]:
    if node.type in ("string", "markdown"):
        yield node.path, node.value
    for part in _PARTS.get(node.type, ()):
        yield from ((f"{node.path}.{part}", item) for item in items(node.value.get(part)) if present(item))


def _matches(text: Text, modifier: str, wanted: str, context: Context) -> bool:
    path, found = text
    if modifier == "exact":
        return wanted != "" and found == wanted
    collation = context.collations.get(path, context.default_collation)
    if modifier in ("is", "differs"):
        folded = fold(wanted, collation)
        return (folded != "" and fold(found, collation) == folded) is (modifier == "is")
    found, wanted = letters(found, collation), searched(wanted, collation)
    if not wanted:
        return False
    if modifier == "ends":
        return found.endswith(wanted)
    return wanted in found if modifier == "contains" else found.startswith(wanted)


def _labels(node: Node) -> Iterator[Text]:
    path, value = node.path, node.value
    match node.type:
        case "CodeableConcept":
            found = [(f"{path}.text", value.get("text"))]
            found += [(f"{path}.coding.display", coding.get("display")) for coding in value.get("coding", [])]
        case "Coding":
            found = [(f"{path}.display", value.get("display"))]
        case "Identifier":
            found = [(f"{path}.type.text", value.get("type", {}).get("text"))]
        case _:
            found = []
    yield from ((where, text) for where, text in found if text is not None)


@dataclass(frozen=True)
class _Token:
    """A pair that a token can match; `path` where the code's case follows the column's collation."""

    code: str | None
    system: str | None = None
    path: str = ""

    def answers(self, value: TokenValue, context: Context) -> bool:
        if value.system is not None and value.system != (self.system or ""):
            return False
        return value.code is None or self.has_code(value.code, context)

    def has_code(self, wanted: str, context: Context) -> bool:
        collation = context.collations.get(self.path, "bin")
        folded = fold(wanted, collation)
        return self.code is not None and folded != "" and fold(self.code, collation) == folded


def _tokens(node: Node) -> Iterator[_Token]:
    value, path = node.value, node.path
    match node.type:
        case "CodeableConcept":
            for coding in value.get("coding", []):
                yield _Token(coding.get("code"), coding.get("system"), f"{path}.coding.code")
        case "Coding":
            yield _Token(value.get("code"), value.get("system"), f"{path}.code")
        case "Identifier":
            yield _Token(value.get("value"), value.get("system"), f"{path}.value")
        case "ContactPoint":
            yield _Token(value.get("value"), path=f"{path}.value")
        case "string":
            yield _Token(value, path=path)
        case "boolean":
            yield from (_Token("true" if value else "false", system) for system in _BOOLEANS)
        case "code":
            yield from (_Token(value, system, "" if system else path) for system in _implied(node))
        case "id" | "uri" | "url" | "canonical" | "oid" | "uuid":
            yield _Token(value)


def _implied(node: Node) -> list[str | None]:
    """The code systems that a code means without saying so; [None] if the standard names none."""
    strength, value_set = (node.element and node.element.binding) or ("", "")
    if strength != "required":
        return [None]
    return [system for system, codes in definitions.codes(value_set).items() if node.value in codes] or [None]
