"""Observation out of measurements that are no vital signs: typed in, or of a laboratory whose message is lost (§6, §7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.oracle.model import Part, Row, finds, row
from tests.oracle.words import LOINC, OBSERVATION_CATEGORY, SNOMED, UCUM, Json, coding, concept, quantity, ref

from .laboratory import FLAG, LOCAL, amount, flagged, limits, local
from .observation import measurement

TYPE = "https://clinic.example/measurement-types"
WHEN = "2020-07-15T08:00:00-04:00"


def typed_in(number: int, kind: str, value: str, why: str, **values: Any) -> Row:
    """A row that was typed in."""
    common = {"demographicNo": 13, "dateObserved": "2020-07-15 08:00:00", "dateEntered": "2020-07-15 08:00:00"}
    return measurement(number, kind, value, why, **{**common, **values})


def sent(number: int, kind: str, value: str, why: str, beside: dict[str, str], **values: Any) -> tuple[Row, ...]:
    """A row that OSCAR wrote for a result, and what it wrote beside it."""
    common = {"demographicNo": 13, "providerNo": "0", "dateObserved": "2020-07-16 09:30:00"}
    own = measurement(number, kind, value, why, **{**common, "dateEntered": "2020-07-16 02:00:00", **values})
    named = enumerate(beside.items(), start=number * 10)
    return own, *(
        row("measurementsExt", f"beside {number}", id=at, measurement_id=number, keyval=key, val=val)
        for at, (key, val) in named
    )


ROWS = (
    typed_in(31, "A1C", "7.2", "percent"),
    typed_in(32, "A1C", "58", "mmol/mol: another code"),
    typed_in(33, "Hb", "13.5", "g/dL by its size"),
    typed_in(34, "Hb", "135", "g/L by its size"),
    typed_in(35, "SCR", "1.1", "another unit: no value rather than a wrong one", measuringInstruction="in mg/dL"),
    typed_in(36, "SMK", "Yes", "a smoker", measuringInstruction="Yes/No", demographicNo=12),
    typed_in(37, "SMK", "X", "which nobody explains", measuringInstruction="Yes/No", demographicNo=12),
    typed_in(38, "HpBS", "Yes", "Yes is positive", measuringInstruction="Positive (Y/N)"),
    typed_in(39, "LMP", "2020-06-01", "a date"),
    typed_in(40, "LMP", "unknown", "no date"),
    typed_in(41, "TSH", "<0.01", "a number with a comparator"),
    typed_in(42, "TSH", "pending", "no number"),
    typed_in(43, "EGFR", "60", "by which formula?"),
    typed_in(44, "ABO", "A pos", "a text", comments="by history"),
    typed_in(45, "NOSK", "10", "a day", demographicNo=12),
    *sent(51, "Hb", "110", "its message is no base64; the noon of OSCAR's clock", {
        "lab_no": "711", "identifier": "418", "labname": "GDML", "name": "HEMOGLOBIN", "abnormal": "L", "unit": "g/L",
        "minimum": "120", "maximum": "160",
    }, dateObserved="2020-07-16 00:15:00"),
    *sent(52, "", "<0.5", "its message names marks of its own", {
        "lab_no": "717", "identifier": "111G", "labname": "GDML", "name": "GLUCOSE", "abnormal": "", "unit": "mmol/L",
        "range": "<5.5", "olis_status": "F",
    }),
    *sent(53, "Hb", "167", "served from the message", {"lab_no": "701", "identifier": "418", "labname": "GDML"}),
    *sent(54, "", "reactive", "blocked by the patient", {"lab_no": "712", "identifier": "HIV", "blocked": "BLOCKED"}),
    *sent(55, "WT", "Positive", "no message, and no weight", {
        "lab_no": "999", "identifier": "X9", "labname": "CML", "name": "ODD", "olis_status": "C",
    }, comments="repeat"),
    *sent(56, "BP", "120/80", "a pressure out of a message", {"lab_no": "998", "name": "PRESSURE"}, providerNo=""),
    *sent(57, "Hb", "99", "of nobody", {"lab_no": "997", "name": "HB"}, demographicNo=0),
)  # fmt: skip


def typed(kind: str, code: str, category: str = "laboratory", **more: Any) -> Json:
    """A row that was typed in; social history is patient 12's."""
    return {
        "status": "final",
        "category": [concept(coding(OBSERVATION_CATEGORY, category))],
        "code": concept(coding(LOINC, code), coding(TYPE, kind), text=kind),
        "subject": ref("Patient/12" if category == "social-history" else "Patient/13"),
        "effectiveDateTime": WHEN,
        "issued": WHEN,
        **more,
    }


def lost(codes: list[Json], name: str, status: str, laboratory: str | None, **more: Any) -> Json:
    """A result out of a row of measurements."""
    found = {
        "status": status,
        "category": [concept(coding(OBSERVATION_CATEGORY, "laboratory"))],
        "code": concept(*codes, text=name),
        "subject": ref("Patient/13"),
        "effectiveDateTime": "2020-07-16T09:30:00-04:00",
        **more,
    }
    return {**found, "performer": [{"display": laboratory}]} if laboratory else found


def ucum(value: str, code: str) -> Json:
    """A quantity whose unit is its code alone."""
    return {"value": Decimal(value), "system": UCUM, "code": code}


RESOURCES: dict[str, Json] = {
    "Observation/typed-11": typed("A1C", "4548-4", valueQuantity=ucum("0.075", "1")),
    "Observation/typed-12": typed("P", "11977-6", "survey", valueQuantity=ucum("2", "{#}")),
    "Observation/typed-31": typed("A1C", "4548-4", valueQuantity=quantity("7.2", "%")),
    "Observation/typed-32": typed("A1C", "59261-8", valueQuantity=quantity("58", "mmol/mol")),
    "Observation/typed-33": typed("Hb", "718-7", valueQuantity=quantity("13.5", "g/dL")),
    "Observation/typed-34": typed("Hb", "718-7", valueQuantity=quantity("135", "g/L")),
    "Observation/typed-35": typed("SCR", "14682-9"),
    "Observation/typed-36": typed("SMK", "72166-2", "social-history",
                                  valueCodeableConcept=concept(coding(SNOMED, "77176002"), text="Yes")),
    "Observation/typed-37": typed("SMK", "72166-2", "social-history", valueCodeableConcept=concept(text="X")),
    "Observation/typed-38": typed("HpBS", "5196-1", valueCodeableConcept=concept(coding(FLAG, "POS"), text="Yes")),
    "Observation/typed-39": typed("LMP", "8665-2", "survey", valueDateTime="2020-06-01"),
    "Observation/typed-40": typed("LMP", "8665-2", "survey", valueString="unknown"),
    "Observation/typed-41": typed("TSH", "3016-3", valueQuantity=amount("0.01", "mIU/L", "m[IU]/L", "<")),
    "Observation/typed-42": typed("TSH", "3016-3", valueString="pending"),
    "Observation/typed-44": typed("ABO", "883-9", valueString="A pos", note=[{"text": "by history"}]),
    "Observation/typed-45": typed("NOSK", "64218-1", "social-history", valueQuantity=quantity("10", "{cigarettes}/d")),
    "Observation/labrow-51": lost(
        [coding(LOINC, "718-7"), local("418")], "HEMOGLOBIN", "unknown", "GDML", effectiveDateTime="2020-07-16",
        valueQuantity=amount("110", "g/L", "g/L"), interpretation=flagged("L"),
        referenceRange=[{"low": amount("120", "g/L", "g/L"), "high": amount("160", "g/L", "g/L")}],
    ),
    "Observation/labrow-52": lost(
        [local("111G")], "GLUCOSE", "final", "GDML", valueQuantity=amount("0.5", "mmol/L", "mmol/L", "<"),
        referenceRange=limits("<5.5"),
    ),
    "Observation/labrow-55": lost([local("X9")], "ODD", "corrected", "CML", valueString="Positive",
                                  note=[{"text": "repeat"}]),
    "Observation/labrow-56": lost([], "PRESSURE", "unknown", None, valueString="120/80"),
}  # fmt: skip

ABSENT = {
    "Observation/typed-43": "a filtration rate by nobody knows which formula",
    "Observation/typed-51": "a laboratory's row is not typed in",
    "Observation/labrow-31": "a typed row is no laboratory's",
    "Observation/labrow-53": "served from its message",
    "Observation/labrow-54": "blocked by the patient",
    "Observation/labrow-57": "of nobody",
    "Observation/55": "a laboratory's row is no vital sign, whatever its type",
    "Observation/bp-56": "a laboratory's row is no vital sign, whatever its type",
}

SEARCHES = (
    finds("Observation", f"patient=13&code={LOINC}|4548-4", "typed-11 typed-31", "fraction and percent"),
    finds("Observation", f"patient=13&code={LOINC}|4548-4&value-quantity=7.5|{UCUM}|%", "typed-11", "0.075 is 7.5 %"),
    finds("Observation", f"patient=13&code={LOINC}|59261-8", "typed-32", "mmol/mol"),
    finds("Observation", f"patient=13&code={TYPE}|Hb", "typed-33 typed-34", "OSCAR's own code"),
    finds(
        "Observation", f"patient=13&code={LOINC}|718-7&value-quantity=gt120|{UCUM}|g/L", "typed-33 typed-34", "units"
    ),
    finds("Observation", "patient=12&category=social-history", "typed-36 typed-37 typed-45", "smoking"),
    finds("Observation", "patient=13&category=survey", "typed-12 typed-39 typed-40", "by category"),
    finds("Observation", f"patient=12&value-concept={SNOMED}|77176002", "typed-36", "a smoker"),
    finds("Observation", "patient=13&value-string=pend", "typed-42", "a text"),
    finds("Observation", "patient=13&value-date=2020-06", "typed-39", "a date as value"),
    finds(
        "Observation", f"patient=13&code={LOINC}|718-7&category=laboratory", "typed-33 typed-34 labrow-51", "all ways"
    ),
    finds("Observation", f"patient=13&code={LOCAL}|111G&date=2020-07-16", "labrow-52", "the laboratory's own code"),
    finds("Observation", "patient=13&date=2020-07-16", "labrow-51 labrow-52 labrow-55 labrow-56", "a day"),
    finds("Observation", "patient=13&date=2020-07-16T00:15&_id=labrow-51", "", "the hour is not known"),
    finds(
        "Observation", "patient=13&date=lt2020-07-16T09:00:00-04:00&_id=labrow-51", "labrow-51", "begins at midnight"
    ),
    finds("Observation", "patient=13&status=corrected&_id=labrow-55,labrow-52", "labrow-55", "as sent"),
    finds("Observation", "encounter=1&patient=13", "", "no visit"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, searches=SEARCHES)
