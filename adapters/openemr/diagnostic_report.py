"""DiagnosticReport out of `procedure_report`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, cannot, cases, children, coded, coding, concept, date_time, filled, instant, joined,
    native_uuid, not_yet, reference, restrict, text,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import orders as codes
from .order import in_force, named, visit
from .sensitivity import visible_order
from .tables import procedure_order, procedure_order_code, procedure_report, procedure_result, procedure_specimen

r = procedure_report.c
order = joined(procedure_order, on=(r.procedure_order_id, "procedure_order_id"))
test = joined(
    procedure_order_code,
    on=[(r.procedure_order_id, "procedure_order_id"), (r.procedure_order_seq, "procedure_order_seq")],
)
results = children(procedure_result, on=(r.procedure_report_id, "procedure_report_id"), order=["procedure_result_id"])
specimens = children(
    procedure_specimen,
    on=[(r.procedure_order_id, "procedure_order_id"), (r.procedure_order_seq, "procedure_order_seq")],
    order=["procedure_specimen_id"], only={"deleted": (0, None)},
)  # fmt: skip
section = coded(order["procedure_order_type"], codes.SECTION, other=ABSENT_OTHERWISE, without=codes.LABORATORY_SECTION)

diagnostic_report = ResourceMap(
    "DiagnosticReport", table=procedure_report, key=r.procedure_report_id, last_updated=instant(r.date_report),
    restrict=[
        restrict("order-in-force", in_force(r.procedure_order_id)),
        restrict("sensitive", visible_order(r.procedure_order_id), unless="confidential"),
    ],
    template={
        "identifier": [native_uuid(r.uuid)],
        "basedOn": [reference("ServiceRequest", r.procedure_order_id)],
        "status": coded(r.report_status, codes.REPORT_STATUS, other="unknown"),
        "category": [concept(coding(section, system=systems.DIAGNOSTIC_SECTION))],
        # R4 wants a code; a report whose test is not named is a report all the same.
        "code": named(test["procedure_code"], cases((filled(test["procedure_name"]), text(test["procedure_name"])),
                                                    otherwise="Report")),
        "subject": reference("Patient", order["patient_id"]),
        "encounter": reference("Encounter", visit(order["patient_id"], order["encounter_id"])),
        "effectiveDateTime": date_time(r.date_collected),
        "issued": instant(r.date_report),
        "performer": [reference("Organization", order["lab_id"], tag="lab")],
        "resultsInterpreter": [reference("Practitioner", r.source)],
        "specimen": [specimens.each(reference("Specimen", specimens["procedure_specimen_id"]))],
        "result": [results.each(reference("Observation", results["procedure_result_id"], tag="lab"))],
        "conclusion": text(r.report_notes),
    },
    gaps={
        "DiagnosticReport.imagingStudy": cannot("no column"),
        "DiagnosticReport.media": cannot("no column"),
        "DiagnosticReport.conclusionCode": cannot("no column"),
        "DiagnosticReport.presentedForm": not_yet("the documents that results name; they are told of each result"),
    },
)  # fmt: skip
