"""The log: a line for each request with what its interactions did, and in none of them anything about a patient."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from facade.interactions.events import Event

CANARY = "Smith1234567890"


def lines(server, method, path, **options):
    with capture_logs() as logs:
        server.ask(method, path, **options)
    return logs


def test_a_request_and_its_interaction(server):
    (request,) = lines(server, "GET", "/oscar/fhir/Patient/1", headers={"X-Request-Id": "r1"})
    assert request.pop("milliseconds") >= 0
    assert request == {
        "event": "request",
        "log_level": "info",
        "request": "r1",
        "method": "GET",
        "route": "/oscar/fhir/<fhir_type:type>/<fhir_id:id>",
        "endpoint": "oscar",
        "client": "app",
        "status": 200,
        "issue": "",
        "bytes": len('{"resourceType":"Patient","id":"1","name":[{"family":"Naïve"}]}'.encode()),
        "interactions": [Event("read", "Patient", "oscar", "app", 200, count=1)],
        "decisions": [],
    }


def test_an_interaction_that_failed_behind_its_record_stands_in_the_line(server):
    server.clinic.reply = RuntimeError()
    (request,) = [line for line in lines(server, "GET", "/oscar/fhir/Patient/1") if line["event"] == "request"]
    assert (request["status"], [event.interaction for event in request["interactions"]]) == (500, ["read"])


def test_what_one_request_did_stands_in_no_other_line(server):
    lines(server, "GET", "/oscar/fhir/Patient/1")
    (request,) = lines(server, "GET", "/oscar/fhir/metadata", token=None)
    assert (request["interactions"], request["client"]) == ([], "")


def test_a_refusal_is_logged_with_its_code(server):
    (line,) = lines(server, "GET", "/oscar/fhir/Patient/1", token=None)
    assert (line["status"], line["issue"], line["client"], line["route"][:12]) == (401, "login", "", "/oscar/fhir/")


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", f"/oscar/fhir/Patient/{CANARY}", {}),
        ("GET", f"/oscar/fhir/Patient?name={CANARY}&{CANARY}=1", {}),
        ("GET", f"/oscar/fhir/Patient?_format={CANARY}", {}),
        ("GET", f"/oscar/fhir/{CANARY}/1", {}),
        ("GET", f"/{CANARY}", {}),
        (CANARY.upper(), "/oscar/fhir/Patient/1", {}),
        ("GET", "/oscar/fhir/Patient/1", {"token": CANARY}),
        ("GET", "/oscar/fhir/Patient/1", {"headers": {"Host": CANARY}}),
        ("GET", "/oscar/fhir/Patient/1", {"headers": {"User-Agent": CANARY, "Referer": CANARY, "Accept": CANARY}}),
        ("GET", "/oscar/fhir/Patient/1", {"headers": {"If-None-Match": CANARY, "Prefer": CANARY}}),
        ("PUT", "/oscar/fhir/Patient/1", {"headers": {"If-Match": CANARY}, "data": b"{}"}),
        ("POST", "/oscar/fhir/Patient", {"data": CANARY.encode(), "content_type": "application/json"}),
        ("POST", "/oscar/fhir/Patient", {"data": b"{}", "content_type": CANARY}),
        ("POST", "/oscar/fhir/Patient/_search", {"data": {"name": CANARY}}),
        ("POST", "/oscar/fhir/oauth/token", {"data": {"grant_type": CANARY, "client_assertion": CANARY}}),
    ],
)
def test_nothing_that_a_client_sends_stands_in_the_log(server, method, path, options, caplog, capsys):
    assert CANARY.lower() not in str(lines(server, method, path, **options)).lower()
    assert CANARY.lower() not in (caplog.text + "".join(capsys.readouterr())).lower()


def test_an_unexpected_error_is_logged_by_place_not_by_text(server):
    server.clinic.reply = RuntimeError(CANARY)
    failure = next(line for line in lines(server, "GET", "/oscar/fhir/Patient/1") if line["event"] == "unexpected")
    assert failure["error"] == "RuntimeError"
    assert any("read_resource" in place for place in failure["where"])
    assert CANARY not in str(failure)
