"""Launch ids, the context that they stand for, and the three ways to get one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from facade.access.grant import Grant
from facade.errors import Refused
from facade.fhir import json
from facade.smart.launch import backend, ids, style, suggestion
from facade.smart.launch.context import BadContext, answered, checked
from facade.smart.launch.ids import BadLaunch, NotLaunchable
from facade.smart.launch.pickers import Picker
from facade.smart.launch.redeem import redeem
from facade.smart.launch.suggestion import NoChart
from facade.smart.registry import Registry
from facade.store.launches import Launch
from facade.store.people import Link, Person
from tests.serving import NOW
from tests.smart.records import ANNA, APP, CARES_FOR_BENOIT, DOCTOR

BASE = "https://facade.example/oscar/fhir"
LAUNCH = Launch("oscar", "app", DOCTOR.person, "7", "2")
IMAGING = {"reference": "ImagingStudy/5"}


@pytest.fixture
def picker(clinic):
    """Of somebody with these links."""
    return lambda *links, now=NOW: Picker(clinic.endpoint, links, now, clinic.events.append)


@pytest.fixture
def redeemed(store, picker):
    """Redeem as the doctor, unless something else is said."""

    def found(text, *, app="app", person=DOCTOR.person, links=(DOCTOR,), now=NOW):
        return redeem(store, text, app=app, person=person, picker=picker(*links, now=now))

    return found


# Ids (LA-03, LA-04)


def test_an_app_is_opened_with_the_issuer_and_an_id_that_nobody_guesses(store):
    """LA-03: the registered launch URL, iss and launch; 256 random bits."""
    one, other = (urlsplit(ids.start(store, APP, LAUNCH, base=BASE, now=NOW)) for _ in range(2))
    sent = dict(parse_qsl(one.query))
    assert f"{one.scheme}://{one.netloc}{one.path}" == APP.launch_url
    assert sent.keys() == {"iss", "launch"}
    assert sent["iss"] == BASE
    assert len(sent["launch"]) == 43  # 32 bytes
    assert parse_qs(other.query)["launch"] != [sent["launch"]]


def test_the_launch_url_keeps_what_it_has(store):
    app = replace(APP, launch_url="https://app.example/?tenant=a%26b")
    sent = parse_qsl(urlsplit(ids.start(store, app, LAUNCH, base=BASE, now=NOW)).query)
    assert [name for name, _ in sent] == ["tenant", "iss", "launch"]
    assert sent[0] == ("tenant", "a&b")


@pytest.mark.parametrize(
    "change", [{"launch_url": None}, {"status": "frozen"}, {"status": "pending"}, {"endpoint": "openemr"}, {"id": "x"}]
)
def test_an_app_that_cannot_be_launched(store, change):
    with pytest.raises(NotLaunchable):
        ids.start(store, replace(APP, **change), LAUNCH, base=BASE, now=NOW)


def test_an_id_gives_its_context_once(store, redeemed):
    found = replace(LAUNCH, intent="reconcile", fhir_context=(IMAGING,), banner=False)
    text = store.launches.keep(found, now=NOW)
    ids.check(store, text, endpoint="oscar", app="app", now=NOW)  # looks only
    assert redeemed(text) == found
    with pytest.raises(BadLaunch):
        redeemed(text)
    with pytest.raises(BadLaunch):
        ids.check(store, text, endpoint="oscar", app="app", now=NOW)


def test_an_id_lives_five_minutes(store, redeemed):
    almost, over = NOW + timedelta(minutes=5, seconds=-1), NOW + timedelta(minutes=5)
    assert redeemed(store.launches.keep(LAUNCH, now=NOW), now=almost) == LAUNCH
    text = store.launches.keep(LAUNCH, now=NOW)
    with pytest.raises(BadLaunch):
        ids.check(store, text, endpoint="oscar", app="app", now=over)
    with pytest.raises(BadLaunch):
        redeemed(text, now=over)


@pytest.mark.parametrize("text", ["", "x", "A" * 43, "é", "\ud800", "x" * 100_000])
def test_what_is_no_id(store, redeemed, text):
    with pytest.raises(BadLaunch):
        ids.check(store, text, endpoint="oscar", app="app", now=NOW)
    with pytest.raises(BadLaunch):
        redeemed(text)


@pytest.mark.parametrize("foreign", [{"app": "another"}, {"person": ANNA.person}])
def test_an_id_of_another_app_or_person_is_refused_and_used_up(store, redeemed, foreign):
    """LA-04."""
    text = store.launches.keep(LAUNCH, now=NOW)
    with pytest.raises(BadLaunch):
        redeemed(text, **foreign)
    with pytest.raises(BadLaunch):
        redeemed(text)


def test_an_id_of_another_endpoint_is_refused_and_used_up(store, redeemed):
    text = store.launches.keep(replace(LAUNCH, endpoint="openemr"), now=NOW)
    with pytest.raises(BadLaunch):
        redeemed(text)
    assert store.launches.find(text, now=NOW) is None


@pytest.mark.parametrize("foreign", [{"app": "another"}, {"endpoint": "openemr"}])
def test_a_foreign_id_is_refused_before_anybody_signs_in(store, foreign):
    text = store.launches.keep(LAUNCH, now=NOW)
    with pytest.raises(BadLaunch):
        ids.check(store, text, now=NOW, **{"endpoint": "oscar", "app": "app", **foreign})
    assert store.launches.find(text, now=NOW) is None


@pytest.mark.parametrize(
    "change",
    [{"patient": "8"}, {"patient": "11"}, {"patient": "9999"}, {"encounter": "3"}, {"encounter": "99"},
     {"patient": None}, {"patient": "9"}],
)  # fmt: skip
def test_what_the_person_may_not_open_is_not_opened(store, redeemed, change):
    """Merged, closed or absent charts, and encounters of others (LA-02)."""
    with pytest.raises(BadLaunch):
        redeemed(store.launches.keep(replace(LAUNCH, **change), now=NOW))


def test_a_patient_s_launch_opens_the_own_charts_only(store, redeemed):
    mine = Launch("oscar", "app", ANNA.person, "9")
    links = (ANNA, CARES_FOR_BENOIT)
    assert redeemed(store.launches.keep(mine, now=NOW), person=ANNA.person, links=links) == mine
    for other in (replace(mine, patient="10"), replace(mine, encounter="2")):
        with pytest.raises(BadLaunch):
            redeemed(store.launches.keep(other, now=NOW), person=ANNA.person, links=links)
    with pytest.raises(BadLaunch):  # the link has ended since
        redeemed(store.launches.keep(mine, now=NOW), person=ANNA.person, links=(ANNA,))


def test_an_ehr_that_is_away_costs_no_launch(clinic, store, redeemed, monkeypatch):
    def away(*_):
        raise Refused(503, "transient", "away")

    text = store.launches.keep(LAUNCH, now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(type(clinic.endpoint.source), "fresh", away)
        with pytest.raises(Refused):
            redeemed(text)
    assert redeemed(text) == LAUNCH


# The context in the token answer (LA-06, LA-07)


def test_the_token_answer_tells_the_context():
    """LA-06."""
    found = answered(BASE, patient="7", encounter="2", intent="reconcile", fhir_context=(IMAGING,), banner=False)
    assert found == {
        "patient": "7", "encounter": "2", "need_patient_banner": False, "intent": "reconcile",
        "fhirContext": [IMAGING], "smart_style_url": style.url(BASE),
    }  # fmt: skip
    assert found["need_patient_banner"] is False


def test_what_is_not_known_is_left_out():
    assert answered(BASE) == {"smart_style_url": style.url(BASE)}
    assert answered(BASE, patient="7")["need_patient_banner"] is True


def test_the_style_s_url_is_absolute_and_changes_with_its_content():
    before = style.url(BASE)
    assert before.startswith(f"{BASE}/oauth/style/")
    assert json.loads(json.dumps(style.STYLE))["color_background"] == "#ffffff"
    assert style.version({**style.STYLE, "color_text": "#000000"}) not in before
    assert style.version(dict(style.STYLE)) in before


@pytest.mark.parametrize(
    "items",
    [
        [],
        [IMAGING],
        [IMAGING, {"reference": "DiagnosticReport/a-1.b", "role": "launch"}],
        [{"canonical": "https://example.org/Questionnaire/phq-9|1.0", "type": "Questionnaire"}],
        [{"identifier": {"system": "urn:x", "value": "5"}, "type": "ImagingStudy"}],
        [{"reference": "Patient/7", "role": "https://example.org/role/parent"}],
        [{"reference": "Encounter/2", "role": "urn:uuid:5a3c"}],
    ],
)
def test_a_context_in_order(items):
    """LA-07."""
    assert list(checked(items)) == items


@pytest.mark.parametrize(
    "items",
    [
        None, {}, "x", [None], ["Patient/7"], [{}], [{"role": "launch"}], [{"type": "Patient"}],
        [{"reference": ""}], [{"reference": 5}], [{"reference": "https://example.org/fhir/ImagingStudy/5"}],
        [{"reference": "ImagingStudy"}], [{"reference": "ImagingStudy/5/_history/1"}], [{"reference": "Nonsense/5"}],
        [{"reference": "#a"}], [{"reference": "Patient/7"}], [{"reference": "Encounter/2"}],
        [{"reference": "Patient/7", "role": "launch"}], [{"reference": "Patient/7", "role": ""}],
        [{"reference": "ImagingStudy/5", "role": ""}], [{"reference": "ImagingStudy/5", "role": "referral"}],
        [{"canonical": "https://example.org/Q"}], [{"canonical": "Questionnaire/1", "type": "Questionnaire"}],
        [{"canonical": "http://[bad", "role": "x", "type": "Questionnaire"}], [{"canonical": "a b", "type": "Questionnaire"}],
        [{"identifier": {"value": "5"}}], [{"identifier": "5", "type": "ImagingStudy"}],
        [{"identifier": {}, "type": "ImagingStudy"}], [{"identifier": {"value": "5"}, "type": "Patient"}],
        [{"identifier": {"value": "5"}, "type": "x"}], [{**IMAGING, "more": 1}], [IMAGING] * 21,
        [{"identifier": {"value": "5" * 3000}, "type": "ImagingStudy"}],
    ],
)  # fmt: skip
def test_a_context_out_of_order(items):
    """LA-07: nothing named, absolute references, a missing type, the patient or encounter, empty and bare roles."""
    with pytest.raises(BadContext):
        checked(items)


# A plain link in the EHR


def test_a_link_s_patient_is_a_suggestion_by_the_key_of_the_ehr(store, picker, redeemed):
    url = suggestion.follow(store, APP, "7", person=DOCTOR.person, picker=picker(DOCTOR))
    text = dict(parse_qsl(urlsplit(url).query))["launch"]
    assert redeemed(text) == Launch("oscar", "app", DOCTOR.person, "7", suggested=True)


def test_a_key_of_a_merged_patient_opens_the_one_chart(store, picker, redeemed):
    url = suggestion.follow(store, APP, "8", person=DOCTOR.person, picker=picker(DOCTOR))
    assert redeemed(dict(parse_qsl(urlsplit(url).query))["launch"]).patient == "7"


def test_a_link_may_leave_the_patient_to_the_picker(store, picker, redeemed):
    url = suggestion.follow(store, APP, None, person=DOCTOR.person, picker=picker(DOCTOR))
    assert redeemed(dict(parse_qsl(urlsplit(url).query))["launch"]).patient is None


@pytest.mark.parametrize(
    "key", ["", "0", "-1", "007", " 7", "7 ", "7a", "7,9", "x", "9999", "11", "9" * 30, "٧", "7\n", "7' or 1=1"]
)
def test_no_id_is_made_of_what_is_no_key(store, picker, key):
    with pytest.raises(NoChart):
        suggestion.follow(store, APP, key, person=DOCTOR.person, picker=picker(DOCTOR))


def test_a_link_opens_nothing_that_the_person_may_not_open(store, picker):
    links = (ANNA, CARES_FOR_BENOIT)
    assert suggestion.follow(store, APP, "9", person=ANNA.person, picker=picker(*links))
    for nobody, key in (((), "7"), ((), None), (links, "10"), ((replace(DOCTOR, expires=NOW),), "7")):
        with pytest.raises(NoChart):
            suggestion.follow(store, APP, key, person=ANNA.person, picker=picker(*nobody))


def test_a_link_to_an_app_without_launch_url(store, picker):
    with pytest.raises(NotLaunchable):
        suggestion.follow(store, replace(APP, launch_url=None), "7", person=DOCTOR.person, picker=picker(DOCTOR))


# POST /launch by the EHR

BODY = {"app": "app", "user": "Practitioner/101", "patient": "7", "encounter": "2"}
EHR = Grant("ehr", "oscar", ("system/Patient.r",), permissions=frozenset({"launch"}))


@pytest.fixture
def prepared(store):
    """What the EHR gets for a body; the doctor and Anna have accounts."""
    for link in (DOCTOR, ANNA, CARES_FOR_BENOIT):
        store.people.add(Person(link.person, link.person, "A person"), now=NOW)
        assert store.people.link(link, now=NOW)
    store.apps.keep(APP, now=NOW)

    def found(body, grant=EHR):
        registry = Registry({}, store)
        return backend.prepare(body, grant=grant, base=BASE, registry=registry, store=store, now=NOW)

    return found


def test_the_ehr_prepares_a_launch_for_the_person_that_it_names(prepared, redeemed):
    offer = prepared({**BODY, "intent": "reconcile", "fhirContext": [IMAGING], "need_patient_banner": False})
    assert offer.expires_in == 300
    sent = dict(parse_qsl(urlsplit(offer.url).query))
    assert sent["iss"] == BASE
    found = redeemed(sent["launch"])
    assert found == replace(LAUNCH, intent="reconcile", banner=False, fhir_context=(IMAGING,))


def test_another_person_s_sign_in_does_not_redeem_it(prepared, redeemed):
    sent = dict(parse_qsl(urlsplit(prepared(BODY).url).query))
    with pytest.raises(BadLaunch):
        redeemed(sent["launch"], person=ANNA.person, links=(ANNA,))


@pytest.mark.parametrize(
    "grant",
    [
        replace(EHR, permissions=frozenset()),
        replace(EHR, permissions=frozenset({"operator", "confidential"})),
        replace(EHR, user="Practitioner/101"),
        replace(EHR, patient="7"),
        replace(EHR, patients=("7",)),
    ],
)
def test_only_a_backend_client_with_the_permission(prepared, grant):
    with pytest.raises(Refused) as refusal:
        prepared(BODY, grant)
    assert refusal.value.status == 403


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"app": "another"}, 422), ({"app": None}, 422), ({"app": 5}, 400),
        ({"user": "Practitioner/102"}, 422), ({"user": "Patient/9"}, 422), ({"user": None}, 400),
        ({"user": "101"}, 400), ({"user": "Practitioner/1 or 1"}, 400), ({"user": "Person/1"}, 400),
        ({"patient": ""}, 400), ({"patient": "Patient/7"}, 400), ({"patient": ["7"]}, 400),
        ({"patient": None}, 400), ({"encounter": "2 "}, 400), ({"intent": "x" * 256}, 400), ({"intent": ""}, 400),
        ({"fhirContext": [{"reference": "Patient/7"}]}, 400), ({"fhirContext": "x"}, 400),
        ({"need_patient_banner": "yes"}, 400), ({"more": 1}, 400),
    ],
)  # fmt: skip
def test_what_the_ehr_cannot_ask(prepared, change, status):
    """Patient/9 is whom Anna looks after, not who she is."""
    with pytest.raises(Refused) as refusal:
        prepared({**BODY, **change})
    assert refusal.value.status == status
    assert "102" not in str(refusal.value)


def test_two_accounts_of_one_practitioner_are_nobody(prepared, store):
    twin = Person("e" * 32, "twin", "A twin")
    store.people.add(twin, now=NOW)
    store.people.link(Link("e" * 32, "oscar", "Practitioner/101"), now=NOW)
    with pytest.raises(Refused) as refusal:
        prepared(BODY)
    assert refusal.value.status == 422


def test_the_answer_does_not_tell_which_charts_exist(prepared):
    for patient in ("7", "8", "11", "9999"):
        assert prepared({**BODY, "patient": patient}).expires_in == 300


def test_an_app_that_cannot_be_launched_is_no_app(prepared, store):
    kept = store.apps.read("oscar", "app")
    store.apps.keep(replace(kept, status="pending"), now=NOW)
    with pytest.raises(Refused) as refusal:
        prepared(BODY)
    assert refusal.value.status == 422
