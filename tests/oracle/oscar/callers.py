"""What callers of OSCAR find who may not see everything: what they may not see does not exist, on any way."""

from __future__ import annotations

from tests.oracle.model import Caller, Part, View, brings, finds, refused
from tests.oracle.words import LOINC

from .hops import MARYS

TREMBLAY = View(
    Caller("patient 5", ("patient/*.rs",), patient="5"),
    (
        finds("Patient", "", "5", "nobody else"),
        finds("Patient", "gender=other", "5", "11 is another's record"),
        finds("Observation", "patient.family=tremblay", "8 9 10", "his own"),
        finds("Observation", "patient.gender=other", "8 9 10", "not those of patient 11"),
        finds("Observation", "patient.gender:not=other", "", "no other patient is there"),
        finds("Observation", "patient.active:missing=true", "", "no other patient is there"),
        finds("Patient", "_has:Observation:patient:code=8867-4", "5", "his own"),
        finds("Patient", "_has:Observation:patient:code=8310-5", "", "others' temperatures"),
        finds("Patient", "general-practitioner.family=welby", "", "others' doctor"),
        finds("Patient", "general-practitioner.family=ratched", "5", "practitioners are shared"),
        finds("Practitioner", "", "999998 000123 123 dr.5fa1 ct-341 s-71 s-72 s-73", "practitioners are shared"),
        finds("Practitioner", "_has:Patient:general-practitioner:birthdate=1980-05-31", "000123", "his own"),
        finds("Practitioner", "_has:Patient:general-practitioner:gender=male", "", "others look after nobody"),
        finds("Practitioner", "_has:Patient:general-practitioner:gender:not=male", "000123", "his own"),
        finds("Practitioner", "_has:Patient:general-practitioner:_id=1,8,12,14", "", "others' numbers"),
        finds("Practitioner", "_has:AllergyIntolerance:recorder:category=medication", "", "others' allergies"),
        finds("Practitioner", "_has:Observation:performer:code=8302-2", "", "others' heights"),
        finds(
            "Practitioner", "_has:Patient:general-practitioner:_has:Condition:patient:code=44054006", "000123", "own"
        ),
        finds("Practitioner", "_has:Patient:general-practitioner:_has:Condition:patient:code=250", "", "others'"),
        brings("Patient", "_revinclude=Observation:patient", "5", "Observation/8 Observation/9 Observation/10", "own"),
        brings(
            "Practitioner",
            "_id=999998&_revinclude=Patient:general-practitioner&_revinclude=AllergyIntolerance:recorder",
            "999998",
            "",
            "others' doctor brings nobody",
        ),
        brings(
            "Practitioner",
            "_id=999998,000123&_revinclude=Patient:general-practitioner&_revinclude:iterate=Condition:patient",
            "000123 999998",
            "Patient/5 Condition/5",
            "his own, round after round",
        ),
    ),
)

OBRIEN = View(
    Caller("patient 1, a head", ("patient/*.rs",), patient="1"),
    (
        finds("Patient", "", "1 2 3", "with those whom it absorbed"),
        finds("Observation", "patient.gender=female", MARYS, "what they left too"),
        finds("Observation", "patient.general-practitioner.family=welby", MARYS, "not because of patient 8"),
        finds("Patient", "_has:Observation:subject:code=29463-7", "1", "the head"),
        finds("Patient", "link.active=true", "2 3", "from the absorbed to the head"),
        finds("Practitioner", "_has:AllergyIntolerance:recorder:severity=moderate", "999998", "own"),
        finds("Practitioner", "_has:AllergyIntolerance:recorder:severity=mild", "", "patient 8's"),
        brings("Patient", "_id=1&_include=Patient:link", "1", "Patient/2 Patient/3", "those whom it absorbed"),
    ),
)

OBSERVATIONS = View(
    Caller("observations alone", ("system/Observation.rs",)),
    (
        finds("Observation", "patient=1", MARYS, "the reference is the observation's own"),
        finds("Observation", "patient:missing=true", "13", "the reference is the observation's own"),
        finds("Observation", "patient.gender=male", "", "no patient is there"),
        finds("Observation", "patient.gender:not=male", "", "no patient is there"),
        finds("Observation", "patient.identifier:missing=true", "", "no patient is there"),
        finds("Observation", "patient._id=1", "", "no patient is there"),
        finds("Observation", "performer.active:not=true", "", "no practitioner is there"),
        brings("Observation", "_id=3&_include=Observation:*", "3", "", "nothing else is there"),
    ),
)

PATIENTS = View(
    Caller("patients alone", ("system/Patient.rs",)),
    (
        finds("Patient", "general-practitioner=999998", "1 8", "the reference is the patient's own"),
        finds("Patient", "general-practitioner.name=welby", "", "no practitioner is there"),
        finds("Patient", "_has:Observation:patient:code=8310-5", "", "no observation is there"),
        finds("Patient", "_has:Observation:patient:code:not=8310-5", "", "no observation is there"),
        finds("Patient", "_has:Observation:patient:date:missing=true", "", "no observation is there"),
        finds("Patient", "_has:Patient:link:family=obrien", "1", "patients are"),
        brings(
            "Patient",
            "_id=1,5&_include=Patient:general-practitioner&_revinclude=Observation:patient",
            "1 5",
            "",
            "nothing else is there",
        ),
    ),
)

READER = View(
    Caller("observations to be read, not searched", ("system/Patient.rs", "system/Observation.r")),
    (
        finds("Patient", "_has:Observation:patient:code=8310-5", "", "a hop is a search"),
        finds("Patient", "_has:Observation:patient:_id=6", "", "for one that is known by its id too"),
    ),
)

TEMPERATURES = View(
    Caller("temperatures", ("system/Patient.rs", f"system/Observation.rs?code={LOINC}|8310-5")),
    (
        finds("Patient", "_has:Observation:patient:status=final", "4 11", "who has a temperature"),
        finds("Patient", "_has:Observation:patient:code=85354-9", "", "pressures are not there"),
        finds("Patient", "_has:Observation:patient:code:not=8310-5", "", "nothing else is there"),
        finds("Patient", "_has:Observation:patient:date:missing=true", "4", "15 is no temperature"),
        finds("Observation", "patient.family=100%", "18", "16 and 17 are waists"),
        brings("Patient", "_id=11&_revinclude=Observation:patient", "11", "Observation/18", "16 and 17 are waists"),
    ),
)

WOMEN = View(
    Caller("women", ("system/Patient.rs?gender=female", "system/Observation.rs", "system/Practitioner.rs")),
    (
        finds("Observation", "patient=4", "6 7", "the reference is the observation's own"),
        finds("Observation", "patient._id=4", "", "he is not there"),
        finds("Observation", "patient.family=tremblay", "", "he is not there"),
        finds("Observation", "patient.gender:not=male", MARYS, "women alone are there"),
        finds("Observation", "patient.family:missing=false", MARYS, "women alone are there"),
        finds("Practitioner", "_has:Patient:general-practitioner:active=true", "999998", "for patient 1"),
        finds("Practitioner", "_has:Patient:general-practitioner:birthdate=ge1980-05-10", "", "men's"),
        brings("Observation", "_id=3,8&_include=Observation:subject", "3 8", "Patient/1", "5 is not there"),
    ),
)

NAMELESS = View(
    Caller(
        "names and birth dates hidden",
        ("system/*.rs",),
        masks={"Patient": frozenset({"Patient.name", "Patient.birthDate"})},
    ),
    (
        finds("Observation", "patient.gender=other", "8 9 10 16 17 18", "what is not hidden"),
        finds("Practitioner", "_has:Patient:general-practitioner:gender=other", "000123", "what is not hidden"),
        brings("Observation", "_id=8&_include=Observation:subject", "8", "Patient/5", "without its name"),
    ),
    (
        refused("Patient", "family=tremblay", "not-supported", "hidden"),
        refused("Patient", "_sort=family", "not-supported", "an order tells"),
        refused("Observation", "patient.family=tremblay", "not-supported", "hidden behind a hop"),
        refused("Observation", "patient.birthdate:missing=true", "not-supported", "hidden behind a hop"),
        refused("Practitioner", "_has:Patient:general-practitioner:family=cycle", "not-supported", "hidden"),
        refused("Practitioner", "_has:Patient:general-practitioner:name:not=x", "not-supported", "hidden"),
    ),
)

NO_FAMILY = View(
    Caller("family names hidden", ("system/*.rs",), masks={"Patient": frozenset({"Patient.name.family"})}),
    (
        finds("Observation", "patient.name=jean", "8 9 10", "given names are not"),
        finds("Observation", "patient.name=tremblay", "", "hidden: absent"),
        finds("Practitioner", "_has:Patient:general-practitioner:name=smith", "", "hidden: absent"),
        finds("Practitioner", "_has:Patient:general-practitioner:name=zoe", "123", "given names are not"),
    ),
    (refused("Observation", "patient.family=tremblay", "not-supported", "hidden"),),
)

PART = Part(
    views=(TREMBLAY, OBRIEN, OBSERVATIONS, PATIENTS, READER, TEMPERATURES, WOMEN, NAMELESS, NO_FAMILY),
)
