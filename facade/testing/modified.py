"""Searches with modifiers that need values of their own making: value sets, hierarchies, typed identifiers, URLs.

Drawn from what is served, changed a little, and from what stands beside it in the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from facade.fhir import terminology
from facade.fhir.definitions import SearchParameter
from facade.search import modifiers
from facade.search.evaluate_walk import Node

Pair = tuple[str, str]
MADE_HERE = frozenset({"of-type", "in", "not-in", "above", "below", "identifier"})
UNKNOWN = "http://example.org/ValueSet/unknown"
GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"


def pairs(parameter: SearchParameter, nodes: Sequence[Node], most: int) -> Iterator[Pair]:
    """Name with modifier, and value: `most` of each. `nodes` are values served at the parameter's element."""
    for modifier in modifiers.of_standard(parameter):
        if modifier in MADE_HERE:
            values = dict.fromkeys(_values(parameter, modifier, nodes))
            yield from ((f"{parameter.code}:{modifier}", value) for value in _spread(list(values), most))


def _spread(values: Sequence[str], most: int) -> list[str]:
    return [values[at * len(values) // most] for at in range(most)] if len(values) > most else list(values)


def _values(parameter: SearchParameter, modifier: str, nodes: Sequence[Node]) -> Iterator[str]:
    match parameter.type, modifier:
        case "token", "of-type":
            yield from _typed(node.value for node in nodes if node.type == "Identifier")
        case "token", "in" | "not-in":
            yield from (*_bindings(nodes), GENDERS, UNKNOWN)
        case "token", "above" | "below":
            yield from _codes(nodes)
        case "uri" | "reference", "above" | "below":
            yield from _urls(nodes)
        case "reference", "identifier":
            yield from _identified(nodes)


def _typed(identifiers: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The type of one identifier with its own value, and with that of the one before."""
    before = "x"
    for identifier in identifiers:
        value = escaped(identifier.get("value", ""))
        for system, code in _codings(identifier.get("type")):
            yield from (f"{system}|{code}|{value}", f"{system}|{code}|{before}", f"{system}|{code}|{value.lower()}")
            yield from (f"urn:other|{code}|{value}", f"{system}|{code}x|{value}")
        before = value or before


def _codings(value: Any) -> Iterator[Pair]:
    codings = value.get("coding", [value]) if isinstance(value, Mapping) else []
    for coding in codings:
        if coding.get("system") and coding.get("code"):
            yield escaped(coding["system"]), escaped(coding["code"])


def _bindings(nodes: Sequence[Node]) -> Iterator[str]:
    """The value sets that the elements are bound to, with and without version."""
    for url in dict.fromkeys(node.element.binding[1] for node in nodes if node.element and node.element.binding):
        yield escaped(url)
        yield escaped(url.partition("|")[0])


def _codes(nodes: Sequence[Node]) -> Iterator[str]:
    """Each code served, and those right around it."""
    for node in nodes:
        for system, code in _codings(node.value) if node.type != "code" else _implied(node):
            near = (terminology.above(system, code) or frozenset()) | (terminology.below(system, code) or frozenset())
            yield from (f"{system}|{escaped(each)}" for each in sorted({code, *near, f"{code}x"}))
        if node.type == "code":
            yield from (escaped(str(node.value).split(";")[0]), escaped(str(node.value)))


def _implied(node: Node) -> Iterator[Pair]:
    strength, value_set = (node.element and node.element.binding) or ("", "")
    members = terminology.members(value_set.partition("|")[0]) if strength == "required" else None
    yield from ((system, str(node.value)) for system, codes in (members or {}).items() if node.value in codes)


def _urls(nodes: Sequence[Node]) -> Iterator[str]:
    """Each URL served, its upper ones, and what would stand below it."""
    for node in nodes:
        text = node.value if isinstance(node.value, str) else ""
        url, _, version = text.partition("|")
        yield from (
            escaped(each) for each in (url, f"{url}/1", f"{url}x", text, text.swapcase(), url.rpartition("/")[0])
        )
        if version:
            yield from (escaped(f"{url}|{part}") for part in (version.partition(".")[0], version[:1], f"{version}.1"))


def _identified(nodes: Sequence[Node]) -> Iterator[str]:
    """The identifiers that stand in references; ids, which are none."""
    for node in nodes:
        found = node.value.get("identifier", {})
        value, system = escaped(found.get("value", "")), escaped(found.get("system", ""))
        yield from (value, f"{system}|{value}", f"|{value}", f"{system}|", f"{value}x")
        yield escaped(node.value.get("reference", "").rpartition("/")[2])


def escaped(text: str) -> str:
    """The text as a search value."""
    for char in "\\,|$":
        text = text.replace(char, "\\" + char)
    return text
