"""MedicationRequest out of `drugs`: what is on a script of this clinic."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, cannot, cases, coding, concept, date_time, eq, identifier, instant, joined, not_yet, present_as,
    reference, restrict, site, text, whole,
)  # fmt: skip
from profiles.ca_core import systems

from .drug import (  # isort: skip
    NOBODY, ORDERED, SUPPLY, counted, d, dosage, last_day, lasting, medication, not_gone, reasons, start, status,
    status_reason,
)  # fmt: skip
from .tables import drugs, prescription

script = joined(prescription, on=(d.script_no, "script_no"))
course = cases(
    (eq(d.eTreatmentType, "CHRON"), "continuous"),
    (eq(d.eTreatmentType, "ACU"), "acute"),
    (eq(d.long_term, 1), "continuous"),
    (eq(d.short_term, 1), "acute"),
)

medication_request = ResourceMap(
    "MedicationRequest", table=drugs, key=d.drugid, last_updated=instant(d.lastUpdateDate),
    restrict=[not_gone, restrict("on-a-script-of-the-clinic", ORDERED)],
    template={
        "status": status,
        "statusReason": status_reason,
        "intent": "order",
        "medicationCodeableConcept": medication,
        "subject": reference("Patient", d.demographic_no),
        "authoredOn": date_time(d.create_date),
        "requester": reference("Practitioner", d.provider_no, none=NOBODY),
        "reasonCode": [reasons],
        "groupIdentifier": identifier(text(d.script_no), system=site("prescription_system")),
        "courseOfTherapyType": concept(coding(course, system=systems.COURSE_OF_THERAPY)),
        "note": [{"text": text(d.comment)}, {"text": text(script["rx_comments"])}],
        "dosageInstruction": [dosage()],
        "dispenseRequest": {
            "validityPeriod": {
                "start": start,
                "end": last_day,
            },
            "numberOfRepeatsAllowed": whole(d.repeat),
            "quantity": {"value": counted(d.quantity), "unit": text(d.unitName)},
            "expectedSupplyDuration": lasting(SUPPLY),
        },
        "substitution": {"allowedBoolean": present_as(d.nosubs, {1: False})},
    },
    gaps={
        "MedicationRequest.identifier": cannot("no number but the key"),
        "MedicationRequest.category": cannot("no column"),
        "MedicationRequest.priority": cannot("no column"),
        "MedicationRequest.doNotPerform": cannot("no column"),
        "MedicationRequest.reported": cannot("what others reported is a MedicationStatement"),
        "MedicationRequest.encounter": cannot("no column"),
        "MedicationRequest.supportingInformation": cannot("no column"),
        "MedicationRequest.performer": not_yet("pharmacyId, once pharmacies are mapped"),
        "MedicationRequest.performerType": cannot("no column"),
        "MedicationRequest.recorder": cannot("no column but the prescriber"),
        "MedicationRequest.reasonReference": cannot("drugReason holds codes, not problems"),
        "MedicationRequest.instantiatesCanonical": cannot("no column"),
        "MedicationRequest.instantiatesUri": cannot("no column"),
        "MedicationRequest.basedOn": cannot("no column"),
        "MedicationRequest.insurance": cannot("no column"),
        "MedicationRequest.priorPrescription": cannot("a represcribed row does not name the one before"),
        "MedicationRequest.detectedIssue": cannot("interactions are shown and not kept"),
        "MedicationRequest.eventHistory": cannot("reprints are dates in a text, without their events"),
    },
)  # fmt: skip
