"""Vital signs out of `measurements`: blood pressure, two numbers in one text, and the types of one number."""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    Codec, ResourceMap, all_of, any_of, cannot, cases, coded, coding, concept, contains, date_time, eq, instant, is_in,
    joined_text, none_of, not_yet, number_text, quantity, ratio_text, read_only, reference, shaped, text, unreadable,
    when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .measurement import not_of_laboratory
from .tables import measurements

m = measurements.c

LENGTHS = ("HT", "WAIS", "WC", "HEAD", "HC")
SERVED = (*LENGTHS, "WT", "BMI", "HR", "TEMP", "RESP", "02", "O2", "02SA")

COMMON: dict[str, Any] = {
    "status": "final",
    "category": [concept(coding("vital-signs", system=systems.OBSERVATION_CATEGORY))],
    "subject": reference("Patient", m.demographicNo),
    "encounter": reference("Encounter", m.appointmentNo),
    "effectiveDateTime": date_time(m.dateObserved, absent=[codes.NO_DATE]),
    "issued": instant(m.dateEntered),
    "performer": [reference("Practitioner", m.providerNo, none=codes.NOBODY)],
}
GAPS = {
    "Observation.identifier": cannot("no number but the key"),
    "Observation.basedOn": cannot("no column"),
    "Observation.partOf": cannot("no column"),
    "Observation.focus": cannot("no column"),
    "Observation.interpretation": cannot("what is typed in has no flag"),
    "Observation.bodySite": cannot("no column"),
    "Observation.specimen": cannot("no column"),
    "Observation.device": cannot("no column"),
    "Observation.referenceRange": cannot("what is typed in has no range"),
    "Observation.hasMember": cannot("measurements are not grouped"),
    "Observation.derivedFrom": cannot("no column"),
}


def pressure(side: int, code: str) -> dict[str, Any]:
    """One of the two numbers of '120/80'."""
    unit = codes.BLOOD_PRESSURE.unit
    value = quantity(ratio_text(m.dataField, side), unit=unit.text, code=unit.code)
    return {"code": concept(coding(code, system=systems.LOINC)), "valueQuantity": value}


def of_type(values: dict[str, str]) -> Codec:
    """What a table of codes says about the type of the row."""
    return read_only(coded(m.type, {kind: values[kind] for kind in SERVED}))


# The unit is that of the type, unless the instruction names another.
value = cases(
    (eq(m.type, "TEMP"), number_text(m.dataField, most="50")),
    ((eq(m.type, "WT"), contains(m.measuringInstruction, "lb", "pound")), unreadable(m.dataField, "weight in pounds")),
    ((is_in(m.type, *LENGTHS), eq(m.measuringInstruction, "in in")), unreadable(m.dataField, "length in inches")),
    ((is_in(m.type, *LENGTHS), contains(m.measuringInstruction, "inch")), unreadable(m.dataField, "length in inches")),
    otherwise=number_text(m.dataField),
)

_FRACTION = r"([.][0-9]{1,6}|,([0-9]{1,2}|[0-9]{4,6}))?"
_NUMBER = f" *[0-9]{{1,9}}{_FRACTION}"
_CELSIUS = f" *0{{0,7}}([0-4]?[0-9]{_FRACTION}|50([.]0{{1,6}}|,(0{{1,2}}|0{{4,6}}))?)"
_imperial = any_of(
    all_of(eq(m.type, "WT"), contains(m.measuringInstruction, "lb", "pound")),
    all_of(
        is_in(m.type, *LENGTHS), any_of(eq(m.measuringInstruction, "in in"), contains(m.measuringInstruction, "inch"))
    ),
)
# Where the text gives no value.
VALUELESS = none_of(
    all_of(eq(m.type, "TEMP"), shaped(m.dataField, _CELSIUS)),
    all_of(none_of(eq(m.type, "TEMP"), _imperial), shaped(m.dataField, _NUMBER)),
)
SIDELESS = none_of(shaped(m.dataField, " *[0-9]{2,3} */ *[0-9]{2,3}"))


def without_value(condition: Any) -> dict[str, Any]:
    """Why there is no value (R4's vs-2 wants a reason), and what was typed in instead, with its instruction."""
    said = none_of(is_in(m.dataField, "", "null"))
    why = cases(((condition, said), "unsupported"), (condition, "unknown"))
    words = when((condition, said), joined_text(m.dataField, m.measuringInstruction))
    return {
        "dataAbsentReason": concept(coding(why, system=systems.DATA_ABSENT_REASON)),
        "note": [{"text": text(m.comments)}, {"text": words}],
    }


blood_pressure = ResourceMap(
    "Observation", tag="bp", table=measurements, key=m.id, only=[eq(m.type, "BP")],
    restrict=[not_of_laboratory],
    template={
        **COMMON,
        **without_value(SIDELESS),
        "code": concept(coding(codes.BLOOD_PRESSURE.code, system=systems.LOINC, display=codes.BLOOD_PRESSURE.display)),
        "method": concept(text=text(m.measuringInstruction)),
        "component": [pressure(0, codes.VITALS["BPS"].code), pressure(1, codes.VITALS["BPD"].code)],
    },
    gaps={**GAPS, "Observation.value": cannot("a blood pressure is its two components")},
)  # fmt: skip

vital_sign = ResourceMap(
    "Observation", table=measurements, key=m.id, only=[is_in(m.type, *SERVED)],
    restrict=[not_of_laboratory],
    template={
        **COMMON,
        **without_value(VALUELESS),
        "code": concept(
            coding(of_type(codes.VITAL_CODE), system=systems.LOINC, display=of_type(codes.VITAL_DISPLAY))
        ),
        "valueQuantity": quantity(value, unit=of_type(codes.VITAL_UNIT), code=of_type(codes.VITAL_UCUM)),
    },
    gaps={
        **GAPS,
        "Observation.method": not_yet("measuringInstruction mixes units with ways of measuring"),
        "Observation.component": cannot("one number a row"),
    },
)  # fmt: skip
