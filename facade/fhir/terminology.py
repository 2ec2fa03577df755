"""What R4 itself says of codes: which a value set holds, and which stand above and below which in their code system.

Only value sets that R4's elements are bound to are known, and only code systems that these name; of another nobody
can say here what it holds. R4 leaves the meaning of a nested code open in most of its own code systems; it is taken
to be "is a", the only meaning that the standard gives subsumption. https://hl7.org/fhir/R4/codesystem.html#subsumption
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TypeAlias

import orjson

from facade.fhir import definitions

Members: TypeAlias = Mapping[str, frozenset[str]]  # code system → codes
_Tree: TypeAlias = Mapping[str, tuple[str, ...]]  # code → those next to it, one step up or down

_VERSION = "4.0.1"  # of every value set under hl7.org/fhir


def members(value_set: str) -> Members | None:
    """The codes of a value set by its canonical URL, by system; None if it, or that version of it, is not known."""
    url, _, version = value_set.partition("|")
    if version and (version != _VERSION or not url.startswith("http://hl7.org/fhir/")):
        return None
    return definitions.codes(url) or _value_sets().get(url)


def below(system: str, code: str) -> frozenset[str] | None:
    """The code and all that it subsumes; None if the code system's hierarchy is not known."""
    tree = _children().get(system)
    return None if tree is None else _closure(tree, code)


def above(system: str, code: str) -> frozenset[str] | None:
    """The code and all that subsume it; None if the code system's hierarchy is not known."""
    tree = _parents().get(system)
    return None if tree is None else _closure(tree, code)


def _closure(tree: _Tree, code: str) -> frozenset[str]:
    """What can be reached: a code may have several parents."""
    found, waiting = {code}, [code]
    while waiting:
        fresh = set(tree.get(waiting.pop(), ())) - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found)


def _load(name: str) -> Mapping[str, Mapping[str, list[str]]]:
    found: Mapping[str, Mapping[str, list[str]]] = orjson.loads(
        resources.files("facade.fhir").joinpath("data", name).read_bytes()
    )
    return found


@cache
def _value_sets() -> Mapping[str, Members]:
    return {
        url: MappingProxyType({system: frozenset(codes) for system, codes in systems.items()})
        for url, systems in _load("value_sets.json").items()
    }


@cache
def _children() -> Mapping[str, _Tree]:
    return {
        system: {code: tuple(codes) for code, codes in tree.items()}
        for system, tree in _load("code_systems.json").items()
    }


@cache
def _parents() -> Mapping[str, _Tree]:
    return {system: _turned(tree) for system, tree in _children().items()}


def _turned(tree: _Tree) -> _Tree:
    found: dict[str, tuple[str, ...]] = {}
    for parent, children in tree.items():
        for child in children:
            found[child] = (*found.get(child, ()), parent)
    return found
