"""What invented patients suffer from and react to, with the codes that clinics keep for it.

ICD-9 codes are written as Canadian clinics store them, without the point; ATC: WHO; RxNorm and SNOMED CT by
their identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .people import Person


@dataclass(frozen=True)
class Problem:
    """A diagnosis: its words, its codes, the ages it is found at, how common it is, and in whom."""

    text: str
    french: str
    icd9: str
    icd10: str
    snomed: str
    ages: tuple[int, int]
    share: int
    women_only: bool = False


@dataclass(frozen=True)
class Allergen:
    """A substance that patients react to; codes are '' where there is none."""

    text: str
    french: str
    atc: str = ""
    rxnorm: str = ""
    snomed: str = ""
    brand: str = ""
    din: str = ""


PROBLEMS = (
    Problem("Essential hypertension", "Hypertension essentielle", "401", "I10", "59621000", (35, 120), 22),
    Problem("Diabetes mellitus type 2", "Diabète de type 2", "250", "E11.9", "44054006", (35, 120), 12),
    Problem("Hyperlipidemia", "Hyperlipidémie", "2724", "E78.5", "55822004", (35, 120), 16),
    Problem("Asthma", "Asthme", "493", "J45.909", "195967001", (3, 90), 10),
    Problem("Depressive disorder", "Trouble dépressif", "311", "F32.9", "35489007", (14, 100), 11),
    Problem("Anxiety disorder", "Trouble anxieux", "300", "F41.9", "197480006", (12, 100), 12),
    Problem("Hypothyroidism", "Hypothyroïdie", "2449", "E03.9", "40930008", (25, 110), 7),
    Problem("Gastroesophageal reflux disease", "Reflux gastro-oesophagien",
            "53081", "K21.9", "235595009", (20, 110), 9),
    Problem("Osteoarthritis", "Arthrose", "715", "M19.90", "396275006", (45, 120), 11),
    Problem("Chronic obstructive lung disease", "Maladie pulmonaire obstructive chronique",
            "496", "J44.9", "13645005", (45, 110), 4),
    Problem("Migraine", "Migraine", "346", "G43.909", "37796009", (12, 75), 6),
    Problem("Low back pain", "Lombalgie", "7242", "M54.50", "279039007", (18, 100), 12),
    Problem("Otitis media", "Otite moyenne", "382", "H66.90", "65363002", (0, 12), 14),
    Problem("Atopic dermatitis", "Dermatite atopique", "6918", "L20.9", "24079001", (0, 60), 7),
    Problem("Allergic rhinitis", "Rhinite allergique", "477", "J30.9", "61582004", (4, 80), 8),
    Problem("Iron deficiency anemia", "Anémie ferriprive", "280", "D50.9", "87522002", (12, 90), 4, women_only=True),
    Problem("Atrial fibrillation", "Fibrillation auriculaire", "42731", "I48.91", "49436004", (55, 120), 4),
    Problem("Chronic kidney disease", "Insuffisance rénale chronique", "585", "N18.9", "709044004", (50, 120), 4),
    Problem("Congestive heart failure", "Insuffisance cardiaque", "428", "I50.9", "42343007", (55, 120), 3),
    Problem("Osteoporosis", "Ostéoporose", "73300", "M81.0", "64859006", (50, 120), 5, women_only=True),
    Problem("Routine general medical examination", "Examen médical général", "V700", "Z00.00", "", (0, 120), 3),
    Problem("Fall on same level", "Chute de plain-pied", "E8859", "W18.30", "", (1, 120), 1),
)  # fmt: skip

DRUGS = (
    Allergen("Penicillins", "Pénicillines", "J01C", "7980", "91936005"),
    Allergen("Amoxicillin", "Amoxicilline", "J01CA04", "723", "294505008", "NOVAMOXIN 250MG", "00406724"),
    Allergen("Sulfonamides", "Sulfamides", "J01E", "10180"),
    Allergen("Acetylsalicylic acid", "Acide acétylsalicylique", "N02BA01", "1191"),
    Allergen("Codeine", "Codéine", "R05DA04", "2670"),
    Allergen("Ibuprofen", "Ibuprofène", "M01AE01", "5640"),
    Allergen("Cephalexin", "Céphalexine", "J01DB01", "2231"),
    Allergen("Erythromycin", "Érythromycine", "J01FA01", "4053"),
    Allergen("Atorvastatin", "Atorvastatine", "C10AA05", "83367", "", "LIPITOR 10MG", "02230711"),
)
OTHERS = (
    Allergen("Peanuts", "Arachides", snomed="91935009"),
    Allergen("Latex", "Latex", snomed="300916003"),
    Allergen("Eggs", "Oeufs", snomed="91930004"),
    Allergen("Bee stings", "Piqûres d'abeille", snomed="424213003"),
    Allergen("Cat dander", "Poils de chat", snomed="232347008"),
)
REACTIONS = (
    ("Hives", "Urticaire"),
    ("Rash", "Éruption cutanée"),
    ("Nausea and vomiting", "Nausées et vomissements"),
    ("Swelling of the lips", "Enflure des lèvres"),
    ("Anaphylaxis", "Anaphylaxie"),
    ("Shortness of breath", "Essoufflement"),
)
REASONS = (
    ("Annual physical", "Examen annuel"),
    ("Cough for 3 days", "Toux depuis 3 jours"),
    ("Blood pressure check", "Suivi de la tension artérielle"),
    ("Prescription renewal", "Renouvellement d'ordonnance"),
    ("Back pain", "Mal de dos"),
    ("Well baby visit", "Visite du nourrisson"),
    ("Test results", "Résultats d'examens"),
    ("Sore throat & fever", "Mal de gorge et fièvre"),
)


def problems_of(person: Person, rng: Random) -> list[Problem]:
    """One to five different diagnoses, more with age."""
    age = person.age()
    possible = [
        problem
        for problem in PROBLEMS
        if problem.ages[0] <= age <= problem.ages[1] and (person.female or not problem.women_only)
    ]
    count = min(5, 1 + round(rng.expovariate(1 / (0.2 + age / 60))))
    found = rng.choices(possible, [problem.share for problem in possible], k=count)
    return list(dict.fromkeys(found))


def allergens_of(rng: Random) -> list[Allergen]:
    """A third of the patients react to something, few of them to three things."""
    if rng.random() >= 1 / 3:
        return []
    count = rng.choices((1, 2, 3), (70, 22, 8))[0]
    return rng.sample(DRUGS + OTHERS, count)
