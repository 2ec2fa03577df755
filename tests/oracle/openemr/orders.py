"""ServiceRequest, DiagnosticReport, Observation (laboratory) and Specimen out of the procedure tables.

Reports and results have no patient of their own: `order 60 → report 70 → results 80 to 86`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.oracle.model import Caller, Part, Row, View, finds, refused, row
from tests.oracle.words import (
    ICD_10_CM,
    LOINC,
    OBSERVATION_CATEGORY,
    SNOMED,
    UCUM,
    Json,
    coding,
    concept,
    ref,
    updated,
    uuid,
)

SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def order(id: int, why: str, **values: Any) -> Row:
    """A row of procedure_order."""
    return row("procedure_order", why, procedure_order_id=id, **values)


def test(order_id: int, seq: int, why: str, **values: Any) -> Row:
    """A row of procedure_order_code."""
    return row("procedure_order_code", why, procedure_order_id=order_id, procedure_order_seq=seq, **values)


def report(id: int, order_id: int | None, why: str, **values: Any) -> Row:
    """A row of procedure_report."""
    return row("procedure_report", why, procedure_report_id=id, procedure_order_id=order_id, **values)


def result(id: int, report_id: int, why: str, **values: Any) -> Row:
    """A row of procedure_result."""
    return row("procedure_result", why, procedure_result_id=id, procedure_report_id=report_id, **values)


def specimen(id: int, order_id: int, why: str, **values: Any) -> Row:
    """A row of procedure_specimen; the time of the last change is the clinic's."""
    required = {"procedure_order_seq": 1, "updated_at": "2019-05-06 10:00:00"}
    return row(
        "procedure_specimen", why, procedure_specimen_id=id, procedure_order_id=order_id, **{**required, **values}
    )


WHEN = "2019-05-06 09:30:00"
#     patient  order            reports  results
# 60  1        Lipids, blood    70, 73   80 to 86
# 61  7        deleted          71       88
# 62  9        form deleted     74       89
# 63  9        imaging          -        -
# 64  -        nobody's         75       90
# 65  7        X-1              76       -
ROWS = (
    order(
        60,
        "everything filled; two tests",
        uuid=bytes.fromhex("60cde5f4a1b24c0d8e7f001122334455"),
        patient_id=1,
        provider_id=2,
        encounter_id=1001,
        lab_id=8,
        date_ordered="2019-05-06 09:00:00",
        scheduled_date="2019-05-06 09:15:00",
        order_status="complete",
        order_priority="normal",
        control_id="PLAC-60",
        order_diagnosis="ICD10:E11.9",
        clinical_hx="tired",
        patient_instructions="come fasting",
    ),
    test(60, 2, "the second, though stored first", procedure_code="CBC", procedure_name="Blood count"),
    test(60, 1, "the first", procedure_code="24331-1", procedure_name="Lipid panel"),
    row("forms", "of the order", id=60, form_id=60, formdir="procedure_order", pid=1, encounter=1001, deleted=0),
    order(61, "deleted", patient_id=7, activity=0, order_status="pending"),
    order(62, "its form is deleted", patient_id=9, order_status="pending"),
    row("forms", "deleted", id=62, form_id=62, formdir="procedure_order", pid=9, encounter=0, deleted=1),
    row("forms", "of something else", id=63, form_id=63, formdir="soap", pid=9, encounter=0, deleted=1),
    order(
        63,
        "no tests, no report; imaging; a priority and an intent that are on no list; a zero date; of nobody",
        patient_id=9,
        date_ordered="0000-00-00 00:00:00",
        order_status="routed",
        order_priority="soon",
        order_intent="wish",
        procedure_order_type="imaging",
    ),
    order(69, "of a sensitive encounter", patient_id=9, encounter_id=1007, order_status="complete"),
    test(69, 1, "of a sensitive encounter", procedure_code="24331-1", procedure_name="Lipid panel"),
    row("forms", "of a sensitive encounter", id=69, form_id=69, formdir="procedure_order", pid=9, encounter=1007,
        deleted=0),
    report(79, 69, "of a sensitive encounter", date_report="2021-05-02 12:00:00", report_status="final"),
    result(94, 79, "of a sensitive encounter", result_code="2093-3", result_text="Cholesterol", result="4.1",
           result_status="final"),
    specimen(99, 69, "of a sensitive encounter"),
    order(64, "nobody's", patient_id=0, order_status="pending"),
    order(66, "no status", patient_id=9),
    order(65, "a status that is on no list; only a code; another's encounter", patient_id=7, encounter_id=1001,
          order_status="lost", procedure_order_type="procedure"),
    test(65, 4, "the only one", procedure_code="X-1", procedure_name=" "),
    report(
        70,
        60,
        "everything filled",
        uuid=bytes.fromhex("70cde5f4a1b24c0d8e7f001122334455"),
        date_collected=WHEN,
        date_report="2019-05-07 12:00:00",
        source=2,
        specimen_num="S-70",
        report_status="final",
        report_notes="Looks fine",
    ),
    report(71, 61, "of a deleted order", report_status="final"),
    report(72, None, "of no order", report_status="final"),
    report(73, 60, "of the second test; no status; no date", procedure_order_seq=2, report_status=""),
    report(74, 62, "of an order whose form is deleted", report_status="final"),
    report(75, 999, "of an order that is not there", report_status="final"),
    report(76, 65, "a test that is not there; corrected", procedure_order_seq=9, report_status="CORRECT"),
    result(80, 70, "a number", result_data_type="N", result_code="2093-3", result_text="Cholesterol", date=WHEN,
           units="mmol/L", result="4.1", range="3.5-5.2", abnormal="no", result_status="final",
           uuid=bytes.fromhex("80cde5f4a1b24c0d8e7f001122334455")),
    result(81, 70, "less than a number; a code of the laboratory's own; a unit without code", result_code="CRP",
           result_text="C-reactive protein", date=WHEN, units="arbitrary", result="<5", abnormal="vlow",
           result_status="prelim"),
    result(82, 70, "words; no code; what an import left as it was", result_text="Pregnancy test", date=WHEN,
           result="Negative", range="Negative", abnormal="CRIT", result_status="error", document_id=4),
    result(83, 70, "not done", result_code="2571-8", result_text="Triglycerides", date=WHEN, result="TNP",
           result_status="cancel"),
    result(84, 70, "neither code nor name: the test's; a long text", result_data_type="L", date=WHEN, units="mg/dL",
           comments="first line\nsecond line"),
    result(85, 70, "a number at a time nobody wrote down, in capitals", result_code="2160-0", result_text="Creatinine",
           units="UMOL/L", result=">= 900.50", result_status="Final", abnormal="HH"),
    result(86, 73, "a code nearly of LOINC's form", result_code="12345678-1", result_text="Odd", date=WHEN,
           result="1-2", units="", result_status="correct"),
    result(88, 71, "of a deleted order", result="1", result_code="2093-3"),
    result(89, 74, "of an order whose form is deleted", result="1", result_code="2093-3"),
    result(90, 72, "of a report without order", result="1", result_code="2093-3"),
    result(91, 999, "of a report that is not there", result="1", result_code="2093-3"),
    specimen(95, 60, "serum", specimen_identifier="SP-1", accession_identifier="A-1", specimen_type="Serum",
             collection_method="Venipuncture", specimen_location="Left arm", collected_date=WHEN, volume_value="2.500",
             specimen_condition="hemolyzed", comments="small", deleted=0),
    specimen(96, 60, "deleted", specimen_type="Urine", deleted=1),
    specimen(97, 61, "of a deleted order; deleted NULL", specimen_type="Urine", deleted=None),
    specimen(98, 60, "of the second test; nothing measured", procedure_order_seq=2, volume_value="0.000", deleted=None),
)  # fmt: skip

LIPIDS = concept(coding(LOINC, "24331-1"), text="Lipid panel")
COUNT = concept({"code": "CBC"}, text="Blood count")


def found(status: str) -> Json:
    """What every result has."""
    return {"status": status, "category": [concept(coding(OBSERVATION_CATEGORY, "laboratory"))]}


OF_ORDER = {
    "basedOn": [ref("ServiceRequest/60")],
    "subject": ref("Patient/1"),
    "encounter": ref("Encounter/5"),
    "performer": [ref("Organization/lab-8")],
}
OF_FIRST = {
    **OF_ORDER,
    "meta": updated("2019-05-07T12:00:00-04:00"),
    "issued": "2019-05-07T12:00:00-04:00",
    "specimen": ref("Specimen/95"),
}
TAKEN = {"effectiveDateTime": "2019-05-06T09:30:00-04:00"}

RESOURCES: dict[str, Json] = {
    "ServiceRequest/60": {
        "identifier": [uuid("60cde5f4-a1b2-4c0d-8e7f-001122334455"), {"value": "PLAC-60"}],
        "status": "completed",
        "intent": "order",
        "category": [concept(coding(SNOMED, "108252007"), text="laboratory_test")],
        "priority": "routine",
        "code": LIPIDS,
        "orderDetail": [LIPIDS, COUNT],
        "subject": ref("Patient/1"),
        "encounter": ref("Encounter/5"),
        "occurrenceDateTime": "2019-05-06T09:15:00-04:00",
        "authoredOn": "2019-05-06T09:00:00-04:00",
        "requester": ref("Practitioner/2"),
        "performer": [ref("Organization/lab-8")],
        "reasonCode": [concept(coding(ICD_10_CM, "E11.9"))],
        "specimen": [ref("Specimen/95"), ref("Specimen/98")],
        "note": [{"text": "tired"}],
        "patientInstruction": "come fasting",
    },
    "ServiceRequest/61": {
        "status": "entered-in-error",
        "intent": "order",
        "category": [concept(coding(SNOMED, "108252007"), text="laboratory_test")],
        "subject": ref("Patient/7"),
        "specimen": [ref("Specimen/97")],
    },
    "ServiceRequest/63": {
        "status": "active",
        "intent": "order",
        "category": [concept(coding(SNOMED, "363679005"), text="imaging")],
        "subject": ref("Patient/9"),
    },
    "ServiceRequest/65": {
        "status": "unknown",
        "intent": "order",
        "category": [concept(text="procedure")],
        "code": concept({"code": "X-1"}),
        "orderDetail": [concept({"code": "X-1"})],
        "subject": ref("Patient/7"),
    },
    "ServiceRequest/66": {
        "status": "unknown",
        "intent": "order",
        "category": [concept(coding(SNOMED, "108252007"), text="laboratory_test")],
        "subject": ref("Patient/9"),
    },
    "DiagnosticReport/70": {
        **OF_ORDER,
        "meta": updated("2019-05-07T12:00:00-04:00"),
        "identifier": [uuid("70cde5f4-a1b2-4c0d-8e7f-001122334455")],
        "status": "final",
        "category": [concept(coding(SECTION, "LAB"))],
        "code": LIPIDS,
        "effectiveDateTime": "2019-05-06T09:30:00-04:00",
        "issued": "2019-05-07T12:00:00-04:00",
        "resultsInterpreter": [ref("Practitioner/2")],
        "specimen": [ref("Specimen/95")],
        "result": [ref(f"Observation/lab-{id}") for id in (80, 81, 82, 83, 84, 85)],
        "conclusion": "Looks fine",
    },
    "DiagnosticReport/73": {
        **OF_ORDER,
        "status": "unknown",
        "category": [concept(coding(SECTION, "LAB"))],
        "code": COUNT,
        "specimen": [ref("Specimen/98")],
        "result": [ref("Observation/lab-86")],
    },
    "DiagnosticReport/76": {
        "basedOn": [ref("ServiceRequest/65")],
        "status": "corrected",
        "code": concept(text="Report"),
        "subject": ref("Patient/7"),
    },
    "Observation/lab-80": {
        **found("final"),
        **OF_FIRST,
        **TAKEN,
        "identifier": [uuid("80cde5f4-a1b2-4c0d-8e7f-001122334455")],
        "code": concept(coding(LOINC, "2093-3"), text="Cholesterol"),
        "valueQuantity": {"value": Decimal("4.1"), "unit": "mmol/L", "system": UCUM, "code": "mmol/L"},
        "interpretation": [concept(coding(INTERPRETATION, "N"), text="no")],
        "referenceRange": [{"text": "3.5-5.2"}],
    },
    "Observation/lab-81": {
        **found("preliminary"),
        **OF_FIRST,
        **TAKEN,
        "code": concept({"code": "CRP"}, text="C-reactive protein"),
        "valueQuantity": {"value": 5, "comparator": "<", "unit": "arbitrary"},
        "interpretation": [concept(coding(INTERPRETATION, "LL"), text="vlow")],
    },
    "Observation/lab-82": {
        **found("entered-in-error"),
        **OF_FIRST,
        **TAKEN,
        "code": concept(text="Pregnancy test"),
        "valueString": "Negative",
        "interpretation": [concept(text="CRIT")],
        "referenceRange": [{"text": "Negative"}],
        "derivedFrom": [ref("DocumentReference/4")],
    },
    "Observation/lab-83": {
        **found("cancelled"),
        **OF_FIRST,
        **TAKEN,
        "code": concept(coding(LOINC, "2571-8"), text="Triglycerides"),
        "dataAbsentReason": concept(coding(ABSENT_REASON, "not-performed")),
    },
    "Observation/lab-84": {
        **found("unknown"),
        **OF_FIRST,
        **TAKEN,
        "code": concept(text="Lipid panel"),
        "note": [{"text": "first line\nsecond line"}],
    },
    "Observation/lab-85": {
        **found("final"),
        **OF_FIRST,
        "code": concept(coding(LOINC, "2160-0"), text="Creatinine"),
        "valueQuantity": {
            "value": Decimal("900.50"), "comparator": ">=", "unit": "UMOL/L", "system": UCUM, "code": "umol/L",
        },
        "interpretation": [concept(coding(INTERPRETATION, "HH"), text="HH")],
    },
    "Observation/lab-86": {
        **found("corrected"),
        **OF_ORDER,
        **TAKEN,
        "specimen": ref("Specimen/98"),
        "code": concept({"code": "12345678-1"}, text="Odd"),
        "valueString": "1-2",
    },
    "Specimen/95": {
        "meta": updated("2019-05-06T10:00:00-04:00"),
        "identifier": [{"use": "usual", "value": "SP-1"}],
        "accessionIdentifier": {"value": "A-1"},
        "type": concept(text="Serum"),
        "subject": ref("Patient/1"),
        "request": [ref("ServiceRequest/60")],
        "collection": {
            "collectedDateTime": "2019-05-06T09:30:00-04:00",
            "quantity": {"value": Decimal("2.5"), "unit": "mL"},
            "method": concept(text="Venipuncture"),
            "bodySite": concept(text="Left arm"),
        },
        "condition": [concept(text="hemolyzed")],
        "note": [{"text": "small"}],
    },
    "Specimen/98": {
        "meta": updated("2019-05-06T10:00:00-04:00"),
        "subject": ref("Patient/1"),
        "request": [ref("ServiceRequest/60")],
    },
}  # fmt: skip

ABSENT = {
    "ServiceRequest/62": "its form is deleted",
    "DiagnosticReport/71": "of a deleted order",
    "DiagnosticReport/72": "of no order",
    "DiagnosticReport/74": "of an order whose form is deleted",
    "DiagnosticReport/75": "of an order that is not there",
    "Observation/lab-88": "of a deleted order",
    "Observation/lab-89": "of an order whose form is deleted",
    "Observation/lab-90": "of a report without order",
    "Observation/lab-91": "of a report that is not there",
    "Observation/80": "no tag",
    "ServiceRequest/69": "of a sensitive encounter",
    "DiagnosticReport/79": "of a sensitive encounter",
    "Observation/lab-94": "of a sensitive encounter",
    "Specimen/99": "of a sensitive encounter",
    "Specimen/96": "deleted",
    "Specimen/97": "of a deleted order",
}
BAD = {"ServiceRequest/64": "no patient"}

FIRST_REPORT = "lab-80 lab-81 lab-82 lab-83 lab-84 lab-85"
LAB = f"{FIRST_REPORT} lab-86"
SEARCHES = (
    finds("ServiceRequest", "patient=7", "61 65", "an index of the patient"),
    finds("ServiceRequest", "status=active", "63", "routed"),
    finds("ServiceRequest", "status=entered-in-error", "61", "whatever its status says"),
    finds("ServiceRequest", "status=unknown", "65 66", "on no list, none"),
    finds("ServiceRequest", "priority=routine", "60", "normal"),
    finds("ServiceRequest", f"category={SNOMED}|363679005", "63", "imaging"),
    finds("ServiceRequest", f"code={LOINC}|24331-1", "60", "the first test"),
    finds("ServiceRequest", "code=|X-1", "65", "a code of no system"),
    finds("ServiceRequest", f"code={LOINC}|X-1", "", "not of LOINC's form"),
    finds("ServiceRequest", "authored=2019-05-06", "60", "ordered"),
    finds("ServiceRequest", "authored:missing=true", "61 63 65 66", "zero and none"),
    finds("ServiceRequest", "requester=Practitioner/2", "60", "0 is nobody"),
    finds("ServiceRequest", "specimen=Specimen/95", "60", "child rows"),
    finds("ServiceRequest", "identifier=PLAC-60", "60", "the placer's number"),
    finds("DiagnosticReport", "patient=1", "70 73", "by way of the order"),
    finds("DiagnosticReport", "patient=1&category=LAB", "70 73", "before 6.1 all were"),
    finds("DiagnosticReport", "status=final", "70", "not of deleted orders"),
    finds("DiagnosticReport", "based-on=ServiceRequest/60", "70 73", "the order"),
    finds("DiagnosticReport", "result=Observation/lab-81", "70", "child rows"),
    finds("DiagnosticReport", f"code={LOINC}|24331-1", "70", "of the joined test"),
    finds("DiagnosticReport", "code:text=blood", "73", "of the joined test"),
    finds("DiagnosticReport", "date=2019-05-06", "70", "collected"),
    finds("DiagnosticReport", "issued=2019-05-07", "70", "reported"),
    finds("DiagnosticReport", "specimen=Specimen/98", "73", "the second test's"),
    finds("DiagnosticReport", "patient.gender=male", "76", "a chain behind two joins"),
    finds("Observation", "patient=1&category=laboratory", LAB, "by way of report and order"),
    finds("Observation", f"category=laboratory&code={LOINC}|2093-3", "lab-80", "not of deleted orders"),
    finds("Observation", "category=laboratory&code=|CRP", "lab-81", "a code of the laboratory's own"),
    finds("Observation", f"code={LOINC}|", "v-1-bp v-1-w v-1-h v-1-t v-1-p v-1-r v-1-bmi v-1-o2 v-3-hc v-3-wc v-6-bp "
          "v-6-w v-6-t v-7-h v-7-t lab-80 lab-83 lab-85 soc-101-smoking soc-101-alcohol soc-101-drugs soc-102-smoking soc-105-smoking soc-105-alcohol soc-105-drugs soc-105-exercise v-9-bmi v-9-o2 v-9-flow v-9-pwh v-9-pbmi v-9-phc", "what has LOINC's form"),
    finds("Observation", f"value-quantity=4.1|{UCUM}|mmol/L", "lab-80", "a number with a unit"),
    finds("Observation", "value-quantity=gt4||mmol/L", "lab-80", "the unit as written"),
    finds("Observation", f"value-quantity=ge900|{UCUM}|umol/L", "lab-80", "4,100 of them; a bound is no known number"),
    finds("Observation", "value-quantity=lt10||arbitrary", "", "a bound is no known number"),
    finds("Observation", "value-string=neg", "lab-82", "words"),
    finds("Observation", "status=entered-in-error", "lab-82", "error"),
    finds("Observation", "data-absent-reason=not-performed", "lab-83", "not done"),
    finds("Observation", "based-on=ServiceRequest/60&date=2019-05-06", "lab-80 lab-81 lab-82 lab-83 lab-84 lab-86",
          "by way of the report"),
    finds("Observation", "specimen=Specimen/98", "lab-86", "the second test's"),
    finds("Observation", "category=laboratory&status=unknown", "lab-84", "nothing said"),
    finds("Specimen", "patient=1", "95 98", "by way of the order"),
    finds("Specimen", "accession=A-1", "95", "number"),
    finds("Specimen", "identifier=SP-1", "95", "the container"),
    finds("Specimen", "subject.gender=female", "95 98", "a chain behind a join"),
    finds("Specimen", "collected=2019-05-06", "95", "taken"),
    finds("Patient", "_has:Observation:patient:code=2093-3", "1", "not of deleted orders"),
)  # fmt: skip
REFUSALS = (
    refused("DiagnosticReport", "media=Media/1", "not-supported", "no column"),
    refused("Specimen", "container=x", "not-supported", "no column"),
)
VIEWS = (
    View(
        Caller("patient 7, laboratory", ("patient/*.rs",), patient="7"),
        (
            finds("Observation", "category=laboratory", "", "others'"),
            finds("DiagnosticReport", "", "76", "his own"),
            finds("Specimen", "", "", "others'"),
            finds("ServiceRequest", "", "61 65", "his own"),
        ),
    ),
)

PART = Part(
    rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS, views=VIEWS,
)  # fmt: skip
