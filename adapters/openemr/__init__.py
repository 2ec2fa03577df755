"""OpenEMR."""

from __future__ import annotations

from facade.adapter import Adapter, Providers, cannot, eq, not_yet
from profiles.ca_core.constraints import SETS

from .accounts import accounts
from .allergy_intolerance import allergy_intolerance, no_known_allergy
from .appointment import appointment, recurring
from .care_plan import care_plan, goal
from .care_team import care_team, patients_team
from .condition import condition
from .coverage import coverage
from .device import device
from .diagnostic_report import diagnostic_report
from .document_reference import document_binary, document_reference
from .encounter import encounter
from .family_member_history import family_member_history
from .habits import habits
from .immunization import immunization
from .laboratory_result import laboratory_result
from .location import location
from .medication_request import medication_request
from .medication_statement import medication_statement
from .note import clinical_note, clinical_note_text, dictation, dictation_text, soap_note, soap_note_text
from .observation import observation
from .organization import insurer, laboratory, organization
from .patient import patient
from .practitioner import colleague, practitioner
from .practitioner_role import practitioner_role
from .procedure import procedure
from .provenance import provenances
from .related_person import kin, relation
from .service_request import service_request
from .specimen import specimen
from .tables import users

adapter = Adapter(
    name="openemr",
    contract=1,
    versions="OpenEMR 5.0 to 8.2",
    maps=[
        patient, practitioner, organization, allergy_intolerance, condition, encounter, observation,
        kin, relation, colleague, practitioner_role, insurer, laboratory, location, coverage, care_team,
        patients_team,
        appointment, recurring, clinical_note, clinical_note_text, soap_note, soap_note_text, dictation, dictation_text,
        *provenances,
        no_known_allergy, medication_statement, procedure, medication_request, immunization, service_request,
        diagnostic_report, laboratory_result, specimen, habits, family_member_history,
        document_reference, document_binary,
        care_plan, goal, device,
    ],
    cannot={
        **dict.fromkeys(("EpisodeOfCare", "HealthcareService", "Flag"), cannot("no table")),
        **dict.fromkeys(
            ("Schedule", "Slot"),
            cannot("when a provider is free is computed from marks in the calendar and settings of the program"),
        ),
        "Consent": cannot("yes and no in columns of the patient, without date, scope or who said so"),
        "Task": not_yet("messages (pnotes) and reminders (dated_reminders)"),
    },
    profiles=SETS,
    providers=Providers(users.c.username, only=(eq(users.c.active, 1),)),
    accounts=accounts,
)  # fmt: skip
