"""Which observations are the last of their kind.

The groups and ties are those of the table and the rules of https://hl7.org/fhir/R4/observation-operation-lastn.html
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from facade.interactions.operations.recent import latest, newest_first

ZONE = ZoneInfo("America/Toronto")


def observed(id_: str, *codes: str, at: str | None = None, text: str | None = None, **more: Any) -> dict[str, Any]:
    code: dict[str, Any] = {"coding": [{"system": "urn:s", "code": one} for one in codes]} if codes else {}
    if text is not None:
        code["text"] = text
    effective = {"effectiveDateTime": at} if at else {}
    return {"id": id_, "code": code, "subject": {"reference": "Patient/7"}, **effective, **more}


def ids(observations: list[dict[str, Any]], most: int = 1) -> list[str]:
    return [one["id"] for one in latest(observations, most, ZONE)]


@pytest.mark.parametrize(
    ("codes", "groups"),
    [((("a",), ("b",), ("c",)), 3), ((("a",), ("b",), ("a", "c")), 2), ((("a",), ("b",), ("a", "b")), 1)],
)
def test_codes_that_share_a_coding_are_equal_and_equality_passes_on(
    codes: tuple[tuple[str, ...], ...], groups: int
) -> None:
    found = [observed(str(number), *of, at=f"2024-01-0{number + 1}") for number, of in enumerate(codes)]
    assert len(ids(found)) == groups


def test_texts_without_codes_are_equal_letter_by_letter() -> None:
    texts = ("textM", "Text", "t e x t", "Text")
    found = [observed(str(number), text=text, at=f"2024-01-0{number + 1}") for number, text in enumerate(texts)]
    assert ids(found) == ["3", "2", "0"]


def test_one_code_in_two_systems_is_two() -> None:
    other = observed("2", at="2024-01-02")
    other["code"] = {"coding": [{"system": "urn:other", "code": "a"}]}
    assert sorted(ids([observed("1", "a", at="2024-01-01"), other])) == ["1", "2"]


def test_each_subject_has_its_own_last_ones() -> None:
    other = {**observed("2", "a", at="2020-01-01"), "subject": {"reference": "Patient/9"}}
    assert ids([observed("1", "a", at="2024-01-01"), other]) == ["1", "2"]


def test_the_newest_comes_first_and_no_more_than_asked_for() -> None:
    found = [observed(str(day), "a", at=f"2024-01-0{day}") for day in (2, 4, 1, 3)]
    assert ids(found, 3) == ["4", "3", "2"]
    assert ids(found, 10**9) == ["4", "3", "2", "1"]


def test_a_tie_with_the_last_one_is_shown_too() -> None:
    days = (("1", 5), ("2", 4), ("3", 3), ("4", 3), ("5", 2))
    found = [observed(id_, "a", at=f"2024-01-0{day}") for id_, day in days]
    assert sorted(ids(found, 3)) == ["1", "2", "3", "4"]  # four instead of three: the standard's own example


def test_times_are_compared_as_moments_not_as_text() -> None:
    early = observed("early", "a", at="2024-01-02T00:30:00+05:00")  # still the first of January in UTC
    late = observed("late", "a", at="2024-01-01T23:00:00-05:00")
    assert ids([early, late]) == ["late"]
    assert sorted(ids([observed("1", "a", at="2024-01-01T10:00:00Z"), observed("2", "a", at="2024-01-01T05:00:00-05:00")])) == ["1", "2"]  # fmt: skip


def test_what_has_no_time_comes_last() -> None:
    assert ids([observed("none", "a"), observed("dated", "a", at="1990")], 2) == ["dated", "none"]
    period = observed("period", "a", effectivePeriod={"start": "2024-02-01", "end": "2024-02-02"})
    ended = observed("ended", "a", effectivePeriod={"end": "2023-02-02"})
    assert ids([ended, period, observed("dated", "a", at="2024-01-01")], 3) == ["period", "dated", "ended"]


def test_of_several_at_one_time_the_last_one_read_comes_first() -> None:
    found = [observed(id_, "a", at="2024-01-01") for id_ in "123"]
    assert [one["id"] for one in newest_first(found, ZONE)] == ["3", "2", "1"]


def test_the_group_with_the_newest_comes_first() -> None:
    found = [
        observed("1", "a", at="2024-01-01"),
        observed("2", "b", at="2024-01-03"),
        observed("3", "a", at="2024-01-02"),
    ]
    assert ids(found, 2) == ["2", "3", "1"]
