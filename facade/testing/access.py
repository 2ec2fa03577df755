"""Laws of access: a grant shows what its expression keeps of all resources, and a mask hides from searches too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from facade.access import scopes
from facade.access.denial import Denied
from facade.errors import Refused
from facade.fhir import definitions
from facade.interactions.context import Context
from facade.interactions.read import read
from facade.search.expression import And, Expression, Not, Or, Param, TokenValue, conjunction
from facade.testing.asked import Query, thinned
from facade.testing.bundles import matched, searched
from facade.testing.judge import Judge, Universe
from facade.testing.places import MOST_ON_A_PAGE
from facade.testing.report import Report, answered
from facade.testing.searching import Searcher, differing, shown

ALL: Query = (("_count", str(MOST_ON_A_PAGE)),)


@dataclass(frozen=True, eq=False)
class Caller:
    """Scopes and the facts of a token."""

    scopes: tuple[str, ...]
    patient: str | None = None

    def context(self, judge: Judge) -> Context:
        """A request of this caller."""
        return judge.place.context(*self.scopes, patient=self.patient)

    def __str__(self) -> str:
        return f"{' '.join(self.scopes)} patient={self.patient}"


def law(judge: Judge, patients: Sequence[str], queries: Sequence[Query]) -> Report:
    """Patients' tokens and filtered scopes, alone and with a search."""
    report = Report()
    callers = [Caller(("patient/*.rs",), patient) for patient in thinned(patients, 6)]
    callers += [
        Caller(("patient/*.rs", scope), patients[0]) for scope in _filtered(judge, queries, "patient")[:2] if patients
    ]
    callers += [Caller((scope,)) for scope in _filtered(judge, queries, "system")]
    for caller in callers:
        for query in ((), *thinned(queries, 3)):
            _seen(judge, caller, query, report)
        _reads(judge, caller, report)
    return report


def _filtered(judge: Judge, queries: Sequence[Query], level: str) -> list[str]:
    """Scopes whose filter is one of the searches, where a filter may be such."""
    found: dict[str, None] = {}
    for query in queries:
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
        try:
            scopes.parse(scope := f"{level}/{judge.type}.rs?{text}")
        except ValueError:
            continue
        found[scope] = None
    return thinned(list(found), 8)


def _seen(judge: Judge, caller: Caller, query: Query, report: Report) -> None:
    context = caller.context(judge)
    verdict = context.grant.visible(judge.type, "search")
    where = f"{judge.type}?{shown(query)} for {caller}"
    try:
        found = [resource["id"] for resource in matched(searched(context, judge.type, (*query, *ALL)))]
    except Refused as refusal:
        report.refused += 1
        report.check(isinstance(verdict, Denied) or refusal.status == 400, f"{where}: {refusal.status} {refusal}")
        return
    if isinstance(verdict, Denied):
        report.check(False, f"{where}: no rule, yet it is shown")
        return
    must, may = judge.verdict(conjunction(Searcher.of(judge).expression(query), widened(judge, verdict.expression)))
    fine = must <= set(found) <= may and len(set(found)) == len(found)
    report.check(fine, f"{where}: {differing(found, must, judge.universe.resources)}")


def _reads(judge: Judge, caller: Caller, report: Report) -> None:
    context = caller.context(judge)
    verdict = context.grant.visible(judge.type, "read")
    shown = None if isinstance(verdict, Denied) else widened(judge, verdict.expression)
    must, may = (set(), set()) if shown is None else judge.verdict(shown)
    for id_ in thinned(sorted(judge.universe.resources), 12):
        status, _, _ = answered(lambda id_=id_: read(context, judge.type, id_))  # type: ignore[misc]
        shows = status == 200
        report.check(shows if id_ in must else not shows or id_ in may, f"{judge.type}/{id_} for {caller}: {status}")


def widened(judge: Judge, expression: Expression) -> Expression:
    """For access an id stands for the row and for those that the EHR merged into it."""
    match expression:
        case And():
            return And(tuple(widened(judge, item) for item in expression.items))
        case Or():
            return Or(tuple(widened(judge, item) for item in expression.items))
        case Not():
            return Not(widened(judge, expression.item), expression.strict)
        case Param(code="_id"):
            ids = {value.code for value in expression.values if isinstance(value, TokenValue) and not value.system}
            family = {id_ for wanted in ids if wanted for id_ in _family(judge, wanted)}
            more = tuple(TokenValue(id_) for id_ in sorted(family - ids))
            return Param("_id", expression.modifier, (*expression.values, *more))
    return expression


def _family(judge: Judge, id_: str) -> set[str]:
    heads = judge.contexts[0].heads
    head = heads.get(f"{judge.type}/{id_}", f"{judge.type}/{id_}")
    return {ref.partition("/")[2] for ref in (head, *(alias for alias, other in heads.items() if other == head))}


def strict(judge: Judge, queries: Sequence[Query]) -> Report:
    """A negation in an access expression fails closed on what is missing or unreadable.

    That of a composite or of `:text` may hide more: SQL cannot always tell which of several choices or texts is there.
    """
    report, searcher = Report(), Searcher.of(judge)
    for visible in _negations(searcher, queries):
        must, may = judge.verdict(widened(judge, visible))
        found = searcher.ids(And(()), visible).ids
        fine = (must <= set(found) or _may_hide_more(judge.type, visible)) and set(found) <= may
        report.check(fine, f"{judge.type} with {visible}: {differing(found, must, judge.universe.resources)}")
    return report


def _may_hide_more(type_: str, visible: Expression) -> bool:
    match visible:
        case Param():
            return visible.modifier == "text" or bool(definitions.search_parameters(type_)[visible.code].components)
        case Not():
            return _may_hide_more(type_, visible.item)
        case And() | Or():
            return any(_may_hide_more(type_, item) for item in visible.items)
    return False


def _negations(searcher: Searcher, queries: Sequence[Query]) -> Iterator[Expression]:
    params: list[Param] = []
    for query in queries:
        try:
            expression = searcher.expression(query)
        except Refused:
            continue
        if isinstance(expression, Param) and expression.modifier != "missing":
            params.append(expression)
    for at, param in enumerate(params):
        yield Not(param, strict=True)
        if at % 3 == 0 and at:
            pair = (param, params[at - 1])
            yield from (Not(And(pair), strict=True), Not(Or(pair), strict=True), Or((Not(param, strict=True), pair[1])))


def masked(judge: Judge, queries: Sequence[Query]) -> Report:
    """A masked element is neither shown nor searchable: as if the resources had none."""
    report = Report()
    keys = {key for resource in judge.universe.resources.values() for key in resource} - {"resourceType", "id", "meta"}
    for key in sorted(keys):
        child = definitions.child(judge.type, key)
        if child is not None and not child.element.demanded:
            _hidden(judge, key, child.element.name, queries, report)
    return report


def _name(type_: str, key: str) -> str:
    child = definitions.child(type_, key)
    return key if child is None else child.element.name


def _hidden(judge: Judge, key: str, name: str, queries: Sequence[Query], report: Report) -> None:
    context = judge.place.context(masks={judge.type: frozenset({f"{judge.type}.{name}"})})
    bare = {
        id_: {other: value for other, value in resource.items() if _name(judge.type, other) != name}
        for id_, resource in judge.universe.resources.items()
    }
    blind = Judge(judge.place, judge.type, Universe(bare, judge.universe.bad, judge.universe.rows))
    searcher = Searcher.of(blind)
    # What is hidden takes the claims that hang on it along, so the profiles of the whole resources prove nothing.
    asked = [query for query in queries if all(code.partition(":")[0] != "_profile" for code, _ in query)]
    for query in ((), *asked):
        where = f"{judge.type}?{shown(query)} with {name} masked"
        try:
            found = matched(searched(context, judge.type, (*query, *ALL)))
        except Refused as refusal:
            report.refused += 1
            # 403: a mask that this server cannot honour closes the type
            report.check(refusal.status in (400, 403), f"{where}: {refusal.status} {refusal}")
            continue
        report.check(all(key not in resource for resource in found), f"{where}: shown all the same")
        must, may = blind.verdict(searcher.expression(query))
        ids = [resource["id"] for resource in found]
        report.check(must <= set(ids) <= may, f"{where}: {differing(ids, must, judge.universe.resources)}")
