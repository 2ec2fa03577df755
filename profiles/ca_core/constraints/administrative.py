"""CA Core+: people and places. Patient, Organization, Location and HealthcareService were read as snapshots."""

from __future__ import annotations

from facade.adapter import Profile, rule, supported
from profiles.ca_core import systems

from .canonical import CA_CORE, RECORDED_GENDER, RECORDED_SEX_OR_GENDER

JHN = {"type.coding.code": systems.JURISDICTIONAL_HEALTH_NUMBER}
MR = {"type.coding.code": systems.MEDICAL_RECORD_NUMBER}

PATIENT = Profile(
    "Patient",
    f"{CA_CORE}patient-ca-core",
    seen="1.0.1-dft-preballot",
    rules=(
        rule("name", required=True, support=True),
        rule("name", one_of=("family", "given")),  # ca-core-pat-1
        rule("identifier.system", required=True, support=True, where=JHN),
        rule("identifier.value", required=True, support=True, where=JHN),
        # The display is part of the pattern that tells the slice.
        rule("identifier.type.coding.display", where=JHN, value=systems.JURISDICTIONAL_HEALTH_NUMBER_DISPLAY),
        rule("identifier.system", required=True, support=True, where=MR),
        rule("identifier.value", required=True, support=True, where=MR),
        rule("identifier.type.coding.display", where=MR, value=systems.MEDICAL_RECORD_NUMBER_DISPLAY),
        rule("telecom.value", required=True, support=True),
        *supported("name.family", "name.given", "name.period.end"),
        *supported("telecom.system", "telecom.use", "telecom.period.end"),
        *supported("address.line", "address.city", "address.postalCode", "address.country"),
        *supported("gender", "generalPractitioner"),
        rule("extension.value", where={"url": RECORDED_SEX_OR_GENDER}, binding=("extensible", RECORDED_GENDER)),
    ),
)

PRACTITIONER = Profile(
    "Practitioner",
    f"{CA_CORE}practitioner-ca-core",
    seen="0.1, 0.2.0, head of 1.1.0",
    rules=(
        rule("identifier.system", required=True, evidence="partly"),
        rule("identifier.value", required=True, evidence="partly"),
        rule("name", one_of=("family", "given"), evidence="partly"),  # imposed from CA Baseline
        *supported("identifier", "name", evidence="inferred"),
    ),
)

PRACTITIONER_ROLE = Profile(
    "PractitionerRole",
    f"{CA_CORE}practitionerRole-ca-core",  # the one tail with a capital letter
    seen="0.1, log of 1.1.0",
    rules=(
        rule("telecom.value", required=True, evidence="partly"),
        *supported("practitioner", "code", "specialty", "telecom", evidence="partly"),
    ),
)

ORGANIZATION = Profile(
    "Organization",
    f"{CA_CORE}organization-ca-core",
    seen="1.0.1-dft-preballot",
    rules=(
        rule("name", required=True, support=True),
        rule("identifier.system", required=True, support=True),
        rule("identifier.value", required=True, support=True),
        rule("telecom.system", required=True, support=True),
        rule("telecom.value", required=True, support=True),
        *supported("address.line", "address.city", "address.state", "address.postalCode", "address.country"),
    ),
)

LOCATION = Profile(
    "Location",
    f"{CA_CORE}location-ca-core",
    seen="1.0.1-dft-preballot",
    rules=(
        rule("identifier.system", required=True, support=True),
        rule("telecom.value", required=True, support=True),
        *supported("identifier.value", "name", "status", "type", "telecom.system"),
        *supported("address.text", "address.city", "address.postalCode", "address.country"),
        rule("type", binding=("extensible", "http://terminology.hl7.org/ValueSet/v3-ServiceDeliveryLocationRoleType")),
    ),
)

HEALTHCARE_SERVICE = Profile(
    "HealthcareService",
    f"{CA_CORE}healthcareservice-ca-core",
    seen="1.0.1-dft-preballot",
    rules=(
        rule("type", required=True, support=True),
        rule("identifier.system", required=True, support=True),
        rule("identifier.value", required=True, support=True),
        *supported("name"),
    ),
)

PROFILES = (PATIENT, PRACTITIONER, PRACTITIONER_ROLE, ORGANIZATION, LOCATION, HEALTHCARE_SERVICE)
