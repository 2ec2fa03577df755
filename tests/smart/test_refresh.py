"""The grant `refresh_token`: rotation, reuse, narrowing, and how long a consent lasts (RF-*)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from facade.config import Lifetimes
from facade.smart import registration
from facade.smart.client_auth import secret_hash
from tests.smart.flowing import SECRET, ok, refused
from tests.smart.records import ANNA_ID, CARES_FOR_BENOIT

SCOPE = "launch/patient patient/*.rs openid fhirUser offline_access"
ONLINE = "launch/patient patient/*.rs online_access"


def test_the_answer_after_a_refresh(flow):
    """RF-02, RF-03, TK-11: the same scopes and context, another refresh token, no-store."""
    first = flow.tokens()
    second = ok(flow.refresh(first["refresh_token"]))
    assert second["scope"] == first["scope"] == SCOPE
    assert (second["token_type"], second["expires_in"]) == ("Bearer", 3600)
    for name in ("patient", "need_patient_banner", "smart_style_url"):
        assert second[name] == first[name]
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert flow.alive(second["access_token"])
    assert flow.alive(first["access_token"])  # it ends at its own time


def test_the_clinician_s_context_is_kept(flow):
    """LA-09: after a refresh the app is still held to the one patient."""
    body = flow.tokens(who=flow.doctor)
    body = ok(flow.refresh(body["refresh_token"]))
    stored = flow.store.tokens.find(body["access_token"], now=flow.now)
    assert (stored.grant["patient"], stored.grant["user"]) == ("7", "Practitioner/101")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, SCOPE),
        ("", SCOPE),
        (SCOPE, SCOPE),
        ("patient/*.rs", "patient/*.rs"),
        ("openid patient/*.rs openid", "openid patient/*.rs"),
    ],
)
def test_a_part_of_the_scopes_may_be_asked(flow, asked, expected):
    """RF-02: of one access token; the next refresh may ask for all again."""
    body = ok(flow.refresh(flow.tokens()["refresh_token"], scope=asked))
    assert body["scope"] == expected
    stored = flow.store.tokens.find(body["access_token"], now=flow.now)
    assert stored.grant["scopes"] == expected.split()
    assert ok(flow.refresh(body["refresh_token"]))["scope"] == SCOPE


@pytest.mark.parametrize(
    "asked",
    [
        "patient/*.cruds", "user/*.rs", "patient/*.read", "patient/Patient.rs", "profile", SCOPE + " launch",
        "system/*.rs", "x" * 10_000, "patient/*.rs " * 10_000,
    ],
)  # fmt: skip
def test_nothing_else_may_be_asked(flow, asked):
    """RF-02: word for word; and such a request uses the token not up."""
    text = flow.tokens()["refresh_token"]
    refused(flow.refresh(text, scope=asked), "invalid_scope")
    ok(flow.refresh(text))


def test_version_1_stays_version_1(flow):
    """SC-02."""
    body = flow.tokens(scope="launch/patient patient/Patient.read patient/Observation.rs offline_access")
    assert body["scope"] == "launch/patient patient/Patient.read patient/Observation.rs offline_access"
    assert ok(flow.refresh(body["refresh_token"]))["scope"] == body["scope"]
    assert ok(flow.refresh(body["refresh_token"], scope="patient/Patient.read"))["scope"] == "patient/Patient.read"


def test_a_public_client_may_send_the_token_and_nothing_else(flow):
    """RF-04: as SMART's table of parameters has it, and fhirclient does."""
    ok(flow.refresh(flow.tokens()["refresh_token"], client=None))


def test_a_confidential_client_may_not(flow):
    """RF-04, RF-05: its refresh token is no proof of who it is."""
    flow.register("post", auth_method="client_secret_post", secret_hash=secret_hash(SECRET))
    body = ok(flow.redeem(flow.code(client_id="post"), client="post", client_secret=SECRET))
    refused(flow.refresh(body["refresh_token"], client=None), "invalid_client")
    refused(flow.refresh(body["refresh_token"], client="post"), "invalid_client")
    refused(flow.refresh(body["refresh_token"], client="post", client_secret="x" * 32), "invalid_client")
    ok(flow.refresh(body["refresh_token"], client="post", client_secret=SECRET))


def test_a_refresh_token_is_its_client_s(flow):
    """RF-05: and whoever else has it cannot end it either."""
    text = flow.tokens()["refresh_token"]
    refused(flow.refresh(text, client="other"), "invalid_grant")
    ok(flow.refresh(text))


@pytest.mark.parametrize("text", ["", "x", "facade_r_" + "A" * 43, "x" * 5000, "é", "\ud800"])
def test_a_refresh_token_that_was_never_given(flow, text):
    """RF-09."""
    refused(flow.refresh(text), "invalid_grant")
    refused(flow.refresh(text, client=None), "invalid_client")


def test_without_a_refresh_token(flow):
    refused(flow.refresh(None), "invalid_request")


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(flow):
    """B07."""
    body = flow.tokens()
    refused(flow.refresh(body["access_token"]), "invalid_grant")
    refused(flow.refresh(body["id_token"]), "invalid_grant")
    assert not flow.alive(body["refresh_token"])
    assert not flow.alive(body["id_token"])


def test_within_the_grace_a_lost_answer_comes_again(flow):
    """RF-06: thirty seconds, and the successor is the same."""
    text = flow.tokens()["refresh_token"]
    first = ok(flow.refresh(text))
    flow.now += timedelta(seconds=30)
    second = ok(flow.refresh(text))
    assert second["refresh_token"] == first["refresh_token"]
    ok(flow.refresh(second["refresh_token"]))


def test_after_the_grace_reuse_ends_the_family(flow):
    """RF-06, B04: every token of it, the thief's and the owner's, at once; and the journal has it."""
    text = flow.tokens()["refresh_token"]
    owner = ok(flow.refresh(text))
    flow.now += timedelta(seconds=31)
    refused(flow.refresh(text), "invalid_grant")
    assert not flow.alive(owner["access_token"])
    refused(flow.refresh(owner["refresh_token"]), "invalid_grant")
    assert ("refresh", "revoked", "used before") in [(e.action, e.outcome, e.reason) for e in flow.events]


def test_an_old_ancestor_ends_the_family_too(flow):
    """RF-06."""
    first = flow.tokens()["refresh_token"]
    second = ok(flow.refresh(first))["refresh_token"]
    flow.now += timedelta(days=1)
    third = ok(flow.refresh(second))["refresh_token"]
    refused(flow.refresh(first), "invalid_grant")
    refused(flow.refresh(third), "invalid_grant")


def test_of_thirty_refreshes_at_once_there_is_one_successor(flow):
    """B04: whoever came second gets the same answer; nothing forks."""
    text = flow.tokens()["refresh_token"]
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: flow.refresh(text), range(30)))
    assert len({ok(answer)["refresh_token"] for answer in answers}) == 1


def test_online_access_ends_with_the_session(flow):
    """RF-07."""
    body = flow.tokens(scope=ONLINE)
    body = ok(flow.refresh(body["refresh_token"]))
    flow.store.sessions.end_all(ANNA_ID)
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")
    assert not flow.alive(body["access_token"])


def test_online_access_ends_when_the_session_would(flow):
    """RF-07: at the twelfth hour, used or not; and no access token outlives it."""
    body = flow.tokens(scope=ONLINE)
    flow.now += timedelta(hours=11, minutes=30)
    body = ok(flow.refresh(body["refresh_token"]))
    assert body["expires_in"] == 1800
    flow.now += timedelta(minutes=30)
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")


def test_offline_access_does_not_end_with_the_session(flow):
    """RF-07."""
    body = flow.tokens()
    flow.store.sessions.end_all(ANNA_ID)
    flow.store.families.revoke_session(flow.anna.id)
    flow.now += timedelta(days=2)
    ok(flow.refresh(body["refresh_token"]))


def test_a_patient_s_consent_lasts_ninety_days_from_use_to_use(flow):
    """RF-08: idle."""
    body = flow.tokens()
    flow.now += timedelta(days=90) - timedelta(seconds=1)
    body = ok(flow.refresh(body["refresh_token"]))
    flow.now += timedelta(days=90)
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")


def test_a_patient_s_consent_lasts_a_year_at_most(flow):
    """RF-08: absolute."""
    text = flow.tokens()["refresh_token"]
    for _ in range(6):
        flow.now += timedelta(days=60)
        text = ok(flow.refresh(text))["refresh_token"]
    flow.now += timedelta(days=5) - timedelta(minutes=10)
    assert ok(flow.refresh(text))["expires_in"] == 600
    flow.now += timedelta(minutes=10)
    refused(flow.refresh(text), "invalid_grant")


def test_a_clinician_s_consent_lasts_twelve_hours(flow):
    """RF-08."""
    text = flow.tokens(who=flow.doctor)["refresh_token"]
    flow.now += timedelta(hours=11)
    text = ok(flow.refresh(text))["refresh_token"]
    flow.now += timedelta(hours=1)
    refused(flow.refresh(text), "invalid_grant")


def test_the_configuration_says_how_long(flow):
    flow.lifetimes = Lifetimes(access_seconds=120, refresh_idle_days=1, clinician_refresh_hours=2)
    body = flow.tokens(who=flow.doctor)
    assert body["expires_in"] == 120
    flow.now += timedelta(hours=2)
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")
    text = flow.tokens()["refresh_token"]
    flow.now += timedelta(days=1)
    refused(flow.refresh(text), "invalid_grant")


def test_a_link_that_ended_refreshes_nothing(flow):
    """A proxy's access, taken away after the consent."""
    assert flow.store.people.link(CARES_FOR_BENOIT, now=flow.now)
    body = flow.tokens(context={"patient": "9"})
    body = ok(flow.refresh(body["refresh_token"]))
    assert flow.store.people.unlink(ANNA_ID, "oscar", "Patient/9")
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")


def test_a_closed_account_refreshes_nothing(flow):
    """Of our own accounts, and of an EHR's that closed one."""
    text = flow.tokens()["refresh_token"]
    flow.open = False
    refused(flow.refresh(text), "invalid_grant")
    flow.open = True
    text = ok(flow.refresh(text))["refresh_token"]
    flow.store.freezes.person(ANNA_ID, now=flow.now)
    refused(flow.refresh(text), "invalid_grant", "invalid_client")


def test_what_the_person_revokes_is_gone_at_once(flow):
    """RV-02, B14."""
    body = flow.tokens()
    (family,) = flow.store.families.of_person(ANNA_ID, now=flow.now)
    flow.store.families.revoke(family.id)
    assert not flow.alive(body["access_token"])
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")


def narrowed(flow, **changes):
    """The clinic changes what the app is registered for."""
    app = flow.store.apps.read(flow.endpoint.name, "app")
    values = {"name": "app", "auth_method": "none", "grant_types": list(app.grant_types), "scope": app.scope}
    values["redirect_uris"] = list(app.redirect_uris)
    registration.change(flow.store, app, values | changes, now=flow.now)


def test_what_an_app_may_no_longer_have_it_loses_with_the_next_refresh(flow):
    """The registered scope is the most that it has, of consents given before, too."""
    body = flow.tokens()
    narrowed(flow, scope="launch/patient patient/Patient.rs openid fhirUser offline_access")
    assert not flow.alive(body["access_token"])
    again = ok(flow.refresh(body["refresh_token"]))
    assert again["scope"] == "launch/patient patient/Patient.rs openid fhirUser offline_access"
    stored = flow.store.tokens.find(again["access_token"], now=flow.now)
    assert "patient/*.rs" not in stored.grant["scopes"]


def test_an_app_that_may_no_longer_go_on_alone_refreshes_nothing(flow):
    body = flow.tokens()
    narrowed(flow, scope="launch/patient patient/*.rs openid fhirUser")
    refused(flow.refresh(body["refresh_token"]), "invalid_grant")


def test_another_name_of_an_app_ends_no_token(flow):
    body = flow.tokens()
    narrowed(flow, name="Another name")
    assert flow.alive(body["access_token"])
