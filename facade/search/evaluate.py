"""Search as a slow, obvious filter over built resources: the oracle of the law "Search = filter".

Knows the JSON, the standard's definitions and the expression; nothing of templates, columns or SQL. So it may
import nothing but `facade.search.expression` and `facade.fhir` (and its own parts, `evaluate_*`).
https://hl7.org/fhir/R4/search.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from facade.fhir import definitions, fhirpath
from facade.fhir.definitions import SearchParameter
from facade.search import evaluate_range, evaluate_reference, evaluate_text
from facade.search.evaluate_context import Context
from facade.search.evaluate_walk import Node, root, walk
from facade.search.expression import (
    Always,
    And,
    Chain,
    CompositeValue,
    DateValue,
    Expression,
    Has,
    MissingValue,
    Not,
    NumberValue,
    OfTypeValue,
    Or,
    Param,
    QuantityValue,
    ReferenceValue,
    Restricted,
    SearchValue,
    StringValue,
    TokenValue,
)

__all__ = ["Context", "matches", "pointed_at"]

_DECEASED = "http://hl7.org/fhir/SearchParameter/Patient-deceased"


def matches(resource: Mapping[str, Any], expression: Expression, context: Context) -> bool:
    """Whether the resource is in the result. KeyError for a parameter that the type does not have."""
    match expression:
        case Always():
            return expression.value
        case And():
            return all(matches(resource, item, context) for item in expression.items)
        case Or():
            return any(matches(resource, item, context) for item in expression.items)
        case Not():
            found = matches(resource, expression.item, context)
            return not found and (not expression.strict or _readable(resource, expression.item))
        case Restricted():
            return resource["id"] in context.restricted[expression.name]
        case Param():
            return _param(resource, expression, context)
        case Chain():
            holding = _holding(expression.type, expression.item, context)
            return not holding.isdisjoint(pointed_at(resource, expression.code, context))
        case Has():
            return _name(resource) in _referred(expression, context)


def _name(resource: Mapping[str, Any]) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _holding(type_: str, item: Expression, context: Context) -> frozenset[str]:
    """`Type/id` of the resources for which it holds; what is not there, or hidden, is not among them."""
    found = context.answers.get((type_, item))
    if found is None:
        there = (resource for resource in context.resources.values() if resource["resourceType"] == type_)
        found = frozenset(_name(resource) for resource in there if matches(resource, item, context))
        context.answers[type_, item] = found
    return found


def _referred(has: Has, context: Context) -> frozenset[str]:
    """`Type/id` of everything that those for which a `_has` holds refer to."""
    found = context.answers.get(("", has))
    if found is None:
        holding = _holding(has.type, has.item, context)
        each = (pointed_at(context.resources[name], has.code, context) for name in holding)
        found = context.answers["", has] = frozenset().union(*each)
    return found


def pointed_at(resource: Mapping[str, Any], code: str, context: Context) -> frozenset[str]:
    """`Type/id` of everything here that a reference parameter of the resource points at.

    A reference to a patient that was absorbed means its head; a link between the two means what it says.
    """
    parameter = definitions.reference_of(resource["resourceType"], code)
    found = (evaluate_reference.pointed_at(node, parameter.target, context) for node in _elements(resource, parameter))
    return frozenset(name for name in found if name is not None)


def _readable(resource: Mapping[str, Any], expression: Expression) -> bool:
    """Whether every element that the expression speaks of is there: the unreadable is not let through."""
    match expression:
        case And() | Or():
            return all(_readable(resource, item) for item in expression.items)
        case Not():
            return _readable(resource, expression.item)
        case Param():
            return bool(_elements(resource, _definition(resource, expression.code)))
        case Chain() | Has():
            return False
        case Always() | Restricted():
            return True


def _definition(resource: Mapping[str, Any], code: str) -> SearchParameter:
    """The standard's definition, if its expression is its meaning.

    `phonetic` has the path of `name` but another comparison; `near`, `_text` and their like have no path.
    """
    found = definitions.search_parameters(resource["resourceType"])[code]
    if code == "phonetic" or found.type == "special" or found.expression is None:
        raise KeyError(code)
    return found


def _elements(resource: Mapping[str, Any], parameter: SearchParameter) -> list[Node]:
    assert parameter.expression is not None  # see _definition
    return walk(root(resource), fhirpath.parse(parameter.expression, resource["resourceType"]))


def _nodes(resource: Mapping[str, Any], parameter: SearchParameter) -> list[Node]:
    """The values searched. Whether a patient is deceased always has one: absent means no."""
    found = _elements(resource, parameter)
    if parameter.url != _DECEASED:
        return found
    return [Node(any(node.value is not False for node in found), "boolean", "Patient.deceased")]


def _param(resource: Mapping[str, Any], param: Param, context: Context) -> bool:
    parameter = _definition(resource, param.code)
    nodes = _nodes(resource, parameter)
    if param.modifier == "missing":
        return _missing(nodes, param.values)
    return any(_answers(parameter, node, param.modifier, value, context) for node in nodes for value in param.values)


def _missing(nodes: list[Node], values: Iterable[SearchValue]) -> bool:
    return any(isinstance(value, MissingValue) and value.missing != bool(nodes) for value in values)


def _answers(parameter: SearchParameter, node: Node, modifier: str, value: SearchValue, context: Context) -> bool:
    """Whether one node answers; ValueError for a modifier or value that is not of the parameter's type."""
    match parameter.type, modifier, value:
        case "string", "" | "exact" | "contains" | "is" | "differs" | "ends", StringValue():
            return evaluate_text.string(node, modifier, value, context)
        case "token", _, _:
            return _token(node, modifier, value, context)
        case "uri", "" | "above" | "below", StringValue():
            return evaluate_reference.uri(node, modifier, value.text)
        case "reference", "identifier", TokenValue():
            return evaluate_text.identifier_of(node, value, context)
        case "reference", _, ReferenceValue():
            return evaluate_reference.reference(node, modifier, value, parameter.target, context)
        case _, "", DateValue() | NumberValue() | QuantityValue():
            return _in_range(parameter, node, value, context)
        case "composite", "", CompositeValue():
            return _composite(parameter, node, value, context)
    raise ValueError(f"{parameter.type} parameters are not searched like that")


def _token(node: Node, modifier: str, value: SearchValue, context: Context) -> bool:
    match modifier, value:
        case "", TokenValue():
            return evaluate_text.token(node, value, context)
        case "text", StringValue():
            return evaluate_text.label(node, value, context)
        case "of-type", OfTypeValue():
            return evaluate_text.of_type(node, value, context)
        case "below", StringValue():
            return evaluate_text.mime_type(node, value.text)
    raise ValueError("token parameters are not searched like that")


def _in_range(
    parameter: SearchParameter, node: Node, value: DateValue | NumberValue | QuantityValue, context: Context
) -> bool:
    match parameter.type, value:
        case "date", DateValue():
            return evaluate_range.date(node, value, context)
        case "number", NumberValue():
            return evaluate_range.number(node, value)
        case "quantity", QuantityValue():
            return evaluate_range.quantity(node, value)
    raise ValueError(f"{parameter.type} parameters are not searched like that")


def _composite(parameter: SearchParameter, node: Node, value: CompositeValue, context: Context) -> bool:
    """Whether this one node satisfies every component."""
    pairs = zip(parameter.components, value.parts, strict=True)
    return all(_component(node, url, path, part, context) for (url, path), part in pairs)


def _component(node: Node, url: str, path: str, value: SearchValue, context: Context) -> bool:
    found = walk(node, fhirpath.parse_relative(path))
    return any(_answers(definitions.parameter_by_url(url), inner, "", value, context) for inner in found)
