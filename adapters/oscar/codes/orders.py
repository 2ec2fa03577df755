"""Referrals and ticklers: how far they are, and how soon they are wanted."""

from __future__ import annotations

from typing import Final

# consultationRequests.status: nothing done, waiting for the specialist, for the patient, completed, booked. Other
# numbers are those of forks.
REQUEST_STATUS: Final = {
    None: "unknown",
    "1": "active",
    "2": "active",
    "3": "active",
    "4": "completed",
    "5": "active",
}
REQUEST_STATUS_OTHER: Final = "unknown"
# consultationRequests.urgency: urgent, not urgent, return. The last has a word beside it.
REQUEST_PRIORITY: Final = {"1": "urgent", "2": "routine", "3": "routine"}
RETURN: Final = {"3": "return"}

# consultationRequests.specId for nobody.
NO_SPECIALIST: Final = ("", "0", "-1")

# consultdocs.doctype: documents and eforms are served under the number that stands beside. Laboratory results are not
# (a message gives several reports), nor forms, nor hospital reports, which are served for each patient.
DOCUMENT: Final = "D"
FORM: Final = "E"

# tickler.status
TASK_STATUS: Final = {"A": "requested", "C": "completed", "D": "cancelled"}
# tickler.priority; R4 has nothing below routine.
TASK_PRIORITY: Final = {"Low": "routine", "Normal": "routine", "High": "urgent"}
# tickler_link.table_name
LINKED_DOCUMENT: Final = "DOC"
