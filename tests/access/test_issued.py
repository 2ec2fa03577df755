"""Tokens made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from facade.access import issued
from facade.access.grant import Grant
from facade.access.tokens import authenticate
from facade.errors import Refused

HOURS = timedelta(hours=1)


def grant(*scopes, **facts):
    return Grant("demo", "oscar", scopes, **facts)


PATIENT = grant("patient/*.rs", patient="5")
USER = grant("user/*.cruds", "patient/Observation.rs", patient="5", user="Practitioner/1", provider="1")


@pytest.mark.parametrize("wanted", [PATIENT, USER])
def test_a_token_lives_24_hours_and_is_marked(store, now, wanted):
    token = issued.issue(wanted, store=store, allowed=True, now=now)
    last = now + 24 * HOURS - timedelta(seconds=1)
    assert authenticate(f"Bearer {token}", store=store, endpoint="oscar", now=last) == wanted
    assert store.tokens.find(token, now=now).origin == "issued"
    assert store.tokens.find(token, now=now + 24 * HOURS) is None


def test_a_shorter_life(store, now):
    token = issued.issue(PATIENT, store=store, allowed=True, now=now, lifetime=HOURS)
    assert store.tokens.find(token, now=now + HOURS) is None


def test_off_unless_the_configuration_allows(store, now):
    with pytest.raises(Refused) as refused:
        issued.issue(PATIENT, store=store, allowed=False, now=now)
    assert (refused.value.status, refused.value.code) == (403, "forbidden")


@pytest.mark.parametrize("lifetime", [timedelta(0), -HOURS, 24 * HOURS + timedelta(seconds=1)])
def test_odd_lifetimes(store, now, lifetime):
    with pytest.raises(Refused, match="24 hours"):
        issued.issue(PATIENT, store=store, allowed=True, now=now, lifetime=lifetime)


@pytest.mark.parametrize(
    "wrong",
    [
        grant(),
        grant("system/*.rs"),
        grant("user/*.rs", "system/Patient.rs", user="Practitioner/1"),
        grant("launch", user="Practitioner/1"),
        grant("user/*.sr", user="Practitioner/1"),
        grant("patient/*.rs"),
        grant("patient/*.rs", patient="Patient/5"),
        grant("patient/*.rs", user="Practitioner/1"),
        grant("user/*.rs", patient="5"),
        grant("user/*.rs", user="Nonsense/5"),
    ],
)
def test_a_token_that_would_be_denied_everywhere_is_not_made(store, now, wrong):
    with pytest.raises(Refused) as refused:
        issued.issue(wrong, store=store, allowed=True, now=now)
    assert (refused.value.status, refused.value.code) == (400, "value")
    with store.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM access_token").scalar_one() == 0


def test_a_merged_patient_becomes_the_one_it_was_merged_into(store, now):
    token = issued.issue(PATIENT, store=store, allowed=True, now=now, aliases={"5": "7", "8": "9"})
    assert authenticate(f"Bearer {token}", store=store, endpoint="oscar", now=now).patient == "7"
