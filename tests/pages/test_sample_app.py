"""The demo's sample app in a browser: both launches, a refusal, the keyboard, and what axe says of its pages."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from facade.cli.demo_app import SampleApp

from .conftest import CLINICIAN, ENDPOINT, PASSWORD, PATIENT, House
from .walking import violations


@pytest.fixture(scope="module")
def sample(house: House) -> Iterator[SampleApp]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = SampleApp(f"http://localhost:{port}", {ENDPOINT: house.fhir})
    server = make_server("127.0.0.1", port, app.wsgi, threaded=True)
    house.facade.store.apps.keep(app.registered(ENDPOINT), now=datetime.now(UTC))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield app
    server.shutdown()
    house.facade.store.apps.remove(ENDPOINT, "patient-chart")


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("User name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_chart(page: Page, sample: SampleApp) -> None:
    page.goto(sample.address)
    page.get_by_role("link", name="oscar (demo clinic)").click()
    sign_in(page, PATIENT)
    page.get_by_role("button", name="Allow").or_(page.get_by_role("button", name="Autoriser")).click()
    expect(page.locator("#chart")).to_be_visible()


def test_a_patient_opens_the_own_chart(page: Page, sample: SampleApp, axe: str) -> None:
    """LA-01, CO-02: standalone, one patient, so nobody is asked which; the page reads with the token from its origin."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    open_chart(page, sample)
    assert page.url == f"{sample.address}/chart"  # neither code nor token stays in the address
    assert page.evaluate("Object.keys({...sessionStorage, ...localStorage})") == []
    expect(page.locator("svg[role=img] title")).to_contain_text("measurements; the numbers are in the table below.")
    assert page.locator("#table tbody tr").count() > 3
    pressure = "Blood pressure panel with all children optional"
    page.get_by_label("Show").select_option(pressure)
    expect(page.locator("#table caption")).to_have_text(f"{pressure}, newest first")
    assert page.locator("svg polyline").count() == 2
    assert violations(page, axe) == []
    assert wrong == []


def test_the_keyboard_reaches_everything(page: Page, sample: SampleApp) -> None:
    page.goto(sample.address)
    expect(page.get_by_role("link", name="oscar (demo clinic)")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("User name")).to_be_visible()


def test_a_refusal_is_told(page: Page, sample: SampleApp) -> None:
    """AZ-09."""
    page.goto(f"{sample.address}/launch?iss={sample.clinics[ENDPOINT]}")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("alert")).to_have_text("The clinic gave no access: it was refused there.")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/launch?iss=https://evil.example.org/fhir", "This app is not registered at that clinic."),
        ("/launch", "This app is not registered at that clinic."),
        ("/chart?code=stolen&state=x", "Open a chart first."),
    ],
)
def test_what_it_did_not_begin(page: Page, sample: SampleApp, path: str, told: str) -> None:
    page.goto(sample.address + path)
    expect(page.get_by_role("alert")).to_have_text(told)


def test_an_answer_of_another_launch(page: Page, sample: SampleApp) -> None:
    """Mix-up (RFC 9207): another state, or another issuer, and the code is not used."""
    page.goto(sample.address)
    kept = json.dumps({"iss": sample.clinics[ENDPOINT], "state": "s", "verifier": "v", "token": "/", "clientId": "x"})
    for query in ("code=c&state=t&iss=" + sample.clinics[ENDPOINT], "code=c&state=s&iss=https://evil.example.org/fhir"):
        page.evaluate("kept => sessionStorage.setItem('patient-chart-launch', kept)", kept)
        page.goto(f"{sample.address}/chart?{query}")
        expect(page.get_by_role("alert")).to_have_text("This answer belongs to another launch.")


def test_a_clinician_opens_it_from_the_launcher(page: Page, sample: SampleApp, house: House) -> None:
    """LA-03, LA-06: the EHR launch; the patient is the launch's, and nobody is asked again which."""
    page.goto(f"{house.base}/launcher")
    sign_in(page, CLINICIAN)
    page.get_by_label("Name").fill("rou")
    page.get_by_role("button", name="Search").click()
    page.locator(".pick button").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Patient chart").click()
    app = opened.value
    app.get_by_role("button", name="Allow").click()
    expect(app.locator("#chart")).to_be_visible()
    assert app.url == f"{sample.address}/chart"
    expect(app.locator("#name")).to_contain_text("Rousseau")
