"""CA Baseline 1.2.0 (https://build.fhir.org/ig/HL7-Canada/ca-baseline), read as differentials.

The elements to support are those flagged before 1.2.0, which took all flags away. ca-baseline-allergy-noallergy lacks
an `implies`: taken word for word it forbids all allergies but one, so it is left out.
"""

from __future__ import annotations

from facade.adapter import Profile, rule, supported

from .administrative import JHN
from .canonical import (
    CA_BASELINE,
    ENCOUNTER_TYPE,
    HEALTH_CONDITION,
    LABORATORY,
    PHARMACEUTICAL_OR_SUBSTANCE,
    PRESCRIBED_PRODUCT,
    PROCEDURE,
)

PATIENT = Profile(
    "Patient",
    f"{CA_BASELINE}profile-patient",
    seen="1.1.1",
    rules=(
        rule("identifier.system", required=True),
        rule("identifier.value", required=True),
        rule("identifier.type", required=True, where=JHN),
        rule("name", one_of=("family", "given", "text")),  # ipa-pat-2
        rule("telecom.system", required=True),
        rule("telecom.value", required=True),
        *supported("name", "birthDate"),
    ),
)

PRACTITIONER = Profile(
    "Practitioner",
    f"{CA_BASELINE}profile-practitioner",
    seen="1.1.2",
    rules=(
        rule("identifier.system", required=True),
        rule("identifier.value", required=True),
        rule("name", one_of=("family", "given")),  # ca-baseline-practitioner-name
        *supported("identifier", "name"),
    ),
)

PRACTITIONER_ROLE = Profile(
    "PractitionerRole",
    f"{CA_BASELINE}profile-practitionerrole",
    seen="1.1.2",
    rules=(rule("telecom.value", required=True), *supported("telecom.system")),
)

ORGANIZATION = Profile("Organization", f"{CA_BASELINE}profile-organization", supported("name"), seen="1.0.2")

LOCATION = Profile(
    "Location", f"{CA_BASELINE}profile-location", supported("identifier", "name", "telecom"), seen="1.0.2"
)

ENCOUNTER = Profile(
    "Encounter",
    f"{CA_BASELINE}profile-encounter",
    seen="0.1.5",
    rules=(
        rule("subject", required=True, support=True),
        rule("type", binding=("preferred", ENCOUNTER_TYPE)),
        *supported("identifier", "status", "class", "type", "participant", "reasonCode", "diagnosis"),
        *supported("diagnosis.rank", "hospitalization"),
    ),
)

CONDITION = Profile(
    "Condition",
    f"{CA_BASELINE}profile-condition",
    seen="1.0.2",
    rules=(
        rule("code", binding=("preferred", HEALTH_CONDITION)),
        *supported("clinicalStatus", "code", "code.coding", "subject", "onset"),
    ),
)

ALLERGY_INTOLERANCE = Profile(
    "AllergyIntolerance",
    f"{CA_BASELINE}profile-allergyintolerance",
    seen="1.0.1",
    rules=(
        rule("reaction.substance.coding.system", required=True),
        rule("reaction.substance.coding.code", required=True),
        rule("code", binding=("preferred", PHARMACEUTICAL_OR_SUBSTANCE)),
        *supported("code", "patient", "reaction.manifestation"),
    ),
)

OBSERVATION = Profile(
    "Observation",
    f"{CA_BASELINE}profile-observation",
    seen="1.0.2",
    rules=(
        rule("subject", required=True, support=True),
        *supported("category", "code", "effective", "value", "component.code", "component.value"),
    ),
)

LABORATORY_RESULT = Profile(
    "Observation",
    f"{CA_BASELINE}profile-observation-results",
    seen="1.0.1",
    when={"category.coding.code": "laboratory"},
    rules=(
        rule("category", required=True, support=True, where={"coding.code": "laboratory"}),
        rule("subject", required=True, support=True),
        *supported("status", "code", "effective", "performer", "value", "component"),
    ),
)

DIAGNOSTIC_REPORT = Profile(
    "DiagnosticReport",
    f"{CA_BASELINE}profile-diagnosticreport",
    seen="1.0.2",
    rules=(
        rule("code.coding.system", required=True),
        rule("code.coding.code", required=True),
        rule("code", binding=("preferred", LABORATORY)),
        *supported("category", "code", "subject", "result"),
    ),
)

DOCUMENT_REFERENCE = Profile(
    "DocumentReference",
    f"{CA_BASELINE}profile-documentreference",
    seen="0.1.2",
    rules=(
        rule("content.attachment", one_of=("url", "data")),  # ca-baseline-documentreference-1
        *supported("masterIdentifier", "type", "category", "subject", "author", "authenticator", "custodian"),
        *supported("content.attachment", "context"),
    ),
)

IMMUNIZATION = Profile(
    "Immunization",
    f"{CA_BASELINE}profile-immunization",
    seen="1.2.2",
    rules=(rule("occurrence", required=True), *supported("status", "vaccineCode", "patient")),
)

MEDICATION_REQUEST = Profile(
    "MedicationRequest",
    f"{CA_BASELINE}profile-medicationrequest",
    seen="1.0.2",
    rules=(
        rule("medication", binding=("preferred", PRESCRIBED_PRODUCT)),
        *supported("status", "medication", "subject", "authoredOn", "dosageInstruction.text"),
    ),
)

MEDICATION_STATEMENT = Profile(
    "MedicationStatement",
    f"{CA_BASELINE}profile-medicationstatement",
    seen="1.1.1",
    rules=(
        rule("medication", binding=("preferred", PRESCRIBED_PRODUCT)),
        *supported("status", "medication", "subject", "effective", "dosage.text"),
    ),
)

PROCEDURE_DONE = Profile(
    "Procedure",
    f"{CA_BASELINE}profile-procedure",
    seen="1.1.1",
    rules=(rule("subject", required=True), rule("code", binding=("preferred", PROCEDURE))),
)

SERVICE_REQUEST = Profile(
    "ServiceRequest",
    f"{CA_BASELINE}profile-servicerequest",
    seen="0.3.1",
    rules=(
        rule("requester", required=True, support=True),
        rule("code.coding.system", required=True),
        rule("code.coding.code", required=True),
        *supported("identifier", "requisition", "status", "intent", "category", "code.coding", "subject"),
        *supported("authoredOn", "performer"),
    ),
)

PROFILES = (
    PATIENT, PRACTITIONER, PRACTITIONER_ROLE, ORGANIZATION, LOCATION, ENCOUNTER, CONDITION, ALLERGY_INTOLERANCE,
    OBSERVATION, LABORATORY_RESULT, DIAGNOSTIC_REPORT, DOCUMENT_REFERENCE, IMMUNIZATION, MEDICATION_REQUEST,
    MEDICATION_STATEMENT, PROCEDURE_DONE, SERVICE_REQUEST,
)  # fmt: skip
