"""`_explain=true`: what an operator is told of a search, and nobody else; nothing in it of what is searched or found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.oscar import adapter
from adapters.oscar.tables import metadata
from facade.errors import Refused
from facade.interactions.search import search
from facade.search import statement as statement_module
from facade.search.budget import Estimate
from facade.sources.connection import SourceConnection
from facade.sources.memory import MemoryConnection
from facade.sources.watched import Seen, WatchedConnection
from facade.testing.databases import Server
from facade.testing.places import place
from facade.testing.postgresql import PostgresServer
from tests.docs.clinics import OSCAR_ROWS
from tests.kit import willow
from tests.serving import Service, change, fill, matches, rows_of, serve

OPERATOR = frozenset({"operator"})
FAMILY = "Tremblay"


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = tmp_path_factory.mktemp("explain") / "clinic.sqlite"
            file.touch()
            url = f"sqlite:///{file}"
        else:
            server: Server = request.getfixturevalue("mariadb_server")
            url = server.url_for("pymysql", stack.enter_context(server.fresh_database()))
        fill(url, metadata, OSCAR_ROWS)
        found = serve(adapter, url, permissions=OPERATOR)
        yield found
        found.endpoint.source.source.dispose()


@pytest.fixture
def service(served: Service) -> Service:
    """To be changed by the test."""
    return replace(served)


def told(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The parts of that name of all parameters, or of a parameter's."""
    return [found for found in answer.get("parameter", answer.get("part", [])) if found["name"] == name]


def text(part: dict[str, Any], name: str) -> str:
    (found,) = told(part, name)
    return str(found["valueString"])


def test_statements_and_what_became_of_them(service: Service) -> None:
    status, answer = service.search("Patient", f"family={FAMILY}&_total=accurate&_explain=true")
    assert (status, answer["resourceType"]) == (200, "Parameters")
    count, page, *_ = told(answer, "statement")
    assert text(count, "sql").startswith("SELECT count(*)")
    assert " LIMIT 51" in text(page, "sql")
    assert [told(one, "returned")[0]["valueDecimal"] for one in (count, page)] == [1, 1]
    assert all(told(one, "plan") and told(one, "estimate") for one in (count, page))
    if service.endpoint.source.source.dialect.name == "mysql":
        assert told(page, "read")[0]["valueDecimal"] == len(OSCAR_ROWS["demographic"]) + 1  # and the end of the table
        (plan,) = told(page, "plan")
        assert text(plan, "table") == "demographic"
    else:
        assert text(page, "read").startswith("This database does not tell")
        assert [text(plan, "detail") for plan in told(page, "plan")] == ["SCAN demographic"]


def test_nothing_of_values_and_rows(service: Service) -> None:
    pairs = f"family={FAMILY}&birthdate=1980-05-07&_has:Observation:patient:code=8867-4&identifier=98"
    _, answer = service.search("Patient", f"{pairs}&_explain=true")
    shown = json.dumps(answer).lower()
    for value in (FAMILY, "1980", "8867", '"98'):
        assert value.lower() not in shown
    assert "?" in text(told(answer, "statement")[0], "sql")
    assert "%s" not in shown


def test_as_many_statements_as_the_search_has(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[str] = []
    execute = SourceConnection.execute

    def counting(self: SourceConnection, sql: str, params: tuple[Any, ...] = ()) -> Any:
        if not isinstance(self, MemoryConnection):  # what happens in memory is no statement of the source's
            run.append(sql)
        return execute(self, sql, params)

    monkeypatch.setattr(SourceConnection, "execute", counting)
    # merged rows are not read meanwhile, however slow the machine is
    monkeypatch.setattr("facade.interactions.served.MERGES_SECONDS", 3600)
    query = "_revinclude=Observation:patient&_sort=family&_count=1"
    service.search("Patient", query)
    run.clear()
    service.search("Patient", query)
    searched = list(run)
    run.clear()
    _, answer = service.search("Patient", f"{query}&_explain=true")
    assert run == searched
    assert len(told(answer, "statement")) == len(searched) > 1


def test_why_a_parameter_is_not_on_offer_and_which_index_would_help(service: Service) -> None:
    _, answer = service.search("Patient", "gender=male&nonesuch=1&phonetic=x&_sort=photo&_explain=true")
    (asked,) = told(answer, "search")
    assert (text(asked, "type"), text(asked, "access")) == ("Patient", "system")
    why = {text(part, "name"): text(part, "why") for part in told(asked, "not-pushed-down")}
    assert why["nonesuch"] == "R4 has no such search parameter for this type."
    assert why["phonetic"].startswith("No element of the adapter's template")
    assert set(why) == {"nonesuch", "phonetic", "_sort"}
    (index,) = told(asked, "index")
    assert "demographic (sex)" in index["valueString"]


def test_a_known_gap_is_the_reason(service: Service) -> None:
    _, answer = service.search("AllergyIntolerance", "last-date=2020&_explain=true")
    gap = next(item.gaps for item in adapter.maps if item.type == "AllergyIntolerance")
    ((path, found),) = [(path, gap) for path, gap in (gap or {}).items() if path.endswith("lastOccurrence")]
    assert path == "AllergyIntolerance.lastOccurrence"
    (part,) = told(told(answer, "search")[0], "not-pushed-down")
    assert found.why in text(part, "why")


def test_maps_that_cannot_be_meant_are_named(service: Service) -> None:
    _, answer = service.search("Observation", "code=8867-4&_explain=true")
    left = [part["valueString"] for part in told(told(answer, "search")[0], "left-out")]
    assert left
    assert all(label.startswith("Observation") for label in left)


@pytest.mark.parametrize("permissions", [frozenset(), frozenset({"other"})])
def test_to_others_it_is_a_parameter_that_nobody_knows(service: Service, permissions: frozenset[str]) -> None:
    service.grant = replace(service.grant, permissions=permissions)
    refused = service.search("Patient", "_explain=true")
    unknown = service.search("Patient", "_explaim=true")
    assert refused[0] == unknown[0] == 400
    assert json.dumps(refused).replace("_explain", "_explaim") == json.dumps(unknown)
    service.endpoint = replace(service.endpoint, strict=False)
    status, bundle = service.search("Patient", "_explain=true")
    assert (status, len(matches(bundle))) == (200, len(service.pages("Patient")))
    assert "_explain" not in bundle["link"][0]["url"]


def test_an_operator_needs_the_scope(service: Service) -> None:
    service.grant = replace(service.grant, scopes=("system/Observation.rs",))
    status, _ = service.search("Patient", "_explain=true")
    assert status == 403


@pytest.mark.parametrize("query", ["_explain=maybe", "_explain=true&_explain=true", "_explain=true&birthdate=x"])
def test_mistakes_are_refused_as_ever(service: Service, query: str) -> None:
    status, answer = service.search("Patient", query)
    assert (status, answer["issue"][0]["code"]) == (400, "value")


def test_false_is_a_search(service: Service) -> None:
    assert service.search("Patient", "_explain=false")[1]["resourceType"] == "Bundle"


def test_what_the_budget_refuses_is_explained_and_not_run(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_module, "estimate", lambda statement, facts: Estimate(10**9, 10**6, ("a (b)",)))
    query = "given=asked-here-alone&given=twice"
    status, answer = service.search("Patient", query)
    assert (status, answer["issue"][0]["code"]) == (400, "too-costly")
    _, answer = service.search("Patient", f"{query}&_explain=true")
    (statement,) = told(answer, "statement")
    assert text(statement, "ended") == "Refused before it ran."
    assert told(statement, "estimate")[0]["valueDecimal"] == 10**9
    assert told(statement, "limit")[0]["valueDecimal"] == 10**8
    assert text(statement, "index") == "Would help: a (b)."
    assert not told(statement, "returned")


def test_what_the_database_ends_is_explained(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    execute = WatchedConnection.execute

    def late(self: WatchedConnection, sql: str, params: tuple[Any, ...] = ()) -> Any:
        execute(self, sql, params)
        self.seen[-1] = Seen(sql, params)
        raise Refused(503, "timeout", "Too late.")

    monkeypatch.setattr(WatchedConnection, "execute", late)
    status, answer = service.search("Patient", "family=x&_explain=true")
    assert status == 200
    (statement,) = told(answer, "statement")
    assert text(statement, "ended").startswith("The database ended it")
    assert told(statement, "plan")


def test_constants_take_no_line_of_the_plan(service: Service) -> None:
    """The pairs of merged patients stand in a UNION of constants: MariaDB gives each a line of its own."""
    _, answer = service.search("Observation", f"subject:Patient.family={FAMILY}&_explain=true")
    plans = [plan for statement in told(answer, "statement") for plan in told(statement, "plan")]
    assert plans
    assert all(told(plan, "table") or told(plan, "detail") for plan in plans)


def test_a_lookup_without_index_for_every_patient_is_refused_and_for_one_is_not(sqlite_url: str) -> None:
    """200 patients with a cell phone each: 40,000 rows without the index, of 400 that there are."""
    (patient, *_), (cell,) = OSCAR_ROWS["demographic"], OSCAR_ROWS["demographicExt"]
    rows = {
        "demographic": [{**patient, "demographic_no": number} for number in range(1, 201)],
        "demographicExt": [{**cell, "id": number, "demographic_no": number} for number in range(1, 201)],
    }
    fill(sqlite_url, metadata, rows)
    for (index,) in rows_of(
        sqlite_url, "SELECT name FROM sqlite_schema WHERE tbl_name = 'demographicExt' AND sql LIKE 'CREATE INDEX%'"
    ):
        change(sqlite_url, f'DROP INDEX "{index}"')
    service = serve(adapter, sqlite_url, permissions=OPERATOR)
    service.endpoint.source.ready().statements.rows = 10_000
    status, answer = service.search("Patient", "phone=613-555-0199")
    assert (status, answer["issue"][0]["code"]) == (400, "too-costly")
    for query in ("_id=7&phone=613-555-0199", "family=tremblay", "_count=200"):
        assert service.search("Patient", query)[0] == 200
    _, answer = service.search("Patient", "phone=613-555-0199&_explain=true")
    (statement,) = told(answer, "statement")
    assert text(statement, "ended") == "Refused before it ran."
    assert any("demographicExt (" in part["valueString"] for part in told(statement, "index"))


def test_postgresql_tells_its_plan_without_the_values(postgresql_server: PostgresServer, tmp_path: Path) -> None:
    """Its EXPLAIN writes them into the conditions."""
    with place("postgresql", willow.adapter, willow.clinic, tmp_path, postgresql_server) as made:
        context = made.context(permissions=OPERATOR)
        pairs = [("family", FAMILY), ("birthdate", "ge1980-05-07"), ("_explain", "true")]
        answer = search(context, "Patient", pairs).body
    assert FAMILY.lower() not in json.dumps(answer).lower()
    assert "1980" not in json.dumps(answer)
    (statement, *_) = told(answer, "statement")
    assert told(statement, "returned")
    steps = [{part["name"]: part["valueString"] for part in plan["part"]} for plan in told(statement, "plan")]
    assert steps[0]["node-type"] == "Limit"
    assert any(step.get("relation-name") for step in steps)
    assert all(set(step) <= {"node-type", "relation-name", "index-name", "join-type", "plan-rows", "total-cost"}
               for step in steps)  # fmt: skip
