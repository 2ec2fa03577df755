"""Vital signs out of OSCAR's `measurements`, by hand: one resource a row, "120/80" as two components."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from orjson import Fragment

from bench.hand.values import instant, practitioner

COLUMNS = (
    "id, demographicNo, appointmentNo, CAST(dateObserved AS CHAR), CAST(dateEntered AS CHAR), providerNo, type,"
    " dataField, measuringInstruction, comments"
)
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_LOINC, _UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_CATEGORY = [
    {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}
]
_PANEL = {
    "coding": [{"system": _LOINC, "code": "85354-9", "display": "Blood pressure panel with all children optional"}]
}
_SYSTOLIC = {"coding": [{"system": _LOINC, "code": "8480-6"}]}
_DIASTOLIC = {"coding": [{"system": _LOINC, "code": "8462-4"}]}
_WAIST = ("8280-0", "Waist Circumference at umbilicus by Tape measure", "cm", "cm")
_HEAD = ("9843-4", "Head Occipital-frontal circumference", "cm", "cm")
_OXYGEN = ("2708-6", "Oxygen saturation in Arterial blood", "%", "%")
KINDS = {  # of measurements.type: LOINC code and display, unit as text and in UCUM
    "HT": ("8302-2", "Body height", "cm", "cm"),
    "WT": ("29463-7", "Body weight", "kg", "kg"),
    "BMI": ("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2", "kg/m2"),
    "WAIS": _WAIST,
    "WC": _WAIST,
    "HR": ("8867-4", "Heart rate", "/min", "/min"),
    "TEMP": ("8310-5", "Body temperature", "°C", "Cel"),
    "RESP": ("9279-1", "Respiratory rate", "/min", "/min"),
    "02": _OXYGEN,
    "O2": _OXYGEN,
    "02SA": _OXYGEN,
    "HEAD": _HEAD,
    "HC": _HEAD,
}


def measured(table: str = "measurements") -> str:
    """That a row was measured, and is no copy of a laboratory's result."""
    return f"NOT EXISTS (SELECT 1 FROM measurementsExt x WHERE x.measurement_id = {table}.id AND x.keyval = 'lab_no')"


SERVED = f"{measured()} AND type IN ('BP', " + ", ".join(f"'{kind}'" for kind in KINDS) + ")"
_LENGTHS = frozenset({"HT", "WAIS", "WC", "HEAD", "HC"})
_PRESSURE = re.compile(r" *(\d{2,3}) */ *(\d{2,3}) *", re.ASCII)
_NUMBER = re.compile(r" *(\d{1,9})(?:(?:\.|,(?!\d{3} *$))(\d{1,6}))? *", re.ASCII)


def observation(row: tuple[Any, ...], version: str, heads: Mapping[int, int]) -> dict[str, Any]:  # noqa: C901, PLR0912
    """The resource of a row of COLUMNS."""
    key, patient, visit, observed, entered, author, kind, value, instruction, comment = row
    if kind not in KINDS:
        kind = kind.rstrip(" ").upper()
    pressure = kind == "BP"
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "id": f"bp-{key}" if pressure else str(key),
        "meta": {"versionId": version},
        "status": "final",
        "category": _CATEGORY,
    }
    if patient > 0:
        found["subject"] = {"reference": f"Patient/{heads.get(patient, patient)}"}
    if visit:
        found["encounter"] = {"reference": f"Encounter/{visit}"}
    if observed and observed[:10] != "0001-01-01" and (observed := instant(observed)):
        found["effectiveDateTime"] = observed
    if entered and (entered := instant(entered)):
        found["issued"] = entered
    if author and (author := practitioner(author)):
        found["performer"] = [{"reference": author}]
    if comment and (comment := comment.rstrip(" ")) and comment != "null":
        found["note"] = [{"text": comment}]
    if pressure:
        found["code"] = _PANEL
        if instruction and (instruction := instruction.rstrip(" ")) and instruction != "null":
            found["method"] = {"text": instruction}
        if value and (both := _PRESSURE.fullmatch(value)):
            high, low = Fragment(both[1].lstrip("0") or "0"), Fragment(both[2].lstrip("0") or "0")
            found["component"] = [
                {
                    "code": _SYSTOLIC,
                    "valueQuantity": {"value": high, "unit": "mmHg", "system": _UCUM, "code": "mm[Hg]"},
                },
                {
                    "code": _DIASTOLIC,
                    "valueQuantity": {"value": low, "unit": "mmHg", "system": _UCUM, "code": "mm[Hg]"},
                },
            ]
        else:
            _valueless(found, value, instruction)
        return found
    code, display, unit, ucum = KINDS[kind]
    found["code"] = {"coding": [{"system": _LOINC, "code": code, "display": display}]}
    if value and (number := _number(kind, value, instruction)):
        found["valueQuantity"] = {"value": Fragment(number), "system": _UCUM, "unit": unit, "code": ucum}
    else:
        _valueless(found, value, instruction)
    return found


def _valueless(found: dict[str, Any], value: str, instruction: str | None) -> None:
    """Why there is no value, and the words that stand in its place."""
    words, more = ((text or "").rstrip(" ") for text in (value, instruction))
    said = words not in ("", "null")
    found["dataAbsentReason"] = {"coding": [{"system": _ABSENT, "code": "unsupported" if said else "unknown"}]}
    if said:
        told = words if more in ("", "null") else f"{words} {more}"
        found.setdefault("note", []).append({"text": told})


def _number(kind: str, value: str, instruction: str) -> str | None:
    """The digits as written; None where they are no number, or one of another unit."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        return None
    whole = match[1].lstrip("0") or "0"
    number = f"{whole}.{match[2]}" if match[2] else whole
    if kind == "TEMP":
        return number if float(number) <= 50 else None
    if kind == "WT" and instruction:
        said = instruction.upper()
        return None if "LB" in said or "POUND" in said else number
    if kind in _LENGTHS and instruction:
        said = instruction.rstrip(" ").upper()
        return None if said == "IN IN" or "INCH" in said else number
    return number
