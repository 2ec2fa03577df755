"""The FHIRPath of search parameters: hand-worked parses, and every expression of the standard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from facade.fhir import definitions
from facade.fhir.definitions import SearchParameter
from facade.fhir.fhirpath import (
    Exists,
    Index,
    Name,
    OfType,
    Path,
    WhereEquals,
    WhereType,
    parse,
    parse_relative,
)


def path(*steps: object) -> Path:
    return Path(tuple(Name(step) if isinstance(step, str) else step for step in steps))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("expression", "base", "expected"),
    [
        ("Patient.name.family", "Patient", [path("name", "family")]),
        ("Resource.meta.lastUpdated", "Patient", [path("meta", "lastUpdated")]),
        ("Patient.name | Person.name", "Person", [path("name")]),
        ("Patient.name | Person.name", "Group", []),
        ("Observation | Observation.component", "Observation", [path(), path("component")]),
        ("(Observation.value.ofType(Quantity))", "Observation", [path("value", OfType("Quantity"))]),
        (
            "(Observation.value.ofType(CodeableConcept)).text",
            "Observation",
            [path("value", OfType("CodeableConcept"), "text")],
        ),
        (
            "Patient.telecom.where(system='phone')",
            "Patient",
            [path("telecom", WhereEquals("system", "phone"))],
        ),
        ("Account.subject.where(resolve() is Patient)", "Account", [path("subject", WhereType("Patient"))]),
        ("Bundle.entry[0].resource", "Bundle", [path("entry", Index(0), "resource")]),
        (
            "Patient.deceased.exists() and Patient.deceased != false",
            "Patient",
            [path("deceased", Exists())],
        ),
    ],
)
def test_parse(expression: str, base: str, expected: list[Path]) -> None:
    assert list(parse(expression, base)) == expected


def test_component_paths_are_relative_and_types_get_their_true_case() -> None:
    found = parse_relative("value.ofType(DateTime) | value.ofType(Period)")
    assert found == (path("value", OfType("dateTime")), path("value", OfType("Period")))


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "Patient.",
        "Patient.name |",
        "Patient..name",
        "(Patient.name",
        "Patient.name)",
        "Patient.name[x]",
        "Patient.name.first()",
        "Patient.name.exists()",
        "Patient.a.exists() and Patient.b != false",
        "Patient.a.exists() and Patient.a != true",
        "Patient.a and Patient.a != false",
        "Patient.telecom.where(system=phone)",
        "Patient.telecom.where(system='a\\'b')",
        "Patient.telecom.where(resolve() is 'Patient')",
        "Patient.value.ofType(Nothing)",
        "Patient.name as HumanName",
        "Patient.name; drop",
        "1.name",
    ],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="FHIRPath"):
        parse(expression, "Patient")


def every_parameter() -> Iterator[tuple[str, SearchParameter]]:
    for base in sorted(definitions.resource_types()):
        for parameter in definitions.search_parameters(base).values():
            yield base, parameter


def after(parent: str, step: object) -> frozenset[str]:
    """The types or backbone paths that one step leads to; empty when the definitions have no such thing."""
    if not isinstance(step, Name):
        assert not isinstance(step, OfType) or step.type == parent
        return frozenset({parent})
    element = definitions.named(parent, step.name)
    if element is None:
        return frozenset()
    suffixes = [type[0].upper() + type[1:] for type in element.types] if element.choice else [""]
    found = [definitions.child(parent, step.name + suffix) for suffix in suffixes]
    return frozenset(child.type for child in found if child)


def resolve(start: str, found: Path) -> frozenset[str]:
    reached = frozenset({start})
    for step in found.steps:
        if isinstance(step, OfType):
            reached &= {step.type}
        else:
            reached = frozenset(type for parent in reached for type in after(parent, step))
    return reached


def test_every_expression_of_the_standard_resolves() -> None:
    urls = set()
    for base, parameter in every_parameter():
        if parameter.expression is None:
            continue
        urls.add(parameter.url)
        paths = parse(parameter.expression, base)
        assert paths, (base, parameter.code)
        for found in paths:
            assert resolve(base, found), (base, parameter.code, found)
    assert len(urls) == 848


def test_every_component_resolves_from_a_node_of_its_composite() -> None:
    composites = [(base, found) for base, found in every_parameter() if found.type == "composite"]
    assert len({found.url for _, found in composites}) == 14
    for base, composite in composites:
        assert composite.expression is not None
        nodes = {node for found in parse(composite.expression, base) for node in resolve(base, found)}
        for url, expression in composite.components:
            assert definitions.parameter_by_url(url).type != "composite"
            for node in nodes:
                assert any(resolve(node, found) for found in parse_relative(expression)), (base, url, node)


def test_an_invented_element_does_not_resolve() -> None:
    assert not resolve("Patient", path("name", "surname"))
    assert not resolve("Observation", path("value", OfType("Money")))
