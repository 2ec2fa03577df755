"""OpenEMR's tables, as far as the maps need them, in the shape of the newest schema (8.2).

Names and case are the vendor's. `since` is the release that brought the column; the oldest release in reach
is 5.0.0. Indexes are those of every release.
Rows are joined by `pid` and `encounter`, never by `id`: `patient_data.id` and `form_encounter.id` are other
numbers.
"""

from __future__ import annotations

from .audit import log
from .base import metadata
from .chart import form_encounter, form_vitals, forms, issue_encounter, lists, lists_touch
from .clinic import facility, users, version
from .registration import patient_data, patient_history

__all__ = [
    "facility",
    "form_encounter",
    "form_vitals",
    "forms",
    "issue_encounter",
    "lists",
    "lists_touch",
    "log",
    "metadata",
    "patient_data",
    "patient_history",
    "users",
    "version",
]
