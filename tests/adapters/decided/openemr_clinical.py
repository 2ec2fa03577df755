"""OpenEMR: issues, what was measured, ordered, found, prescribed, taken and given, habits and family."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, COMPONENT, ISSUE, OBSERVATION, QUANTITY, under

CONCEPT = f"{CODING} text"
UUID = under("identifier", "system value")
RESULT = {
    *UUID, "basedOn.reference", "status", *under("category", CODING), *under("code", CONCEPT), "subject.reference",
    "encounter.reference", "effective", "issued", "performer.reference",
}  # fmt: skip

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("openemr", "AllergyIntolerance"): {
        *ISSUE, "patient.reference", "category", "criticality", "encounter.reference", "reaction.manifestation.text",
        "reaction.severity",
    },
    ("openemr", "AllergyIntolerance/none"): {
        *under("clinicalStatus", CODING), *under("verificationStatus", CODING), *under("code", CONCEPT),
        "patient.reference", "recordedDate",
    },
    ("openemr", "Condition"): {
        *ISSUE, "subject.reference", *under("category", CONCEPT), "encounter.reference", "abatement",
    },
    ("openemr", "Procedure"): {
        *UUID, "status", *under("code", "coding text"), "subject.reference", "encounter.reference", "performed",
        "recorder.reference", "note.text",
    },
    ("openemr", "Device"): {
        *UUID, *under("udiCarrier", "deviceIdentifier issuer jurisdiction carrierHRF"), "status", "distinctIdentifier",
        "manufacturer", "manufactureDate", "expirationDate", "lotNumber", "serialNumber", *under("deviceName", "name type"),
        "modelNumber", *under("type", "coding text"), "patient.reference", "note.text", "safety.text",
    },
    ("openemr", "Observation/v"): {
        *OBSERVATION, "encounter.reference", *QUANTITY, "value.extension.url",
        *under("value.extension.value", "value unit system code"), *COMPONENT, "component.code.coding.display",
        *under("interpretation", CONCEPT), "method.text", "note.text",
    },
    ("openemr", "Observation/lab"): {
        *RESULT, *QUANTITY, "value.comparator", *under("dataAbsentReason", CODING),
        *under("interpretation", CONCEPT), "note.text", "specimen.reference", "referenceRange.text", "derivedFrom.reference",
    },
    ("openemr", "Observation/soc"): {
        "status", *under("category", CODING), *under("code", CONCEPT), "subject.reference", "effective",
        *under("value", CONCEPT), "note.text",
    },
    ("openemr", "DiagnosticReport"): {
        *RESULT, "resultsInterpreter.reference", "specimen.reference", "result.reference", "conclusion",
    },
    ("openemr", "ServiceRequest"): {
        *UUID, "status", "intent", *under("category", CONCEPT), "priority", *under("code", CONCEPT),
        *under("orderDetail", CONCEPT), "subject.reference", "encounter.reference", "occurrence", "authoredOn",
        "requester.reference", "performer.reference", "reasonCode.coding", "specimen.reference", "note.text",
        "patientInstruction",
    },
    ("openemr", "Specimen"): {
        *UUID, "identifier.use", "accessionIdentifier.value", "type.text", "subject.reference", "request.reference",
        "collection.collected", *under("collection.quantity", "value unit"), "collection.method.text",
        "collection.bodySite.text", "condition.text", "note.text",
    },
    ("openemr", "MedicationRequest"): {
        *UUID, "status", "intent", *under("category", CONCEPT), "priority", *under("medication", CONCEPT),
        "subject.reference", "encounter.reference", "authoredOn", "requester.reference", "recorder.reference",
        *under("reasonCode", "coding text"), "note.text", "dosageInstruction.text",
        *under("dosageInstruction.timing.repeat", "bounds.start bounds.end frequency period periodUnit when"),
        *under("dosageInstruction.timing.code", CONCEPT), "dosageInstruction.asNeeded",
        *under("dosageInstruction.route", CONCEPT), *under("dosageInstruction.doseAndRate.dose", "value unit"),
        "dispenseRequest.numberOfRepeatsAllowed", "dispenseRequest.quantity.value", "substitution.allowed",
    },
    ("openemr", "MedicationStatement"): {
        *UUID, "basedOn.reference", "status", *under("category", CONCEPT), *under("medication", "coding text"),
        "subject.reference", "context.reference", "effective.start", "effective.end", "dateAsserted", "note.text",
        "dosage.text",
    },
    ("openemr", "Immunization"): {
        *UUID, "status", "statusReason.text", *under("vaccineCode", CONCEPT), "patient.reference",
        "encounter.reference", "occurrence", "recorded", "primarySource", *under("reportOrigin", CONCEPT),
        "manufacturer.display", "lotNumber", "expirationDate", "site.text", *under("route", CONCEPT),
        *under("doseQuantity", "value unit"), *under("performer.function", CODING),
        *under("performer.actor", "reference display"), "note.text", "reasonCode.text",
        *under("education", "documentType publicationDate presentationDate"),
    },
    ("openemr", "CarePlan"): {
        "status", "intent", "subject.reference", "encounter.reference", "period.start", "period.end",
        "author.reference", "goal.reference", *under("activity.detail.code", "coding text"),
        "activity.detail.reasonCode.text", "activity.detail.status",
        *under("activity.detail.scheduled", "start end"), "activity.detail.description",
    },
    ("openemr", "Goal"): {
        "lifecycleStatus", *under("description", "coding text"), "subject.reference", "start", "target.due",
        "expressedBy.reference", "note.text",
    },
    ("openemr", "FamilyMemberHistory"): {
        "status", "patient.reference", "date", *under("relationship", CONCEPT), *under("condition.code", "coding text"),
    },
}  # fmt: skip
