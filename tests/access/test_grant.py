"""What a grant makes visible."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.access.denial import Denied
from facade.access.grant import Grant, Visible
from facade.search.expression import TRUE, And, Or, Param, ReferenceValue, TokenValue

INTERACTIONS = ["read", "search", "create", "update", "delete"]
SUBJECT = Param("subject", "", (ReferenceValue("5", "Patient"),))
PERFORMER = Param("performer", "", (ReferenceValue("5", "Patient"),))
VITALS = Param("category", "", (TokenValue("vital-signs"),))
FINAL = Param("status", "", (TokenValue("final"),))


def grant(*scopes, **facts):
    return Grant("app", "oscar", scopes, **facts)


def seen(found):
    assert isinstance(found, Visible)
    return found.expression


def denied(found):
    assert isinstance(found, Denied)
    return found.status, found.code


@pytest.mark.parametrize(("letter", "interaction"), list(zip("rscud", INTERACTIONS, strict=True)))
@pytest.mark.parametrize("given", "rscud")
def test_each_letter_opens_its_interaction_and_no_other(letter, interaction, given):
    found = grant(f"system/Patient.{given}").visible("Patient", interaction)
    if letter == given:
        assert seen(found) == TRUE
    else:
        assert denied(found) == (403, "forbidden")


@pytest.mark.parametrize("interaction", INTERACTIONS)
def test_without_a_scope_everything_is_denied(interaction):
    assert denied(grant().visible("Patient", interaction)) == (403, "forbidden")
    assert denied(grant("launch", "openid", "x").visible("Patient", interaction)) == (403, "forbidden")
    assert denied(grant("system/Observation.cruds").visible("Patient", interaction)) == (403, "forbidden")


def test_a_permission_shows_no_patient():
    assert denied(grant(permissions=frozenset({"operator"})).visible("Patient", "read")) == (403, "forbidden")


def test_system_and_user_see_the_whole_type():
    assert seen(grant("system/*.rs").visible("Observation", "search")) == TRUE
    assert seen(grant("user/*.rs", user="Practitioner/5").visible("Observation", "search")) == TRUE
    assert seen(grant("user/*.rs", user="PractitionerRole/a-1").visible("Observation", "read")) == TRUE


@pytest.mark.parametrize(
    "user",
    [None, "", "5", "Practitioner", "Practitioner/", "Practitioner/5/6", "Practitioner/5\n", "practitioner/5",
     "Practitioner/" + "9" * 65, "https://other.example.org/Practitioner/5", "Patient/5", "Person/5",
     "RelatedPerson/5", "Practitioner/5,Practitioner/6"],
)  # fmt: skip
def test_a_user_scope_needs_a_practitioner(user):
    assert denied(grant("user/*.cruds", user=user).visible("Patient", "read")) == (403, "forbidden")


def test_a_patient_scope_sees_the_compartment():
    app = grant("patient/*.rs", patient="5")
    assert seen(app.visible("Observation", "read")) == Or((SUBJECT, PERFORMER))
    assert seen(app.visible("Patient", "search")) == Param("_id", "", (TokenValue("5"),))
    assert seen(app.visible("Practitioner", "read")) == TRUE
    assert denied(app.visible("Group", "read")) == (403, "forbidden")
    assert denied(app.visible("Medication", "read")) == (403, "forbidden")


def test_a_patient_scope_writes_only_into_its_own_chart():
    app = grant("patient/*.cruds", patient="5")
    for interaction in ("create", "update", "delete"):
        assert seen(app.visible("Observation", interaction)) == SUBJECT
        assert denied(app.visible("Practitioner", interaction)) == (403, "forbidden")


@pytest.mark.parametrize("patient", [None, "", "5,6", "Patient/5", "5/6", "5 ", "5\n", "*", "%", "a" * 65, "5|6", "é"])
@pytest.mark.parametrize("type", ["Patient", "Observation", "Practitioner"])
def test_an_absent_or_odd_patient_denies(patient, type):
    assert denied(grant("patient/*.cruds", patient=patient).visible(type, "read")) == (403, "forbidden")


IDENTITY = ("openid", "fhirUser")


def test_a_user_who_is_no_clinician_sees_the_charts_that_it_looks_after():
    """user/ of a Patient or RelatedPerson: the own chart and those of proxies, nobody else's (SC-09)."""
    both = tuple(ReferenceValue(id, "Patient") for id in ("5", "6"))
    parent = grant("user/*.cruds", user="Patient/5", patients=("5", "6"))
    assert seen(parent.visible("Observation", "read")) == Or((Param("subject", "", both), Param("performer", "", both)))
    assert seen(parent.visible("Patient", "search")) == Param("_id", "", (TokenValue("5"), TokenValue("6")))
    assert seen(parent.visible("Observation", "create")) == Param("subject", "", both)
    assert seen(parent.visible("Practitioner", "read")) == TRUE
    assert denied(parent.visible("Practitioner", "update")) == (403, "forbidden")
    assert denied(parent.visible("Group", "read")) == (403, "forbidden")
    carer = grant("user/Patient.r", user="RelatedPerson/3", patients=("6",))
    assert seen(carer.visible("Patient", "read")) == Param("_id", "", (TokenValue("6"),))
    assert denied(grant("user/*.rs", user="Patient/5").visible("Patient", "read")) == (403, "forbidden")


@pytest.mark.parametrize("odd", ["", "5,6", "Patient/5", "*", "5 ", "a" * 65])
def test_one_odd_patient_denies_all(odd):
    parent = grant("user/*.rs", user="Patient/5", patients=("5", odd))
    assert denied(parent.visible("Patient", "read")) == (403, "forbidden")


def test_a_clinician_s_patients_narrow_nothing_and_a_patient_scope_asks_the_context_alone():
    """LA-09: patient/ means the one patient of the context, however many others the person looks after."""
    doctor = grant("user/*.rs", user="Practitioner/1", patients=("5",))
    assert seen(doctor.visible("Observation", "read")) == TRUE
    parent = grant("patient/*.rs", patient="6", user="Patient/5", patients=("5", "6"))
    assert seen(parent.visible("Patient", "read")) == Param("_id", "", (TokenValue("6"),))
    held = grant("patient/*.rs", patient="6", user="Practitioner/1")
    assert seen(held.visible("Patient", "search")) == Param("_id", "", (TokenValue("6"),))


def test_who_the_user_is_may_be_read_whatever_the_scopes():
    """ID-04: the fhirUser, by its id, and no search."""
    doctor = grant(*IDENTITY, "patient/Observation.rs", patient="6", user="Practitioner/1")
    itself = Param("_id", "", (TokenValue("1"),))
    assert seen(doctor.visible("Practitioner", "read")) == itself
    for interaction in ("search", "create", "update", "delete"):
        assert denied(doctor.visible("Practitioner", interaction)) == (403, "forbidden")
    for other in ("Patient", "PractitionerRole", "Person"):
        assert denied(doctor.visible(other, "read")) == (403, "forbidden")
    parent = grant(*IDENTITY, "patient/Patient.rs", patient="6", user="Patient/5")
    six, five = (Param("_id", "", (TokenValue(id),)) for id in ("6", "5"))
    assert seen(parent.visible("Patient", "read")) == Or((six, five))
    assert seen(parent.visible("Patient", "search")) == six


@pytest.mark.parametrize("scopes", [("openid",), ("fhirUser",), ("openid", "profile"), ()])
def test_who_did_not_ask_for_the_user_reads_none(scopes):
    assert denied(grant(*scopes, user="Practitioner/1").visible("Practitioner", "read")) == (403, "forbidden")


@pytest.mark.parametrize("user", [None, "", "Practitioner", "Practitioner/", "Practitioner/1/2", "Practitioner/1,2"])
def test_an_odd_user_is_nobody(user):
    assert denied(grant(*IDENTITY, user=user).visible("Practitioner", "read")) == (403, "forbidden")


def test_all_charts_that_a_grant_names():
    assert grant().charts == ()
    assert grant(patient="6", patients=("5", "6")).charts == ("6", "5", "6")
    assert grant(patient="", patients=("5",)).charts == ("", "5")


def test_pages_belong_to_one_person_in_one_context():
    bearers = [
        grant().bearer,
        *(grant(user=user).bearer for user in ("Patient/5", "Practitioner/5")),
        *(grant(user="Patient/5", patient=patient).bearer for patient in ("5", "6")),
        grant(patient="5").bearer,
        grant(patients=("5", "6")).bearer,
        grant(patients=("6",)).bearer,
    ]
    assert len(set(bearers)) == len(bearers)


def test_a_person_s_grant_lifts_no_restriction():
    permissions = frozenset({"confidential"})
    assert grant("system/*.rs", permissions=permissions).lifting == permissions
    assert grant("system/*.rs", permissions=permissions, patients=("5",)).lifting == frozenset()


def test_a_filter_narrows():
    app = grant("patient/Observation.rs?category=vital-signs", patient="5")
    assert seen(app.visible("Observation", "search")) == And((VITALS, Or((SUBJECT, PERFORMER))))
    system = grant("system/Observation.rs?category=vital-signs&status=final")
    assert seen(system.visible("Observation", "read")) == And((VITALS, FINAL))


def test_several_scopes_add_up():
    app = grant("system/Observation.rs?category=vital-signs", "system/Observation.r?status=final")
    assert seen(app.visible("Observation", "read")) == Or((VITALS, FINAL))
    assert seen(app.visible("Observation", "search")) == VITALS
    assert seen(grant("system/*.rs", "system/Observation.rs?status=final").visible("Observation", "read")) == TRUE


def test_levels_of_one_token_add_up():
    app = grant("patient/*.rs", "user/Observation.rs?status=final", patient="5", user="Practitioner/1")
    assert seen(app.visible("Observation", "read")) == Or((SUBJECT, PERFORMER, FINAL))
    assert seen(app.visible("Patient", "read")) == Param("_id", "", (TokenValue("5"),))


def test_a_filter_that_cannot_be_asked_is_not_ignored():
    assert denied(grant("system/Patient.rs?category=a").visible("Patient", "read")) == (403, "forbidden")
    both = grant("system/Observation.rs?date=2020", "system/Observation.rs?status=final")
    assert seen(both.visible("Observation", "read")) == FINAL


def test_the_reason_names_rules_and_no_values():
    app = grant("patient/*.rs?_id=secret77", "patient/Observation.rs", "system/Observation.r", patient="secret88")
    found = app.visible("Observation", "read")
    assert isinstance(found, Visible)
    assert found.reason == "patient compartment, patient compartment filtered, system"


def test_masks_close_the_type_for_writing_and_only_that():
    app = grant("system/*.cruds", masks={"Patient": frozenset({"Patient.birthDate"})})
    assert app.mask("Patient") == {"Patient.birthDate"}
    assert app.mask("Observation") == frozenset()
    assert seen(app.visible("Patient", "read")) == TRUE
    assert seen(app.visible("Observation", "update")) == TRUE
    for interaction in ("create", "update", "delete"):
        assert denied(app.visible("Patient", interaction)) == (403, "forbidden")


TEXT = st.none() | st.text(max_size=8)
GRANTS = st.builds(
    Grant,
    st.text(), st.text(), st.lists(st.text()).map(tuple), TEXT, TEXT, TEXT,
    st.lists(st.text()).map(tuple), st.frozensets(st.text()),
    st.dictionaries(st.text(), st.frozensets(st.text())), st.lists(st.text()).map(tuple),
)  # fmt: skip


@given(GRANTS)
def test_a_grant_survives_json(app):
    assert Grant.from_fields(json.loads(json.dumps(app.as_fields()))) == app


def test_only_the_exact_fields_make_a_grant():
    values = grant("system/*.rs").as_fields()
    without = {name: value for name, value in values.items() if name != "patient"}
    for wrong in (without, values | {"more": 1}, {}):
        with pytest.raises(ValueError, match="fields"):
            Grant.from_fields(wrong)


def test_grants_are_values():
    one = grant("system/*.rs", masks={"Patient": frozenset({"a"})})
    assert hash(one) == hash(grant("system/*.rs", masks={"Patient": frozenset({"a"})}))
    with pytest.raises(AttributeError):
        one.patient = "6"
