"""Laws between answers, without any oracle: what is served can be found, lists are unions, repetition narrows, `:not`
is the complement, totals count matches, and what is included is what a search of its own finds.

https://hl7.org/fhir/R4/search.html#combining https://hl7.org/fhir/R4/search.html#include
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from facade.errors import Refused
from facade.fhir import fhirpath
from facade.fhir.definitions import SearchParameter
from facade.fhir.text import fold
from facade.interactions.context import Context
from facade.search import evaluate
from facade.search.evaluate_walk import Node, root, walk
from facade.testing.asked import Amount, Query, Questions, thinned
from facade.testing.bundles import matched, searched
from facade.testing.judge import Judge
from facade.testing.modified import escaped
from facade.testing.places import MOST_ON_A_PAGE
from facade.testing.report import Report
from facade.testing.searching import Searcher, shown

ALL: Query = (("_count", str(MOST_ON_A_PAGE)),)
VALUES = 6  # of each parameter
FEW = Amount(values=VALUES, pairs=0)
TARGETS = 60  # of one include
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # no client may send these
_TEXTS = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
}


def served_values(judge: Judge) -> Report:
    """Every value served, copied into its own parameter, finds its resource."""
    report, searcher = Report(), Searcher.of(judge)
    for code, parameter in searcher.search.offer.parameters.items():
        for id_, value in thinned(list(_copied(judge, parameter)), VALUES):
            query = ((code, value),)
            try:
                found = searcher.ids(searcher.expression(query)).ids
            except Refused as refusal:
                report.check(False, f"{judge.type}?{shown(query)}: {refusal}")
                continue
            report.check(id_ in found, f"{judge.type}?{shown(query)} does not find {id_}, which shows it")
    return report


def _copied(judge: Judge, parameter: SearchParameter) -> Iterator[tuple[str, str]]:
    """(id, value) for different values at the parameter's element."""
    if parameter.expression is None or parameter.type == "composite":
        return
    paths = fhirpath.parse(parameter.expression, judge.type)
    seen: set[str] = set()
    for id_, resource in judge.universe.resources.items():
        for node in walk(root(resource), paths):
            for value in _values(parameter, node):
                if value not in seen and not _UNFIT.search(value) and fold(value, "ci-ai-pad"):
                    seen.add(value)
                    yield id_, value


def _values(parameter: SearchParameter, node: Node) -> Iterator[str]:
    value = node.value
    match parameter.type:
        case "string":
            yield from map(escaped, _strings(node))
        case "token":
            yield from _tokens(node)
        case "reference" if isinstance(value, Mapping) and "reference" in value:
            yield escaped(value["reference"])
        case "uri":
            yield escaped(str(value))
        case "date" if isinstance(value, str):
            yield value
        case "number" | "quantity":
            yield from _numbers(value)


def _strings(node: Node) -> Iterator[str]:
    if isinstance(node.value, str):
        yield node.value
    for name in _TEXTS.get(node.type, ()):
        found = node.value.get(name, [])
        yield from (text for text in ([found] if isinstance(found, str) else found) if text is not None)


def _tokens(node: Node) -> Iterator[str]:
    value = node.value
    match node.type:
        case "CodeableConcept":
            yield from (_pair(item.get("system"), item["code"]) for item in value.get("coding", ()) if "code" in item)
        case "Coding" if "code" in value:
            yield _pair(value.get("system"), value["code"])
        case "Identifier" if "value" in value:
            yield _pair(value.get("system"), value["value"])
        case "ContactPoint" if "value" in value:
            yield escaped(value["value"])
        case "boolean":
            yield str(value).lower()
        case "code" | "id" | "string" | "uri":
            yield escaped(str(value))


def _pair(system: str | None, code: str) -> str:
    return f"{escaped(system)}|{escaped(code)}" if system else escaped(code)


def _numbers(value: Any) -> Iterator[str]:
    whole = value if isinstance(value, Mapping) else {"value": value}
    if "value" in whole and "comparator" not in whole:
        number = format(whole["value"], "f")
        yield f"{number}|{escaped(whole['system'])}|{escaped(whole['code'])}" if "system" in whole else number


def sets(judge: Judge, queries: Sequence[Query], each: int = 3) -> Report:
    """Lists are unions, repeated parameters intersections, `:not` and `:missing` complements.

    `each`: values of a parameter, of which neighbours are asked together.
    """
    report, searcher = Report(), Searcher.of(judge)

    @cache
    def ids(*query: tuple[str, str]) -> set[str] | None:
        try:
            return set(searcher.ids(searcher.expression(query)).ids)
        except Refused:
            report.refused += 1
            return None

    everything = set(judge.universe.resources)
    pairs = [pair for query in queries for pair in query if not pair[0].startswith("_has") and "." not in pair[0]]
    questions = Questions(searcher.search, judge, FEW)
    plain = (
        [pair for pair in questions.of(code) if pair[0] == code and pair[1]]
        for code in searcher.search.offer.parameters
    )
    alike = [couple for listed in plain for couple in pairwise(thinned(listed, each))]
    for one, other in (*alike, *pairwise(thinned(pairs, 15))):
        left, right, both = ids(one), ids(other), ids(one, other)
        if left is None or right is None or both is None:
            continue
        where = f"{judge.type}?{shown((one, other))}"
        report.check(both == left & right, f"{where}: AND is no intersection")
        filled = one[1] and other[1]  # an empty parameter asks nothing
        if filled and one[0] == other[0] and not one[0].endswith((":missing", ":not", ":not-in")):
            report.check(ids((one[0], f"{one[1]},{other[1]}")) == left | right, f"{where}: OR is no union")
        code, _, modifier = one[0].partition(":")
        if not modifier and searcher.search.offer.parameters[code].type == "token":
            report.check(ids((f"{code}:not", one[1])) == everything - left, f"{where}: :not is no complement")
    for code in searcher.search.offer.parameters:
        there, missing = ids((f"{code}:missing", "false")), ids((f"{code}:missing", "true"))
        if there is not None and missing is not None:
            report.check(missing == everything - there, f"{judge.type}?{code}:missing is no complement")
    return report


def totals(judge: Judge, queries: Sequence[Query]) -> Report:
    """`total` counts what matches: not the page, nor what is included."""
    report, context = Report(), judge.place.context()
    for query in queries:
        try:
            whole = len(matched(searched(context, judge.type, (*query, *ALL))))
            asked = (*query, ("_count", "1"), ("_total", "accurate"), ("_include", "*"), ("_revinclude", "*"))
            one = searched(context, judge.type, asked)
        except Refused:
            report.refused += 1
            continue
        report.check(one.get("total") == whole, f"{judge.type}?{shown(asked)}: total {one.get('total')} of {whole}")
        report.check(len(matched(one)) <= 1, f"{judge.type}?{shown(asked)}: {len(matched(one))} on a page of 1")
    return report


def includes(judge: Judge) -> Report:
    """`_include` brings what the references lead to and a search by id finds; `_revinclude` what a search finds."""
    report, context = Report(), judge.place.context()
    page: Query = (("_count", str(TARGETS)),)
    found = judge.place.ready.search(judge.type)
    assert found is not None  # the judge read its units
    for code, targets in found.offer.targets.items():
        if targets.isdisjoint(judge.place.types):
            continue
        brought = searched(context, judge.type, (*page, ("_include", f"{judge.type}:{code}")))
        names = {name for item in matched(brought) for name in evaluate.pointed_at(item, code, judge.contexts[0])}
        for target in sorted(targets & set(judge.place.types)):
            ids = {name.partition("/")[2] for name in names if name.startswith(f"{target}/")}
            direct = _by_id(context, target, ids)
            _alike(report, f"{judge.type}?_include={judge.type}:{code}", _included(brought, target), direct, brought)
    for source in judge.place.types:
        other = judge.place.ready.search(source)
        for code in sorted(code for code, to in (other.offer.targets if other else {}).items() if judge.type in to):
            brought = searched(context, judge.type, (*page, ("_revinclude", f"{source}:{code}")))
            wanted = ",".join(f"{judge.type}/{item['id']}" for item in matched(brought))
            query = ((code, wanted), *ALL)
            direct = {item["id"]: item for item in matched(searched(context, source, query))} if wanted else {}
            _alike(report, f"{judge.type}?_revinclude={source}:{code}", _included(brought, source), direct, brought)
    return report


def _included(bundle: Mapping[str, Any], type_: str) -> dict[str, Any]:
    entries = (entry for entry in bundle.get("entry", ()) if entry["search"]["mode"] == "include")
    return {
        entry["resource"]["id"]: entry["resource"] for entry in entries if entry["resource"]["resourceType"] == type_
    }


def _by_id(context: Context, type_: str, ids: set[str]) -> dict[str, Any]:
    if not ids:
        return {}
    found = searched(context, type_, (("_id", ",".join(sorted(ids))), *ALL))
    return {item["id"]: item for item in matched(found)}


def _alike(
    report: Report, where: str, brought: Mapping[str, Any], direct: Mapping[str, Any], bundle: Mapping[str, Any]
) -> None:
    """What is a match on the page already is not brought a second time."""
    here = {(item["resourceType"], item["id"]) for item in matched(bundle)}
    wanted = {id_: item for id_, item in direct.items() if (item["resourceType"], id_) not in here}
    differ = sorted(set(brought) ^ set(wanted))[:5] or [id_ for id_ in wanted if brought[id_] != wanted[id_]][:5]
    report.check(brought == wanted, f"{where}: {differ} differ ({len(brought)} brought, {len(wanted)} found)")
