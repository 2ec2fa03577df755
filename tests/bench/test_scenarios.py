"""What the benchmark asks: fifty where it says fifty, and no longer than a line may take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from typing import Any, cast

import pytest

from bench.hand.finding import Clinic
from bench.rounds import FEWEST, within
from bench.scenarios import Scenario, TooFewError, scenarios_of
from bench.sizes import Sizes

SIZES = Sizes(patients=1000, measurements=10_000, rounds=2, requests=4)
OFTEN = list(range(1, 1000, 100))


class Invented:
    """A clinic with one name, three types of measurements and ten patients who were measured often."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[tuple[Any, ...]]:
        if "WHERE id IN" in sql:
            return [(1, "HT"), (2, "BP")]
        (fewest,) = values or (50,)
        found: Sequence[tuple[Any, ...]]
        if "last_name" in sql:
            found, holds = [("Tremblay",)], 60
        elif "GROUP BY type" in sql:
            return [("HT", 49), ("WT", 50), ("bp", 500), ("02", 20), ("O2", 30)]
        else:
            found, holds = [(patient,) for patient in OFTEN], 80
        return found if fewest <= holds else []


def asked(sizes: Sizes, name: str) -> Scenario:
    (found,) = (one for one in scenarios_of(cast(Clinic, Invented()), sizes) if one.name.endswith(name))
    return found


def test_a_search_of_fifty_asks_where_there_are_fifty() -> None:
    by_code, by_patient = (asked(SIZES, f"Observation of 50 by {what}") for what in ("code", "patient"))
    codes = {code for burst in by_code.bursts for path in burst for code in re.findall("%7C(.*)", path)}
    assert codes == {"29463-7", "2708-6"}  # weight, and oxygen saturation under both its names; a pressure has no value
    assert (by_code.holds, by_patient.holds) == (50, 50)
    assert str(by_patient.target) == "≥ 0.70"


def test_nobody_is_asked_for_again_before_all_others_were() -> None:
    paths = [path for burst in asked(SIZES, "of 50 by patient").bursts for path in burst]
    assert len(paths) == 12  # three bursts of four
    assert len(set(paths[:10])) == 10
    assert paths[10:] == paths[:2]


def test_the_search_of_about_ten_has_no_target_and_takes_what_it_finds() -> None:
    scenario = asked(SIZES, "of about 10 by patient")
    assert scenario.target is None
    scenario.check("Observation?patient=1", {"resourceType": "Bundle"})


def test_a_clinic_with_fewer_is_refused() -> None:
    with pytest.raises(TooFewError, match="by family"):
        scenarios_of(cast(Clinic, Invented()), Sizes(patients=1000, measurements=10_000, page=61))


def test_an_answer_with_fewer_is_refused() -> None:
    scenario = asked(SIZES, "Patient of 50 by family")
    scenario.check("Patient?family=Tremblay", {"entry": [{}] * 50})
    with pytest.raises(TooFewError, match="49 resources where 50"):
        scenario.check("Patient?family=Tremblay", {"entry": [{}] * 49})


def test_a_line_ends_when_its_time_is_up() -> None:
    turn = (int, int)
    assert len(list(within(0, repeat(turn)))) == FEWEST
    assert len(list(within(60, [turn] * 7))) == 7
