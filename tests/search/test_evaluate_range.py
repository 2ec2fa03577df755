"""Date, number and quantity searches. https://hl7.org/fhir/R4/search.html#date, #number, #quantity"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.search.evaluating import found


def at(**effective):
    return {"resourceType": "Observation", **effective}


def moment(text):
    return at(effectiveDateTime=text)


FROM_15_MARCH = {"start": "2013-03-15"}
FROM_21_JANUARY = {"start": "2013-01-21"}
UNTIL_21_JANUARY = {"end": "2013-01-21"}


@pytest.mark.parametrize(
    ("value", "search", "answer"),
    [
        # the standard's own table; "2013-01-14T00:00" there is local time
        ("2013-01-14T00:00:00-05:00", "eq2013-01-14", True),
        ("2013-01-14T10:00:00-05:00", "eq2013-01-14", True),
        ("2013-01-15T00:00:00-05:00", "eq2013-01-14", False),
        ("2013-01-15T00:00:00-05:00", "ne2013-01-14", True),
        ("2013-01-14T00:00:00-05:00", "ne2013-01-14", False),
        ("2013-01-14T10:00:00-05:00", "ne2013-01-14", False),
        ("2013-01-14", "lt2013-01-14T10:00", True),
        ("2013-01-14", "gt2013-01-14T10:00", True),
        (FROM_21_JANUARY, "ge2013-03-14", True),
        (FROM_21_JANUARY, "le2013-03-14", True),
        (FROM_15_MARCH, "sa2013-03-14", True),
        (FROM_21_JANUARY, "sa2013-03-14", False),
        (UNTIL_21_JANUARY, "sa2013-03-14", False),
        (FROM_15_MARCH, "eb2013-03-14", False),
        (FROM_21_JANUARY, "eb2013-03-14", False),
        (UNTIL_21_JANUARY, "eb2013-03-14", True),
        ("2013-03-14", "ap2013-03-14", True),
        ("2013-01-21", "ap2013-03-14", False),
        ("2015-06-15", "ap2013-03-14", False),
        # no prefix is eq
        ("2013-01-14", "2013-01-14", True),
        ("2013-01-14", "2013-01-15", False),
        ("2013-01-14", "2013-01-15,2013-01-14", True),
        # precision: the search must contain the value
        ("2013-01-14", "2013-01", True),
        ("2013-01-14", "2013", True),
        ("2013-01", "2013-01-14", False),
        ("2013", "2013-01-01", False),
        ("2013", "ne2013-01-01", True),
        # a coarse value lies on both sides of a day within it
        ("1980", "gt1980-05", True),
        ("1980", "lt1980-05", True),
        ("1980", "sa1980-05", False),
        ("1980", "eb1980-05", False),
        ("1980", "ge1980", True),
        ("1980", "gt1980", False),
        ("1980", "lt1980", False),
        ("1980", "sa1979", True),
        ("1980", "eb1981", True),
        # ge and le are gt/lt or eq
        ("2013-03-14", "ge2013-03-14", True),
        ("2013-03-13", "ge2013-03-14", False),
        ("2013-03-14", "le2013-03-14", True),
        ("2013-03-15", "le2013-03-14", False),
        ("2013-03-14", "gt2013-03-14", False),
        ("2013-03-15", "gt2013-03-14", True),
        # the value's own offset counts, the search's too; a search without one means the clinic's
        ("2013-01-15T03:00:00Z", "2013-01-14", True),
        ("2013-01-15T06:00:00Z", "2013-01-14", False),
        ("2013-01-14T10:00:00-05:00", "2013-01-14T10:00", True),
        ("2013-01-14T10:00:00-05:00", "2013-01-14T15:00:00Z", True),
        ("2013-01-14T10:00:00-05:00", "2013-01-14T10:00:00Z", False),
        ("2013-01-14T10:00:30-05:00", "2013-01-14T10:00", True),
        ("2013-01-14T10:00:30-05:00", "2013-01-14T10:00:00", False),
        # a '+' that nobody escaped
        ("2013-01-14T15:00:00Z", "2013-01-14T20:30:00+05:30", True),
        # the day on which clocks go back has 25 hours: 04:00Z to 05:00Z of the next
        ("2013-11-04T04:30:00Z", "2013-11-03", True),
        ("2013-11-04T05:00:00Z", "2013-11-03", False),
        # and the day on which they go forward 23
        ("2013-03-11T03:59:00Z", "2013-03-10", True),
        ("2013-03-11T04:00:00Z", "2013-03-10", False),
    ],
)
def test_date(value, search, answer):
    resource = at(effectivePeriod=value) if isinstance(value, dict) else moment(value)
    assert found(resource, f"date={search}") is answer


def test_a_period_is_contained_only_with_both_ends():
    january = at(effectivePeriod={"start": "2013-01-02", "end": "2013-01-30"})
    assert found(january, "date=2013-01")
    assert found(january, "date=2013")
    assert not found(january, "date=2013-01-02")
    assert found(january, "date=gt2013-01-15&date=lt2013-01-15")
    assert not found(january, "date=sa2013-01-15")
    assert found(january, "date=gt2013-01-30T10:00")
    assert not found(january, "date=gt2013-01-30")
    assert found(january, "date=lt2013-01-02T10:00")
    assert not found(january, "date=lt2013-01-02")
    assert not found(at(effectivePeriod=FROM_21_JANUARY), "date=2013")
    assert found(at(effectivePeriod=FROM_21_JANUARY), "date=gt2100")
    assert found(at(effectivePeriod=UNTIL_21_JANUARY), "date=lt1800")


def test_an_instant():
    noon = at(effectiveInstant="2013-01-14T12:00:00.250Z")
    assert found(noon, "date=2013-01-14")
    assert found(noon, "date=2013-01-14T12:00:00Z")
    assert not found(noon, "date=2013-01-14T12:00:01Z")


def test_of_a_schedule_only_the_outer_limits_count():
    events = at(effectiveTiming={"event": ["2013-02-05", "2013-01-31", "2013-03-24", "2013-02-10"]})
    bounded = at(effectiveTiming={"repeat": {"boundsPeriod": {"start": "2013-01-31", "end": "2013-03-24"}}})
    for schedule in (events, bounded):
        assert found(schedule, "date=gt2013-02-01&date=lt2013-02-01")
        assert found(schedule, "date=gt2013-03-23&date=lt2013-02-01")
        assert found(schedule, "date=2013")
        assert not found(schedule, "date=2013-02")
        assert not found(schedule, "date=gt2013-03-24")
        assert not found(schedule, "date=lt2013-01-31")
    assert not found(at(effectiveTiming={"code": {"text": "daily"}}), "date=ne2013")


def test_any_of_several_dates_suffices():
    allergy = {"resourceType": "AllergyIntolerance", "reaction": [{"onset": "2010"}, {"onset": "2012"}]}
    assert found(allergy, "onset=2010&onset=2012")
    assert found(allergy, "onset=ne2010")
    assert not found(allergy, "onset=2011")


def test_birth_dates_and_last_updated():
    patient = {
        "resourceType": "Patient",
        "birthDate": "1974-12-25",
        "meta": {"lastUpdated": "2012-05-01T08:00:00-04:00"},
    }
    assert found(patient, "birthdate=1974-12")
    assert found(patient, "birthdate=lt1975&_lastUpdated=gt2010-10-01")
    assert not found(patient, "_lastUpdated=gt2012-05-01")
    assert not found({"resourceType": "Patient"}, "birthdate=ne1974")


def test_a_day_is_a_day_of_the_clinic():
    observation = moment("2013-01-15T03:00:00Z")
    assert found(observation, "date=2013-01-14")
    assert not found(observation, "date=2013-01-14", zone=ZoneInfo("Europe/London"))


def test_about_is_a_tenth_of_the_way_to_now():
    # 100 days before now: ten days more on both sides
    now = datetime(2013, 4, 11, 5, tzinfo=UTC)  # 2013-01-01T00:00-05:00 and 100 days
    assert found(moment("2012-12-22"), "date=ap2013-01-01", now=now)
    assert not found(moment("2012-12-21"), "date=ap2013-01-01", now=now)
    assert found(moment("2013-01-11"), "date=ap2013-01-01", now=now)
    assert not found(moment("2013-01-12"), "date=ap2013-01-01", now=now)


def test_a_date_search_on_something_else_finds_nothing():
    procedure = {"resourceType": "Procedure", "performedAge": {"value": 3, "code": "a"}}
    assert not found(procedure, "date=ne1900")
    assert not found({"resourceType": "Procedure", "performedString": "2013"}, "date=2013")


def charge(factor):
    return {"resourceType": "ChargeItem", "factorOverride": factor}


@pytest.mark.parametrize(
    ("value", "search", "answer"),
    [
        # 100 is [99.5, 100.5), 100.00 is [99.995, 100.005)
        ("99.5", "100", True),
        ("99.49", "100", False),
        ("100.49", "100", True),
        ("100.5", "100", False),
        ("99.995", "100.00", True),
        ("99.99", "100.00", False),
        ("100.005", "100.00", False),
        ("99.5", "ne100", False),
        ("100.5", "ne100", True),
        # half a unit of the last digit written, the exponent included
        ("68.5", "6.9e1", True),
        ("69.5", "6.9e1", False),
        ("0.0053950", "5.40e-3", True),
        ("0.0054050", "5.40e-3", False),
        ("50", "1e2", True),
        ("49.9", "1e2", False),
        ("150", "1e2", False),
        ("99.4", "1.00e2", False),
        # the other prefixes compare exactly
        ("99.9", "lt100", True),
        ("100", "lt100", False),
        ("100", "le100", True),
        ("100.1", "le100", False),
        ("100.1", "gt100", True),
        ("100", "gt100", False),
        ("100", "ge100", True),
        ("99.99", "ge100", False),
        ("100.1", "sa100", True),
        ("100", "sa100", False),
        ("99.9", "eb100", True),
        ("100", "eb100", False),
        ("0.81", "gt8e-1", True),
        ("0.8", "gt8e-1", False),
        # about: ten in a hundred
        ("90", "ap100", True),
        ("110", "ap100", True),
        ("89.9", "ap100", False),
        ("110.1", "ap100", False),
        ("-110", "ap-100", True),
        ("-89.9", "ap-100", False),
        # signs
        ("-5.04", "-5.0", True),
        ("5", "-5", False),
    ],
)
def test_number(value, search, answer):
    assert found(charge(Decimal(value)), f"factor-override={search}") is answer


def test_a_number_may_come_from_any_json_reader():
    assert found(charge(0.3), "factor-override=0.30")
    assert found(charge(1), "factor-override=1.00")
    assert not found(charge(0.1 + 0.2), "factor-override=le0.3")


def test_many_digits_are_not_rounded():
    third = "0." + "3" * 34
    assert not found(charge(Decimal(third)), f"factor-override=gt{third}")
    assert found(charge(Decimal(third + "5")), f"factor-override=ne{third}")
    assert found(charge(Decimal(third + "49")), f"factor-override={third}")


UCUM = "http://unitsofmeasure.org"


def measured(**quantity):
    return {"resourceType": "Observation", "valueQuantity": quantity}


MG = measured(value=Decimal("5.4"), unit="milligram", system=UCUM, code="mg")


@pytest.mark.parametrize(
    ("search", "answer"),
    [
        (f"5.4|{UCUM}|mg", True),
        (f"5.4|{UCUM}|g", False),
        (f"5.4|{UCUM}|milligram", False),
        ("5.4|http://other.org|mg", False),
        (f"5.4|{UCUM}|", True),
        ("5.4||mg", True),
        ("5.4||milligram", True),
        ("5.4||g", False),
        ("5.4||", True),
        ("5.4", True),
        ("5.3", False),
        ("5", True),  # [4.5, 5.5)
        ("5.40", True),
        (f"le5.4|{UCUM}|mg", True),
        (f"lt5.4|{UCUM}|mg", False),
        (f"ap5.0|{UCUM}|mg", True),
        (f"ap4.9|{UCUM}|mg", False),  # to 5.39
        ("gt5.3||g", False),
        ("5.3,5.4", True),
        # other units of mass: 0.0054 g, 5400 ug
        (f"5.40e-3|{UCUM}|g", True),
        (f"0.005|{UCUM}|g", True),  # [0.0045, 0.0055)
        (f"0.0053|{UCUM}|g", False),
        (f"5400|{UCUM}|ug", True),
        (f"ne5400|{UCUM}|ug", False),
        (f"gt5399.9|{UCUM}|ug", True),
        (f"ap0.0050|{UCUM}|g", True),  # to 0.0055
        (f"ap0.0049|{UCUM}|g", False),  # to 0.00539
        (f"5.4|{UCUM}|mmol", False),  # without molar mass no mass
        (f"5.4|{UCUM}|mg/dL", False),
        (f"ne5.4|{UCUM}|mL", False),
        (f"ne5.4|{UCUM}|Mg.", False),
        ("5400||ug", False),  # without system a unit is what is written
    ],
)
def test_quantity(search, answer):
    assert found(MG, f"value-quantity={search}") is answer


def test_quantity_without_value_or_with_a_comparator_is_no_number():
    assert not found(measured(unit="mg"), "value-quantity=ne5")
    assert not found(measured(value=5, comparator="<"), "value-quantity=5")
    assert not found(measured(value=5, comparator="<"), "value-quantity=le5")


def test_quantity_of_another_type_of_value():
    assert not found({"resourceType": "Observation", "valueString": "5.4"}, "value-quantity=5.4")
    sampled = {"origin": {"value": 5.4}, "period": 1, "dimensions": 1}
    assert not found({"resourceType": "Observation", "valueSampledData": sampled}, "value-quantity=5.4")


def test_quantity_on_a_scale_with_a_zero_of_its_own():
    fever = measured(value=Decimal("38.5"), unit="°C", system=UCUM, code="Cel")  # 101.3 °F
    assert found(fever, f"value-quantity=101.3|{UCUM}|[degF]")
    assert not found(fever, f"value-quantity=gt101.3|{UCUM}|[degF]")
    assert found(fever, f"value-quantity=311.65|{UCUM}|K")
    assert not found(fever, f"value-quantity=101|{UCUM}|[degF]&value-quantity=ne101|{UCUM}|[degF]")


def test_quantity_in_a_unit_of_another_system_is_not_converted():
    local = measured(value=Decimal("5.4"), unit="mg", system="http://example.org/units", code="mg")
    assert not found(local, f"value-quantity=5400|{UCUM}|ug")
    assert not found(local, "value-quantity=5400|http://example.org/units|ug")
    assert found(local, "value-quantity=5.4|http://example.org/units|mg")


def test_unknown_units_are_equal_to_themselves_only():
    acid = measured(value=Decimal("7.4"), unit="pH", system=UCUM, code="[pH]")
    assert found(acid, f"value-quantity=7.4|{UCUM}|[pH]")
    assert not found(acid, f"value-quantity=7.4|{UCUM}|1")


def aged(low=None, high=None):
    ends = {"low": low and {"value": low, "code": "a"}, "high": high and {"value": high, "code": "a"}}
    return {"resourceType": "Condition", "onsetRange": {end: v for end, v in ends.items() if v}}


@pytest.mark.parametrize(
    ("resource", "search", "answer"),
    [
        (aged(20, 30), "20", False),
        (aged(20, 20), "20", True),
        (aged(20, 30), "gt25", True),
        (aged(20, 30), "lt25", True),
        (aged(20, 30), "gt30", False),
        (aged(20, 30), "ge30", True),
        (aged(20, 30), "sa19", True),
        (aged(20, 30), "sa20", False),
        (aged(20, 30), "eb31", True),
        (aged(20, 30), "eb30", False),
        (aged(20, 30), "ap33", True),  # from 29.7
        (aged(20, 30), "ap34", False),  # from 30.6
        (aged(low=20), "gt90", True),
        (aged(high=20), "lt1", True),
        (aged(low=20), "20", False),
        (aged(low=20), "eb99", False),
        (aged(20, 30), "gt25||a", True),
        (aged(20, 30), "gt25||mo", False),
        ({"resourceType": "Condition", "onsetAge": {"value": 25, "code": "a"}}, "25", True),
        ({"resourceType": "Condition", "onsetRange": {"low": {"code": "a"}}}, "ne1", False),
    ],
)
def test_quantity_on_a_range_and_an_age(resource, search, answer):
    assert found(resource, f"onset-age={search}") is answer


def test_money_has_its_currency_for_a_unit():
    item = {"resourceType": "ChargeItem", "priceOverride": {"value": Decimal("12.50"), "currency": "CAD"}}
    assert found(item, "price-override=12.50")
    assert found(item, "price-override=12.50||CAD")
    assert found(item, "price-override=12.50|urn:iso:std:iso:4217|CAD")
    assert not found(item, "price-override=12.50||USD")
