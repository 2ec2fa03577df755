"""Nothing is served without a rule: every type, every route; and the marks are where they must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from facade.access.compartments import DENIED, SHARED, patient_compartment
from facade.access.denial import Denied
from facade.compiler.predicate import YES
from facade.interactions.context import Sight
from facade.search import compile as compiling
from facade.search.expression import TRUE, Expression
from facade.smart.rights import grant_for
from facade.store import App
from facade.testing.asked import Query
from facade.testing.places import NOW
from tests.leaks.asking import Ask, Asking
from tests.leaks.callers import ENDPOINT, IDENTITY, Caller, owner
from tests.leaks.canaries import marks
from tests.leaks.clinics import OTHER, VENDORS, Vendor
from tests.leaks.routes import KINDS, PREFIX, unruled
from tests.leaks.world import World, world

ENOUGH = 0.5  # of the other charts' resources show a mark; some have no text


@pytest.fixture(scope="module", params=VENDORS, ids=str)
def there(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    vendor: Vendor = request.param
    with world(vendor, "sqlite-ci", tmp_path_factory.mktemp("leaks")) as made:
        yield made


@pytest.fixture(scope="module")
def asking(there: World) -> Asking:
    return Asking.at(there.judges, there.callers, there.app.url_map, there.statement, seed=1)


def test_every_route_has_a_rule(asking: Asking) -> None:
    assert not unruled(asking.rules), "say in tests/leaks/asking.py what these routes answer"
    assert {rule.rule for rule in asking.rules} == KINDS.keys(), "some routes are written down that are none"


def test_every_type_has_a_rule_and_is_denied_without(there: World) -> None:
    for type_ in there.place.types:
        rule = patient_compartment(type_, there.patient)
        if type_ in DENIED:
            assert rule is None
            continue
        assert rule is not None, f"{type_} is served, but no rule says who may see it"
        assert (rule.name == "shared type") == (type_ in SHARED)
    assert patient_compartment("Person", "1") is None
    assert patient_compartment("ValueSet", "1") is None


@pytest.mark.parametrize("at", range(2))
def test_the_compartment_is_what_the_resources_say(there: World, at: int) -> None:
    """The oracle of this folder asks the product's own rule; here it is held against the JSON alone."""
    patient = there.patient
    family = {f"Patient/{patient}", *_absorbed_by(there, patient)}
    view = there.view(Caller("A", ("patient/*.rs", "patient/*.s")[at : at + 1], patient))
    for type_, judge in there.judges.items():
        mine = {
            id_
            for id_, item in judge.universe.resources.items()
            if type_ in SHARED or (owner(_about(there, item)) or "") in family
        }
        assert set(view.searchable[type_].resources) == mine, type_


def test_the_tokens_of_people_are_those_that_are_issued(there: World) -> None:
    """What the list of this folder says of a token is what a person with such links gets."""
    for caller, links in there.people.items():
        app = App(caller.grant.client, ENDPOINT, "An app", "none", " ".join(caller.scopes), ("authorization_code",))
        found = grant_for(app, links, caller.scopes, endpoint=there.place.endpoint, patient=caller.patient, now=NOW)
        assert found.grant == caller.grant, caller
    assert not [caller for caller in there.callers if "system" in str(caller.scopes) and caller in there.people]


def test_charts_of_several_patients_are_what_the_resources_say(there: World) -> None:
    """As above, for a user with charts: each shown resource is of one of them, and all of theirs are shown."""
    named = {caller.name: caller for caller in there.people}
    for name, patients in (
        ("A and who A acts for", (there.patient, str(OTHER))),
        ("a relative of A", (there.patient,)),
        ("a clinician at A", (there.patient,)),
        ("a proxy at A", (there.patient,)),
    ):
        family = {whom for id_ in patients for whom in (f"Patient/{id_}", *_absorbed_by(there, id_))}
        view = there.view(named[name])
        for type_, judge in there.judges.items():
            theirs = {
                id_
                for id_, item in judge.universe.resources.items()
                if type_ in SHARED or (owner(_about(there, item)) or "") in family
            }
            assert set(view.searchable[type_].resources) == theirs, (name, type_)
    assert set(there.view(named["a clinician"]).searchable["Patient"].resources) == set(
        there.judges["Patient"].universe.resources
    )


def test_every_token_of_a_person_meets_its_own_and_nothing_else(there: World) -> None:
    """Each kind, each type: a search, a read of what it may see, of what it may not, and of who the user is (ID-04)."""
    found: list[str] = []
    for caller in there.people:
        view = there.view(caller)
        for type_, judge in there.judges.items():
            found += there.wrong(Ask(caller, "search", "GET", f"{PREFIX}/{type_}", (("_count", "50"),), type=type_))
            ids = sorted(judge.universe.resources)
            hidden = [id_ for id_ in ids if not view.may_read(type_, id_)]
            shown = [id_ for id_ in ids if view.may_read(type_, id_)]
            for id_ in (*hidden[:2], *shown[:1]):
                found += there.wrong(Ask(caller, "read", "GET", f"{PREFIX}/{type_}/{id_}", type=type_))
        type_, _, id_ = (caller.user or "").partition("/")
        if set(caller.scopes) >= set(IDENTITY) and type_ in ("Patient", "Practitioner"):
            answer = there.send(Ask(caller, "read", "GET", f"{PREFIX}/{caller.user}", type=type_))
            assert answer.status_code == 200, caller
    assert not found, "\n".join(found[:8])


def _about(there: World, resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource, or what a Binary says that it belongs to."""
    if resource["resourceType"] != "Binary":
        return resource
    type_, _, id_ = resource["securityContext"]["reference"].partition("/")
    return there.judges[type_].universe.met.get(id_, resource)


def _absorbed_by(there: World, patient: str) -> set[str]:
    heads = next(iter(there.judges.values())).contexts[0].heads
    return {absorbed for absorbed, head in heads.items() if head == f"Patient/{patient}"}


def test_other_charts_are_full_of_marks(there: World) -> None:
    view = there.view(Caller("A", ("patient/*.rs",), there.patient))
    others = [
        item
        for type_, judge in there.judges.items()
        for id_, item in judge.universe.resources.items()
        if not view.may_see(type_, id_)
    ]
    telling = [item for item in others if marks(str(item)) - view.allowed]
    assert len(others) > 100
    assert len(telling) > ENOUGH * sum(item["resourceType"] != "Observation" for item in others)
    for type_ in ("Patient", "Condition", "AllergyIntolerance"):
        assert any(item["resourceType"] == type_ for item in telling), type_


def test_everything_occurs(asking: Asking, there: World) -> None:
    """Each parameter of the statement, each route with each method, each hop that can be taken."""
    asked = [draft(asking.callers[0]) for draft in asking.compulsory()]
    assert {(ask.type, name.partition(":")[0]) for ask in asked for name, _ in ask.pairs} >= {
        (item["type"], parameter["name"])
        for item in there.statement["rest"][0]["resource"]
        for parameter in item["searchParam"]
    }
    methods = {(rule.rule, method) for rule in asking.rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert sum(1 for _ in asking.routes()) == len(methods)
    for type_, judge in there.judges.items():
        for code, targets in judge.place.ready.search(type_).offer.targets.items():  # type: ignore[union-attr]
            for target in targets & set(there.place.types):
                chains = [name for ask in asked if ask.type == type_ for name, _ in ask.pairs]
                assert any(name.startswith((f"{code}:{target}.", f"{code}.")) for name in chains), (type_, code, target)


# The tests of the tests: what is planted here must be reported


def test_what_is_shown_too_much_is_reported(there: World) -> None:
    """A caller who may see nobody's chart, answered as one who may see all, is a breach in every way."""
    anyone, nobody = Caller("anyone", ("system/*.rs",)), Caller("nobody", ("patient/*.rs",), "0815")
    asks = [Ask(nobody, "search", "GET", f"{PREFIX}/{type_}", type=type_) for type_ in there.place.types]
    asks += [
        Ask(nobody, "read", "GET", f"{PREFIX}/Patient/{id_}", type="Patient")
        for id_ in there.judges["Patient"].universe.resources
    ]
    assert not [text for ask in asks for text in there.wrong(ask)]
    there.tokens[nobody] = there.token(anyone)
    try:
        texts = [text for ask in asks for text in there.wrong(ask)]
    finally:
        del there.tokens[nobody]
    for breach in ("shows ['zq", "shows hidden Patient/", "finds [", "read 200, may be read: False"):
        assert any(breach in text for text in texts), breach


@dataclass(frozen=True)
class Planted:
    """A way in which the core could leak, by replacing one function."""

    name: str
    owner: Any
    attribute: str
    value: Any
    asked: str  # what the queries that must show it hold

    def __str__(self) -> str:
        return self.name


def everything_of(_: Sight, type_: str) -> Expression:
    return TRUE


def unmasked(self: Sight, type_: str) -> Any:
    return self.ready.search(type_)


PLANTED = (
    Planted("hops enter what is hidden", Sight, "visible", everything_of, "hop"),
    Planted("includes bring what is hidden", Sight, "visible", everything_of, "_include"),
    Planted("hops search what is masked", Sight, "search", unmasked, "hop"),
    Planted("a scope's filter is forgotten", compiling, "_access", lambda *_: YES, ""),
)


@pytest.mark.parametrize("planted", PLANTED, ids=str)
def test_planted_leaks_are_reported(
    planted: Planted, there: World, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = [ask for ask in _holding(planted.asked, asking) for ask in _of_everyone(ask, asking)][:600]
    views = [there.view(caller) for caller in asking.callers]  # what is right is worked out before
    assert all(view.searchable is not None for view in views)
    monkeypatch.setattr(planted.owner, planted.attribute, planted.value)
    assert any(there.wrong(ask) for ask in asks), f"none of {len(asks)} requests shows that {planted}"


def _holding(word: str, asking: Asking) -> Iterator[Ask]:
    for type_ in asking.types:
        if word == "_include":
            queries: list[Query] = [(pair,) for pair in asking.includes(type_)]
        else:
            queries = [query for query in asking.pools[type_] if (word == "hop") == _hops(query)][:: 1 if word else 20]
        yield from (
            Ask(asking.callers[0], "search", "GET", f"{PREFIX}/{type_}", query, type=type_) for query in queries
        )


def _hops(query: Query) -> bool:
    return any("." in name or name.startswith("_has:") for name, _ in query)


def _of_everyone(ask: Ask, asking: Asking) -> Iterator[Ask]:
    for name in ("A's problems, searched only", "everything, names and notes masked", "A's vital signs"):
        (caller,) = (caller for caller in asking.callers if caller.name == name)
        if not isinstance(caller.grant.visible(ask.type, "search"), Denied):
            yield replace(ask, caller=caller)
