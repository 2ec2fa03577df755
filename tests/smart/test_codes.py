"""The grant `authorization_code`: the token answer, the verifier, one use of a code (TK-*, AZ-10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from facade.access.tokens import authenticate
from facade.errors import Refused
from facade.smart import rights
from tests.smart.flowing import BACK, SECRET, VERIFIER, challenge, ok, refused
from tests.smart.records import ANNA_ID


def test_the_token_answer(flow):
    """TK-02, TK-03, TK-11, ID-01, LA-01: everything at the top of one JSON object."""
    body = ok(flow.redeem(flow.code()))
    assert body.pop("access_token").startswith("facade_")
    assert body.pop("refresh_token").startswith("facade_r_")
    assert body.pop("id_token").count(".") == 2
    style = body.pop("smart_style_url")
    assert style.startswith(f"{flow.endpoint.base}/oauth/style/")
    assert body == {
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "launch/patient patient/*.rs openid fhirUser offline_access",
        "patient": "7",
        "need_patient_banner": True,
    }


def test_the_context_stands_beside_the_token(flow):
    """TK-11, LA-06, LA-07: what the launch brought."""
    context = {
        "encounter": "2", "intent": "reconcile-medications", "banner": False,
        "fhir_context": ({"reference": "ImagingStudy/5"},),
    }  # fmt: skip
    scope = "launch launch/encounter patient/*.rs"
    pending = replace(flow.pending(scope="launch/patient launch/encounter patient/*.rs"), scopes=tuple(scope.split()))
    url = flow.allow(pending, **context)
    body = ok(flow.redeem(url.partition("code=")[2].partition("&")[0]))
    assert (body["patient"], body["encounter"]) == ("7", "2")
    assert body["intent"] == "reconcile-medications"
    assert body["need_patient_banner"] is False
    assert body["fhirContext"] == [{"reference": "ImagingStudy/5"}]
    assert body["scope"] == scope


def test_the_token_is_the_person_s_and_ends_to_the_second(flow):
    """TK-04: 3600 seconds; the grant is that of the person in this context."""
    text = flow.tokens()["access_token"]

    def grant(seconds):
        now = flow.now + timedelta(seconds=seconds)
        return authenticate(f"Bearer {text}", store=flow.store, endpoint="oscar", now=now)

    found = grant(3599)
    assert (found.client, found.patient, found.user) == ("app", "7", "Patient/7")
    assert found.scopes == ("launch/patient", "patient/*.rs", "openid", "fhirUser", "offline_access")
    with pytest.raises(Refused):
        grant(3600)


@pytest.mark.parametrize(
    ("verifier", "errors"),
    [
        (None, ("invalid_request",)),
        ("", ("invalid_request",)),
        ("w" * 50, ("invalid_grant",)),
        (challenge(), ("invalid_grant",)),
        ("v" * 42, ("invalid_request",)),
        ("v" * 129, ("invalid_request",)),
        (VERIFIER + "\n", ("invalid_request", "invalid_grant")),
        ("é" * 50, ("invalid_request",)),
    ],
)
@pytest.mark.parametrize("client", ["app", "secret"])
def test_a_wrong_verifier_gives_nothing_and_burns_the_code(flow, verifier, errors, client):
    """TK-05, B02: for a public and a confidential client."""
    code = flow.code(client_id=client)
    more = {} if client == "app" else {"client_secret": SECRET}
    if client == "secret":
        flow.store.apps.keep(
            replace(flow.store.apps.read("oscar", "secret"), auth_method="client_secret_post"), now=flow.now
        )
    refused(flow.redeem(code, client=client, code_verifier=verifier, **more), *errors)
    refused(flow.redeem(code, client=client, **more), "invalid_grant")
    assert flow.store.families.of_person(ANNA_ID, now=flow.now) == []


@pytest.mark.parametrize("code", ["", "x", "x" * 5000, "é", "\ud800", "' OR 1=1 --"])
def test_a_code_that_was_never_given(flow, code):
    """TK-06."""
    refused(flow.redeem(code), "invalid_grant")


def test_without_a_code(flow):
    """TK-06."""
    refused(flow.redeem(None), "invalid_request")


@pytest.mark.parametrize("uri", [None, "", BACK + "/", BACK + "?x=1", "https://other.example/back", BACK.upper()])
def test_another_redirect_uri(flow, uri):
    """TK-06, AZ-10: the URI of the request, letter by letter."""
    code = flow.code()
    refused(flow.redeem(code, redirect_uri=uri), "invalid_grant")
    refused(flow.redeem(code), "invalid_grant")


def test_a_code_is_its_client_s(flow):
    """TK-08: another client gets nothing, and the code, which leaked, is burnt."""
    code = flow.code()
    refused(flow.redeem(code, client="other"), "invalid_grant")
    refused(flow.redeem(code), "invalid_grant")


def test_a_wrong_client(flow):
    """TK-06: an unknown one, and none at all; the code is not touched."""
    code = flow.code()
    refused(flow.redeem(code, client="nobody"), "invalid_client")
    refused(flow.redeem(code, client=None), "invalid_client")
    assert flow.alive(ok(flow.redeem(code))["access_token"])


def test_a_confidential_client_must_show_who_it_is(flow):
    """CA-02, CA-11."""
    code = flow.code(client_id="secret")
    refused(flow.redeem(code, client="secret"), "invalid_client")
    refused(flow.redeem(code, client="secret", client_secret=SECRET), "invalid_client")  # registered for Basic


def test_a_code_lives_sixty_seconds(flow):
    """AZ-10, B03."""
    early, late = flow.code(), flow.code()
    flow.now += timedelta(seconds=59)
    ok(flow.redeem(early))
    flow.now += timedelta(seconds=1)
    refused(flow.redeem(late), "invalid_grant")


def test_a_second_use_ends_everything_that_the_first_gave(flow):
    """TK-07: the tokens are dead at once, the refresh token too, and the journal has it."""
    code = flow.code()
    body = ok(flow.redeem(code))
    assert flow.alive(body["access_token"])
    refused(flow.redeem(code), "invalid_grant")
    assert not flow.alive(body["access_token"])
    refused(flow.refresh(body["refresh_token"]), "invalid_grant", "invalid_client")
    assert [(event.action, event.outcome, event.reason) for event in flow.events[:2]] == [
        ("code", "granted", ""), ("code", "revoked", "used before"),
    ]  # fmt: skip


def test_a_second_use_is_known_long_after(flow):
    """TK-07: as long as the tokens of the first live, whatever other codes come and go."""
    code = flow.code()
    body = ok(flow.redeem(code))
    for _ in range(10):
        flow.now += timedelta(days=1)
        flow.tokens(who=flow.signed_in(ANNA_ID))
    refused(flow.redeem(code), "invalid_grant")
    refused(flow.refresh(body["refresh_token"]), "invalid_grant", "invalid_client")


def test_of_forty_redemptions_at_once_one_succeeds(flow):
    """TK-07, B03, AL-5: and since the others were replays, its tokens are dead afterwards."""
    code = flow.code()
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: flow.redeem(code), range(40)))
    good = [body for status, _, body in answers if status == 200]
    assert len(good) == 1
    assert {body["error"] for status, _, body in answers if status != 200} == {"invalid_grant"}
    assert not flow.alive(good[0]["access_token"])


def test_rights_that_ended_between_consent_and_redemption(flow):
    """The person's link was taken away: nothing is issued, and the code is used up."""
    code = flow.code()
    assert flow.store.people.unlink(ANNA_ID, "oscar", "Patient/7")
    refused(flow.redeem(code), "invalid_grant")
    assert flow.store.families.of_person(ANNA_ID, now=flow.now) == []


def test_a_session_that_ended_between_consent_and_redemption(flow):
    """Whoever signs out, is locked or gets a new password in between, has not given anything yet."""
    code = flow.code()
    flow.store.sessions.end_all(ANNA_ID)
    refused(flow.redeem(code), "invalid_grant")


def test_an_account_that_was_closed(flow):
    code = flow.code()
    flow.open = False
    refused(flow.redeem(code), "invalid_grant")


def test_an_app_that_was_frozen(flow):
    code = flow.code()
    flow.store.freezes.app("oscar", "app", now=flow.now)
    status, _, body = flow.redeem(code)  # whether this worker knows already or within a second: no token is good
    assert status == 400 or not flow.alive(body["access_token"])


def test_an_ehr_that_does_not_answer_costs_no_code(flow, monkeypatch):
    """503 in OAuth's words; the same code is good a moment later."""
    code = flow.code()

    def down(*_arguments, **_options):
        raise Refused(503, "transient", "Down.", headers={"Retry-After": "5"})

    with monkeypatch.context() as patched:
        patched.setattr(rights, "grant_for", down)
        status, headers, body = flow.redeem(code)
    assert (status, body, headers["Retry-After"]) == (503, {"error": "temporarily_unavailable"}, "5")
    assert headers["Cache-Control"] == "no-store"
    ok(flow.redeem(code))


def test_a_token_lives_no_longer_than_the_link_behind_it(flow):
    """An access of a proxy that ends in ten minutes."""
    person = flow.store.people.links(ANNA_ID, "oscar", now=flow.now)[0]
    flow.store.people.link(replace(person, expires=flow.now + timedelta(minutes=10)), now=flow.now)
    body = flow.tokens()
    assert body["expires_in"] == 600
    flow.now += timedelta(minutes=10)
    assert not flow.alive(body["access_token"])


def test_a_token_is_short(flow):
    """TK-12."""
    body = flow.tokens()
    assert all(len(body[name]) < 100 for name in ("access_token", "refresh_token"))
    assert len(body["id_token"]) < 2048


def test_refresh_tokens_come_with_the_scopes_that_mean_them(flow):
    """RF-01: offline_access, online_access, neither; and never to an app that is not registered for refresh."""
    base = "launch/patient patient/*.rs"
    assert "refresh_token" in flow.tokens(scope=f"{base} offline_access")
    assert "refresh_token" in flow.tokens(scope=f"{base} online_access")
    assert "refresh_token" not in flow.tokens(scope=base)
    flow.register("brief", grant_types=("authorization_code",))
    body = ok(flow.redeem(flow.code(client_id="brief"), client="brief"))
    assert "refresh_token" not in body
    assert "offline_access" not in body["scope"]
