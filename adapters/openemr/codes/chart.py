"""OpenEMR's stored codes and what they are in FHIR R4.

`X` reads (stored → FHIR), `X_WRITE` writes (FHIR → stored). The lists are the stock options; a clinic can
edit them. A stored value that is not listed has no code: it is served as text where there is a place for
text, else left out, never guessed. Text keys are compared as the database compares them, so `male` and
`Male` are one; None is the empty column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from profiles.ca_core import systems

# patient_data.sex, list `sex`; single letters in older rows. The list has nothing for `other`.
GENDER: Final = {"Male": "male", "M": "male", "Female": "female", "F": "female", "UNK": "unknown"}
GENDER_WRITE: Final = {"male": "Male", "female": "Female", "unknown": "UNK"}

# patient_data.status, list `marital`; the letters are OpenEMR's own, from the notes of its list.
MARITAL: Final = {
    "married": "M",
    "single": "S",
    "divorced": "D",
    "widowed": "W",
    "separated": "L",
    "domestic partner": "T",
}
MARITAL_WRITE: Final = {code: stored for stored, code in MARITAL.items()}

# users.active and facility.inactive.
USER_ACTIVE: Final = {0: False, 1: True}
FACILITY_ACTIVE: Final = {0: True, 1: False}

# lists.severity_al, list `severity_ccda`: how bad the reaction was, and so how bad it could be again.
ALLERGY_SEVERITY: Final = {
    "mild": "mild",
    "mild_to_moderate": "mild",
    "moderate": "moderate",
    "moderate_to_severe": "moderate",
    "severe": "severe",
    "life_threatening_severity": "severe",
    "fatal": "severe",
}
ALLERGY_SEVERITY_WRITE: Final = {"mild": "mild", "moderate": "moderate", "severe": "severe"}
ALLERGY_CRITICALITY: Final = {
    "mild": "low",
    "mild_to_moderate": "low",
    "moderate": "low",
    "moderate_to_severe": "high",
    "severe": "high",
    "life_threatening_severity": "high",
    "fatal": "high",
    "unassigned": "unable-to-assess",
}

# lists.reaction, list `reaction`: said nothing about.
NO_REACTION: Final = ("unassigned",)

# What somebody without allergies has: a code of SNOMED CT.
NO_KNOWN_ALLERGY: Final = "716186003"

# lists.verification: FHIR's own codes. OpenEMR itself takes an empty one of a problem for confirmed, which is
# more than the row says.
ENTERED_IN_ERROR: Final = "entered-in-error"
VERIFICATION: Final = {
    "unconfirmed": "unconfirmed",
    "confirmed": "confirmed",
    "refuted": "refuted",
    ENTERED_IN_ERROR: ENTERED_IN_ERROR,
}

# lists.type of what is a Condition.
PROBLEM: Final = {"medical_problem": "problem-list-item", "dental": "problem-list-item"}
DENTAL: Final = {"dental": "Dental"}
HEALTH_CONCERN: Final = {"health_concern": "health-concern"}
CONDITION_TYPES: Final = (*PROBLEM, *HEALTH_CONCERN)

# lists.diagnosis of an allergy: who names it by a code of drugs means a drug.
DRUG_CODES: Final = ("RXCUI:", "RXNORM:", "NDC:")

# lists.outcome, list `outcome`.
OUTCOME_RESOLVED: Final = 1

# TYPE of the `TYPE:CODE` texts. OpenEMR ships the United States' editions of ICD; a Canadian site may have
# loaded ICD-10-CA under the same name.
CODE_SYSTEM: Final = {
    "ICD9": systems.ICD_9_CM,
    "ICD10": systems.ICD_10_CM,
    "SNOMED": systems.SNOMED_CT,
    "SNOMED-CT": systems.SNOMED_CT,
    "SNOMED-PR": systems.SNOMED_CT,
    "RXCUI": systems.RXNORM,
    "RXNORM": systems.RXNORM,
    "NDC": systems.NDC,
    "CVX": systems.CVX,
    "LOINC": systems.LOINC,
}

# form_encounter.class_code, list `_ActEncounterCode`: the codes are FHIR's. AMB is the column's default.
ENCOUNTER_CLASS_DISPLAY: Final = {
    "AMB": "ambulatory",
    "EMER": "emergency",
    "FLD": "field",
    "HH": "home health",
    "IMP": "inpatient encounter",
    "ACUTE": "inpatient acute",
    "NONAC": "inpatient non-acute",
    "OBSENC": "observation encounter",
    "PRENC": "pre-admission",
    "SS": "short stay",
    "VR": "virtual",
}
AMBULATORY: Final = "AMB"  # where the column is missing
ENCOUNTER_CLASS: Final[Mapping[str | None, str]] = {
    None: AMBULATORY,
    **{code: code for code in ENCOUNTER_CLASS_DISPLAY},
}


@dataclass(frozen=True)
class Unit:
    """A unit as UCUM code and as people write it."""

    code: str
    text: str


@dataclass(frozen=True)
class Conversion:
    """served = stored × factor + offset, rounded to `places`; `stored` is the unit in the table."""

    stored: Unit
    factor: str
    places: int
    offset: str = "0"


@dataclass(frozen=True)
class Vital:
    """What a column of form_vitals is: LOINC code and display, and the unit served with its conversion."""

    text: str
    code: str
    display: str
    unit: Unit
    conversion: Conversion | None = None


PERCENT: Final = Unit("%", "%")
MMHG: Final = Unit("mm[Hg]", "mmHg")
CM: Final = Unit("cm", "cm")

# Places such that what was entered in metric comes back as it was entered: the table keeps pounds and inches
# rounded; kilograms survive that with two places, centimetres with one. The offset is -32 × factor, digit by
# digit, so that 32 °F is 0.
FROM_POUND: Final = Conversion(Unit("[lb_av]", "lb"), "0.45359237", 2)
FROM_INCH: Final = Conversion(Unit("[in_i]", "in"), "2.54", 1)
FROM_FAHRENHEIT: Final = Conversion(
    Unit("[degF]", "°F"), "0.5555555555555555555555555556", 1, "-17.7777777777777777777777777792"
)

# Columns of form_vitals of one number each. 0 and '' are "not measured".
VITALS: Final = {
    "weight": Vital("Weight", "29463-7", "Body weight", Unit("kg", "kg"), FROM_POUND),
    "height": Vital("Height", "8302-2", "Body height", CM, FROM_INCH),
    "temperature": Vital("Temperature", "8310-5", "Body temperature", Unit("Cel", "°C"), FROM_FAHRENHEIT),
    "pulse": Vital("Pulse", "8867-4", "Heart rate", Unit("/min", "/min")),
    "respiration": Vital("Respiration", "9279-1", "Respiratory rate", Unit("/min", "/min")),
    "BMI": Vital("BMI", "39156-5", "Body mass index (BMI) [Ratio]", Unit("kg/m2", "kg/m2")),
    "waist_circ": Vital(
        "Waist circumference", "8280-0", "Waist Circumference at umbilicus by Tape measure", CM, FROM_INCH
    ),
    "head_circ": Vital("Head circumference", "9843-4", "Head Occipital-frontal circumference", CM, FROM_INCH),
    "oxygen_saturation": Vital("Oxygen saturation", "2708-6", "Oxygen saturation in Arterial blood", PERCENT),
    "oxygen_flow_rate": Vital("Oxygen flow rate", "3151-8", "Inhaled oxygen flow rate", Unit("L/min", "L/min")),
    "inhaled_oxygen_concentration": Vital(
        "Inhaled oxygen concentration", "3150-0", "Inhaled oxygen concentration", PERCENT
    ),
    "ped_weight_height": Vital("Weight for length percentile", "77606-2", "Weight-for-length Per age and sex", PERCENT),
    "ped_bmi": Vital("BMI percentile", "59576-9", "Body mass index (BMI) [Percentile] Per age and sex", PERCENT),
    "ped_head_circ": Vital(
        "Head circumference percentile",
        "8289-1",
        "Head Occipital-frontal circumference Percentile",
        PERCENT,
    ),
}
BLOOD_PRESSURE: Final = Vital("Blood pressure", "85354-9", "Blood pressure panel with all children optional", MMHG)
SYSTOLIC: Final = Vital("Systolic", "8480-6", "Systolic blood pressure", MMHG)
DIASTOLIC: Final = Vital("Diastolic", "8462-4", "Diastolic blood pressure", MMHG)

# form_vital_details.interpretation_option_id, list `vitals-interpretation`: the codes are HL7's.
INTERPRETATION: Final = {code: code for code in ("N", "H", "L", "A", "AA", "HH", "LL", "HU", "LU")}

# The second coding of oxygen_saturation: how it was measured.
OXIMETRY: Final = Vital("", "59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", PERCENT)
