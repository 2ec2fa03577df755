"""From one resource to another at OSCAR: chains, `_has` and includes over the rows of the other parts.

Who looks after whom (Patient.generalPractitioner), in one view:

    1 8   999998  Welby, male, active
    5     000123  Ratched, female
    14    123     Zero, no gender
    12    dr.5fa1 Côté, male
    9     DR.5fA1 in another case: nobody
    10    999997  nobody

2 and 3 are absorbed by 1: what refers to them refers to 1, and but for their links they are meant by nobody.
"""

from __future__ import annotations

from tests.oracle.model import Part, brings, finds, refused
from tests.oracle.words import BILLING, ON_HEALTH, SNOMED

from .note_ids import RISK, SOCIAL

MARYS = "bp-1 bp-2 3 4 5 bp-21"  # the observations of patient 1, with what 2 and 3 left

CHAINS = (
    # to a patient
    finds("Observation", "subject:Patient.family=o'brien", MARYS, "the head, for what aliases left too"),
    finds("Observation", "subject.family=obrien", "", "the spelling of an absorbed row alone"),
    finds("Observation", "patient.given=marie", "", "the name of an absorbed row alone"),
    finds("Observation", "patient.given=marie,mary", MARYS, "OR within the hop"),
    finds("Observation", "patient.gender=male&category=vital-signs", "6 7 14 15", "every patient who is"),
    finds(
        "Observation",
        "patient.gender:not=female&category=vital-signs",
        "6 7 8 9 10 14 15 16 17 18 bp-19",
        "not nobody's",
    ),
    finds("Observation", "patient.gender:not=female,male,other&category=vital-signs", "bp-19", "neither"),
    finds("Observation", "patient.family:exact=Lévesque", "6 7", "exact, behind a hop"),
    finds("Observation", "patient.family:exact=levesque", "", "exact, behind a hop"),
    finds("Observation", "patient.family:contains=EVESQ", "6 7", "anywhere, behind a hop"),
    finds("Observation", "patient.family=%", "", "% is no wildcard behind a hop either"),
    finds("Observation", "patient.family=100%", "16 17 18", "it is a letter"),
    finds("Observation", "patient.family=tremblay,smithson", "8 9 10 14 15", "OR"),
    finds(
        "Observation",
        "patient.family=Smith\\, Jr,Smithson&category=vital-signs",
        "14 15",
        "an escaped comma is a letter",
    ),
    finds("Observation", "patient.family=o'brien&patient.family=tremblay", "", "AND of two names of one patient"),
    finds("Observation", "patient.active=true&patient.gender=male", "6 7", "AND of two questions"),
    finds(
        "Observation",
        "patient.active:not=true&category=vital-signs",
        "8 9 10 14 15 16 17 18 bp-19",
        "missing is not; 13 is nobody's",
    ),
    finds("Observation", "patient.phone=647-555-0199", MARYS, "the last cell phone, in an attribute row"),
    finds("Observation", "patient.phone=647-555-0100,647-555-0001", "", "neither an older one nor an emptied one"),
    finds(
        "Observation",
        f"patient.identifier={ON_HEALTH}|1234567897&category=vital-signs",
        MARYS,
        "13 has the same, and no observation",
    ),
    finds("Observation", "patient.birthdate=ge1980-05-31", "6 7 8 9 10 14 15 16 17 18", "a year may end later"),
    finds("Observation", "patient.birthdate=1980-05-09", MARYS, "month '5' is May"),
    finds("Observation", "patient.deceased=true", "bp-19", "status DE"),
    finds(
        "Observation",
        "patient.deceased=false&category=vital-signs",
        "bp-1 bp-2 3 4 5 6 7 8 9 10 14 15 16 17 18 bp-21",
        "absent is not dead, but there must be a patient",
    ),
    finds(
        "Observation",
        "patient._lastUpdated=ge2020-07-01&category=vital-signs",
        f"{MARYS} 8 9 10 16 17 18",
        "the patient's own time",
    ),
    finds("Observation", "patient._id=1,4", f"{MARYS} 6 7", "who the reference leads to"),
    finds("Observation", "patient._id=2,3", "", "an absorbed row is meant by nobody"),
    finds("Observation", "patient.address-city=montreal&code=8310-5", "6 7", "with a question of its own"),
    finds("AllergyIntolerance", "patient.identifier:missing=true", "10", "the orphan's patient is nobody"),
    finds("AllergyIntolerance", "patient.identifier:missing=false", "1 3 4 5 6 9", "a head's card, not its alias's"),
    finds("AllergyIntolerance", "patient.family:missing=true", "", "all who are there have a name"),
    finds("AllergyIntolerance", "patient.family=null", "6", "the name Null, not the literal null"),
    finds("AllergyIntolerance", "patient.birthdate=2001-01-01", "10", "half of the cycle that is cut"),
    finds("Condition", "subject:Patient.birthdate=2000-02-29", "9", "leap day"),
    finds("Condition", "patient.birthdate:missing=true", "", "30 February is nobody's here"),
    # to a provider: text keys
    finds("Patient", "general-practitioner.name=welby", "1 8", "trailing blanks of a key are not data"),
    finds("Patient", "general-practitioner:Practitioner.family=zero", "14", "123 is not 000123"),
    finds("Patient", "general-practitioner.family=ratched", "5", "000123 is not 123"),
    finds("Patient", "general-practitioner.family=cote", "12", "a key in another case is another key"),
    finds("Patient", "general-practitioner.family=system", "", "the program is nobody"),
    finds("Patient", "general-practitioner.active=false", "5 12 14", "of those who are there"),
    finds("Patient", "general-practitioner.gender:missing=true", "14", "nobody has no gender to miss"),
    finds("Patient", "general-practitioner.gender:missing=false", "1 5 8 12", "blank is missing"),
    finds("Patient", "general-practitioner.gender:not=male", "5 14", "there must be a practitioner"),
    finds("Patient", "general-practitioner._id=dr.5fa1", "12", "the id as written"),
    finds("Patient", "general-practitioner._id=DR.5fA1,999997", "", "nobody there"),
    finds("Patient", f"general-practitioner.identifier={BILLING}|012345", "1 8", "system and value"),
    finds("AllergyIntolerance", "recorder.family=cote", "6", "a key with an underscore"),
    finds("AllergyIntolerance", "recorder:Practitioner.active=true", "1 10", "type as modifier"),
    finds("Observation", "performer.gender:not=male", "4", "in an array"),
    finds(
        "Observation", "performer:Practitioner.family=welby", f"bp-1 3 {SOCIAL} {RISK}", "over both maps of the table"
    ),
    finds("Observation", "code=85354-9&performer.active=true", "bp-1", "with a question of its own"),
    # further
    finds("Observation", "patient.general-practitioner.family=ratched", "8 9 10", "two hops"),
    finds(
        "Observation",
        "subject:Patient.general-practitioner:Practitioner.family=côté&category=vital-signs",
        "",
        "12 was not observed",
    ),
    finds("Observation", "patient.general-practitioner.gender:not=male", "8 9 10 14 15", "a nurse, and no gender"),
    finds(
        "Observation",
        "patient.general-practitioner:missing=true&category=vital-signs",
        "6 7 16 17 18 bp-19",
        "the patient's reference",
    ),
    finds("Observation", "patient.general-practitioner=999998", MARYS, "the patient's reference, not followed"),
    finds(
        "AllergyIntolerance",
        "patient.general-practitioner.family=welby&recorder.family=welby",
        "1 10",
        "two ways to one doctor",
    ),
    # links of merged patients say who absorbed whom, and lead to that very row
    finds("Patient", "link.gender=female", "1 2 3", "from either side"),
    finds("Patient", "link.active=true", "2 3", "the head is active, its aliases are not"),
    finds("Patient", "link.family=obrien", "1", "the name of an absorbed row"),
    finds("Patient", "link.link.family=obrien", "2 3", "by way of the head"),
)

HAS = (
    finds("Patient", "_has:Observation:patient:code=8310-5", "4 11", "who was measured"),
    finds("Patient", "_has:Observation:subject:code=29463-7", "1", "the head, for what an alias left; never an alias"),
    finds("Patient", "_has:AllergyIntolerance:patient:code=716186003", "1 4", "of an alias of an alias too"),
    finds("Patient", "_has:AllergyIntolerance:patient:clinical-status=active", "1 4 5 6 8", "9999 is nobody"),
    finds("Patient", f"_has:AllergyIntolerance:patient:code={SNOMED}|", "1 4", "any code of the system"),
    finds("Patient", "_has:AllergyIntolerance:patient:code:text=PENI", "1 5", "text, prefix"),
    finds("Patient", "_has:AllergyIntolerance:patient:_id=2,7", "", "neither archived nor bad ones"),
    finds("Patient", "_has:Condition:patient:_id=3,12", "", "neither deleted nor without status"),
    finds("Patient", "_has:Condition:patient:code:missing=true", "13", "no code; 6 has words"),
    finds("Patient", "_has:Condition:patient:code:not=250", "1 4 5 6 11 12 13", "one that is not it, or has none"),
    finds("Patient", "_has:Condition:subject:onset-date=lt2010-06", "1 5 12", "a year may begin earlier"),
    finds(
        "Patient",
        "_has:Condition:patient:code=250&_has:Condition:patient:clinical-status=resolved",
        "1",
        "each its own existence: no problem is both",
    ),
    finds(
        "Patient",
        "_has:Observation:patient:value-quantity=gt90&_has:Observation:patient:value-quantity=lt80",
        "1 5 12 13",
        "each its own: 170 and 70.50, 97 and 72, 167 and 4.50, 141 and 0.41",
    ),
    finds("Patient", "_has:Observation:patient:value-quantity=gt100", "1 12 13", "no pressure is a value"),
    finds("Patient", "_has:Observation:patient:component-code-value-quantity=8480-6$ge130", "6", "composite"),
    finds("Patient", "_has:Observation:patient:date=2019", "6 12", "a year at the clinic"),
    finds("Patient", "_has:Observation:patient:date:missing=true", "4 7 13 14", "Observation/13 is nobody's"),
    finds("Patient", "_has:Observation:patient:performer:missing=true", "1 4 5 6 11 12 13 14", "one without is enough"),
    finds("Patient", "_has:Observation:patient:method:missing=false", "1 13", "of an alias, and of the head"),
    finds("Patient", "gender=male&_has:AllergyIntolerance:patient:category=medication", "8", "with one of its own"),
    finds("Patient", "_has:Patient:link:family=obrien", "1", "the absorbed refer to the head"),
    finds("Patient", "_has:Patient:link:active=true", "2 3", "the head refers to the absorbed"),
    finds("Practitioner", "_has:Patient:general-practitioner:gender=male", "999998 123 dr.5fa1", "text keys"),
    finds("Practitioner", "_has:Patient:general-practitioner:family=cycle", "999998", "trailing blanks are not data"),
    finds("Practitioner", "_has:Patient:general-practitioner:given=beta", "", "a key in another case is another key"),
    finds("Practitioner", "_has:Patient:general-practitioner:family=smithson", "123", "123 is not 000123"),
    finds("Practitioner", "_has:Patient:general-practitioner:given=nula", "", "of nobody"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:_id=8", "000123", "an orphan's allergy is there"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:code=409137002", "", "-1 is nobody"),
    finds("Practitioner", "_has:Observation:performer:component-value-quantity=120", "999998", "over both maps"),
)

MIXED = (
    finds(
        "Observation",
        "patient._has:AllergyIntolerance:patient:category=medication",
        f"{MARYS} 8 9 10 bp-19",
        "a chain to one who is pointed at",
    ),
    finds("Observation", "patient._has:Condition:patient:code=E888.9", "16 17 18", "a chain to one who is pointed at"),
    finds("Condition", "patient._has:AllergyIntolerance:patient:recorder.family=cote", "6 8", "there and back"),
    finds("Patient", "_has:Observation:patient:performer.family=ratched", "1", "a chain inside"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:patient.deceased=true", "dr.5fa1", "a chain inside"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:patient.gender:missing=false", "999998 dr.5fa1", "orphan"),
    finds("Practitioner", "_has:AllergyIntolerance:recorder:patient:missing=false", "000123 999998 dr.5fa1", "any"),
    finds("Practitioner", "_has:Observation:performer:patient._id=1", "000123 999998", "an alias's too"),
    finds("Practitioner", "_has:Observation:performer:patient._id=2", "", "meant by nobody"),
    finds("Practitioner", "_has:Patient:general-practitioner:_has:Observation:patient:code=8867-4", "000123", "nested"),
    finds("Practitioner", "_has:Patient:general-practitioner:_has:Condition:patient:code=E119", "", "4 has no doctor"),
    finds(
        "Practitioner",
        "_has:Patient:general-practitioner:_has:Observation:patient:performer.family=ratched",
        "999998",
        "three hops: the nurse measured the doctor's patient",
    ),
    finds(
        "Practitioner",
        "_has:Patient:general-practitioner:_has:Observation:patient:performer."
        "_has:AllergyIntolerance:recorder:category:missing=true",
        "999998",
        "four hops: and she recorded the orphan's allergy",
    ),
    finds("Condition", "code=250&patient._has:Observation:patient:code=8302-2", "1", "with a question of its own"),
)

INCLUDES = (
    brings("Observation", "_id=4&_include=Observation:subject", "4", "Patient/1", "the head, not the alias"),
    brings("Observation", "_id=4&_include=Observation:performer", "4", "Practitioner/000123", "in an array"),
    brings("Observation", "_id=13&_include=Observation:subject", "13", "", "nobody's"),
    brings("Observation", "_id=bp-1,3&_include=Observation:*", "3 bp-1", "Patient/1 Practitioner/999998", "each once"),
    brings("Observation", "_id=bp-1&_include=Observation:subject:Patient", "bp-1", "Patient/1", "of one type"),
    brings(
        "AllergyIntolerance",
        "_id=8&_include=AllergyIntolerance:patient&_include=AllergyIntolerance:recorder",
        "8",
        "Practitioner/000123",
        "the orphan's patient is not there",
    ),
    brings("Patient", "_id=9,10&_include=Patient:general-practitioner", "9 10", "", "in another case; nobody"),
    brings(
        "Patient",
        "_id=8,12,14&_include=Patient:general-practitioner",
        "8 12 14",
        "Practitioner/999998 Practitioner/dr.5fa1 Practitioner/123",
        "text keys",
    ),
    brings("Patient", "_id=1&_include=Patient:link", "1", "Patient/2 Patient/3", "those whom it absorbed"),
    brings("Patient", "_id=2&_include=Patient:link", "2", "Patient/1", "who absorbed it"),
    brings("Patient", "_id=1,2&_include=Patient:link", "1 2", "Patient/3", "what is found is not brought again"),
    brings(
        "Patient", "_id=5&_revinclude=Observation:patient", "5", "Observation/8 Observation/9 Observation/10", "all"
    ),
    brings(
        "Patient",
        "_id=6&_revinclude=Observation:subject&_revinclude=Condition:patient&_revinclude=AllergyIntolerance:patient",
        "6",
        "Observation/bp-19 Condition/6 Condition/8 AllergyIntolerance/6",
        "of three types",
    ),
    brings(
        "Patient",
        "_id=1&_revinclude=AllergyIntolerance:patient",
        "1",
        "AllergyIntolerance/1 AllergyIntolerance/3 AllergyIntolerance/9",
        "with what aliases left, without the archived one",
    ),
    brings(
        "Patient",
        "_id=3&_revinclude=AllergyIntolerance:patient",
        "3",
        "AllergyIntolerance/1 AllergyIntolerance/3 AllergyIntolerance/9",
        "what a search for patient=3 finds",
    ),
    brings("Patient", "_id=9&_revinclude=AllergyIntolerance:patient", "9", "", "the cycle is cut"),
    brings("Patient", "_id=14&_revinclude=Observation:*", "14", "Observation/14 Observation/15", "by any reference"),
    brings("Practitioner", "_id=000123&_revinclude=Patient:general-practitioner", "000123", "Patient/5", "not 14"),
    brings("Practitioner", "_id=dr.5fa1&_revinclude=Patient:general-practitioner", "dr.5fa1", "Patient/12", "not 9"),
    brings(
        "Practitioner",
        "_id=000123&_revinclude=AllergyIntolerance:recorder",
        "000123",
        "AllergyIntolerance/8",
        "an orphan's allergy is there",
    ),
    brings(
        "AllergyIntolerance",
        "_id=10&_include=AllergyIntolerance:patient&_include:iterate=Patient:general-practitioner",
        "10",
        "Patient/8 Practitioner/999998",
        "round after round",
    ),
    brings(
        "Practitioner",
        "_id=000123&_revinclude=Patient:general-practitioner&_revinclude:iterate=Condition:patient",
        "000123",
        "Patient/5 Condition/5",
        "round after round, backwards",
    ),
    brings("Patient", "_id=1&_include:iterate=Patient:link", "1", "Patient/2 Patient/3", "in a circle, each once"),
    brings(
        "Observation",
        "code=8867-4&patient.family=tremblay&_include=Observation:patient",
        "8",
        "Patient/5",
        "with a chain",
    ),
)

REFUSALS = (
    refused("Patient", "general-practitioner.nonesuch=1", "not-supported", "no such parameter behind the hop"),
    refused("Patient", "family.name=a", "not-supported", "not a reference"),
    refused("Observation", "subject:Device.identifier=1", "not-supported", "it leads to patients only"),
    refused("Observation", "patient.gender:exact=male", "not-supported", "not a modifier of tokens"),
    refused("Observation", "patient.birthdate=1980-02-30", "value", "no such day"),
    refused("Patient", "_has:Observation:code:code=1", "not-supported", "not a reference"),
    refused("Patient", "_has:Nonesuch:patient:code=1", "not-supported", "no such type"),
    refused("Patient", "_has:Observation:performer:code=1", "not-supported", "it leads to practitioners only"),
    refused("Patient", "_has:Observation:patient=1", "not-supported", "nothing is asked of the observation"),
    refused(
        "Practitioner",
        "_has:Patient:general-practitioner:_has:Observation:patient:performer."
        "_has:AllergyIntolerance:recorder:patient.gender=male",
        "too-costly",
        "five hops",
    ),
    refused("Observation", "_include=Observation:code", "not-supported", "not a reference"),
    refused("Observation", "_include=Observation:subject:Device", "not-supported", "it leads to patients only"),
    refused("Observation", "_include=Observation", "value", "a type alone"),
)

PART = Part(searches=(*CHAINS, *HAS, *MIXED, *INCLUDES), refusals=REFUSALS)
