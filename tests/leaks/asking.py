"""Requests of every kind that the CapabilityStatement and the URL map know, drawn by a seed.

First comes one of each: type × parameter × modifier, hop, include, operation, route × method. The rest is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from werkzeug.routing import Map, Rule

from facade.access.denial import Denied
from facade.search import lists
from facade.testing.asked import Amount, Pair, Query, Questions
from facade.testing.filters import filters
from facade.testing.hopping import Roads
from facade.testing.judge import Judge
from tests.leaks.callers import Caller
from tests.leaks.routes import KINDS, PREFIX, filled, named_in, of_pages

SOME = Amount(values=5, pairs=6)
COMPARTMENTS = ("Patient", "Patient", "Patient", "Encounter", "Practitioner")
SUMMARIES = ("true", "text", "data", "count", "false")


@dataclass(frozen=True)
class Ask:
    """One request. `type` where a search or read is of one type."""

    caller: Caller
    kind: str
    method: str
    path: str
    query: Query = ()
    form: Query | None = None
    body: Any = field(default=None, hash=False)
    headers: tuple[Pair, ...] = ()
    type: str = ""

    @property
    def pairs(self) -> list[Pair]:
        """All that is asked by a search."""
        return [*self.query, *(self.form or ())]

    def __str__(self) -> str:
        asked = "&".join(f"{name}={value[:60]}" for name, value in self.pairs)
        return f"{self.method} {self.path}?{asked} for {self.caller}" + (f" with {self.body}" if self.body else "")


Draft = Callable[[Caller], Ask]


@dataclass(eq=False)
class Asking:
    """What can be asked at one place."""

    judges: Mapping[str, Judge]
    callers: Sequence[Caller]
    rules: Sequence[Rule]
    pages: Sequence[Rule]  # of people
    statement: Mapping[str, Any]
    random: Random
    pools: dict[str, list[Query]] = field(default_factory=dict)

    @classmethod
    def at(
        cls,
        judges: Mapping[str, Judge],
        callers: Sequence[Caller],
        routes: Map,
        statement: Mapping[str, Any],
        seed: int,
    ) -> Asking:
        """With searches by every parameter of the statement, values taken from everybody's rows."""
        known = list(routes.iter_rules())
        rules, pages = ([rule for rule in known if of_pages(rule) == wanted] for wanted in (False, True))
        made = cls(judges, callers, rules, pages, statement, Random(seed))
        made.pools.update({type_: made._pool(type_) for type_ in made.types})
        return made

    @property
    def types(self) -> list[str]:
        """As the CapabilityStatement lists them."""
        return [item["type"] for item in self.statement["rest"][0]["resource"]]

    def all(self, most: int, *, compulsory: float = 1.0) -> Iterator[Ask]:
        """That share of one of each kind; then drawn ones until there are so many."""
        drafts = list(self.compulsory()) if compulsory else []
        drafts = self.random.sample(drafts, round(len(drafts) * compulsory))
        for draft in drafts:
            yield draft(self.random.choice(self.callers))
        for _ in range(most - len(drafts)):
            yield self.drawn()

    def drawn(self) -> Ask:
        """One at random; searches most of the time."""
        if self.random.random() < 0.75:
            type_ = self.random.choice(self.types)
            return self._searched(self._caller(type_), type_)
        return self.random.choice(list(self.routes()))(self.random.choice(self.callers))

    def _caller(self, type_: str) -> Caller:
        """Mostly one who may search the type: a denial is quickly tried."""
        allowed = [one for one in self.callers if not isinstance(one.grant.visible(type_, "search"), Denied)]
        return self.random.choice(allowed if allowed and self.random.random() < 0.95 else self.callers)

    def compulsory(self) -> Iterator[Draft]:
        """Every parameter, modifier, hop and include of every type, every route and method, every page."""
        for type_ in self.types:
            named: dict[str, Query] = {}
            for query in self.pools[type_]:
                for name, _ in query:
                    named.setdefault(name, query)
            for query in dict.fromkeys(named.values()):
                yield self._plain(type_, query)
            for pair in (*self.includes(type_), *self.controls(type_)):
                yield self._plain(type_, (pair,))
        yield from self.routes()
        yield from self._methods_of(self.pages)

    def _plain(self, type_: str, query: Query) -> Draft:
        return lambda _: Ask(self._caller(type_), "search", "GET", f"{PREFIX}/{type_}", query, type=type_)

    def includes(self, type_: str) -> list[Pair]:
        """Every include that the statement names, and what it does not name."""
        (listed,) = (item for item in self.statement["rest"][0]["resource"] if item["type"] == type_)
        found = [("_include", text) for text in listed.get("searchInclude", ())]
        found += [("_revinclude", text) for text in listed.get("searchRevInclude", ())]
        targets = {one: judge.place.ready.search(one).offer.targets for one, judge in self.judges.items()}  # type: ignore[union-attr]
        for code, to in targets[type_].items():
            found += [("_include", f"{type_}:{code}"), *(("_include", f"{type_}:{code}:{one}") for one in sorted(to))]
        for source, codes in targets.items():
            found += [("_revinclude", f"{source}:{code}") for code, to in codes.items() if type_ in to]
        found += [("_include", "*"), ("_revinclude", "*"), ("_include:iterate", "*"), ("_include", f"{type_}:*")]
        return list(dict.fromkeys(found))

    def controls(self, type_: str) -> list[Pair]:
        """Orders, totals, summaries, elements."""
        search = self.judges[type_].place.ready.search(type_)
        assert search is not None
        keys = list(search.offer.sorts)
        elements = sorted({key for item in self.judges[type_].universe.resources.values() for key in item})
        found = [("_sort", key) for key in keys] + [("_sort", f"-{key}") for key in keys]
        found += [("_summary", text) for text in SUMMARIES] + [("_total", text) for text in ("none", "accurate")]
        found += [("_elements", key) for key in elements if key != "resourceType"]
        found += [(lists.NAME, name) for name in lists.defined(type_, search.offer.parameters)]
        return [*found, ("_count", "1"), ("_count", "3"), ("_count", "0")]

    def routes(self) -> Iterator[Draft]:
        """Every route of a client with every method."""
        yield from self._methods_of(self.rules)

    def _methods_of(self, rules: Sequence[Rule]) -> Iterator[Draft]:
        for rule in rules:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield self._route(rule, method)

    def _route(self, rule: Rule, method: str) -> Draft:
        def draft(caller: Caller) -> Ask:
            type_ = named_in(rule.rule) or self.random.choice(COMPARTMENTS if "searched" in rule.rule else self.types)
            if self.random.random() < 0.7:
                caller = self._caller(type_)
            path = filled(rule.rule, type_, self.id_of(type_), self.random.choice([*self.types, "*"]))
            kind = "public" if of_pages(rule) else KINDS.get(rule.rule, "bundle")
            ask = Ask(caller, kind, method, path, type=type_ if "<" in rule.rule else "")
            return self._asked_of(ask, rule.rule)

        return draft

    def _asked_of(self, ask: Ask, rule: str) -> Ask:
        """With what the route takes: a query, a form, a resource, a batch."""
        if ask.kind == "public" or (ask.kind == "read" and ask.method == "GET"):
            return ask
        if rule in (PREFIX, f"{PREFIX}/") and ask.method == "POST":
            return replace(ask, body=self._batch())
        if ask.kind in ("search", "read") and not ask.path.endswith("/_search") and ask.method != "GET":
            resource = self.judges[ask.type].universe.resources.get(self.id_of(ask.type), {})
            return replace(ask, body=dict(resource), headers=(("If-Match", 'W/"0"'),))
        query = self._of_operation(rule) if "$" in rule else self._of_search(ask, rule)
        return replace(ask, query=query) if ask.method == "GET" else replace(ask, form=query)

    def _of_search(self, ask: Ask, rule: str) -> Query:
        if ask.kind == "search":
            return self._query(ask.type)
        searched = ask.path.removesuffix("/_search").rpartition("/")[2]
        query = self._query(searched) if searched in self.types and self.random.random() < 0.5 else ()
        if "fhir_types" not in rule and self.random.random() < 0.7:
            query = (("_type", ",".join(self.random.sample(self.types, 2))),)
        more = [
            ("_count", "3"),
            ("_lastUpdated", "ge2000"),
            ("_total", "accurate"),
            ("_summary", "count"),
            ("_revinclude", "*"),
        ]
        return (*query, *self._chosen(more, 2))

    def _of_operation(self, rule: str) -> Query:
        """Parameters of $docref, $everything, $lastn and $stats."""
        patient, codes = (
            self.id_of("Patient"),
            [value for (pair, *_) in self.pools["Observation"] for name, value in [pair] if name == "code"],
        )
        code = ("code", self.random.choice(codes) if codes else "8867-4")
        if rule.endswith("$everything"):
            types = ("_type", ",".join(self.random.sample(self.types, 2)))
            return self._chosen(
                [("start", "2000"), ("end", "2030"), ("_since", "2000-01-01T00:00:00Z"), types, ("_count", "3")], 2
            )
        if rule.endswith("$docref"):
            more = [("start", "2000"), ("end", "2030"), ("on-demand", "false"), ("type", "11488-4,|x"), ("_count", "3")]
            return (("patient", patient), *self._chosen(more, 2))
        if rule.endswith("$stats"):
            return (
                ("subject", f"Patient/{patient}"),
                code,
                ("statistic", self.random.choice(("average,count", "maximum", "median"))),
            )
        return (
            (self.random.choice(("patient", "subject")), f"Patient/{patient}"),
            *self._chosen([code, ("max", "2"), ("category", "vital-signs")], 2),
        )

    def _batch(self) -> dict[str, Any]:
        found = []
        for type_ in self.random.sample(self.types, 3):
            id_ = self.id_of(type_)
            found += [f"{type_}/{id_}", f"{type_}?_id={id_}", f"{type_}?_revinclude=*&_count=5"]
        found += [
            f"Patient/{self.id_of('Patient')}/$everything",
            "Patient?_count=1",
            f"Patient/{self.id_of('Patient')}/*",
        ]
        entries = [{"request": {"method": "GET", "url": url}} for url in found]
        return {"resourceType": "Bundle", "type": "batch", "entry": entries}

    def id_of(self, type_: str) -> str:
        """The id of anybody's resource; now and then of none."""
        resources = sorted(self.judges[type_].universe.resources) if type_ in self.judges else []
        if type_ == "Patient" and self.random.random() < 0.5:
            return next(caller.patient for caller in self.callers if caller.patient is not None)
        return self.random.choice(resources) if resources and self.random.random() < 0.95 else "0815"

    def _query(self, type_: str) -> Query:
        return self.random.choice(self.pools[type_])

    def _searched(self, caller: Caller, type_: str) -> Ask:
        query = self._query(type_) if self.random.random() < 0.9 else ()
        if self.random.random() < 0.2:
            query = (*query, *self._query(type_))
        if self.random.random() < 0.5:
            query = (*query, *self._chosen(self.controls(type_), 2))
        if self.random.random() < 0.3:
            query = (*query, *self._chosen(self.includes(type_), 2))
        return Ask(caller, "search", "GET", f"{PREFIX}/{type_}", query, type=type_)

    def _chosen(self, pairs: Sequence[Pair], most: int) -> tuple[Pair, ...]:
        by_name = {name: (name, value) for name, value in self.random.sample(list(pairs), min(most, len(pairs)))}
        return tuple(by_name.values())

    def _pool(self, type_: str) -> list[Query]:
        judge = self.judges[type_]
        search = judge.place.ready.search(type_)
        assert search is not None
        listed = next(item for item in self.statement["rest"][0]["resource"] if item["type"] == type_)
        names = {item["name"] for item in listed["searchParam"]}
        found = [
            query
            for query in Questions(search, judge, SOME).all()
            if {name.partition(":")[0] for name, _ in query} <= names
        ]
        return [*found, *filters(judge, 10), *Roads(judge, self.random).queries(60)]
