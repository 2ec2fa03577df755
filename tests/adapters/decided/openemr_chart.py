"""OpenEMR: registration and encounters."""

from __future__ import annotations

from collections.abc import Mapping

from .words import ADDRESS, CODING, JHN, NAME, TELECOM, under

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("openemr", "Patient"): {
        *JHN, *under("identifier", "system value"), *NAME, "name.suffix", "name.period.end", *TELECOM, "gender",
        "birthDate", "deceased", *ADDRESS, "address.district", "address.country", *under("maritalStatus", CODING),
        *under("contact.relationship", CODING), "contact.name.text", *under("contact.telecom", "system value"),
        "communication.language.text", "generalPractitioner.reference",
    },
    ("openemr", "Practitioner"): {
        *under("identifier.type", CODING), *under("identifier", "system value"), "active", *NAME, "name.suffix",
        *TELECOM, *ADDRESS, "address.country",
    },
    ("openemr", "Organization"): {
        *under("identifier", "system value"), "active", *under("type", CODING), "name", *TELECOM, *ADDRESS,
        "address.type", "address.country", "contact.name.text",
    },
    ("openemr", "Encounter"): {
        *under("identifier", "system value"), "status", *under("class", "system code"), "subject.reference",
        *under("type", "coding.code coding.display text"), *under("participant.type", f"{CODING} text"),
        "participant.individual.reference", "period.start", "period.end", "reasonCode.text",
        "diagnosis.condition.reference", *under("hospitalization.dischargeDisposition", f"{CODING} text"),
        "location.location.reference", "serviceProvider.reference", "partOf.reference",
    },
}  # fmt: skip
