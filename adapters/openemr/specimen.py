"""Specimen out of `procedure_specimen`; before 7.0.4 OpenEMR had no table of them."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, concept, date_time, identifier, instant, is_in, joined, native_uuid, number,
    reference, restrict, text,
)  # fmt: skip

from .order import in_force
from .sensitivity import visible_order
from .tables import procedure_order, procedure_specimen

s = procedure_specimen.c
order = joined(procedure_order, on=(s.procedure_order_id, "procedure_order_id"))

specimen = ResourceMap(
    "Specimen", table=procedure_specimen, key=s.procedure_specimen_id, only=[is_in(s.deleted, 0, None)],
    last_updated=instant(s.updated_at),
    restrict=[
        restrict("order-in-force", in_force(s.procedure_order_id)),
        restrict("sensitive", visible_order(s.procedure_order_id), unless="confidential"),
    ],
    template={
        "identifier": [native_uuid(s.uuid), identifier(text(s.specimen_identifier), use="usual")],
        "accessionIdentifier": identifier(text(s.accession_identifier)),
        "type": concept(text=text(s.specimen_type)),
        "subject": reference("Patient", order["patient_id"]),
        "request": [reference("ServiceRequest", s.procedure_order_id)],
        "collection": {
            "collectedDateTime": date_time(s.collected_date),
            "quantity": {"value": number(s.volume_value, zero_absent=True), "unit": text(s.volume_unit)},
            "method": concept(text=text(s.collection_method)),
            "bodySite": concept(text=text(s.specimen_location)),
        },
        "condition": [concept(text=text(s.specimen_condition))],
        "note": [{"text": text(s.comments)}],
    },
    gaps={
        "Specimen.status": cannot("no column"),
        "Specimen.receivedTime": cannot("no column"),
        "Specimen.parent": cannot("no column"),
        "Specimen.processing": cannot("no column"),
        "Specimen.container": cannot("no column"),
    },
)  # fmt: skip
