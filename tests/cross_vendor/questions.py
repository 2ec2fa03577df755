"""Forty clinical questions, the searches that ask them, and the answers, worked from the tables of `clinic.py`.

A question that asks for somebody who lacks something states the two searches that a client does: who is there, less
who has it. `say` is what is read off the resources that were found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.cross_vendor.clinic import A1C, CREATININE, HEPATITIS_B, LDL, MEASLES, PNEUMOCOCCUS, POTASSIUM, TETANUS, TSH

Resource = Mapping[str, Any]
Say = Callable[[Resource], Any]
LOINC, CVX, ICD_9 = "http://loinc.org|", "http://hl7.org/fhir/sid/cvx|", "http://hl7.org/fhir/sid/icd-9-cm|"
PRESSURE = "85354-9"


@dataclass(frozen=True)
class Question:
    """`less`: the second search of a question about absence, whose answers are taken away."""

    words: str
    search: str
    say: Say
    answer: frozenset[Any]
    less: str = ""
    less_says: Say | None = None


def who(resource: Resource) -> int:
    """The number of the patient whom a resource is about, or who it is."""
    if resource["resourceType"] == "Patient":
        return int(resource["id"])
    subject = resource.get("subject") or resource["patient"]
    return int(subject["reference"].removeprefix("Patient/"))


def code(resource: Resource) -> str:
    """The first code of a problem or a result."""
    found: str = resource["code"]["coding"][0]["code"]
    return found


def words(resource: Resource) -> str:
    """What it is called."""
    named = resource.get("medicationCodeableConcept") or resource["code"]
    found: str = named["text"]
    return found


def number(resource: Resource) -> tuple[int, str]:
    """Whose result, and how much."""
    return who(resource), f"{float(str(resource['valueQuantity']['value'])):g}"


def day(resource: Resource) -> tuple[int, str]:
    """Whose, and on which day."""
    when = resource.get("occurrenceDateTime") or resource.get("effectiveDateTime") or resource["period"]["start"]
    return who(resource), when[:10]


def asks(question: str, search: str, say: Say, *answer: Any, less: str = "", less_says: Say | None = None) -> Question:
    """A question and its answer."""
    return Question(question, search, say, frozenset(answer), less, less_says)


QUESTIONS = (
    # people
    asks("Who is called Tremblay?", "Patient?family=tremblay", who, 20, 21),
    asks("Is there a Cote, typed without accents?", "Patient?family=cote&given=emile", who, 30),
    asks("Who was born before 1945?", "Patient?birthdate=lt1945", who, 6, 29),
    asks("Which children under twelve live in Kingston?", "Patient?birthdate=gt2014-11-21&address-city=kingston", who, 25),
    asks("Whose doctor is Dr. Beaulieu, among those in Perth?",
         "Patient?general-practitioner.family=beaulieu&address-city=perth", who, 9, 26),
    asks("Which men over eighty are alive?", "Patient?gender=male&birthdate=lt1946-11-21&deceased:not=true", who, 12, 29),
    # problems
    asks("What are the active problems of patient 1?",
         "Condition?patient=1&clinical-status=active", code, "250", "401.9"),
    asks("What are the active problems of patient 18?",
         "Condition?patient=18&clinical-status=active", code, "346.90"),
    asks("Who has diabetes now?", f"Condition?code={ICD_9}250&clinical-status=active", who, 1, 3, 10, 15, 27),
    asks("Who ever had a depression?", f"Condition?code={ICD_9}311", who, 18, 26),
    asks("Whose chronic kidney disease is known since 2023 or later?",
         f"Condition?code={ICD_9}585.3&onset-date=ge2023", who, 24),
    asks("Which patients have both atrial fibrillation and hypertension?",
         f"Patient?_has:Condition:patient:code={ICD_9}427.31&_has:Condition:patient:code={ICD_9}401.9", who, 12),
    asks("Which children have asthma?", f"Condition?code={ICD_9}493.90&patient.birthdate=gt2008-11-21", who, 13),
    asks("Which women have hypothyroidism?", f"Condition?code={ICD_9}244.9&patient.gender=female", who, 14, 21),
    # allergies
    asks("Who is allergic to penicillin?", "AllergyIntolerance?code:text=penicillin", who, 1, 7, 20),
    asks("Whose allergies can be severe?", "AllergyIntolerance?severity=severe", who, 4, 20),
    asks("What is patient 24 allergic to?", "AllergyIntolerance?patient=24", words, "Latex"),
    asks("Who in Gatineau is allergic to peanuts?",
         "AllergyIntolerance?code:text=peanut&patient.address-city=gatineau", who, 4),
    asks("Which diabetics have no allergy on file?", f"Condition?code={ICD_9}250&clinical-status=active", who, 3, 10, 15, 27,
         less="AllergyIntolerance", less_says=who),
    # blood pressure and weight
    asks("Whose systolic pressure was above 140 this year?",
         f"Observation?combo-code-value-quantity={LOINC}8480-6$gt140&date=ge2026", who, 1, 2, 10, 15, 24),
    asks("When was a diastolic pressure of 95 or more measured?",
         f"Observation?component-code-value-quantity={LOINC}8462-4$ge95", day, (10, "2026-02-14"), (20, "2024-10-10")),
    asks("What was the last blood pressure of patient 20?",
         f"Observation?patient=20&code={LOINC}{PRESSURE}&_sort=-date&_count=1", day, (20, "2026-10-10")),
    asks("Who with hypertension had no pressure taken in 2026?",
         f"Condition?code={ICD_9}401.9&clinical-status=active", who, 16,
         less=f"Observation?code={LOINC}{PRESSURE}&date=2026", less_says=who),
    asks("Who weighs 100 kg or more?", f"Observation?code={LOINC}29463-7&value-quantity=ge100||kg", number,
         (10, "102"), (15, "100")),
    asks("Which children were weighed this year?",
         f"Observation?code={LOINC}29463-7&date=2026&patient.birthdate=gt2008-11-21", number, (13, "31.2"), (25, "24")),
    # laboratory
    asks("What was the last HbA1c of patient 1?",
         f"Observation?patient=1&code={LOINC}{A1C}&_sort=-date&_count=1", number, (1, "7.8")),
    asks("What is the HbA1c trend of patient 10?",
         f"Observation?patient=10&code={LOINC}{A1C}", number, (10, "9.6"), (10, "9.1")),
    asks("Whose HbA1c was above 9 in the last half year?",
         f"Observation?code={LOINC}{A1C}&value-quantity=gt9&date=ge2026-05-21", number, (10, "9.1")),
    asks("Which diabetic has no HbA1c this year?", f"Condition?code={ICD_9}250&clinical-status=active", who, 27,
         less=f"Observation?code={LOINC}{A1C}&date=2026", less_says=who),
    asks("Whose creatinine is above 120?", f"Observation?code={LOINC}{CREATININE}&value-quantity=gt120", number,
         (10, "148"), (24, "131")),
    asks("Which potassium was outside its range?",
         f"Observation?code={LOINC}{POTASSIUM}&value-quantity=lt3.5,gt5.1", number, (6, "5.9"), (12, "3.2")),
    asks("Which LDL is above 3.5 mmol/L?", f"Observation?code={LOINC}{LDL}&value-quantity=gt3.5||mmol/L", number, (3, "3.9")),
    asks("Who on levothyroxine has a TSH above 4?", f"Observation?code={LOINC}{TSH}&value-quantity=gt4", number,
         (14, "7.25")),
    # medications
    asks("Which medications does patient 10 take now?", "MedicationRequest?patient=10&status=active", words,
         "Insulin glargine"),
    asks("Who takes metformin now?", "MedicationRequest?code:text=metformin&status=active", who, 1, 3, 15),
    asks("What did Dr. Okafor prescribe since 2020?", "MedicationRequest?requester.family=okafor&authoredon=ge2020", words,
         "Salbutamol inhaler", "Insulin glargine"),
    # vaccines
    asks("When did patient 2 last have a tetanus shot?",
         f"Immunization?patient=2&vaccine-code={CVX}{TETANUS}&status=completed&_sort=-date&_count=1", day, (2, "2019-09-19")),
    asks("Who refused a vaccine?", "Immunization?status=not-done", who, 16, 20, 25),
    asks("Who over sixty-five in Kingston lacks a pneumococcal vaccine?",
         "Patient?birthdate=lt1961-11-21&address-city=kingston&deceased:not=true", who, 24, 27,
         less=f"Immunization?vaccine-code={CVX}{PNEUMOCOCCUS}&status=completed", less_says=who),
    asks("Which vaccines against measles or hepatitis B were given, and when?",
         f"Immunization?vaccine-code={CVX}{MEASLES},{CVX}{HEPATITIS_B}&status=completed", day,
         (4, "2010-01-12"), (8, "2002-03-15"), (13, "2016-04-20")),
    # visits
    asks("Who was seen by Dr. Okafor in May 2026?",
         "Encounter?participant.family=okafor&date=2026-05", day, (13, "2026-05-02"), (25, "2026-05-30")),
)  # fmt: skip
