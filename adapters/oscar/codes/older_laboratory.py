"""What CML and MDS wrote into their own tables, before HL7 messages were kept as they came.

The letters of results and flags are those of HL7 v2 (`laboratory`).
"""

from __future__ import annotations

from typing import Final

# patientLabRouting.lab_type
CML: Final = "CML"
MDS: Final = "MDS"

# labPatientPhysicianInfo.lab_status. Of the results in a partial report nobody says which are final.
CML_REPORT_STATUS: Final = {"F": "final", "P": "partial"}
CML_RESULT_STATUS: Final = {"F": "final"}

# labTestResults.line_type
RESULT: Final = "C"
COMMENT: Final = "D"

# mdsZFR.reportFormStatus of a form that is finished
FINISHED: Final = "1"

# mdsNTE.sourceOfComment: a text behind three signs, or one sign and the number of texts in mdsZMC.
WRITTEN: Final = "M"
CODED: Final = "MC"

MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
