"""The identifier and code systems of Canadian resources, by their canonical URIs.

Identifier systems: Canadian URI Registry, as CA Baseline lists them
(https://build.fhir.org/ig/HL7-Canada/ca-baseline).
Code systems: FHIR R4 (https://hl7.org/fhir/R4/terminologies-systems.html) and HL7 Terminology.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_REGISTRY = "https://fhir.infoway-inforoute.ca/NamingSystem/"

# The health number of each province and territory, by its two letters. Ontario's name is the irregular one.
HEALTH_NUMBER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AB": f"{_REGISTRY}ca-ab-patient-healthcare-id",
        "BC": f"{_REGISTRY}ca-bc-patient-healthcare-id",
        "MB": f"{_REGISTRY}ca-mb-patient-healthcare-id",
        "NB": f"{_REGISTRY}ca-nb-patient-healthcare-id",
        "NL": f"{_REGISTRY}ca-nl-patient-healthcare-id",
        "NS": f"{_REGISTRY}ca-ns-patient-healthcare-id",
        "NT": f"{_REGISTRY}ca-nt-patient-healthcare-id",
        "NU": f"{_REGISTRY}ca-nu-patient-healthcare-id",
        "ON": f"{_REGISTRY}ca-on-patient-hcn",
        "PE": f"{_REGISTRY}ca-pe-patient-healthcare-id",
        "QC": f"{_REGISTRY}ca-qc-patient-healthcare-id",
        "SK": f"{_REGISTRY}ca-sk-patient-healthcare-id",
        "YT": f"{_REGISTRY}ca-yt-patient-healthcare-id",
    }
)

# Providers of the United States.
NPI: Final = "http://hl7.org/fhir/sid/us-npi"

ON_LICENCE_PHYSICIAN: Final = f"{_REGISTRY}ca-on-license-physician"
ON_LICENCE_NURSE: Final = f"{_REGISTRY}ca-on-license-nurse"
ON_LICENCE_PHARMACIST: Final = f"{_REGISTRY}ca-on-license-pharmacist"
ON_LICENCE_MIDWIFE: Final = f"{_REGISTRY}ca-on-license-midwife"

# The licence numbers of physicians outside Ontario, by the short name of the college that gives them.
PHYSICIANS_COLLEGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        college: f"{_REGISTRY}ca-{province}-license-physician"
        for college, province in {
            "CPSA": "ab",
            "CPSBC": "bc",
            "CPSM": "mb",
            "CPSNB": "nb",
            "CPSNL": "nl",
            "CPSNS": "ns",
            "CPSPEI": "pe",
            "CMQ": "qc",
            "CPSS": "sk",
        }.items()
    }
)

# What a patient says of himself or herself (HL7's extensions for all versions, which CA Core+ names).
GENDER_IDENTITY: Final = "http://hl7.org/fhir/StructureDefinition/individual-genderIdentity"
PRONOUNS: Final = "http://hl7.org/fhir/StructureDefinition/individual-pronouns"

# Identifier types (https://terminology.hl7.org/CodeSystem-v2-0203.html). The displays of the first two are
# part of the patterns by which CA Core+ tells the slices of Patient.identifier.
IDENTIFIER_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
JURISDICTIONAL_HEALTH_NUMBER: Final = "JHN"
JURISDICTIONAL_HEALTH_NUMBER_DISPLAY: Final = "Jurisdictional Health Number"
MEDICAL_RECORD_NUMBER: Final = "MR"
MEDICAL_RECORD_NUMBER_DISPLAY: Final = "Medical Record Number"
LICENCE: Final = "LN"
PROVIDER_NUMBER: Final = "PRN"

# The version code of a health card (Ontario: two letters), beside the number, never in it.
IDENTIFIER_VERSION: Final = "http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion"

LOINC: Final = "http://loinc.org"
SNOMED_CT: Final = "http://snomed.info/sct"
UCUM: Final = "http://unitsofmeasure.org"
ICD_9_CM: Final = "http://hl7.org/fhir/sid/icd-9-cm"
ICD_10: Final = "http://hl7.org/fhir/sid/icd-10"
ICD_10_CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
ATC: Final = "http://www.whocc.no/atc"
DIN: Final = "http://hl7.org/fhir/NamingSystem/ca-hc-din"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC: Final = "http://hl7.org/fhir/sid/ndc"
CVX: Final = "http://hl7.org/fhir/sid/cvx"
LANGUAGE: Final = "urn:ietf:bcp:47"

ALLERGY_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
ALLERGY_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
CONDITION_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONDITION_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CONDITION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"
OBSERVATION_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
MARITAL_STATUS: Final = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
ENCOUNTER_CLASS: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PRACTITIONER_ROLE: Final = "http://terminology.hl7.org/CodeSystem/practitioner-role"
CONTACT_ROLE: Final = "http://terminology.hl7.org/CodeSystem/v2-0131"
ROLE_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONSENT_SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
PARTICIPATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
ORGANIZATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/organization-type"
COVERAGE_CLASS: Final = "http://terminology.hl7.org/CodeSystem/coverage-class"
SUBSCRIBER_RELATIONSHIP: Final = "http://terminology.hl7.org/CodeSystem/subscriber-relationship"
DISCHARGE_DISPOSITION: Final = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
PROVIDER_TAXONOMY: Final = "http://nucc.org/provider-taxonomy"
APPOINTMENT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v2-0276"
COURSE_OF_THERAPY: Final = "http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy"
GTS_ABBREVIATION: Final = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
ACT_REASON: Final = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
IMMUNIZATION_PERFORMER: Final = "http://terminology.hl7.org/CodeSystem/v2-0443"
DATA_OPERATION: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
PROVENANCE_PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"

MEDICATION_REQUEST_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
MEDICATION_STATEMENT_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/medication-statement-category"
IMMUNIZATION_ORIGIN: Final = "http://terminology.hl7.org/CodeSystem/immunization-origin"
DIAGNOSTIC_SECTION: Final = "http://terminology.hl7.org/CodeSystem/v2-0074"
INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
DATA_ABSENT_REASON: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
US_CORE_CONDITION_CATEGORY: Final = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
ACT_SITE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActSite"
