"""Vital signs out of `form_vitals`: one row is up to ten observations. Stored are pounds, inches and Fahrenheit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, exists

from facade.adapter import (  # isort: skip
    Part, ResourceMap, cannot, coding, concept, converted, converted_quantity, date_time, filled, first, instant,
    joined, not_yet, number, number_text, quantity, read_only, reference, restrict, spread,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .tables import form_encounter, form_vitals, forms, users

v = form_vitals.c
undeleted = exists().where(forms.c.formdir == "vitals", forms.c.form_id == v.id, forms.c.deleted == 0)
form = joined(forms, on=(v.id, "form_id"), pick=first("id"), only={"formdir": "vitals", "deleted": 0})
visit = joined(form_encounter, on=[(v.pid, "pid"), (form["encounter"], "encounter")], pick=first("id"))
author = joined(users, on=(v.user, "username"), pick=first("id"), when=[filled(v.user)])


def what(vital: codes.Vital) -> dict[str, Any]:
    """The code of an observation."""
    return concept(coding(vital.code, system=systems.LOINC, display=vital.display))


def measured(key: str, column: str) -> Part:
    """The observation in one numeric column, in metric units; 0 is 'not measured'."""
    vital, stored = codes.VITALS[column], v[column]
    value = quantity(number(stored, zero_absent=True), unit=vital.unit.text, code=vital.unit.code)
    if vital.conversion is not None:
        value = in_metric(vital.unit, vital.conversion, stored)
    return Part(key, {"code": what(vital), "valueQuantity": value})


def in_metric(unit: codes.Unit, rule: codes.Conversion, stored: Column[Any]) -> dict[str, Any]:
    """The value in `unit`, beside it the value as stored."""
    return converted_quantity(
        converted(stored, rule.factor, offset=rule.offset, places=rule.places, zero_absent=True),
        unit=unit.text, code=unit.code,
        stored=read_only(number(stored, zero_absent=True)),
        stored_unit=rule.stored.text, stored_code=rule.stored.code,
    )  # fmt: skip


def pressure(vital: codes.Vital, stored: Column[Any]) -> dict[str, Any]:
    """One of the two numbers of a blood pressure."""
    value = quantity(number_text(stored, zero_absent=True), unit=vital.unit.text, code=vital.unit.code)
    return {"code": concept(coding(vital.code, system=systems.LOINC)), "valueQuantity": value}


observation = ResourceMap(
    "Observation", tag="v", table=form_vitals, key=v.id, last_updated=instant(v.last_updated),
    restrict=[restrict("undeleted-form", undeleted.correlate(form_vitals))],
    spread=spread(
        common={
            "status": "final",
            "category": [concept(coding("vital-signs", system=systems.OBSERVATION_CATEGORY))],
            "subject": reference("Patient", v.pid),
            "encounter": reference("Encounter", visit["id"]),
            "effectiveDateTime": date_time(v.date),
            "performer": [reference("Practitioner", author["id"])],
        },
        parts=[
            Part("bp", {"code": what(codes.BLOOD_PRESSURE),
                        "component": [pressure(codes.SYSTOLIC, v.bps), pressure(codes.DIASTOLIC, v.bpd)]}),
            measured("w", "weight"), measured("h", "height"), measured("t", "temperature"), measured("p", "pulse"),
            measured("r", "respiration"), measured("bmi", "BMI"), measured("hc", "head_circ"),
            measured("wc", "waist_circ"), measured("o2", "oxygen_saturation"),
        ],
    ),
    gaps={
        "Observation.identifier": not_yet("the uuid is the row's, not that of one observation"),
        "Observation.basedOn": cannot("no column"),
        "Observation.partOf": cannot("no column"),
        "Observation.focus": cannot("no column"),
        "Observation.issued": cannot("last_updated changes with every edit"),
        "Observation.dataAbsentReason": not_yet("form_vital_details"),
        "Observation.interpretation": not_yet("form_vital_details and BMI_status"),
        "Observation.note": not_yet("the note is about the whole row"),
        "Observation.bodySite": not_yet("temp_method"),
        "Observation.method": not_yet("temp_method"),
        "Observation.specimen": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.referenceRange": cannot("no column"),
        "Observation.hasMember": not_yet("the row as a panel"),
        "Observation.derivedFrom": cannot("no column"),
    },
)  # fmt: skip
