"""What people's apps see, over WSGI: who chooses whom, and that what has ended is at an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.store.people import Link
from tests.serving import NOW
from tests.smart.browsing import PATH, Server, told
from tests.smart.records import ANNA, CARES_FOR_BENOIT, DOCTOR

CHART = "launch/patient openid fhirUser offline_access patient/*.rs"
USER = "openid fhirUser offline_access user/*.rs"
RELATIVE = Link("f" * 32, "oscar", "RelatedPerson/3")
MERGED = ["7", "8"]  # one person, whose second record the EHR merged into the first
SOON = timedelta(minutes=2)


@pytest.fixture
def server(clinic, store):
    """Anna may look after Benoit for two more minutes."""
    until = replace(CARES_FOR_BENOIT, expires=NOW + SOON)
    return Server.over(store, clinic.endpoint, DOCTOR, ANNA, until, RELATIVE)


def seen(server, token):
    """The ids of all patients that a search shows."""
    answer = server.get(f"{PATH}/Patient?_count=50", headers={"Authorization": f"Bearer {token}"}).get_json(force=True)
    return [entry["resource"]["id"] for entry in answer["entry"]]


def granted(server, who, scope, patient=None):
    """The tokens of an app that this person allows everything."""
    page = server.ask(None, scope=scope)
    if patient is not None:
        assert server.choose(page, who, patient=patient).headers["Location"].endswith(page)
    return server.tokens(server.allow(page, who)[1])


def test_a_proxy_chooses_among_the_charts_that_it_may_open(server):
    """LA-01."""
    page = server.ask(None, scope=CHART)
    shown = server.get(page, ANNA.person).get_data(as_text=True)
    assert "Anna Tremblay" in shown
    assert "Benoit Tremblay" in shown
    assert "Cara" not in shown
    for foreign in ("10", "11", "9999", "8", "x"):
        assert server.choose(page, ANNA.person, patient=foreign).status_code == 400
    server.choose(page, ANNA.person, patient="9")
    got = server.tokens(server.allow(page, ANNA.person)[1])
    assert got["patient"] == "9"
    assert seen(server, got["access_token"]) == ["9"]
    assert server.read(got["access_token"], "Patient/7") == 200  # who the user is (ID-04)
    assert server.read(got["access_token"], "Patient/10") == 404


def test_a_proxy_s_access_ends_with_the_link(server):
    """By the token's own end, and at refresh; to the second."""
    got = granted(server, ANNA.person, CHART, patient="9")
    assert got["expires_in"] == SOON.total_seconds()
    server.now = NOW + SOON - timedelta(seconds=1)
    assert server.read(got["access_token"], "Patient/9") == 200
    server.now = NOW + SOON
    assert server.read(got["access_token"], "Patient/9") == 401
    refused = server.exchange(grant_type="refresh_token", refresh_token=got["refresh_token"])
    assert refused["error"] == "invalid_grant"


def test_user_scopes_lose_the_chart_whose_link_has_ended(server):
    got = granted(server, ANNA.person, USER)
    assert seen(server, got["access_token"]) == [*MERGED, "9"]
    server.now = NOW + SOON
    assert server.read(got["access_token"], "Patient/7") == 401
    got = server.exchange(grant_type="refresh_token", refresh_token=got["refresh_token"])
    assert seen(server, got["access_token"]) == MERGED
    assert server.read(got["access_token"], "Patient/9") == 404


def test_a_link_that_was_taken_away_gives_no_further_token(server):
    doctor = granted(server, DOCTOR.person, USER)
    assert server.read(doctor["access_token"], "Patient/10") == 200
    server.store.people.unlink(DOCTOR.person, "oscar", DOCTOR.reference)
    refused = server.exchange(grant_type="refresh_token", refresh_token=doctor["refresh_token"])
    assert refused["error"] == "invalid_grant"


def test_the_only_chart_is_taken_without_a_question(server):
    """LA-01: with exactly one there is nothing to choose."""
    server.store.people.unlink(ANNA.person, "oscar", CARES_FOR_BENOIT.reference)
    got = granted(server, ANNA.person, CHART)
    assert got["patient"] == "7"


def test_without_a_chart_access_is_denied(server):
    """LA-01."""
    page = server.ask(None, scope=CHART)
    answer = server.get(page, RELATIVE.person)
    assert told(answer.headers["Location"])["error"] == "access_denied"


def test_a_clinician_finds_the_patient_by_asking(server):
    """LA-01: no list without a question."""
    page = server.ask(None, scope=CHART)
    assert "Tremblay" not in server.get(page, DOCTOR.person).get_data(as_text=True)
    found = server.choose(page, DOCTOR.person, name="tremblay", birth_date="1980-03-05")
    assert "Anna Tremblay" in found.get_data(as_text=True)
    assert "Benoit" not in found.get_data(as_text=True)
    server.choose(page, DOCTOR.person, patient="7")
    got = server.tokens(server.allow(page, DOCTOR.person)[1])
    assert got["patient"] == "7"
    assert seen(server, got["access_token"]) == MERGED


def test_the_visit_is_one_of_the_chosen_patient(server):
    """LA-02."""
    page = server.ask(None, scope=f"launch/encounter {CHART}")
    server.choose(page, DOCTOR.person, patient="7")
    shown = server.get(page, DOCTOR.person).get_data(as_text=True)
    assert shown.index("Flu") < shown.index("Check-up") < shown.index("Cough")
    assert "Vaccines" not in shown
    assert server.choose(page, DOCTOR.person, encounter="3").status_code == 400
    server.choose(page, DOCTOR.person, encounter="1")
    got = server.tokens(server.allow(page, DOCTOR.person)[1])
    assert (got["patient"], got["encounter"]) == ("7", "1")
