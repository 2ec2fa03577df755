"""Searches that differ in one id are planned once, and each means what it means alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from adapters.oscar import adapter, tables
from facade.access.grant import Grant
from facade.interactions.planned import Planned
from facade.search import compile as compiled
from facade.search.expression import (
    TRUE,
    And,
    Chain,
    Has,
    Not,
    Open,
    Or,
    Param,
    ReferenceValue,
    StringValue,
    TokenValue,
)
from facade.search.rebinding import opened
from tests.serving import Service, change, fill, matches, serve

# Patient 3 was merged into patient 1. Two pressures, a pulse and two weights.
ROWS = {
    "demographic": [
        {"demographic_no": key, "last_name": name, "first_name": "X", "sex": "F", "lastUpdateDate": "2024-01-02"}
        for key, name in ((1, "A"), (2, "B"), (3, "C"))
    ],
    "demographic_merged": [{"demographic_no": 3, "merged_to": 1, "deleted": 0, "id": 1}],
    "measurements": [
        {"id": key, "demographicNo": patient, "type": kind, "dataField": value, "providerNo": "101",
         "dateObserved": "2024-05-06 07:08:09", "measuringInstruction": "", "comments": "",
         "dateEntered": "2024-05-06 07:08:09"}
        for key, patient, kind, value in (
            (1, 1, "BP", "120/80"), (2, 2, "BP", "130/70"), (3, 2, "HR", "60"), (4, 3, "WT", "70"), (5, 2, "WT", "80"),
        )
    ],
    "document": [
        {"document_no": key, "doctype": "consult", "contenttype": "application/pdf", "status": "A", "docfilename": "a.pdf",
         "docdesc": "", "doccreator": "101", "observationdate": "2024-05-06", "updatedatetime": "2024-05-06 07:08:09",
         "restrictToProgram": 0}
        for key in (8, 9, 10)
    ],
    "ctl_document": [
        {"document_no": key, "module_id": patient, "module": "demographic", "status": "A"}
        for key, patient in ((8, 2), (9, 1), (10, 2))
    ],
}  # fmt: skip
VITALS = "category=vital-signs"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Service:
    url = f"sqlite:///{tmp_path_factory.mktemp('rebinding') / 'oscar.sqlite'}"
    fill(url, tables.metadata, ROWS)
    return serve(adapter, url)


@pytest.fixture
def service(served: Service) -> Service:
    """Nothing was asked of it before."""
    ready = served.endpoint.source.ready()
    ready._searches.clear()
    ready.planned = Planned()
    return served


@pytest.fixture
def plannings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The types of which a search was planned from its beginning."""
    types: list[str] = []
    plan = compiled.TypeSearch._planned

    def noting(self, *args):
        types.append(self.type)
        return plan(self, *args)

    monkeypatch.setattr(compiled.TypeSearch, "_planned", noting)
    return types


def ids(service: Service, query: str, type_: str = "Observation") -> set[str]:
    status, body = service.search(type_, query)
    assert status == 200, body
    return {one["id"] for one in matches(body)}


def test_each_patient_has_their_own_answer(service: Service, plannings: list[str]):
    for _ in range(2):
        assert ids(service, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}
        assert ids(service, f"{VITALS}&patient=4") == set()
        assert ids(service, f"{VITALS}&patient=20") == set()
    assert plannings == ["Observation"]


def test_who_was_merged_is_searched_under_both_numbers(service: Service):
    for query in ("patient=2", "patient=1", "patient=2", "patient=3", "patient=4", "patient=1"):
        wanted = {"patient=2": {"bp-2", "3", "5"}, "patient=4": set()}.get(query, {"bp-1", "4"})
        assert ids(service, f"{VITALS}&{query}") == wanted, query


@pytest.mark.parametrize("id_", ["007", "2.20", "99999999999999999999", "-2", "0", "x", "bp-2", "9" * 70])
def test_what_is_no_patient_has_nothing_whoever_was_asked_for_before(service: Service, id_: str):
    assert ids(service, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}
    assert ids(service, f"{VITALS}&patient={id_}") == set()
    assert ids(service, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}


def test_a_token_keeps_to_its_patient(service: Service, plannings: list[str]):
    """The first search asks for the very patient of the token: the rule must not be taken for the question."""
    own = replace(service, grant=Grant("app", "oscar", ("patient/*.rs",), patient="2"))
    assert ids(own, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}
    assert ids(own, f"{VITALS}&patient=4") == set()
    assert plannings == ["Observation"]
    assert ids(own, f"{VITALS}&patient=1") == set()
    assert ids(service, f"{VITALS}&patient=1") == {"bp-1", "4"}


def test_ids_of_several_maps_take_turns(service: Service):
    for query, wanted in (("3", {"3"}), ("5", {"5"}), ("bp-2", {"bp-2"}), ("bp-3", set()), ("bp-1", {"bp-1"}),
                          ("4", {"4"}), ("2", set()), ("lab-1x2", set()), ("3", {"3"})):  # fmt: skip
        assert ids(service, f"_id={query}") == wanted
    for id_, status in (("3", 200), ("bp-2", 200), ("5", 200), ("2", 404), ("bp-5", 404), ("3", 200)):
        assert service.get("Observation", id_)[0] == status, id_


def test_ids_of_several_maps_in_turn_are_planned_once_for_each(service: Service, plannings: list[str]):
    for id_ in ("3", "bp-2", "5", "bp-1", "4"):
        assert service.get("Observation", id_)[0] == 200
    assert plannings == ["Observation"] * 2


def test_a_merge_is_seen_by_searches_planned_before(service: Service):
    url, ready = service.endpoint.source.source.settings.url, service.endpoint.source.ready()
    assert ids(service, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}
    assert ids(service, "_id=1,2,3&active=true", "Patient") == set()
    change(url, "INSERT INTO demographic_merged (id, demographic_no, merged_to, deleted) VALUES (2, 2, 1, 0)")
    ready._merged_at = -1.0  # a second later
    assert ids(service, f"{VITALS}&patient=2") == {"bp-1", "bp-2", "3", "4", "5"}
    assert ids(service, f"{VITALS}&patient=4") == set()
    change(url, "DELETE FROM demographic_merged WHERE id = 2")
    ready._merged_at = -1.0
    assert ids(service, f"{VITALS}&patient=2") == {"bp-2", "3", "5"}


def test_the_rest_of_the_search_is_its_own(service: Service):
    assert ids(service, "patient=2&code=http://loinc.org|8867-4") == {"3"}
    assert ids(service, "patient=2&code=http://loinc.org|29463-7") == {"5"}
    assert ids(service, "patient=1&code=http://loinc.org|29463-7") == {"4"}
    assert ids(service, f"{VITALS}&patient:Patient=2") == {"bp-2", "3", "5"}
    assert ids(service, f"{VITALS}&patient=Patient/2") == {"bp-2", "3", "5"}
    assert ids(service, f"{VITALS}&subject=Group/2") == set()


def texts(*values: str) -> Iterable[StringValue]:
    return map(StringValue, values)


def test_what_is_left_open():
    patient, code = Param("patient", "", (ReferenceValue("5"),)), Param("code", "", (TokenValue("x"),))
    found = opened(And((code, patient)), TRUE, "Observation")
    assert found is not None
    assert found.expression == And((code, Param("patient", "", (Open(ReferenceValue("5")),))))
    assert found.form == And((code, Param("patient", "", (ReferenceValue(""),))))
    alone = opened(Param("_id", "", (TokenValue("5"),)), TRUE, "Observation")
    assert alone is not None
    assert alone.open == Open(TokenValue("5"))


@pytest.mark.parametrize(
    "expression",
    [
        Param("patient", "", (ReferenceValue("5"), ReferenceValue("6"))),
        Param("patient", "", (ReferenceValue("", None, "https://elsewhere.example/Patient/5"),)),
        Param("patient", "identifier", (TokenValue("5"),)),
        Param("link", "", (ReferenceValue("5"),)),
        Or((Param("patient", "", (ReferenceValue("5"),)),)),
        Not(Param("patient", "", (ReferenceValue("5"),))),
        And((Param("patient", "", (ReferenceValue("5"),)), Chain("encounter", "Encounter", Param("x", "", ())))),
        Param("_id", "", (TokenValue("5", "urn:x"),)),
        Param("code", "text", tuple(texts("x"))),
    ],
)
def test_what_is_not(expression):
    assert opened(expression, TRUE, "Patient" if getattr(expression, "code", "") == "link" else "Observation") is None


def test_nothing_is_left_open_where_what_may_be_seen_hangs_on_another_type():
    patient, seen = Param("_id", "", (TokenValue("5"),)), Has("DocumentReference", "relation", TRUE)
    assert opened(patient, Or((Param("x", "", ()), seen)), "Binary") is None


def test_callers_alike_but_for_what_they_see_of_other_types_have_their_own_answers(service: Service):
    """A Binary is in a chart by the document that points at it, for whoever may see that."""
    few = replace(service, grant=Grant("app", "oscar", ("patient/Binary.rs",), patient="2"))
    all_ = replace(service, grant=Grant("app", "oscar", ("patient/*.rs",), patient="2"))
    for _ in range(2):
        for id_, wanted in (("8", {"8"}), ("9", set()), ("10", {"10"})):
            assert ids(few, f"_id={id_}", "Binary") == set()
            assert ids(all_, f"_id={id_}", "Binary") == wanted
