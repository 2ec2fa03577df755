"""CA Core+: what is found out about a patient, and the encounters at which it is."""

from __future__ import annotations

from facade.adapter import Profile, rule, supported

from .canonical import CA_CORE, HEALTH_CONDITION, PHARMACEUTICAL_OR_SUBSTANCE, PROCEDURE

ENCOUNTER = Profile(
    "Encounter",
    f"{CA_CORE}encounter-ca-core",
    seen="0.3.1, logs of 1.0.0 and 1.1.0",
    rules=(
        rule("type", required=True, support=True, evidence="partly"),
        rule("type.coding", required=True, support=True, evidence="partly"),
        rule("type.coding.code", required=True, evidence="partly"),
        rule("subject", required=True, support=True, evidence="partly"),
        rule("period", required=True, support=True, evidence="partly"),
        rule("period.start", required=True, support=True, evidence="partly"),
    ),
)

CONDITION = Profile(
    "Condition",
    f"{CA_CORE}condition-ca-core",
    seen="0.2.0, head of 1.1.0, logs of 1.0.0 and 1.1.0",
    rules=(
        rule("clinicalStatus.coding", required=True, evidence="partly"),
        rule("clinicalStatus.coding.code", required=True, support=True, evidence="partly"),
        rule("subject.reference", required=True, evidence="inferred"),
        rule("code", binding=("preferred", HEALTH_CONDITION), evidence="partly"),
        *supported("clinicalStatus", "code", "onset", evidence="partly"),
    ),
)

ALLERGY_INTOLERANCE = Profile(
    "AllergyIntolerance",
    f"{CA_CORE}allergyintolerance-ca-core",
    seen="head of 1.1.0, logs of 1.0.0 and 1.1.0",
    rules=(
        rule("code", required=True, support=True, evidence="inferred"),
        rule("patient.reference", required=True, support=True, evidence="inferred"),
        rule("clinicalStatus.coding", required=True, evidence="partly"),
        rule("verificationStatus.coding", required=True, evidence="partly"),
        rule("code", binding=("preferred", PHARMACEUTICAL_OR_SUBSTANCE), evidence="inferred"),
        *supported("onset", "reaction", "reaction.manifestation", evidence="inferred"),
    ),
)

OBSERVATION = Profile(
    "Observation",
    f"{CA_CORE}observation-ca-core",
    seen="its URL only",
    claimed=False,
    rules=(
        rule("subject", required=True, evidence="inferred"),
        rule("effective", required=True, evidence="inferred"),
        *supported("category", "code", "subject", "effective", "value", evidence="inferred"),
    ),
)

LABORATORY_RESULT = Profile(
    "Observation",
    f"{CA_CORE}observation-laboratory-Pathology-ca-core",
    seen="in part",
    when={"category.coding.code": "laboratory"},
    claimed=False,
    rules=(
        rule("category", required=True, support=True, where={"coding.code": "laboratory"}, evidence="partly"),
        rule("subject", required=True, evidence="inferred"),
        rule("effective", required=True, evidence="inferred"),
        rule("performer", required=True, evidence="inferred"),
        *supported("value", evidence="partly"),
    ),
)

DIAGNOSTIC_REPORT = Profile(
    "DiagnosticReport",
    f"{CA_CORE}diagnosticreport-ca-core",
    seen="log of 1.1.0",
    claimed=False,
    rules=(
        rule("subject", required=True, evidence="inferred"),
        rule("effective", required=True, evidence="inferred"),
        *supported("code", "performer", "result", evidence="inferred"),
    ),
)

PROCEDURE_DONE = Profile(
    "Procedure",
    f"{CA_CORE}procedure-ca-core",
    seen="its name only",
    claimed=False,
    rules=(
        rule("code", required=True, support=True, evidence="inferred"),
        rule("performed", required=True, support=True, evidence="inferred"),
        rule("code", binding=("preferred", PROCEDURE), evidence="inferred"),
    ),
)

DOCUMENT_REFERENCE = Profile(
    "DocumentReference",
    f"{CA_CORE}documentreference-ca-core",
    seen="log of 1.1.0",
    claimed=False,
    rules=(
        rule("content.attachment", one_of=("url", "data"), evidence="inferred"),
        *supported("author", "content.attachment", "date", "subject", "type", evidence="partly"),
        *supported("identifier.system", "identifier.value", evidence="partly"),
    ),
)

FAMILY_MEMBER_HISTORY = Profile(
    "FamilyMemberHistory", f"{CA_CORE}familymemberhistory-ca-core", (), seen="its name only", claimed=False
)

PROFILES = (
    ENCOUNTER, CONDITION, ALLERGY_INTOLERANCE, OBSERVATION, LABORATORY_RESULT, DIAGNOSTIC_REPORT, PROCEDURE_DONE,
    DOCUMENT_REFERENCE, FAMILY_MEMBER_HISTORY,
)  # fmt: skip
