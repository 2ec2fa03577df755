"""Templates held against profiles: findings, conditions and shares, worked out by hand on an invented map."""

from __future__ import annotations

import pytest

from facade.adapter import Profile, ProfileSet, Rule, rule, supported
from facade.compiler.profiled import compare, profile_findings
from facade.fhir import definitions
from profiles.ca_core.constraints import SETS
from tests.profiles.elm import JHN, URL, compiled, made


def findings(*rules: Rule, **more: object) -> list[str]:
    return [str(item) for item in profile_findings(compiled(made(*rules, **more)))]


def test_a_required_element_without_a_column() -> None:
    assert findings(rule("identifier.system", required=True)) == [
        "adapter.W006 elm Patient Patient.identifier.system: is required by set person (read) and has no column in some"
        " of its places. Map it, or live without the claim there."
    ]
    assert findings(rule("photo", required=True, evidence="partly"), claimed=False) == [
        "adapter.W006 elm Patient Patient.photo: is required by set person (partly) and has no column in some of its"
        " places. It is not claimed anyway."
    ]
    assert findings(rule("identifier.system", required=True, where=JHN)) == []


def test_a_constant_that_disagrees() -> None:
    assert (
        "adapter.W007 elm Patient Patient.identifier.type.text: is JHN, where set person says HC. Say what the profile says."
        in (findings(rule("identifier.type.text", where=JHN, value="HC")))
    )
    assert findings(rule("identifier.type.text", where=JHN, value="JHN")) == []


def test_what_is_to_be_supported() -> None:
    # of five paths three are mapped: name.family, the system of the card, its type; 3 of 5 are 60 %
    paths = (
        supported("name.family", "name.suffix", "photo"),
        supported("identifier.system", "identifier.type", where=JHN),
    )
    assert findings(*paths[0], *paths[1]) == [
        "adapter.W008 elm Patient: maps 60 % of what set person wants supported; without: name.suffix, photo."
        " Map what the tables hold."
    ]
    # a slice that the template does not have supports nothing
    assert "maps 0 %" in findings(*supported("identifier.system", where={"type.text": "PPN"}))[0]
    assert findings(*supported("name.given", "generalPractitioner")) == []


@pytest.mark.parametrize(
    ("rules", "more", "said"),
    [
        ([rule("identifier.value", required=True)], {}, "always"),
        ([rule("name", required=True)], {}, "where there is `name`"),
        (
            [rule("identifier.system", required=True, where=JHN)],
            {},
            "where each `Patient.identifier` (JHN) has `system`",
        ),
        ([rule("photo", required=True)], {}, "never: `Patient.photo` is not mapped"),
        ([rule("name", required=True)], {"claimed": False}, "never: too little of the profile is known"),
        (
            [rule("identifier.system", required=True, where={"type.text": "MR"})],
            {},
            "where there is no `Patient.identifier` (MR), which lacks `Patient.identifier.system`",
        ),
        ([rule("identifier", required=True, where=JHN)], {}, "where there is `Patient.identifier` (JHN)"),
    ],
)
def test_when_a_profile_is_claimed_in_words(rules: list[Rule], more: dict[str, object], said: str) -> None:
    source = compiled(made(*rules, **more))
    ((name, found),) = compare(source, source.units[0])
    assert (name, found.profile.url, found.when) == ("set", URL, said)


@pytest.mark.parametrize("known", SETS, ids=lambda known: known.name)
def test_the_tables_are_of_one_piece(known: ProfileSet) -> None:
    urls = [profile.url for profile in known.profiles]
    assert len(urls) == len(set(urls))
    for profile in known.profiles:
        assert profile.seen, profile.url
        for item in profile.rules:
            paths = [item.path, *(f"{item.path}.{name}".lstrip(".") for name in item.one_of)]
            paths += [f"{item.path.partition('.')[0]}.{path}" for path in item.where]
            assert all(_element(profile.type, path) for path in paths if path), (profile.url, item)
        assert profile.claimed or not _is_read(profile), profile.url


def _element(parent: str, path: str) -> bool:
    """Whether some choice of the path's elements is R4's."""
    name, _, rest = path.partition(".")
    element = definitions.named(parent, name)
    found = [definitions.child(parent, key) for key in element.keys] if element else []
    return bool(found) and (not rest or any(_element(child.type, rest) for child in found if child is not None))


def _is_read(profile: Profile) -> bool:
    return bool(profile.rules) and all(item.evidence == "read" for item in profile.rules)


def test_the_profiles_of_the_types_that_the_issue_names_are_there() -> None:
    core = {profile.type for profile in SETS[0].profiles}
    assert core >= {
        "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Encounter",
        "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Immunization", "Observation",
        "DiagnosticReport", "Procedure", "DocumentReference", "ServiceRequest", "Task",
    }  # fmt: skip
