"""The value maps of drugs, preventions, referrals and ticklers at OSCAR."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from stdnum import luhn, verhoeff

from adapters.oscar import adapter
from adapters.oscar.codes import medication, orders, prevention
from facade.compiler.nodes import Leaf, leaves
from facade.compiler.source import compile_source
from facade.fhir.definitions import codes as required_codes
from tests.adapters.facts_from_tables import facts_of_generation
from tests.adapters.generations import OSCAR

BOUND = [
    pytest.param(medication.PERIOD_UNIT, "units-of-time", id="period"),
    pytest.param(medication.DURATION_UNIT, "units-of-time", id="duration"),
    pytest.param(medication.WHEN, "event-timing", id="when"),
    pytest.param(prevention.GIVEN, "immunization-status", id="given"),
    pytest.param(prevention.GIVEN, "event-status", id="done"),
    pytest.param(orders.REQUEST_STATUS, "request-status", id="request"),
    pytest.param(orders.REQUEST_PRIORITY, "request-priority", id="request-priority"),
    pytest.param(orders.TASK_STATUS, "task-status", id="task"),
    pytest.param(orders.TASK_PRIORITY, "request-priority", id="task-priority"),
]


@pytest.mark.parametrize(("read", "value_set"), BOUND)
def test_codes_of_required_bindings_are_in_their_value_set(read: Mapping[Any, str], value_set: str) -> None:
    allowed = set().union(*required_codes(f"http://hl7.org/fhir/ValueSet/{value_set}").values())
    assert set(read.values()) <= allowed


def test_snomed_and_loinc_codes_have_their_check_digit() -> None:
    snomed = {*prevention.SNOMED.values(), *prevention.ROUTE.values(), *medication.ROUTE.values()}
    snomed |= set(prevention.PROCEDURE_SNOMED.values())
    assert [code for code in snomed if not verhoeff.is_valid(code)] == []
    assert all(luhn.is_valid(code.replace("-", "")) for code in prevention.PROCEDURE_LOINC.values())


# Doses a day as ctl_frequency has them (least, most); a month has 30 days there.
A_DAY = {
    "OD": (1, 1), "BID": (2, 2), "TID": (3, 3), "QID": (4, 4), "Q1H": (24, 24), "Q2H": (12, 12), "Q1-2H": (12, 24),
    "Q3-4H": (6, 8), "Q4H": (6, 6), "Q4-6H": (4, 6), "Q6H": (4, 4), "Q8H": (3, 3), "Q12H": (2, 2), "QAM": (1, 1),
    "QPM": (1, 1), "QHS": (1, 1), "Q1Week": (1 / 7, 1 / 7), "Q2Week": (1 / 14, 1 / 14), "Q1Mont": (1 / 30, 1 / 30),
    "Q3Mont": (1 / 90, 1 / 90),
}  # fmt: skip


@pytest.mark.parametrize(("code", "least", "most"), [(code, *doses) for code, doses in A_DAY.items()])
def test_a_frequency_is_as_many_doses_a_day_as_the_vendor_says(code: str, least: float, most: float) -> None:
    days = {"h": 1 / 24, "d": 1, "wk": 7, "mo": 30}[medication.PERIOD_UNIT[code]]
    often, period = medication.FREQUENCY[code], medication.PERIOD[code]
    assert often / (period * days) == pytest.approx(most)
    assert often / (medication.PERIOD_MOST.get(code, period) * days) == pytest.approx(least)


def test_every_frequency_is_known_and_fits_its_column() -> None:
    assert set(A_DAY) == set(medication.FREQUENCY) == set(medication.PERIOD) == set(medication.PERIOD_UNIT)
    assert all(len(code) <= 6 for code in medication.FREQUENCY)


def test_a_vaccine_is_no_examination_and_no_test() -> None:
    others = {name.lower() for name in (*prevention.PROCEDURES, *prevention.TESTS)}
    assert [name for name in prevention.VACCINES if name.lower() in others] == []
    words = [word.lower() for word in prevention.TEST_WORDS]
    assert [name for name in prevention.VACCINES if any(word in name.lower() for word in words)] == []


def test_case_alone_tells_a_childs_vaccine_from_an_adults() -> None:
    assert prevention.VACCINES["DTaP"].snomed != prevention.VACCINES["dTap"].snomed
    same = {name.lower() for name in prevention.VACCINES}
    assert len(prevention.VACCINES) - len(same) == 1  # no other pair


def coded(generation: str, path: str) -> list[Leaf]:
    """The leaves of a path of Immunization, as a generation has them."""
    source = compile_source(adapter, facts_of_generation(OSCAR[generation]), ZoneInfo("America/Toronto"))
    unit = next(unit for unit in source.units if unit.label == "Immunization")
    return [leaf for leaf in leaves(unit.root) if leaf.path == path]


@pytest.mark.parametrize("generation", OSCAR)
def test_a_vaccine_has_its_codes_in_a_database_without_a_column_for_them_too(generation: str) -> None:
    found = set()
    for leaf in coded(generation, "Immunization.vaccineCode.coding.code"):
        row = ["dTap" if col.name == "prevention_type" else None for col in leaf.codec.columns]
        today = ["2026-03-01"] if type(leaf.codec).__name__ == "Cases" else []
        found.add(leaf.codec.decode(*row, *today))
    assert found - {None} == {"7851000087109", "J07AJ52", "115"}
