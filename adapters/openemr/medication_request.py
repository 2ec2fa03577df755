"""MedicationRequest out of `prescriptions`."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ResourceMap, before_today, cannot, cases, coded, coding, concept, date_time, eq, first, instant, joined,
    native_uuid, not_yet, number_text, present_as, reference, restrict, shaped, text, typed_codes, when, whole,
)  # fmt: skip
from profiles.ca_core import systems

from .codes import chart
from .codes import medication as codes
from .dosage import dosage, p
from .sensitivity import open_encounter
from .tables import form_encounter, prescriptions

visit = joined(form_encounter, on=[(p.patient_id, "pid"), (p.encounter, "encounter")], pick=first("id"))
active = eq(p.active, codes.ACTIVE)
# `quantity` is what the first dispensing gives; R4 has one amount for all, so `per_refill` has no place.
amount = when(shaped(p.quantity, r"[0-9]{1,6}(\.[0-9]{1,4})?"), number_text(p.quantity))

medication_request = ResourceMap(
    "MedicationRequest", table=prescriptions, key=p.id, last_updated=instant(p.date_modified),
    restrict=[restrict("sensitive-encounter", open_encounter(p.patient_id, p.encounter), unless="confidential")],
    template={
        "identifier": [native_uuid(p.uuid)],
        # An end to come has not come: the vendor's own server says completed as soon as there is one.
        "status": cases(((active, before_today(p.end_date)), "completed"), (active, "active"), otherwise="stopped"),
        "intent": coded(p.request_intent, codes.INTENT, other="order", without="order"),
        "category": [concept(coding(present_as(p.usage_category, codes.REQUEST_CATEGORY),
                                    system=systems.MEDICATION_REQUEST_CATEGORY),
                             text=text(p.usage_category_title))],
        "priority": present_as(p.interval, codes.AT_ONCE),
        "medicationCodeableConcept": concept(
            coding(text(p.rxnorm_drugcode, absent=["0"]), system=systems.RXNORM), text=text(p.drug)
        ),
        "subject": reference("Patient", p.patient_id),
        "encounter": reference("Encounter", visit["id"]),
        "authoredOn": date_time(p.date_added),
        "requester": reference("Practitioner", p.provider_id),
        "recorder": reference("Practitioner", p.created_by),
        "reasonCode": [concept(typed_codes(p.diagnosis, chart.CODE_SYSTEM), text=text(p.indication))],
        "note": [{"text": text(p.note)}],
        "dosageInstruction": [dosage],
        "dispenseRequest": {"numberOfRepeatsAllowed": whole(p.refills), "quantity": {"value": amount}},
        "substitution": {"allowedBoolean": present_as(p.substitute, codes.SUBSTITUTION)},
    },
    gaps={
        "MedicationRequest.statusReason": cannot("no column"),
        "MedicationRequest.doNotPerform": cannot("no column"),
        "MedicationRequest.reported": cannot("no column"),
        "MedicationRequest.supportingInformation": cannot("no column"),
        "MedicationRequest.performer": not_yet("pharmacy_id, once pharmacies are mapped"),
        "MedicationRequest.performerType": cannot("no column"),
        "MedicationRequest.reasonReference": cannot("no column"),
        "MedicationRequest.instantiatesCanonical": cannot("no column"),
        "MedicationRequest.instantiatesUri": cannot("no column"),
        "MedicationRequest.basedOn": cannot("no column"),
        "MedicationRequest.groupIdentifier": cannot("what was prescribed together shares a visit, no number"),
        "MedicationRequest.courseOfTherapyType": cannot("no column"),
        "MedicationRequest.insurance": cannot("no column"),
        "MedicationRequest.priorPrescription": cannot("a refill changes the row"),
        "MedicationRequest.detectedIssue": cannot("no column"),
        "MedicationRequest.eventHistory": cannot("the row is overwritten"),
    },
)  # fmt: skip
