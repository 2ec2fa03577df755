"""The further parts of the clinic and of each chart, one module each."""

from __future__ import annotations

from .calendar import CALENDAR
from .documents import PAPERS
from .history import HISTORY
from .medication import MEDICATION
from .notes import NOTES
from .orders import ORDERS
from .page import Chapter
from .people import PEOPLE

CHAPTERS: tuple[Chapter, ...] = (PEOPLE, CALENDAR, NOTES, MEDICATION, ORDERS, HISTORY, PAPERS)
