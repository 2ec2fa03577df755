"""EHR launch as the EHR, the browser and the app see it: over WSGI, from the link to the token and its refresh."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from facade.smart.launch import style
from tests.serving import NOW
from tests.smart.browsing import BASE, BODY, PATH, SCOPE, Server, launched, told
from tests.smart.records import ANNA, CARES_FOR_BENOIT, DOCTOR


@pytest.fixture
def server(clinic, store):
    return Server.over(store, clinic.endpoint, DOCTOR, ANNA, CARES_FOR_BENOIT)


def test_from_the_ehr_to_the_chart_and_over_refresh(server):
    """LA-03, LA-06, LA-09, TK-11: the clinician is held to the one patient of the launch."""
    offer = server.prepare({**BODY, "intent": "reconcile", "fhirContext": [{"reference": "DiagnosticReport/1"}]})
    assert offer.status_code == 201
    url = offer.get_json(force=True)["url"]
    assert dict(parse_qsl(urlsplit(url).query))["iss"] == BASE
    page = server.ask(launched(url))
    server.sign_in(DOCTOR)  # LA-11: the app is not marked to go without
    shown, back = server.allow(page, DOCTOR.person)
    assert "Anna Tremblay" in shown
    first = server.tokens(back)
    again = server.exchange(grant_type="refresh_token", refresh_token=first["refresh_token"])
    for answer in (first, again):
        assert (answer["patient"], answer["encounter"], answer["intent"]) == ("7", "2", "reconcile")
        assert answer["need_patient_banner"] is True
        assert answer["fhirContext"] == [{"reference": "DiagnosticReport/1"}]
        assert answer["smart_style_url"] == style.url(BASE)
        assert server.read(answer["access_token"], "Patient/7") == 200
        assert server.read(answer["access_token"], "Patient/9") == 404
        assert server.read(answer["access_token"], "Encounter/3") == 404
        assert server.read(answer["access_token"], "Practitioner/101") == 200  # ID-04


def test_a_replayed_launch_is_an_invalid_request(server):
    """LA-04: told at the registered redirect URI, with the state."""
    launch = launched(server.prepare().get_json(force=True)["url"])
    page = server.ask(launch)
    server.sign_in(DOCTOR)
    server.allow(page, DOCTOR.person)
    found = told(server.ask(launch))
    assert (found["error"], found["state"]) == ("invalid_request", "s")
    assert "code" not in found


def test_two_requests_with_one_launch(server):
    """Both are begun before anybody signs in; one of them gets the context."""
    launch = launched(server.prepare().get_json(force=True)["url"])
    pages = [server.ask(launch), server.ask(launch)]
    server.sign_in(DOCTOR)
    server.allow(pages[0], DOCTOR.person)
    assert told(server.get(pages[1], DOCTOR.person).headers["Location"])["error"] == "invalid_request"


def test_another_person_does_not_get_the_launch(server):
    launch = launched(server.prepare().get_json(force=True)["url"])
    page = server.ask(launch)
    server.sign_in(ANNA)
    assert told(server.get(page, ANNA.person).headers["Location"])["error"] == "invalid_request"
    assert told(server.ask(launch))["error"] == "invalid_request"  # it is used up


@pytest.mark.parametrize(
    ("launch", "scope"), [(None, SCOPE), ("", SCOPE), ("A" * 43, SCOPE), ("x", SCOPE), ("A" * 43, "launch/patient patient/*.rs")]
)  # fmt: skip
def test_no_silent_standalone(server, launch, scope):
    """LA-05: the scope without a launch, a launch that is none, a launch without the scope."""
    found = told(server.ask(launch, scope=scope))
    assert (found["error"], found["state"]) == ("invalid_request", "s")


def test_a_launch_without_skip_login_asks_who_it_is_again(server):
    """LA-11."""
    server.now += timedelta(seconds=1)
    page = server.ask(launched(server.prepare().get_json(force=True)["url"]))
    assert server.get(page, DOCTOR.person).headers["Location"].startswith("/sign-in")


def test_an_app_marked_so_uses_the_session_that_is_there(server):
    """LA-11."""
    app = server.store.apps.read("oscar", "app")
    server.store.apps.keep(replace(app, skip_login=True), now=NOW)
    server.now += timedelta(seconds=1)
    page = server.ask(launched(server.prepare().get_json(force=True)["url"]))
    assert server.get(page, DOCTOR.person).status_code == 200


# The plain link


def test_a_link_is_worth_nothing_without_a_session(server):
    answer = server.get(f"{PATH}/launch/app?patient=7")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?{urlencode({'to': f'{PATH}/launch/app?patient=7'})}"


def test_a_link_opens_the_app_and_the_patient_is_shown_for_confirmation(server):
    app = server.store.apps.read("oscar", "app")
    server.store.apps.keep(replace(app, skip_login=True, consent_once=True), now=NOW)
    for _ in range(2):  # remembered consent does not skip the question whose chart it is
        answer = server.get(f"{PATH}/launch/app?patient=7", DOCTOR.person)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("https://app.example/launch?iss=")
        page = server.ask(launched(answer.headers["Location"]))
        shown, back = server.allow(page, DOCTOR.person)
        assert "Anna Tremblay" in shown
        got = server.tokens(back)
        assert (got["patient"], got.get("encounter")) == ("7", None)


@pytest.mark.parametrize("key", ["9999", "11", "x", "", "007", "7%2C9", "7&patient=9"])
def test_a_link_tells_a_stranger_chart_from_an_absent_one_by_nothing(server, key):
    answer = server.get(f"{PATH}/launch/app?patient={key}", DOCTOR.person)
    assert answer.status_code == (400 if "&" in key else 404)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Verschlossen" not in answer.get_data(as_text=True)


def test_hidden_and_absent_charts_are_one_page(server):
    pages = [
        re.sub("[0-9a-f]{32,}", "", server.get(f"{PATH}/launch/app?patient={key}", ANNA.person).get_data(as_text=True))
        for key in ("10", "9999")
    ]
    assert pages[0] == pages[1]
    assert "Anna" not in pages[0]


@pytest.mark.parametrize("app", ["another", "app2", "APP"])
def test_a_link_to_an_unknown_app(server, app):
    assert server.get(f"{PATH}/launch/{app}?patient=7", DOCTOR.person).status_code == 404


# POST /launch, style


@pytest.mark.parametrize("body", [[], "x", {"app": "app"}, {**BODY, "patient": 7}])
def test_a_body_that_is_no_launch(server, body):
    answer = server.prepare(body)
    assert answer.status_code == 400
    assert answer.get_json(force=True)["resourceType"] == "OperationOutcome"


def test_launches_are_prepared_by_the_permission_alone(server):
    assert server.prepare(permissions=frozenset()).status_code == 403
    assert server.prepare(permissions=frozenset({"operator"})).status_code == 403
    assert server.prepare(user="Practitioner/101").status_code == 403
    assert server.open(f"{PATH}/launch", "POST", json=BODY).status_code == 401
    assert server.get(f"{PATH}/launch", headers={"Authorization": f"Bearer {server.token()}"}).status_code == 405


def test_the_style_is_public_and_may_be_kept(server):
    """LA-06, CO-01."""
    answer = server.get(urlsplit(style.url(BASE)).path, headers={"Origin": "https://any.example"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://any.example")
    assert "immutable" in answer.headers["Cache-Control"]
    assert set(answer.get_json()) >= {"color_background", "color_text", "font_family_body"}
    assert server.get(f"{PATH}/oauth/style/0123456789abcdef.json").status_code == 404
