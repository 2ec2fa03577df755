"""OpenEMR: registration, encounters, what was measured and diagnosed."""

from __future__ import annotations

from collections.abc import Mapping

from .words import ADDRESS, CODING, COMPONENT, ISSUE, JHN, NAME, OBSERVATION, QUANTITY, TELECOM, under

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("openemr", "Patient"): {
        *JHN, *under("identifier", "system value"), *NAME, "name.suffix", "name.period.end", *TELECOM, "gender",
        "birthDate", "deceased", *ADDRESS, "address.country", *under("maritalStatus", CODING),
        "communication.language.text", "generalPractitioner.reference",
    },
    ("openemr", "Practitioner"): {
        *under("identifier.type", CODING), *under("identifier", "system value"), "active", *NAME, "name.suffix",
        *TELECOM, *ADDRESS,
    },
    ("openemr", "Organization"): {
        *under("identifier", "system value"), "active", "name", *TELECOM, *ADDRESS, "address.country",
    },
    ("openemr", "AllergyIntolerance"): {
        *ISSUE, "patient.reference", "criticality", "reaction.manifestation.text", "reaction.severity",
    },
    ("openemr", "Condition"): {*ISSUE, "subject.reference", *under("category", CODING), "abatement"},
    ("openemr", "Encounter"): {
        *under("identifier", "system value"), "status", *under("class", "system code"), "subject.reference",
        "participant.individual.reference", "period.start", "period.end", "reasonCode.text",
        "diagnosis.condition.reference", "serviceProvider.reference",
    },
    ("openemr", "Observation/v"): {
        *OBSERVATION, "encounter.reference", *QUANTITY, "value.extension.url",
        *under("value.extension.value", "value unit system code"), *COMPONENT,
    },
}  # fmt: skip
