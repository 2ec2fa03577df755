"""What a `_filter` asks of a type: its tests as parameters of the same search expression as everything else.

Decisions on what the standard leaves open, or says in a way that a search cannot keep; decision record 0022:

* Dates, numbers and quantities compare as with the prefix of the operator's name; `po` asks whether the two periods
  overlap.
* `eq`, `ne`, `co`, `sw`, `ew` on strings go without case and accents where the database does; `ne` asks for a text that
  is another, so what has none is not found.
* Tokens and references keep the form that they have elsewhere in a search: `eq` of a token, `re` of a reference. `ss`
  is `:below`, `sb` is `:above`, `in` and `ni` are `:in` and its opposite. Commas and dollar signs mean themselves, save
  the `$` of composites.
* `pr false` and `ni` are of the whole path: `subject.name pr false` finds what leads to no name.
* `ne` of a token or reference is refused: `not (… eq …)` says what is mostly meant.
* The additional names of the standard's last table (`related[…]`) have no parameters in R4, and are unknown.

https://hl7.org/fhir/R4/search_filter.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from facade.errors import Refused, not_supported
from facade.fhir.definitions import SearchParameter
from facade.search import values
from facade.search.expression import DateValue, Expression, Not, Param, conjunction, disjunction
from facade.search.filter import Both, Comparison, Either, Filter, Opposite, Step

STRINGS: Mapping[str, str] = {"eq": "is", "ne": "differs", "co": "contains", "sw": "", "ew": "ends"}
TOKENS: Mapping[str, str | None] = {"eq": None, "ss": "below", "sb": "above", "in": "in"}
PREFIXES = frozenset({"eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"})
NAMESPACES: Mapping[str, str] = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ucum": "http://unitsofmeasure.org",
}


class Asks(Protocol):
    """Reads the criteria of one request."""

    def named(self, type_: str, code: str, name: str) -> SearchParameter:
        """The parameter, if it is on offer; else an exception that says so."""

    def reached(
        self, type_: str, parameter: SearchParameter, target: str | None, name: str, item: Callable[[str], Expression]
    ) -> Expression:
        """What `item` asks of the resources that a reference leads to."""

    def modified(self, parameter: SearchParameter, modifier: str | None, name: str, text: str) -> Expression:
        """A parameter with its values, under a modifier or none. Refused where it is none of the parameter's."""

    def deep(self, depth: int) -> None:
        """Refused `too-costly` beyond so many hops."""


def meaning(asks: Asks, type_: str, found: Filter, depth: int = 0) -> Expression:
    """The expression of a filter on a type that is `depth` hops away. Refused: not-supported, value, too-costly."""
    match found:
        case Both():
            return conjunction(meaning(asks, type_, found.left, depth), meaning(asks, type_, found.right, depth))
        case Either():
            return disjunction(meaning(asks, type_, found.left, depth), meaning(asks, type_, found.right, depth))
        case Opposite():
            return Not(meaning(asks, type_, found.item, depth))
    if found.operator == "pr" and found.value not in ("true", "false"):
        raise Refused(400, "value", f"{_path(found)}: pr takes true or false.")
    if found.operator == "ni":
        return Not(_along(asks, type_, replace(found, operator="in"), found.path, depth))
    whole = _along(asks, type_, found, found.path, depth)
    return Not(whole) if found.operator == "pr" and found.value == "false" else whole


def _path(test: Comparison) -> str:
    return ".".join(step.name for step in test.path)


def _along(asks: Asks, type_: str, test: Comparison, path: tuple[Step, ...], depth: int) -> Expression:
    step, rest = path[0], path[1:]
    parameter = asks.named(type_, step.name, _path(test))
    if not rest:
        if step.inner is not None or step.type is not None:
            raise not_supported(f"{_path(test)}: a filter in brackets, or a type, needs a further name behind it.")
        return _compared(asks, parameter, test)
    asks.deep(depth + 1)

    def item(target: str) -> Expression:
        inner = () if step.inner is None else (meaning(asks, target, step.inner, depth + 1),)
        return conjunction(*inner, _along(asks, target, test, rest, depth + 1))

    return asks.reached(type_, parameter, step.type, _path(test), item)


def _compared(asks: Asks, parameter: SearchParameter, test: Comparison) -> Expression:
    name, operator, kind = _path(test), test.operator, parameter.type
    if operator == "pr":
        return asks.modified(parameter, "missing", name, "false")
    if kind == "string" and operator in STRINGS:
        found = asks.modified(parameter, None, name, _literal(test.value))
        return _with(found, STRINGS[operator])
    if kind == "token" and operator in TOKENS:
        return asks.modified(parameter, TOKENS[operator], name, _listless(_namespaced(test.value)))
    if kind == "uri" and operator == "eq":
        return asks.modified(parameter, None, name, _literal(test.value))
    if kind == "reference" and operator == "re":
        return asks.modified(parameter, None, name, _listless(test.value))
    if kind == "composite" and operator == "eq":
        parts = map(_namespaced, values.split(test.value, "$"))
        return asks.modified(parameter, None, name, _listless("$".join(parts)))
    if kind == "date" and operator == "po":
        return _overlapping(asks.modified(parameter, None, name, f"eq{_listless(test.value)}"))
    if kind in ("date", "number", "quantity") and operator in PREFIXES:
        return asks.modified(parameter, None, name, operator + _listless(_namespaced(test.value)))
    raise not_supported(f"{name}: {operator} {_instead(kind, operator)}")


def _instead(kind: str, operator: str) -> str:
    if operator == "ne":
        return f"is not supported on a {kind}; `not (… {'re' if kind == 'reference' else 'eq'} …)` is."
    if kind == "reference" and operator == "eq":
        return "is not defined for references; re is."
    return f"is not supported on a {kind}."


def _with(found: Expression, modifier: str) -> Expression:
    return replace(found, modifier=modifier) if isinstance(found, Param) else found


def _overlapping(found: Expression) -> Expression:
    if not isinstance(found, Param):
        return found
    given = (replace(value, prefix="po") if isinstance(value, DateValue) else value for value in found.values)
    return replace(found, values=tuple(given))


def _literal(value: str) -> str:
    """A text that means itself, in a search value's escapes."""
    return "".join(f"\\{char}" if char in "\\,|$" else char for char in value)


def _listless(value: str) -> str:
    """A value of the standard's form that is no list."""
    return "\\,".join(values.split(value, ","))


def _namespaced(value: str) -> str:
    """`loinc|1234-5` with the system written out, and the unit system of `5.4|ucum|mg`."""
    *before, last = values.split(value, "|")
    return "|".join([*(NAMESPACES.get(part, part) for part in before), last])
