"""MedicationRequest out of prescriptions, MedicationStatement out of lists: what is ordered and what is taken."""

from __future__ import annotations

from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import ICD_10_CM, RXNORM, SNOMED, Json, coding, concept, ref, updated, uuid

REQUEST_CATEGORY = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
STATEMENT_CATEGORY = "http://terminology.hl7.org/CodeSystem/medication-statement-category"
GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"


def prescription(id: int, why: str, **values: Any) -> Row:
    """A row of prescriptions; three columns have no default."""
    required = {"txDate": "2020-01-01", "usage_category_title": "", "request_intent_title": ""}
    return row("prescriptions", why, id=id, **{**required, **values})


def option(list_id: str, option_id: str, title: str) -> Row:
    """A row of list_options."""
    return row("list_options", "a title", list_id=list_id, option_id=option_id, title=title)


def taken(id: int, why: str, **values: Any) -> Row:
    """A row of lists, of type medication."""
    return row("lists", why, id=id, **{"type": "medication", "activity": 1, **values})


def more(id: int, list_id: int, why: str, **values: Any) -> Row:
    """A row of lists_medication."""
    required = {"usage_category_title": "", "request_intent_title": ""}
    return row("lists_medication", why, id=id, list_id=list_id, **{**required, **values})


#     patient  drug          status     intent  dates              taken
# 30  1        Metformin     active     order   2020-03-08 -       1 tablet twice a day
# 31  7        Amoxicillin   completed  order   2020-05-01 -       until finished
# 32  9        Ibuprofen     active     plan    - 2027-01-01       2 as needed
# 33  9        Morphine      stopped    order   -                  at once
# 36  9        (860975)      stopped    order   -                  -
ROWS = (
    option("drug_form", "2", "tablet"),
    option("drug_form", "02", "not the number 2"),
    option("drug_route", "bymouth", "By Mouth"),
    option("drug_route", "1", "Per Oris"),
    option("drug_interval", "1", "b.i.d."),
    option("drug_interval", "17", "p.r.n."),
    option("drug_units", "2", "of another list"),
    prescription(
        30,
        "everything filled, on the day when the clocks went forward; the number of the encounter is no id",
        uuid=bytes.fromhex("30cde5f4a1b24c0d8e7f001122334455"),
        patient_id=1,
        provider_id=2,
        encounter=1001,
        date_added="2020-03-08 09:20:00",
        date_modified="2020-03-09 10:00:00",
        start_date="2020-03-08",
        drug="Metformin 500 mg",
        rxnorm_drugcode="860975",
        form=2,
        dosage="1",
        size="500",
        unit=1,
        route="bymouth",
        interval=1,
        quantity="60",
        refills=3,
        per_refill=30,
        substitute=1,
        note="with food",
        indication="Diabetes",
        diagnosis="ICD10:E11.9",
        usage_category="community",
        usage_category_title="Home/Community",
        request_intent="order",
        request_intent_title="Order",
        created_by=1,
    ),
    prescription(
        31,
        "ended, though active; the end lies before the start; the dose is words; zeros and a zero date",
        patient_id=7,
        provider_id=0,
        encounter=0,
        date_added="0000-00-00 00:00:00",
        start_date="2020-05-01",
        end_date="2020-04-01",
        drug="Amoxicillin",
        rxnorm_drugcode="0",
        form=0,
        dosage="one capsule three times a day",
        route="",
        interval=0,
        quantity="one box",
        refills=0,
        substitute=2,
        drug_dosage_instructions="Until finished",
    ),
    prescription(37, "of a sensitive encounter", patient_id=9, encounter=1007, drug="Naltrexone",
                 date_added="2021-05-01 10:10:00"),
    prescription(38, "of one that is sensitive in the clinic's own word", patient_id=9, encounter=1010, drug="Secret"),
    prescription(39, "that number is another patient's", patient_id=7, encounter=1007, drug="Salbutamol",
                 date_added="2021-05-01 10:20:00"),
    prescription(
        32,
        "an end to come; as needed; a form that is on no list; an intent in capitals; another's encounter",
        patient_id=9,
        encounter=1001,
        start_date="0000-00-00",
        end_date="2027-01-01",
        drug="Ibuprofen",
        rxnorm_drugcode="",
        form=99,
        dosage="2",
        route="1",
        interval=17,
        quantity="",
        substitute=0,
        request_intent="PLAN",
        usage_category="elsewhere",
        date_modified="2020-06-01 00:00:00",
    ),
    prescription(
        33,
        "-1 is what the old screen writes: no longer active; at once; a route that is on no list",
        patient_id=9,
        active=-1,
        drug="Morphine 2 mg",
        dosage="",
        route="rectal",
        interval=18,
        refills=-1,
        request_intent="wish",
    ),
    prescription(34, "neither name nor code: a medication is required", patient_id=9, active=0, drug="", dosage="1"),
    prescription(35, "nobody's", patient_id=0, drug="Aspirin"),
    prescription(36, "inactive; a code without a name", patient_id=9, active=0, drug=" ", rxnorm_drugcode="860975"),
    taken(
        40,
        "month of start only; prescribed here; two rows of details, of which the first counts",
        pid=1,
        title="Lisinopril 10 mg",
        diagnosis="RXCUI:314076",
        begdate="2018-05-00 00:00:00",
        comments="since the stroke",
        date="2018-06-01 08:00:00",
        modifydate="2020-06-02 00:00:00",
    ),
    more(1, 40, "the first", drug_dosage_instructions="one a day", usage_category="community",
         usage_category_title="Home/Community", prescription_id=30),
    more(2, 40, "the second", drug_dosage_instructions="two a day", usage_category="inpatient"),
    taken(
        41,
        "ended in the past, though marked active; a discharge is no category",
        pid=7,
        title="Warfarin",
        begdate="2019-01-01 00:00:00",
        enddate="2020-01-01 00:00:00",
        modifydate="2020-06-02 00:00:01",
    ),
    more(3, 41, "of a prescription that is not there", usage_category="discharge", prescription_id=999),
    taken(
        42,
        "inactive without an end; the type in another case",
        pid=9,
        type="Medication",
        title="Garlic",
        activity=0,
        modifydate="2020-06-02 00:00:02",
    ),
    taken(
        43,
        "entered in error",
        pid=9,
        title="Mis-entered",
        verification="entered-in-error",
        activity=0,
        modifydate="2020-06-02 00:00:03",
    ),
    taken(44, "nobody's", pid=None, title="Nobody's", modifydate="2020-06-02 00:00:04"),
    taken(48, "no name", pid=9, title="", diagnosis="", modifydate="2020-06-02 00:00:05"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "MedicationRequest/30": {
        "meta": updated("2020-03-09T10:00:00-04:00"),
        "identifier": [uuid("30cde5f4-a1b2-4c0d-8e7f-001122334455")],
        "status": "active",
        "intent": "order",
        "category": [concept(coding(REQUEST_CATEGORY, "community"), text="Home/Community")],
        "medicationCodeableConcept": concept(coding(RXNORM, "860975"), text="Metformin 500 mg"),
        "subject": ref("Patient/1"),
        "encounter": ref("Encounter/5"),
        "authoredOn": "2020-03-08T09:20:00-04:00",
        "requester": ref("Practitioner/2"),
        "recorder": ref("Practitioner/1"),
        "reasonCode": [concept(coding(ICD_10_CM, "E11.9"), text="Diabetes")],
        "note": [{"text": "with food"}],
        "dosageInstruction": [
            {
                "text": "1 tablet By Mouth b.i.d.",
                "timing": {
                    "repeat": {
                        "boundsPeriod": {"start": "2020-03-08"},
                        "frequency": 2,
                        "period": 1,
                        "periodUnit": "d",
                    },
                    "code": concept(coding(GTS, "BID"), text="b.i.d."),
                },
                "route": concept(coding(SNOMED, "26643006"), text="By Mouth"),
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ],
        "dispenseRequest": {"numberOfRepeatsAllowed": 3, "quantity": {"value": 60}},
        "substitution": {"allowedBoolean": True},
    },
    "MedicationRequest/31": {
        "status": "completed",
        "intent": "order",
        "medicationCodeableConcept": concept(text="Amoxicillin"),
        "subject": ref("Patient/7"),
        "dosageInstruction": [
            {"text": "Until finished", "timing": {"repeat": {"boundsPeriod": {"start": "2020-05-01"}}}}
        ],
        "dispenseRequest": {"numberOfRepeatsAllowed": 0},
        "substitution": {"allowedBoolean": False},
    },
    "MedicationRequest/39": {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(text="Salbutamol"),
        "subject": ref("Patient/7"),
        "authoredOn": "2021-05-01T10:20:00-04:00",
    },
    "MedicationRequest/32": {
        "meta": updated("2020-06-01T00:00:00-04:00"),
        "status": "active",
        "intent": "plan",
        "medicationCodeableConcept": concept(text="Ibuprofen"),
        "subject": ref("Patient/9"),
        "dosageInstruction": [
            {
                "text": "2 Per Oris p.r.n.",
                "timing": {"repeat": {"boundsPeriod": {"end": "2027-01-01"}}, "code": concept(text="p.r.n.")},
                "asNeededBoolean": True,
                "route": concept(coding(SNOMED, "26643006"), text="Per Oris"),
                "doseAndRate": [{"doseQuantity": {"value": 2}}],
            }
        ],
    },
    "MedicationRequest/33": {
        "status": "stopped",
        "intent": "order",
        "priority": "stat",
        "medicationCodeableConcept": concept(text="Morphine 2 mg"),
        "subject": ref("Patient/9"),
    },
    "MedicationRequest/36": {
        "status": "stopped",
        "intent": "order",
        "medicationCodeableConcept": concept(coding(RXNORM, "860975")),
        "subject": ref("Patient/9"),
    },
    "MedicationStatement/26": {
        "meta": updated("2020-06-01T00:00:04+00:00"),
        "status": "active",
        "medicationCodeableConcept": concept(text="Metformin"),
        "subject": ref("Patient/8"),
        "context": ref("Encounter/10"),  # linked with the patient's visit number 1003
    },
    "MedicationStatement/40": {
        "meta": updated("2020-06-02T00:00:00+00:00"),
        "basedOn": [ref("MedicationRequest/30")],
        "status": "active",
        "category": concept(coding(STATEMENT_CATEGORY, "community"), text="Home/Community"),
        "medicationCodeableConcept": concept(coding(RXNORM, "314076"), text="Lisinopril 10 mg"),
        "subject": ref("Patient/1"),
        "effectivePeriod": {"start": "2018-05"},
        "dateAsserted": "2018-06-01T08:00:00-04:00",
        "note": [{"text": "since the stroke"}],
        "dosage": [{"text": "one a day"}],
    },
    "MedicationStatement/41": {
        "meta": updated("2020-06-02T00:00:01+00:00"),
        "basedOn": [ref("MedicationRequest/999")],
        "status": "completed",
        "medicationCodeableConcept": concept(text="Warfarin"),
        "subject": ref("Patient/7"),
        "effectivePeriod": {"start": "2019-01-01", "end": "2020-01-01"},
    },
    "MedicationStatement/42": {
        "meta": updated("2020-06-02T00:00:02+00:00"),
        "status": "stopped",
        "medicationCodeableConcept": concept(text="Garlic"),
        "subject": ref("Patient/9"),
    },
    "MedicationStatement/43": {
        "meta": updated("2020-06-02T00:00:03+00:00"),
        "status": "entered-in-error",
        "medicationCodeableConcept": concept(text="Mis-entered"),
        "subject": ref("Patient/9"),
    },
}

ABSENT = {
    "MedicationRequest/37": "of a sensitive encounter",
    "MedicationRequest/38": "as before",
    "MedicationStatement/20": "a problem",
    "MedicationStatement/30": "a prescription",
}
BAD = {
    "MedicationRequest/34": "no medication",
    "MedicationRequest/35": "no patient",
    "MedicationStatement/44": "no patient",
    "MedicationStatement/48": "no medication",
}

SEARCHES = (
    finds("MedicationRequest", "patient=9", "32 33 36", "pid"),
    finds("MedicationRequest", "patient=1&status=active", "30", "an index of the patient"),
    finds("MedicationRequest", "status=active", "30 32 39", "an end to come is none"),
    finds("MedicationRequest", "status=stopped", "33 36", "-1 and 0"),
    finds("MedicationRequest", "status=completed", "31", "an end in the past"),
    finds("MedicationRequest", "status:not=active", "31 33 36", "the others"),
    finds("MedicationRequest", "intent=order", "30 31 33 36 39", "said or not, or not understood"),
    finds("MedicationRequest", "intent=plan", "32", "in any case"),
    finds("MedicationRequest", "priority=stat", "33", "told by the interval"),
    finds("MedicationRequest", f"code={RXNORM}|860975", "30 36", "code"),
    finds("MedicationRequest", "code=0", "", "0 is none"),
    finds("MedicationRequest", "code:text=amox", "31", "the drug"),
    finds("MedicationRequest", "category=community", "30", "a word of R4"),
    finds("MedicationRequest", "category:text=home", "30", "the clinic's title"),
    finds("MedicationRequest", "authoredon=2020-03-08", "30", "added"),
    finds("MedicationRequest", "authoredon:missing=true", "31 32 33 36", "a zero date, none"),
    finds("MedicationRequest", "requester=Practitioner/2", "30", "0 is nobody"),
    finds("MedicationRequest", "encounter=Encounter/5", "30", "not another patient's number"),
    finds("MedicationRequest", "code:text=naltrexone", "", "not even by what is in it"),
    finds("MedicationRequest", "encounter=Encounter/12", "", "nor by its encounter"),
    finds("MedicationRequest", "patient.gender=male", "31 39", "a chain"),
    finds("MedicationRequest", "_lastUpdated=ge2020-06", "32", "a time of the clinic"),
    finds("MedicationStatement", "patient=9", "42 43", "pid"),
    finds("MedicationStatement", "status=active", "26 40", "neither ended nor inactive"),
    finds("MedicationStatement", f"code={RXNORM}|314076", "40", "code"),
    finds("MedicationStatement", "code:text=garlic", "42", "title"),
    finds("MedicationStatement", "effective=eb2020-02", "41", "ended before"),
    finds("MedicationStatement", "effective=ge2020-06", "40", "open"),
    finds("MedicationStatement", "category=community", "40", "the first row of details"),
    finds("Patient", "_has:MedicationRequest:patient:status=active", "1 7 9", "who takes something"),
)
REFUSALS = (
    refused("MedicationRequest", "intended-performer=1", "not-supported", "no column"),
    refused("MedicationStatement", "source=Patient/1", "not-supported", "no column"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
