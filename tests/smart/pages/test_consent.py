"""What a person may choose on the consent page, and that nothing more is ever granted (AZ-14, SC-06)."""

from __future__ import annotations

from facade.access import scopes
from facade.smart.pages import asking, consent, wording

ASKED = (
    "launch/patient",
    "openid",
    "fhirUser",
    "patient/Patient.rs",
    "patient/Condition.rs",
    "patient/Observation.read",
    "user/MedicationRequest.cu",
    "offline_access",
)
OFFERED = ("Condition", "Observation", "Patient")
LABORATORY = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
PROBLEMS = "http://terminology.hl7.org/CodeSystem/condition-category|problem-list-item"


def lines():
    return consent.lines(ASKED, OFFERED)


def form(**values):
    return {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in values.items()}


def everything():
    return {line.name: ["all"] for line in lines()}


def test_each_scope_is_a_line_and_identity_is_one():
    found = lines()
    assert [line.kind for line in found] == ["identity", "data", "data", "data", "data", "offline"]
    assert found[0].scopes == ("openid", "fhirUser")


def test_all_of_it():
    assert set(consent.chosen(ASKED, lines(), everything())) == set(ASKED)


def test_each_line_can_be_left_out():
    """G 2.4: limited access."""
    for line in lines():
        sent = {name: value for name, value in everything().items() if name != line.name}
        found = consent.chosen(ASKED, lines(), sent)
        assert set(ASKED) - set(found) == set(line.scopes)


def test_what_a_wider_line_gives_has_no_line_of_its_own():
    """AZ-14: "nothing" beside "everything" would say one thing and grant the other."""
    asked = ("patient/Observation.rs", "patient/*.read", "patient/*.rs", "patient/Condition.cu")
    shown = consent.lines(asked, OFFERED)
    assert [line.scopes for line in shown] == [asked[:3], asked[3:]]
    (wide, _) = shown
    assert consent.chosen(asked, shown, {}) == ()
    assert set(consent.chosen(asked, shown, form(**{wide.name: "all"}))) == set(asked[:3])
    part = form(**{wide.name: "some", f"{wide.name}-part": ["patient/Patient.read"]})
    assert consent.chosen(asked, shown, part) == ("patient/Patient.read",)


def test_nothing_chosen_leaves_the_context_only():
    found = consent.chosen(ASKED, lines(), {})
    assert found == ("launch/patient",)
    assert not consent.gives_access(found)


def test_only_some_categories():
    """SC-06, G 9.28: Condition and Observation by category, in the syntax of version 2 also where version 1 was asked."""
    condition, observation = lines()[2], lines()[3]
    sent = {
        condition.name: ["some"],
        f"{condition.name}-part": [f"patient/Condition.rs?category={PROBLEMS}"],
        observation.name: ["some"],
        f"{observation.name}-part": [f"patient/Observation.rs?category={LABORATORY}"],
    }
    assert consent.chosen(ASKED, lines(), sent)[1:] == (
        f"patient/Condition.rs?category={PROBLEMS}",
        f"patient/Observation.rs?category={LABORATORY}",
    )


def test_the_categories_are_those_of_the_rule():
    """HTI-1 names these at least."""
    codes = {value.rpartition("|")[2] for value in consent.CATEGORIES["Condition"]}
    assert codes == {"encounter-diagnosis", "problem-list-item", "health-concern"}
    codes = {value.rpartition("|")[2] for value in consent.CATEGORIES["Observation"]}
    assert codes >= {"laboratory", "social-history", "vital-signs", "survey", "sdoh"}


def test_a_form_adds_nothing():
    """What was not asked is not granted, whatever a form says: the server compares with its own record."""
    condition = lines()[2]
    for part in (
        "patient/Condition.cruds",
        "system/*.cruds",
        "patient/Condition.rs",
        "patient/Condition.rs?category=made-up",
        f"patient/Observation.rs?category={LABORATORY}",
    ):
        found = consent.chosen(ASKED, lines(), {condition.name: ["some"], f"{condition.name}-part": [part]})
        assert found == ("launch/patient",), part
    for answer in ("system/*.cruds", "ALL", "", "on"):
        assert consent.chosen(ASKED, lines(), {condition.name: [answer]}) == ("launch/patient",)
    assert consent.chosen(ASKED, lines(), {condition.name: ["all", "some"]}) == ("launch/patient",)
    assert consent.chosen(ASKED, lines(), {"line-99": ["all"], "scope": ["system/*.cruds"]}) == ("launch/patient",)


def test_everything_can_be_narrowed_to_types():
    """A wildcard is a choice, too: the types that the endpoint serves."""
    (line,) = consent.lines(("patient/*.rs",), OFFERED)
    assert [str(part) for part in line.parts] == [f"patient/{type}.rs" for type in OFFERED]
    sent = {line.name: ["some"], f"{line.name}-part": ["patient/Patient.rs"]}
    assert consent.chosen(("patient/*.rs",), (line,), sent) == ("patient/Patient.rs",)


def test_what_is_narrow_already_is_not_narrowed_again():
    (line,) = consent.lines((f"patient/Observation.rs?category={LABORATORY}",), OFFERED)
    assert line.parts == ()


def test_nonsense_has_no_line():
    assert consent.lines(("patient/Observation.sr", "evil", "launch"), OFFERED) == ()


def test_reading_and_changing_are_told_apart_in_words():
    """HX-01: read and write, in both languages."""
    told = wording.words("en", scopes.parse("user/AllergyIntolerance.cru"))
    assert (told.verbs, told.what, told.writes) == ("See, add and change", "allergies and intolerances", True)
    told = wording.words("fr", scopes.parse("patient/Observation.rs?category=laboratory"))
    assert (told.verbs, told.only, told.writes) == ("Consulter", "résultats de laboratoire", False)
    assert wording.words("en", scopes.parse("patient/*.rs")).what == "everything in the record"
    assert wording.words("en", scopes.parse("patient/Basic.d")).what == "data of the type Basic"
    assert wording.words("en", scopes.parse("patient/Observation.rs?code=http://loinc.org|1")).only == (
        "code = http://loinc.org|1"
    )


def test_where_the_person_goes_back_to():
    """The host as it is, also where it pretends to be another's."""
    assert asking.host_of("https://app.example.org:8443/back?x=1") == "app.example.org:8443"
    assert asking.host_of("https://clinic.example@evil.example/back") == "clinic.example@evil.example"
    assert asking.host_of("com.example.app:/back") == "com.example.app:"
