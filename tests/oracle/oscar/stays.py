"""EpisodeOfCare and Consent: under whose care a patient is, and what he or she agreed to."""

from __future__ import annotations

from tests.oracle.model import Part, finds, refused, row
from tests.oracle.words import ACT_CODE, ICD_9_CM, ICD_10, LOINC, Json, coding, concept, ref, updated

SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
TOLD = {"admission_from_transfer": 0, "discharge_from_transfer": 0}

ROWS = (
    row("admission", "in the program since a day; zero time", am_id=271, client_id=12, program_id=10034,
        provider_no="999998", admission_date="2019-03-04 09:00:00", admission_status="current",
        lastUpdateDate="0000-00-00 00:00:00", **TOLD),
    row("admission", "came and went; upper case", am_id=272, client_id=12, program_id=220, provider_no="000123",
        admission_date="2020-01-02 10:00:00", discharge_date="2020-02-03 11:30:00", admission_status="Discharged",
        lastUpdateDate="2020-02-03 11:30:01", **TOLD),
    row("admission", "a program that is gone; nobody's; no dates", am_id=273, client_id=13, program_id=99999,
        provider_no="0", admission_status="transferred", discharge_date="0000-00-00 00:00:00",
        lastUpdateDate="2021-01-01 00:00:00", **TOLD),
    row("admission", "a status of its own, where R4 wants one", am_id=274, client_id=11, program_id=10034,
        admission_status="pending", lastUpdateDate="2021-01-01 00:00:00", **TOLD),
    row("admission", "of nobody", am_id=275, client_id=0, program_id=10034, admission_status="current",
        lastUpdateDate="2021-01-01 00:00:00", **TOLD),
    row("admission", "of an absorbed patient; ended before it began", am_id=276, client_id=3, program_id=10034,
        admission_date="2022-05-06 08:00:00", discharge_date="2022-05-05 08:00:00", admission_status="discharged",
        lastUpdateDate="2022-05-06 08:00:00", **TOLD),
    row("Episode", "a pregnancy that ended", id=281, demographicNo=12, startDate="2021-01-05", endDate="2021-10-01",
        code="V22", codingSystem="icd9", description="Pregnancy", status="Complete", lastUpdateUser="999998",
        lastUpdateTime="2021-10-01 15:00:00", notes="none"),
    row("Episode", "deleted", id=282, demographicNo=12, startDate="2021-01-05", status="Deleted",
        lastUpdateUser="999998", lastUpdateTime="2021-10-01 15:00:00"),
    row("Episode", "goes on; lower case; year 1; another list of codes", id=283, demographicNo=13,
        startDate="0001-01-01", code="O09.9", codingSystem="ICD10", description="", status="current",
        lastUpdateUser="", lastUpdateTime="2022-01-01 03:00:00"),
    row("Episode", "codes of no list", id=284, demographicNo=11, startDate="2023-01-01", code="X", codingSystem="own",
        description="Eye clinic", status="Current", lastUpdateUser="", lastUpdateTime="2023-01-01 12:00:00"),
    row("consentType", "seeded", id=1, type="electronic_communication_consent", name="Electronic Communication",
        description="May we write to you?"),
    row("Consent", "agreed", id=291, demographic_no=12, consent_type_id=1, explicit=1, optout=0,
        last_entered_by="999998", consent_date="2023-05-06 10:00:00", edit_date="2023-05-06 10:00:00", deleted=0),
    row("Consent", "agreed, then refused; deleted is NULL", id=292, demographic_no=13, consent_type_id=1, explicit=1,
        optout=1, last_entered_by="999998", consent_date="2022-01-01 09:00:00", optout_date="2023-02-03 09:00:00",
        edit_date="2023-02-03 09:00:00", deleted=None),
    row("Consent", "a type that is gone; no times", id=293, demographic_no=3, consent_type_id=99, explicit=0, optout=0,
        deleted=0),
    row("Consent", "deleted", id=294, demographic_no=12, consent_type_id=1, explicit=1, optout=0, deleted=1),
    row("Consent", "of nobody", id=295, demographic_no=None, consent_type_id=1, explicit=1, optout=0, deleted=0),
)  # fmt: skip


def consent(patient: str, code: str, decision: str, text: str | None = None) -> Json:
    """What every consent says."""
    return {
        "status": "active",
        "scope": concept(coding(SCOPE, "patient-privacy")),
        "category": [concept(coding(LOINC, "59284-0"))],
        "patient": ref(patient),
        "policyRule": concept(coding(ACT_CODE, code), text=text),
        "provision": {"type": decision},
    }


RESOURCES: dict[str, Json] = {
    "EpisodeOfCare/271": {
        "status": "active",
        "type": [concept(text="OSCAR")],
        "patient": ref("Patient/12"),
        "managingOrganization": ref("Organization/fac-201"),
        "period": {"start": "2019-03-04T09:00:00-05:00"},
        "careManager": ref("Practitioner/999998"),
    },
    "EpisodeOfCare/272": {
        "meta": updated("2020-02-03T11:30:01-05:00"),
        "status": "finished",
        "type": [concept(text="Diabetes Education")],
        "patient": ref("Patient/12"),
        "managingOrganization": ref("Organization/fac-202"),
        "period": {"start": "2020-01-02T10:00:00-05:00", "end": "2020-02-03T11:30:00-05:00"},
        "careManager": ref("Practitioner/000123"),
    },
    "EpisodeOfCare/273": {
        "meta": updated("2021-01-01T00:00:00-05:00"),
        "status": "finished",
        "patient": ref("Patient/13"),
    },
    "EpisodeOfCare/276": {
        "meta": updated("2022-05-06T08:00:00-04:00"),
        "status": "finished",
        "type": [concept(text="OSCAR")],
        "patient": ref("Patient/1"),
        "managingOrganization": ref("Organization/fac-201"),
        "period": {"start": "2022-05-06T08:00:00-04:00"},
    },
    "EpisodeOfCare/ep-281": {
        "meta": updated("2021-10-01T15:00:00+00:00"),
        "status": "finished",
        "type": [concept(coding(ICD_9_CM, "V22"), text="Pregnancy")],
        "patient": ref("Patient/12"),
        "period": {"start": "2021-01-05", "end": "2021-10-01"},
    },
    "EpisodeOfCare/ep-283": {
        "meta": updated("2022-01-01T03:00:00+00:00"),
        "status": "active",
        "type": [concept(coding(ICD_10, "O09.9"))],
        "patient": ref("Patient/13"),
    },
    "EpisodeOfCare/ep-284": {
        "meta": updated("2023-01-01T12:00:00+00:00"),
        "status": "active",
        "type": [concept(text="Eye clinic")],
        "patient": ref("Patient/11"),
        "period": {"start": "2023-01-01"},
    },
    "Consent/291": {
        "meta": updated("2023-05-06T10:00:00-04:00"),
        **consent("Patient/12", "OPTIN", "permit", "Electronic Communication"),
        "dateTime": "2023-05-06T10:00:00-04:00",
    },
    "Consent/292": {
        "meta": updated("2023-02-03T09:00:00-05:00"),
        **consent("Patient/13", "OPTOUT", "deny", "Electronic Communication"),
        "dateTime": "2023-02-03T09:00:00-05:00",
    },
    "Consent/293": consent("Patient/1", "OPTIN", "permit"),
}

ABSENT = {
    "EpisodeOfCare/275": "of nobody",
    "EpisodeOfCare/ep-282": "deleted",
    "Consent/294": "deleted",
    "Consent/295": "of nobody",
}
BAD = {"EpisodeOfCare/274": "a status that is not understood"}

SEARCHES = (
    finds("EpisodeOfCare", "patient=12", "271 272 ep-281", "both kinds"),
    finds("EpisodeOfCare", "patient=1", "276", "what the absorbed one left"),
    finds("EpisodeOfCare", "status=active", "271 ep-283 ep-284", "current in any case"),
    finds("EpisodeOfCare", "date=2021", "ep-281", "wholly in the year"),
    finds("EpisodeOfCare", "date=ge2021", "271 276 ep-281 ep-284", "what has no end goes on"),
    finds("EpisodeOfCare", f"type={ICD_10}|O09.9", "ep-283", "by its code"),
    finds("EpisodeOfCare", "care-manager=Practitioner/000123", "272", "who cares"),
    finds("EpisodeOfCare", "organization=Organization/fac-202", "272", "whose program"),
    finds("EpisodeOfCare", "_lastUpdated=2021-12-31", "ep-283", "a stamp in UTC is a day earlier here"),
    finds("Consent", "patient=12", "291", "the deleted one is gone"),
    finds("Consent", "patient=3", "293", "asked by its alias"),
    finds("Consent", "date=2023-02-03", "292", "when it was refused"),
    finds("Consent", "status=active&scope=patient-privacy", "291 292 293", "all of them"),
    finds("Consent", "patient.birthdate=1979-12-31", "292", "a chain"),
)
REFUSALS = (
    refused("Consent", "actor=Practitioner/999998", "not-supported", "who typed it is no actor"),
    refused("EpisodeOfCare", "condition=Condition/1", "not-supported", "no row says why"),
)

PART = Part(rows=ROWS, resources=RESOURCES, absent=ABSENT, bad=BAD, searches=SEARCHES, refusals=REFUSALS)
