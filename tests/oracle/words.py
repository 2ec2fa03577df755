"""The words that expectations are written in: URIs of the standard and the papers, and the smallest shapes.

Numbers are Decimals of the text that must be served: `70.00` is not `70`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

Json = dict[str, Any]

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ICD_9_CM = "http://hl7.org/fhir/sid/icd-9-cm"
ICD_10 = "http://hl7.org/fhir/sid/icd-10"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
DIN = "http://hl7.org/fhir/NamingSystem/ca-hc-din"
LANGUAGE = "urn:ietf:bcp:47"
URI = "urn:ietf:rfc:3986"
US_NPI = "http://hl7.org/fhir/sid/us-npi"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
MARITAL_STATUS = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ENCOUNTER_CLASSES = "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CONTACT_ROLE = "http://terminology.hl7.org/CodeSystem/v2-0131"
ORGANIZATION_TYPE = "http://terminology.hl7.org/CodeSystem/organization-type"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
DISCHARGE = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
PROVIDER_TAXONOMY = "http://nucc.org/provider-taxonomy"
VISIT_CATEGORY = "https://clinic.example/visits"
COVERAGE_CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class"
SUBSCRIBER = "http://terminology.hl7.org/CodeSystem/subscriber-relationship"
GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
ALLERGY_STATUSES = "http://hl7.org/fhir/ValueSet/allergyintolerance-clinical"
CLINICAL_STATUSES = "http://hl7.org/fhir/ValueSet/condition-clinical"
CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
MRN = "https://clinic.example/mrn"
BILLING = "https://clinic.example/billing"
ENCOUNTER_NUMBER = "https://clinic.example/encounter"

_REGISTRY = "https://fhir.infoway-inforoute.ca/NamingSystem/"
ON_HEALTH = _REGISTRY + "ca-on-patient-hcn"
BC_HEALTH = _REGISTRY + "ca-bc-patient-healthcare-id"
NL_HEALTH = _REGISTRY + "ca-nl-patient-healthcare-id"
PE_HEALTH = _REGISTRY + "ca-pe-patient-healthcare-id"
QC_HEALTH = _REGISTRY + "ca-qc-patient-healthcare-id"
ON_PHYSICIAN = _REGISTRY + "ca-on-license-physician"
ON_NURSE = _REGISTRY + "ca-on-license-nurse"
VERSION_CODE = "http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/iso21090-PQ-translation"

UNIT_TEXT = {"mm[Hg]": "mmHg", "Cel": "°C"}  # every other unit is written as its UCUM code


def updated(when: str) -> Json:
    """meta with the time of the last change."""
    return {"lastUpdated": when}


def ref(to: str) -> Json:
    """A Reference."""
    return {"reference": to}


def coding(system: str, code: str) -> Json:
    """A Coding. No display is expected: where one is served, `matching` holds it against the papers."""
    return {"system": system, "code": code}


def concept(*codings: Json, text: str | None = None) -> Json:
    """A CodeableConcept."""
    return {**({"coding": list(codings)} if codings else {}), **({"text": text} if text else {})}


def typed(code: str) -> Json:
    """Identifier.type."""
    return concept(coding(IDENTIFIER_TYPE, code))


def uuid(text: str) -> Json:
    """The identifier that a native uuid gives."""
    return {"system": URI, "value": f"urn:uuid:{text}"}


def quantity(value: str, code: str) -> Json:
    """A Quantity in UCUM."""
    return {"value": Decimal(value), "unit": UNIT_TEXT.get(code, code), "system": UCUM, "code": code}


def translated(value: str, code: str, stored: str, stored_code: str) -> Json:
    """A Quantity served in another unit than it is stored in, with what is stored."""
    original = {"value": Decimal(stored), "system": UCUM, "code": stored_code}
    return {**quantity(value, code), "extension": [{"url": TRANSLATION, "valueQuantity": original}]}


def vital_sign(code: str) -> Json:
    """What every vital sign has."""
    return {
        "status": "final",
        "category": [concept(coding(OBSERVATION_CATEGORY, "vital-signs"))],
        "code": concept(coding(LOINC, code)),
    }


def component(code: str, value: str) -> Json:
    """One of the two pressures."""
    return {"code": concept(coding(LOINC, code)), "valueQuantity": quantity(value, "mm[Hg]")}


def systolic(value: str) -> Json:
    """Systolic pressure."""
    return component("8480-6", value)


def diastolic(value: str) -> Json:
    """Diastolic pressure."""
    return component("8462-4", value)
