"""Immunization out of immunizations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.oracle.model import Part, Row, finds, refused, row
from tests.oracle.words import SNOMED, Json, coding, concept, ref, updated

UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
CVX = "http://hl7.org/fhir/sid/cvx"
ORIGIN = "http://terminology.hl7.org/CodeSystem/immunization-origin"
FUNCTION = "http://terminology.hl7.org/CodeSystem/v2-0443"


def given(id: int, why: str, **values: Any) -> Row:
    """A row of immunizations; the time of the last change has no default."""
    return row("immunizations", why, id=id, **{"update_date": "2020-01-01 00:00:00", **values})


def option(list_id: str, option_id: str, title: str) -> Row:
    """A row of list_options."""
    return row("list_options", "a title", list_id=list_id, option_id=option_id, title=title)


ROWS = (
    option("drug_units", "9", "mL"),
    option("drug_route", "intramuscular", "Intramuscular"),
    option("immunization_administered_site", "left_arm", "Left Upper Arm"),
    option("immunization_refusal_reason", "parental_decision", "Parental decision"),
    option("immunization_informationsource", "new_immunization_record", "New record"),
    option("immunization_informationsource", "other_provider", "Other provider"),
    option("immunizations", "7", "Tetanus 1"),
    row("codes", "a vaccine", id=1, code="140", code_type=100, code_text="Influenza, seasonal"),
    row("codes", "the second of its code", id=2, code="140", code_type=100, code_text="Influenza, again"),
    row("codes", "the same code of another system", id=3, code="03", code_type=2, code_text="No vaccine"),
    given(
        50,
        "everything filled",
        patient_id=1,
        administered_date="2019-10-01 10:00:00",
        cvx_code="140",
        manufacturer="Sanofi",
        lot_number="L1",
        administered_by_id=2,
        administered_by="Dr. Kim",
        ordering_provider=1,
        education_date="2019-10-01",
        vis_date="2019-08-15",
        note="no reaction",
        create_date="2019-10-01 10:05:00",
        update_date="2019-10-01 14:06:00",
        amount_administered="0.5",
        amount_administered_unit="9",
        expiration_date="2020-06-30",
        route="intramuscular",
        administration_site="left_arm",
        completion_status="Completed",
        information_source="new_immunization_record",
        reason_description="works in a school",
        encounter_id=1001,
    ),
    given(
        51,
        "refused, with the reason; no catalogue entry of that system",
        patient_id=7,
        administered_date="2019-11-02 00:00:00",
        cvx_code="03",
        completion_status="Refused",
        refusal_reason="parental_decision",
        reason_description="fear",
    ),
    given(
        52,
        "a mistake; an old row, whose vaccine is an option of the clinic's list",
        patient_id=9,
        administered_date="2012-03-04 09:00:00",
        immunization_id=7,
        added_erroneously=1,
        completion_status="Refused",
    ),
    given(53, "given or refused: no word of when", patient_id=9, cvx_code="9"),
    given(57, "refused, at no time", patient_id=7, cvx_code="140", completion_status="Refused"),
    given(
        54,
        "told by another; given by somebody who is no user; a reason that refuses nothing; nothing measured",
        patient_id=9,
        administered_date="2018-05-06 00:00:00",
        cvx_code="9",
        administered_by_id=0,
        administered_by="Nurse Joy",
        amount_administered="0",
        amount_administered_unit="drops",
        completion_status="Partially_Administered",
        information_source="other_provider",
        refusal_reason="parental_decision",
        route="spoon",
    ),
    given(55, "an amount in the clinic's own words", patient_id=9, administered_date="2018-05-07 00:00:00", cvx_code="9",
          amount_administered="2", amount_administered_unit="drops", completion_status=""),
    given(58, "at a sensitive encounter", patient_id=9, administered_date="2021-05-01 10:00:00", cvx_code="45",
          encounter_id=1007),
    given(59, "that number is another patient's", patient_id=7, administered_date="2021-05-01 11:00:00", cvx_code="45",
          encounter_id=1007),
    given(56, "neither code nor name", patient_id=9, administered_date="2018-05-08 00:00:00", cvx_code="0"),
)  # fmt: skip

RESOURCES: dict[str, Json] = {
    "Immunization/50": {
        "meta": updated("2019-10-01T14:06:00+00:00"),
        "status": "completed",
        "vaccineCode": concept(coding(CVX, "140"), text="Influenza, seasonal"),
        "patient": ref("Patient/1"),
        "encounter": ref("Encounter/5"),
        "occurrenceDateTime": "2019-10-01T10:00:00-04:00",
        "recorded": "2019-10-01T10:05:00-04:00",
        "primarySource": True,
        "manufacturer": {"display": "Sanofi"},
        "lotNumber": "L1",
        "expirationDate": "2020-06-30",
        "site": concept(text="Left Upper Arm"),
        "route": concept(coding(SNOMED, "78421000"), text="Intramuscular"),
        "doseQuantity": {"value": Decimal("0.5"), "unit": "mL"},
        "performer": [
            {"function": concept(coding(FUNCTION, "OP")), "actor": ref("Practitioner/1")},
            {"function": concept(coding(FUNCTION, "AP")), "actor": ref("Practitioner/2")},
        ],
        "note": [{"text": "no reaction"}],
        "reasonCode": [concept(text="works in a school")],
        "education": [
            {
                "documentType": "Vaccine Information Statement",
                "publicationDate": "2019-08-15",
                "presentationDate": "2019-10-01",
            }
        ],
    },
    "Immunization/51": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "not-done",
        "statusReason": concept(text="Parental decision"),
        "vaccineCode": concept(coding(CVX, "03")),
        "patient": ref("Patient/7"),
        "occurrenceDateTime": "2019-11-02T00:00:00-04:00",
    },
    "Immunization/52": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "entered-in-error",
        "vaccineCode": concept(text="Tetanus 1"),
        "patient": ref("Patient/9"),
        "occurrenceDateTime": "2012-03-04T09:00:00-05:00",
    },
    "Immunization/53": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "completed",
        "vaccineCode": concept(coding(CVX, "9")),
        "patient": ref("Patient/9"),
        "_occurrenceDateTime": UNKNOWN,
    },
    "Immunization/57": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "not-done",
        "vaccineCode": concept(coding(CVX, "140"), text="Influenza, seasonal"),
        "patient": ref("Patient/7"),
        "_occurrenceDateTime": UNKNOWN,
    },
    "Immunization/59": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "completed",
        "vaccineCode": concept(coding(CVX, "45")),
        "patient": ref("Patient/7"),
        "occurrenceDateTime": "2021-05-01T11:00:00-04:00",
    },
    "Immunization/54": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "completed",
        "vaccineCode": concept(coding(CVX, "9")),
        "patient": ref("Patient/9"),
        "occurrenceDateTime": "2018-05-06T00:00:00-04:00",
        "primarySource": False,
        "reportOrigin": concept(coding(ORIGIN, "provider"), text="Other provider"),
        "performer": [{"function": concept(coding(FUNCTION, "AP")), "actor": {"display": "Nurse Joy"}}],
    },
    "Immunization/55": {
        "meta": updated("2020-01-01T00:00:00+00:00"),
        "status": "completed",
        "vaccineCode": concept(coding(CVX, "9")),
        "patient": ref("Patient/9"),
        "occurrenceDateTime": "2018-05-07T00:00:00-04:00",
        "doseQuantity": {"value": 2, "unit": "drops"},
    },
}
ABSENT = {"Immunization/1": "no such row", "Immunization/58": "at a sensitive encounter"}
BAD = {"Immunization/56": "no vaccine"}
SEARCHES = (
    finds("Immunization", "patient=9", "52 53 54 55", "pid"),
    finds("Immunization", "status=not-done", "51 57", "refused"),
    finds("Immunization", "status=completed", "50 53 54 55 59", "said, in part, or nothing said"),
    finds("Immunization", "status=entered-in-error", "52", "before everything else"),
    finds("Immunization", f"vaccine-code={CVX}|140", "50 57", "code"),
    finds("Immunization", "vaccine-code:text=tetanus", "52", "the clinic's list"),
    finds("Immunization", "date=2019-10-01", "50", "given"),
    finds("Immunization", "date=ge2018-05-06&date=lt2019", "54 55", "between"),
    finds("Immunization", "date:missing=true", "53 57", "told as unknown: the element has no value"),
    finds("Immunization", "date=lt2100&patient=7", "51 59", "by no date is one without a time found"),
    finds("Immunization", f"vaccine-code={CVX}|45", "59", "not the one of a sensitive encounter"),
    finds("Immunization", "lot-number=L1", "50", "lot"),
    finds("Immunization", "performer=Practitioner/2", "50", "given by"),
    finds("Immunization", "performer=Practitioner/1", "50", "ordered by"),
    finds("Immunization", "status-reason:missing=false", "51", "a reason that refuses nothing is none"),
    finds("Patient", "_has:Immunization:patient:status=not-done", "7", "who refused"),
)
REFUSALS = (
    refused("Immunization", "location=Location/3", "not-supported", "no column"),
    refused("Immunization", "series=1", "not-supported", "no column"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
