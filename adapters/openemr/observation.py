"""Vital signs out of `form_vitals`: one row is many observations. Stored are pounds, inches and Fahrenheit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, exists

from facade.adapter import (  # isort: skip
    Part, ResourceMap, cannot, coding, concept, converted, converted_quantity, date_time, filled, first, instant,
    joined, none_of, not_yet, number, number_text, present_as, quantity, read_only, reference, restrict, shaped, spread,
    text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart as codes
from .sensitivity import visible_form
from .tables import form_encounter, form_vital_details, form_vitals, forms, users

v = form_vitals.c
undeleted = exists().where(forms.c.formdir == "vitals", forms.c.form_id == v.id, forms.c.deleted == 0)
form = joined(forms, on=(v.id, "form_id"), pick=first("id"), only={"formdir": "vitals", "deleted": 0})
visit = joined(form_encounter, on=[(v.pid, "pid"), (form["encounter"], "encounter")], pick=first("id"))
author = joined(users, on=(v.user, "username"), pick=first("id"), when=[filled(v.user)])


def what(vital: codes.Vital) -> dict[str, Any]:
    """The code of an observation."""
    return concept(coding(vital.code, system=systems.LOINC, display=vital.display))


def judged(column: str) -> dict[str, Any]:
    """What somebody thought of one measure."""
    detail = joined(form_vital_details, on=(v.id, "form_id"), only={"vitals_column": column}, pick=first("id"))
    return concept(
        coding(present_as(detail["interpretation_option_id"], codes.INTERPRETATION), system=systems.INTERPRETATION),
        text=text(detail["interpretation_title"]),
    )


def measured(key: str, column: str, *more: dict[str, Any], **about: Any) -> Part:
    """The observation in one numeric column, in metric units; 0 is 'not measured'. `more`: interpretations."""
    template = {"code": what(codes.VITALS[column]), "valueQuantity": amount(column)}
    return Part(key, template, {"interpretation": [judged(column), *more], **about})


def amount(column: str) -> dict[str, Any]:
    """The quantity in one numeric column."""
    vital, stored = codes.VITALS[column], v[column]
    if vital.conversion is not None:
        return in_metric(vital.unit, vital.conversion, stored)
    return quantity(number(stored, zero_absent=True), unit=vital.unit.text, code=vital.unit.code)


def beside(column: str) -> dict[str, Any]:
    """What was measured together with something else."""
    return {"code": what(codes.VITALS[column]), "valueQuantity": amount(column)}


def in_metric(unit: codes.Unit, rule: codes.Conversion, stored: Column[Any]) -> dict[str, Any]:
    """The value in `unit`, beside it the value as stored."""
    return converted_quantity(
        converted(stored, rule.factor, offset=rule.offset, places=rule.places, zero_absent=True),
        unit=unit.text, code=unit.code,
        stored=read_only(number(stored, zero_absent=True)),
        stored_unit=rule.stored.text, stored_code=rule.stored.code,
    )  # fmt: skip


def pressure(vital: codes.Vital, column: str) -> dict[str, Any]:
    """One of the two numbers of a blood pressure."""
    value = quantity(number_text(v[column], zero_absent=True), unit=vital.unit.text, code=vital.unit.code)
    return {"code": concept(coding(vital.code, system=systems.LOINC)), "valueQuantity": value}


# Old rows hold the number of a choice where the words should be.
taken_where = when(none_of(shaped(v.temp_method, "[0-9]+")), text(v.temp_method))
saturation = concept(
    coding(codes.VITALS["oxygen_saturation"].code, system=systems.LOINC,
           display=codes.VITALS["oxygen_saturation"].display),
    coding(codes.OXIMETRY.code, system=systems.LOINC, display=codes.OXIMETRY.display),
)  # fmt: skip


observation = ResourceMap(
    "Observation", tag="v", table=form_vitals, key=v.id, last_updated=instant(v.last_updated),
    restrict=[
        restrict("undeleted-form", undeleted.correlate(form_vitals)),
        restrict("sensitive", visible_form("vitals", v.id), unless="confidential"),
    ],
    spread=spread(
        common={
            "status": "final",
            "category": [concept(coding("vital-signs", system=systems.OBSERVATION_CATEGORY))],
            "subject": reference("Patient", v.pid),
            "encounter": reference("Encounter", visit["id"]),
            "effectiveDateTime": date_time(v.date),
            "performer": [reference("Practitioner", author["id"])],
            "note": [{"text": text(v.note)}],
        },
        parts=[
            Part("bp", {"code": what(codes.BLOOD_PRESSURE),
                        "component": [pressure(codes.SYSTOLIC, "bps"), pressure(codes.DIASTOLIC, "bpd")]}),
            measured("w", "weight"), measured("h", "height"),
            measured("t", "temperature", method=concept(text=taken_where)),
            measured("p", "pulse"), measured("r", "respiration"),
            measured("bmi", "BMI", concept(text=text(v.BMI_status))),
            measured("hc", "head_circ"), measured("wc", "waist_circ"),
            Part("o2", {"code": saturation, "valueQuantity": amount("oxygen_saturation"),
                        "component": [beside("inhaled_oxygen_concentration")]},
                 {"interpretation": [judged("oxygen_saturation")]}),
            # L/min is no unit that a component of a vital sign may have in R4.
            measured("flow", "oxygen_flow_rate"),
            measured("pwh", "ped_weight_height"), measured("pbmi", "ped_bmi"), measured("phc", "ped_head_circ"),
        ],
    ),
    gaps={
        "Observation.identifier": not_yet("uuid_mapping holds one for each code of the row"),
        "Observation.basedOn": cannot("no column"),
        "Observation.partOf": cannot("no column"),
        "Observation.focus": cannot("no column"),
        "Observation.issued": cannot("last_updated changes with every edit"),
        "Observation.dataAbsentReason": not_yet("form_vital_details says why a measure that is 0 was not taken"),
        "Observation.bodySite": cannot("no column"),
        "Observation.specimen": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.referenceRange": cannot("no column"),
        "Observation.hasMember": not_yet("the row as a panel"),
        "Observation.derivedFrom": cannot("no column"),
    },
)  # fmt: skip
