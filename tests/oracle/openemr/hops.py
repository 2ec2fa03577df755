"""From one resource to another at OpenEMR: chains, `_has` and includes over the rows of the other parts.

What refers to what, in one view (in brackets: not served):

    Encounter 5   Patient 1   Practitioner 2    Organization 3     Condition 20, 21   Observation v-1-*
              6   Patient 7   -                 -                  Condition 23       Observation v-3-*
             10   Patient 8   Practitioner (3)  Organization (99)  -                  -
             11   -           -                 -                  -                  -
    Patient 1 is Practitioner 2's, patient 9 (3)'s
"""

from __future__ import annotations

from tests.oracle.model import Part, brings, finds, refused
from tests.oracle.words import ICD_10_CM, US_NPI

from .observation import FIRST
from .orders import LAB

AT_FIRST = f"{FIRST} {LAB}"
ALL_OF_FIRST = " ".join(f"Observation/{id}" for id in AT_FIRST.split())

CHAINS = (
    # out of child rows
    finds("Encounter", "diagnosis.code=E11.9", "5", "one of two"),
    finds("Encounter", f"diagnosis:Condition.code={ICD_10_CM}|E11.9", "5", "type as modifier"),
    finds("Encounter", "diagnosis.clinical-status=active", "5 6", "one of them is enough"),
    finds("Encounter", "diagnosis.clinical-status:not=active", "5", "one that is not; who has none is not"),
    finds("Encounter", "diagnosis.clinical-status=active&diagnosis.clinical-status=inactive", "5", "each its own"),
    finds("Encounter", "diagnosis.code=E11.9&diagnosis.code=487.1", "5", "each its own"),
    finds("Encounter", "diagnosis.code:text=fracture", "", "the number of another patient's encounter"),
    finds("Encounter", "diagnosis.abatement-date:missing=true", "5 6", "one that has none"),
    finds("Encounter", "diagnosis.abatement-date:missing=false", "5", "one that has"),
    finds("Encounter", "diagnosis.verification-status:missing=true", "5", "blank is missing"),
    finds("Encounter", "diagnosis._id=21,22", "5", "who the reference leads to"),
    finds("Encounter", "class=EMER&diagnosis.code:text=migraine", "6", "with a question of its own"),
    # to a practitioner, an organization, a patient
    finds("Encounter", "practitioner.name=kim", "5 13", "their practitioner; 3 is not served"),
    finds("Encounter", "participant.family=front", "", "a clerk"),
    finds("Encounter", "participant:Practitioner.active=true", "5 13", "type as modifier"),
    finds(
        "Encounter", "participant.identifier:missing=true", "13", "a supervisor without; a clerk has nothing to miss"
    ),
    finds("Encounter", "service-provider.name=down", "5", "integer keys"),
    finds("Encounter", "service-provider.active:not=true", "13", "closed; 99 is not there"),
    finds("Encounter", "patient.gender=male", "6", "pid, not id"),
    finds("Encounter", "patient.gender:not=male", "5 10 13 14", "nobody's is not"),
    finds("Encounter", "subject:Patient.name=roy", "5", "an earlier name, in a child row of the patient"),
    finds("Encounter", "subject:Patient.family:exact=Roy", "5", "an earlier name, exact"),
    finds("Encounter", "patient.deceased=true", "10", "a time of death"),
    finds("AllergyIntolerance", "patient.gender:missing=true", "7 8 9 10 none-10", "blank"),
    finds("AllergyIntolerance", "patient.death-date=2021-02-03", "4 5", "the day"),
    finds("AllergyIntolerance", "recorder.active=true&criticality=high", "1 4 10", "user names, in any case"),
    finds("AllergyIntolerance", "recorder.family=old", "", "not the second user of that name"),
    finds("AllergyIntolerance", "recorder.family=front", "", "a clerk"),
    finds("Condition", "patient.identifier=7", "22 23", "the chart number"),
    finds("Condition", "subject:Patient.general-practitioner.identifier=|L-77", "20 21", "two hops"),
    finds("Patient", "general-practitioner.name=kim", "1", "reference"),
    finds("Patient", "general-practitioner.name:missing=true", "", "a clerk has nothing to miss"),
    # out of the parts of one row
    finds("Observation", "encounter.class=EMER", "v-3-hc v-3-wc", "the first form's number"),
    finds("Observation", "encounter.class=VR", "", "another patient's number"),
    finds("Observation", "encounter.reason-code:missing=true", "v-3-hc v-3-wc", "blank is missing"),
    finds("Observation", "encounter.status=finished&code=8302-2", "v-1-h", "a constant behind the hop"),
    finds("Observation", "encounter.status:not=finished", "", "a constant behind the hop"),
    finds("Observation", "encounter.diagnosis.code=487.1", AT_FIRST, "two hops, through child rows"),
    finds("Observation", "encounter:Encounter.diagnosis:Condition.code:text=migr", "v-3-hc v-3-wc", "two hops"),
    finds("Observation", "encounter.practitioner.name=kim&code=29463-7", "v-1-w", "two hops, one part"),
    finds("Observation", "encounter.diagnosis.patient.gender=male", "v-3-hc v-3-wc", "three hops"),
    finds("Observation", "patient.general-practitioner.name=kim&code=8310-5", "v-1-t", "two hops"),
    finds("Observation", "patient.general-practitioner:missing=false&code=8310-5", "v-1-t v-7-t", "not followed"),
    finds("Observation", f"performer:Practitioner.identifier={US_NPI}|1234567893&code=85354-9", "v-1-bp", "user name"),
    finds("Observation", "performer.family=old", "", "not the second user of that name"),
)

HAS = (
    # into child rows
    finds("Condition", "_has:Encounter:diagnosis:class=AMB", "20 21", "both of its diagnoses"),
    finds("Condition", "_has:Encounter:diagnosis:_id=6", "23", "not 22, another patient's"),
    finds("Condition", "_has:Encounter:diagnosis:date=2020-03-08", "20 21", "a period within the day"),
    finds("Condition", "_has:Encounter:diagnosis:participant:missing=true", "23", "0 is nobody"),
    finds("Condition", "clinical-status=active&_has:Encounter:diagnosis:status=finished", "20 23", "with its own"),
    finds("Condition", "_has:Encounter:diagnosis:service-provider.name=down", "20 21", "a chain inside"),
    finds("Condition", "_has:Encounter:diagnosis:_has:Observation:encounter:code=8280-0", "23", "nested"),
    # into the parts of one row
    finds("Encounter", "_has:Observation:encounter:code=8280-0", "6", "one part"),
    finds("Encounter", "_has:Observation:encounter:code=29463-7", "5", "v-6-w is of no encounter"),
    finds("Encounter", "_has:Observation:encounter:component-code-value-quantity=8480-6$ge120", "5", "composite"),
    finds("Encounter", "_has:Observation:encounter:code:not=8280-0", "5 6", "one that is not"),
    finds("Encounter", "_has:Observation:encounter:code=8302-2&_has:Observation:encounter:code=8867-4", "5", "own"),
    finds("Patient", "_has:Observation:patient:code=8302-2", "1 9", "one part"),
    finds("Patient", "_has:Observation:patient:code-value-quantity=8302-2$lt20||cm", "9", "one and the same part"),
    finds("Patient", "_has:Observation:patient:code=8302-2&_has:Observation:patient:value-quantity=lt1", "9", "own"),
    finds("Patient", "_has:Observation:patient:encounter.class=AMB", "1", "a chain inside"),
    finds("Patient", "_has:Observation:patient:encounter:missing=true", "1 7 8 9", "0, another patient's; habits"),
    finds("Patient", "_has:Observation:patient:_id=v-4-p,v-5-bp", "", "a deleted form; no form"),
    # into lists: one table, two types
    finds(
        "Patient",
        "_has:Condition:patient:clinical-status=active&_has:Condition:patient:clinical-status=inactive",
        "1 8",
        "each its own existence: no problem is both",
    ),
    finds("Patient", "_has:Condition:patient:_id=1,25,26", "", "an allergy, an operation, a medication"),
    finds("Patient", "_has:AllergyIntolerance:patient:_id=20", "", "a problem"),
    finds("Patient", "_has:AllergyIntolerance:patient:clinical-status:missing=true", "9", "entered in error"),
    finds("Patient", "_has:AllergyIntolerance:patient:recorder.name=kim", "1 8", "a chain inside"),
    finds("Patient", "_has:AllergyIntolerance:patient:recorder:missing=true", "7 9 10", "one without is enough"),
    finds("Patient", "_has:AllergyIntolerance:patient:recorder=Practitioner/3", "8", "not followed"),
    finds("Patient", "_has:Encounter:patient:service-provider=Organization/99", "8", "not followed"),
    finds("Patient", "_has:Encounter:patient:service-provider.name:missing=false", "1 9", "followed: 99 is not there"),
    finds("Patient", "_has:Encounter:patient:date=2020-03-10", "", "a deleted form; no form"),
    finds("Patient", "_has:Encounter:patient:date=2020-03-11", "", "a row that cannot be served"),
    finds("Patient", "_has:Encounter:subject:_has:Observation:encounter:code=9843-4", "7", "nested"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:severity=severe", "1 2", "user names, in any case"),
    finds("Practitioner", "_has:Patient:general-practitioner:birthdate=1975", "2", "3 is not served"),
    finds("Practitioner", "_has:Encounter:practitioner:patient.gender=unknown", "", "3 is not served"),
    finds("Practitioner", "_has:Encounter:participant:diagnosis.code=487.1", "2", "a chain through child rows"),
    finds("Organization", "_has:Encounter:service-provider:class=AMB", "3", "integer keys"),
    finds("Organization", "_has:Encounter:service-provider:class=VR", "", "99 is not there"),
    finds("Organization", "_has:Encounter:service-provider:_has:Observation:encounter:code=8867-4", "3", "nested"),
    # mixed
    finds("AllergyIntolerance", "patient._has:Condition:patient:code=487.1", "1", "there and back"),
    finds("Observation", "code=8310-5&patient._has:AllergyIntolerance:patient:code:text=milk", "v-7-t", "and back"),
    finds("Encounter", "patient._has:AllergyIntolerance:patient:severity=severe", "5 10 13 14", "there and back"),
)

INCLUDES = (
    brings("Encounter", "_id=5&_include=Encounter:diagnosis", "5", "Condition/20 Condition/21", "child rows"),
    brings(
        "Encounter",
        "_id=5&_include=Encounter:*",
        "5",
        "Patient/1 Practitioner/2 Condition/20 Condition/21 Organization/3 Location/3",
        "every reference, each once",
    ),
    brings("Encounter", "_id=10&_include=Encounter:*", "10", "Patient/8", "clerk and facility 99 are not served"),
    brings("Encounter", "_id=6,11&_include=Encounter:subject", "6 11", "Patient/7", "nobody's"),
    brings("Condition", "_id=21&_revinclude=Encounter:diagnosis", "21", "Encounter/5", "child rows"),
    brings("Condition", "_id=22&_revinclude=Encounter:diagnosis", "22", "", "another patient's number"),
    brings("Encounter", "_id=5&_revinclude=Observation:encounter", "5", ALL_OF_FIRST, "all parts of a row"),
    brings("Observation", "_id=v-6-w&_include=Observation:encounter", "v-6-w", "", "of none"),
    brings(
        "Observation",
        "_id=v-1-w,v-1-h,v-3-wc&_include=Observation:encounter&_include:iterate=Encounter:diagnosis",
        "v-1-w v-1-h v-3-wc",
        "Encounter/5 Encounter/6 Condition/20 Condition/21 Condition/23",
        "round after round",
    ),
    brings(
        "Organization",
        "_id=3&_revinclude=Encounter:service-provider&_revinclude:iterate=Observation:encounter",
        "3",
        f"Encounter/5 {ALL_OF_FIRST}",
        "round after round, backwards",
    ),
    brings(
        "Condition",
        "_id=23&_revinclude=Encounter:diagnosis&_include:iterate=Encounter:patient",
        "23",
        "Encounter/6 Patient/7",
        "backwards, then forwards",
    ),
    brings("Patient", "_id=9&_include=Patient:general-practitioner", "9", "", "a clerk"),
    brings(
        "AllergyIntolerance",
        "patient=8&_include=AllergyIntolerance:recorder",
        "4 5",
        "Practitioner/2",
        "user name in another case; a clerk",
    ),
    brings(
        "Practitioner",
        "_id=2,5&_revinclude=AllergyIntolerance:recorder",
        "2 5",
        "AllergyIntolerance/1 AllergyIntolerance/4",
        "the first user of a name counts",
    ),
    brings(
        "Patient",
        "_id=7&_revinclude=Condition:patient&_revinclude=AllergyIntolerance:patient",
        "7",
        "Condition/22 Condition/23 AllergyIntolerance/2 AllergyIntolerance/3",
        "one table, two types",
    ),
    brings("Patient", "_id=1&_revinclude=Encounter:patient", "1", "Encounter/5", "9 cannot be served"),
    brings("Patient", "_id=7&_revinclude=Encounter:patient", "7", "Encounter/6", "a deleted form; no form"),
)

REFUSALS = (
    refused("Encounter", "diagnosis.recorder.name=kim", "not-supported", "R4 has no such parameter"),
    refused("Encounter", "diagnosis:Procedure.code=1", "not-supported", "not served"),
    refused("Organization", "partof.name=a", "not-supported", "not mapped"),
    refused("Condition", "_has:Encounter:reason-reference:class=AMB", "not-supported", "not mapped"),
    refused("Patient", "_has:Encounter:diagnosis:class=AMB", "not-supported", "it leads to problems only"),
    refused("Encounter", "_include=Encounter:appointment", "not-supported", "not mapped"),
)

PART = Part(searches=(*CHAINS, *HAS, *INCLUDES), refusals=REFUSALS)
