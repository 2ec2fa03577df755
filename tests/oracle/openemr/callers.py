"""What callers of OpenEMR find who may not see everything: what they may not see does not exist, on any way."""

from __future__ import annotations

from tests.oracle.model import Caller, Part, View, brings, finds, refused

ROY = View(
    Caller("patient 1", ("patient/*.rs",), patient="1"),
    (
        finds("Patient", "", "1", "nobody else"),
        finds("Encounter", "diagnosis.clinical-status=active", "5", "her own"),
        finds("Condition", "_has:Encounter:diagnosis:status=finished", "20 21", "not patient 7's"),
        finds("Organization", "_has:Encounter:service-provider:class=AMB", "3", "her own"),
        finds("Practitioner", "_has:AllergyIntolerance:recorder:severity=severe", "2", "1 recorded another's"),
    ),
)

NULL = View(
    Caller("patient 7", ("patient/*.rs",), patient="7"),
    (
        finds("Encounter", "diagnosis.clinical-status=active", "6", "his own"),
        finds("Encounter", "diagnosis.code=E11.9", "", "another's encounter"),
        finds("Encounter", "patient.gender:not=male", "", "no other patient is there"),
        finds("Observation", "encounter.class=EMER", "v-3-hc v-3-wc", "his own"),
        finds("Observation", "encounter.class:not=EMER", "", "others' encounters"),
        finds("Condition", "_has:Encounter:diagnosis:class=AMB", "", "another's encounter"),
        finds("Condition", "_has:Encounter:diagnosis:_has:Observation:encounter:code=8280-0", "23", "his own"),
        finds("Organization", "_has:Encounter:service-provider:class=AMB", "", "another's encounter"),
        finds(
            "Organization", "_has:Encounter:service-provider:_has:Observation:encounter:code=8867-4", "", "another's"
        ),
        finds("Practitioner", "_has:AllergyIntolerance:recorder:severity=severe", "", "others' allergies"),
        finds("Practitioner", "_has:Encounter:participant:diagnosis.code=487.1", "", "another's encounter"),
        finds("Practitioner", "_has:Patient:general-practitioner:birthdate=1975", "", "another's doctor"),
        brings(
            "Organization",
            "_id=3&_revinclude=Encounter:service-provider&_revinclude:iterate=Observation:encounter",
            "3",
            "",
            "another's encounter brings nothing",
        ),
        brings(
            "Practitioner",
            "_id=2&_revinclude=Encounter:*&_revinclude=Patient:general-practitioner",
            "2",
            "",
            "others' encounters, another's doctor",
        ),
        brings(
            "Observation",
            "_id=v-3-hc&_include=Observation:encounter&_include:iterate=Encounter:*",
            "v-3-hc",
            "Encounter/6 Patient/7 Condition/23",
            "his own, round after round",
        ),
    ),
)

ENCOUNTERS = View(
    Caller("encounters alone", ("system/Encounter.rs",)),
    (
        finds("Encounter", "diagnosis=Condition/20", "5", "the reference is the encounter's own"),
        finds("Encounter", "diagnosis:missing=true", "10 11 13 14", "the reference is the encounter's own"),
        finds("Encounter", "diagnosis.clinical-status=active", "", "no problem is there"),
        finds("Encounter", "diagnosis.clinical-status:not=active", "", "no problem is there"),
        finds("Encounter", "diagnosis.onset-date:missing=true", "", "no problem is there"),
        finds("Encounter", "_has:Observation:encounter:code=8280-0", "", "no observation is there"),
        brings("Encounter", "_id=5&_include=Encounter:*&_revinclude=Observation:encounter", "5", "", "nothing else is"),
    ),
)

PROBLEMS = View(
    Caller("problems and patients", ("system/Patient.rs", "system/Condition.rs")),
    (
        finds("Patient", "_has:Condition:patient:code=487.1", "1", "a problem"),
        finds("Patient", "_has:AllergyIntolerance:patient:severity=severe", "", "an allergy, in the same table"),
        finds("Condition", "_has:Encounter:diagnosis:class=AMB", "", "no encounter is there"),
        finds("Condition", "patient._has:AllergyIntolerance:patient:code:text=latex", "", "no allergy is there"),
        brings("Condition", "_id=21&_revinclude=Encounter:diagnosis", "21", "", "no encounter is there"),
        brings(
            "Patient",
            "_id=7&_revinclude=Condition:patient&_revinclude=AllergyIntolerance:patient",
            "7",
            "Condition/22 Condition/23",
            "one table, one of its types",
        ),
    ),
)

ACTIVE = View(
    Caller("active problems", ("system/Encounter.rs", "system/Condition.rs?clinical-status=active")),
    (
        finds("Encounter", "diagnosis.code:text=type 2", "5", "active"),
        finds("Encounter", "diagnosis.code=487.1", "", "it ended"),
        finds("Encounter", "diagnosis.abatement-date:missing=false", "", "what ended is not there"),
        finds("Encounter", "diagnosis.clinical-status:not=active", "", "nothing else is there"),
        finds("Encounter", "diagnosis=Condition/21", "5", "the reference is the encounter's own"),
        brings("Encounter", "_id=5&_include=Encounter:diagnosis", "5", "Condition/20", "21 ended"),
    ),
)

UNEXPLAINED = View(
    Caller("diagnoses of encounters hidden", ("system/*.rs",), masks={"Encounter": frozenset({"Encounter.diagnosis"})}),
    (
        finds("Encounter", "patient._has:Condition:patient:code=487.1", "5", "by way of the patient"),
        brings(
            "Encounter",
            "_id=5&_include=Encounter:*",
            "5",
            "Patient/1 Practitioner/2 Organization/3 Location/3",
            "no problems",
        ),
    ),
    (
        refused("Encounter", "diagnosis=Condition/20", "not-supported", "hidden"),
        refused("Encounter", "diagnosis.code=E11.9", "not-supported", "hidden"),
        refused("Condition", "_has:Encounter:diagnosis:class=AMB", "not-supported", "hidden"),
        refused("Encounter", "_include=Encounter:diagnosis", "not-supported", "hidden"),
        refused("Condition", "_revinclude=Encounter:diagnosis", "not-supported", "hidden"),
    ),
)

UNCODED = View(
    Caller("codes of problems hidden", ("system/*.rs",), masks={"Condition": frozenset({"Condition.code"})}),
    (
        finds("Encounter", "diagnosis.clinical-status=inactive", "5", "what is not hidden"),
        brings("Encounter", "_id=6&_include=Encounter:diagnosis", "6", "Condition/23", "without its code"),
    ),
    (
        refused("Encounter", "diagnosis.code=E11.9", "not-supported", "hidden behind a hop"),
        refused("Patient", "_has:Condition:patient:code=E11.9", "not-supported", "hidden behind a hop"),
        refused("Patient", "_has:Encounter:patient:diagnosis.code=E11.9", "not-supported", "hidden behind two"),
    ),
)

PART = Part(views=(ROY, NULL, ENCOUNTERS, PROBLEMS, ACTIVE, UNEXPLAINED, UNCODED))
