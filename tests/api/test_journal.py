"""The log: a line for each request and interaction, and in none of them anything about a patient."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

CANARY = "Smith1234567890"


def lines(server, method, path, **options):
    with capture_logs() as logs:
        server.ask(method, path, **options)
    return logs


def test_a_request_and_its_interaction(server):
    interaction, request = lines(server, "GET", "/oscar/fhir/Patient/1", headers={"X-Request-Id": "r1"})
    assert interaction == {
        "event": "interaction",
        "log_level": "info",
        "request": "r1",
        "interaction": "read",
        "type": "Patient",
        "endpoint": "oscar",
        "client": "app",
        "status": 200,
        "count": 1,
        "reason": "",
        "problems": (),
    }
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
    }


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
