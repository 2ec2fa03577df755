"""FHIR R4 as data: elements, codes of required bindings, search parameters, compartments.

A *parent* is where children hang: a type name ("Patient", "HumanName") or the path of a backbone
("Observation.component"). https://hl7.org/fhir/R4/elementdefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import orjson

_TYPE = re.compile(r"(?P<code>[A-Za-z0-9]+)(?:\((?P<targets>[^)]*)\))?")
_ABSTRACT = frozenset({"Resource", "DomainResource"})
_EMPTY: Mapping[str, Any] = MappingProxyType({})
#: What refers to other resources though R4 has no search parameter for it; never on offer, only access rules follow it.
_UNNAMED = frozenset({("DiagnosticReport", "presentedForm")})


# org-1 wants a name or an identifier; an organization without a name is known to nobody.
# https://hl7.org/fhir/R4/organization.html#invs
# app-2 and app-3 want both ends of an appointment, unless it is one that was never made or was called off.
# https://hl7.org/fhir/R4/appointment.html#invs
_DEMANDED = frozenset({"Organization.name", "Appointment.start", "Appointment.end"})


@dataclass(frozen=True)
class Element:
    """One row of a StructureDefinition. `types` are codes without targets; empty with a content reference."""

    path: str
    min: int
    max: str
    types: tuple[str, ...]
    targets: frozenset[str] = frozenset()
    modifier: bool = False
    summary: bool = False
    binding: tuple[str, str] | None = None
    content_reference: str | None = None

    @property
    def demanded(self) -> bool:
        """Whether a parent must have it, by cardinality or by an invariant."""
        return self.min > 0 or self.path in _DEMANDED

    @property
    def many(self) -> bool:
        """Whether JSON shows it as an array."""
        return self.max != "1"

    @property
    def name(self) -> str:
        """The last part of the path, as FHIRPath says it: "value" for value[x]."""
        return self.path.rpartition(".")[2].removesuffix("[x]")

    @property
    def choice(self) -> bool:
        """Whether JSON adds the type to the name (value[x])."""
        return self.path.endswith("[x]")

    @property
    def keys(self) -> tuple[str, ...]:
        """The JSON keys that its value may have: one, or for value[x] one for each type."""
        return tuple(self.name + type[0].upper() + type[1:] for type in self.types) if self.choice else (self.name,)


@dataclass(frozen=True)
class Child:
    """What stands under one JSON key. `type` is a data type, or the parent path for backbones."""

    element: Element
    type: str
    key: str


@dataclass(frozen=True)
class SearchParameter:
    """One search parameter; `target` is for references, `components` (URL, expression) for composites."""

    code: str
    type: str
    base: tuple[str, ...]
    url: str
    expression: str | None
    target: frozenset[str] = frozenset()
    components: tuple[tuple[str, str], ...] = ()
    comparator: tuple[str, ...] = ()


def _load(name: str) -> Any:
    return orjson.loads(resources.files("facade.fhir").joinpath("data", name).read_bytes())


@cache
def _kinds() -> Mapping[str, str]:
    return {name: entry["kind"] for name, entry in _load("elements.json").items()}


def _types(raw: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in raw:
        # The ids of elements are typed by FHIRPath's own name for a string.
        match = _TYPE.fullmatch("string" if text.endswith("System.String") else text)
        if match is None:
            raise ValueError(f"type not understood: {text}")
        targets = (match["targets"] or "").split("|")
        yield match["code"], frozenset(targets) - {"", "Resource", "Any"}


def _element(row: Mapping[str, Any], kind: str) -> Element:
    path = str(row["path"])
    types = tuple(_types(row.get("type", ())))
    codes = tuple(dict.fromkeys(code for code, _ in types))
    if kind == "resource" and path.count(".") == 1 and path.endswith(".id"):
        codes = ("id",)  # the definitions say string; https://hl7.org/fhir/R4/resource.html says id
    binding = row.get("binding")
    return Element(
        path=path,
        min=row["min"],
        max=row["max"],
        types=codes,
        targets=frozenset(target for code, found in types if code == "Reference" for target in found),
        modifier=row.get("modifier", False),
        summary=row.get("summary", False),
        binding=(binding[0], binding[1]) if binding else None,
        content_reference=row["contentReference"].removeprefix("#") if "contentReference" in row else None,
    )


@cache
def _tree() -> Mapping[str, Mapping[str, Element]]:
    """Parent to its children, for every type and every backbone."""
    tree: dict[str, dict[str, Element]] = {}
    for name, entry in _load("elements.json").items():
        tree[name] = {}
        for row in entry["elements"]:
            parent, _, last = row["path"].rpartition(".")
            if not parent or (entry["kind"] == "primitive-type" and last == "value"):
                continue  # a primitive's value has no key of its own in JSON
            tree.setdefault(parent, {})[last] = _element(row, entry["kind"])
    return {parent: MappingProxyType(found) for parent, found in tree.items()}


@cache
def resource_types() -> frozenset[str]:
    """The concrete resource types whose elements are known here."""
    return frozenset(name for name, kind in _kinds().items() if kind == "resource") - _ABSTRACT


@cache
def all_resource_types() -> frozenset[str]:
    """Every concrete resource type of R4, also those whose elements are not known here."""
    listed = codes("http://hl7.org/fhir/ValueSet/resource-types").values()
    return frozenset().union(*listed) - _ABSTRACT


def is_primitive(type: str) -> bool:
    """Whether values of the type are JSON strings, numbers or booleans."""
    return _kinds().get(type) == "primitive-type"


@cache
def _spellings() -> Mapping[str, str]:
    return {name.lower(): name for name in _kinds()}


def type_named(text: str) -> str | None:
    """The type of that name, case ignored: some search parameters write DateTime for dateTime."""
    return _spellings().get(text.lower())


def children(parent: str) -> Mapping[str, Element]:
    """Children by element name, choices as "value[x]"; empty for an unknown parent."""
    return _tree().get(parent, _EMPTY)


def named(parent: str, name: str) -> Element | None:
    """The child that FHIRPath calls `name` (choices without [x])."""
    found = children(parent)
    return found.get(name) or found.get(name + "[x]")


def _inner(element: Element, type: str) -> str:
    """Where the children hang: the element's own path if it has any there, else its data type."""
    return element.path if element.path in _tree() else type


def _keys(name: str, element: Element) -> Iterator[Child]:
    if element.content_reference:
        yield Child(element, element.content_reference, name)
    for type in element.types:
        key = element.name + type[0].upper() + type[1:] if element.choice else name
        yield Child(element, _inner(element, type), key)
        # ids, Extension.url and xhtml are bare strings: they cannot carry extensions
        if is_primitive(type) and type != "xhtml" and name != "id" and element.path != "Extension.url":
            yield Child(element, "Element", "_" + key)


@cache
def _index() -> Mapping[str, Mapping[str, Child]]:
    return {
        parent: {child.key: child for name, element in found.items() for child in _keys(name, element)}
        for parent, found in _tree().items()
    }


def child(parent: str, key: str) -> Child | None:
    """What a JSON key means under a parent: "valueQuantity" is value[x], "_birthDate" an Element."""
    return _index().get(parent, _EMPTY).get(key)


@cache
def named_keys(parent: str, name: str) -> tuple[Child, ...]:
    """What FHIRPath's name means under a parent: "value" is valueQuantity, valueString, _valueString and so on."""
    return tuple(child for child in _index().get(parent, _EMPTY).values() if child.element.name == name)


@cache
def _required() -> Mapping[str, tuple[Element, ...]]:
    return {
        parent: tuple(element for element in found.values() if element.min >= 1) for parent, found in _tree().items()
    }


def required(parent: str) -> tuple[Element, ...]:
    """Children that must be there when the parent is."""
    return _required().get(parent, ())


@cache
def _codes() -> Mapping[str, Mapping[str, frozenset[str]]]:
    return {
        value_set: MappingProxyType({system: frozenset(found) for system, found in systems.items()})
        for value_set, systems in _load("required_codes.json").items()
    }


def codes(value_set: str) -> Mapping[str, frozenset[str]]:
    """Code system to codes of a required binding; empty when the value set is not listed."""
    return _codes().get(value_set.partition("|")[0], _EMPTY)


def _parameter(row: Mapping[str, Any]) -> SearchParameter:
    return SearchParameter(
        code=row["code"],
        type=row["type"],
        base=tuple(row["base"]),
        url=row["url"],
        expression=row.get("expression"),
        target=frozenset(row.get("target", ())),
        components=tuple((definition, expression) for definition, expression in row.get("component", ())),
        comparator=tuple(row.get("comparator", ())),
    )


@cache
def _parameters() -> Mapping[str, SearchParameter]:
    return {row["url"]: _parameter(row) for row in _load("search_parameters.json")}


def _bases(resource_type: str) -> Iterator[str]:
    yield "Resource"
    if "contained" in children(resource_type):
        yield "DomainResource"
    yield resource_type


@cache
def _by_base() -> Mapping[str, Mapping[str, SearchParameter]]:
    found: dict[str, dict[str, SearchParameter]] = {}
    for parameter in _parameters().values():
        for base in parameter.base:
            found.setdefault(base, {})[parameter.code] = parameter
    return found


@cache
def _parameters_of() -> Mapping[str, Mapping[str, SearchParameter]]:
    tables = _by_base()
    return {
        name: MappingProxyType({k: v for base in _bases(name) for k, v in tables.get(base, _EMPTY).items()})
        for name in resource_types()
    }


def search_parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """By code, those of Resource and DomainResource included; empty for an unknown type."""
    return _parameters_of().get(resource_type, _EMPTY)


def parameter_by_url(url: str) -> SearchParameter:
    """The parameter with that canonical URL; KeyError if there is none."""
    return _parameters()[url]


@cache
def reference_of(resource_type: str, code: str) -> SearchParameter:
    """What a chain, a `_has` or an access rule follows from a type; KeyError for what is no parameter of it."""
    if (resource_type, code) in _UNNAMED:
        return SearchParameter(code, "uri", (resource_type,), "", f"{resource_type}.{code}.url")
    return search_parameters(resource_type)[code]


@cache
def _compartments() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        name: MappingProxyType({type: tuple(found) for type, found in rows.items()})
        for name, rows in _load("compartments.json").items()
    }


def compartments() -> tuple[str, ...]:
    """The types that have a compartment."""
    return tuple(sorted(_compartments()))


def compartment(name: str) -> Mapping[str, tuple[str, ...]]:
    """Resource type to the parameters that make membership ("{def}" = the resource itself); KeyError."""
    return _compartments()[name]
