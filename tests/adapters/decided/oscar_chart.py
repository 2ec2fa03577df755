"""OSCAR: registration and what was measured and diagnosed."""

from __future__ import annotations

from collections.abc import Mapping

from .words import ADDRESS, CODING, COMPONENT, EXTENSION, JHN, NAME, OBSERVATION, QUANTITY, TELECOM, under

ABSENT_REASON = under("dataAbsentReason", CODING)
DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "Patient"): {
        *JHN, *EXTENSION, *under("identifier", "system value"), "active", *NAME, *TELECOM, "gender", "birthDate",
        "deceased", *ADDRESS, "address.type", "name.text", *under("communication.language", f"{CODING} text"),
        "communication.preferred", "generalPractitioner.reference", "extension.url",
        *under("extension.extension", "url value.text"),
    },
    ("oscar", "Practitioner"): {
        *under("identifier.type", CODING), *under("identifier", "system value"), "active", *NAME, *TELECOM, "gender",
        "birthDate", *under("address", "use line"),
    },
    ("oscar", "Organization"): {"name", *TELECOM, *ADDRESS},
    ("oscar", "AllergyIntolerance"): {
        *under("clinicalStatus", CODING), *under("verificationStatus", CODING), "category",
        *under("code", f"{CODING} text"), "patient.reference", "onset", "note.text",
        "recordedDate", "recorder.reference", "reaction.manifestation.text", "reaction.severity",
    },
    ("oscar", "Condition"): {
        *under("clinicalStatus", CODING), *under("category", CODING), *under("code", f"{CODING} text"),
        "subject.reference", "onset", "recorder.reference",
    },
    ("oscar", "Observation"): {*OBSERVATION, "encounter.reference", "issued", "note.text", *ABSENT_REASON, *QUANTITY},
    ("oscar", "Observation/bp"): {*OBSERVATION, "encounter.reference", "issued", "note.text", *ABSENT_REASON, *COMPONENT, "method.text"},
}  # fmt: skip
