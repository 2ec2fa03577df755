"""`measurements.type` of what is typed in and is no vital sign: what it is in LOINC, and its unit.

The unit is the type's; the instruction beside a value tells it only where it is another. Types without a code that is
sure are left out: EGFR names no formula, CEA, C3, CRCL and VLOA have units that do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

LABORATORY: Final = "laboratory"
SOCIAL: Final = "social-history"
SURVEY: Final = "survey"

# type → (LOINC, unit in UCUM); the unit is written as its code, but for those of UNIT_TEXT.
_LABORATORY: Final = {
    "A1C": ("4548-4", "%"),
    "FBS": ("14771-0", "mmol/L"),
    "BG": ("15074-8", "mmol/L"),
    "GCT": ("14754-6", "mmol/L"),
    "GT1": ("14756-1", "mmol/L"),
    "GT2": ("14995-5", "mmol/L"),
    "TCHL": ("14647-2", "mmol/L"),
    "HDL": ("14646-4", "mmol/L"),
    "LDL": ("22748-8", "mmol/L"),
    "TG": ("14927-8", "mmol/L"),
    "TRIG": ("14927-8", "mmol/L"),
    "TCHD": ("32309-7", "{ratio}"),
    "APOB": ("1884-6", "g/L"),
    "ACR": ("32294-1", "mg/mmol{creat}"),
    "24UA": ("1755-8", "mg/(24.h)"),
    "SCR": ("14682-9", "umol/L"),
    "BUN": ("14937-7", "mmol/L"),
    "Napl": ("2951-2", "mmol/L"),
    "Kpl": ("2823-3", "mmol/L"),
    "Clpl": ("2075-0", "mmol/L"),
    "HCO3": ("1963-8", "mmol/L"),
    "CA": ("2000-8", "mmol/L"),
    "MG": ("2601-3", "mmol/L"),
    "PHOS": ("14879-1", "mmol/L"),
    "URIC": ("14933-6", "umol/L"),
    "ALB": ("1751-7", "g/L"),
    "PROT": ("2885-2", "g/L"),
    "BILI": ("14631-6", "umol/L"),
    "ALT": ("1742-6", "U/L"),
    "AST": ("1920-8", "U/L"),
    "ALP": ("6768-6", "U/L"),
    "GGT": ("2324-2", "U/L"),
    "CK": ("2157-6", "U/L"),
    "CRP": ("1988-5", "mg/L"),
    "ESR": ("30341-2", "mm/h"),
    "Hb": ("718-7", "g/L"),
    "WBC": ("6690-2", "10*9/L"),
    "PLT": ("777-3", "10*9/L"),
    "MCV": ("787-2", "fL"),
    "Fer": ("2276-4", "ug/L"),
    "TSAT": ("14801-5", "%"),
    "VB12": ("14685-2", "pmol/L"),
    "INR": ("6301-6", "{INR}"),
    "TSH": ("3016-3", "m[IU]/L"),
    "FT4": ("14920-3", "pmol/L"),
    "FT3": ("14928-6", "pmol/L"),
    "iPTH": ("14866-8", "pmol/L"),
    "PSA": ("2857-1", "ug/L"),
    "FTST": ("14914-6", "nmol/L"),
    "LITH": ("14334-7", "mmol/L"),
    "DIG": ("14698-5", "nmol/L"),
    "DIL": ("14877-5", "umol/L"),
    "AFP": ("1834-1", "ug/L"),
    "C125": ("10334-1", "k[arb'U]/L"),
    "C153": ("6875-9", "k[arb'U]/L"),
    "C199": ("24108-3", "k[arb'U]/L"),
    "CD4P": ("8123-2", "%"),
}
_SOCIAL: Final = {
    "NOSK": ("64218-1", "{cigarettes}/d"),
    "SmkS": ("64218-1", "{cigarettes}/d"),
    "POSK": ("8663-7", "{packs}/d"),
    "SmkD": ("8663-7", "{packs}/d"),
    "SmkPY": ("8664-5", "{pack-years}"),
}
_SURVEY: Final = {
    "P": ("11977-6", "{#}"),
    "G": ("11996-6", "{#}"),
    "TERM": ("11639-2", "{#}"),
    "PRET": ("11637-6", "{#}"),
    "TOP": ("11613-7", "{#}"),
    "ECTP": ("33065-4", "{#}"),
    "PHQ9": ("44261-6", "{score}"),
    "GAD7": ("70274-6", "{score}"),
}
NUMBERS: Final = {**_LABORATORY, **_SOCIAL, **_SURVEY}
UNIT_TEXT: Final = {"{ratio}": "ratio", "{INR}": "INR", "{#}": "", "{score}": "", "m[IU]/L": "mIU/L"}

SMOKING: Final = {"SMK": "72166-2", "SKST": "72166-2"}
# Whether it is there, as Yes or No; two types have another code than the one for an amount.
PRESENCE: Final = {
    "HpBS": "5196-1",
    "HpBA": "22322-2",
    "HpCA": "16128-1",
    "HpAI": "32018-4",
    "VDRL": "5292-8",
    "ANA": "8061-4",
    "FOBT": "2335-8",
    "FIT": "29771-3",
}
DATES: Final = {"LMP": "8665-2", "EDC": "11778-8", "SmkC": "74010-0"}
TEXTS: Final = {"ABO": "883-9", "Rh": "10331-7", "CVRP": "94309-2", "ALC": "11331-6", "NYHA": "88020-3"}

# SMK and SKST: `No` does not tell who never smoked from who no longer does, and `X` is not explained.
SMOKER: Final = {"Yes": "77176002"}
FOUND: Final = {"Yes": "POS", "pos": "POS", "positive": "POS", "No": "NEG", "neg": "NEG", "negative": "NEG"}

# Glycated hemoglobin by its size: a fraction, percent, or mmol/mol, which is another code.
A1C: Final = "A1C"
FRACTION: Final = r" *0?\.[0-9]{1,6}"
MMOL_PER_MOL: Final = r" *(2[6-9]|[3-9][0-9]|1[0-9]{2})(\.[0-9]{1,6})?"
A1C_IFCC: Final = "59261-8"
# Hemoglobin below 25 is in g/dL.
HEMOGLOBIN: Final = "Hb"
PER_DECILITRE: Final = r" *(1?[0-9]|2[0-4])(\.[0-9]{1,6})?"

NUMERIC: Final = r" *(<=|>=|<|>)? *-?[0-9]{1,9}(\.[0-9]{1,6})?"
DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# What an instruction says where the unit is not the type's.
OTHER_UNITS: Final = ("mg/dl", "g/dl", "mmol/mol", "ug/dl", "ng/ml", "mcg")


def _codes() -> Iterator[tuple[str, str]]:
    yield from ((kind, code) for kind, (code, _) in NUMBERS.items())
    for table in (SMOKING, PRESENCE, DATES, TEXTS):
        yield from table.items()


def _categories() -> Iterator[tuple[str, str]]:
    groups = {
        LABORATORY: (*_LABORATORY, *PRESENCE, "ABO", "Rh", "CVRP"),
        SOCIAL: (*_SOCIAL, *SMOKING, "SmkC", "ALC"),
        SURVEY: (*_SURVEY, "LMP", "EDC", "NYHA"),
    }
    for category, kinds in groups.items():
        yield from ((kind, category) for kind in kinds)


CODE: Final = dict(_codes())
CATEGORY: Final = dict(_categories())
UNIT_CODE: Final = {kind: unit for kind, (_, unit) in NUMBERS.items()}
UNIT: Final = {kind: UNIT_TEXT.get(unit, unit) for kind, unit in UNIT_CODE.items() if UNIT_TEXT.get(unit, unit)}
