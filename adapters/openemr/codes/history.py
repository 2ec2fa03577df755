"""Codes of what `history_data` tells of habits and of the family.

A habit is packed: `text|status|date|code`, and some columns hold a text alone. The code is an option of the clinic's
list `smoking_status`, of which these are the stock ones.
"""

from __future__ import annotations

from typing import Final

SMOKING_STATUS: Final = ("72166-2", "Tobacco smoking status")
ALCOHOL: Final = ("11331-6", "History of Alcohol use")
DRUGS: Final = ("11343-1", "History of Other nonmedical drug use")
EXERCISE: Final = ("73985-4", "Exercise activity")

# Answers of SNOMED CT to 72166-2, by the option; else by the status.
SMOKING_OPTION: Final = {
    "1": ("449868002", "Smokes tobacco daily"),
    "2": ("428041000124106", "Occasional tobacco smoker"),
    "3": ("8517006", "Ex-smoker"),
    "4": ("266919005", "Never smoked tobacco"),
    "5": ("77176002", "Smoker"),
    "9": ("266927001", "Tobacco smoking consumption unknown"),
}
SMOKING: Final = {
    "currenttobacco": ("77176002", "Smoker"),
    "quittobacco": ("8517006", "Ex-smoker"),
    "nevertobacco": ("266919005", "Never smoked tobacco"),
}
STATUS: Final = {"current": "Current", "quit": "Quit", "never": "Never", "not_applicable": "Not applicable"}

# Who: part, columns, code of v3-RoleCode and words.
FAMILY: Final = (
    ("mth", "mother", "MTH", "mother"),
    ("fth", "father", "FTH", "father"),
    ("sib", "siblings", "SIB", "sibling"),
    ("sps", "spouse", "SPS", "spouse"),
    ("chi", "offspring", "CHILD", "child"),
)
# What runs in the family: part and column, and how it is said in front of what was written.
RELATIVES: Final = (
    ("cancer", "cancer", "Cancer"),
    ("tb", "tuberculosis", "Tuberculosis"),
    ("diabetes", "diabetes", "Diabetes"),
    ("pressure", "high_blood_pressure", "High blood pressure"),
    ("heart", "heart_problems", "Heart problems"),
    ("stroke", "stroke", "Stroke"),
    ("epilepsy", "epilepsy", "Epilepsy"),
    ("mental", "mental_illness", "Mental illness"),
    ("suicide", "suicide", "Suicide"),
)
