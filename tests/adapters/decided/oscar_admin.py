"""OSCAR: people, places, stays and consents."""

from __future__ import annotations

from collections.abc import Mapping

from .words import ADDRESS, CODING, TELECOM, under

PLACE = {"status", "name", "mode", *TELECOM}
STAY = {"status", "type.text", "patient.reference", "period.start", "period.end"}

REASON = under("reasonCode", f"{CODING} text")

RELATED = {
    "active", "patient.reference", *under("relationship", f"{CODING} text"), *under("name", "use family given"),
    *TELECOM,
}  # fmt: skip

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "Organization/fac"): {"active", "name", "contact.name.text", *under("contact.telecom", "system value use")},
    ("oscar", "Organization/inst"): {"name", *TELECOM, *ADDRESS, "address.country"},
    ("oscar", "Organization/dept"): {"name"},
    ("oscar", "Location"): {*PLACE, "alias", *ADDRESS},
    ("oscar", "Location/bed"): {
        *PLACE, "description", "address.use", "address.text", "managingOrganization.reference",
    },
    ("oscar", "HealthcareService"): {"active", "providedBy.reference", "name", "comment", *TELECOM},
    ("oscar", "HealthcareService/cs"): {"active", "type.text", "name"},
    ("oscar", "PractitionerRole"): {
        "active", "practitioner.reference", *under("code", f"{CODING} text"), "specialty.text", "location.reference",
        *TELECOM,
    },
    ("oscar", "PractitionerRole/prog"): {
        "practitioner.reference", "organization.reference", "code.text", "location.reference",
        "healthcareService.reference",
    },
    ("oscar", "RelatedPerson"): RELATED,
    ("oscar", "RelatedPerson/dc"): RELATED,
    ("oscar", "RelatedPerson/ct"): {*RELATED, *ADDRESS, "address.country"},
    ("oscar", "Practitioner/ct"): {
        *under("identifier.type", CODING), *under("identifier", "system value"), *under("name", "use family given"),
        *TELECOM, *ADDRESS, "address.country",
    },
    ("oscar", "CareTeam"): {
        "status", "subject.reference", "participant.role.text", "participant.member.reference",
    },
    ("oscar", "Coverage"): {
        *under("identifier.type", f"{CODING} coding.display"), *under("identifier", "system value"), "status",
        *under("type", CODING), "subscriberId", "beneficiary.reference", "period.start", "period.end", "payor.display",
    },
    ("oscar", "Flag"): {"status", "code.text", "subject.reference"},
    ("oscar", "EpisodeOfCare"): {*STAY, "managingOrganization.reference", "careManager.reference"},
    ("oscar", "EpisodeOfCare/ep"): {*STAY, *under("type", CODING)},
    ("oscar", "Appointment"): {
        "status", "appointmentType.text", *REASON, "priority", "start", "end", "created", "comment",
        *under("participant.actor", "reference display"), "participant.status",
    },
    ("oscar", "Encounter"): {
        "status", *under("class", "system code"), "type.text", "subject.reference", "participant.individual.reference",
        "appointment.reference", "period.start", "period.end", *REASON,
        *under("location.location", "reference display"),
    },
    ("oscar", "Consent"): {
        "status", *under("scope", CODING), *under("category", CODING), "patient.reference", "dateTime",
        *under("policyRule", f"{CODING} text"), "provision.type",
    },
}  # fmt: skip
