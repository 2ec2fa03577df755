"""How long an app may go on: what the consent page says (HX-01), and what is granted."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from facade.config import Lifetimes
from facade.smart.pages import wording
from tests.serving import NOW
from tests.smart.browsing import HOST
from tests.smart.pages.sending import page, post
from tests.smart.records import ANNA, DOCTOR

SCOPE = "launch/patient patient/Patient.rs offline_access"


def asked(server, who, language="en"):
    """The consent page of a request for access while nobody is there."""
    path = server.ask(None, scope=SCOPE).removeprefix(HOST)
    if who == DOCTOR:
        server.get(path, who.person)
        assert post(server, path, who.person, patient="7").status_code == 303
    return path, page(server.get(f"{path}?lang={language}", who.person))


@pytest.mark.parametrize(
    ("who", "language", "told", "other"),
    [
        (ANNA, "en", "Until you revoke it, 365 days at most", "12 hours"),
        (ANNA, "fr", "Jusqu’à ce que vous le retiriez, 365 jours au plus", "12 heures"),
        (DOCTOR, "en", "Until you revoke it, 12 hours at most", "365"),
        (DOCTOR, "fr", "Jusqu’à ce que vous le retiriez, 12 heures au plus", "365"),
    ],
)
def test_the_page_says_how_long_for_whoever_is_asked(server, who, language, told, other):
    """In each of the three places that speak of it; the other kind of person's end stands in none."""
    _, shown = asked(server, who, language)
    facts = dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", shown))
    assert facts["How long" if language == "en" else "Combien de temps"] == told
    most = told.rpartition(", ")[2]
    assert shown.count(most) == 3
    assert other not in shown


@pytest.mark.parametrize(("who", "lasts"), [(ANNA, timedelta(days=365)), (DOCTOR, timedelta(hours=12))])
def test_what_is_granted_ends_when_the_page_said(server, store, who, lasts):
    path, _ = asked(server, who)
    _, back = server.allow(path, who.person)
    server.tokens(back)
    (family,) = store.families.of_person(who.person, now=NOW)
    assert family.ends == NOW + lasts


@pytest.mark.parametrize(
    ("lifetimes", "clinician", "english", "french"),
    [
        (Lifetimes(clinician_refresh_hours=1), True, "one hour", "une heure"),
        (Lifetimes(clinician_refresh_hours=24), True, "24 hours", "24 heures"),
        (Lifetimes(clinician_refresh_hours=72), True, "3 days", "3 jours"),
        (Lifetimes(clinician_refresh_hours=73), True, "73 hours", "73 heures"),
        (Lifetimes(refresh_days=1), False, "24 hours", "24 heures"),
        (Lifetimes(refresh_days=30), False, "30 days", "30 jours"),
    ],
)
def test_a_time_in_words(lifetimes, clinician, english, french):
    time = lifetimes.offline(clinician=clinician)
    assert (wording.lasting("en", time), wording.lasting("fr", time)) == (english, french)
