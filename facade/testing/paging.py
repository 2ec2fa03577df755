"""The law of pages: whatever their size and order, together they are the whole result, once each, and they end.

And they lead back to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Column

from facade.adapter.context import SourceContext
from facade.adapter.schema import fold
from facade.fhir import dates, definitions, fhirpath
from facade.search.evaluate_walk import Node, root, walk
from facade.search.pushdown.parameters import Resolver
from facade.testing.asked import Query
from facade.testing.bundles import MOST_PAGES, Bundle, linked, matched, pages, searched, told
from facade.testing.judge import Judge
from facade.testing.places import MOST_ON_A_PAGE
from facade.testing.report import Report

SIZES = (2, 3, 5, 7)  # one to a page is asked where nothing is sorted
GROWING = 3  # orders that are tried in brief while rows come in: none, and both directions of a key
MORE_GROWING = 5
TIMES = frozenset({"date", "dateTime", "instant"})


def law(judge: Judge, most: int = MOST_PAGES, *, turn: int | None = None) -> Report:
    """Every sort key in both directions, and the order without one, each in pages of another size.

    `most`: of so many resources that these would be more pages, about so many larger ones are turned where something
    is sorted. Without an order every row is a border. `turn`: the half of the orders that is tried.
    """
    report = Report()
    least = -(-len(judge.universe.resources) // most)
    for at, (half, sort) in enumerate(_orders(judge)):
        if sort and turn not in (None, half):
            continue
        for size in {max(SIZES[at % 4], least), *((1,) if not sort else ())}:
            _one(judge, sort, size, report)
    return report


def _orders(judge: Judge) -> Iterator[tuple[int, str]]:
    found = judge.place.ready.search(judge.type)
    assert found is not None  # the judge read its units
    return orders(list(found.offer.sorts))


def orders(codes: Sequence[str]) -> Iterator[tuple[int, str]]:
    """None, each key in both directions, and several keys at once; before each, which half of the orders it is in.

    A key's two directions are in different halves, and each half holds orders of one, two and three keys.
    """
    yield 0, ""
    for at, code in enumerate(codes):
        yield from ((at % 2, code), (1 - at % 2, f"-{code}"))
        if at % 2:
            yield at // 2 % 2, f"{codes[at - 1]},-{code}"
        elif at:
            yield at // 2 % 2, f"-{codes[at - 1]},{code},{codes[0]}"


def _one(judge: Judge, sort: str, size: int, report: Report) -> None:
    order: Query = (("_sort", sort),) if sort else ()
    where = f"{judge.type}?_sort={sort}&_count={size} on {judge.place.kind}"
    try:
        whole = searched(judge.place.context(), judge.type, (*order, ("_count", str(MOST_ON_A_PAGE))))
        turned = list(pages(judge.place.context(), judge.type, (*order, ("_count", str(size)))))
        returned = [*_back(judge, turned[-1])]
    except Exception as error:  # whatever it is, it is a breach
        report.check(False, f"{where}: {type(error).__name__}: {error}")
        return
    wanted, found = _ids(matched(whole)), [id_ for page in turned for id_ in _ids(matched(page))]
    report.check(len(set(found)) == len(found), f"{where}: {_doubles(found)} come twice")
    alike = found == wanted if len(judge.tables) == 1 else sorted(found) == sorted(wanted)
    report.check(alike, f"{where}: pages {found[:12]}, unpaged {wanted[:12]} ({len(found)}, {len(wanted)})")
    again = [id_ for page in reversed(returned) for id_ in _ids(matched(page))]
    same = again == found if len(judge.tables) == 1 else sorted(again) == sorted(found)
    report.check(same, f"{where}: back again {again[:12]}, before {found[:12]} ({len(again)}, {len(found)})")
    report.check(sorted(wanted) == sorted(judge.universe.resources), f"{where}: the unpaged result is not whole")
    report.check(all(len(matched(page)) <= size for page in turned), f"{where}: a page is too long")
    bad = sorted(text for page in turned for text in told(page))
    report.check(len(bad) == len(judge.universe.bad), f"{where}: {len(judge.universe.bad)} bad rows, told {bad}")
    if len(judge.tables) == 1:
        for code in sort.split(","):
            _ordered(judge, code, whole, where, report)
            break  # the keys behind the first order only what ties


def _back(judge: Judge, last: Bundle) -> Iterator[Bundle]:
    """The last page, and every page before it."""
    bundle = last
    for _ in range(MOST_PAGES):
        yield bundle
        link = linked(bundle, "previous")
        if link is None:
            return
        query = tuple(parse_qsl(urlsplit(link).query, keep_blank_values=True))
        bundle = searched(judge.place.context(), judge.type, query)
    raise AssertionError(f"{judge.type}: the pages do not begin")


def _ids(resources: list[dict[str, Any]]) -> list[str]:
    return [resource["id"] for resource in resources]


def _doubles(found: list[str]) -> list[str]:
    return sorted({id_ for id_ in found if found.count(id_) > 1})[:5]


# The order of values that are there; where absent ones stand the standard leaves open


def _ordered(judge: Judge, sort: str, whole: Mapping[str, Any], where: str, report: Report) -> None:
    code, descending = sort.removeprefix("-"), sort.startswith("-")
    rank = _rank(judge, code) if code else None
    if rank is None:
        return
    values = [value for resource in matched(whole) if (value := rank(resource, descending)) is not None]
    if descending:
        values.reverse()
    for left, right in pairwise(values):
        report.check(not right.before(left), f"{where}: {right} comes behind {left}")


@dataclass(frozen=True)
class Text:
    """A text under its column's comparison."""

    text: str

    def before(self, other: Any) -> bool:
        """Smaller."""
        width = max(len(self.text), len(other.text))
        return bool(self.text.ljust(width) < other.text.ljust(width))


@dataclass(frozen=True)
class Time:
    """A stretch of time."""

    low: datetime
    high: datetime

    def before(self, other: Any) -> bool:
        """All of it lies before all of the other."""
        return bool(self.high <= other.low)


@dataclass(frozen=True)
class Number:
    """A number."""

    value: Any

    def before(self, other: Any) -> bool:
        """Smaller."""
        return bool(self.value < other.value)


def _rank(judge: Judge, code: str) -> Callable[[Mapping[str, Any], bool], Any] | None:
    """What a resource is sorted by; None where a parameter means several elements, of which any may lead."""
    found = judge.place.ready.search(judge.type)
    assert found is not None  # the judge read its units
    parameter = definitions.search_parameters(judge.type)[code]
    if code == "_id" or any(len(Resolver(unit, unit.root).hits(parameter)) != 1 for unit in found.units):
        return None
    key = next(iter(found.offer.sorts[code].values())).make(False)
    paths = fhirpath.parse(parameter.expression or "", judge.type)

    def rank(resource: Mapping[str, Any], descending: bool) -> Any:
        nodes = walk(root(resource), paths)
        leading = [(node.type, value) for node in nodes if (value := _leading(node)) is not None]
        return _foremost([_valued(judge, type_, value, key) for type_, value in leading], descending)

    return rank


def _foremost(values: list[Any], descending: bool) -> Any:
    """Of several values the one that comes first; None where one of them has no rank."""
    if not values or None in values:
        return None
    best = values[0]
    for value in values[1:]:
        if best.before(value) if descending else value.before(best):
            best = value
    return best


LEADING = {
    "HumanName": "family", "Identifier": "value", "Reference": "reference", "Period": "start", "Quantity": "value",
}  # fmt: skip


def _leading(node: Node) -> Any:
    name = LEADING.get(node.type)
    return node.value if name is None else node.value.get(name)


def _valued(judge: Judge, type_: str, value: Any, key: Any) -> Any:
    if type_ in TIMES or type_ == "Period":
        return Time(*dates.bounds(value, judge.place.source.zone))
    if type_ == "Quantity":
        return Number(Decimal(str(value)))
    if type_ == "code" and not isinstance(key, Column):
        return Text(value)
    if value in judge.contexts[0].heads.values():
        return None  # the row may hold the number of a patient that was absorbed
    if type_ == "Reference" or not isinstance(value, str):
        last = str(value).rpartition("/")[2]
        return Number(int(last)) if last.isdigit() and _is_integer(judge, key) else None
    if not isinstance(key, Column) or any(char < " " for char in value):
        return None
    facts = _facts(judge, key)
    return Text(fold(value, facts.collation(key))) if facts.kind(key) == "text" else None


def _is_integer(judge: Judge, key: Any) -> bool:
    return isinstance(key, Column) and _facts(judge, key).kind(key) == "integer"


def _facts(judge: Judge, key: Column[Any]) -> SourceContext:
    """What is known of the column's table, which may be a virtual one."""
    source = judge.place.ready.source
    return source.context if source.context.has(key) else source.inner


def inserting(judge: Judge, more: Callable[[int], None], *, most: int = MORE_GROWING, lose: bool = False) -> Report:
    """While pages are turned the EHR goes on working: nothing that was there is lost, nothing comes twice.

    `most`: orders that are tried. `lose`: what comes in may take the place of what was there.
    """
    report = Report()
    for at, (_, sort) in enumerate(islice(_orders(judge), most)):
        _growing(judge, sort, SIZES[at % 4], more, report, lose=lose)
    return report


def _growing(judge: Judge, sort: str, size: int, more: Callable[[int], None], report: Report, *, lose: bool) -> None:
    order: Query = (("_sort", sort),) if sort else ()
    where = f"{judge.type}?_sort={sort}&_count={size} on {judge.place.kind} with inserts"
    there = set(judge.universe.resources)
    found: list[str] = []
    for page in pages(judge.place.context(), judge.type, (*order, ("_count", str(size))), more):
        found += _ids(matched(page))
    report.check(lose or there <= set(found), f"{where}: {sorted(there - set(found))[:5]} got lost")
    report.check(len(set(found)) == len(found), f"{where}: {_doubles(found)} come twice")
