"""ServiceRequest out of `consultationRequests`: a patient is referred to a service, or to somebody who gives it."""

from __future__ import annotations

from facade.adapter import (  # isort: skip
    ABSENT_OTHERWISE, ResourceMap, cannot, cases, children, coded, concept, date, date_and_time, instant, is_in,
    joined, labelled, present_as, reference, text,
)  # fmt: skip

from .codes import chart
from .codes import orders as codes
from .tables import consultationRequests, consultationServices, consultdocs

r = consultationRequests.c
# Midnight is what stands where no hour was booked.
booked = cases(
    (is_in(r.appointmentTime, None, "00:00:00"), date(r.appointmentDate, absent=[chart.NO_DATE])),
    otherwise=date_and_time(r.appointmentDate, r.appointmentTime, absent=[chart.NO_DATE]),
)
attached = {
    kind: children(consultdocs, on=(r.requestId, "requestId"), order=["id"],
                   only={"doctype": kind, "deleted": (None, "", "N")})
    for kind in (codes.DOCUMENT, codes.FORM)
}  # fmt: skip
documents, forms = attached[codes.DOCUMENT], attached[codes.FORM]
service = joined(consultationServices, on=(r.serviceId, "serviceId"))

service_request = ResourceMap(
    "ServiceRequest", table=consultationRequests, key=r.requestId, last_updated=instant(r.lastUpdateDate),
    template={
        "status": coded(r.status, codes.REQUEST_STATUS, other=codes.REQUEST_STATUS_OTHER),
        "intent": "order",
        "category": [concept(text="Consultation request")],
        "priority": coded(r.urgency, codes.REQUEST_PRIORITY, other=ABSENT_OTHERWISE),
        "code": concept(text=text(service["serviceDesc"])),
        "subject": reference("Patient", r.demographicNo),
        "occurrenceDateTime": booked,
        "authoredOn": date(r.referalDate, absent=[chart.NO_DATE]),
        "requester": reference("Practitioner", r.providerNo, none=chart.NOBODY),
        "performer": [reference("Practitioner", r.specId, none=codes.NO_SPECIALIST, tag="s")],
        "reasonCode": [concept(text=text(r.reason))],
        "supportingInfo": [
            documents.each(reference("DocumentReference", documents["document_no"])),
            forms.each(reference("DocumentReference", forms["document_no"], tag="ef")),
        ],
        "note": [
            {"text": present_as(r.urgency, codes.RETURN)},
            {"text": labelled(r.clinicalInfo, "Clinical information")},
            {"text": labelled(r.concurrentProblems, "Concurrent problems")},
            {"text": labelled(r.currentMeds, "Current medications")},
            {"text": labelled(r.allergies, "Allergies")},
            {"text": text(r.statusText)},
        ],
        "patientInstruction": text(r.appointmentInstructions),
    },
    gaps={
        "ServiceRequest.identifier": cannot("no number but the key"),
        "ServiceRequest.instantiatesCanonical": cannot("no column"),
        "ServiceRequest.instantiatesUri": cannot("no column"),
        "ServiceRequest.basedOn": cannot("no column"),
        "ServiceRequest.replaces": cannot("no column"),
        "ServiceRequest.requisition": cannot("no column"),
        "ServiceRequest.doNotPerform": cannot("no column"),
        "ServiceRequest.orderDetail": cannot("no column"),
        "ServiceRequest.quantity": cannot("no column"),
        "ServiceRequest.encounter": cannot("no column"),
        "ServiceRequest.asNeeded": cannot("no column"),
        "ServiceRequest.performerType": cannot("no column but the service"),
        "ServiceRequest.locationCode": cannot("no column"),
        "ServiceRequest.locationReference": cannot("site_name is the name of a site, not its key"),
        "ServiceRequest.reasonReference": cannot("the reason is a text"),
        "ServiceRequest.insurance": cannot("no column"),
        "ServiceRequest.specimen": cannot("no column"),
        "ServiceRequest.bodySite": cannot("no column"),
        "ServiceRequest.relevantHistory": cannot("earlier versions in consultationRequestsArchive have no author"),
    },
)  # fmt: skip
