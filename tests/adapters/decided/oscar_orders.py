"""OSCAR: prescriptions, preventions, referrals, ticklers, and who wrote what."""

from __future__ import annotations

from collections.abc import Mapping

from .words import CODING, NAME, TELECOM, under

CODE = under("medication", f"{CODING} text")


def dosage(of: str) -> set[str]:
    """The sig: its words, and what columns hold of it."""
    dose = "value unit"
    return {
        *under(of, "text patientInstruction asNeeded method.text"),
        *under(f"{of}.timing.repeat.bounds", "value unit system code"),
        *under(f"{of}.timing.repeat", "frequency period periodMax periodUnit when"),
        *under(f"{of}.timing.code", f"{CODING} text"),
        *under(f"{of}.route", f"{CODING} text"),
        *under(f"{of}.doseAndRate.dose", dose),
        *under(f"{of}.doseAndRate.dose.low", dose),
        *under(f"{of}.doseAndRate.dose.high", dose),
    }


DRUG = {*CODE, "status", "statusReason.text", "subject.reference", *under("reasonCode", f"{CODING} text"), "note.text"}
PREVENTION = {"status", *under("statusReason", f"{CODING} text"), *under("performer", "actor.reference actor.display"),
              "note.text"}  # fmt: skip
PROVENANCE = {
    "target.reference", "recorded", *under("activity", CODING), *under("agent.type", CODING), "agent.who.reference",
}  # fmt: skip

DECIDED: Mapping[tuple[str, str], set[str]] = {
    ("oscar", "MedicationRequest"): {
        *DRUG, "intent", "authoredOn", "requester.reference", "groupIdentifier.value",
        *under("courseOfTherapyType", CODING), *dosage("dosageInstruction"),
        *under("dispenseRequest.validityPeriod", "start end"),
        *under("dispenseRequest", "numberOfRepeatsAllowed quantity.value quantity.unit"),
        *under("dispenseRequest.expectedSupplyDuration", "value unit system code"), "substitution.allowed",
    },
    ("oscar", "MedicationStatement"): {
        *DRUG, *under("effective", "start end"), "dateAsserted", "informationSource.display", *dosage("dosage"),
    },
    ("oscar", "Immunization"): {
        *PREVENTION, *under("vaccineCode", f"{CODING} text"), "patient.reference", "occurrence", "recorded",
        "primarySource", "manufacturer.display", "lotNumber", "expirationDate", *under("site", f"{CODING} text"),
        *under("route", f"{CODING} text"), *under("doseQuantity", "value unit"), *under("performer.function", CODING),
    },
    ("oscar", "Procedure"): {
        *PREVENTION, *under("code", f"{CODING} text"), "subject.reference", "performed", "outcome.text",
    },
    ("oscar", "Practitioner/s"): {
        *under("identifier.type", CODING), *under("identifier", "system value"), "active", *NAME, "name.suffix",
        *TELECOM, *under("address", "use line"), "qualification.code.text",
    },
    ("oscar", "ServiceRequest"): {
        "status", "intent", "category.text", "priority", "code.text", "subject.reference", "occurrence", "authoredOn",
        "requester.reference", "performer.reference", "reasonCode.text", "supportingInfo.reference", "note.text",
        "patientInstruction",
    },
    ("oscar", "Task"): {
        "status", "intent", "priority", "code.text", "description", "focus.reference", "for.reference", "lastModified",
        "requester.reference", "owner.reference", *under("note", "author.reference time text"),
        "restriction.period.end",
    },
    **{("oscar", f"Provenance/{tag}"): PROVENANCE for tag in ("pt", "pr", "al", "dx", "rx", "im", "tk")},
}  # fmt: skip
