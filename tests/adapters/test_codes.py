"""The value maps: codes exist in their systems, what is written reads back, and units convert as they should."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from stdnum import luhn, verhoeff

from adapters.openemr.codes import chart as openemr
from adapters.openemr.codes import history as openemr_history
from adapters.openemr.codes import medication as openemr_medication
from adapters.openemr.codes import orders as openemr_orders
from adapters.oscar.codes import admin as oscar_admin
from adapters.oscar.codes import appointment as oscar_appointment
from adapters.oscar.codes import chart as oscar
from facade.fhir.definitions import codes as required_codes
from profiles.ca_core import systems

# https://hl7.org/fhir/R4/valueset-ucum-vitals-common.html
VITAL_UNITS = {
    *("%", "cm", "[in_i]", "kg", "g", "[lb_av]", "Cel", "[degF]", "mm[Hg]", "/min", "kg/m2", "m2"),
}
WRITTEN = [
    pytest.param(oscar.ACTIVE, oscar.ACTIVE_WRITE, id="oscar-active"),
    pytest.param(oscar.GENDER, oscar.GENDER_WRITE, id="oscar-gender"),
    pytest.param(oscar.HEALTH_NUMBER_SYSTEM, oscar.HEALTH_NUMBER_SYSTEM_WRITE, id="oscar-health-number"),
    pytest.param(oscar.ALLERGY_SEVERITY, oscar.ALLERGY_SEVERITY_WRITE, id="oscar-severity"),
    pytest.param(openemr.GENDER, openemr.GENDER_WRITE, id="openemr-gender"),
    pytest.param(openemr.MARITAL, openemr.MARITAL_WRITE, id="openemr-marital"),
    pytest.param(openemr.ALLERGY_SEVERITY, openemr.ALLERGY_SEVERITY_WRITE, id="openemr-severity"),
]
BOUND = [
    pytest.param(oscar.GENDER, "administrative-gender", id="oscar-gender"),
    pytest.param(openemr.GENDER, "administrative-gender", id="openemr-gender"),
    pytest.param(oscar.ALLERGY_SEVERITY, "reaction-event-severity", id="oscar-severity"),
    pytest.param(openemr.ALLERGY_SEVERITY, "reaction-event-severity", id="openemr-severity"),
    pytest.param(openemr.ALLERGY_CRITICALITY, "allergy-intolerance-criticality", id="openemr-criticality"),
    pytest.param(oscar.ALLERGY_CATEGORY, "allergy-intolerance-category", id="oscar-category"),
    pytest.param(oscar_appointment.APPOINTMENT_STATUS, "appointmentstatus", id="oscar-appointment"),
    pytest.param(oscar_appointment.ENCOUNTER_STATUS, "encounter-status", id="oscar-encounter"),
    pytest.param(oscar_admin.SITE_STATUS, "location-status", id="oscar-site"),
    pytest.param(oscar_admin.PROGRAM_STATUS, "location-status", id="oscar-program"),
    pytest.param(oscar_admin.STAY_STATUS, "episode-of-care-status", id="oscar-stay"),
    pytest.param(oscar_admin.EPISODE_STATUS, "episode-of-care-status", id="oscar-episode"),
    pytest.param(oscar_admin.CONSENT_DECISION, "consent-provision-type", id="oscar-consent"),
    pytest.param(openemr_medication.INTENT, "medicationrequest-intent", id="openemr-medication-intent"),
    pytest.param(openemr_medication.AT_ONCE, "request-priority", id="openemr-medication-priority"),
    pytest.param(openemr_medication.WHEN, "event-timing", id="openemr-when"),
    pytest.param(openemr_medication.PERIOD_UNIT, "units-of-time", id="openemr-period"),
    pytest.param(openemr_medication.IMMUNIZATION_STATUS, "immunization-status", id="openemr-immunization"),
    pytest.param(openemr_orders.ORDER_STATUS, "request-status", id="openemr-order-status"),
    pytest.param(openemr_orders.INTENT, "request-intent", id="openemr-order-intent"),
    pytest.param(openemr_orders.PRIORITY, "request-priority", id="openemr-order-priority"),
    pytest.param(openemr_orders.REPORT_STATUS, "diagnostic-report-status", id="openemr-report"),
    pytest.param(openemr_orders.RESULT_STATUS, "observation-status", id="openemr-result"),
    pytest.param(openemr_orders.PLAN_STATUS, "request-status", id="openemr-plan"),
    pytest.param(openemr_orders.ACTIVITY_STATUS, "care-plan-activity-status", id="openemr-activity"),
    pytest.param(openemr_orders.GOAL_STATUS, "goal-status", id="openemr-goal"),
]


@pytest.mark.parametrize(("read", "write"), WRITTEN)
def test_what_is_written_reads_back(read: Mapping[Any, Any], write: Mapping[Any, Any]) -> None:
    assert {value: read[stored] for value, stored in write.items()} == {value: value for value in write}


@pytest.mark.parametrize(("read", "write"), [pair for pair in WRITTEN if pair.id != "openemr-gender"])
def test_every_code_that_is_read_can_be_written(read: Mapping[Any, Any], write: Mapping[Any, Any]) -> None:
    assert set(read.values()) == set(write)


def test_openemr_has_no_other_gender() -> None:
    assert "other" not in openemr.GENDER_WRITE


@pytest.mark.parametrize(("read", "value_set"), BOUND)
def test_codes_of_required_bindings_are_in_their_value_set(read: Mapping[Any, str], value_set: str) -> None:
    allowed = set().union(*required_codes(f"http://hl7.org/fhir/ValueSet/{value_set}").values())
    assert set(read.values()) <= allowed


def test_every_province_and_territory_has_a_health_number() -> None:
    provinces = {"AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"}
    assert set(systems.HEALTH_NUMBER) == provinces
    assert len(set(systems.HEALTH_NUMBER.values())) == len(provinces)
    assert systems.HEALTH_NUMBER["ON"] == "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn"


@pytest.mark.parametrize(("stored", "province"), [("NF", "NL"), ("PEI", "PE"), ("QC-RAMQ", "QC"), ("ON", "ON")])
def test_oscar_spells_provinces_in_several_ways(stored: str, province: str) -> None:
    system = oscar.HEALTH_NUMBER_SYSTEM[stored]
    assert system == systems.HEALTH_NUMBER[province]
    assert oscar.HEALTH_NUMBER_SYSTEM_WRITE[system] == province


@pytest.mark.parametrize("stored", ["OT", "PP", "US-NY", ""])
def test_a_card_of_nobody_is_no_health_number(stored: str) -> None:
    assert stored not in oscar.HEALTH_NUMBER_SYSTEM


@pytest.mark.parametrize(
    ("letters", "appointment", "encounter"),
    [
        ("tTh", "booked", None),
        ("H", "arrived", "arrived"),
        ("PE", "checked-in", "in-progress"),
        ("B", "fulfilled", "finished"),
        ("N", "noshow", None),
        ("C", "cancelled", None),
        ("D", "entered-in-error", None),
        ("abcdef", "booked", None),
        ("npx", None, None),
    ],
)
def test_oscar_letters_of_appointments_count_by_case(
    letters: str, appointment: str | None, encounter: str | None
) -> None:
    assert {oscar_appointment.APPOINTMENT_STATUS.get(letter) for letter in letters} == {appointment}
    assert {oscar_appointment.ENCOUNTER_STATUS.get(letter) for letter in letters} == {encounter}


def test_loinc_codes_have_their_check_digit() -> None:
    vitals = [*oscar.VITALS.values(), oscar.BLOOD_PRESSURE, oscar.OXIMETRY]
    others = [*openemr.VITALS.values(), openemr.BLOOD_PRESSURE, openemr.SYSTOLIC, openemr.DIASTOLIC]
    codes = {vital.code for vital in vitals} | {vital.code for vital in (*others, openemr.OXIMETRY)}
    assert [code for code in codes - {""} if not luhn.is_valid(code.replace("-", ""))] == []


def test_snomed_codes_have_their_check_digit() -> None:
    assert all(verhoeff.is_valid(code) for code in oscar.NO_KNOWN_ALLERGY.values())


def test_both_vendors_name_a_measurement_alike() -> None:
    pairs = {
        "HT": "height",
        "WT": "weight",
        "BMI": "BMI",
        "HR": "pulse",
        "TEMP": "temperature",
        "RESP": "respiration",
        "02": "oxygen_saturation",
        "HEAD": "head_circ",
        "WAIS": "waist_circ",
    }
    for kind, column in pairs.items():
        one, other = oscar.VITALS[kind], openemr.VITALS[column]
        assert (one.code, one.display, one.unit.code) == (other.code, other.display, other.unit.code)


def test_units_are_those_of_the_vital_signs_profiles() -> None:
    outside = {kind for kind, unit in oscar.VITAL_UCUM.items() if unit not in VITAL_UNITS}
    assert outside == {"WHR"}  # no profile: a ratio
    outside = {name for name, vital in openemr.VITALS.items() if vital.unit.code not in VITAL_UNITS}
    assert outside == {"oxygen_flow_rate"}  # no profile: L/min


def test_pulse_is_not_parity() -> None:
    assert "P" not in oscar.VITALS


@pytest.mark.parametrize(
    ("conversion", "stored", "served"),
    [
        (openemr.FROM_POUND, "154.320000", "70.00"),
        (openemr.FROM_POUND, "154.323584", "70.00"),
        (openemr.FROM_INCH, "70.000000", "177.8"),
        (openemr.FROM_INCH, "68.900000", "175.0"),
        (openemr.FROM_FAHRENHEIT, "32.000000", "0.0"),
        (openemr.FROM_FAHRENHEIT, "98.600000", "37.0"),
        (openemr.FROM_FAHRENHEIT, "212.000000", "100.0"),
    ],
)
def test_stored_units_convert(conversion: openemr.Conversion, stored: str, served: str) -> None:
    exact = Decimal(stored) * Decimal(conversion.factor) + Decimal(conversion.offset)
    step = Decimal(1).scaleb(-conversion.places)
    assert str(exact.quantize(step, ROUND_HALF_EVEN)) == served


@pytest.mark.parametrize(
    ("conversion", "per_unit", "entered"),
    [
        (openemr.FROM_POUND, "2.20462262185", [f"{n / 100:.2f}" for n in range(50, 25_000, 7)]),
        (openemr.FROM_INCH, "0.393700787402", [f"{n / 10:.1f}" for n in range(200, 2_300)]),
    ],
)
def test_what_was_entered_in_metric_comes_back(
    conversion: openemr.Conversion, per_unit: str, entered: list[str]
) -> None:
    """OpenEMR keeps two decimals of pounds and inches of what a nurse enters as kilograms and centimetres."""
    step = Decimal(1).scaleb(-conversion.places)
    back = []
    for value in entered:
        stored = (Decimal(value) * Decimal(per_unit)).quantize(Decimal("0.01"))
        back.append(str((stored * Decimal(conversion.factor)).quantize(step, ROUND_HALF_EVEN)))
    assert back == entered


def test_openemrs_further_codes_have_their_check_digits() -> None:
    smoking = [*openemr_history.SMOKING.values(), *openemr_history.SMOKING_OPTION.values()]
    snomed = {
        *openemr_medication.ROUTE.values(),
        *openemr_orders.ORDER_CATEGORY.values(),
        *(code for code, _ in smoking),
    }
    assert [code for code in {*snomed, openemr.NO_KNOWN_ALLERGY} if not verhoeff.is_valid(code)] == []
    habits = (openemr_history.SMOKING_STATUS, openemr_history.ALCOHOL, openemr_history.DRUGS, openemr_history.EXERCISE)
    assert [code for code, _ in habits if not luhn.is_valid(code.replace("-", ""))] == []


def test_openemrs_intervals_say_how_often_in_how_long() -> None:
    """A frequency without its period, or a period without its unit, says nothing (R4: tim-2, tim-4)."""
    often = openemr_medication.FREQUENCY.keys()
    assert often == openemr_medication.PERIOD.keys() == openemr_medication.PERIOD_UNIT.keys()
    daily = {
        name: (
            openemr_medication.FREQUENCY[number],
            openemr_medication.PERIOD[number],
            openemr_medication.PERIOD_UNIT[number],
        )
        for number, name in openemr_medication.ABBREVIATION.items()
    }
    assert daily == {
        "BID": (2, 1, "d"), "TID": (3, 1, "d"), "QID": (4, 1, "d"), "Q4H": (1, 4, "h"), "Q6H": (1, 6, "h"),
        "Q8H": (1, 8, "h"), "QD": (1, 1, "d"), "AM": (1, 1, "d"), "PM": (1, 1, "d"), "Q1H": (1, 1, "h"),
        "BED": (1, 1, "d"), "WK": (1, 1, "wk"), "MO": (1, 1, "mo"),
    }  # fmt: skip
