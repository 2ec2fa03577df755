"""The further parts of the clinic and of each chart, one module each."""

from __future__ import annotations

from .administration import ADMINISTRATION
from .appointments import APPOINTMENTS
from .documents import PAPERS
from .encounter_forms import ENCOUNTER_FORMS
from .laboratory import LABORATORY
from .medication import MEDICATION
from .notes import NOTES
from .older_laboratory import OLDER_LABORATORY
from .orders import ORDERS
from .page import Chapter
from .prevention import PREVENTION
from .schedule import SCHEDULE

CHAPTERS: tuple[Chapter, ...] = (
    MEDICATION,
    PREVENTION,
    ORDERS,
    PAPERS,
    SCHEDULE,
    ADMINISTRATION,
    APPOINTMENTS,
    LABORATORY,
    NOTES,
    OLDER_LABORATORY,
    ENCOUNTER_FORMS,
)
