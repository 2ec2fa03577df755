"""One Param of an expression on one unit: which nodes it means there, and its predicate.

`resolved` is found once per unit and parameter; values only meet codecs here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from facade.adapter.values import NEVER
from facade.compiler.build import MERGED
from facade.compiler.claims import claims
from facade.compiler.identity import Merges
from facade.compiler.nodes import Constant, Leaf, Object
from facade.compiler.numbers import number_of
from facade.compiler.predicate import NO, YES, Predicate, either, every, negated, some
from facade.compiler.presence import NotPushed, lives
from facade.compiler.resolve import Hit, resolve, resolve_below
from facade.compiler.units import Unit
from facade.fhir import definitions, fhirpath
from facade.fhir.definitions import SearchParameter
from facade.search.expression import (
    CompositeValue,
    DateValue,
    MissingValue,
    NumberValue,
    OfTypeValue,
    Open,
    Param,
    QuantityValue,
    ReferenceValue,
    SearchValue,
    StringValue,
    TokenValue,
)
from facade.search.pushdown.date import date
from facade.search.pushdown.keyed import by_key, keyed, keys_test
from facade.search.pushdown.merged import absorbed_rows, linked_rows
from facade.search.pushdown.opened import NotOpen, answer
from facade.search.pushdown.quantity import number, quantity
from facade.search.pushdown.reference import identified, reference
from facade.search.pushdown.simple import Asked
from facade.search.pushdown.string import label, string
from facade.search.pushdown.token import BOOLEANS, of_type, token
from facade.search.pushdown.uri import mime_type, uri

DECEASED = "http://hl7.org/fhir/SearchParameter/Patient-deceased"
MOST_TOKENS = 200  # remembered by a unit: they may be patients' numbers, too
UNSEARCHABLE = frozenset({"phonetic"})  # the path of `name` without its meaning


@dataclass(eq=False)
class Resolver:
    """The parameters of one unit over one (masked) tree; `hidden`: the paths that the mask took out."""

    unit: Unit
    root: Object
    hidden: frozenset[str] = frozenset()
    _hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    _tokens: dict[Param, Predicate] = field(default_factory=dict)

    def hits(self, parameter: SearchParameter) -> tuple[Hit, ...]:
        """The nodes of a parameter; empty if the template has none."""
        found = self._hits.get(parameter.url)
        if found is None:
            found = self._hits[parameter.url] = self._resolve(parameter)
        return found

    def named(self, code: str) -> tuple[Hit, ...]:
        """The nodes of what a hop follows by that code."""
        return self.hits(definitions.reference_of(self.unit.type, code))

    def _resolve(self, parameter: SearchParameter) -> tuple[Hit, ...]:
        if parameter.expression is None or parameter.code in UNSEARCHABLE or parameter.type == "special":
            return ()
        if parameter.code == "_lastUpdated":
            codec = self.unit.last_updated
            if codec is None:
                return ()
            shared = number_of(self.unit.map.last_updated)
            return (Hit(Leaf(f"{self.unit.type}.meta.lastUpdated", "instant", codec, shared)),)
        found = resolve(self.root, fhirpath.parse(parameter.expression, self.unit.type))
        return (*found, *self._claimed()) if parameter.code == "_profile" else found

    def _claimed(self) -> Iterator[Hit]:
        """What the builder adds to meta.profile, where it does."""
        for claim in claims(self.root, self.unit.profiles).made:
            yield Hit(Constant(f"{self.unit.type}.meta.profile", "canonical", claim.profile.url), (), claim.predicate)

    def predicate(self, param: Param, asked: Asked, *, merged: bool = False) -> Predicate:
        """Where the parameter matches. Raises NotPushed if a codec cannot say.

        `merged` (access): an id stands for the row and those that the EHR merged into it.
        """
        known = self._tokens.get(param)
        if known is not None:
            return known
        if param.code == "_id":
            return self._ids(param, merged=merged)
        parameter = definitions.search_parameters(self.unit.type)[param.code]
        hits = self.hits(parameter)
        if param.modifier == "missing":
            return self._missing(parameter, param.values)
        if parameter.url == DECEASED:
            return self._deceased(hits, param.values)
        found = some(self._any(parameter, hit, param, asked) for hit in hits)
        if self.tells_merges(param.code):
            if any(isinstance(value, Open) for value in param.values):
                raise NotOpen(param.code)
            return self._merged(parameter, param, found)
        if parameter.type == "token":
            self._remember(param, found)
        return found

    def _remember(self, token: Param, found: Predicate) -> None:
        """A token means what the map says, whatever the moment and the merges; and the same few are asked for."""
        if len(self._tokens) >= MOST_TOKENS:
            self._tokens.clear()
        self._tokens[token] = found

    def _any(self, parameter: SearchParameter, hit: Hit, param: Param, asked: Asked) -> Predicate:
        """Where the node answers to one of the values; in child rows one EXISTS asks for all of them."""
        outer, inner = hit.split
        return outer.placed(either([self._value(parameter, inner, param.modifier, one, asked) for one in param.values]))

    def exists(self, code: str) -> Predicate:
        """Where the parameter's element has a readable value: the other half of a strict negation."""
        return YES if code == "_id" else self._there(definitions.search_parameters(self.unit.type)[code])

    def _there(self, parameter: SearchParameter) -> Predicate:
        found = (
            hit.placed(lives(hit.node), hit.node if isinstance(hit.node, Leaf) else None)
            for hit in self.hits(parameter)
        )
        return some([*found, *self._merged_there(parameter)])

    def _missing(self, parameter: SearchParameter, values: Sequence[SearchValue]) -> Predicate:
        wanted = {value.missing for value in values if isinstance(value, MissingValue)}
        if parameter.url == DECEASED:  # absent means no, so there always is an answer
            return NO if wanted == {True} else YES
        there = self._there(parameter)
        return some(negated(there) if missing else there for missing in wanted)

    def _deceased(self, hits: Sequence[Hit], values: Sequence[SearchValue]) -> Predicate:
        dead = some(_dead(hit) for hit in hits)
        meant = {"true": dead, "false": negated(dead), None: YES}
        return some(
            meant[value.code]
            for value in values
            if isinstance(value, TokenValue) and value.code in meant and value.system in (None, *BOOLEANS)
        )

    def _ids(self, param: Param, *, merged: bool = False) -> Predicate:
        """`_id`: a key of this unit's normal form and part; anything else matches nothing."""
        if param.modifier == "missing":
            return some(NO if isinstance(value, MissingValue) and value.missing else YES for value in param.values)
        for value in param.values:
            if isinstance(value, Open):  # it stands alone
                place = ("_id", self.unit.number)
                test, told = answer(value, place, lambda one: keys_test(self.unit, self._keys([one])))
                return by_key(self.unit, test or NEVER, told)
        return self.keyed(self._keys(param.values, merged=merged))

    def _keys(self, values: Sequence[SearchValue], *, merged: bool = False) -> Sequence[str | int]:
        keys: list[str | int] = []
        for value in values:
            found = self.unit.identity.parse(value.code) if isinstance(value, TokenValue) and value.code else None
            if isinstance(value, TokenValue) and not value.system and found and found[1] == self.unit.part:
                keys += self.unit.identity.merges.family(found[0]) if merged else (found[0],)
        return keys

    def keyed(self, keys: Sequence[str | int]) -> Predicate:
        """Where the row's key is one of these, compared exactly."""
        return keyed(self.unit, keys)

    # rows that the EHR merged: `active` and `link` come from memory, not from a join

    def tells_merges(self, code: str) -> bool:
        """Whether the parameter also meets what is known of merged rows."""
        return self.unit.map.aliases is not None and code in MERGED and f"{self.unit.type}.{code}" not in self.hidden

    def _merged(self, parameter: SearchParameter, param: Param, found: Predicate) -> Predicate:
        merges = self.unit.identity.merges
        if parameter.code == "link":
            return some([found, self._linked(merges, param)])
        absorbed = absorbed_rows(self.unit)
        wanted = {value.code for value in param.values if isinstance(value, TokenValue) and _plain_boolean(value)}
        kept = every([found, negated(absorbed)])
        return some([kept, absorbed]) if wanted & {"false", None} else kept

    def _linked(self, merges: Merges, param: Param) -> Predicate:
        keys: list[str | int] = []
        for value in param.values:
            for key in _referred(self.unit, param.modifier, value):
                keys += (merges.heads[key],) if key in merges.heads else merges.absorbed.get(key, ())
        return self.keyed(keys)

    def _merged_there(self, parameter: SearchParameter) -> list[Predicate]:
        if not self.tells_merges(parameter.code):
            return []
        return [linked_rows(self.unit) if parameter.code == "link" else absorbed_rows(self.unit)]

    def _value(
        self, parameter: SearchParameter, hit: Hit, modifier: str, value: SearchValue, asked: Asked
    ) -> Predicate:
        if isinstance(value, CompositeValue):
            return self._composite(parameter, hit, value, asked)
        return one_value(parameter, hit, modifier, value, asked)

    def _composite(self, parameter: SearchParameter, hit: Hit, value: CompositeValue, asked: Asked) -> Predicate:
        """One node satisfies all components."""
        parts = []
        for (url, path), part in zip(parameter.components, value.parts, strict=True):
            component = definitions.parameter_by_url(url)
            inner = resolve_below(hit, fhirpath.parse_relative(path))
            parts.append(some(one_value(component, found, "", part, asked) for found in inner))
        return hit.placed(every(parts))


def one_value(parameter: SearchParameter, hit: Hit, modifier: str, value: SearchValue, asked: Asked) -> Predicate:
    """One value on one node, by the parameter's type."""
    match parameter.type, value:
        case "token", _:
            return _token(hit, modifier, value)
        case "string", StringValue():
            return string(hit, modifier, value)
        case "uri", StringValue():
            return uri(hit, modifier, value)
        case "reference", ReferenceValue() | Open():
            return reference(hit, modifier, value, parameter.target)
        case "reference", TokenValue():
            return identified(hit, value)
        case "date", DateValue():
            return date(hit, value, asked)
        case "number", NumberValue():
            return number(hit, value)
        case "quantity", QuantityValue():
            return quantity(hit, value)
    raise NotPushed(parameter.code)


def _token(hit: Hit, modifier: str, value: SearchValue) -> Predicate:
    match modifier, value:
        case "text", StringValue():
            return label(hit, value)
        case "below", StringValue():
            return mime_type(hit, value.text)
        case "of-type", OfTypeValue():
            return of_type(hit, value)
        case _, TokenValue():
            return token(hit, value)
    raise NotPushed(modifier)


def _dead(hit: Hit) -> Predicate:
    """The element is there and not false."""
    if getattr(hit.node, "type", "") == "boolean":
        return token(hit, TokenValue("true"))
    return hit.placed(lives(hit.node))


def _plain_boolean(value: TokenValue) -> bool:
    return value.system is None or value.system in BOOLEANS


def _referred(unit: Unit, modifier: str, value: SearchValue) -> tuple[str | int, ...]:
    if not isinstance(value, ReferenceValue) or value.url is not None:
        return ()
    if (value.type or modifier or unit.type) != unit.type:
        return ()
    found = unit.identity.parse(value.id)
    return () if found is None else (found[0],)
