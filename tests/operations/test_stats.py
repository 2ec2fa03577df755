"""Observation/$stats at a clinic, and of hand-made observations.

https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from facade.errors import Refused
from facade.interactions.operations.measured import Coding, measured
from facade.interactions.operations.statistics import STATISTICS
from tests.operations.calling import call, caller, refusal
from tests.serving import Service

STATS = "Observation/$stats"
WEIGHT = "subject=Patient/7&code=29463-7&system=http://loinc.org"
ALL = ",".join(code for code in STATISTICS)


def statistics(service: Service, query: str) -> list[dict[str, Any]]:
    status, body = call(service, STATS, query)
    assert (status, body["resourceType"]) == (200, "Parameters"), body
    return [item["resource"] for item in body["parameter"] if item["name"] == "statistics"]


def numbers(observation: dict[str, Any]) -> dict[str, Any]:
    """Statistic → its value, or None where it has none."""
    return {
        part["code"]["coding"][0]["code"]: part.get("valueQuantity", {}).get("value")
        for part in observation["component"]
    }


def test_the_weights_of_one_patient(oscar: Service) -> None:
    # 70.5, 71.0, 72.0 and 73.0: mean 71.625, sum of squared distances 3.6875
    (found,) = statistics(
        oscar, f"{WEIGHT}&statistic=average,maximum,minimum,count,median,sum&statistic=std-dev,variance"
    )
    assert numbers(found) == {
        "average": Decimal("71.625"), "maximum": Decimal("73.0"), "minimum": Decimal("70.5"), "count": 4,
        "median": Decimal("71.5"), "sum": Decimal("286.5"), "variance": Decimal("1.229"), "std-dev": Decimal("1.109"),
    }  # fmt: skip


def test_the_answer_is_an_observation_for_each_code_with_a_component_for_each_statistic(oscar: Service) -> None:
    query = (
        "subject=Patient/7&code=29463-7&code=8302-2&system=http://loinc.org&statistic=average&period=2024/2024-12-31"
    )
    weight, height = statistics(oscar, query)
    assert weight["code"]["coding"][0]["code"] == "29463-7"
    assert height["code"]["coding"][0]["code"] == "8302-2"
    assert (weight["status"], weight["subject"]) == ("final", {"reference": "Patient/7"})
    assert weight["effectivePeriod"] == {"start": "2024", "end": "2024-12-31"}
    (component,) = weight["component"]
    assert component["code"]["coding"] == [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-statistics",
            "code": "average",
            "display": "Average",
        }
    ]
    assert component["valueQuantity"] == {
        "value": Decimal("71.625"), "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg",
    }  # fmt: skip


def test_the_two_numbers_of_a_blood_pressure_are_codes_too(oscar: Service) -> None:
    query = "subject=Patient/7&coding=http://loinc.org|8480-6&coding=http://loinc.org|8462-4&statistic=average,count"
    systolic, diastolic = statistics(oscar, query)
    assert numbers(systolic) == {"average": 125, "count": 2}
    assert numbers(diastolic) == {"average": 85, "count": 2}
    (panel,) = statistics(oscar, "subject=Patient/7&code=85354-9&statistic=average,count,total-count")
    assert numbers(panel) == {"average": None, "count": 0, "total-count": 2}  # it has no number of its own


def test_a_statistic_that_does_not_exist_is_told_to_be_absent(oscar: Service) -> None:
    (found,) = statistics(oscar, "subject=Patient/9&code=29463-7&statistic=std-dev")
    (component,) = found["component"]
    assert component["dataAbsentReason"]["coding"][0]["code"] == "not-applicable"


def test_a_variance_is_in_the_square_of_the_unit(oscar: Service) -> None:
    (found,) = statistics(oscar, f"{WEIGHT}&statistic=variance,skew")
    variance, skew = (part["valueQuantity"] for part in found["component"])
    assert variance["code"] == "(kg).(kg)"
    assert skew["code"] == "1"


def test_only_the_period_counts(oscar: Service) -> None:
    for period, count in (("2024-02-01/2024-03-31", 2), ("2024-02-10/", 3), ("/2024-01-10", 1), ("2025/2026", 0)):
        (found,) = statistics(oscar, f"{WEIGHT}&statistic=count&period={period}")
        assert numbers(found) == {"count": count}, period


def test_a_duration_is_the_last_hours(oscar: Service) -> None:
    now = replace(oscar, now=datetime(2024, 3, 10, 14, 0, tzinfo=UTC))  # 10:00 at the clinic, on daylight time
    (found,) = statistics(now, f"{WEIGHT}&statistic=count,maximum&duration=1")
    assert numbers(found) == {"count": 1, "maximum": Decimal("72.0")}
    assert found["effectivePeriod"] == {"start": "2024-03-10T13:00:00Z", "end": "2024-03-10T14:00:00Z"}
    (shorter,) = statistics(now, f"{WEIGHT}&statistic=count&duration=0.5")
    assert numbers(shorter) == {"count": 0}


def test_the_sources_are_shown_on_demand(oscar: Service) -> None:
    def shown(more: str) -> list[str]:
        _, body = call(oscar, STATS, f"{WEIGHT}&statistic=count{more}")
        return [item["resource"]["id"] for item in body["parameter"] if item["name"] == "source"]

    assert shown("&include=true") == ["9", "2", "3", "1"]
    assert shown("&include=true&limit=2") == ["9", "2"]
    assert shown("") == shown("&include=false&limit=-7") == []  # the limit is ignored then


def test_a_token_counts_what_it_may_see(oscar: Service) -> None:
    own = caller(oscar, ["patient/*.rs"], patient="9")
    (found,) = statistics(own, f"{WEIGHT}&statistic=count,maximum")
    assert numbers(found) == {"count": 0, "maximum": None}
    (mine,) = statistics(own, "subject=Patient/9&code=29463-7&statistic=count,maximum")
    assert numbers(mine) == {"count": 1, "maximum": Decimal("99.0")}
    assert refusal(caller(oscar, ["system/Patient.rs"]), STATS, f"{WEIGHT}&statistic=count") == (403, "forbidden")


def test_a_masked_value_is_not_counted(oscar: Service) -> None:
    masked = caller(oscar, ["system/*.rs"], masks={"Observation": frozenset({"Observation.value"})})
    (found,) = statistics(masked, f"{WEIGHT}&statistic=count,average,total-count")
    assert numbers(found) == {"count": 0, "average": None, "total-count": 4}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("code=29463-7&statistic=count", "required"), ("subject=Patient/7&statistic=count", "required"),
        (WEIGHT, "required"), (f"{WEIGHT}&statistic=", "required"),
        (f"{WEIGHT}&statistic=mean", "value"), (f"{WEIGHT}&statistic=count,", "value"),
        (f"{WEIGHT}&statistic=regression", "not-supported"), (f"{WEIGHT}&statistic=count&shoe=1", "not-supported"),
        (f"{WEIGHT}&statistic=count&subject=Patient/9", "value"), (f"{WEIGHT}&statistic=count&system=x", "value"),
        ("subject=Patient/7&coding=http://loinc.org|&statistic=count", "value"),
        (f"{WEIGHT}&statistic=count&period=2024", "value"), (f"{WEIGHT}&statistic=count&period=/", "value"),
        (f"{WEIGHT}&statistic=count&period=2025/2024", "value"), (f"{WEIGHT}&statistic=count&period=2024-02-30/", "value"),
        (f"{WEIGHT}&statistic=count&period=ge2024/", "value"), (f"{WEIGHT}&statistic=count&period=2024/&duration=1", "value"),
        (f"{WEIGHT}&statistic=count&duration=-1", "value"), (f"{WEIGHT}&statistic=count&duration=1e9", "value"),
        (f"{WEIGHT}&statistic=count&duration=99999999", "value"), (f"{WEIGHT}&statistic=count&include=yes", "value"),
        (f"{WEIGHT}&statistic=count&include=true&limit=0", "value"),
        (f"{WEIGHT}&statistic=count&include=true&limit=-1", "value"),
        ("subject=Patient/7&code=%00&statistic=count", "value"), ("subject=%01&code=x&statistic=count", "value"),
        ("subject=Patient/7&statistic=count" + "".join(f"&code=c{number}" for number in range(21)), "too-costly"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(oscar: Service, query: str, code: str) -> None:
    assert refusal(oscar, STATS, query) == (400, code)


def test_the_longest_duration_is_an_answer(oscar: Service) -> None:
    (found,) = statistics(oscar, f"{WEIGHT}&statistic=count&duration=9999999")
    assert numbers(found) == {"count": 4}


def test_a_subject_that_means_two_means_nobody(oscar: Service) -> None:
    (found,) = statistics(oscar, "subject=Patient/7,Patient/9&code=29463-7&statistic=count")
    assert numbers(found) == {"count": 0}  # a subject is one URI; its comma is part of it


def weight(value: str, code: str = "kg", **more: Any) -> dict[str, Any]:
    quantity = {"value": Decimal(value), "system": "http://unitsofmeasure.org", "code": code, "unit": code, **more}
    return {"code": {"coding": [{"system": "urn:s", "code": "w"}]}, "valueQuantity": quantity}


W = Coding("w", "urn:s")


def test_values_are_told_in_the_unit_of_the_newest() -> None:
    found = measured(W, [weight("70.5"), weight("100", "[lb_av]"), weight("71000", "g")])
    assert found.values == (Fraction("45.359237"), Fraction("70.5"), Fraction(71))  # a pound is 0.45359237 kg
    assert (found.unit["code"], found.places, found.total) == ("kg", 1, 3)


def test_units_that_measure_other_things_are_refused() -> None:
    for other in (weight("1", "m"), weight("1", "nonsense")):
        with pytest.raises(Refused) as refused:
            measured(W, [weight("70.5"), other])
        assert (refused.value.status, refused.value.code) == (422, "business-rule")


def test_what_is_no_exact_ucum_quantity_is_in_the_total_only() -> None:
    text = {"code": {"coding": [{"system": "urn:s", "code": "w"}]}, "valueString": "heavy"}
    found = measured(W, [weight("70"), weight("71", system="urn:other"), weight("72", comparator="<"), text])
    assert (found.values, found.total, len(found.sources)) == ((Fraction(70),), 4, 1)


def test_a_coding_names_its_system() -> None:
    of_none = {"code": {"coding": [{"code": "w"}]}, "valueQuantity": weight("1")["valueQuantity"]}
    assert measured(W, [of_none]).total == 0
    assert measured(Coding("w"), [of_none, weight("1")]).total == 2
    assert measured(Coding("w", ""), [of_none, weight("1")]).total == 1
