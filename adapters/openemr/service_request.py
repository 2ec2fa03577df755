"""ServiceRequest out of `procedure_order`.

An order may ask for several tests, each a row of `procedure_order_code` whose key is of two columns. The order is the
request: the first test is its code, and all of them stand in `orderDetail`.
"""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, absent, cannot, cases, children, coded, coding, concept, date_time, eq, exists,
    filled, first, identifier, joined, native_uuid, present_as, reference, restrict, site, text, typed_codes,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import orders as codes
from .order import kept_form, named, visit
from .sensitivity import visible_order
from .tables import procedure_order, procedure_order_code, procedure_specimen

o = procedure_order.c
test = joined(procedure_order_code, on=(o.procedure_order_id, "procedure_order_id"), pick=first("procedure_order_seq"))
tests = children(procedure_order_code, on=(o.procedure_order_id, "procedure_order_id"), order=["procedure_order_seq"])
specimens = children(
    procedure_specimen, on=(o.procedure_order_id, "procedure_order_id"), order=["procedure_specimen_id"],
    only={"deleted": (0, None)},
)  # fmt: skip
kind = coded(o.procedure_order_type, codes.ORDER_CATEGORY, other=ABSENT_OTHERWISE, without=codes.LABORATORY)

service_request = ResourceMap(
    "ServiceRequest", table=procedure_order, key=o.procedure_order_id,
    restrict=[
        restrict("undeleted-form", kept_form(o.procedure_order_id)),
        restrict("sensitive", visible_order(o.procedure_order_id), unless="confidential"),
    ],
    template={
        "identifier": [native_uuid(o.uuid), identifier(text(o.control_id), system=site("order_system"))],
        "status": cases((eq(o.activity, 0), "entered-in-error"),
                        otherwise=coded(o.order_status, codes.ORDER_STATUS, other="unknown")),
        "intent": coded(o.order_intent, codes.INTENT, other="order", without="order"),
        "category": [concept(coding(kind, system=systems.SNOMED_CT), text=text(o.procedure_order_type))],
        "priority": present_as(o.order_priority, codes.PRIORITY),
        # R4 wants a code where there are details (prr-1).
        "code": named(test["procedure_code"], cases(
            (filled(test["procedure_name"]), text(test["procedure_name"])), (filled(test["procedure_code"]), absent()),
            (exists(test), "Procedure order"),
        )),
        "orderDetail": [tests.each(named(tests["procedure_code"], text(tests["procedure_name"])))],
        "subject": reference("Patient", o.patient_id),
        "encounter": reference("Encounter", visit(o.patient_id, o.encounter_id)),
        "occurrenceDateTime": date_time(o.scheduled_date),
        "authoredOn": date_time(o.date_ordered),
        "requester": reference("Practitioner", o.provider_id),
        "performer": [reference("Organization", o.lab_id, tag="lab")],
        "reasonCode": [concept(typed_codes(o.order_diagnosis, chart.CODE_SYSTEM))],
        "specimen": [specimens.each(reference("Specimen", specimens["procedure_specimen_id"]))],
        "note": [{"text": text(o.clinical_hx)}],
        "patientInstruction": text(o.patient_instructions),
    },
    gaps={
        "ServiceRequest.instantiatesCanonical": cannot("no column"),
        "ServiceRequest.instantiatesUri": cannot("no column"),
        "ServiceRequest.basedOn": cannot("no column"),
        "ServiceRequest.replaces": cannot("no column"),
        "ServiceRequest.requisition": cannot("the order is the requisition"),
        "ServiceRequest.doNotPerform": cannot("no column"),
        "ServiceRequest.quantity": cannot("no column"),
        "ServiceRequest.asNeeded": cannot("no column"),
        "ServiceRequest.performerType": cannot("no column"),
        "ServiceRequest.locationCode": cannot("no column"),
        "ServiceRequest.locationReference": cannot("location_id is of 8.0 and its table is not known"),
        "ServiceRequest.reasonReference": cannot("no column"),
        "ServiceRequest.insurance": cannot("billing is not mapped"),
        "ServiceRequest.supportingInfo": cannot("no column"),
        "ServiceRequest.bodySite": cannot("specimen_location is where the specimen comes from"),
        "ServiceRequest.relevantHistory": cannot("no column"),
    },
)  # fmt: skip
