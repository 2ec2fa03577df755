"""Preventions: which are vaccines, which examinations, which tests; their codes, ways and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# `preventions` (table_name 4) in partial_date: field_name 7 is the day, 8 the day of a refusal.
PARTIAL_DATE: Final = {"preventions.prevention_date": (4, 7), "preventions.refused": (4, 8)}

# preventions.refused: given here, refused, not eligible, given elsewhere. Empty in old rows, which were given.
GIVEN: Final = {None: "completed", "0": "completed", "1": "not-done", "2": "not-done", "3": "completed"}
REFUSED: Final = "1"
INELIGIBLE: Final = "2"
ELSEWHERE: Final = "3"
# v3-ActReason: the patient objects. For `ineligible` there is no code that says no more than that.
NOT_GIVEN: Final = {REFUSED: "PATOBJ"}

# preventions.provider_no when somebody outside gave it; the name stands beside.
OUTSIDE: Final = "-1"


@dataclass(frozen=True)
class Vaccine:
    """A vaccine's codes: SNOMED CT (Ontario's list of 2015), CVX, ATC of 2023; '' where none is that general."""

    snomed: str
    cvx: str
    atc: str


# preventions.prevention_type. `DTaP` is for children and `dTap` for adults: case alone tells them apart. TdP (is P
# pertussis or polio?), RSV, RSVAb and OtherA have no code; the ATC code of Rot would say which of two it was.
VACCINES: Final = {
    "DTaP": Vaccine("7841000087106", "20", "J07AJ52"),
    "DTaP-IPV": Vaccine("7881000087101", "130", "J07CA02"),
    "DTaP-IPV-Hib": Vaccine("7931000087106", "120", "J07CA06"),
    "DTaP-IPV-Hib-HB": Vaccine("7731000087108", "132", "J07CA09"),
    "DTaP-HBV-IPV-Hib": Vaccine("7731000087108", "132", "J07CA09"),
    "DTaP-IPV-HB": Vaccine("", "110", "J07CA12"),
    "DTaP-Hib": Vaccine("", "50", "J07AG52"),
    "DT-IPV": Vaccine("7901000087103", "", "J07CA01"),
    "Tdap-IPV": Vaccine("7891000087104", "", "J07CA02"),
    "dTap": Vaccine("7851000087109", "115", "J07AJ52"),
    "Td": Vaccine("59999009", "139", "J07AM51"),
    "Td-IPV": Vaccine("7911000087101", "", "J07CA01"),
    "TdP-IPV-Hib": Vaccine("", "", "J07CA06"),
    "T": Vaccine("333621002", "112", "J07AM01"),
    "IPV": Vaccine("125688000", "10", "J07BF03"),
    "Hib": Vaccine("333680004", "17", "J07AG01"),
    "HepB": Vaccine("8771000087109", "45", "J07BC01"),
    "HBTmf": Vaccine("8771000087109", "45", "J07BC01"),
    "HepA": Vaccine("14745005", "85", "J07BC02"),
    "HepAB": Vaccine("333702001", "104", "J07BC20"),
    "HA-Typh-I": Vaccine("333707007", "", "J07CA10"),
    "Rot": Vaccine("116077000", "122", ""),
    "Pneu-C": Vaccine("7261000087106", "152", "J07AL02"),
    "Pneumovax": Vaccine("7251000087108", "33", "J07AL01"),
    "M": Vaccine("386012008", "05", "J07BD01"),
    "MR": Vaccine("7281000087100", "04", "J07BD53"),
    "MMR": Vaccine("61153008", "03", "J07BD52"),
    "MMRV": Vaccine("419550004", "94", "J07BD54"),
    "VZ": Vaccine("108729007", "21", "J07BK01"),
    "HZV": Vaccine("407737004", "121", "J07BK02"),
    "RZV": Vaccine("", "", "J07BK03"),
    "Men-P-AC": Vaccine("7091000087106", "", "J07AH03"),
    "Men-P-ACWY": Vaccine("7101000087101", "32", "J07AH04"),
    "Men-C-ACYW-135": Vaccine("7121000087107", "147", "J07AH08"),
    "MenC-C": Vaccine("359068008", "103", "J07AH07"),
    "rMenB": Vaccine("19461000087101", "163", "J07AH09"),
    "Flu": Vaccine("46233009", "88", "J07BB02"),
    "H1N1": Vaccine("443651005", "128", "J07BB02"),
    "HPV Vaccine": Vaccine("424519000", "137", "J07BM"),
    "COVID-19": Vaccine("", "213", "J07BN"),
    "BCG": Vaccine("418268006", "19", "J07AN01"),
    "YF": Vaccine("56844000", "37", "J07BL01"),
    "TBE": Vaccine("333699008", "77", "J07BA01"),
    "JE": Vaccine("333697005", "129", "J07BA02"),
    "Rabies": Vaccine("3526007", "90", "J07BG01"),
    "Typhoid": Vaccine("412324003", "101", "J07AP03"),
    "Typh-O": Vaccine("346696005", "25", "J07AP01"),
    "CHOLERA": Vaccine("35736007", "26", "J07AE01"),
    "Chol-Ecol-O": Vaccine("7721000087106", "26", "J07AE01"),
}
SNOMED: Final = {name: vaccine.snomed for name, vaccine in VACCINES.items() if vaccine.snomed}
CVX: Final = {name: vaccine.cvx for name, vaccine in VACCINES.items() if vaccine.cvx}
ATC: Final = {name: vaccine.atc for name, vaccine in VACCINES.items() if vaccine.atc}

# Types that are no vaccines. What is done to a patient, and what is found in a sample or asked.
PROCEDURES: Final = ("PAP", "HPV-CERVIX", "MAM", "COLONOSCOPY", "BMD", "PHV", "OtherB")
TESTS: Final = (
    "FOBT", "PSA", "HIV", "HepB screen", "HepC screen", "VDRL", "chlamydia", "ghonorrhea PCR", "Tuberculosis",
)  # fmt: skip
# Asked, neither done nor given: measurements say the same with an answer.
ASKED: Final = ("Smoking",)
# What the tests of a public health unit are called: parts of their names. No vaccine's name has them.
TEST_WORDS: Final = (
    "screen", "serology", "culture", "NAAT", "viral swab", "pregnancy test", "HIV", "trichomania", "yeast",
    "bacterial vaginosis",
)  # fmt: skip

# preventionsExt `route` as SNOMED CT.
ROUTE: Final = {"IM": "78421000", "SC": "34206005", "ID": "372464004", "PO": "26643006", "IN": "46713006"}
# preventionsExt `location` as v3-ActSite, which knows arms; the others are text.
SITE: Final = {"Arm Lt": "LA", "Arm Rt": "RA"}

# Procedure.code.
PROCEDURE_SNOMED: Final = {"COLONOSCOPY": "73761001"}
PROCEDURE_LOINC: Final = {"MAM": "24606-6", "BMD": "38269-7"}
