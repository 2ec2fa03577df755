"""OpenEMR's tables, as far as the maps need them, in the shape of the newest schema (8.2).

Names and case are the vendor's. `since` is the release that brought the column; the oldest release in reach
is 5.0.0. Indexes are those of every release.
Rows are joined by `pid` and `encounter`, never by `id`: `patient_data.id` and `form_encounter.id` are other
numbers.
"""

from __future__ import annotations

from .audit import log
from .base import metadata
from .calendar import openemr_postcalendar_categories, openemr_postcalendar_events
from .chart import form_encounter, form_vital_details, form_vitals, forms, issue_encounter, lists, lists_touch
from .clinic import facility, procedure_providers, users, version
from .documents import categories, categories_to_documents, documents
from .history import history_data
from .insurance import addresses, insurance_companies, insurance_data, phone_numbers
from .medication import immunizations, lists_medication, prescriptions
from .notes import form_clinical_notes, form_dictation, form_soap
from .options import codes, list_options
from .orders import (
    procedure_order,
    procedure_order_code,
    procedure_report,
    procedure_result,
    procedure_specimen,
)
from .people import (
    care_team_member,
    care_teams,
    contact,
    contact_address,
    contact_relation,
    contact_telecom,
    facility_user_ids,
    person,
    users_facility,
)
from .plans import form_care_plan
from .registration import patient_data, patient_history

__all__ = [
    "addresses",
    "care_team_member",
    "care_teams",
    "categories",
    "categories_to_documents",
    "codes",
    "contact",
    "contact_address",
    "contact_relation",
    "contact_telecom",
    "documents",
    "facility",
    "facility_user_ids",
    "form_care_plan",
    "form_clinical_notes",
    "form_dictation",
    "form_encounter",
    "form_soap",
    "form_vital_details",
    "form_vitals",
    "forms",
    "history_data",
    "immunizations",
    "insurance_companies",
    "insurance_data",
    "issue_encounter",
    "list_options",
    "lists",
    "lists_medication",
    "lists_touch",
    "log",
    "metadata",
    "openemr_postcalendar_categories",
    "openemr_postcalendar_events",
    "patient_data",
    "patient_history",
    "person",
    "phone_numbers",
    "prescriptions",
    "procedure_order",
    "procedure_order_code",
    "procedure_providers",
    "procedure_report",
    "procedure_result",
    "procedure_specimen",
    "users",
    "users_facility",
    "version",
]
