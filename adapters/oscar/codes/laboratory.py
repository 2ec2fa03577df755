"""What laboratories write in HL7 v2 messages and what it is in FHIR R4.

Tables of HL7 v2: 0085 (status of a result), 0123 (status of a report), 0078 (flags). A value that is not listed has
no code: it is served as text where there is a place for text, else left out, never guessed.
"""

from __future__ import annotations

from typing import Final

from profiles.ca_core import systems

from .chart import BLOOD_PRESSURE, OXIMETRY, VITAL_CODE, VITALS

# OBX-11. `E` (partial) is OSCAR's.
RESULT_STATUS: Final = {
    "F": "final",
    "U": "final",
    "C": "corrected",
    "A": "amended",
    "B": "amended",
    "P": "preliminary",
    "R": "preliminary",
    "S": "preliminary",
    "E": "preliminary",
    "I": "registered",
    "O": "registered",
    "X": "cancelled",
    "D": "entered-in-error",
    "W": "entered-in-error",
}

# OBR-25 and hl7TextInfo.report_status.
REPORT_STATUS: Final = {
    "F": "final",
    "C": "corrected",
    "A": "partial",
    "E": "partial",
    "P": "preliminary",
    "R": "preliminary",
    "I": "registered",
    "O": "registered",
    "S": "registered",
    "X": "cancelled",
}
UNKNOWN_STATUS: Final = "unknown"
RESULT_STATUSES: Final = {status: status for status in (*RESULT_STATUS.values(), UNKNOWN_STATUS)}
REPORT_STATUSES: Final = {status: status for status in (*REPORT_STATUS.values(), UNKNOWN_STATUS)}
FINISHED: Final = frozenset({"final", "corrected", "amended"})

# OBX-8: the codes that v2 and R4's ObservationInterpretation share.
FLAGS: Final = {
    flag: flag for flag in ("N", "L", "H", "LL", "HH", "<", ">", "A", "AA", "U", "D", "B", "W", "S", "R", "I")
}

# OBX-3.3 and OBX-5.3: whose code it is.
CODE_SYSTEM: Final = {"LN": systems.LOINC, "LOINC": systems.LOINC, "SCT": systems.SNOMED_CT, "I10": systems.ICD_10}

# hl7TextMessage.type of laboratories whose test codes are LOINC without saying so.
SENDS_LOINC: Final = frozenset({"PATHL7", "ExcellerisON", "OLIS_HL7"})

# What is measured at a visit is no laboratory's to say: a code of a vital sign in a message is only the laboratory's
# own code. So a search for a vital sign needs no look into messages.
VITAL_SIGNS: Final = tuple(
    dict.fromkeys([*VITAL_CODE.values(), BLOOD_PRESSURE.code, OXIMETRY.code, VITALS["BPS"].code, VITALS["BPD"].code])
)

# LOINC codes that laboratories and measurementMap use for something else: the code of what is meant.
MEANT: Final = {
    "9322-9": "32309-7",  # total cholesterol to HDL: the first is the percentile, results are the ratio
}
# Where the files in a message begin, in base64, and what they are.
FILE_TYPES: Final = {
    "JVBERi0": "application/pdf",
    "/9j/": "image/jpeg",
    "iVBORw0KGgo": "image/png",
    "e1xydGY": "application/rtf",
}
PLAIN_TEXT: Final = "text/plain"
OTHER_FILE: Final = "application/octet-stream"

# What kind of report it is, beside the laboratory's name for the order (LOINC).
REPORT: Final = "11502-2"

# The same, where the unit tells it: an albumin to creatinine ratio in mg/mmol is no ratio of masses.
MEANT_IN_UNIT: Final = {("9318-7", "mg/mmol"): "32294-1"}

# Units as laboratories write them, in lower case and without blanks, and their UCUM codes. The unit itself is served
# as it was written.
UCUM: Final = {
    "%": "%",
    "l/l": "L/L",
    "g/l": "g/L",
    "mg/l": "mg/L",
    "ug/l": "ug/L",
    "µg/l": "ug/L",
    "ng/l": "ng/L",
    "mmol/l": "mmol/L",
    "umol/l": "umol/L",
    "µmol/l": "umol/L",
    "nmol/l": "nmol/L",
    "pmol/l": "pmol/L",
    "u/l": "U/L",
    "miu/l": "m[IU]/L",
    "miu/ml": "m[IU]/mL",
    "fl": "fL",
    "pg": "pg",
    "x10e9/l": "10*9/L",
    "x109/l": "10*9/L",
    "x10^9/l": "10*9/L",
    "x10*9/l": "10*9/L",
    "10e9/l": "10*9/L",
    "10^9/l": "10*9/L",
    "10*9/l": "10*9/L",
    "x10e12/l": "10*12/L",
    "x1012/l": "10*12/L",
    "x10^12/l": "10*12/L",
    "x10*12/l": "10*12/L",
    "10e12/l": "10*12/L",
    "10^12/l": "10*12/L",
    "10*12/l": "10*12/L",
    "mg/mmol": "mg/mmol",
    "ml/min": "mL/min",
    "ml/min/1.73m2": "mL/min/{1.73_m2}",
    "ml/min/1.73m^2": "mL/min/{1.73_m2}",
    "mm/h": "mm/h",
    "mm/hr": "mm/h",
    "s": "s",
    "sec": "s",
    "inr": "{INR}",
    "ratio": "{ratio}",
    "/hpf": "/[HPF]",
}

# measurementsExt.val of `abnormal`: A is high or abnormal alike, so it has no narrower code.
ABNORMAL: Final = {"A": "A", "H": "H", "L": "L", "N": "N"}

UCUM_CODES: Final = {code: code for code in UCUM.values()}

# patientLabRouting.lab_type of what stands in hl7TextMessage.
HL7: Final = "HL7"
# providerLabRouting.status of a provider who has looked at the report.
ACKNOWLEDGED: Final = "A"
# hl7TextMessage.type of the laboratory whose versions have the filler's number in common as well.
BY_FILLER_TOO: Final = "CLS"

# measurementsExt.keyval
FROM_LABORATORY: Final = "lab_no"
BLOCKED: Final = "blocked"

# A message that can be read begins with these letters: `MSH|^~` in base64.
MESSAGE: Final = "TVNIfF5+"
