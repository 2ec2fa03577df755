"""Locked notes and closed charts: nobody but a client with the permission meets them, by whatever way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from facade.access.grant import Grant
from facade.interactions import withheld
from facade.interactions.operations import everything
from tests.interactions import cedar
from tests.interactions.clinic import found, names
from tests.serving import Service, change, fill, serve

CONFIDENTIAL = frozenset({"confidential"})


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path / 'cedar.sqlite'}"
    fill(made, cedar.metadata, cedar.ROWS)
    return made


@pytest.fixture
def plain(url: str) -> Service:
    return serve(cedar.adapter, url)


@pytest.fixture
def trusted(url: str) -> Service:
    return serve(cedar.adapter, url, permissions=CONFIDENTIAL)


#: path, query, what anybody finds, what comes with the permission besides
WAYS = [
    ("DocumentReference", "", {"1", "4", "8"}, {"2", "3", "5", "6", "7", "9"}),
    ("DocumentReference", "patient=1", {"1", "4"}, {"2", "3"}),
    ("DocumentReference", "patient=3", set(), {"5", "6"}),
    ("DocumentReference", "description:not=open", {"4", "8"}, {"2", "3", "5", "6", "7", "9"}),
    ("DocumentReference", "patient.family=roy", {"1", "4"}, {"2", "3", "5", "6", "7", "9"}),
    ("DocumentReference", "_sort=-_id", {"1", "4", "8"}, {"2", "3", "5", "6", "7", "9"}),
    ("Patient", "", {"1", "2"}, {"3", "4", "5", "30", "31"}),
    ("Patient", "_has:DocumentReference:patient:description=locked", set(), {"1"}),
    ("Patient", "_has:DocumentReference:patient:description=open", {"1"}, set()),
    ("Patient", "_has:Observation:patient:code=8716-3", {"1"}, {"3"}),
    ("Observation", "", {"1", "3"}, {"2"}),
    ("Observation", "patient=3", set(), {"2"}),
    ("Group", "", {"1"}, {"2"}),
    ("Binary", "", {"1", "4", "8"}, {"2", "3", "5", "6", "7", "9"}),
]


@pytest.mark.parametrize(("path", "query", "seen", "more"), WAYS)
def test_a_search_withholds(plain: Service, trusted: Service, path, query, seen, more):
    if "description:not" in query:
        query = "_filter=not (description eq open)"
    for service, expected in ((plain, seen), (trusted, seen | more)):
        bundle = found(service, path, query)
        assert {name.partition("/")[2] for name in names(bundle)} == expected
        assert found(service, path, f"{query}&_summary=count")["total"] == len(expected)
        assert found(service, path, f"{query}&_total=estimate")["total"] == len(expected)


@pytest.mark.parametrize(
    ("type_", "id_"),
    [("DocumentReference", "2"), ("DocumentReference", "3"), ("DocumentReference", "6"), ("Patient", "3"),
     ("Patient", "4"), ("Patient", "5"), ("Observation", "2"), ("Group", "2"), ("Binary", "2"), ("Binary", "7")],
)  # fmt: skip
def test_a_read_finds_nothing(plain: Service, trusted: Service, type_, id_):
    assert plain.get(type_, id_)[0] == 404
    assert trusted.get(type_, id_)[0] == 200


def test_includes_bring_nothing_withheld(plain: Service, trusted: Service):
    for service, brought in ((plain, {"1", "4"}), (trusted, {"1", "2", "3", "4"})):
        entries = found(service, "Patient", "_id=1&_revinclude=DocumentReference:patient")["entry"]
        assert {one["resource"]["id"] for one in entries if one["search"]["mode"] == "include"} == brought
    entries = found(plain, "Group", "_include=Group:member")["entry"]
    assert sorted(one["resource"]["id"] for one in entries) == ["1", "1"]


def test_everything_of_a_closed_chart_is_not_there(plain: Service):
    status, body, _ = plain._answer(lambda: everything.everything(plain.context, "Patient", "3", []))
    assert status == 404, body


@pytest.mark.parametrize(
    "scopes", [("user/*.rs",), ("system/*.rs", "user/*.rs"), ("patient/*.rs",)]
)  # the configuration refuses them; a token that says so all the same lifts nothing
def test_the_permission_is_nothing_to_a_person(plain: Service, scopes):
    grant = Grant("c", "cedar", scopes, patient="1", user="Practitioner/1", permissions=CONFIDENTIAL)
    service = replace(plain, grant=grant)
    assert {one["id"] for one in service.pages("DocumentReference")} <= {"1", "4", "8"}


def test_a_chart_is_closed_and_opened_at_the_next_look(plain: Service, url: str):
    assert plain.get("Patient", "1")[0] == 200
    change(url, "INSERT INTO lock (id, object, rights) VALUES (9, 'chart$1', 'o')")
    ready = plain.endpoint.source.ready()
    ready._merged_at = -1.0  # a second later
    assert plain.get("Patient", "1")[0] == 404
    assert {one["id"] for one in plain.pages("DocumentReference")} == {"8"}
    change(url, "DELETE FROM lock WHERE id = 9")
    ready._merged_at = -1.0
    assert plain.get("Patient", "1")[0] == 200


def test_without_the_newer_table_nothing_stands_in_its_way(plain: Service, url: str):
    change(url, "DROP TABLE secret")
    assert {one["id"] for one in plain.pages("DocumentReference")} == {"1", "3", "4", "8"}


def test_without_the_table_of_closed_charts_nothing_of_patients_is_served(plain: Service, url: str):
    change(url, "DROP TABLE lock")
    source = plain.endpoint.source
    assert not source.ready().source.by_type
    assert {item.number for item in source.findings} == {"adapter.E012"}


def test_what_is_withheld_is_counted_once_a_minute(plain: Service, trusted: Service, monkeypatch):
    told = lambda service: [(e.type, e.count) for e in service.events if e.interaction == withheld.EVENT]  # noqa: E731
    plain.pages("DocumentReference", "patient=1")
    assert told(plain) == [("DocumentReference", 2)]
    plain.pages("DocumentReference", "patient=2")
    assert len(told(plain)) == 1
    monkeypatch.setattr(withheld, "SECONDS", 0.0)
    plain.pages("DocumentReference", "patient=2")
    assert told(plain)[1:] == [("DocumentReference", 1)]
    plain.pages("DocumentReference", "patient=77")
    plain.pages("Patient", "_id=3")
    assert told(plain)[2:] == [("Patient", 1)]
    trusted.pages("DocumentReference", "patient=1")
    assert told(trusted) == []
