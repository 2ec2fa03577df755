"""CA Core+: what is ordered and given.

The profile of Medication binds codes only; it is here as rules of the CodeableConcept in the types that carry one.
"""

from __future__ import annotations

from facade.adapter import Profile, rule, supported

from .canonical import CA_CORE, PRESCRIBED_PRODUCT, ROUTE, VACCINE

MEDICATION_REQUEST = Profile(
    "MedicationRequest",
    f"{CA_CORE}medicationrequest-ca-core",
    seen="up to 0.3.1 in part, log of 1.0.0",
    claimed=False,
    rules=(
        rule("subject.reference", required=True, evidence="inferred"),
        rule("medication", binding=("preferred", PRESCRIBED_PRODUCT), evidence="partly"),
        *supported("medication.coding", "medication.coding.system", "medication.coding.code", evidence="partly"),
        *supported("authoredOn", "dosageInstruction.text", evidence="inferred"),
    ),
)

MEDICATION_STATEMENT = Profile(
    "MedicationStatement",
    f"{CA_CORE}medicationstatement-ca-core",
    seen="in part, head of 1.1.0",
    claimed=False,
    rules=(
        rule("effective", required=True, evidence="inferred"),
        rule("dosage.route.coding.system", required=True, support=True, evidence="partly"),
        rule("dosage.route.coding.code", required=True, support=True, evidence="partly"),
        rule("dosage.doseAndRate.dose", one_of=("unit", "code"), evidence="partly"),  # cacore-medstmt-doseqty-1
        rule("dosage.route", binding=("preferred", ROUTE), evidence="partly"),
        *supported("dosage", "dosage.timing.code", "dosage.doseAndRate.dose", evidence="partly"),
    ),
)

IMMUNIZATION = Profile(
    "Immunization",
    f"{CA_CORE}immunization-ca-core",
    seen="two up to 0.3.1 in part, log of 1.0.0",
    claimed=False,
    rules=(
        rule("vaccineCode.coding", required=True, support=True, evidence="partly"),
        rule("vaccineCode.coding.code", required=True, support=True, evidence="partly"),
        rule("vaccineCode", binding=("preferred", VACCINE), evidence="partly"),
        *supported("vaccineCode.coding.display", "patient", "occurrence", "reportOrigin", evidence="partly"),
    ),
)

SERVICE_REQUEST = Profile(
    "ServiceRequest",
    f"{CA_CORE}servicerequest-ca-core",
    seen="its name only",
    claimed=False,
    rules=(
        rule("requester", required=True, evidence="inferred"),
        *supported("code", "authoredOn", "requester", evidence="inferred"),
    ),
)

TASK = Profile("Task", f"{CA_CORE}task-ca-core", (), seen="its name only", claimed=False)

PROFILES = (MEDICATION_REQUEST, MEDICATION_STATEMENT, IMMUNIZATION, SERVICE_REQUEST, TASK)
