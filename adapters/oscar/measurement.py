"""Observations out of `measurements` that are no vital signs: typed in, or of a laboratory whose message is lost."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, case, cast, exists, or_

from facade.adapter import (  # isort: skip
    ResourceMap, absent, all_of, any_of, attributes, cannot, cases, coded, coding, comparator, compared_number, concept,
    contains, date_text, date_time, eq, first, instant, is_in, joined, last, lost_noon, none_of, present_as, read_only,
    reference, restrict, shaped, site, text, unreadable, when,
)  # fmt: skip
from facade.adapter.patterns import LOINC
from profiles.ca_core import systems

from .codes import chart
from .codes import laboratory as codes
from .codes import measured as types
from .tables import hl7TextMessage, measurementMap, measurements, measurementsExt

m = measurements.c
x, msg = measurementsExt.c, hl7TextMessage.c

_lab_no = case((x.val.regexp_match("^[1-9][0-9]{0,8}$"), cast(x.val, Integer)))
_of_laboratory = exists().where(x.measurement_id == m.id, x.keyval == codes.FROM_LABORATORY)
_in_a_message = exists().where(
    x.measurement_id == m.id, x.keyval == codes.FROM_LABORATORY, msg.lab_id == _lab_no,
    msg.message.like(f"{codes.MESSAGE}%"),
)  # fmt: skip
_blocked = exists().where(x.measurement_id == m.id, x.keyval == codes.BLOCKED)

# Rows of laboratories bear no provider, so most rows need no look at the other table.
not_of_laboratory = restrict(
    "not-of-a-laboratory", or_(m.providerNo.not_in(["", "0"]), ~_of_laboratory.correlate(measurements))
)


def beside(key: str) -> Any:
    """What measurementsExt holds under that key, for what another row is found by."""
    return joined(measurementsExt, on=(m.id, "measurement_id"), only={"keyval": key}, pick=last("id"))["val"]


identifier, laboratory = beside("identifier"), beside("labname")
# What is only shown: read by one statement for all rows of a page.
ext = attributes(measurementsExt, on=(m.id, "measurement_id"), name="keyval", value="val", pick=last("id"))
unit = ext["unit"]
mapped = joined(
    measurementMap, on=[(identifier, "ident_code"), (laboratory, "lab_type")], pick=first("id")
)["loinc_code"]  # fmt: skip
known_unit = is_in(unit, *codes.UCUM)
numeric = shaped(m.dataField, types.NUMERIC)


def measured(col: Any) -> dict[str, Any]:
    """A number in the unit that the laboratory sent."""
    return {
        "value": compared_number(col),
        "unit": text(unit),
        "system": when(known_unit, systems.UCUM),
        "code": present_as(unit, codes.UCUM),
    }


laboratory_row = ResourceMap(
    "Observation", tag="labrow", table=measurements, key=m.id,
    restrict=[
        restrict("of-a-laboratory", _of_laboratory.correlate(measurements)),
        restrict("no-message-to-read", ~_in_a_message.correlate(measurements)),
        restrict("not-blocked", ~_blocked.correlate(measurements)),
        restrict("matched-to-a-patient", m.demographicNo > 0),
    ],
    template={
        "status": coded(ext["olis_status"], {None: codes.UNKNOWN_STATUS, **codes.RESULT_STATUS},
                        other=codes.UNKNOWN_STATUS),
        "category": [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))],
        "code": concept(
            coding(when(shaped(mapped, LOINC), text(mapped)), system=systems.LOINC),
            coding(text(identifier), system=site("laboratory_code_system")),
            text=text(ext["name"]),
        ),
        "subject": reference("Patient", m.demographicNo),
        "effectiveDateTime": lost_noon(m.dateObserved, absent=[chart.NO_DATE]),
        "performer": [{"display": text(laboratory)}],
        "value[x]": {
            "valueQuantity": {**measured(m.dataField), "comparator": comparator(m.dataField)},
            "valueString": when(none_of(numeric), text(m.dataField)),
        },
        "interpretation": [
            concept(coding(present_as(ext["abnormal"], codes.ABNORMAL), system=systems.INTERPRETATION))
        ],
        "note": [{"text": text(m.comments)}, {"text": text(ext["comments"])}],
        "referenceRange": [{
            "low": measured(ext["minimum"]), "high": measured(ext["maximum"]), "text": text(ext["range"]),
        }],
    },
    gaps={
        "Observation.identifier": cannot("no number but the key"),
        "Observation.basedOn": cannot("no column"),
        "Observation.partOf": cannot("no column"),
        "Observation.focus": cannot("no column"),
        "Observation.encounter": cannot("a laboratory's row has no visit"),
        "Observation.issued": cannot("dateEntered of these rows shows the afternoon as the morning"),
        "Observation.dataAbsentReason": cannot("no column tells why a value is missing"),
        "Observation.bodySite": cannot("no column"),
        "Observation.method": cannot("no column"),
        "Observation.specimen": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.hasMember": cannot("measurements are not grouped"),
        "Observation.derivedFrom": cannot("no column"),
        "Observation.component": cannot("one value a row"),
    },
)  # fmt: skip

kind = m.type
fraction = all_of(eq(kind, types.A1C), shaped(m.dataField, types.FRACTION))
per_mol = all_of(eq(kind, types.A1C), shaped(m.dataField, types.MMOL_PER_MOL))
per_decilitre = all_of(eq(kind, types.HEMOGLOBIN), shaped(m.dataField, types.PER_DECILITRE))
is_number = all_of(is_in(kind, *types.NUMBERS), numeric)
is_day = all_of(is_in(kind, *types.DATES), shaped(m.dataField, types.DAY))
smoking, presence = is_in(kind, *types.SMOKING), is_in(kind, *types.PRESENCE)
is_text = none_of(any_of(is_number, is_day, smoking, presence))


def of_type(values: dict[str, str]) -> Any:
    """What a table of codes says about the type of the row."""
    return read_only(coded(kind, values))


typed = ResourceMap(
    "Observation", tag="typed", table=measurements, key=m.id, only=[is_in(kind, *types.CODE)],
    restrict=[not_of_laboratory],
    template={
        "status": "final",
        "category": [concept(coding(of_type(types.CATEGORY), system=systems.OBSERVATION_CATEGORY))],
        "code": concept(
            coding(cases((per_mol, types.A1C_IFCC), otherwise=of_type(types.CODE)), system=systems.LOINC),
            coding(text(kind), system=site("measurement_type_system")),
            text=text(kind),
        ),
        "subject": reference("Patient", m.demographicNo),
        "encounter": reference("Encounter", m.appointmentNo),
        "effectiveDateTime": date_time(m.dateObserved, absent=[chart.NO_DATE]),
        "issued": instant(m.dateEntered),
        "performer": [reference("Practitioner", m.providerNo, none=chart.NOBODY)],
        "value[x]": {
            "valueQuantity": {
                "value": cases(
                    (contains(m.measuringInstruction, *types.OTHER_UNITS), unreadable(m.dataField, "another unit")),
                    (is_number, compared_number(m.dataField)),
                ),
                "comparator": when(is_number, comparator(m.dataField)),
                "unit": cases((fraction, absent()), (per_mol, "mmol/mol"), (per_decilitre, "g/dL"),
                              otherwise=present_as(kind, types.UNIT)),
                "system": systems.UCUM,
                "code": cases((fraction, "1"), (per_mol, "mmol/mol"), (per_decilitre, "g/dL"),
                              otherwise=present_as(kind, types.UNIT_CODE)),
            },
            "valueCodeableConcept": concept(
                coding(when(smoking, present_as(m.dataField, types.SMOKER)), system=systems.SNOMED_CT),
                coding(when(presence, present_as(m.dataField, types.FOUND)), system=systems.INTERPRETATION),
                text=when(any_of(smoking, presence), text(m.dataField)),
            ),
            "valueDateTime": when(is_day, date_text(m.dataField)),
            "valueString": when(is_text, text(m.dataField)),
        },
        "note": [{"text": text(m.comments)}],
    },
    gaps={
        "Observation.identifier": cannot("no number but the key"),
        "Observation.basedOn": cannot("no column"),
        "Observation.partOf": cannot("no column"),
        "Observation.focus": cannot("no column"),
        "Observation.dataAbsentReason": cannot("no column tells why a value is missing"),
        "Observation.interpretation": cannot("what is typed in has no flag"),
        "Observation.bodySite": cannot("no column"),
        "Observation.method": cannot("measuringInstruction is the unit, or says how to fill the field"),
        "Observation.specimen": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.referenceRange": cannot("the instruction names what may be typed in, no range of health"),
        "Observation.hasMember": cannot("measurements are not grouped"),
        "Observation.derivedFrom": cannot("no column"),
        "Observation.component": cannot("one value a row"),
    },
)  # fmt: skip
