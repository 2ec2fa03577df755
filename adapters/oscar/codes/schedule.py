"""What OSCAR stores about a day's schedule, and what it is in FHIR R4. See `chart` for how the tables are read."""

from __future__ import annotations

from typing import Final

# A stretch of a template's timecode in which nobody can be booked.
CLOSED: Final = frozenset("_ ")

# appointment.status: the letters of visits that take no time: cancelled, did not come, deleted. Case counts.
NO_TIME: Final = frozenset("CND")

# appointment.name of a stretch that somebody has closed by hand, in any case.
BLOCKED: Final = "do_not_book"

# Slot.status: what the reader of a day says.
FREE: Final = "free"
BUSY: Final = "busy"
UNAVAILABLE: Final = "busy-unavailable"
SLOT_STATUS: Final = {FREE: FREE, BUSY: BUSY, UNAVAILABLE: UNAVAILABLE}
