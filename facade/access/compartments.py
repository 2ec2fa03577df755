"""The patient compartment as search expressions: one table of rules for every type.

Membership is the standard's definition with these decisions:

* Patient means the Patient itself, never another one by `link`. The rows that the EHR merged into it are
  found because the compiler widens the id.
* Person and Group tell about many people: denied. So does a Slot: when others come, and what staff notes of a day.
* Practitioner, PractitionerRole, Organization, Location, HealthcareService are shared: anyone who may read
  the type reads all of it, and no patient's token writes it.
* A write must say whose record it is. By the standard's table an Observation about B belongs to A's
  compartment when A is its performer; a token of A must not write into B's chart, so for writes only
  `patient` and `subject` count.
* A Task is in the compartment of the patient whom it is for, a Device in that of the patient who has it; R4's table
  leaves them out.
* A Binary says nothing of whose it is: it is in the compartment of a DocumentReference or DiagnosticReport of the
  same patient that points at it, if the token may search those. Nobody writes one by this rule.
* A type without a rule is denied.

https://hl7.org/fhir/R4/compartmentdefinition-patient.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facade.fhir import definitions
from facade.search.expression import TRUE, Expression, Has, Param, ReferenceValue, TokenValue, disjunction

SHARED = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService"})
DENIED = frozenset({"Person", "Group", "Slot"})
_OWNER = frozenset({"patient", "subject"})
_ADDED = {"Task": ("patient", "subject"), "Device": ("patient",)}
#: What points at a Binary, and by what. https://hl7.org/fhir/R4/binary.html
_POINTING = (("DocumentReference", "location"), ("DiagnosticReport", "presentedForm"))


@dataclass(frozen=True)
class Rule:
    """A condition and the name that audit and explanations give it."""

    expression: Expression
    name: str


def patient_compartment(type: str, *patients: str, writing: bool = False) -> Rule | None:
    """The rule for resources of `type` in the compartment of one of the patients; None denies."""
    if not patients:
        return None
    if type in SHARED:
        return None if writing else Rule(TRUE, "shared type")
    if type == "Patient":
        return Rule(Param("_id", "", tuple(map(TokenValue, patients))), "patient compartment")
    if type == "Binary":
        return None if writing else Rule(_pointed_at(patients), "patient compartment")
    codes = _members(type)
    if writing:
        codes = tuple(code for code in codes if code in _OWNER)
    return Rule(_by(codes, patients), "patient compartment") if codes else None


def _members(type: str) -> tuple[str, ...]:
    if type in DENIED:
        return ()
    return _ADDED.get(type) or definitions.compartment("Patient").get(type, ())


def _by(codes: Iterable[str], patients: Sequence[str]) -> Expression:
    values = tuple(ReferenceValue(patient, "Patient") for patient in patients)
    return disjunction(*(Param(code, "", values) for code in codes))


def _pointed_at(patients: Sequence[str]) -> Expression:
    return disjunction(*(Has(type, code, _by(_members(type), patients)) for type, code in _POINTING))
