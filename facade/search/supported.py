"""Which modifiers and prefixes a parameter takes here: what the standard gives it and every map can push down.

The capability statement has no room for either; documentation, the conformance kit and the tests draw from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facade.compiler.presence import NotPushed
from facade.fhir.definitions import SearchParameter
from facade.search import modifiers as read
from facade.search.compile import TypeSearch
from facade.search.expression import MissingValue, Param
from facade.search.offered import ASKED
from facade.search.pushdown.parameters import Resolver

_PREFIXED = frozenset({"date", "number", "quantity"})
_PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_GENDER = "http://hl7.org/fhir/administrative-gender"
#: A value that each modifier takes, whatever the parameter.
_SAMPLES: Mapping[str, str] = {
    "of-type": "http://terminology.hl7.org/CodeSystem/v2-0203|MR|1",
    "in": "http://hl7.org/fhir/ValueSet/administrative-gender",
    "not-in": "http://hl7.org/fhir/ValueSet/administrative-gender",
}
_URLS = "http://example.org/a"


@dataclass(frozen=True)
class Supported:
    """One parameter of a type. `leads_to`: the types here that a chain by it can enter."""

    code: str
    kind: str
    modifiers: tuple[str, ...]
    comparators: tuple[str, ...]
    leads_to: tuple[str, ...]
    sorts: bool


def supported(search: TypeSearch) -> tuple[Supported, ...]:
    """Every parameter on offer with what can be done with it, by name."""
    units, offer = [Resolver(unit, unit.root) for unit in search.units], search.offer
    return tuple(
        Supported(
            code,
            parameter.type,
            modifiers(parameter, units),
            comparators(parameter),
            tuple(sorted(offer.targets.get(code, ()))),
            code in offer.sorts,
        )
        for code, parameter in sorted(offer.parameters.items())
    )


def markdown(searches: Mapping[str, TypeSearch]) -> str:
    """The tables of one source's types as Markdown."""
    return "\n".join(line for type_, search in searches.items() for line in _section(type_, supported(search)))


def _section(type_: str, found: Sequence[Supported]) -> list[str]:
    head = ["parameter", "kind", "modifiers", "prefixes", "chains to", "sorts"]
    lines = [f"### {type_}", "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return [*lines, *(_row(item) for item in found), ""]


def _row(item: Supported) -> str:
    types = [name for name in item.modifiers if name[:1].isupper()]
    named = [name for name in item.modifiers if name not in types]
    cells = [
        f"`{item.code}`",
        item.kind,
        " ".join(f"`:{name}`" for name in [*named, *(["Type"] if types else [])]),
        " ".join(item.comparators),
        ", ".join(item.leads_to),
        "yes" if item.sorts else "",
    ]
    return f"| {' | '.join(cells)} |"


def comparators(parameter: SearchParameter) -> tuple[str, ...]:
    """The prefixes that its values take."""
    return _PREFIXES if parameter.type in _PREFIXED else ()


def modifiers(parameter: SearchParameter, resolvers: Iterable[Resolver] = ()) -> tuple[str, ...]:
    """The modifiers that it takes: R4's for its data types, less those that one of the units cannot push down."""
    units = tuple(resolvers)
    return tuple(name for name in read.of_standard(parameter) if all(_pushes(unit, parameter, name) for unit in units))


def _pushes(resolver: Resolver, parameter: SearchParameter, modifier: str) -> bool:
    try:
        resolver.predicate(_sample(parameter, modifier), ASKED)
    except NotPushed:
        return False
    return True


def _sample(parameter: SearchParameter, modifier: str) -> Param:
    if modifier == "missing":
        return Param(parameter.code, modifier, (MissingValue(True),))
    return read.applied(parameter, modifier, parameter.code, [_text(parameter, modifier)], "")


def _text(parameter: SearchParameter, modifier: str) -> str:
    if modifier in ("above", "below") and parameter.type == "token":
        return "text/plain" if read.is_mime(parameter) else f"{_GENDER}|male"
    return _URLS if modifier in ("above", "below") else _SAMPLES.get(modifier, "1")
