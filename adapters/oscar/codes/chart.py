"""OSCAR's stored codes and what they are in FHIR R4.

`X` reads (stored → FHIR), `X_WRITE` writes (FHIR → stored). A stored value that is not listed has no code:
it is served as text where there is a place for text, else left out, never guessed. Text keys are compared
as the database compares them, so `m` and `M` are one; None is the empty column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from profiles.ca_core import systems

# demographic.patient_status. Free text of the clinic's own occurs too.
ACTIVE: Final = {
    "AC": True,
    "IN": False,
    "DE": False,  # deceased
    "MO": False,  # moved
    "FI": False,  # dismissed
    "IC": False,
    "ID": False,
    "MERGED": False,
}
ACTIVE_WRITE: Final = {True: "AC", False: "IN"}
DECEASED: Final = {"DE": True}

# demographic.sex and provider.sex: T until OSCAR 19, X since; U is Undefined in the older, Undisclosed in
# the newer.
GENDER: Final = {"M": "male", "F": "female", "O": "other", "T": "other", "X": "other", "U": "unknown"}
GENDER_WRITE: Final = {"male": "M", "female": "F", "other": "O", "unknown": "U"}

# demographic.hc_type: who issued the health card. OT, PP and US-XX are nobody's health number.
HEALTH_NUMBER_SYSTEM: Final = {
    **systems.HEALTH_NUMBER,
    "NF": systems.HEALTH_NUMBER["NL"],
    "PEI": systems.HEALTH_NUMBER["PE"],
    "QC-RAMQ": systems.HEALTH_NUMBER["QC"],
}
HEALTH_NUMBER_SYSTEM_WRITE: Final = {system: province for province, system in systems.HEALTH_NUMBER.items()}

# demographic.official_lang and spoken_lang, whose names are those of ISO 639; the commonest here. Tags of BCP 47.
LANGUAGE: Final = {"English": "en", "French": "fr"}
SPOKEN_LANGUAGE: Final = {
    **LANGUAGE,
    "Arabic": "ar",
    "Bengali": "bn",
    "Cree": "cr",
    "German": "de",
    "Greek": "el",
    "Gujarati": "gu",
    "Hindi": "hi",
    "Inuktitut": "iu",
    "Italian": "it",
    "Korean": "ko",
    "Polish": "pl",
    "Portuguese": "pt",
    "Punjabi": "pa",
    "Russian": "ru",
    "Spanish": "es",
    "Tagalog": "tl",
    "Tamil": "ta",
    "Ukrainian": "uk",
    "Urdu": "ur",
    "Vietnamese": "vi",
}

# What stands for nobody in the columns that hold a provider number; -1 is the system itself.
NOBODY: Final = ("", "0", "-1")

# Columns of type DATE hold it where no date is known.
NO_DATE: Final = "0001-01-01"

# provider.status; nothing at all means inactive too.
PROVIDER_ACTIVE: Final = {None: False, "0": False, "1": True}

# provider.practitionerNoType: the college that gave practitionerNo.
LICENCE_SYSTEM: Final = {
    "CPSO": systems.ON_LICENCE_PHYSICIAN,
    "CNORN": systems.ON_LICENCE_NURSE,
    "CNORPN": systems.ON_LICENCE_NURSE,
    "CNORNP": systems.ON_LICENCE_NURSE,
    "OCP": systems.ON_LICENCE_PHARMACIST,
    "CMO": systems.ON_LICENCE_MIDWIFE,
    **systems.PHYSICIANS_COLLEGE,
}

# allergies.severity_of_reaction. 4 (unknown), 5 (no reaction), 0 and nothing are no severity.
ALLERGY_SEVERITY: Final = {"1": "mild", "2": "moderate", "3": "severe"}
ALLERGY_SEVERITY_WRITE: Final = {"mild": "1", "moderate": "2", "severe": "3"}

# allergies.TYPECODE. 0 is free text and says nothing about the kind; 6, 7, 9 and 10 come from other drug
# databases, with meanings that changed.
ALLERGY_CUSTOM: Final = 0
ALLERGY_ATC: Final = 8
ALLERGY_BRAND: Final = 13
ALLERGY_CATEGORY: Final = dict.fromkeys((8, 11, 12, 13, 14), "medication")

# allergies.DESCRIPTION when it says that there is none (SNOMED CT: of drugs, of anything).
NO_KNOWN_ALLERGY: Final = {
    "NKDA": "409137002",
    "No Known Drug Allergies": "409137002",
    "NKA": "716186003",
    "No Known Allergies": "716186003",
}

# dxresearch.status. D is deleted.
CONDITION_CLINICAL: Final = {"A": "active", "C": "resolved"}

# dxresearch.coding_system. Nothing at all means icd9. ichppccode and msp have no published system.
CODING_SYSTEM: Final = {
    None: systems.ICD_9_CM,
    "icd9": systems.ICD_9_CM,
    "icd10": systems.ICD_10,
    "SnomedCore": systems.SNOMED_CT,
}

# partial_date (table_name, field_name) of the dates whose precision it holds.
PARTIAL_DATE: Final = {
    "allergies.start_date": (1, 1),
    "allergies.entry_date": (1, 2),
    "dxresearch.start_date": (3, 4),
}


@dataclass(frozen=True)
class Unit:
    """A unit as UCUM code and as people write it."""

    code: str
    text: str


@dataclass(frozen=True)
class Vital:
    """What a value of measurements.type is: LOINC code and display ('' where there is none), and its unit."""

    text: str
    unit: Unit
    code: str = ""
    display: str = ""


CM: Final = Unit("cm", "cm")
KG: Final = Unit("kg", "kg")
PERCENT: Final = Unit("%", "%")
MMHG: Final = Unit("mm[Hg]", "mmHg")

_WAIST: Final = Vital("Waist circumference", CM, "8280-0", "Waist Circumference at umbilicus by Tape measure")
_HEAD: Final = Vital("Head circumference", CM, "9843-4", "Head Occipital-frontal circumference")
_OXYGEN: Final = Vital("Oxygen saturation", PERCENT, "2708-6", "Oxygen saturation in Arterial blood")

# measurements.type of one number each. `02` is spelled with a zero. `P` is parity, not pulse.
VITALS: Final = {
    "HT": Vital("Height", CM, "8302-2", "Body height"),
    "WT": Vital("Weight", KG, "29463-7", "Body weight"),
    "BMI": Vital("Body mass index", Unit("kg/m2", "kg/m2"), "39156-5", "Body mass index (BMI) [Ratio]"),
    "WAIS": _WAIST,
    "WC": _WAIST,
    "HIP": Vital("Hip circumference", CM, "62409-8", "PhenX - hip circumference protocol 020801"),
    "WHR": Vital("Waist hip ratio", Unit("{ratio}", "ratio")),
    "HR": Vital("Heart rate", Unit("/min", "/min"), "8867-4", "Heart rate"),
    "TEMP": Vital("Temperature", Unit("Cel", "°C"), "8310-5", "Body temperature"),
    "RESP": Vital("Respiratory rate", Unit("/min", "/min"), "9279-1", "Respiratory rate"),
    "02": _OXYGEN,
    "O2": _OXYGEN,
    "02SA": _OXYGEN,
    "HEAD": _HEAD,
    "HC": _HEAD,
    "BPS": Vital("Systolic blood pressure", MMHG, "8480-6", "Systolic blood pressure"),
    "BPD": Vital("Diastolic blood pressure", MMHG, "8462-4", "Diastolic blood pressure"),
}
VITAL_CODE: Final = {kind: vital.code for kind, vital in VITALS.items() if vital.code}
VITAL_DISPLAY: Final = {kind: vital.display for kind, vital in VITALS.items() if vital.display}
VITAL_UNIT: Final = {kind: vital.unit.text for kind, vital in VITALS.items()}
VITAL_UCUM: Final = {kind: vital.unit.code for kind, vital in VITALS.items()}

# A saturation measured in a clinic is taken with a finger clip; the vital signs profile wants the general
# code too.
OXIMETRY: Final = Vital("", PERCENT, "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry")

# `BP` holds two numbers in one text, "120/80".
BLOOD_PRESSURE: Final = Vital("Blood pressure", MMHG, "85354-9", "Blood pressure panel with all children optional")
