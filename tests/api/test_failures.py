"""Whatever goes wrong is an OperationOutcome, and tells nothing that it should not."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import BadGateway, BadRequest, Gone, Unauthorized

from facade.errors import Refused

from .conftest import is_outcome

READ = "/oscar/fhir/Patient/1"
CANARY = "Smith-1234567890"


class LeakyError(Exception):
    """As a driver's: its text quotes a row."""


def test_an_unexpected_error_is_500_without_details(server, caplog):
    server.clinic.reply = LeakyError(f"Duplicate entry '{CANARY}' in demographic")
    answer = server.get(READ)
    body = is_outcome(answer, 500, "exception")
    for leak in (CANARY, "demographic", "LeakyError", "Traceback", "/facade/"):
        assert leak not in str(body)
        assert leak not in str(answer.headers)
    assert CANARY not in caplog.text


def test_and_the_same_in_search_documents_and_token_endpoint(server, monkeypatch):
    server.clinic.reply = LeakyError(CANARY)
    is_outcome(server.get("/oscar/fhir/Patient?name=x"), 500, "exception")
    is_outcome(server.get("/oscar/fhir/metadata"), 500, "exception")

    def fail(*_arguments, **_options):
        raise LeakyError(CANARY)

    monkeypatch.setattr("facade.api.oauth.token.issue", fail)
    is_outcome(server.ask("POST", "/oscar/fhir/oauth/token", data={"a": "b"}), 500, "exception")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (BadRequest(CANARY), 400, "invalid"),
        (Unauthorized(CANARY), 401, "invalid"),
        (Gone(CANARY), 410, "invalid"),
        (BadGateway(CANARY), 502, "exception"),
    ],
)
def test_the_frameworks_own_errors_speak_with_our_words(server, error, status, code):
    server.clinic.reply = error
    assert CANARY not in str(is_outcome(server.get(READ), status, code))


def test_recursion_is_an_error_like_others(server):
    server.clinic.reply = RecursionError()
    is_outcome(server.get(READ), 500, "exception")


def test_what_is_turned_on_is_not_known_while_the_source_is_down(server):
    server.clinic.unreachable = Refused(503, "transient", "Down.", headers={"Retry-After": "5"})
    for method in ("DELETE", "OPTIONS"):
        answer = server.ask(method, "/oscar/fhir/Patient")
        is_outcome(answer, 503, "transient")
        assert answer.headers["Retry-After"] == "5"
