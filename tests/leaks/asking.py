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
from facade.testing.asked import Amount, Pair, Query, Questions
from facade.testing.hopping import Roads
from facade.testing.judge import Judge
from tests.leaks.callers import Caller

PREFIX = "/fhir"
TYPE, RESOURCE = "/<fhir_type:type>", "/<fhir_type:type>/<fhir_id:id>"
SOME = Amount(values=5, pairs=6)
SUMMARIES = ("true", "text", "data", "count", "false")
#: What a path answers with. A new route must be written down here.
KINDS: Mapping[str, str] = {
    "/livez": "public", "/readyz": "public",
    f"{PREFIX}/metadata": "public", f"{PREFIX}/.well-known/smart-configuration": "public",
    f"{PREFIX}/oauth/token": "public",
    f"{PREFIX}{TYPE}": "search", f"{PREFIX}{TYPE}/_search": "search", f"{PREFIX}{RESOURCE}": "read",
}  # fmt: skip


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
        rules = [rule for rule in routes.iter_rules() if rule.rule.startswith(("/livez", "/readyz", PREFIX))]
        made = cls(judges, callers, rules, statement, Random(seed))
        made.pools.update({type_: made._pool(type_) for type_ in made.types})
        return made

    @property
    def types(self) -> list[str]:
        """As the CapabilityStatement lists them."""
        return [item["type"] for item in self.statement["rest"][0]["resource"]]

    def all(self, most: int) -> Iterator[Ask]:
        """One of each kind, then drawn ones, so many together."""
        drafts = list(self.compulsory())
        self.random.shuffle(drafts)
        for draft in drafts[:most]:
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
        """Every parameter, modifier, hop and include of every type, every route and method."""
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
        return [*found, ("_count", "1"), ("_count", "3"), ("_count", "0")]

    def routes(self) -> Iterator[Draft]:
        """Every route with every method, filled with types and ids that are there, hidden or nowhere."""
        for rule in self.rules:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield self._route(rule, method)

    def _route(self, rule: Rule, method: str) -> Draft:
        def draft(caller: Caller) -> Ask:
            type_ = self.random.choice(self.types)
            resource = self._resource(type_)
            id_ = str(resource.get("id", "0815"))
            path = rule.rule
            for name, text in {"type": type_, "id": id_, "other": self.random.choice(self.types)}.items():
                for converter in ("fhir_type:", "fhir_id:", ""):
                    path = path.replace(f"<{converter}{name}>", text)
            ask = Ask(caller, KINDS.get(rule.rule, "bundle"), method, path, type=type_ if "<" in rule.rule else "")
            return self._filled(ask, resource)

        return draft

    def _filled(self, ask: Ask, resource: Mapping[str, Any]) -> Ask:
        if ask.kind in ("public", "read") and ask.method == "GET":
            return ask
        if ask.kind == "search" and ask.path.endswith("/_search"):
            return replace(ask, form=self._query(ask.type), query=self._query(ask.type)[:1])
        if ask.kind == "search" and ask.method == "GET":
            return replace(ask, query=self._query(ask.type))
        if ask.path == PREFIX and ask.method == "POST":
            return replace(ask, body=self._batch())
        if ask.kind in ("search", "read"):
            return replace(ask, body=dict(resource), headers=(("If-Match", 'W/"0"'),))
        return ask

    def _batch(self) -> dict[str, Any]:
        found = []
        for type_ in self.random.sample(self.types, 3):
            id_ = self._resource(type_).get("id", "0815")
            found += [f"{type_}/{id_}", f"{type_}?_id={id_}", f"{type_}?_revinclude=*&_count=5"]
        entries = [{"request": {"method": "GET", "url": url}} for url in found]
        return {"resourceType": "Bundle", "type": "batch", "entry": entries}

    def _resource(self, type_: str) -> Mapping[str, Any]:
        resources = self.judges[type_].universe.resources
        return resources[self.random.choice(sorted(resources))] if resources else {}

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
        return [*found, *Roads(judge, self.random).queries(60)]


def unruled(rules: Sequence[Rule]) -> list[str]:
    """Routes for which nobody has said what they answer."""
    return sorted({rule.rule for rule in rules} - KINDS.keys())
