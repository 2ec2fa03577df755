"""Thirty invented patients and what is known of them: the same facts for the tables of both vendors.

Every table lists the patient first. Days are local; a measurement is of nine in the morning.
"""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Who somebody is; `doctor` is one of DOCTORS."""

    number: int
    family: str
    given: str
    born: str
    sex: str
    city: str
    doctor: int
    died: bool = False


class Problem(NamedTuple):
    """By ICD-9-CM, with its point; `active` false is a problem that was resolved."""

    patient: int
    code: str
    words: str
    since: str
    active: bool = True


class Allergy(NamedTuple):
    """In words, as both vendors hold it."""

    patient: int
    substance: str
    reaction: str
    severity: str  # mild, moderate or severe


class Pressure(NamedTuple):
    """mm[Hg]."""

    patient: int
    day: str
    systolic: int
    diastolic: int


class Weight(NamedTuple):
    """kg."""

    patient: int
    day: str
    kilograms: str


class Result(NamedTuple):
    """A number by LOINC; `flag` is H, L or empty."""

    patient: int
    day: str
    loinc: str
    words: str
    value: str
    unit: str
    flag: str = ""


class Medication(NamedTuple):
    """As prescribed; no `end`: it goes on."""

    patient: int
    words: str
    since: str
    doctor: int
    end: str = ""


class Vaccine(NamedTuple):
    """By CVX; `given` false is a refusal."""

    patient: int
    cvx: str
    day: str
    given: bool = True


class Visit(NamedTuple):
    """Who saw whom."""

    patient: int
    day: str
    doctor: int
    reason: str


DOCTORS = {1: ("Okafor", "Ngozi"), 2: ("Beaulieu", "Marc")}
PEOPLE = (
    Person(1, "Adams", "Ruth", "1948-03-02", "F", "Kingston", 1),
    Person(2, "Bouchard", "Alain", "1955-11-30", "M", "Gatineau", 2),
    Person(3, "Chen", "Mei", "1962-07-14", "F", "Kingston", 1),
    Person(4, "Dubois", "Lucie", "1990-01-25", "F", "Gatineau", 2),
    Person(5, "Eagle", "Thomas", "1971-05-05", "M", "Kingston", 1),
    Person(6, "Fraser", "Iain", "1939-12-12", "M", "Perth", 1, died=True),
    Person(7, "Gagnon", "Sylvie", "1984-09-09", "F", "Gatineau", 2),
    Person(8, "Hussain", "Amira", "2001-02-28", "F", "Kingston", 1),
    Person(9, "Ivanov", "Boris", "1966-06-16", "M", "Perth", 2),
    Person(10, "Jansen", "Piet", "1950-10-01", "M", "Kingston", 1),
    Person(11, "Khan", "Sana", "1978-04-18", "F", "Kingston", 2),
    Person(12, "Lavoie", "Denis", "1945-08-22", "M", "Gatineau", 2),
    Person(13, "Murphy", "Aoife", "2015-03-17", "F", "Perth", 1),
    Person(14, "Nguyen", "Linh", "1969-12-31", "F", "Kingston", 1),
    Person(15, "Ouellet", "Guy", "1958-02-10", "M", "Gatineau", 2),
    Person(16, "Patel", "Ravi", "1982-11-11", "M", "Kingston", 1),
    Person(17, "Quinn", "Sean", "1999-07-07", "M", "Perth", 1),
    Person(18, "Rossi", "Carla", "1973-03-30", "F", "Kingston", 2),
    Person(19, "Singh", "Jaspreet", "1964-01-01", "F", "Perth", 1),
    Person(20, "Tremblay", "Jean", "1952-05-20", "M", "Gatineau", 2),
    Person(21, "Tremblay", "Jeanne", "1953-05-21", "F", "Gatineau", 2),
    Person(22, "Underhill", "Kate", "1995-10-10", "F", "Perth", 1),
    Person(23, "Vega", "Luis", "1987-08-08", "M", "Kingston", 2),
    Person(24, "Wong", "Ada", "1947-04-04", "F", "Kingston", 1),
    Person(25, "Xu", "Bo", "2018-06-01", "M", "Kingston", 1),
    Person(26, "Yilmaz", "Deniz", "1976-09-19", "M", "Perth", 2),
    Person(27, "Zhang", "Hua", "1960-02-29", "F", "Kingston", 1),
    Person(28, "Abadi", "Leila", "1992-12-25", "F", "Gatineau", 2),
    Person(29, "Brown", "Joseph", "1941-01-15", "M", "Perth", 1),
    Person(30, "Côté", "Émile", "1968-10-31", "M", "Gatineau", 2),
)
PROBLEMS = (
    Problem(1, "250", "Diabetes mellitus", "2010-05-04"),
    Problem(1, "401.9", "Essential hypertension", "2008-01-15"),
    Problem(2, "401.9", "Essential hypertension", "2015-06-01"),
    Problem(2, "530.81", "Esophageal reflux", "2012-02-02", active=False),
    Problem(3, "250", "Diabetes mellitus", "2018-09-20"),
    Problem(3, "272.4", "Hyperlipidemia", "2018-09-20"),
    Problem(5, "493.90", "Asthma", "1985-01-01"),
    Problem(6, "428.0", "Congestive heart failure", "2019-03-03"),
    Problem(6, "427.31", "Atrial fibrillation", "2017-07-07"),
    Problem(9, "496", "Chronic airway obstruction", "2014-04-14"),
    Problem(10, "250", "Diabetes mellitus", "2005-10-10"),
    Problem(10, "585.3", "Chronic kidney disease, stage III", "2020-11-11"),
    Problem(12, "427.31", "Atrial fibrillation", "2021-01-20"),
    Problem(12, "401.9", "Essential hypertension", "2001-05-05"),
    Problem(13, "493.90", "Asthma", "2022-02-22"),
    Problem(14, "244.9", "Hypothyroidism", "2009-09-09"),
    Problem(15, "250", "Diabetes mellitus", "2022-12-01"),
    Problem(16, "401.9", "Essential hypertension", "2025-08-08"),
    Problem(18, "346.90", "Migraine", "1995-06-06"),
    Problem(18, "311", "Depressive disorder", "2020-04-04", active=False),
    Problem(19, "250", "Diabetes mellitus", "2016-03-16", active=False),
    Problem(20, "401.9", "Essential hypertension", "2011-11-11"),
    Problem(21, "244.9", "Hypothyroidism", "2003-03-03"),
    Problem(24, "585.3", "Chronic kidney disease, stage III", "2023-08-08"),
    Problem(26, "311", "Depressive disorder", "2024-01-31"),
    Problem(27, "250", "Diabetes mellitus", "2024-05-05"),
    Problem(29, "496", "Chronic airway obstruction", "2002-02-20"),
)
ALLERGIES = (
    Allergy(1, "Penicillin", "Hives", "moderate"),
    Allergy(4, "Peanut", "Anaphylaxis", "severe"),
    Allergy(7, "Penicillin", "Rash", "mild"),
    Allergy(9, "Sulfonamides", "Rash", "moderate"),
    Allergy(12, "Codeine", "Vomiting", "mild"),
    Allergy(13, "Peanut", "Hives", "moderate"),
    Allergy(20, "Penicillin", "Anaphylaxis", "severe"),
    Allergy(24, "Latex", "Rash", "mild"),
)
PRESSURES = (
    Pressure(1, "2026-03-01", 138, 82),
    Pressure(1, "2026-09-01", 152, 88),
    Pressure(2, "2026-05-15", 141, 91),
    Pressure(3, "2026-06-10", 128, 76),
    Pressure(5, "2025-12-24", 118, 70),
    Pressure(10, "2026-02-14", 160, 95),
    Pressure(10, "2026-08-14", 139, 85),
    Pressure(12, "2026-07-01", 140, 90),
    Pressure(15, "2026-10-05", 144, 84),
    Pressure(20, "2024-10-10", 170, 100),
    Pressure(20, "2026-10-10", 132, 80),
    Pressure(24, "2026-04-20", 155, 70),
    Pressure(30, "2026-01-31", 120, 80),
)
WEIGHTS = (
    Weight(1, "2026-09-01", "81.5"),
    Weight(3, "2026-06-10", "58"),
    Weight(10, "2026-08-14", "102"),
    Weight(13, "2026-05-02", "31.2"),
    Weight(15, "2026-10-05", "100"),
    Weight(25, "2026-05-30", "24"),
)
A1C, CREATININE, LDL, POTASSIUM, TSH = "4548-4", "14682-9", "39469-2", "2823-3", "3016-3"
RESULTS = (
    Result(1, "2026-03-02", A1C, "Hemoglobin A1c", "8.4", "%", "H"),
    Result(1, "2026-09-02", A1C, "Hemoglobin A1c", "7.8", "%", "H"),
    Result(1, "2026-09-02", CREATININE, "Creatinine", "88", "umol/L"),
    Result(3, "2026-06-11", A1C, "Hemoglobin A1c", "6.4", "%"),
    Result(3, "2026-06-11", LDL, "LDL cholesterol", "3.9", "mmol/L", "H"),
    Result(6, "2025-01-10", POTASSIUM, "Potassium", "5.9", "mmol/L", "H"),
    Result(10, "2026-02-15", A1C, "Hemoglobin A1c", "9.6", "%", "H"),
    Result(10, "2026-08-15", A1C, "Hemoglobin A1c", "9.1", "%", "H"),
    Result(10, "2026-08-15", CREATININE, "Creatinine", "148", "umol/L", "H"),
    Result(12, "2026-07-02", POTASSIUM, "Potassium", "3.2", "mmol/L", "L"),
    Result(14, "2026-01-20", TSH, "TSH", "7.25", "mIU/L", "H"),
    Result(15, "2026-10-06", A1C, "Hemoglobin A1c", "7.0", "%", "H"),
    Result(15, "2026-10-06", LDL, "LDL cholesterol", "2.1", "mmol/L"),
    Result(21, "2026-02-27", TSH, "TSH", "2.4", "mIU/L"),
    Result(24, "2026-04-21", CREATININE, "Creatinine", "131", "umol/L", "H"),
    Result(24, "2026-04-21", POTASSIUM, "Potassium", "4.4", "mmol/L"),
)
MEDICATIONS = (
    Medication(1, "Metformin 500 mg", "2010-06-01", 1),
    Medication(1, "Ramipril 5 mg", "2008-02-01", 1),
    Medication(2, "Ramipril 10 mg", "2015-06-15", 2),
    Medication(2, "Pantoprazole 40 mg", "2012-02-02", 2, "2013-02-02"),
    Medication(3, "Metformin 850 mg", "2018-10-01", 1),
    Medication(5, "Salbutamol inhaler", "2020-01-10", 1),
    Medication(10, "Metformin 500 mg", "2006-01-01", 1, "2020-11-12"),
    Medication(10, "Insulin glargine", "2020-11-12", 1),
    Medication(12, "Apixaban 5 mg", "2021-01-21", 2),
    Medication(13, "Salbutamol inhaler", "2022-02-22", 1),
    Medication(14, "Levothyroxine 75 mcg", "2009-10-01", 1),
    Medication(15, "Metformin 500 mg", "2023-01-05", 2),
    Medication(18, "Sumatriptan 50 mg", "2019-05-05", 2),
    Medication(20, "Ramipril 5 mg", "2011-12-01", 2),
    Medication(21, "Levothyroxine 100 mcg", "2003-03-10", 2),
    Medication(26, "Sertraline 50 mg", "2024-02-01", 2),
)
TETANUS, PNEUMOCOCCUS, HEPATITIS_B, MEASLES = "139", "33", "45", "05"
VACCINES = (
    Vaccine(1, TETANUS, "2012-05-10"),
    Vaccine(1, PNEUMOCOCCUS, "2014-10-01"),
    Vaccine(2, TETANUS, "2003-03-03"),
    Vaccine(2, TETANUS, "2019-09-19"),
    Vaccine(4, HEPATITIS_B, "2010-01-12"),
    Vaccine(8, MEASLES, "2002-03-15"),
    Vaccine(10, PNEUMOCOCCUS, "2016-11-02"),
    Vaccine(12, TETANUS, "2026-06-06"),
    Vaccine(13, MEASLES, "2016-04-20"),
    Vaccine(16, TETANUS, "2025-02-20", given=False),
    Vaccine(20, PNEUMOCOCCUS, "2018-10-30", given=False),
    Vaccine(24, TETANUS, "2008-08-08"),
    Vaccine(25, MEASLES, "2019-06-15", given=False),
    Vaccine(29, PNEUMOCOCCUS, "2010-10-10"),
)
VISITS = (
    Visit(1, "2026-09-01", 1, "Diabetes follow-up"),
    Visit(2, "2026-05-15", 2, "Blood pressure"),
    Visit(3, "2026-06-10", 1, "Annual review"),
    Visit(10, "2026-02-14", 1, "Diabetes follow-up"),
    Visit(10, "2026-08-14", 1, "Diabetes follow-up"),
    Visit(13, "2026-05-02", 1, "Wheeze"),
    Visit(20, "2026-10-10", 2, "Blood pressure"),
    Visit(25, "2026-05-30", 1, "Well child"),
)
