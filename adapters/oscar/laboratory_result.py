"""Laboratory results: Observation out of HL7 v2 messages, or of `measurements` where no message can be read."""

from __future__ import annotations

from typing import Any

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, coded, coding, comparator, compared_number, computed, concept, eq, filled, instant,
    moment_text, not_yet, present_as, reference, site, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import laboratory as codes
from .laboratory.messages import messages
from .laboratory.tables import results

t = results.c


def clock(stored: str | None) -> str | None:
    """A time of day as it is kept."""
    return stored


def measured(col: Any) -> dict[str, Any]:
    """A number in the unit of its result, which stands in the same virtual row."""
    row = col.table.c
    return {
        "value": compared_number(col),
        "unit": text(row.unit),
        "system": when(filled(row.ucum), systems.UCUM),
        "code": present_as(row.ucum, codes.UCUM_CODES),
    }


laboratory_result = ResourceMap(
    "Observation", tag="lab", table=results, key=t.key, exploded=messages,
    template={
        "status": coded(t.status, codes.RESULT_STATUSES),
        "category": [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))],
        "code": concept(
            coding(text(t.loinc, absent=codes.VITAL_SIGNS), system=systems.LOINC),
            coding(text(t.code), system=site("laboratory_code_system")),
            text=text(t.name),
        ),
        "subject": reference("Patient", t.patient),
        "effective[x]": {
            "effectiveDateTime": moment_text(t.observed),
            "effectivePeriod": {"start": moment_text(t.span), "end": moment_text(t.span)},
        },
        "issued": instant(t.issued),
        "performer": [{"display": text(t.performer)}],
        "value[x]": {
            "valueQuantity": {**measured(t.number), "comparator": comparator(t.number)},
            "valueRange": {"low": measured(t.low), "high": measured(t.high)},
            "valueRatio": {"numerator": measured(t.numerator), "denominator": measured(t.denominator)},
            "valueCodeableConcept": concept(
                coding(text(t.value_code), system=text(t.value_system)), text=when(eq(t.kind, "concept"), text(t.value))
            ),
            "valueDateTime": moment_text(t.moment),
            "valueTime": computed(clock, t.time, gives="time"),
            "valueString": when(eq(t.kind, "text"), text(t.value)),
        },
        "interpretation": [
            concept(coding(present_as(t.flag, codes.FLAGS), system=systems.INTERPRETATION)),
            concept(text=text(t.flag_text)),
        ],
        "note": [{"text": text(t.note)}],
        "method": concept(text=text(t.method)),
        "specimen": reference("Specimen", t.specimen),
        "referenceRange": [{"low": measured(t.range_low), "high": measured(t.range_high), "text": text(t.range)}],
    },
    gaps={
        "Observation.identifier": cannot("HL7 v2 has no number for a single result"),
        "Observation.basedOn": not_yet("the requisition has a number, but no row of its own"),
        "Observation.partOf": cannot("a result is part of no procedure here"),
        "Observation.focus": cannot("results are about the patient"),
        "Observation.encounter": cannot("messages name no visit"),
        "Observation.dataAbsentReason": cannot("no field tells why a value is missing; the status may"),
        "Observation.bodySite": cannot("the site is the specimen's"),
        "Observation.device": not_yet("OBX-18"),
        "Observation.hasMember": cannot("results stand beside each other in a report"),
        "Observation.derivedFrom": cannot("no field"),
        "Observation.component": cannot("one value an OBX"),
    },
)  # fmt: skip
