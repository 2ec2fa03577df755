"""OpenEMR: people, places, insurance and care teams."""

from __future__ import annotations

from collections.abc import Mapping

from .words import ADDRESS, CODING, NAME, TELECOM, under

IDENTIFIER = under("identifier", "system value")
PERIOD = under("period", "start end")
NOTE = {
    "status", "type.text", "subject.reference", "date", "author.reference",
    *under("content.attachment", "contentType url"), "context.encounter.reference",
    *under("context.period", "start end"),
}  # fmt: skip
WRITTEN = {
    "target.reference", "recorded", *under("activity", CODING), *under("agent.type", CODING), "agent.who.reference",
}  # fmt: skip
VISIT = {
    *IDENTIFIER, "status", *under("serviceType", "coding.code text"), "description", "start", "end",
    "minutesDuration", "comment", "participant.actor.reference", "participant.status",
}  # fmt: skip
NOTE_TEXT = {"contentType", "securityContext.reference"}

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("openemr", "Practitioner/ab"): {
        *under("identifier.type", CODING), *IDENTIFIER, "active", *NAME, "name.suffix", *TELECOM, *ADDRESS,
        "address.country",
    },
    ("openemr", "PractitionerRole"): {
        "active", "practitioner.reference", "organization.reference", "code.text",
        *under("specialty", f"{CODING} text"), "location.reference", *TELECOM,
    },
    ("openemr", "Organization/ins"): {
        *IDENTIFIER, "active", *under("type", CODING), "name", *TELECOM, *ADDRESS, "address.country",
        "contact.name.text",
    },
    ("openemr", "Organization/lab"): {*IDENTIFIER, "active", "name", *under("contact.name", "family given")},
    ("openemr", "Location"): {
        "status", "name", "mode", *under("type", CODING), *TELECOM, *ADDRESS, "address.country",
        "managingOrganization.reference",
    },
    ("openemr", "RelatedPerson"): {
        *IDENTIFIER, "active", "patient.reference", *under("relationship", f"{CODING} text"), *NAME, *TELECOM,
        "telecom.rank", *under("telecom.period", "start end"), "gender", "birthDate", *ADDRESS, "address.country",
        *PERIOD, "communication.language.text",
    },
    ("openemr", "RelatedPerson/p"): {
        "patient.reference", *under("relationship", f"{CODING} text"), "name.text", *TELECOM, "gender", *ADDRESS,
        "address.country",
    },
    ("openemr", "Coverage"): {
        *IDENTIFIER, "status", "subscriber.reference", "subscriberId", "beneficiary.reference",
        *under("relationship", CODING), *PERIOD, "payor.reference", *under("class.type", CODING), "class.value",
        "order",
    },
    ("openemr", "CareTeam"): {
        *IDENTIFIER, "status", "name", "subject.reference", "participant.role.text", "participant.member.reference",
        "participant.period.start", "note.text",
    },
    ("openemr", "DocumentReference/cn"): {*NOTE, *IDENTIFIER, "type.coding", "category.text"},
    ("openemr", "DocumentReference/soap"): {*NOTE, *under("type", CODING)},
    ("openemr", "DocumentReference/dict"): NOTE,
    ("openemr", "Binary/cn"): NOTE_TEXT,
    ("openemr", "Binary/soap"): NOTE_TEXT,
    ("openemr", "Binary/dict"): NOTE_TEXT,
    **{("openemr", f"Provenance/{tag}"): WRITTEN for tag in ("pt", "cond", "alg", "enc", "soap", "dict")},
    ("openemr", "CareTeam/p"): {"status", "subject.reference", "participant.member.reference"},
    ("openemr", "Appointment"): VISIT,
    ("openemr", "Appointment/r"): VISIT,
}  # fmt: skip
