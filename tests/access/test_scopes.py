"""Scopes: grammar by the SMART guide, and an intersection that grants exactly what both sides allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.access.scopes import Scope, granted, intersect, level_of, parse, parse_all

CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("system/Patient.rs", Scope("system", "Patient", "rs")),
        ("user/*.cruds", Scope("user", "*", "cruds")),
        ("patient/Observation.r", Scope("patient", "Observation", "r")),
        ("patient/Observation.cus", Scope("patient", "Observation", "cus")),
        ("patient/Observation.read", Scope("patient", "Observation", "rs", v1=True)),
        ("patient/Observation.write", Scope("patient", "Observation", "cud", v1=True)),
        ("system/*.*", Scope("system", "*", "cruds", v1=True)),
        (
            f"patient/Observation.rs?category={CATEGORY}&status=final",
            Scope("patient", "Observation", "rs", (f"category={CATEGORY}", "status=final")),
        ),
    ],
)
def test_a_scope_is_read_and_written_back(text, expected):
    assert parse(text) == expected
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "launch", "openid", "offline_access", "launch/patient",
        "system/Patient", "system/Patient.", "system/.rs", "/Patient.rs", "Patient.rs",
        "system/Patient.sr", "system/Patient.dus", "system/Patient.rr", "system/Patient.rx", "system/Patient.RS",
        "system/patient.rs", "System/Patient.rs", "encounter/Patient.rs", "system/Pat*.rs", "system/Patient/5.rs",
        "system/Patient.reads", "system/Patient.readwrite", "system/Patient.read?status=a", "system/Patient.**",
        "system/Patient.rs?", "system/Patient.rs?category", "system/Patient.rs?=a", "system/Patient.rs?a=",
        "system/Patient.rs?a=b&", "system/Patient.rs?a=b&&c=d", "system/Patient.rs?a=b=c",
        "system/Patient.rs?a=b c", "system/Patient.rs?a=b+c", 'system/Patient.rs?a="b"', "system/Patient.rs?a=\\",
        "system/Patient.rs?a=%ff", "system/Patient.rs?a=é", "system/Patient.rs\n", " system/Patient.rs",
        "system/Pátient.rs", "system/Patient.rs?a=" + "b" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_scope_is_refused_and_never_reinterpreted(text):
    with pytest.raises(ValueError, match="scope"):
        parse(text)


def test_percent_encoding_is_kept_as_written_and_decoded_when_read():
    scope = parse("system/Patient.rs?address-city=Qu%C3%A9bec%20City&name=a%2Bb")
    assert str(scope) == "system/Patient.rs?address-city=Qu%C3%A9bec%20City&name=a%2Bb"
    assert list(scope.parameters) == [("address-city", "Québec City"), ("name", "a+b")]


def test_one_mistake_in_a_configured_list_is_an_error():
    assert [str(scope) for scope in parse_all(" system/*.rs\n system/Patient.u ")] == [
        "system/*.rs", "system/Patient.u",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="scope"):
        parse_all("system/*.rs system/Patient.sr")


@pytest.mark.parametrize(
    ("text", "level"),
    [("system/nonsense", "system"), ("user/*.rs", "user"), ("launch/patient", None), ("openid", None)],
)
def test_the_level_is_seen_even_in_nonsense(text, level):
    assert level_of(text) == level


def grant_of(requested, allowed):
    return " ".join(map(str, granted(parse_all(requested), parse_all(allowed))))


@pytest.mark.parametrize(
    ("requested", "allowed", "expected"),
    [
        ("system/Patient.r", "system/*.rs", "system/Patient.r"),
        ("system/*.rs", "system/Patient.r", "system/Patient.r"),
        ("system/*.rs", "system/Patient.rs system/Observation.r", "system/Patient.rs system/Observation.r"),
        ("system/*.cruds", "system/*.rs", "system/*.rs"),
        ("system/Patient.cud", "system/*.rs", ""),
        ("system/Patient.rs", "system/Observation.rs", ""),
        ("user/Patient.rs", "system/*.rs", ""),
        ("patient/Patient.rs", "user/*.cruds", ""),
        # version 1 asked, version 1 answered, where its words can say it
        ("system/Patient.read", "system/*.cruds", "system/Patient.read"),
        ("system/*.*", "system/*.rs", "system/*.read"),
        ("system/Patient.*", "system/*.r", "system/Patient.r"),
        ("system/Patient.rs", "system/*.read", "system/Patient.rs"),
        # filters add up: both must hold
        ("system/Patient.rs?gender=male", "system/*.rs", "system/Patient.rs?gender=male"),
        ("system/Patient.rs", "system/*.rs?gender=male", "system/Patient.rs?gender=male"),
        ("system/Patient.read", "system/*.rs?gender=male", "system/Patient.rs?gender=male"),
        ("system/Patient.rs?a=1", "system/Patient.rs?b=2", "system/Patient.rs?a=1&b=2"),
        ("system/Patient.rs?a=1", "system/Patient.rs?a=2", "system/Patient.rs?a=1&a=2"),
        ("system/Patient.rs?a=1", "system/Patient.rs?a=1", "system/Patient.rs?a=1"),
        # duplicates
        ("system/Patient.r system/Patient.r", "system/*.rs system/Patient.rs", "system/Patient.r"),
    ],
)
def test_the_intersection(requested, allowed, expected):
    assert grant_of(requested, allowed) == expected


def test_too_many_combinations_are_an_error():
    requested = [Scope("system", "*", "r", (f"a={number}",)) for number in range(30)]
    allowed = [Scope("system", "Patient", "r", (f"b={number}",)) for number in range(30)]
    with pytest.raises(ValueError, match="too many"):
        granted(requested, allowed)


TYPES, FILTERS = ("Patient", "Observation", "Condition"), ("a=1", "b=2", "c=3")
SCOPES = st.builds(
    Scope,
    st.sampled_from(["patient", "user", "system"]),
    st.sampled_from([*TYPES, "*"]),
    st.sets(st.sampled_from("cruds"), min_size=1).map(lambda found: "".join(c for c in "cruds" if c in found)),
    st.lists(st.sampled_from(FILTERS), unique=True, max_size=2).map(tuple),
    st.booleans(),
)
ACCESS = st.tuples(
    st.sampled_from(["patient", "user", "system"]),
    st.sampled_from(TYPES),
    st.sampled_from("cruds"),
    st.sets(st.sampled_from(FILTERS)),  # the filters that the resource meets
)


def covers(scopes, access):
    level, type, letter, met = access
    return any(
        scope.level == level and scope.type in ("*", type) and letter in scope.letters and met >= set(scope.query)
        for scope in scopes
    )


@given(st.lists(SCOPES, max_size=4), st.lists(SCOPES, max_size=4), st.lists(ACCESS, min_size=1, max_size=30))
def test_granted_is_never_wider_than_either_side_and_loses_nothing(requested, allowed, accesses):
    found = granted(requested, allowed)
    for access in accesses:
        assert covers(found, access) == (covers(requested, access) and covers(allowed, access))


@given(SCOPES, SCOPES)
def test_what_is_granted_can_be_written_and_read_again_with_the_same_meaning(one, other):
    both = intersect(one, other)
    if both is not None:
        again = parse(str(both))
        assert (again.level, again.type, again.letters, again.query) == (
            both.level, both.type, both.letters, both.query,
        )  # fmt: skip
