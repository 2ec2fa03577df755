"""ServiceRequest out of consultationRequests, Practitioner out of professionalSpecialists, Task out of tickler.

Services are those of places.py: 231 Cardiology, 232 Dermatology, which is put away.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, brings, finds, refused, row
from tests.oracle.words import BILLING, Json, concept, ref, typed, updated

DEFAULT = {"hideFromView": 0, "deleted": 0, "institutionId": 0, "departmentId": 0}


def specialist(number: int, why: str, **values: Any) -> Row:
    """A row of professionalSpecialists."""
    return row("professionalSpecialists", why, specId=number, **{**DEFAULT, **values})


def request(number: int, why: str, **values: Any) -> Row:
    """A row of consultationRequests."""
    return row("consultationRequests", why, requestId=number, **{"lastUpdateDate": "2026-10-01 09:00:00", **values})


def tickler(number: int, why: str, **values: Any) -> Row:
    """A row of tickler; it was made when it was changed."""
    changed = {"update_date": "2026-10-01 09:00:00", "creation_date": "2026-10-01 13:00:00"}
    return row("tickler", why, tickler_no=number, **{**changed, **values})


ROWS = (
    specialist(
        71, "with everything; an address in one line", fName="Halina", lName="Ostrowski", salutation="Dr.",
        proLetters="MD FRCPC", address="10 Sparks St, Ottawa, ON", phone="613-555-0171", fax="613-555-0172",
        email="halina@example.org", cellPhoneNumber="613-555-0173", pagerNumber="613-555-0174", specType="Cardiology",
        referralNo="071071", lastUpdated="2021-03-01 10:00:00",
    ),
    specialist(72, "hidden; the word null; nothing else", fName="null", lName="Vaillancourt", hideFromView=1,
               lastUpdated="0000-00-00 00:00:00"),
    specialist(73, "deleted, yet requests name him", fName="Gus", lName="Gone", deleted=1, referralNo="",
               lastUpdated="2020-01-10 10:00:00"),
    request(
        301, "booked for an hour; urgent; with all texts", demographicNo=11, referalDate="2026-09-30", serviceId=231,
        specId=71, appointmentDate="2026-12-01", appointmentTime="14:30:00", reason="Chest pain on exertion",
        clinicalInfo="BP 150/90", currentMeds="ASA 81", allergies="none known", concurrentProblems="Diabetes",
        providerNo="999998", status="5", statusText="called twice", urgency="1",
        appointmentInstructions="bring your health card",
    ),
    request(
        302, "a day without an hour; to a service alone; not urgent; of nobody", demographicNo=12,
        referalDate="0001-01-01", serviceId=232, specId=0, appointmentDate="2026-12-02", appointmentTime="00:00:00",
        reason="", clinicalInfo="null", providerNo="-1", status="1", urgency="2", lastUpdateDate="0000-00-00 00:00:00",
    ),
    request(
        303, "completed; a return; a service and a specialist who are not there", demographicNo=12,
        referalDate="2025-01-31", serviceId=99, specId=999, appointmentDate=None, appointmentTime=None,
        reason="Follow-up", providerNo="dr_a1", status="4", urgency="3",
    ),
    request(304, "a status of a fork; no urgency; of an orphan", demographicNo=9999, referalDate="2024-02-29",
            serviceId=231, specId=73, providerNo="000123", status="6", urgency="", reason="Rash",
            appointmentDate="0001-01-01", appointmentTime="09:00:00"),
    request(305, "nobody's: subject is required", demographicNo=None, status="1", serviceId=231),
    request(306, "no status at all", demographicNo=13, status=None, urgency="9", specId=-1, serviceId=None,
            referalDate="2026-01-05", providerNo=""),
    row("consultdocs", "a document", id=1, requestId=301, document_no=101, doctype="D", deleted=None, provider_no=""),
    row("consultdocs", "taken off", id=2, requestId=301, document_no=102, doctype="D", deleted="Y", provider_no=""),
    row("consultdocs", "a result: of several reports", id=3, requestId=301, document_no=5, doctype="L", provider_no=""),
    row("consultdocs", "an eform, in an old spelling of `not deleted`", id=4, requestId=301, document_no=51, doctype="e",
        deleted="", provider_no=""),
    row("consultdocs", "a document that is not there", id=5, requestId=303, document_no=999, doctype="D",
        provider_no=""),
    row("consultdocs", "of a request that is not there", id=6, requestId=999, document_no=101, doctype="D",
        provider_no=""),
    row("tickler_link", "a result", id=1, table_name="HL7", table_id=5, tickler_no=401),
    row("tickler_link", "a document", id=2, table_name="DOC", table_id=101, tickler_no=401),
    row("tickler_link", "another: the first counts", id=3, table_name="DOC", table_id=102, tickler_no=401),
    row("tickler_link", "of a tickler that is not there", id=4, table_name="DOC", table_id=101, tickler_no=999),
    row("tickler_category", "with a name", id=2, category="To Call In", description="call the patient in"),
    tickler(
        401, "for a colleague, with what was said since; high", demographic_no=11, message="Call about INR",
        status="A", priority="High", creator="999998", task_assigned_to="000123",
        service_date="2026-11-25 00:00:00", category_id=2,
    ),
    tickler(402, "done; assigned to a name, as old rows are", demographic_no=12, message="Recall", status="C",
            priority="Low", creator="dr_a1", task_assigned_to="Welby, Marcus", service_date=None,
            update_date="0001-01-01 00:00:00", creation_date="2012-01-01 00:00:00"),
    tickler(403, "deleted; about nobody; a letter in lower case; a category that is not there", demographic_no=0,
            message="Order paper", status="d", priority="normal", creator="-1", task_assigned_to="0", category_id=9,
            service_date="2026-01-01 10:00:00"),
    tickler(404, "a status that nobody knows: status is required", demographic_no=11, message="?", status="X",
            creator="999998"),
    tickler(405, "of an orphan; a message of blanks", demographic_no=9999, message="  ", status="A", priority="Normal",
            creator="000123", task_assigned_to="000123", service_date="0001-01-01 00:00:00"),
    row("tickler_comments", "the first", id=1, tickler_no=401, message="left a message", provider_no="000123",
        update_date="2026-10-02 10:00:00"),
    row("tickler_comments", "by nobody, at no time", id=2, tickler_no=401, message="still waiting", provider_no="",
        update_date="0000-00-00 00:00:00"),
    row("tickler_comments", "without a word: no note", id=3, tickler_no=401, message="", provider_no="999998",
        update_date="2026-10-03 10:00:00"),
    row("tickler_comments", "of a tickler that is not there", id=4, tickler_no=999, message="lost",
        provider_no="999998", update_date="2026-10-03 10:00:00"),
)  # fmt: skip

REFERRAL = {"intent": "order", "category": [concept(text="Consultation request")]}

RESOURCES: dict[str, Json] = {
    "Practitioner/s-71": {
        "meta": updated("2021-03-01T10:00:00-05:00"),
        "identifier": [{"type": typed("PRN"), "system": BILLING, "value": "071071"}],
        "active": True,
        "name": [
            {"use": "official", "family": "Ostrowski", "given": ["Halina"], "prefix": ["Dr."], "suffix": ["MD FRCPC"]}
        ],
        "telecom": [
            {"system": "phone", "value": "613-555-0171", "use": "work"},
            {"system": "phone", "value": "613-555-0173", "use": "mobile"},
            {"system": "fax", "value": "613-555-0172", "use": "work"},
            {"system": "email", "value": "halina@example.org"},
            {"system": "pager", "value": "613-555-0174", "use": "work"},
        ],
        "address": [{"use": "work", "line": ["10 Sparks St, Ottawa, ON"]}],
        "qualification": [{"code": concept(text="Cardiology")}],
    },
    "Practitioner/s-72": {"active": False, "name": [{"use": "official", "family": "Vaillancourt"}]},
    "Practitioner/s-73": {
        "meta": updated("2020-01-10T10:00:00-05:00"),
        "active": False,
        "name": [{"use": "official", "family": "Gone", "given": ["Gus"]}],
    },
    "ServiceRequest/301": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "active",
        **REFERRAL,
        "priority": "urgent",
        "code": concept(text="Cardiology"),
        "subject": ref("Patient/11"),
        "occurrenceDateTime": "2026-12-01T14:30:00-05:00",
        "authoredOn": "2026-09-30",
        "requester": ref("Practitioner/999998"),
        "performer": [ref("Practitioner/s-71")],
        "reasonCode": [concept(text="Chest pain on exertion")],
        "supportingInfo": [ref("DocumentReference/101"), ref("DocumentReference/ef-51")],
        "note": [
            {"text": "Clinical information: BP 150/90"},
            {"text": "Concurrent problems: Diabetes"},
            {"text": "Current medications: ASA 81"},
            {"text": "Allergies: none known"},
            {"text": "called twice"},
        ],
        "patientInstruction": "bring your health card",
    },
    "ServiceRequest/302": {
        "status": "active",
        **REFERRAL,
        "priority": "routine",
        "code": concept(text="Dermatology"),
        "subject": ref("Patient/12"),
        "occurrenceDateTime": "2026-12-02",
    },
    "ServiceRequest/303": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "completed",
        **REFERRAL,
        "priority": "routine",
        "subject": ref("Patient/12"),
        "authoredOn": "2025-01-31",
        "requester": ref("Practitioner/dr.5fa1"),
        "performer": [ref("Practitioner/s-999")],
        "reasonCode": [concept(text="Follow-up")],
        "supportingInfo": [ref("DocumentReference/999")],
        "note": [{"text": "return"}],
    },
    "ServiceRequest/304": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "unknown",
        **REFERRAL,
        "code": concept(text="Cardiology"),
        "subject": ref("Patient/9999"),
        "authoredOn": "2024-02-29",
        "requester": ref("Practitioner/000123"),
        "performer": [ref("Practitioner/s-73")],
        "reasonCode": [concept(text="Rash")],
    },
    "ServiceRequest/306": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "unknown",
        **REFERRAL,
        "subject": ref("Patient/13"),
        "authoredOn": "2026-01-05",
    },
    "Task/401": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "requested",
        "intent": "order",
        "priority": "urgent",
        "code": concept(text="To Call In"),
        "description": "Call about INR",
        "focus": ref("DocumentReference/101"),
        "for": ref("Patient/11"),
        "lastModified": "2026-10-01T09:00:00-04:00",
        "requester": ref("Practitioner/999998"),
        "owner": ref("Practitioner/000123"),
        "note": [
            {
                "authorReference": ref("Practitioner/000123"),
                "time": "2026-10-02T10:00:00-04:00",
                "text": "left a message",
            },
            {"text": "still waiting"},
        ],
        "restriction": {"period": {"end": "2026-11-25T00:00:00-05:00"}},
    },
    "Task/402": {
        "status": "completed",
        "intent": "order",
        "priority": "routine",
        "description": "Recall",
        "for": ref("Patient/12"),
        "requester": ref("Practitioner/dr.5fa1"),
    },
    "Task/403": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "cancelled",
        "intent": "order",
        "priority": "routine",
        "description": "Order paper",
        "lastModified": "2026-10-01T09:00:00-04:00",
        "restriction": {"period": {"end": "2026-01-01T10:00:00-05:00"}},
    },
    "Task/405": {
        "meta": updated("2026-10-01T09:00:00-04:00"),
        "status": "requested",
        "intent": "order",
        "priority": "routine",
        "for": ref("Patient/9999"),
        "lastModified": "2026-10-01T09:00:00-04:00",
        "requester": ref("Practitioner/000123"),
        "owner": ref("Practitioner/000123"),
    },
}

ABSENT = {"Practitioner/71": "a specialist, not a provider", "Practitioner/s-1": "no such row"}
BAD = {"ServiceRequest/305": "no patient", "Task/404": "an unknown status"}

SEARCHES = (
    finds("Practitioner", "family=ostrowski", "s-71", "in the address book"),
    finds("Practitioner", f"identifier={BILLING}|071071", "s-71", "a number of the province"),
    finds("ServiceRequest", "patient=12", "302 303", "of one patient"),
    finds("ServiceRequest", "status=active", "301 302", "booked, too"),
    finds("ServiceRequest", "status=unknown", "304 306", "a fork's, and none"),
    finds("ServiceRequest", "priority=urgent", "301", "1"),
    finds("ServiceRequest", "priority:missing=true", "304 306", "neither blank nor 9 says how soon"),
    finds("ServiceRequest", "code:text=cardio", "301 304", "by the service"),
    finds("ServiceRequest", "performer=Practitioner/s-71", "301", "to whom"),
    finds("ServiceRequest", "performer=Practitioner/71", "", "a provider with that number is another"),
    finds("ServiceRequest", "performer.family=gone", "304", "a chain"),
    finds("ServiceRequest", "requester=999998", "301", "by whom"),
    finds("ServiceRequest", "authored=2026", "301 306", "the year"),
    finds("ServiceRequest", "occurrence=2026-12-02", "302", "the day"),
    finds("ServiceRequest", "occurrence=gt2026-12-01T19:00:00Z", "301 302", "14:30 is later than 14:00"),
    finds("ServiceRequest", "occurrence:missing=true", "303 304 306", "not booked"),
    brings(
        "ServiceRequest",
        "_id=301,303&_include=ServiceRequest:performer&_include=ServiceRequest:requester",
        "301 303",
        "Practitioner/s-71 Practitioner/999998 Practitioner/dr.5fa1",
        "from both tables of people",
    ),
    finds("Task", "owner=000123", "401 405", "assigned"),
    finds("Task", "focus=DocumentReference/101", "401", "what it is about"),
    brings("Task", "_id=401&_include=Task:focus", "401", "DocumentReference/101", "the document"),
    finds("Task", "focus=DocumentReference/102", "", "the first link counts"),
    finds("Task", "status=requested&owner=Practitioner/000123&patient=11", "401", "the inbox"),
    finds("Task", "priority=urgent", "401", "High"),
    finds("Task", "requester=dr.5fa1", "402", "creator"),
    finds("Task", "owner:missing=true", "402 403", "a name is no provider, and 0 is nobody"),
    finds("Task", "patient:missing=true", "403", "about nobody"),
    finds("Task", "modified=2026-10-01", "401 403 405", "the day"),
    finds("Task", "code:text=to call", "401", "the category"),
)
REFUSALS = (refused("ServiceRequest", "body-site=1", "not-supported", "not mapped"),)
PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
