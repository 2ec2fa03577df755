"""meta.profile: claimed exactly of the resources that the profile's rules, read by hand, are met by; found by _profile."""

from __future__ import annotations

from typing import Any

import pytest

from facade.adapter import Adapter, ProfileSet, Rule, rule, supported, text
from facade.compiler.claims import claims
from facade.interactions.capabilities import capabilities
from tests.profiles.elm import JHN, TEMPLATE, URL, compiled, made, metadata, p
from tests.serving import Service, fill, serve

# id, what is in the row, whether it is claimed by RULES
PEOPLE = [
    (1, {"last": "Roy", "card": "1", "issuer": "urn:on"}, True),
    (2, {"first": "Ann"}, True),  # given alone will do; no card, so none without system
    (3, {"title": "Dr"}, False),  # a name of a title only is there, without family and given
    (4, {}, False),  # no name at all
    (5, {"last": "Roy", "card": "5"}, False),  # a health card whose issuer is not known
    (6, {"last": "Roy", "chart": "C6"}, True),  # a chart number without system is not the slice's
    (7, {"last": "Roy", "issuer": "urn:on"}, True),  # an issuer without card is no identifier
    (8, {"last": "Roy"}, False),  # one of the earlier names is a title only
    (9, {"last": "Roy"}, True),  # all earlier names have a family name
    (10, {}, True),  # the only name is an earlier one, with family
    (11, {"last": " ", "first": ""}, False),  # blanks are no name
]
CLAIMED = [f"{number}" for number, _, claimed in PEOPLE if claimed]
FORMER = [
    {"id": 1, "person": 8, "title": None, "last": "Old"},
    {"id": 2, "person": 8, "title": "Mrs", "last": None},
    {"id": 3, "person": 9, "title": "Mrs", "last": "Old"},
    {"id": 4, "person": 10, "title": None, "last": "Old"},
    {"id": 5, "person": 2, "title": None, "last": ""},  # no name, so none without family
]


@pytest.fixture(params=["sqlite", "mariadb"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        found: str = request.getfixturevalue("sqlite_url")
    else:
        server = request.getfixturevalue("mariadb_server")
        found = server.url_for("pymysql", request.getfixturevalue("mariadb_database"))
    empty = dict.fromkeys(("title", "last", "first", "card", "issuer", "chart", "doctor"))
    fill(found, metadata, {"person": [{**empty, "id": n, **row} for n, row, _ in PEOPLE], "former": FORMER})
    return found


def served(url: str, **more: Any) -> Service:
    return serve(made(), url, zone="UTC", profiles="set", **more)


def claiming(resources: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in resources if item.get("meta", {}).get("profile") == [URL]]


def ids(resources: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in resources]


def test_a_resource_claims_what_its_row_satisfies_and_only_that(url: str) -> None:
    everybody = served(url).pages("Patient")
    assert len(everybody) == len(PEOPLE)
    assert claiming(everybody) == CLAIMED
    assert all("profile" not in item["meta"] for item in everybody if item["id"] not in CLAIMED)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"_profile={URL}", CLAIMED),
        (f"_profile={URL}|1.0", []),  # the claim names no version
        (f"_profile:below={URL.rpartition('/')[0]}", CLAIMED),
        ("_profile=http://example.org/StructureDefinition/other", []),
        ("_profile:missing=false", CLAIMED),
        ("_profile:missing=true", [f"{n}" for n, _, claimed in PEOPLE if not claimed]),
        (f"_profile={URL}&family=roy", [n for n in CLAIMED if n in ("1", "6", "7", "9")]),
    ],
)
def test_it_is_found_by_what_it_claims(url: str, query: str, expected: list[str]) -> None:
    clinic = served(url)
    assert ids(clinic.pages("Patient", f"{query}&_count=2")) == expected
    status, counted = clinic.search("Patient", f"{query}&_summary=count")
    assert (status, counted["total"]) == (200, len(expected))


def test_reading_agrees_with_searching(url: str) -> None:
    clinic = served(url)
    for number, _, claimed in PEOPLE:
        _, body = clinic.get("Patient", f"{number}")
        assert body["meta"].get("profile", []) == ([URL] if claimed else [])


def test_an_extract_claims_nothing(url: str) -> None:
    clinic = served(url)
    for query in ("_elements=name,identifier", "_summary=true", "_summary=text"):
        assert all("profile" not in item.get("meta", {}) for item in clinic.pages("Patient", query)), query


def test_who_may_not_see_the_name_is_not_told_that_there_is_one(url: str) -> None:
    clinic = served(url, masks={"Patient": frozenset({"Patient.name"})})
    assert claiming(clinic.pages("Patient")) == []
    assert clinic.pages("Patient", f"_profile={URL}") == []


def test_a_mask_beside_the_conditions_leaves_the_claim(url: str) -> None:
    clinic = served(url, masks={"Patient": frozenset({"Patient.generalPractitioner"})})
    assert claiming(clinic.pages("Patient")) == CLAIMED


def test_without_a_set_nothing_is_claimed(url: str) -> None:
    clinic = serve(made(), url, zone="UTC")
    assert all("profile" not in item["meta"] for item in clinic.pages("Patient"))
    assert clinic.pages("Patient", f"_profile={URL}") == []


def test_the_statement_of_capabilities_names_what_is_claimed(url: str) -> None:
    def told(clinic: Service) -> Any:
        return capabilities(clinic.endpoint)["rest"][0]["resource"][0].get("supportedProfile")

    assert told(served(url)) == [URL]
    assert told(serve(made(), url, zone="UTC")) is None
    never = made(rule("photo", required=True))
    assert told(serve(never, url, zone="UTC", profiles="set")) is None


def test_a_version_holds_as_long_as_the_mapping_and_the_claims_do(url: str) -> None:
    plain, with_claims = serve(made(), url, zone="UTC"), served(url)
    assert plain.read("Patient", "4")[2]["ETag"] != with_claims.read("Patient", "4")[2]["ETag"]
    assert with_claims.read("Patient", "1")[2]["ETag"] == served(url).read("Patient", "1")[2]["ETag"]


def test_the_mapping_version_is_that_of_before_where_nothing_is_claimed() -> None:
    unaware = replace_profiles(made(), ())
    assert compiled(made(), claimed=False).version == compiled(unaware, claimed=False).version
    assert compiled(made()).version != compiled(made(), claimed=False).version
    assert compiled(made()).version == compiled(made()).version


def replace_profiles(adapter: Adapter, profiles: tuple[ProfileSet, ...]) -> Adapter:
    return Adapter(adapter.name, contract=1, maps=adapter.maps, profiles=profiles)


ALWAYS: tuple[str, ...] = ()
NEVER = None


@pytest.mark.parametrize(
    ("rules", "template", "conditions"),
    [
        ([rule("telecom.value", required=True)], {"telecom": [{"system": "phone", "value": text(p.card)}]}, ALWAYS),
        ([rule("telecom.system", required=True)], {"telecom": [{"system": "phone", "value": text(p.card)}]}, ALWAYS),
        ([rule("telecom.system", required=True)], {"telecom": [{"value": text(p.card)}]}, ("Patient.telecom.system",)),
        ([rule("telecom.value", required=True)], {}, ALWAYS),  # of no telecom each has a value
        ([rule("name", one_of=("family", "given"))], {"name": [{"given": [text(p.first)]}]}, ALWAYS),
        ([rule("name", one_of=("family", "given"))], {"name": [{"text": text(p.last)}]}, ("Patient.name",)),
        ([rule("name", required=True)], {}, ("Patient.name",)),
        ([rule("photo", required=True)], {}, NEVER),
        ([rule("active", required=True)], {"active": True}, ALWAYS),
        ([rule("deceased", required=True)], {"deceasedBoolean": True}, ALWAYS),
        ([rule("gender", value="female")], {"gender": "female"}, ALWAYS),
        ([rule("gender", value="female")], {"gender": "male"}, NEVER),
        ([rule("gender", value="female")], {}, ALWAYS),
        ([rule("gender", value="female")], {"gender": text(p.title)}, NEVER),  # a column may say anything
        ([rule("identifier.type.text", where=JHN, value="JHN")], {}, ALWAYS),
        ([rule("identifier.type.text", where=JHN, value="HC")], {}, ("Patient.identifier.type.text",)),
        ([rule("identifier", required=True, where=JHN)], {}, ("Patient.identifier",)),
        ([rule("identifier", required=True, where={"type.text": "PPN"})], {}, NEVER),
        ([rule("managingOrganization.reference", required=True)], {}, ALWAYS),
        (
            [rule("contact.name.text", required=True)],  # deeper than is watched: claimed where there is no contact
            {"contact": [{"gender": text(p.title), "name": {"text": text(p.last), "family": text(p.last)}}]},
            ("Patient.contact.name.text",),
        ),
        (list(supported("photo", "name")), {}, ALWAYS),  # to be supported is not to be there
    ],
)
def test_what_the_template_settles_and_what_it_leaves_open(
    rules: list[Rule], template: dict[str, Any], conditions: tuple[str, ...] | None
) -> None:
    source = compiled(made(*rules, template={**TEMPLATE, **template}))
    (unit,) = source.units
    found = claims(unit.root, unit.profiles).made
    if conditions is NEVER:
        assert not found
    else:
        assert [clause.path for claim in found for clause in claim.clauses] == list(conditions)
        assert len(found) == 1


def test_a_profile_is_claimed_only_of_what_it_is_about() -> None:
    def urls(**more: Any) -> tuple[str, ...]:
        (unit,) = compiled(made(rule("name.family"), **more)).units
        return claims(unit.root, unit.profiles).urls

    assert urls() == (URL,)
    assert urls(when={"name.use": "official"}) == (URL,)
    assert urls(when={"name.use": "maiden"}) == ()
    assert urls(when={"name.family": "Roy"}) == ()  # a column decides, so the template does not say it
    assert urls(claimed=False) == ()


def test_what_a_template_says_of_its_own_profiles_stays(sqlite_url: str) -> None:
    own = {**TEMPLATE, "meta": {"profile": ["http://example.org/own"]}}
    fill(sqlite_url, metadata, {"person": [{"id": 1, "last": "Roy"}, {"id": 2, "title": "Dr"}]})
    clinic = serve(made(template=own), sqlite_url, zone="UTC", profiles="set")
    assert [item["meta"]["profile"] for item in clinic.pages("Patient")] == [
        ["http://example.org/own", URL],
        ["http://example.org/own"],
    ]
    assert ids(clinic.pages("Patient", "_profile=http://example.org/own")) == ["1", "2"]
    assert ids(clinic.pages("Patient", f"_profile={URL}")) == ["1"]
