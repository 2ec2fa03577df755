"""What is asked of a type: for every parameter on offer values as served, changed a little, and at the borders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import ceil, floor
from random import Random
from typing import Any

from facade.compiler.nodes import leaves
from facade.fhir import definitions, fhirpath, ucum
from facade.fhir.definitions import SearchParameter
from facade.search.compile import TypeSearch
from facade.search.evaluate_walk import Node, root, walk
from facade.search.pushdown.parameters import Resolver
from facade.testing import modified
from facade.testing.judge import Judge
from facade.testing.modified import escaped
from facade.testing.places import BASE

Pair = tuple[str, str]
Query = tuple[Pair, ...]
PREFIXES = ("", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
ENDS_OF_TIME = tuple(
    prefix + text
    for text in ("9999-12-31", "0001-01-01", "9999", "0001", "9999-12-31T23:59:59Z")
    for prefix in PREFIXES
)
UNITS = ("[lb_av]", "g", "[in_i]", "m", "[degF]", "K", "kPa", "/s", "1", "[lb_av]/[in_i]2", "wk", "[ft_i]", "kg/dm2")
ACCENTS = str.maketrans("aeiouçAEIOUÇéèüÉ", "àéîöüCÀÉÎÖÜceeuE")
BOOLEANS = ("true", "false")
NO_VALUE = {"date": "1750", "quantity": "-7.25", "number": "-7.25"}  # valid, and found nowhere
SOME, EVERY = 60, 1_000_000  # nodes that values are taken from
NOT_PICKED = "not picked"  # stands in related rows that do not count
HOSTILE = (
    NOT_PICKED, "' OR '1'='1", "x'; DROP TABLE t; --", '"', "\\", "%", "_", "%%", "a%", "é_", "?", ":1", "%s", "%(b0)s",
    "{}", "0x41", "NULL", "null", "true", "1 OR 1=1", "')) OR 1=1 --", "/*", "☃", "𝒳", "\u200b", "ÿ", "x" * 3000,
)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """How much is asked: values for each parameter, and pairs of parameters; of all that `most` searches of a type.

    Whatever `most` is, `each` parameter is asked so often, spread over its values: some find something, some leave out.
    """

    values: int = 40
    pairs: int = 40
    most: int = 100_000
    each: int = 10


@dataclass(frozen=True, eq=False)
class Questions:
    """The searches of one type, made from what a judge knows."""

    search: TypeSearch
    judge: Judge
    amount: Amount = Amount()
    _walked: dict[str, list[Node]] = field(default_factory=dict)  # by the parameter's code

    def all(self) -> list[Query]:
        """Single values, missing, lists, and pairs of parameters."""
        singles: dict[str, list[Pair]] = {code: list(self.of(code)) for code in self.search.offer.parameters}
        found: list[Query] = [(pair,) for pairs in singles.values() for pair in pairs]
        for pairs in singles.values():
            found += [(either,) for either in _either(pairs)]
            found += _both(pairs)
        found += _across(singles, self.amount.pairs)
        first = [
            (pair,)
            for pairs in singles.values()
            for pair in (*pairs[:2], *thinned(pairs, self.amount.each), *pairs[-2:])
        ]
        every = dict.fromkeys(found)
        return list(dict.fromkeys([*first, *thinned(list(every), self.amount.most)]))

    def of(self, code: str) -> Iterator[Pair]:
        """One parameter with each of its modifiers."""
        parameter = self.search.offer.parameters[code]
        served = thinned(list(dict.fromkeys(self._of_type(parameter))), self.amount.values)
        borders = [] if parameter.type == "composite" else list(self._borders(parameter))
        yield from ((code, value) for value in dict.fromkeys((*served, *borders)))
        for modifier in _modifiers(parameter):
            values = (*thinned(served, self.amount.values // 2), *thinned(borders, self.amount.values // 2))
            yield from ((f"{code}:{modifier}", value) for value in dict.fromkeys(values))
        yield from modified.pairs(parameter, self._nodes(parameter), self.amount.values // 2)
        if parameter.type == "token":
            labels = [text for node in self._nodes(parameter) for text in _strings(node.value)]
            yield from ((f"{code}:text", escaped(text)) for text in thinned(list(_changed(labels)), 8))
        if parameter.type != "composite":
            yield from ((f"{code}:missing", answer) for answer in ("true", "false"))

    def _borders(self, parameter: SearchParameter) -> Iterator[str]:
        """What the codecs themselves call their borders."""
        texts: dict[str, None] = {}
        for unit in self.search.units:
            for hit in Resolver(unit, unit.root).hits(parameter):
                for leaf in leaves(hit.node):
                    texts.update(dict.fromkeys(leaf.codec.edges().searched))
        if parameter.type in ("string", "token", "reference", "uri"):
            texts.update(dict.fromkeys(HOSTILE[: self.amount.values // 4]))
        for text in texts:
            yield text
            if parameter.type in ("string", "token"):
                yield escaped(text)
        if parameter.type == "date":
            yield from thinned(ENDS_OF_TIME, self.amount.values // 2)

    def _of_type(self, parameter: SearchParameter) -> Iterator[str]:
        if parameter.code == "_id":
            yield from _ids(sorted(self.judge.universe.resources))
        elif parameter.type == "composite":
            own, mixed = _composites(parameter, self._nodes(parameter, most=EVERY))
            half = self.amount.values // 2
            yield from (*thinned(own, self.amount.values - half), *thinned(mixed, half))
        else:
            yield from _of_nodes(parameter.type, self._nodes(parameter))

    def _nodes(self, parameter: SearchParameter, most: int = SOME) -> list[Node]:
        """Different values at the parameter's element."""
        if parameter.expression is None:
            return []
        if parameter.code not in self._walked:
            paths = fhirpath.parse(parameter.expression, self.judge.type)
            found: dict[str, Node] = {}
            for resource in self.judge.universe.resources.values():
                for node in walk(root(resource), paths):
                    found.setdefault(f"{node.path} {node.value!r}", node)
            self._walked[parameter.code] = list(found.values())
        return thinned(self._walked[parameter.code], most)


def thinned(values: Sequence[Any], most: int) -> list[Any]:
    """At most so many, evenly spread, the first among them."""
    if len(values) <= most:
        return list(values)
    return [values[at * len(values) // most] for at in range(most)]


def _modifiers(parameter: SearchParameter) -> tuple[str, ...]:
    if parameter.type == "string":
        return ("exact", "contains")
    if parameter.type == "token":
        return ("not",)
    if parameter.type == "reference":
        return tuple(sorted(parameter.target & {"Patient", "Practitioner", "Encounter", "Group"}))
    return ()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            if key not in ("use", "system"):
                yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


def _changed(texts: Iterable[str]) -> Iterator[str]:
    for text in dict.fromkeys(texts):
        yield from (text, text[:1], text[:3], text.upper(), text.lower(), text.translate(ACCENTS), text + " ")
        yield from (text[1:3], text[1:], f"{text}x", text.replace(text[-1:], "_"), text.rstrip(" "))


def _of_nodes(type_: str, nodes: Sequence[Node]) -> Iterator[str]:
    match type_:
        case "string":
            yield from (escaped(text) for text in _changed([text for node in nodes for text in _strings(node.value)]))
        case "token":
            yield from _tokens(nodes)
        case "reference":
            yield from _references(nodes)
        case "date":
            yield from _dates(nodes)
        case "number" | "quantity":
            yield from _numbers(nodes)
        case "uri":
            yield from (escaped(str(node.value)) for node in nodes)


def _composites(parameter: SearchParameter, nodes: Sequence[Node]) -> tuple[list[str], list[str]]:
    """Out of nodes that hold every component, which may be few of many: each one's own pair, and what mixes forms."""
    components = [
        (definitions.parameter_by_url(url).type, fhirpath.parse_relative(path)) for url, path in parameter.components
    ]
    found = [[(type_, walk(node, path)) for type_, path in components] for node in nodes]
    own, mixed = [], []
    for whole in thinned([parts for parts in found if all(inner for _, inner in parts)], SOME):
        told = (_of_nodes(type_, inner) for type_, inner in whole)
        values = [[value for value in one if value not in ("", *BOOLEANS)][:6] for one in told]
        first, *more = ["$".join(chosen) for chosen in product(*values)] or [""]
        own.append(first)
        mixed += more
    nothing = "$".join(NO_VALUE.get(type_, "x") for type_, _ in components)
    return [pair for pair in own if pair], [*mixed, nothing]


def _ids(ids: Sequence[str]) -> Iterator[str]:
    for id_ in thinned(ids, 12):
        yield from (id_, id_.upper(), f"|{id_}", f"0{id_}", f"{id_}x")


def _tokens(nodes: Iterable[Node]) -> Iterator[str]:
    yield from BOOLEANS
    for node in nodes:
        for system, code in _codes(node):
            text = escaped(code)
            yield from (text, f"{escaped(system)}|{text}", f"|{text}", f"{escaped(system)}|", text.swapcase())
            yield from (escaped(code[:-1]), f"urn:other|{text}", f"{text}x", escaped(code.translate(ACCENTS)))


def _codes(node: Node) -> Iterator[tuple[str, str]]:
    value = node.value
    match node.type:
        case "CodeableConcept":
            yield from ((coding.get("system", ""), coding.get("code", "")) for coding in value.get("coding", ()))
        case "Coding":
            yield value.get("system", ""), value.get("code", "")
        case "Identifier" | "ContactPoint":
            yield value.get("system", ""), value.get("value", "")
        case "boolean":
            yield "http://terminology.hl7.org/CodeSystem/special-values", str(value).lower()
        case "code":
            strength, value_set = (node.element and node.element.binding) or ("", "")
            yield next(iter(definitions.codes(value_set)), "") if strength == "required" else "", value
        case _:
            yield "", str(value)


def _references(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node.value, str):
            url = node.value.partition("|")[0]
            yield from map(escaped, (node.value, url, f"{url}|", f"{node.value}x", url.swapcase()))
            continue
        text = str(node.value.get("reference", ""))
        type_, _, id_ = text.partition("/")
        yield from (
            id_,
            text,
            f"{BASE}/{text}",
            f"https://other.example/fhir/{text}",
            f"Group/{id_}",
            f"{type_}/{id_}x",
        )
        yield from (f"0{id_}", id_.swapcase(), f"{text}/_history/1")


def _dates(nodes: Iterable[Node]) -> Iterator[str]:
    texts: list[str] = []
    for node in nodes:
        for text in _strings(node.value) if isinstance(node.value, Mapping) else (str(node.value),):
            texts += [text[:4], text[:7], text[:10], text, *_clocks(text)]
    for at, text in enumerate(dict.fromkeys(filter(None, texts))):
        for prefix in PREFIXES if at < 4 else (PREFIXES[at % 9], PREFIXES[(at + 4) % 9]):
            yield prefix + text


def _clocks(text: str) -> Iterator[str]:
    day = text[:10]
    if len(day) == 10:
        yield from (f"{day}T00:00:00Z", f"{day}T23:59:59.5-05:00", f"{day}T12:30", f"{day}T01:30:00-04:00")
    if len(text) > 10:
        yield from (text[:19], text[:16], f"{text[:19]}.250{text[19:]}", f"{text[:19]}Z")


def _numbers(nodes: Iterable[Node]) -> Iterator[str]:
    for at, node in enumerate(nodes):
        whole = node.value if isinstance(node.value, Mapping) else {"value": node.value}
        if "value" not in whole:
            continue
        texts = list(dict.fromkeys(_near(Decimal(str(whole["value"])))))
        system, code, unit = (escaped(whole.get(name, "")) for name in ("system", "code", "unit"))
        for place, text in enumerate(texts):
            for prefix in PREFIXES if at < 2 and place < 2 else (PREFIXES[(at + place) % 9],):
                yield prefix + text
            if "unit" in whole:
                yield from (f"{text}|{system}|{code}", f"{text}||{unit}", f"{text}||lbs", f"{text}|urn:other|{code}")
        yield from _in_other_units(whole)


def _in_other_units(quantity: Mapping[str, Any]) -> Iterator[str]:
    """The number in units that measure the same, just below and just above it, and in one that does not."""
    given = ucum.unit(quantity.get("code", "")) if quantity.get("system") == ucum.SYSTEM else None
    if given is None:
        return
    for at, code in enumerate(UNITS):
        asked = ucum.unit(code)
        if asked is None or not given.measures_as(asked):
            continue
        exact = given.told_in(asked, Fraction(str(quantity["value"]))) * 10**6
        for number in (floor(exact), ceil(exact)):
            text = format(Decimal(number).scaleb(-6), "f")
            yield from (f"{prefix}{text}|{ucum.SYSTEM}|{code}" for prefix in ("", PREFIXES[at % 9], "ge", "lt"))
        yield from (f"{Decimal(text):.1f}|{ucum.SYSTEM}|{code}", f"{text}|{ucum.SYSTEM}|mmol/L", f"{text}||{code}")
        yield f"gt-1e100|{ucum.SYSTEM}|Y{code}"


def _near(value: Decimal) -> Iterator[str]:
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    half = step / 2
    for found in (value, value + step, value - step, value + half, value - half, round(value), round(value, 1), -value):
        yield format(found, "f")


def _either(pairs: Sequence[Pair]) -> list[Pair]:
    """Comma lists of neighbours of one name."""
    found = []
    for (name, one), (other, two) in pairwise(pairs):
        if name == other and not name.endswith(":missing"):
            found.append((name, f"{one},{two}"))
    return thinned(found, 5)


def _both(pairs: Sequence[Pair]) -> list[Query]:
    """One parameter said twice, with and without modifier."""
    return thinned(list(combinations(thinned(list(pairs), 6), 2)), 4)


def _across(singles: Mapping[str, Sequence[Pair]], most: int) -> list[Query]:
    """Two or three different parameters together."""
    random = Random(20)
    pairs = [pairs for pairs in singles.values() if pairs]
    if len(pairs) < 2:
        return []
    return [
        tuple(random.choice(chosen) for chosen in random.sample(pairs, min(len(pairs), 2 + at % 2)))
        for at in range(most)
    ]
