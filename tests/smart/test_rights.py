"""From an app, a person's links, scopes and a context to a grant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from facade.access.denial import Denied
from facade.access.grant import Grant
from facade.errors import Refused
from facade.search.expression import TRUE, Param, TokenValue
from facade.smart.rights import NotHeld, Rights, fhir_user, grant_for, is_clinician, is_known, own_grant
from facade.store.people import Link
from tests.serving import NOW
from tests.smart.records import ANNA, APP, CARES_FOR_BENOIT, DOCTOR, records

CHART = ("patient/*.rs",)
USER = ("user/*.rs", "openid", "fhirUser")
CARER = Link("p-carer", "oscar", "RelatedPerson/3")


@pytest.fixture
def rights(clinic):
    """Of an app of somebody with these links."""

    def found(*links, scopes=CHART, patient=None, app=APP, now=NOW) -> Rights:
        return grant_for(app, links, scopes, endpoint=clinic.endpoint, patient=patient, now=now)

    return found


def whom(rights, type="Patient", interaction="search"):
    """The patients whom a grant shows: ids, or everybody."""
    verdict = rights.grant.visible(type, interaction)
    if isinstance(verdict, Denied):
        return None
    if verdict.expression == TRUE:
        return "everybody"
    assert isinstance(verdict.expression, Param)
    return [value.code for value in verdict.expression.values]


def test_a_clinician_s_user_scopes_reach_every_chart(rights):
    found = rights(DOCTOR, scopes=USER)
    assert whom(found) == "everybody"
    assert (found.grant.client, found.grant.endpoint, found.grant.user) == ("app", "oscar", "Practitioner/101")
    assert found.grant.patient is None
    assert found.expires is None


def test_a_clinician_with_patient_scopes_is_held_to_the_one_patient(rights):
    """LA-09, and a second time with the same context, as at refresh."""
    for _ in range(2):
        found = rights(DOCTOR, patient="7")
        assert whom(found) == ["7"]
        assert found.grant.visible("Observation", "search").expression != TRUE
        assert found.grant.patient == "7"
    both = rights(DOCTOR, scopes=("patient/Patient.rs", "user/Practitioner.rs"), patient="7")
    assert whom(both) == ["7"]
    assert whom(both, "Practitioner") == "everybody"


def test_writes_of_a_clinician_are_entered_under_the_own_provider_number(rights):
    app = replace(APP, provider="999", permissions=frozenset({"operator", "confidential", "launch"}))
    assert rights(DOCTOR, scopes=("user/*.cruds",), app=app).grant.provider == "101"
    assert rights(replace(DOCTOR, provider=None), scopes=("user/*.cruds",), app=app).grant.provider is None
    assert rights(replace(ANNA, provider="101"), scopes=("user/*.cruds",), app=app).grant.provider is None


def test_an_app_s_permissions_are_not_its_person_s(rights):
    app = replace(APP, permissions=frozenset({"operator", "confidential", "launch"}))
    assert rights(DOCTOR, scopes=USER, app=app).grant.permissions == frozenset()


def test_an_app_s_masks_hold_for_its_people(rights):
    masks = {"Patient": frozenset({"Patient.telecom"})}
    assert rights(DOCTOR, scopes=USER, app=replace(APP, masks=masks)).grant.mask("Patient") == {"Patient.telecom"}


@pytest.mark.parametrize(
    ("links", "seen"),
    [
        ((ANNA,), ["7"]),
        ((ANNA, CARES_FOR_BENOIT), ["7", "9"]),
        ((CARES_FOR_BENOIT, ANNA), ["7", "9"]),
        ((CARES_FOR_BENOIT,), ["9"]),
        ((CARER, CARES_FOR_BENOIT), ["9"]),
        ((CARER,), None),
    ],
)
def test_user_scopes_of_others_reach_the_own_and_the_proxies_charts(rights, links, seen):
    """SC-09: a relative's own record opens no chart, only a link to the patient does."""
    found = rights(*links, scopes=USER)
    assert whom(found) == seen
    assert whom(found, "Group") is None


def test_patient_scopes_of_others_reach_the_chosen_chart_only(rights):
    assert whom(rights(ANNA, CARES_FOR_BENOIT, patient="9")) == ["9"]
    assert whom(rights(ANNA, CARES_FOR_BENOIT, patient="7")) == ["7"]


@pytest.mark.parametrize("patient", ["10", "11", "100", "9999", "8"])
def test_a_patient_of_nobody_s_link_is_refused(rights, patient):
    with pytest.raises(NotHeld):
        rights(ANNA, CARES_FOR_BENOIT, patient=patient)


@pytest.mark.parametrize("links", [(DOCTOR,), (ANNA, CARES_FOR_BENOIT)], ids=["doctor", "patient"])
@pytest.mark.parametrize("patient", [None, "", "7,9", "Patient/7", "*", "7 ", "7\n", "a" * 65])
def test_a_missing_or_odd_context_denies(rights, links, patient):
    """AZ-15: never without a patient, whoever asks."""
    with pytest.raises(NotHeld):
        rights(*links, patient=patient)


@pytest.mark.parametrize("links", [(), (replace(DOCTOR, endpoint="openemr"),), (replace(DOCTOR, expires=NOW),)])
def test_who_is_nobody_at_this_endpoint_has_no_rights(rights, clinic, links):
    for scopes in (USER, ("openid",), ("user/Patient.rs",)):
        with pytest.raises(NotHeld):
            rights(*links, scopes=scopes)
    with pytest.raises(NotHeld):
        own_grant(links, endpoint=clinic.endpoint, now=NOW)


def test_no_person_has_what_belongs_to_the_system(rights):
    for scopes in (("system/*.rs",), ("user/*.rs", "system/Patient.r"), ("system/nonsense",)):
        with pytest.raises(NotHeld):
            rights(DOCTOR, scopes=scopes)


@pytest.mark.parametrize("change", [{"endpoint": "openemr"}, {"status": "frozen"}, {"status": "pending"}])
def test_an_app_that_may_do_nothing_here(rights, change):
    with pytest.raises(NotHeld):
        rights(DOCTOR, scopes=USER, app=replace(APP, **change))


def test_a_token_ends_with_the_first_link_behind_it(rights):
    """A proxy's access ends at the moment the clinic gave, not when the token would have."""
    soon, later = NOW + timedelta(minutes=5), NOW + timedelta(days=5)
    mother = (ANNA, replace(CARES_FOR_BENOIT, expires=soon), replace(CARES_FOR_BENOIT, reference="Patient/10"))
    assert rights(*mother, patient="9").expires == soon
    assert rights(*mother, scopes=USER).expires == soon
    assert rights(replace(DOCTOR, expires=later), scopes=USER).expires == later
    assert rights(ANNA, CARES_FOR_BENOIT, patient="9").expires is None


def test_a_proxy_whose_link_has_expired_gets_no_further_token(rights):
    """As asked at refresh."""
    until = replace(CARES_FOR_BENOIT, expires=NOW)
    before, after = NOW - timedelta(seconds=1), NOW
    assert whom(rights(ANNA, until, patient="9", now=before)) == ["9"]
    with pytest.raises(NotHeld):
        rights(ANNA, until, patient="9", now=after)
    assert whom(rights(ANNA, until, scopes=USER, now=before)) == ["7", "9"]
    assert whom(rights(ANNA, until, scopes=USER, now=after)) == ["7"]


def test_what_the_ehr_merged_is_one_chart(rights):
    assert whom(rights(replace(ANNA, reference="Patient/8"), scopes=USER)) == ["7"]
    assert whom(rights(replace(ANNA, reference="Patient/8"), patient="7")) == ["7"]
    with pytest.raises(NotHeld):  # the app must learn that its patient has another id now
        rights(replace(ANNA, reference="Patient/8"), patient="8")
    with pytest.raises(NotHeld):
        rights(DOCTOR, patient="8")


def test_who_the_user_is(rights):
    """ID-04, ID-05: readable by its own token, found by no search."""
    assert fhir_user((CARES_FOR_BENOIT, ANNA)) == "Patient/7"
    assert fhir_user((CARES_FOR_BENOIT,)) is None
    assert is_clinician((DOCTOR,))
    assert not is_clinician((replace(DOCTOR, proxy=True), ANNA))
    narrow = rights(DOCTOR, scopes=("patient/Observation.rs", "openid", "fhirUser"), patient="7")
    assert narrow.grant.visible("Practitioner", "read").expression == Param("_id", "", (TokenValue("101"),))
    assert isinstance(narrow.grant.visible("Practitioner", "search"), Denied)
    assert rights(CARES_FOR_BENOIT, patient="9").grant.user is None


def test_the_user_s_own_resource_is_served_to_its_token_and_no_other(clinic, rights):
    narrow = rights(DOCTOR, scopes=("patient/Observation.rs", "openid", "fhirUser"), patient="7")
    theirs = replace(clinic, grant=narrow.grant)
    assert theirs.get("Practitioner", "101")[0] == 200
    assert theirs.get("Practitioner", "102")[0] == 404
    assert theirs.search("Practitioner", "_id=101")[0] == 403
    assert theirs.get("Patient", "7")[0] == 403
    mother = rights(ANNA, CARES_FOR_BENOIT, scopes=("patient/Patient.rs", "openid", "fhirUser"), patient="9")
    hers = replace(clinic, grant=mother.grant)
    assert hers.get("Patient", "7")[0] == 200
    assert hers.get("Patient", "9")[0] == 200
    assert hers.get("Patient", "10")[0] == 404
    found = hers.search("Patient")[1]["entry"]
    assert [entry["resource"]["id"] for entry in found] == ["9"]


def test_a_write_shows_what_was_written_to_who_may_read_it(tmp_path):
    """The scope is for writing: only the user's own resource may be read, by its id."""
    clinic = records(f"sqlite:///{tmp_path / 'clinic.sqlite'}", writes={"Patient": ["update"]}, provider="101")
    scopes = ("patient/Patient.u", "openid", "fhirUser")
    for patient, shown in (("9", False), ("7", True)):
        grant = Grant("app", "oscar", scopes, patient=patient, user="Patient/7", provider="101")
        status, resource, headers = clinic.read("Patient", patient)
        assert status == 200
        sent = {**resource, "telecom": [{"system": "phone", "use": "home", "value": "555-0000"}]}
        status, body, _ = replace(clinic, grant=grant).put("Patient", patient, sent, headers["ETag"])
        assert status == 200, body
        assert (body is not None) == shown
        assert clinic.get("Patient", patient)[1]["telecom"][0]["value"] == "555-0000"


def test_a_token_of_several_charts_is_refused_once_one_of_them_is_merged_away(clinic, rights):
    token = replace(rights(ANNA, scopes=USER).grant, patients=("7", "8"))
    assert replace(clinic, grant=token).search("Patient")[0] == 403


def test_only_a_resource_that_is_there_can_be_somebody(clinic):
    for reference, known in (
        ("Practitioner/101", True), ("Practitioner/9", False), ("Practitioner", False), ("Patient/7", True),
        ("Patient/11", False), ("", False), ("Group/1", False), ("Practitioner/101/x", False), ("X/1", False),
    ):  # fmt: skip
        assert is_known(reference, context=clinic.context) is known, reference


def test_an_ehr_that_is_away_takes_nobody_s_rights(clinic, rights, monkeypatch):
    def away(*_):
        raise Refused(503, "transient", "away")

    monkeypatch.setattr(type(clinic.endpoint.source), "fresh", away)
    with pytest.raises(Refused) as refusal:
        rights(ANNA, patient="7")
    assert refusal.value.status == 503
    assert whom(rights(DOCTOR, scopes=USER)) == "everybody"  # no patient, so no merge to ask for
