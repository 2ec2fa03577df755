"""The grammar of `_filter`, from its text. https://hl7.org/fhir/R4/search_filter.html"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.errors import Refused
from facade.search.filter import DEEPEST, MOST, Both, Comparison, Either, Filter, Opposite, Step, tree


def one(path: str, operator: str, value: str) -> Comparison:
    return Comparison(tuple(Step(name) for name in path.split(".")), operator, value)


A, B, C = one("a", "eq", "1"), one("b", "eq", "2"), one("c", "eq", "3")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name co "pet"', one("name", "co", "pet")),
        ('given eq "peter" and birthdate ge 2014-10-10', Both(one("given", "eq", "peter"), one("birthdate", "ge", "2014-10-10"))),
        ("code eq http://loinc.org|1234-5", one("code", "eq", "http://loinc.org|1234-5")),
        ('subject.name co "pet"', one("subject.name", "co", "pet")),
        ("_id eq 7", one("_id", "eq", "7")),
        ("  a  eq  1  ", A),
        # no precedence: from left to right
        ("a eq 1 or b eq 2 and c eq 3", Both(Either(A, B), C)),
        ("a eq 1 and b eq 2 or c eq 3", Either(Both(A, B), C)),
        ("a eq 1 or (b eq 2 and c eq 3)", Either(A, Both(B, C))),
        ("not (a eq 1)", Opposite(A)),
        ("not(a eq 1) and b eq 2", Both(Opposite(A), B)),
        ("not (not (a eq 1))", Opposite(Opposite(A))),
        ("((a eq 1))", A),
        # a token ends at a blank, ) or ]; a string does not
        ("(a eq x|y$z,)", one("a", "eq", "x|y$z,")),
        ('a eq "x ) ] y"', one("a", "eq", "x ) ] y")),
        (r'a eq "say \"hé\" \\ \u00e9"', one("a", "eq", 'say "hé" \\ é')),
        ('(a eq "x")', one("a", "eq", "x")),
        # words that only look like the grammar's
        ("notes eq and", one("notes", "eq", "and")),
        ("not eq 1", one("not", "eq", "1")),
        ("a eq not", one("a", "eq", "not")),
    ],
)  # fmt: skip
def test_reads(text: str, expected: Filter) -> None:
    assert tree(text) == expected


def test_a_step_of_a_path_has_a_type_and_a_filter_of_its_own() -> None:
    found = tree('subject:Patient[active eq true and (name co "]")].name sw b')
    inner = Both(one("active", "eq", "true"), one("name", "co", "]"))
    assert found == Comparison((Step("subject", "Patient", inner), Step("name")), "sw", "b")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("a", 2),
        ("a eq", 5),
        ("a eq ", 6),
        ("a xx 1", 3),
        ("a EQ 1", 3),
        ("a eq 1 b eq 2", 8),
        ("a eq 1 and", 11),
        ("a eq 1 xor b eq 2", 8),
        ("(a eq 1", 8),
        ("a eq 1)", 7),
        ("()", 2),
        ("a[b eq 1.c eq 2", 12),
        ("a. eq 1", 3),
        ("1a eq 1", 1),
        ('a eq "x', 6),
        ('a eq "\\x"', 6),
        ('a eq "\\u0000"', 6),
        ('a eq "\\ud800"', 6),
        ("a eq )", 6),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place(text: str, place: int) -> None:
    with pytest.raises(Refused) as caught:
        tree(text)
    assert (caught.value.status, caught.value.code) == (400, "value")
    assert f"at character {place}," in str(caught.value)


def test_the_place_is_all_that_a_message_says() -> None:
    with pytest.raises(Refused) as caught:
        tree('name eq "Tremblay" und nobody eq Tremblay')
    assert "Tremblay" not in str(caught.value)


@pytest.mark.parametrize("text", ["({})", "not ({})", "a[{}].b eq 1"])
def test_depth_is_bounded(text: str) -> None:
    found = "a eq 1"
    for _ in range(DEEPEST):
        found = text.format(found)
    tree(found)
    with pytest.raises(Refused) as caught:
        tree(text.format(found))
    assert (caught.value.status, caught.value.code) == (400, "too-costly")
    with pytest.raises(Refused):
        tree(text.partition("{")[0] * 2000 + "a eq 1")


def test_turns_and_comparisons_are_bounded() -> None:
    tree("a eq 1" + " and b eq 2" * (MOST - 1))
    tree("a eq 1" + " and b eq 2 or c eq 3" * (DEEPEST // 2))
    for text in ("a eq 1" + " and b eq 2" * MOST, "a eq 1" + " and b eq 2 or c eq 3" * (DEEPEST // 2 + 1)):
        with pytest.raises(Refused) as caught:
            tree(text)
        assert (caught.value.status, caught.value.code) == (400, "too-costly")


@given(st.text(st.sampled_from('ab eqandornt()[]".\\1') | st.characters(), max_size=60))
def test_nothing_else_comes_of_any_text(text: str) -> None:
    try:
        tree(text)
    except Refused as refused:
        assert refused.status == 400


_words = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
_tests = st.builds(
    lambda name, operator, value: Comparison((Step(name),), operator, value),
    _words, st.sampled_from(["eq", "co", "pr"]), st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8),
)  # fmt: skip
_trees = st.recursive(
    _tests, lambda inner: st.builds(Both, inner, inner) | st.builds(Either, inner, inner) | st.builds(Opposite, inner),
    max_leaves=6,
)  # fmt: skip


def _written(found: Filter) -> str:
    match found:
        case Comparison():
            escaped = found.value.replace("\\", "\\\\").replace('"', '\\"')
            return f'{found.path[0].name} {found.operator} "{escaped}"'
        case Both():
            return f"({_written(found.left)}) and ({_written(found.right)})"
        case Either():
            return f"({_written(found.left)}) or ({_written(found.right)})"
    return f"not ({_written(found.item)})"


@given(_trees)
def test_what_is_written_is_read_again(found: Filter) -> None:
    assert tree(_written(found)) == found
    assert quote(_written(found))  # nothing in it that a URL cannot carry
