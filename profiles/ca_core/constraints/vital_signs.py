"""R4's own profiles of vital signs, which CA Core+ and CA Baseline leave as they are.

https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from __future__ import annotations

from collections.abc import Mapping

from facade.adapter import Profile, Rule, rule
from profiles.ca_core import systems

from .canonical import R4

SYSTOLIC = {"code.coding.code": "8480-6"}
DIASTOLIC = {"code.coding.code": "8462-4"}
_CATEGORY = {"coding.system": systems.OBSERVATION_CATEGORY, "coding.code": "vital-signs"}
_WHEN = {"category.coding.code": "vital-signs"}

COMMON = (
    rule("category", required=True, where=_CATEGORY),
    rule("subject", required=True),
    rule("effective", required=True),
    rule("", one_of=("value", "component", "hasMember", "dataAbsentReason")),  # vs-2
    rule("component", one_of=("value", "dataAbsentReason")),  # vs-3
)


def of_quantity(path: str, unit: str | None, where: Mapping[str, str] | None = None) -> tuple[Rule, ...]:
    """A quantity with a unit of UCUM: this one, or any of those bound to it."""
    return (
        rule(f"{path}.value", required=True, where=where or {}),
        rule(f"{path}.unit", required=True, where=where or {}),
        rule(f"{path}.system", required=True, where=where or {}, value=systems.UCUM),
        rule(f"{path}.code", required=True, where=where or {}, value=unit),
    )


def measured(name: str, code: str, unit: str | None = None) -> Profile:
    """The profile of a vital sign of one number."""
    about = {"code.coding.system": systems.LOINC, "code.coding.code": code}
    return Profile("Observation", f"{R4}{name}", (*COMMON, *of_quantity("value", unit)), seen="4.0.1", when=about)


BLOOD_PRESSURE = Profile(
    "Observation",
    f"{R4}bp",
    seen="4.0.1",
    when={"code.coding.system": systems.LOINC, "code.coding.code": "85354-9"},
    rules=(
        *COMMON,
        rule("component", required=True, where=SYSTOLIC),
        rule("component", required=True, where=DIASTOLIC),
        *of_quantity("component.value", "mm[Hg]", SYSTOLIC),
        *of_quantity("component.value", "mm[Hg]", DIASTOLIC),
    ),
)

PROFILES = (
    Profile("Observation", f"{R4}vitalsigns", COMMON, seen="4.0.1", when=_WHEN),
    BLOOD_PRESSURE,
    measured("bodyweight", "29463-7"), measured("bodyheight", "8302-2"), measured("bodytemp", "8310-5"),
    measured("headcircum", "9843-4"), measured("bmi", "39156-5", "kg/m2"), measured("heartrate", "8867-4", "/min"),
    measured("resprate", "9279-1", "/min"), measured("oxygensat", "2708-6", "%"),
)  # fmt: skip
