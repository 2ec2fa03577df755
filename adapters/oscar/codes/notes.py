"""Notes: under which headings of the chart they stand, whose are open, what they are (facts: oscar.md 3.2, 9, 17)."""

from __future__ import annotations

from typing import Final

# issue.code of the chart's headings: a note under one of them is an item of the chart, any other a note of a visit.
CONCERNS: Final = "Concerns"
HISTORY: Final = "MedHistory"
FAMILY: Final = "FamHistory"
SOCIAL: Final = "SocHistory"
RISKS: Final = "RiskFactors"
REMINDERS: Final = "Reminders"
MEDICATIONS: Final = "OMeds"
HEADINGS: Final = (CONCERNS, HISTORY, FAMILY, SOCIAL, RISKS, REMINDERS, MEDICATIONS)

# Author of what OSCAR writes by itself: the index of documents, ticklers, imports.
SYSTEM: Final = "-1"

# Notes are read by program and role. Everybody in the clinic is in the program of this name, and reads what doctors
# and nurses write; other programs and roles are closed until the EHR's privileges are asked.
OPEN_PROGRAM: Final = "OSCAR"
OPEN_ROLES: Final = ("doctor", "nurse")
NONE: Final = ("", "0")

# LOINC
NOTE: Final = "11506-3"  # Progress note
OLD_CHART: Final = "11503-0"  # Medical records
SOCIAL_HISTORY: Final = "29762-2"  # Social history Narrative

# v3-RoleCode: somebody of the family, whoever it is
FAMILY_MEMBER: Final = "FAMMEMB"

# casemgmt_note_link.table_name, of tables whose rows are one resource each, of a type that the number tells. A drug is
# an order or a statement, a prevention one of three types, a message several reports.
ALLERGY: Final = 3
DOCUMENT: Final = 5
FORM: Final = 6
TICKLER: Final = 10
APPOINTMENT: Final = 11

# casemgmt_note_ext.key_val
START: Final = "Start Date"
RESOLUTION: Final = "Resolution Date"
AGE: Final = "Age at Onset"
TREATMENT: Final = "Treatment"
RELATIONSHIP: Final = "Relationship"
