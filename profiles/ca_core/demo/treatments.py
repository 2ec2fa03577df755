"""What invented patients take, and what they are vaccinated against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Drug:
    """A drug as it is prescribed; `din` is '' where none is known here. `days` 0: for good."""

    brand: str
    generic: str
    atc: str
    din: str
    unit: str
    often: str
    days: int
    icd9: str


DRUGS: Final = (
    Drug("NOVAMOXIN 250MG", "AMOXICILLIN", "J01CA04", "00406724", "cap", "TID", 10, "382"),
    Drug("LIPITOR 10MG", "ATORVASTATIN", "C10AA05", "02230711", "tab", "QHS", 0, "2724"),
    Drug("METFORMIN 500MG", "METFORMIN", "A10BA02", "", "tab", "BID", 0, "250"),
    Drug("RAMIPRIL 5MG", "RAMIPRIL", "C09AA05", "", "cap", "OD", 0, "401"),
    Drug("SYNTHROID 0.1MG", "LEVOTHYROXINE", "H03AA01", "", "tab", "QAM", 0, "2449"),
    Drug("SERTRALINE 50MG", "SERTRALINE", "N06AB06", "", "cap", "OD", 90, "311"),
    Drug("PANTOPRAZOLE 40MG", "PANTOPRAZOLE", "A02BC02", "", "tab", "OD", 56, "53081"),
    Drug("TYLENOL 325MG", "ACETAMINOPHEN", "N02BE01", "", "tab", "Q4-6H", 7, "7242"),
)
