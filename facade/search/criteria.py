"""What one search parameter asks: a parameter of the type itself, a chain, a `_has`, a list, a filter.

https://hl7.org/fhir/R4/search.html#chaining https://hl7.org/fhir/R4/search.html#has
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from facade.errors import Refused, not_supported
from facade.fhir.definitions import SearchParameter
from facade.search import filtered, lists, modifiers, values
from facade.search.expression import Chain, Expression, Has, Not, Param, disjunction
from facade.search.filter import FILTER, tree
from facade.search.request import ParseSettings, Schema

_NEVER = frozenset({"_content", "_query", "_text"})
_NAME = re.compile(r"[A-Za-z0-9_.:-]+")


class Unknown(Exception):
    """A parameter that is not offered: refused, or ignored where the request is lenient."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def shown(name: str) -> str:
    """A name fit for a message: what is no name at all may be anything, a patient's name included."""
    return name if _NAME.fullmatch(name) else "A parameter"


class Criteria:
    """Reads the criteria of one request, and counts what they cost together."""

    def __init__(
        self,
        resource_type: str,
        offered: Mapping[str, SearchParameter],
        settings: ParseSettings,
        base: str,
        schema: Schema,
    ) -> None:
        self.resource_type = resource_type
        self.offered = offered
        self.settings = settings
        self.base = base
        self.schema = schema
        self.values = 0
        self.hops = 0
        self.meant = 0  # value sets and subtrees as the codes that they mean

    def read(self, name: str, text: str) -> Expression:
        """What one parameter asks. Raises Unknown for one not offered. Refused: not-supported, value, too-costly."""
        return self.asked(self.resource_type, name, name, text, 0)

    def asked(self, type_: str, rest: str, name: str, text: str, depth: int) -> Expression:
        """What `rest` asks of resources of `type_`; `name` is the whole name, for messages."""
        self.deep(depth)
        if rest.startswith("_has:"):
            return self.has(type_, rest, name, text, depth)
        if rest == FILTER and not depth:
            return self.filtered(type_, text)
        head, dot, tail = rest.partition(".")
        code, colon, modifier = head.partition(":")
        if code == lists.NAME:
            # asked of several types at once, those in common would tell less about each
            return lists.listed(type_, rest, text, self.schema.offered(type_) or self.parameters(type_))
        parameter = self.named(type_, code, name)
        if not dot:
            return self.modified(parameter, modifier if colon else None, name, text)
        target = modifier if colon else None
        return self.reached(
            type_, parameter, target, name, lambda found: self.asked(found, tail, name, text, depth + 1)
        )

    def filtered(self, type_: str, text: str) -> Expression:
        """A `_filter`. To ignore it for one parameter in it, however lenient, would show more than was asked for."""
        try:
            return filtered.meaning(self, type_, tree(text))
        except Unknown as unknown:
            raise not_supported(unknown.text) from None

    def deep(self, depth: int) -> None:
        """Refused `too-costly` beyond so many hops."""
        if depth > self.settings.max_depth:
            raise Refused(400, "too-costly", f"A chain takes at most {self.settings.max_depth} hops.")

    def named(self, type_: str, code: str, name: str) -> SearchParameter:
        """The parameter of that code. Raises Unknown if it is not on offer."""
        if code in _NEVER:
            raise Unknown(f"{code} is not supported: there is no full text to search and no named query.")
        parameter = self.parameters(type_).get(code)
        if parameter is None:
            raise Unknown(f"{shown(name)} is not a search parameter of {self.resource_type} here.")
        return parameter

    def modified(self, parameter: SearchParameter, modifier: str | None, name: str, text: str) -> Expression:
        """A parameter with its values, under a modifier or none."""
        if modifier is not None and modifier not in modifiers.of_standard(parameter):
            raise not_supported(f"The modifier of {shown(name)} is not supported.")
        return self.expression(parameter, modifier or "", name, text)

    def parameters(self, type_: str) -> Mapping[str, SearchParameter]:
        return self.offered if type_ == self.resource_type else self.schema.offered(type_) or {}

    def reached(
        self, type_: str, parameter: SearchParameter, target: str | None, name: str, item: Callable[[str], Expression]
    ) -> Expression:
        """`subject:Patient.name`, or `subject.name` for every type that has the rest (`item`); others match nothing."""
        if parameter.type != "reference":
            raise Unknown(f"{shown(name)} follows a parameter that is no reference.")
        targets = self.schema.targets(type_, parameter.code)
        wanted = targets if target is None else targets & {target}
        found, unknown = [], Unknown(f"{shown(name)} leads to no type that is served here.")
        for found_type in sorted(wanted):
            try:
                found.append(Chain(parameter.code, found_type, item(found_type)))
                self.hop()
            except Unknown as one:
                unknown = one
        if not found:
            raise unknown
        return disjunction(*found)

    def has(self, type_: str, rest: str, name: str, text: str, depth: int) -> Expression:
        """`_has:Observation:patient:code`."""
        _, source, code, tail = [*rest.split(":", 3), "", "", ""][:4]
        parameter = (self.schema.offered(source) or {}).get(code)
        if parameter is None or parameter.type != "reference" or not tail:
            raise Unknown(f"{shown(name)} names no reference that is served here.")
        if type_ not in self.schema.targets(source, code):
            raise Unknown(f"{shown(name)} follows a reference that does not lead to {type_}.")
        self.hop()
        return Has(source, code, self.asked(source, tail, name, text, depth + 1))

    def hop(self) -> None:
        """Refused `too-costly` beyond so many hops in one search."""
        self.hops += 1
        if self.hops > self.settings.max_hops:
            raise Refused(400, "too-costly", f"A search takes at most {self.settings.max_hops} hops in all its chains.")

    def expression(self, parameter: SearchParameter, modifier: str, name: str, text: str) -> Expression:
        if modifier == "missing":
            self.count(1)
            return Param(parameter.code, modifier, (values.missing(name, text),))
        parts = values.alternatives(name, text)
        if len(parts) > self.settings.max_or:
            raise Refused(400, "too-costly", f"{name} takes at most {self.settings.max_or} values.")
        self.count(len(parts))
        found = modifiers.applied(parameter, modifier, name, parts, self.base)
        self.meant += modifiers.meant(found)
        if self.meant > self.settings.max_codes:
            raise Refused(400, "too-costly", f"All values of a search may mean {self.settings.max_codes} codes.")
        return Not(found) if modifier in modifiers.NEGATIONS else found

    def count(self, values: int) -> None:
        """Refused `too-costly` beyond so many values in one search."""
        self.values += values
        if self.values > self.settings.max_values:
            raise Refused(400, "too-costly", f"A search takes at most {self.settings.max_values} values.")
