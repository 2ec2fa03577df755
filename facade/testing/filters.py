"""Filters (`_filter`) made from ordinary searches: every operator that a parameter takes, and their combinations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random

import orjson

from facade.fhir.definitions import SearchParameter
from facade.search import values
from facade.search.filter import FILTER
from facade.search.filtered import PREFIXES, STRINGS

Pair = tuple[str, str]
_ORDERED = re.compile(f"({'|'.join(sorted(PREFIXES))})?(.*)", re.DOTALL)


def filters(
    offered: Mapping[str, SearchParameter], singles: Mapping[str, Sequence[Pair]], most: int, seed: int = 0
) -> Iterator[tuple[Pair]]:
    """At most so many filters; the same for the same searches and seed."""
    random = Random(seed)
    tests = {code: [test for pair in pairs for test in _tests(offered[code], pair)] for code, pairs in singles.items()}
    known = [found for found in tests.values() if found]
    for _ in range(most if known else 0):
        yield ((FILTER, _joined(random, [random.choice(random.choice(known)) for _ in range(random.randint(1, 3))])),)


def _joined(random: Random, tests: Sequence[str]) -> str:
    text = tests[0]
    for test in tests[1:]:
        other = f"not ({test})" if random.random() < 0.3 else test
        inner = f"({text})" if random.random() < 0.3 else text
        text = f"{inner} {random.choice(('and', 'or'))} {other}"
    return f"not ({text})" if random.random() < 0.2 else text


def _tests(parameter: SearchParameter, pair: Pair) -> Iterator[str]:
    name, value = pair
    if name == f"{parameter.code}:missing":
        yield f"{parameter.code} pr {'false' if value == 'true' else 'true'}"
    if name == parameter.code:
        for operator, text in _operands(parameter.type, value):
            yield f"{name} {operator} {orjson.dumps(text).decode()}"


def _operands(kind: str, value: str) -> Iterator[Pair]:
    match kind:
        case "string":
            yield from ((operator, values.unescape(value)) for operator in STRINGS)
        case "token" | "composite":
            yield "eq", value
        case "uri":
            yield "eq", values.unescape(value)
        case "reference":
            yield "re", value
        case "date" | "number" | "quantity":
            found = _ORDERED.fullmatch(value)
            assert found is not None  # both groups may be empty
            yield found[1] or "eq", found[2]
            if kind == "date":
                yield "po", found[2]
