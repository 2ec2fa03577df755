"""Filters (`_filter`) made from ordinary searches: every operator that a parameter takes, and their combinations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

import orjson

from facade.fhir.definitions import SearchParameter
from facade.search import values
from facade.search.filter import FILTER
from facade.search.filtered import PREFIXES, STRINGS
from facade.testing.asked import Amount, Pair, Query, Questions
from facade.testing.judge import Judge

_ORDERED = re.compile(f"({'|'.join(sorted(PREFIXES))})?(.*)", re.DOTALL)


def filters(judge: Judge, most: int, *, values: int = 6, seed: int = 0) -> list[Query]:
    """About so many filters on the judge's type; the same for the same rows and seed."""
    search = judge.place.ready.search(judge.type)
    assert search is not None  # the judge read its units
    asked, offered, random = Questions(search, judge, Amount(values, values)), search.offer.parameters, Random(seed)
    tests = [[test for pair in asked.of(code) for test in _tests(offered[code], pair)] for code in sorted(offered)]
    known = [found for found in tests if found]
    chosen = ([random.choice(random.choice(known)) for _ in range(random.randint(1, 3))] for _ in range(most))
    return list(dict.fromkeys(((FILTER, _joined(random, one)),) for one in chosen)) if known else []


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
