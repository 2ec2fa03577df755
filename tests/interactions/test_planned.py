"""Searches that are not planned again: only the same search of an equal grant, while nothing that it hangs on changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facade.access.grant import Grant
from facade.interactions import search
from facade.interactions.planned import Planned, Words
from tests.interactions import cedar, larch
from tests.interactions.clinic import filled
from tests.serving import Service, change, fill, matches, next_link, serve

WIDE = Grant("client", "cedar", ("system/*.rs",))


@pytest.fixture
def service(tmp_path: Path) -> Service:
    url = f"sqlite:///{tmp_path / 'cedar.sqlite'}"
    fill(url, cedar.metadata, cedar.ROWS)
    return serve(cedar.adapter, url)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The types of the searches that were read."""
    types: list[str] = []
    parse = search.parse

    def noting(type_: str, *args, **settings):
        types.append(type_)
        return parse(type_, *args, **settings)

    monkeypatch.setattr(search, "parse", noting)
    return types


def ids(service: Service, type_: str = "DocumentReference", query: str = "patient=1") -> set[str]:
    status, body = service.search(type_, query)
    assert status == 200, body
    return {one["id"] for one in matches(body)}


def test_the_same_words_are_planned_once(service: Service, planned: list[str]):
    for _ in range(3):
        assert ids(service) == {"1", "4"}
    assert len(planned) == 1
    assert ids(service, query="patient=1&_count=1") == {"1"}
    assert ids(service, "Binary", "") == {"1", "4", "8"}
    assert planned == ["DocumentReference"] * 2 + ["Binary"]


def test_words_that_differ_in_the_patient_are_planned_once(service: Service, planned: list[str]):
    for _ in range(2):
        assert ids(service) == {"1", "4"}
        assert ids(service, query="patient=2") == set()
    _, body = service.search("DocumentReference", "patient=2")
    assert body["link"][0]["url"].endswith("/DocumentReference?patient=2")
    assert planned == ["DocumentReference"]
    assert ids(service, query="patient=Patient/1") == {"1", "4"}  # an id in other words
    assert ids(service, query="patient=1,2") == {"1", "4"}
    assert ids(service, query="patient=x") == set()
    assert len(planned) == 1 + 3


def test_each_caller_finds_words_of_another_patient(service: Service, planned: list[str]):
    """Also whoever asks first of a patient whom another caller has not asked for."""
    for client, first in (("a", "1"), ("b", "2"), ("c", "5")):
        one = replace(service, grant=Grant(client, "cedar", ("system/*.rs",)))
        assert ids(one, query=f"patient={first}") == ({"1", "4"} if first == "1" else set())
        assert ids(one) == {"1", "4"}
        assert ids(one, query="patient=2") == set()
    assert len(planned) == 3 + 1  # patient 5 stands for another one, too


def test_a_page_of_another_patient_goes_on_with_that_patient(service: Service):
    found = [service.pages("DocumentReference", f"patient={id_}&_count=1") for id_ in ("2", "1", "2", "1")]
    assert [[one["id"] for one in pages] for pages in found] == [[], ["1", "4"], [], ["1", "4"]]
    _, body = service.search("DocumentReference", "patient=1&_count=1")
    link = next_link(body)
    assert link is not None
    assert service.search("DocumentReference", link.partition("?")[2].replace("patient=1", "patient=2"))[0] == 400


def test_an_equal_grant_finds_it_and_another_one_its_own(service: Service, planned: list[str]):
    one = replace(service, grant=Grant("app", "cedar", ("patient/*.rs",), patient="1"))
    other = replace(service, grant=Grant("app", "cedar", ("patient/*.rs",), patient="2"))
    masked = replace(
        service, grant=replace(WIDE, masks={"DocumentReference": frozenset({"DocumentReference.subject"})})
    )
    trusted = replace(service, grant=replace(service.grant, permissions=frozenset({"confidential"})))
    for _ in range(2):
        assert ids(service) == {"1", "4"}
        assert ids(one) == {"1", "4"}
        assert ids(other) == set()
        assert ids(trusted) == {"1", "2", "3", "4"}
        assert masked.search("DocumentReference", "patient=1")[0] == 400
        assert ids(replace(service, grant=replace(one.grant))) == {"1", "4"}
    assert len(planned) == 4 + 2  # what was refused is planned anew


def test_other_endpoints_of_the_source_do_not_share_it(service: Service):
    elsewhere = replace(service, endpoint=replace(service.endpoint, base="https://other.example/fhir"))
    for asked in (service, elsewhere):
        _, body = asked.search("DocumentReference", "patient=1")
        assert {entry["fullUrl"].rpartition("/DocumentReference/")[0] for entry in body["entry"]} == {
            asked.endpoint.base
        }
        assert body["link"][0]["url"] == f"{asked.endpoint.base}/DocumentReference?patient=1"


def test_leniency_is_part_of_the_words(service: Service):
    pairs = [("patient", "1"), ("nonsense", "1")]
    assert search.search(service.context, "DocumentReference", pairs, lenient=True).status == 200
    assert service.search("DocumentReference", "patient=1&nonsense=1")[0] == 400


def test_a_patient_who_is_merged_is_searched_as_the_one_he_became(service: Service):
    url = service.endpoint.source.source.settings.url
    assert ids(service) == {"1", "4"}
    assert ids(service, query="patient=2") == set()
    change(url, "INSERT INTO merge (id, old, new) VALUES (9, 1, 2)")
    service.endpoint.source.ready()._merged_at = -1.0  # a second later
    assert ids(service, query="patient=2") == {"1", "4"}
    change(url, "DELETE FROM merge WHERE id = 9")
    service.endpoint.source.ready()._merged_at = -1.0
    assert ids(service, query="patient=2") == set()


def test_a_chart_is_closed_to_searches_asked_before(service: Service):
    url = service.endpoint.source.source.settings.url
    assert ids(service) == {"1", "4"}
    change(url, "INSERT INTO lock (id, object, rights) VALUES (9, 'chart$1', 'o')")
    service.endpoint.source.ready()._merged_at = -1.0
    assert ids(service) == set()
    change(url, "DELETE FROM lock WHERE id = 9")
    service.endpoint.source.ready()._merged_at = -1.0
    assert ids(service) == {"1", "4"}


def test_a_token_of_a_patient_who_was_merged_is_refused_though_its_search_is_known(service: Service):
    one = replace(service, grant=Grant("app", "cedar", ("patient/*.rs",), patient="1"))
    assert ids(one, query="") == {"1", "4"}
    change(service.endpoint.source.source.settings.url, "INSERT INTO merge (id, old, new) VALUES (9, 1, 2)")
    service.endpoint.source.ready()._merged_at = -1.0
    assert one.search("DocumentReference")[0] == 403


def test_what_depends_on_the_moment_is_planned_each_time(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'larch.sqlite'}"
    filled(url, {"entry": [{"id": 1, "person": 1, "kind": "problem", "title": "a", "over": 0, "begun": "2019-01-01"}]})
    late = serve(larch.adapter, url)
    early = replace(late, now=datetime(2019, 7, 1, tzinfo=UTC))
    # a tenth of the time between then and now: nine months from 2026, three days from July 2019
    for _ in range(2):
        assert ids(late, "Condition", "onset-date=ap2019-06-01") == {"1"}
        assert ids(early, "Condition", "onset-date=ap2019-06-01") == set()


def test_long_searches_are_not_kept(service: Service):
    ready = service.endpoint.source.ready()
    assert ids(service, query=f"description={'x' * 1000}") == set()
    assert len(ready.planned) == 0


def onward(service: Service, query: str) -> str:
    """The query of the second page."""
    _, body = service.search("DocumentReference", query)
    link = next_link(body)
    assert link is not None
    return link.partition("?")[2]


def test_a_further_page_is_planned_as_the_first_one_was(service: Service, planned: list[str]):
    second = onward(service, "patient=1&_count=1")
    assert ids(service, query=second) == {"4"}
    token = second.rpartition("=")[2]
    assert ids(service, query=f"_page={token}&patient=1&_count=1") == {"4"}  # wherever the token stands
    assert planned == ["DocumentReference"]


def test_a_first_page_is_planned_as_a_further_one_was(service: Service, planned: list[str]):
    second = onward(service, "patient=1&_count=1")
    service.endpoint.source.ready().planned = Planned()  # as another worker has it
    assert ids(service, query=second) == {"4"}
    assert ids(service, query="patient=1&_count=1") == {"1"}
    assert ids(service, query="patient=2&_count=1") == set()
    assert planned == ["DocumentReference"] * 2


def test_a_page_token_is_one_of_its_own_search_wherever_that_was_planned(service: Service):
    second = onward(service, "patient=1&_count=1")
    token = second.rpartition("=")[2]
    for query in ("patient=1&_count=2", "patient=2&_count=1", "patient=1&_count=1"):
        service.search("DocumentReference", query)
    status, refusal = service.search("DocumentReference", f"patient=2&_count=1&_page={token}")
    assert (status, refusal["issue"][0]["code"]) == (400, "invalid")
    status, refusal = service.search("DocumentReference", f"patient=1&_count=2&_page={token}")
    assert (status, refusal["issue"][0]["code"]) == (400, "invalid")
    other = replace(service, grant=replace(service.grant, client="another"))
    status, refusal = other.search("DocumentReference", second)
    assert (status, refusal["issue"][0]["code"]) == (404, "not-found")
    status, refusal = service.search("DocumentReference", f"{second}&_page={token}")
    assert (status, refusal["issue"][0]["code"]) == (400, "value")


def test_the_memory_is_bounded():
    known = Planned(room=2)
    asked: list[str] = []

    def plan(words: str, keeps: bool = True) -> str:
        def made() -> tuple[str, bool]:
            asked.append(words)
            return words.upper(), keeps

        return known.get(WIDE, Words.of(words, ()), (), made)

    assert [plan(words) for words in ("a", "b", "a", "c")] == ["A", "B", "A", "C"]
    assert asked == ["a", "b", "c"]
    assert len(known) == 1  # a full memory is emptied
    assert [plan("d", keeps=False) for _ in range(2)] == ["D", "D"]
    assert asked == ["a", "b", "c", "d", "d"]
