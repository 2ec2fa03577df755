"""Which step of an authorization request comes next; `prompt`, `max_age`, launches and remembered consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.smart import flow as steps
from facade.smart.flow import Ask, Deny, Foreign, Grant, Signed
from facade.smart.launch.pickers import Picker
from facade.store.launches import Launch
from tests.serving import NOW
from tests.smart.records import ANNA, CARES_FOR_BENOIT, DOCTOR

SCOPE = "launch/patient patient/Patient.rs openid fhirUser"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def asked(flow):
    """What a request leads to for somebody with these links; nobody where there are none."""

    def ask(pending, *links, session=None, app=None, now=NOW, families=()):
        signed = None
        if session is not None:
            picker = Picker(flow.served, links, now, lambda event: None)
            signed = Signed(session, links, picker)
        app = app or flow.store.apps.find("oscar", pending.app)
        return steps.next_step(pending, app=app, signed=signed, families=families, store=flow.store, now=now)

    return ask


def test_nobody_signs_in_first(flow, asked):
    assert asked(flow.pending()).page == "sign-in"


def test_a_patient_is_not_asked_which(flow, asked):
    """LA-01: exactly one is chosen by itself, and noted in the server's record."""
    step = asked(flow.pending(scope=SCOPE), ANNA, session=flow.anna)
    assert isinstance(step, Ask)
    assert (step.page, step.pending.patient) == ("consent", "7")
    assert flow.store.flows.pending(step.pending.id, now=NOW) == step.pending


def test_who_looks_after_others_is_asked(flow, asked):
    step = asked(flow.pending(scope=SCOPE), ANNA, CARES_FOR_BENOIT, session=flow.anna)
    assert step.page == "patient"


def test_a_clinician_is_asked(flow, asked):
    assert asked(flow.pending(scope=SCOPE), DOCTOR, session=flow.doctor).page == "patient"


def test_a_patient_scope_alone_asks_for_a_patient(flow, asked):
    """AZ-15: launch/patient is inferred."""
    assert asked(flow.pending(scope="patient/Patient.rs"), DOCTOR, session=flow.doctor).page == "patient"


def test_without_any_chart_the_app_is_denied(flow, asked):
    """LA-01: nobody to choose."""
    step = asked(flow.pending(scope=SCOPE), session=flow.anna)
    assert isinstance(step, Deny)
    assert step.error == "access_denied"


def test_without_any_link_nothing_is_granted(flow, asked):
    step = asked(flow.pending(scope="openid"), session=flow.anna)
    assert isinstance(step, Deny)


def test_a_visit_is_asked_for_behind_the_patient(flow, asked):
    """LA-02."""
    pending = replace(flow.pending(scope=f"{SCOPE} launch/encounter"), patient="7")
    assert asked(pending, DOCTOR, session=flow.doctor).page == "encounter"
    assert asked(steps.without_encounter(pending), DOCTOR, session=flow.doctor).page == "consent"


@pytest.mark.parametrize(
    ("links", "known", "error"),
    [
        ((), False, "login_required"),
        ((DOCTOR,), True, "interaction_required"),
        ((ANNA,), True, "consent_required"),
    ],
)
def test_without_a_page_the_app_is_told_which(flow, asked, links, known, error):
    """AZ-12: prompt=none."""
    session = (flow.doctor if DOCTOR in links else flow.anna) if known else None
    step = asked(flow.pending(scope=SCOPE, prompt="none"), *links, session=session)
    assert isinstance(step, Deny)
    assert step.error == error


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"prompt": "select_account"}, {"max_age": "60"}])
def test_an_old_session_is_not_enough(flow, asked, changes):
    """AZ-12: the session began before the request; a new sign-in is one after it."""
    old = replace(flow.anna, auth_time=NOW - timedelta(hours=1))
    pending = flow.pending(scope=SCOPE, **changes)
    assert asked(pending, ANNA, session=old).page == "sign-in"
    assert asked(pending, ANNA, session=replace(old, auth_time=NOW)).page == "consent"


def test_max_age_that_is_kept(flow, asked):
    old = replace(flow.anna, auth_time=NOW - timedelta(seconds=59))
    assert asked(flow.pending(scope=SCOPE, max_age="60"), ANNA, session=old).page == "consent"


def test_somebody_else_cannot_go_on(flow, asked):
    """The request belongs to who signed in for it first (AZ-16)."""
    pending = asked(flow.pending(scope=SCOPE), ANNA, session=flow.anna).pending
    assert isinstance(asked(pending, DOCTOR, session=flow.doctor), Foreign)


def launched(flow, **facts):
    launch = Launch(**{"endpoint": "oscar", "app": "app", "person": DOCTOR.person, "patient": "7", **facts})
    return flow.pending(scope="launch patient/Patient.rs", launch=flow.store.launches.keep(launch, now=NOW))


def test_a_launch_asks_for_the_password_unless_the_clinic_says_no(flow, asked):
    """LA-11."""
    old = replace(flow.doctor, auth_time=NOW - timedelta(minutes=1))
    pending, app = launched(flow), flow.store.apps.find("oscar", "app")
    assert asked(pending, DOCTOR, session=old).page == "sign-in"
    step = asked(pending, DOCTOR, session=old, app=replace(app, skip_login=True))
    assert (step.page, step.pending.patient, step.pending.launch) == ("consent", "7", None)


def test_a_launch_of_somebody_else_is_denied(flow, asked):
    """LA-04."""
    step = asked(launched(flow, person="p-other"), DOCTOR, session=flow.doctor)
    assert isinstance(step, Deny)
    assert step.error == "invalid_request"


def remembering(flow):
    return replace(flow.store.apps.find("oscar", "app"), consent_once=True)


def family_of(flow, scope):
    flow.tokens(scope=scope)
    (family,) = flow.store.families.of_person(ANNA.person, now=NOW)
    return family


def test_consent_is_asked_each_time_unless_the_clinic_says_once(flow, asked):
    family = family_of(flow, SCOPE)
    pending = flow.pending(scope=SCOPE)
    assert asked(pending, ANNA, session=flow.anna, families=[family]).page == "consent"
    step = asked(pending, ANNA, session=flow.anna, families=[family], app=remembering(flow))
    assert isinstance(step, Grant)
    assert set(step.scopes) == set(SCOPE.split())


def test_remembered_consent_covers_no_more(flow, asked):
    """New scopes, another patient, another app, prompt=consent, a suggested patient: asked again."""
    family, app = family_of(flow, SCOPE), remembering(flow)
    for pending, known in (
        (flow.pending(scope=f"{SCOPE} patient/Observation.rs"), family),
        (flow.pending(scope=SCOPE, prompt="consent"), family),
        (replace(flow.pending(scope=SCOPE), suggested=True), family),
        (flow.pending(scope=SCOPE), replace(family, patient="9")),
        (flow.pending(scope=SCOPE), replace(family, app="other")),
        (flow.pending(scope=SCOPE), replace(family, endpoint="openemr")),
    ):
        assert asked(pending, ANNA, session=flow.anna, families=[known], app=app).page == "consent"


def test_a_request_that_is_over_goes_nowhere(flow, asked):
    pending = flow.pending(scope=SCOPE)
    flow.store.flows.drop(pending.id, now=NOW)
    assert isinstance(asked(pending, ANNA, session=flow.anna, now=LATER), Foreign)
