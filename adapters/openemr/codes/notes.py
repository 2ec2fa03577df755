"""OpenEMR's stored codes of notes. See `chart` for how they are read."""

from __future__ import annotations

from typing import Final

# form_clinical_notes.clinical_notes_category
CATEGORY_LIST: Final = "Clinical_Note_Category"

# What a SOAP note is (LOINC).
PROGRESS_NOTE: Final = "11506-3"
