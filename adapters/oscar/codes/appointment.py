"""What OSCAR stores about appointments, and what it is in FHIR R4. See `chart` for how the tables are read.

appointment.status is a letter, upper case and lower case apart, and behind it S or V where a note about the visit was
signed or verified. a to f are the clinic's own states, said to be booked until the clinic says otherwise.
"""

from __future__ import annotations

from typing import Final

# The letters of somebody who came: Here, Picked, Empty Room (what that means is the clinic's), Billed.
CAME: Final = ("H", "P", "E", "B")
SIGNED: Final = tuple(letter + mark for letter in CAME for mark in "SV")

APPOINTMENT_STATUS: Final = {
    "t": "booked",
    "T": "booked",  # the day's sheet is printed
    "h": "booked",  # confirmed
    **dict.fromkeys("abcdef", "booked"),
    "H": "arrived",
    "P": "checked-in",
    "E": "checked-in",
    "B": "fulfilled",
    "N": "noshow",
    "C": "cancelled",
    "D": "entered-in-error",
    **dict.fromkeys(SIGNED, "fulfilled"),
}
ENCOUNTER_STATUS: Final = {
    "H": "arrived",
    "P": "in-progress",
    "E": "in-progress",
    "B": "finished",
    **dict.fromkeys(SIGNED, "finished"),
}

# appointment.urgency
PRIORITY: Final = {"critical": 1}

# LookupListItem.label of the list reasonCode, in v2-0276. The others have no code there.
REASON: Final = {"Follow-Up": "FOLLOWUP"}

# Words in appointment.type that tell that nobody came in person.
NOT_IN_PERSON: Final = ("phone", "video", "virtual", "tele")
