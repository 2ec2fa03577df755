"""Batches over HTTP. https://hl7.org/fhir/R4/http.html#transaction"""

from __future__ import annotations

import json
from typing import Any

import pytest

from facade.errors import Refused, not_found
from facade.interactions import batch as interaction
from facade.interactions.context import Reply

from .conftest import PATIENT, is_outcome

BASE = "/oscar/fhir"
URL = "https://fhir.example.org/oscar/fhir"
JSON = {"Content-Type": "application/fhir+json"}


def bundle(*entries: Any, type_: str = "batch") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": list(entries)}


def ask(url: str, method: str = "GET", **more: Any) -> dict[str, Any]:
    return {"request": {"method": method, "url": url, **more}}


def post(server: Any, body: Any, **options: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return server.ask("POST", BASE, data=data, headers={**JSON, **options.pop("headers", {})}, **options)


def answers(server: Any, *entries: Any) -> list[Any]:
    answer = post(server, bundle(*entries))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body = answer.get_json(force=True)
    assert (body["resourceType"], body["type"]) == ("Bundle", "batch-response")
    found: list[Any] = body.get("entry", [])
    return found


def code(entry: Any) -> tuple[str, str]:
    return entry["response"]["status"], entry["response"]["outcome"]["issue"][0]["code"]


def test_the_base_may_end_in_a_slash(server: Any) -> None:
    """fhir-kit-client and others post there."""
    data = json.dumps(bundle(ask("Patient/1"))).encode()
    there = server.ask("POST", f"{BASE}/", data=data, headers=JSON)
    assert (there.status_code, there.get_json(force=True)) == (
        200,
        post(server, bundle(ask("Patient/1"))).get_json(force=True),
    )
    assert server.get(f"{BASE}/?_type=Patient").get_json(force=True) == server.get(f"{BASE}?_type=Patient").get_json(
        force=True
    )


def test_entries_are_answered_in_their_order(server: Any) -> None:
    first, second = answers(server, ask("Patient/1"), ask("Patient?name=smith&_count=2"))
    assert first == {
        "fullUrl": f"{URL}/Patient/1",
        "resource": PATIENT,
        "response": {"status": "200", "etag": 'W/"7"'},
    }
    assert second["response"]["status"] == "200"
    assert server.clinic.asked == [
        ("read", "oscar", "Patient", "1", [], None),
        ("search", "oscar", "Patient", [("name", "smith"), ("_count", "2")], None),
    ]


@pytest.mark.parametrize("url", ["Patient/1", "/Patient/1", f"{URL}/Patient/1"])
def test_urls_are_relative_to_the_base_or_begin_with_it(server: Any, url: str) -> None:
    (entry,) = answers(server, ask(url))
    assert entry["response"]["status"] == "200"
    assert server.clinic.asked == [("read", "oscar", "Patient", "1", [], None)]


def test_when_it_was_changed_stands_in_the_response(server: Any) -> None:
    server.clinic.reply = Reply(200, {**PATIENT, "meta": {"lastUpdated": "2026-01-02T03:04:05Z"}})
    (entry,) = answers(server, ask("Patient/1"))
    assert entry["response"] == {"status": "200", "lastModified": "2026-01-02T03:04:05Z"}


def test_what_the_client_has_is_not_sent_again(server: Any) -> None:
    server.clinic.reply = Reply(304, None, {"ETag": 'W/"7"'})
    (entry,) = answers(server, ask("Patient/1", ifNoneMatch='W/"7"'))
    assert entry == {"response": {"status": "304", "etag": 'W/"7"'}}
    assert server.clinic.asked[-1][-1] == 'W/"7"'


def test_head_has_no_resource(server: Any) -> None:
    (entry,) = answers(server, ask("Patient/1", "HEAD"))
    assert entry == {"response": {"status": "200", "etag": 'W/"7"'}}


def test_the_statement_may_be_asked_for(server: Any) -> None:
    (entry,) = answers(server, ask("metadata"))
    assert entry["resource"]["resourceType"] == "CapabilityStatement"


def test_how_unknown_parameters_are_handled_holds_for_all(server: Any) -> None:
    post(server, bundle(ask("Patient?x=1")), headers={"Prefer": "handling=lenient"})
    assert server.clinic.asked[-1][-1] is True


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "get", "OPTIONS"])
def test_an_entry_that_does_more_than_read_is_not_run(server: Any, method: str) -> None:
    before, entry, after = answers(server, ask("Patient/1"), {**ask("Patient", method), "resource": PATIENT}, ask("Patient/1"))  # fmt: skip
    assert code(entry) == ("405", "not-supported")
    assert before["response"]["status"] == after["response"]["status"] == "200"
    assert [asked[0] for asked in server.clinic.asked] == ["read", "read"]


@pytest.mark.parametrize(
    "entry",
    [
        None, 7, "Patient/1", [], {}, {"request": None}, {"request": "GET Patient/1"}, {"request": {}}, ask(""),
        {"request": {"method": "GET"}}, {"request": {"url": "Patient/1"}}, {"request": {"method": 7, "url": "Patient/1"}},
        {"request": {"method": "GET", "url": ["Patient/1"]}}, {"resource": PATIENT},
    ],
)  # fmt: skip
def test_an_entry_that_is_no_request_hurts_no_other(server: Any, entry: Any) -> None:
    first, second = answers(server, entry, ask("Patient/1"))
    assert code(first) == ("400", "required")
    assert second["response"]["status"] == "200"


@pytest.mark.parametrize(
    "url",
    [
        "Patient/1/_history/2", "Patient/1/_history", "patient/1", "Patient/../Patient/1", "Patient/%31", "_search",
        "Patient/_search", "oauth/token", "https://other.example/fhir/Patient/1", "//Patient/1", "Patient/1/$nonsense",
        "$everything", "Patient/1/$lastn", "Observation/1/$lastn", "Encounter/$everything", "Patient/" + "1" * 65,
        "x" * 10_000, "Patient/é", "Patient/1#x", "Patient//1", "../openemr/fhir/Patient/1", "/oscar/fhir/Patient/1",
    ],
)  # fmt: skip
def test_what_is_nowhere_is_not_found(server: Any, url: str) -> None:
    first, second = answers(server, ask(url), ask("Patient/1"))
    assert code(first) == ("404", "not-found")
    assert second["response"]["status"] == "200"


def test_a_refusal_stays_in_its_entry(server: Any) -> None:
    server.clinic.reply = not_found()
    first, second = answers(server, ask("Patient/2"), ask("Patient/3"))
    assert code(first) == code(second) == ("404", "not-found")
    assert first["response"]["outcome"]["resourceType"] == "OperationOutcome"


def test_a_fault_stays_in_its_entry_and_quotes_nothing(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(context: Any, type_: str, pairs: Any, *, lenient: Any) -> Any:
        raise RuntimeError("row of Anna Secret")

    monkeypatch.setattr("facade.interactions.search.search", broken)
    answer = post(server, bundle(ask("Patient?name=x"), ask("Patient/1")))
    first, second = answer.get_json(force=True)["entry"]
    assert code(first) == ("500", "exception")
    assert second["response"]["status"] == "200"
    assert "Secret" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["name=%ff", "name=%C3%28"])
def test_parameters_that_are_not_utf8_are_refused(server: Any, query: str) -> None:
    first, second = answers(server, ask(f"Patient?{query}"), ask("Patient/1"))
    assert code(first) == ("400", "value")
    assert second["response"]["status"] == "200"


def test_too_many_parameters_are_refused(server: Any) -> None:
    (entry,) = answers(server, ask("Patient?" + "&".join("a=b" for _ in range(1001))))
    assert code(entry) == ("400", "too-costly")


def test_an_empty_batch_has_an_empty_answer(server: Any) -> None:
    assert answers(server) == []
    assert post(server, {"resourceType": "Bundle", "type": "batch"}).get_json(force=True) == {
        "resourceType": "Bundle",
        "type": "batch-response",
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (bundle(ask("Patient/1"), type_="transaction"), "not-supported"), (bundle(type_="searchset"), "value"),
        ({"resourceType": "Bundle"}, "value"), ({"resourceType": "Bundle", "type": ["batch"]}, "value"),
        (PATIENT, "structure"), ({}, "structure"), ([], "structure"), (b"", "structure"), (b"{", "structure"),
        ({"resourceType": "Bundle", "type": "batch", "entry": {}}, "structure"),
        ({"resourceType": "Bundle", "type": "batch", "entry": None}, "structure"),
        (bundle(*[ask("Patient/1")] * (interaction.MOST_ENTRIES + 1)), "too-costly"),
        (b'{"resourceType":"Bundle","type":"batch","entry":' + b"[" * 200 + b"]" * 200 + b"}", "structure"),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_as_a_whole(server: Any, body: Any, code: str) -> None:
    is_outcome(post(server, body), 400, code)
    assert not server.clinic.asked


def test_a_batch_in_a_batch_is_not_run(server: Any) -> None:
    (entry,) = answers(server, {**ask("", "POST"), "resource": bundle(ask("Patient/1"))})
    assert entry["response"]["status"] == "400"
    (entry,) = answers(server, {**ask(URL, "POST"), "resource": bundle(ask("Patient/1"))})
    assert code(entry) == ("405", "not-supported")
    assert not server.clinic.asked


def test_it_must_be_json(server: Any) -> None:
    is_outcome(server.ask("POST", BASE, data="<Bundle/>", headers={"Content-Type": "application/fhir+xml"}), 415, "not-supported")  # fmt: skip
    is_outcome(post(server, bundle(), headers={"Accept": "application/fhir+xml"}), 406, "not-supported")


def test_it_needs_a_token(server: Any) -> None:
    is_outcome(post(server, bundle(ask("Patient/1")), token=None), 401, "login")


def test_entries_behind_too_much_are_refused(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interaction, "MOST_RESOURCES", 1)
    statuses = [entry["response"]["status"] for entry in answers(server, *[ask("Patient/1")] * 3)]
    assert statuses == ["200", "200", "400"]


def test_entries_behind_the_time_are_refused(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interaction, "MOST_SECONDS", -1.0)
    (entry,) = answers(server, ask("Patient/1"))
    assert code(entry) == ("503", "timeout")


def test_the_refusal_of_one_type_does_not_close_the_others(server: Any) -> None:
    found = iter([Refused(403, "forbidden", "no"), None])

    def one(*asked: Any) -> Any:
        refusal = next(found)
        if refusal is not None:
            raise refusal
        return Reply(200, PATIENT)

    server.clinic.answer = one
    first, second = answers(server, ask("Observation/1"), ask("Patient/1"))
    assert code(first) == ("403", "forbidden")
    assert second["resource"] == PATIENT
