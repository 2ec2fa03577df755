"""OpenEMR's stored codes of the calendar. See `chart` for how they are read."""

from __future__ import annotations

from typing import Final

# openemr_postcalendar_events.pc_apptstatus, list `apptstat`. `-` stands on every visit that was booked as usual.
APPOINTMENT_STATUS: Final = {
    "-": "booked",
    "*": "booked",  # reminded
    "AVM": "booked",
    "SMS": "booked",
    "EMAIL": "booked",
    "^": "pending",
    "#": "pending",
    "@": "arrived",
    "~": "arrived",
    "<": "checked-in",
    "+": "checked-in",
    ">": "fulfilled",
    "$": "fulfilled",
    "x": "cancelled",
    "%": "cancelled",
    "!": "cancelled",
    "?": "noshow",
    "CALL": "waitlist",
}

# A clinic's own words are told by what the list says of them: whether the patient has come, whether he has gone.
CHECKED_IN: Final = "checked-in"
CHECKED_OUT: Final = "fulfilled"
OTHERWISE: Final = "pending"

STATUS_LIST: Final = "apptstat"
NOBODY: Final = ("", "0")
