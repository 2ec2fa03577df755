"""What the interactions are asked, and that their answers go out as they are."""

from __future__ import annotations

import io
from decimal import Decimal

import orjson
import pytest

from facade.errors import Issue, Refused
from facade.interactions.context import Reply

from .conftest import PATIENT, is_outcome

TYPE, READ = "/oscar/fhir/Patient", "/oscar/fhir/Patient/1"
JSON = "application/fhir+json"


def send(server, method, path, body, **options):
    return server.ask(method, path, data=body, content_type=JSON, **options)


def test_read(server):
    answer = server.get(f"{READ}?_elements=name&_pretty=true")
    assert (answer.status_code, answer.get_json()) == (200, PATIENT)
    assert server.clinic.asked == [
        ("read", "oscar", "Patient", "1", [("_elements", "name"), ("_pretty", "true")], None)
    ]


def test_the_headers_of_a_reply_are_kept(server):
    server.clinic.reply = Reply(201, PATIENT, {"Location": "https://x/Patient/1/_history/7", "ETag": 'W/"7"'})
    answer = send(server, "POST", TYPE, b"{}")
    assert answer.status_code == 201
    assert (answer.headers["Location"], answer.headers["ETag"]) == ("https://x/Patient/1/_history/7", 'W/"7"')


def test_a_reply_without_body_has_no_type(server):
    server.clinic.reply = Reply(201, None, {"Location": "x"})
    answer = send(server, "POST", TYPE, b"{}")
    assert (answer.status_code, answer.data, "Content-Type" in answer.headers) == (201, b"", False)


def test_decimals_keep_their_digits_in_both_directions(server):
    server.clinic.reply = Reply(200, {"value": orjson.Fragment(b"1.50")})
    answer = send(server, "PUT", READ, b'{"value": 1.50}')
    assert answer.data == b'{"value":1.50}'
    assert repr(server.clinic.asked[0][4]) == repr({"value": Decimal("1.50")})


def test_search(server):
    server.get(f"{TYPE}?name=a&name=b,c&birthdate=ge2000&_count=")
    pairs = [("name", "a"), ("name", "b,c"), ("birthdate", "ge2000"), ("_count", "")]
    assert server.clinic.asked == [("search", "oscar", "Patient", pairs, None)]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("name=a+b", "a b"),
        ("name=a%20b", "a b"),
        ("name=a%2Bb", "a+b"),
        ("name=%C3%A9", "é"),
        ("name=100%25", "100%"),
        ("name=%", "%"),
        ("name=a%00b", "a\0b"),  # the parser refuses it
        ("name=a=b", "a=b"),
        ("name=a;b", "a;b"),
        ("name=%26", "&"),
        ("name=http://loinc.org|8480-6", "http://loinc.org|8480-6"),
    ],
)
def test_values_are_decoded_once(server, query, value):
    server.get(f"{TYPE}?{query}")
    assert server.clinic.asked[0][3] == [("name", value)]


@pytest.mark.parametrize("query", ["name=%FF", "%C3=x", "name=%ED%A0%80", "name=%C0%AF"])
def test_what_is_not_utf_8_is_refused(server, query):
    is_outcome(server.get(f"{TYPE}?{query}"), 400, "value")
    is_outcome(server.get(f"{READ}?{query}"), 400, "value")
    answer = server.ask("POST", f"{TYPE}/_search", data=query, content_type="application/x-www-form-urlencoded")
    is_outcome(answer, 400, "value")
    assert not server.clinic.asked


def test_raw_utf_8_in_a_query_is_understood(server):
    server.get(
        TYPE, environ_overrides={"QUERY_STRING": "name=é".encode().decode("latin-1"), "RAW_URI": f"{TYPE}?name=é"}
    )
    assert server.clinic.asked[0][3] == [("name", "é")]


def test_a_thousand_and_one_parameters_are_too_many(server):
    form = "a=1&" * 1001
    answer = server.ask("POST", f"{TYPE}/_search", data=form, content_type="application/x-www-form-urlencoded")
    is_outcome(answer, 400, "too-costly")


def test_a_search_by_form_takes_both_places(server):
    """https://hl7.org/fhir/R4/http.html#search: parameters of the URL and of the body are one search."""
    server.ask("POST", f"{TYPE}/_search?name=a&_count=5", data={"gender": "male", "name": "b c"})
    pairs = [("name", "a"), ("_count", "5"), ("gender", "male"), ("name", "b c")]
    assert server.clinic.asked == [("search", "oscar", "Patient", pairs, None)]


def test_a_search_by_form_may_have_no_body(server):
    assert server.ask("POST", f"{TYPE}/_search?name=a").status_code == 200
    assert server.clinic.asked[0][3] == [("name", "a")]


@pytest.mark.parametrize(
    ("prefer", "lenient"), [("handling=lenient", True), ("handling=strict", False), ("return=minimal", None)]
)
def test_how_unknown_parameters_are_handled_is_the_clients_choice(server, prefer, lenient):
    server.get(f"{TYPE}?x=1", headers={"Prefer": prefer})
    server.ask("POST", f"{TYPE}/_search", data={"x": "1"}, headers={"Prefer": prefer})
    assert [asked[-1] for asked in server.clinic.asked] == [lenient, lenient]


def test_create_and_update(server):
    send(server, "POST", TYPE, b'{"resourceType": "Patient"}', headers={"Prefer": "return=minimal"})
    send(server, "PUT", READ, b'{"resourceType": "Patient", "id": "1"}', headers={"If-Match": 'W/"6"'})
    assert server.clinic.asked == [
        ("create", "oscar", "Patient", {"resourceType": "Patient"}, "minimal"),
        ("update", "oscar", "Patient", "1", {"resourceType": "Patient", "id": "1"}, 'W/"6"', "representation"),
    ]


@pytest.mark.parametrize(("method", "path", "missing"), [("POST", TYPE, "create"), ("PUT", READ, "update")])
def test_an_interaction_that_is_turned_off_is_405_with_what_is_on(server, method, path, missing):
    server.clinic.writable = frozenset({"create", "update"}) - {missing}
    server.clinic.reply = Refused(405, "not-supported", "Patient cannot be changed here.")
    answer = send(server, method, path, b"{}")
    is_outcome(answer, 405, "not-supported")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_conditional_writes_are_refused_not_ignored(server):
    is_outcome(send(server, "POST", TYPE, b"{}", headers={"If-None-Exist": "identifier=1"}), 400, "not-supported")
    is_outcome(send(server, "PUT", f"{READ}?identifier=1", b"{}"), 400, "not-supported")
    answer = send(server, "PUT", f"{TYPE}?identifier=1", b"{}")
    is_outcome(answer, 405, "not-supported")
    assert not server.clinic.asked
    assert send(server, "PUT", f"{READ}?_pretty=true&_format=json", b"{}").status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "structure"),
        (b"[]", "structure"),
        (b'"Patient"', "structure"),
        (b"null", "structure"),
        (b"{", "structure"),
        (b"{} {}", "structure"),
        (b'{"a": 1, "a": 2}', "structure"),
        (b'{"a": NaN}', "structure"),
        (b'{"a": -Infinity}', "structure"),
        (b'{"a": 1e400}', "invalid"),
        (b'{"a": ' + b"1" * 5000 + b"}", "invalid"),
        (b'{"a": "\\ud800"}', "invalid"),
        (b'{"a": "\xff"}', "structure"),
        (b'\xef\xbb\xbf{"a": 1}', "structure"),
        ('{"a": 1}'.encode("utf-16"), "structure"),
        (b'{"a": "\x00"}', "structure"),
        (b'{"a":' * 50 + b"1" + b"}" * 50 + b"x", "structure"),
        (b'{"a":' * 51 + b"1" + b"}" * 51, "structure"),
        (b"[" * 100_000, "structure"),
    ],
)
def test_a_body_that_is_not_strictly_json_reaches_nobody(server, body, code):
    for method, path in (("POST", TYPE), ("PUT", READ)):
        is_outcome(send(server, method, path, body, headers={"If-Match": 'W/"7"'}), 400, code)
    assert not server.clinic.asked


def test_fifty_levels_are_deep_enough(server):
    assert send(server, "POST", TYPE, b'{"a":' * 50 + b"1" + b"}" * 50).status_code == 200


def test_a_body_over_the_limit_is_413(server):
    limit = server.service.server.limits.body_bytes
    fits = b'{"a": "' + b"x" * (limit - 9) + b'"}'
    assert len(fits) == limit
    assert send(server, "POST", TYPE, fits).status_code == 200
    is_outcome(send(server, "POST", TYPE, fits + b" "), 413, "too-long")
    is_outcome(server.ask("POST", f"{TYPE}/_search", data={"name": "x" * limit}), 413, "too-long")


def test_a_body_without_length_is_counted_while_it_comes(server):
    """Chunked: the server in front says that it ends the stream by itself."""
    endless = io.BytesIO(b"[" * 5_000_000)
    environ = {"wsgi.input_terminated": True}
    answer = server.ask("POST", TYPE, input_stream=endless, content_type=JSON, environ_overrides=environ)
    is_outcome(answer, 413, "too-long")
    assert endless.tell() < 2_500_000


@pytest.mark.parametrize(
    "error", [OSError("gone: Smith"), ValueError("Smith"), RuntimeError("invalid chunk size: Smith")]
)
def test_a_body_that_does_not_arrive_is_no_fault_of_ours(server, error):
    class Broken(io.BytesIO):
        def read(self, *_arguments):
            raise error

        readinto = read

    environ = {"wsgi.input_terminated": True}
    for path in (TYPE, f"{TYPE}/_search", "/oscar/fhir/oauth/token"):
        answer = server.ask("POST", path, input_stream=Broken(), content_type=JSON, environ_overrides=environ)
        assert "Smith" not in str(is_outcome(answer, 400, "invalid"))


def test_a_refusal_keeps_its_issues_and_headers(server):
    more = [
        Issue("value", "Not a date.", expression=("Patient.birthDate",)),
        Issue("informational", "So.", "information"),
    ]
    server.clinic.reply = Refused(422, "not-supported", "No place.", expression=["Patient.photo"], more=more)
    body = is_outcome(send(server, "POST", TYPE, b"{}"), 422, "not-supported")
    assert body["issue"] == [
        {"severity": "error", "code": "not-supported", "diagnostics": "No place.", "expression": ["Patient.photo"]},
        {"severity": "error", "code": "value", "diagnostics": "Not a date.", "expression": ["Patient.birthDate"]},
        {"severity": "information", "code": "informational", "diagnostics": "So."},
    ]
    server.clinic.reply = Refused(503, "transient", "Down.", headers={"Retry-After": "5"})
    answer = server.get(READ)
    is_outcome(answer, 503, "transient")
    assert answer.headers["Retry-After"] == "5"


def test_every_answer_carries_what_keeps_it_private(server):
    for answer in (server.get(READ), server.get(READ, token=None), server.get("/nothing"), server.get("/livez")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "Set-Cookie" not in answer.headers


@pytest.fixture
def elsewhere(server, monkeypatch):
    """What searches of several types are asked."""
    asked = []

    def answer(context, *where, lenient):
        asked.append((*where, lenient))
        return Reply(200, {"resourceType": "Bundle"})

    monkeypatch.setattr("facade.interactions.system.search", answer)
    monkeypatch.setattr("facade.interactions.compartment.search", answer)
    return asked


def test_a_search_of_all_types_by_url_and_by_form(server, elsewhere):
    assert server.get("/oscar/fhir?_type=Patient").status_code == 200
    assert server.ask("POST", "/oscar/fhir/_search?_count=5", data={"_type": "Patient"}).status_code == 200
    assert elsewhere == [([("_type", "Patient")], None), ([("_count", "5"), ("_type", "Patient")], None)]


@pytest.mark.parametrize("searched", ["Observation", "*"])
def test_a_search_of_a_compartment_by_url_and_by_form(server, elsewhere, searched):
    path = f"{READ}/{searched}"
    assert server.get(f"{path}?code=1", headers={"Prefer": "handling=lenient"}).status_code == 200
    assert server.ask("POST", f"{path}/_search", data={"code": "1"}).status_code == 200
    assert elsewhere == [
        ("Patient", "1", searched, [("code", "1")], True),
        ("Patient", "1", searched, [("code", "1")], None),
    ]


@pytest.mark.parametrize("path", [f"{READ}/**", f"{READ}/observation", f"{READ}/Observation/1", "/oscar/fhir/*"])
def test_what_is_no_path_of_a_compartment(server, elsewhere, path):
    is_outcome(server.get(path), 404, "not-found")
    assert not elsewhere
