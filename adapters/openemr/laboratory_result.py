"""Laboratory results out of `procedure_result`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, any_of, cannot, cases, coded, coding, comparator, compared_number, concept, date_time, filled, first,
    instant, is_in, joined, native_uuid, none_of, present_as, reference, restrict, shaped, text, when,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import orders as codes
from .order import in_force, named, visit
from .sensitivity import visible_order
from .tables import procedure_order, procedure_order_code, procedure_report, procedure_result, procedure_specimen

r = procedure_result.c
report = joined(procedure_report, on=(r.procedure_report_id, "procedure_report_id"))
order = joined(procedure_order, on=(report["procedure_order_id"], "procedure_order_id"))
ordered = [(report["procedure_order_id"], "procedure_order_id"), (report["procedure_order_seq"], "procedure_order_seq")]
test = joined(procedure_order_code, on=ordered)
specimen = joined(procedure_specimen, on=ordered, only={"deleted": (0, None)}, pick=first("procedure_specimen_id"))

# "<5" and ">= 40" are numbers with a comparator; every other text is a text.
numeric = shaped(r.result, r" *(<=|>=|<|>)? *-?[0-9]{1,9}(\.[0-9]{1,6})?")
not_done = is_in(r.result, *codes.NOT_DONE)
known_unit = is_in(r.units, *codes.UCUM)
name = cases((filled(r.result_text), text(r.result_text)), otherwise=text(test["procedure_name"]))

laboratory_result = ResourceMap(
    "Observation", tag="lab", table=procedure_result, key=r.procedure_result_id,
    last_updated=instant(report["date_report"]),  # the best there is
    restrict=[
        restrict("order-in-force", in_force(report["procedure_order_id"])),
        restrict("sensitive", visible_order(report["procedure_order_id"]), unless="confidential"),
    ],
    template={
        "identifier": [native_uuid(r.uuid)],
        "basedOn": [reference("ServiceRequest", report["procedure_order_id"])],
        "status": coded(r.result_status, codes.RESULT_STATUS, other="unknown"),
        "category": [concept(coding("laboratory", system=systems.OBSERVATION_CATEGORY))],
        "code": named(r.result_code, name),
        "subject": reference("Patient", order["patient_id"]),
        "encounter": reference("Encounter", visit(order["patient_id"], order["encounter_id"])),
        "effectiveDateTime": date_time(r.date),
        "issued": instant(report["date_report"]),
        "performer": [reference("Organization", order["lab_id"], tag="lab")],
        "value[x]": {
            "valueQuantity": {
                "value": compared_number(r.result),
                "comparator": comparator(r.result),
                "unit": text(r.units),
                "system": when(known_unit, systems.UCUM),
                "code": present_as(r.units, codes.UCUM),
            },
            "valueString": when(none_of(any_of(numeric, not_done)), text(r.result)),
        },
        "dataAbsentReason": concept(coding(when(not_done, "not-performed"), system=systems.DATA_ABSENT_REASON)),
        "interpretation": [
            concept(coding(present_as(r.abnormal, codes.INTERPRETATION), system=systems.INTERPRETATION),
                    text=text(r.abnormal))
        ],
        # The rest of a long result stands in the comments.
        "note": [{"text": text(r.comments)}],
        "specimen": reference("Specimen", specimen["procedure_specimen_id"]),
        "referenceRange": [{"text": text(r.range)}],
        "derivedFrom": [reference("DocumentReference", r.document_id)],
    },
    gaps={
        "Observation.partOf": cannot("no column"),
        "Observation.focus": cannot("no column"),
        "Observation.bodySite": cannot("no column"),
        "Observation.method": cannot("no column"),
        "Observation.device": cannot("no column"),
        "Observation.hasMember": cannot("results stand beside each other below a report"),
        "Observation.component": cannot("a row is one value"),
    },
)  # fmt: skip
